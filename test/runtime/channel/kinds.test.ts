/** Broadcast, watch, oneshot, and channel operations as Tasks. */
import { after, CancelledError, createChannel, Ok, select, Task, TimeoutError } from "milost";
import {
  broadcast,
  map,
  oneshot,
  receiveManyTask,
  receiveTask,
  selectTask,
  sendAllTask,
  sendTask,
  watch,
} from "milost/channel";
import { describe, expect, it } from "vitest";
import { drain, isSettled, settle, tracked, waiting } from "./suite/tracked.js";

const create = tracked(createChannel);
const idleFor = after;

describe("broadcast", { timeout: 10_000 }, () => {
  it("every receiver sees every value, in order", async () => {
    const [tx, rx] = broadcast<number>(4);
    const receivers = [rx, rx.clone(), rx.clone()];
    const got = receivers.map(drain);
    for (let i = 0; i < 100; i++) await tx.send(i);
    tx.close();
    for (const values of await Promise.all(got))
      expect(values).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it("what is sent by whom a waiting send's turn wakes comes after its value, and within the capacity", async () => {
    const [tx, rx] = broadcast<number>(1);
    tx.trySend(0);
    let tag: string | undefined;
    const loser = Task.new(async (signal) => {
      await new Promise<void>((resolve) =>
        signal.addEventListener("abort", () => {
          tag = tx.trySend(2).error?._tag;
          resolve();
        }),
      );
      return Ok(0);
    });
    const chosen = select({ sent: tx.sending(1), loser });
    await settle();
    expect(rx.tryReceive().value).toBe(0);
    expect((await chosen)._tag).toBe("sent");
    expect(tag).toBe("Full");
    tx.close();
    expect(await drain(rx)).toEqual([1]);
  });

  it("a clone sees what its original has not received yet", async () => {
    const [tx, rx] = broadcast<number>(4);
    await tx.sendAll([1, 2, 3]);
    expect((await rx.receive()).unwrap()).toBe(1);
    const late = rx.clone();
    tx.close();
    expect(await drain(late)).toEqual([2, 3]);
    expect(await drain(rx)).toEqual([2, 3]);
  });

  it("waits for the slowest, and goes on when that one receives or closes", async () => {
    const [tx, fast] = broadcast<number>(1);
    const slow = fast.clone();
    await tx.send(1);
    const second = tx.send(2);
    expect((await fast.receive()).unwrap()).toBe(1);
    expect(await isSettled(second)).toBe(false);
    expect((await slow.receive()).unwrap()).toBe(1);
    await second;
    expect((await fast.receive()).unwrap()).toBe(2);
    const third = tx.send(3);
    const fourth = tx.send(4);
    expect(await isSettled(third)).toBe(false);
    slow.close();
    await third;
    expect(await isSettled(fourth)).toBe(false);
    fast.close();
    expect((await fourth).error).toMatchObject({ _tag: "Closed", value: 4 });
    expect(tx.trySend(5).error?._tag).toBe("Closed");
  });

  it("receives that wait get the values in the order in which they wait", async () => {
    const [tx, rx] = broadcast<number>(1);
    const other = rx.clone();
    const received = [rx.receive(), rx.receive()];
    const sent = [tx.send(1), tx.send(2)];
    await settle();
    expect(await drainSome(other, 2)).toEqual([1, 2]);
    expect((await Promise.all(received)).map((option) => option.unwrap())).toEqual([1, 2]);
    await Promise.all(sent);
  });

  it("can be mapped and selected", async () => {
    const [tx, rx] = broadcast<number>(1);
    const doubled = map(rx.clone(), (n) => n * 2);
    const chosen = select({ doubled, idle: idleFor(1e6) });
    await settle();
    await tx.send(21);
    expect(await chosen).toMatchObject({ value: { value: 42 } });
    for (const bad of [0, -1, 1.5]) expect(() => broadcast(bad)).toThrow(RangeError);
  });
});

const drainSome = async <T>(rx: AsyncIterable<T>, count: number): Promise<T[]> => {
  const values: T[] = [];
  for await (const value of rx) if (values.push(value) === count) break;
  return values;
};

describe("watch", { timeout: 10_000 }, () => {
  it("gives the latest value once, the first at once", async () => {
    const [tx, rx] = watch("a");
    const other = rx.clone();
    expect((await rx.receive()).unwrap()).toBe("a");
    const next = rx.receive();
    expect(await isSettled(next)).toBe(false);
    await tx.send("b");
    expect((await next).unwrap()).toBe("b");
    await tx.sendAll(["c", "d", "e"]);
    expect([rx.current, rx.length]).toEqual(["e", 1]);
    expect((await rx.receive()).unwrap()).toBe("e");
    expect(rx.tryReceive().error?._tag).toBe("Empty");
    expect((await other.receive()).unwrap()).toBe("e");
  });

  it("a value not yet seen still comes after the close, then None", async () => {
    const [tx, rx] = watch(1);
    tx.trySend(2);
    tx.close();
    expect(await drain(rx)).toEqual([2]);
    expect(rx.current).toBe(2);
    const [tx2, rx2] = watch(1);
    await rx2.receive();
    const waitingFor = rx2.receive();
    tx2.close();
    expect((await waitingFor)._tag).toBe("None");
  });

  it("refuses when nobody watches any more", async () => {
    const [tx, rx] = watch(1);
    const other = rx.clone();
    rx.close();
    expect(tx.trySend(2)._tag).toBe("Ok");
    expect(rx.clone().closed).toBe(true);
    other.close();
    expect(tx.trySend(3).error).toMatchObject({ _tag: "Closed", value: 3 });
  });
});

describe("oneshot", { timeout: 10_000 }, () => {
  it("carries one value, then is closed", async () => {
    const [tx, rx] = oneshot<number>();
    expect((await tx.send(1))._tag).toBe("Ok");
    expect(tx.closed).toBe(true);
    expect((await tx.send(2)).error).toMatchObject({ _tag: "Closed", value: 2 });
    tx.clone().close();
    tx.close();
    expect((await rx.receive()).unwrap()).toBe(1);
    expect((await rx.receive())._tag).toBe("None");
  });

  it("ends whoever else waits, and ends empty when nobody sends", async () => {
    const [tx, rx] = oneshot<number>();
    const received = [rx.receive(), rx.clone().receive()];
    tx.trySend(1);
    expect((await Promise.all(received)).map(({ _tag }) => _tag)).toEqual(["Some", "None"]);
    const [tx2, rx2] = oneshot<number>();
    const none = rx2.receive();
    tx2.close();
    expect((await none)._tag).toBe("None");
  });
});

describe("channel operations as Tasks", { timeout: 10_000 }, () => {
  it("are lazy, and can be run again", async () => {
    const [tx, rx] = await create<number>(4);
    const next = receiveTask(rx);
    const put = sendTask(tx, 5);
    await settle();
    expect(tx.length).toBe(0);
    for (let i = 0; i < 2; i++) expect((await put.run())._tag).toBe("Ok");
    expect((await next.run()).unwrap().unwrap()).toBe(5);
    expect((await receiveManyTask(rx).run()).unwrap()).toEqual([5]);
    expect((await sendAllTask(tx, [1, 2]).run()).unwrap()).toBe(2);
    expect((await selectTask({ rx }).run()).unwrap()).toMatchObject({ _tag: "rx" });
    rx.close();
    expect((await put.run()).error).toMatchObject({ _tag: "Closed", value: 5 });
  });

  it("a cancelled or timed out run has taken nothing and leaves nobody waiting", async () => {
    const [tx, rx] = await create<number>(0);
    const waitingTask = receiveTask(rx);
    const run = waitingTask.run();
    await settle();
    waitingTask.cancel("enough");
    expect((await run).error).toBeInstanceOf(CancelledError);
    expect(waiting(tx, rx)).toBe(0);
    expect((await receiveTask(rx).timeout(5).run()).error).toBeInstanceOf(TimeoutError);
    expect((await sendTask(tx, 1).timeout(5).run()).error).toBeInstanceOf(TimeoutError);
    expect((await selectTask({ rx }).timeout(5).run()).error).toBeInstanceOf(TimeoutError);
    expect(waiting(tx, rx)).toBe(0);
    const raced = await Task.race([receiveTask(rx), Task.new(async () => Ok("first"))]).run();
    expect(raced.unwrap()).toBe("first");
    expect(waiting(tx, rx)).toBe(0);
    expect(tx.trySend(1).error?._tag).toBe("Full");
  });
});
