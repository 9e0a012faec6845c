/** Shared channels between threads: handles, closing, blocking, waiting on main, and who keeps the process alive. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createChannel, Receiver, Sender, select } from "milost";
import { codec } from "milost/threads";
import { describe, expect, it } from "vitest";
import { play } from "./workers.js";

const shared = (capacity = 64) => createChannel<number>({ shared: true, capacity });

describe("a channel between threads", () => {
  it("carries numbers there and back, awaited on main", async () => {
    const [toWorker, input] = await shared();
    const [output, fromWorker] = await shared();
    const { report } = play("echo", { rx: input.handle(), tx: output.handle() });
    input.close();
    output.close();
    for (let i = 0; i < 200; i++) {
      await toWorker.send(i);
      expect(await fromWorker.receive()).toMatchObject({ _tag: "Some", value: i * 2 });
    }
    toWorker.close();
    expect(await fromWorker.receive()).toMatchObject({ _tag: "None" });
    expect(await report).toBe("done");
  });

  it("carries every number as it is", async () => {
    const [toWorker, input] = await shared();
    const [output, fromWorker] = await shared();
    play("echo", { rx: input.handle(), tx: output.handle() });
    output.close();
    const values = [Number.NaN, -0, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER, 0.1];
    await toWorker.sendAll(values);
    toWorker.close();
    const got: number[] = [];
    for await (const value of fromWorker) got.push(value);
    expect(got).toEqual(values.map((value) => value * 2));
    expect(Object.is(got[1], -0)).toBe(true);
  });

  it("hands back what it cannot carry", async () => {
    const [tx] = await createChannel<unknown>({ shared: codec.f64 });
    expect((await tx.send("text")).error).toMatchObject({ _tag: "Encode", value: "text" });
    expect((await tx.sendAll([1, "two", 3])).error).toMatchObject({
      _tag: "Encode",
      sent: 1,
      rest: ["two", 3],
    });
  });

  it("serves select like a local one", async () => {
    const [toWorker, input] = await shared(1);
    const [output, fromWorker] = await shared(1);
    play("echo", { rx: input.handle(), tx: output.handle() });
    const [, silent] = await shared();
    await toWorker.send(21);
    const chosen = await select({ answer: fromWorker, silent });
    expect(chosen).toMatchObject({ _tag: "answer", value: { _tag: "Some", value: 42 } });
  });
});

describe("closing between threads", () => {
  it("drains, then ends a blocked receive", async () => {
    const [tx, rx] = await shared();
    const { report } = play("blockOnReceive", { rx: rx.handle() });
    rx.close();
    await tx.send(5);
    tx.close();
    expect(await report).toEqual(["Some", 5, "None", true]);
  });

  it("gives a blocked send its value back when the last receiver goes", async () => {
    const [tx, rx] = await shared(1);
    const { report } = play("blockOnSend", { tx: tx.handle(), values: [1, 2, 3] });
    // Two are taken, so the third goes in; or the close comes first.
    expect(await rx.receive()).toMatchObject({ value: 1 });
    rx.close();
    const outcomes = await report;
    expect(outcomes).toContainEqual(["Closed", 3]);
  });

  it("happens when the worker that held the last sender ends by itself", async () => {
    const [tx, rx] = await shared();
    const { report } = play("openAndLeave", { tx: tx.handle() });
    tx.close();
    expect(await rx.receive()).toMatchObject({ _tag: "None" });
    expect(await report).toBe("opened");
  });

  it("happens when an end is collected as garbage, not while somebody waits through it", async () => {
    const program = `
      import { createChannel } from "milost";
      import { setFlagsFromString } from "node:v8";
      import { runInNewContext } from "node:vm";
      setFlagsFromString("--expose-gc");
      const gc = runInNewContext("gc");
      const collectUntil = async (done) => {
        while (!done()) {
          gc();
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      };
      const kept = await createChannel({ shared: true });
      const half = async () => { const [tx, rx] = await createChannel({ shared: true }); tx.trySend(1); return rx; };
      const orphan = await half();
      const waiting = (async () => (await kept[1].receive()).value)();
      const sender = kept[0];
      kept.length = 0;
      console.log((await orphan.receive()).value);
      await collectUntil(() => orphan.tryReceive().error?._tag === "Closed");
      sender.trySend(2);
      console.log(await waiting);`;
    expect(await run(program)).toBe("1\n2\n");
  });

  it("a handle on its way keeps its side open", async () => {
    const [tx, rx] = await shared();
    const handle = tx.handle();
    tx.close();
    expect(rx.tryReceive().error).toMatchObject({ _tag: "Empty" });
    const again = await Sender.from(handle);
    await again.send(1);
    again.close();
    expect(await rx.receive()).toMatchObject({ value: 1 });
    expect(await rx.receive()).toMatchObject({ _tag: "None" });
  });
});

describe("handles", () => {
  it("open once, in whatever thread", async () => {
    const [tx] = await shared();
    const handle = tx.handle();
    const opened = await Promise.all([0, 1, 2].map(() => play<string>("open", { tx: handle }).report));
    expect(opened.filter((outcome) => outcome === "opened")).toHaveLength(1);
    expect(opened.filter((outcome) => outcome.includes("ML3924"))).toHaveLength(2);
    await expect(Sender.from(handle)).rejects.toThrow(/opens once.*tx\.handle\(\)/);
  });

  it("are refused at the wrong end, and by what is none", async () => {
    const [tx, rx] = await shared();
    // @ts-expect-error: a sender's handle opens no receiver.
    await expect(Receiver.from(tx.handle())).rejects.toThrow(/ML3924.*rx\.handle\(\)/);
    // @ts-expect-error: this is no handle.
    await expect(Receiver.from({})).rejects.toThrow(TypeError);
    rx.close();
    expect(() => rx.handle()).toThrow(/ML3924: this receiver is closed/);
  });
});

describe("the main thread", () => {
  it("is not a stage on the way: two workers go on while it is blocked", { timeout: 30_000 }, async () => {
    const [tx, rx] = await shared();
    const counter = new SharedArrayBuffer(4);
    const stop = new SharedArrayBuffer(4);
    const sink = play<number>("count", { rx: rx.handle(), counter });
    const source = play<number>("flood", { tx: tx.handle(), stop });
    tx.close();
    rx.close();
    const batches = new Int32Array(counter);
    // Both are up and running.
    while (Atomics.load(batches, 0) < 100) await new Promise((resolve) => setTimeout(resolve, 5));
    const steps: number[] = [];
    for (let i = 0; i < 4; i++) {
      const before = Atomics.load(batches, 0);
      // Half a second of a main thread that does nothing at all.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      steps.push(Atomics.load(batches, 0) - before);
    }
    Atomics.store(new Int32Array(stop), 0, 1);
    // In each quarter of the two seconds values went on arriving.
    expect(Math.min(...steps)).toBeGreaterThan(100);
    expect(await sink.report).toBeGreaterThan(0);
    expect(await source.report).toBeGreaterThan(0);
  });

  it("must not block", async () => {
    const program = `
      import { createChannel } from "milost";
      const [tx, rx] = await createChannel({ shared: true });
      for (const call of [() => rx.receiveSync(), () => tx.sendSync(1), () => rx.receiveManySync(), () => tx.sendAllSync([1])]) {
        try { call(); console.log("blocked"); } catch (error) { console.log(error.message); }
      }`;
    const lines = (await run(program)).trim().split("\n");
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/^ML3925: \w+ would block the main thread/);
  });
});

describe("the process", () => {
  it("stays alive while somebody waits, and ends by itself afterwards", async () => {
    const program = `
      import { Worker } from "node:worker_threads";
      import { createChannel, Sender } from "milost";
      const [tx, rx] = await createChannel({ shared: true });
      const worker = new Worker(\`
        import { workerData } from "node:worker_threads";
        import { Sender } from "milost";
        const tx = await Sender.from(workerData);
        setTimeout(() => { tx.sendSync(42); tx.close(); }, 300);
      \`, { eval: true, workerData: tx.handle() });
      worker.unref();
      tx.close();
      console.log((await rx.receive()).value);
      console.log((await rx.receive())._tag);`;
    expect(await run(program)).toBe("42\nNone\n");
  });

  it("ends although channels are open at which nobody waits", async () => {
    const program = `
      import { createChannel } from "milost";
      const [tx, rx] = await createChannel({ shared: true, capacity: 1 });
      const waiting = rx.receive();
      await tx.send(1);
      await waiting;
      const aborted = rx.receive({ signal: AbortSignal.timeout(20) });
      console.log(await aborted.catch((error) => error.name));`;
    expect(await run(program)).toBe("TimeoutError\n");
  });
});

/** What a module prints that runs in a process of its own; it must end within ten seconds, with success. */
const run = async (program: string): Promise<string> => {
  const cwd = fileURLToPath(new URL("../../..", import.meta.url));
  const args = ["--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, timeout: 10_000 });
  return stdout;
};
