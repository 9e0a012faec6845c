/** Values that only ports can carry through channels in shared memory, between workers. */
import { once } from "node:events";
import { MessageChannel, Worker } from "node:worker_threads";
import { createChannel, Sender } from "milost";
import { type Handle, transfer, transferables } from "milost/threads";
import { afterEach, describe, expect, it } from "vitest";

const running = new Set<Worker>();
afterEach(async () => {
  await Promise.all([...running].map((worker) => worker.terminate()));
  running.clear();
});

interface Part {
  readonly worker: Worker;
  /** Once its ends are open, or the first thing it says. */
  readonly open: Promise<unknown>;
  /** What it says afterwards. */
  readonly said: unknown[];
  readonly report: Promise<unknown>;
}

const play = (role: string, data: Record<string, unknown> & { tx?: Handle; rx?: Handle }): Part => {
  const handles = [data.tx, data.rx].filter((handle) => handle !== undefined);
  const worker = new Worker(new URL("./crew.mjs", import.meta.url), {
    workerData: { role, data },
    transferList: transferables<never>(...handles),
  });
  running.add(worker);
  const said: unknown[] = [];
  const open = once(worker, "message").then(([first]) => first);
  const report = new Promise<unknown>((resolve, reject) => {
    worker.on("message", (message) => {
      if (message?.ok === true) resolve(message.value);
      else if (message?.ok === false) reject(new Error(message.error));
      else said.push(message);
    });
    worker.on("exit", () => reject(new Error("the worker has ended")));
  });
  report.catch(() => {});
  return { worker, open, said, report };
};

const shared = (capacity = 8) => createChannel<unknown>({ shared: true, capacity });
const bytes = (n: number) => {
  const array = new Uint8Array(64).fill(n);
  return transfer(array, [array.buffer]);
};

describe("values by port beside shared memory", { timeout: 30_000 }, () => {
  for (const capacity of [0, 1, 8]) {
    it(`keep their place among the others, at capacity ${capacity}`, async () => {
      const [tx, rx] = await shared(capacity);
      const { report } = play("collect", { rx: rx.handle() });
      rx.close();
      const { port1, port2 } = new MessageChannel();
      port1.on("message", () => port1.postMessage("and back"));
      const stream = new ReadableStream({
        start(controller) {
          for (const chunk of ["a", "b"]) controller.enqueue(chunk);
          controller.close();
        },
      });
      const buffer = new SharedArrayBuffer(1);
      new Uint8Array(buffer)[0] = 7;
      const values: unknown[] = [
        1,
        bytes(1),
        "two",
        new Blob(["three"]),
        transfer(port2, [port2]),
        { four: 4 },
        transfer(stream, [stream]),
        buffer,
        undefined,
      ];
      for (const value of values) expect(await tx.send(value)).toMatchObject({ _tag: "Ok" });
      tx.close();
      expect(await report).toEqual([
        1,
        "bytes 64",
        "two",
        "blob three",
        "port and back",
        { four: 4 },
        "stream ab",
        "shared 7",
        undefined,
      ]);
    });
  }

  it("come back to a thread that awaits them, and go in batches", async () => {
    const [tx, rx] = await shared(64);
    const { report } = play("blobs", { tx: tx.handle(), count: 300 });
    tx.close();
    const got: string[] = [];
    for await (const value of rx) got.push(await (value as Blob).text());
    expect(got).toEqual(Array.from({ length: 300 }, (_, i) => `${i}`));
    expect(await report).toBe("Ok");
  });

  for (const way of ["one", "all", "sync"]) {
    it(`move from worker to worker while the main thread is blocked, sent ${way}`, async () => {
      const [tx, rx] = await shared(4);
      const sink = play("collect", { rx: rx.handle() });
      rx.close();
      await sink.open;
      const count = 500;
      const gate = play("collect", { rx: (await shared())[1].handle() });
      await gate.open;
      const source = play("move", { tx: tx.handle(), count, size: 1000, way, stay: false });
      tx.close();
      await source.open;
      // Let introductions pass, then block: nothing may need this thread any more.
      await new Promise((resolve) => setTimeout(resolve, 20));
      const exited = new Int32Array(new SharedArrayBuffer(4));
      Atomics.wait(exited, 0, 0, 300);
      expect(await source.report).toBe(count);
      const got = (await sink.report) as { n: number; bytes: Uint8Array }[];
      expect(got.map(({ n }) => n)).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(got.every(({ bytes }) => bytes.length === 1000)).toBe(true);
    });
  }

  it("reach each of several receivers once, and outlive the worker that sent them", async () => {
    const [tx, rx] = await shared(16);
    const sinks = [0, 1, 2].map(() => play("collect", { rx: rx.handle() }));
    rx.close();
    await Promise.all(sinks.map(({ open }) => open));
    const sources = [0, 1].map((id) =>
      play("move", { tx: tx.handle(), count: 200, size: 10, from: id * 1000 }),
    );
    tx.close();
    await Promise.all(sources.map(({ report }) => report));
    const got = (await Promise.all(sinks.map(({ report }) => report))) as { n: number }[][];
    const numbers = got.flat().map(({ n }) => n);
    expect(numbers.sort((a, b) => a - b)).toEqual(
      [0, 1].flatMap((id) => Array.from({ length: 200 }, (_, i) => id * 1000 + i)),
    );
    for (const list of got) {
      for (const id of [0, 1]) {
        const own = list.map(({ n }) => n).filter((n) => Math.floor(n / 1000) === id);
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }
    }
  });

  it("wait for room like all others: what finds none stays as it was", async () => {
    const [tx, rx] = await shared(2);
    const values = [bytes(1), bytes(2), bytes(3)];
    expect(values.map((value) => tx.trySend(value)._tag)).toEqual(["Ok", "Ok", "Err"]);
    expect(values.map(({ length }) => length)).toEqual([0, 0, 64]);
    const waiting = tx.send(values[2]);
    expect(values[2]).toHaveLength(64);
    expect(((await rx.receive()).value as Uint8Array)[0]).toBe(1);
    expect((await waiting)._tag).toBe("Ok");
    expect(values[2]).toHaveLength(0);
    const late = bytes(4);
    const refused = tx.send(late);
    rx.close();
    expect((await refused).error).toMatchObject({ _tag: "Closed", value: late });
    expect(late).toHaveLength(64);
  });

  it("come back with the reason when no port takes them, and harm nobody", async () => {
    const [tx, rx] = await shared(16);
    const sink = play("collect", { rx: rx.handle() });
    rx.close();
    const { port1 } = new MessageChannel();
    for (const value of [port1, { deep: [port1] }, transfer({ f: () => 1 }, [new ArrayBuffer(1)])]) {
      const { error } = await tx.send(value);
      expect(error).toMatchObject({
        _tag: "Encode",
        value,
        message: expect.stringMatching(/^ML3903: .*cloned/),
      });
      expect(tx.trySend(value).error?._tag).toBe("Encode");
    }
    const cut = await tx.sendAll([1, new Blob(["a"]), port1, 2]);
    expect(cut.error).toMatchObject({ _tag: "Encode", sent: 2, rest: [port1, 2] });
    await tx.send("after");
    tx.close();
    expect(await sink.report).toEqual([1, "blob a", "after"]);
    port1.close();
  });

  it("need a port between the threads, and say so", async () => {
    const [tx, rx] = await shared();
    const [others, other] = await shared();
    const handles = { tx: tx.handle(), rx: other.handle() };
    const worker = new Worker(new URL("./crew.mjs", import.meta.url), {
      workerData: { role: "refuse", data: handles },
    });
    running.add(worker);
    expect((await once(worker, "message"))[0]).toBe("open");
    await others.send(new Blob(["y"]));
    const [report] = await once(worker, "message");
    expect(report.value).toEqual([
      "Encode",
      expect.stringMatching(/^ML3931: a Blob .*transferables\(handle\)/),
      expect.stringMatching(/^ML3931: .*transferables\(handle\)/),
    ]);
    rx.close();
  });

  it("wait for the event loop of a thread that blocks", async () => {
    const [tx, rx] = await shared();
    const sink = play("block", { rx: rx.handle() });
    rx.close();
    await sink.open;
    await tx.sendAll([1, new Blob(["b"]), 3]);
    tx.close();
    expect(await sink.report).toEqual([1, "ML3932", "blob b", 3]);
  });

  it("go through channels made in a worker, between the others", async () => {
    const keeper = play("found", {});
    const handles = (await keeper.open) as { tx: never; rx: never };
    const sink = play("collect", { rx: handles.rx });
    await sink.open;
    const tx = await Sender.from<unknown>(handles.tx);
    for (const value of [bytes(1), "a", new Blob(["b"])]) await tx.send(value);
    tx.close();
    expect(await sink.report).toEqual(["bytes 64", "a", "blob b"]);
  });

  it("take handles along", async () => {
    const [tx, rx] = await shared();
    const [inner, innerRx] = await shared();
    const handle = inner.handle();
    await tx.send(transfer({ handle }, transferables(handle)));
    // As data, it goes without its port.
    await tx.send({ handle: inner.handle() });
    const got = (await rx.receiveMany(1)) as { handle: never }[];
    const opened = await Sender.from<unknown>(got[0]!.handle);
    await opened.send(new Blob(["c"]));
    expect(await ((await innerRx.receive()).value as Blob).text()).toBe("c");
    const plain = (await rx.receive()).value as { handle: never };
    await (await Sender.from<unknown>(plain.handle)).send(5);
    expect((await innerRx.receive()).value).toBe(5);
  });
});

describe("threads that are killed while values are on their way by port", { timeout: 120_000 }, () => {
  const rounds = Number(process.env.MILOST_LANE_KILLS ?? 40);

  for (const capacity of [0, 4]) {
    it(`a sender, between its slot and its message: nobody waits for the value, at capacity ${capacity}`, async () => {
      const [tx, rx] = await shared(capacity);
      const near = rx.receive();
      const half = play("half", { tx: tx.handle() });
      expect(await ((await near).value as Blob).text()).toBe("whole");
      const waiting = [rx.receive(), rx.receive()];
      await half.open;
      const sent = [tx.send("after"), tx.send(bytes(3))];
      await half.worker.terminate();
      running.delete(half.worker);
      expect((await waiting[0])?.value).toBe("after");
      expect((await waiting[1])?.value).toHaveLength(64);
      await Promise.all(sent);
      tx.close();
      expect((await rx.receive())._tag).toBe("None");
    });
  }

  it(`${rounds} senders: what comes, comes once and in order, and nobody waits`, async () => {
    const [tx, rx] = await shared(4);
    let received = 0;
    for (let round = 0; round < rounds; round++) {
      const source = play("move", { tx: tx.handle(), count: 1e9, size: 100, from: round * 1e6 });
      await source.open;
      let last = round * 1e6 - 1;
      const target = received + 1 + (round % 7);
      while (received < target) {
        const option = await rx.receive();
        const { n, bytes } = option.value as { n: number; bytes: Uint8Array };
        expect(n).toBe(last + 1);
        expect(bytes.length).toBe(100);
        last = n;
        received++;
      }
      await source.worker.terminate();
      running.delete(source.worker);
      // What it had put comes; what its slots alone promise is passed over.
      const marked = tx.send({ n: -1 - round });
      for (;;) {
        const { n } = (await rx.receive()).value as { n: number };
        if (n < 0) {
          expect(n).toBe(-1 - round);
          break;
        }
        expect(n).toBe(++last);
      }
      await marked;
    }
    expect(received).toBeGreaterThanOrEqual(rounds);
  });

  it(`${rounds} receivers: no value twice, and the others go on`, async () => {
    const [tx, rx] = await shared(4);
    const seen = new Set<number>();
    let next = 0;
    const note = (said: readonly unknown[]) => {
      for (const n of said) {
        if (typeof n !== "number") continue;
        expect(seen.has(n)).toBe(false);
        seen.add(n);
      }
    };
    for (let round = 0; round < rounds; round++) {
      const sink = play("tell", { rx: rx.handle() });
      await sink.open;
      for (let i = 0; i < 10 + (round % 5); i++) {
        const array = new Uint8Array(10);
        // A worker may have died with its slots: what it had taken is gone, and gives room.
        await tx.send(transfer({ n: next++, array }, [array.buffer]));
      }
      await sink.worker.terminate();
      running.delete(sink.worker);
      note(sink.said);
      // Everything that is still there can be had here.
      for (let taken = rx.tryReceive(); ; taken = rx.tryReceive()) {
        if (taken._tag === "Ok") note([(taken.value as { n: number }).n]);
        else if (rx.length === 0) break;
        else await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    expect(seen.size).toBeGreaterThan(rounds);
  });
});
