/** Receivers from, and to, what the platform streams with: iterables, web streams, events. Nothing is lost when a receive is given up. */
import { EventEmitter } from "node:events";
import { createChannel, select } from "milost";
import { fromAsyncIterable, fromEvents, fromReadableStream, map, toReadableStream } from "milost/channel";
import { describe, expect, it, vi } from "vitest";
import { drain, settle, tracked } from "./suite/tracked.js";

const create = tracked(createChannel);

describe("streams and iterables", { timeout: 10_000 }, () => {
  it("an async iterable is read on demand, and closed with the receiver", async () => {
    const trace: string[] = [];
    async function* source() {
      try {
        for (let i = 0; ; i++) {
          trace.push(`yields ${i}`);
          yield i;
        }
      } finally {
        trace.push("closed");
      }
    }
    const rx = fromAsyncIterable(source());
    await settle();
    expect(trace).toEqual([]);
    expect((await rx.receive()).unwrap()).toBe(0);
    expect((await rx.receive()).unwrap()).toBe(1);
    rx.close();
    await settle();
    expect(trace).toEqual(["yields 0", "yields 1", "closed"]);
    expect((await rx.receive())._tag).toBe("None");
  });

  it("a value that arrives for a cancelled receive is kept for the next", async () => {
    let give!: (value: string) => void;
    async function* source() {
      yield await new Promise<string>((resolve) => {
        give = resolve;
      });
    }
    const rx = fromAsyncIterable(source());
    const controller = new AbortController();
    const received = rx.receive(controller);
    await settle();
    controller.abort("enough");
    await expect(received).rejects.toBe("enough");
    give("kept");
    expect(await drain(rx)).toEqual(["kept"]);
  });

  it("an error rejects one receive, then comes the end; iterables of promises are awaited", async () => {
    async function* source() {
      yield 1;
      throw new Error("broken");
    }
    const rx = fromAsyncIterable(source());
    expect((await rx.receive()).unwrap()).toBe(1);
    await expect(rx.receive()).rejects.toThrow("broken");
    expect((await rx.receive())._tag).toBe("None");
    expect(await drain(fromAsyncIterable([1, Promise.resolve(2)]))).toEqual([1, 2]);
    expect(await drain(fromAsyncIterable("ab"))).toEqual(["a", "b"]);
  });

  it("to a web stream and back, with backpressure all the way", async () => {
    const [tx, rx] = await create<number>(0);
    let sent = 0;
    const producing = (async () => {
      while ((await tx.send(sent))._tag === "Ok") sent++;
    })();
    const back = fromReadableStream(toReadableStream(rx));
    await settle();
    expect(sent).toBe(0);
    expect((await back.receive()).unwrap()).toBe(0);
    expect((await back.receive()).unwrap()).toBe(1);
    await settle();
    expect(sent).toBeLessThanOrEqual(3);
    back.close();
    await producing;
    expect(rx.closed).toBe(true);
    expect(await drain(fromReadableStream(toReadableStream(fromAsyncIterable([1, 2, 3]))))).toEqual([
      1, 2, 3,
    ]);
  });

  it("what a callback throws errors the web stream, and closes what it came from", async () => {
    const [tx, rx] = await create<number>(0);
    const reader = toReadableStream(
      map(rx, (n) => {
        if (n === 1) throw new Error("torn");
        return n;
      }),
    ).getReader();
    const sent = [tx.send(0), tx.send(1), tx.send(2)];
    expect(await reader.read()).toEqual({ done: false, value: 0 });
    await expect(reader.read()).rejects.toThrow("torn");
    expect((await Promise.all(sent)).map((each) => each._tag)).toEqual(["Ok", "Ok", "Err"]);
    expect(rx.closed).toBe(true);
  });

  it("an errored stream rejects one receive", async () => {
    const stream = new ReadableStream<number>({
      start(controller) {
        controller.error(new Error("torn"));
      },
    });
    const rx = fromReadableStream(stream);
    await expect(rx.receive()).rejects.toThrow("torn");
    expect((await rx.receive())._tag).toBe("None");
  });

  it("a stream's value can be selected", async () => {
    const rx = fromAsyncIterable(
      (async function* () {
        yield 1;
      })(),
    );
    expect(await select({ rx })).toMatchObject({ _tag: "rx", value: { value: 1 } });
  });
});

describe("events", { timeout: 10_000 }, () => {
  it("come from an EventTarget until the receiver is closed", async () => {
    const target = new EventTarget();
    const remove = vi.spyOn(target, "removeEventListener");
    const rx = fromEvents(target, "ping");
    const early = rx.receive();
    for (let i = 0; i < 3; i++) target.dispatchEvent(new Event("ping"));
    target.dispatchEvent(new Event("pong"));
    expect((await early).unwrap().type).toBe("ping");
    expect(rx.length).toBe(2);
    const clone = rx.clone();
    rx.close();
    expect(remove).not.toHaveBeenCalled();
    clone.close();
    expect(remove).toHaveBeenCalledOnce();
    target.dispatchEvent(new Event("ping"));
    expect(clone.length).toBe(0);
  });

  it("come from a Node emitter, the latest few when told to", async () => {
    const emitter = new EventEmitter();
    const rx = fromEvents<number>(emitter, "n", { keep: 3 });
    for (let i = 0; i < 10; i++) emitter.emit("n", i);
    expect(await rx.receiveMany()).toEqual([7, 8, 9]);
    rx.close();
    expect(emitter.listenerCount("n")).toBe(0);
    expect(() => fromEvents(emitter, "n", { keep: 0 })).toThrow(RangeError);
  });
});
