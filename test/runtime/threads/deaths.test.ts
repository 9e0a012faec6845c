/** Threads that die without a word: their ends close, whatever they were at, and nobody calls anything for it. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { createChannel } from "milost";
import { codec, transferables, watchWorker } from "milost/threads";
import { describe, expect, it } from "vitest";

/** A worker that runs `body` with its ends, says "at it" first, and never ends by itself. */
const start = (body: string, handles: Record<string, unknown>, options = {}): Worker =>
  new Worker(
    `import { parentPort, workerData, Worker } from "node:worker_threads";
     import { createChannel, Receiver, Sender } from "milost";
     import { transferables } from "milost/threads";
     const tx = workerData.tx && (await Sender.from(workerData.tx));
     const rx = workerData.rx && (await Receiver.from(workerData.rx));
     parentPort.postMessage("at it");
     ${body}
     setInterval(() => {}, 1e6);`,
    { eval: true, workerData: handles, stderr: true, ...options },
  );

const causes: Record<string, [body: string, kill: (worker: Worker) => unknown]> = {
  "terminated while it blocks in a receive": ["rx.receiveSync();", (worker) => worker.terminate()],
  "terminated while it waits in a receive": ["rx.receive();", (worker) => worker.terminate()],
  "terminated while it does nothing": ["", (worker) => worker.terminate()],
  "ended by an error": ["setTimeout(() => { throw new Error('uncaught'); }, 20);", () => {}],
  "out of memory": ["const all = []; for (;;) all.push(new Array(1e5).fill({}));", () => {}],
};

describe("a worker that is", { timeout: 30_000 }, () => {
  for (const [name, [body, kill]] of Object.entries(causes)) {
    it(`${name} closes what it held`, async () => {
      const [tx, rx] = await createChannel<number>({ shared: true });
      const [other, othersRx] = await createChannel<number>({ shared: codec.f64 });
      const limits = { resourceLimits: { maxOldGenerationSizeMb: 16 } };
      const worker = start(body, { tx: tx.handle(), rx: othersRx.handle() }, limits);
      worker.on("error", () => {});
      tx.close();
      othersRx.close();
      expect(await once(worker, "message")).toEqual(["at it"]);
      const waiting = rx.receive();
      kill(worker);
      expect((await waiting)._tag).toBe("None");
      // The send may have been before the death was known: not the one after the close was seen.
      while (!other.closed) await new Promise((resolve) => setTimeout(resolve, 5));
      expect((await other.send(1)).error?._tag).toBe("Closed");
    });
  }

  for (const [name, body] of [
    ["blocks", "rx.receiveSync();"],
    ["waits", "for (let i = 0; i < 3; i++) rx.receive();"],
  ] as const) {
    it(`terminated while it ${name} at a rendezvous is waited for no more`, async () => {
      const [tx, rx] = await createChannel<number>({ shared: true, capacity: 0 });
      const [life, end] = await createChannel<number>({ shared: true });
      const dead = [0, 1].map(() => start(body, { rx: rx.handle(), tx: life.handle() }));
      life.close();
      await Promise.all(dead.map((worker) => once(worker, "message")));
      // Whoever gets it goes on to nothing; the other one waits.
      await tx.send(0);
      // Time to fall asleep: a death elsewhere would have to be forgiven one early answer.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await Promise.all(dead.map((worker) => worker.terminate()));
      expect((await end.receive())._tag).toBe("None");
      expect(tx.trySend(1).error?._tag).toBe("Full");
      const sent = tx.send(2);
      expect((await rx.receive()).value).toBe(2);
      expect((await sent)._tag).toBe("Ok");
      expect(tx.trySend(3).error?._tag).toBe("Full");
    });
  }

  it("terminated while it blocks in a send wakes others in its place", async () => {
    const [tx, rx] = await createChannel<number>({ shared: true, capacity: 1 });
    await tx.send(0);
    const dead = start("tx.sendSync(1);", { tx: tx.handle() });
    await once(dead, "message");
    const alive = start("tx.sendSync(2); tx.close(); ", { tx: tx.handle() });
    await once(alive, "message");
    tx.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await dead.terminate();
    const got: number[] = [];
    for await (const value of rx) got.push(value);
    expect(got).toEqual([0, 2]);
    await alive.terminate();
  });

  it("made by a worker that has no end is noticed by the port that came with its handle", async () => {
    const [tx, rx] = await createChannel<number>({ shared: true });
    const handle = tx.handle();
    const inner = `
      import { workerData, parentPort } from "node:worker_threads";
      import { Sender } from "milost";
      globalThis.tx = await Sender.from(workerData);
      parentPort.postMessage(0);
      setInterval(() => {}, 1e6);`;
    const worker = start(
      `const inner = new Worker(${JSON.stringify(inner)}, {
         eval: true, workerData: workerData.inner, transferList: transferables(workerData.inner) });
       inner.once("message", () => inner.terminate());`,
      { inner: handle },
      { transferList: transferables<never>(handle) },
    );
    tx.close();
    expect((await rx.receive())._tag).toBe("None");
    await worker.terminate();
  });

  it("terminated before a handle that it made was opened revokes that handle", async () => {
    const [tx, rx] = await createChannel<number>({ shared: true });
    const worker = start("parentPort.postMessage(tx.handle()); tx.close();", { tx: tx.handle() });
    tx.close();
    await once(worker, "message");
    await once(worker, "message");
    expect(rx.tryReceive().error?._tag).toBe("Empty");
    await worker.terminate();
    expect((await rx.receive())._tag).toBe("None");
  });
});

describe("watchWorker", { timeout: 30_000 }, () => {
  it("serves workers that were made before", async () => {
    const program = `
      import { Worker } from "node:worker_threads";
      import { once } from "node:events";
      const worker = new Worker(\`
        import { parentPort } from "node:worker_threads";
        import { Sender } from "milost";
        parentPort.once("message", async (handle) => {
          globalThis.tx = await Sender.from(handle);
          parentPort.postMessage("open");
        });
        setInterval(() => {}, 1e6);\`, { eval: true });
      await once(worker, "online");
      const { createChannel } = await import("milost");
      const { watchWorker } = await import("milost/threads");
      console.log(watchWorker(worker) === worker);
      const [tx, rx] = await createChannel({ shared: true });
      worker.postMessage(tx.handle());
      tx.close();
      await once(worker, "message");
      worker.terminate();
      console.log((await rx.receive())._tag);`;
    const cwd = fileURLToPath(new URL("../../..", import.meta.url));
    const args = ["--input-type=module", "--eval", program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, timeout: 10_000 });
    expect(stdout).toBe("true\nNone\n");
  });

  it("refuses what does not tell when it ends", () => {
    expect(() => watchWorker({})).toThrow(/^ML3933: watchWorker takes/);
  });
});
