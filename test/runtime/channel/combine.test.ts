/** The combining functions: lazy, exact at the end, and nothing lost when a receive is given up. */
import { createChannel, type Receiver, select } from "milost";
import { filter, map, mapConcurrent, merge, take } from "milost/channel";
import { describe, expect, expectTypeOf, it } from "vitest";
import { drain, isSettled, settle, tracked, waiting } from "./suite/tracked.js";

const create = tracked(createChannel);

/** A closed channel that holds `values`. */
async function of<T>(...values: T[]): Promise<Receiver<T>> {
  const [tx, rx] = await create<T>(Number.POSITIVE_INFINITY);
  await tx.sendAll(values);
  tx.close();
  return rx;
}

const range = (n: number, from = 0) => Array.from({ length: n }, (_, i) => i + from);

describe("map, filter, take", { timeout: 10_000 }, () => {
  it("map a whole channel, ready or waited for", async () => {
    expect(await drain(map(await of(1, 2, 3), (n) => n * 2))).toEqual([2, 4, 6]);
    const [tx, rx] = await create<number>(0);
    const got = drain(map(rx, (n) => `${n}`));
    await tx.sendAll(range(100));
    tx.close();
    expect(await got).toEqual(range(100).map(String));
  });

  it("compose, and pull no more than what is asked for", async () => {
    const [tx, rx] = await create<number>(100);
    await tx.sendAll(range(100));
    const composed = take(
      filter(
        map(rx, (n) => n * 3),
        (n) => n % 2 === 0,
      ),
      4,
    );
    expect(await drain(composed)).toEqual([0, 6, 12, 18]);
    expect(rx.length).toBe(93);
    expect(rx.closed).toBe(false);
    expect((await rx.receive()).unwrap()).toBe(7);
  });

  it("filter waits on when a value is not for it", async () => {
    const [tx, rx] = await create<number>(0);
    const even = filter(rx, (n) => n % 2 === 0);
    const received = even.receive();
    await settle();
    await tx.sendAll([1, 3, 5]);
    expect(await isSettled(received)).toBe(false);
    await tx.send(6);
    expect((await received).unwrap()).toBe(6);
    const many = even.receiveMany();
    await settle();
    tx.close();
    expect(await many).toEqual([]);
    expect([even.closed, rx.closed]).toEqual([true, true]);
  });

  it("pull nothing ahead, and leave nothing linked when a receive is cancelled", async () => {
    const [tx, rx] = await create<number>(0);
    const doubled = map(rx, (n) => n * 2);
    const sent = tx.send(1);
    expect(await isSettled(sent)).toBe(false);
    expect((await doubled.receive()).unwrap()).toBe(2);
    const controller = new AbortController();
    const received = doubled.receive(controller);
    await settle();
    expect(waiting(tx, rx)).toBe(1);
    controller.abort("enough");
    await expect(received).rejects.toBe("enough");
    expect(waiting(tx, rx)).toBe(0);
    expect(tx.trySend(5).error?._tag).toBe("Full");
  });

  it("a callback that throws rejects the receive it ran for; the next value comes", async () => {
    const bad = new Error("bad");
    const [tx, rx] = await create<number>(4);
    const mapped = map(rx, (n) => {
      if (n === 2) throw bad;
      return n;
    });
    await tx.sendAll([2, 1, 2, 3]);
    await expect(mapped.receive()).rejects.toBe(bad);
    expect((await mapped.receive()).unwrap()).toBe(1);
    expect(() => mapped.tryReceive()).toThrow(bad);
    expect(mapped.tryReceive().value).toBe(3);
    const received = mapped.receive();
    const chosen = select({ mapped });
    await settle();
    // The sender does not hear of it: its value was taken.
    expect((await tx.send(2))._tag).toBe("Ok");
    await expect(received).rejects.toBe(bad);
    await tx.send(2);
    await expect(chosen).rejects.toBe(bad);
  });

  it("a callback that cancels the receive it runs for loses nothing", async () => {
    const [tx, rx] = await create<number>(0);
    const controller = new AbortController();
    const mapped = map(rx, (n) => {
      controller.abort("from within");
      return n * 10;
    });
    const received = mapped.receive(controller);
    await settle();
    await tx.send(1);
    await expect(received).rejects.toBe("from within");
    expect((await mapped.receive()).unwrap()).toBe(10);
  });

  it("a callback that aborts what is about to wait ends it", async () => {
    const [tx, rx] = await create<number>(2);
    for (const wait of [
      (rx: Receiver<number>, signal: AbortSignal) => rx.receive({ signal }),
      (rx: Receiver<number>, signal: AbortSignal) => rx.receiveMany(2, { signal }),
      (rx: Receiver<number>, signal: AbortSignal) => select({ rx }, { signal }),
    ]) {
      const controller = new AbortController();
      const odd = filter(rx, (n) => {
        controller.abort(`at ${n}`);
        return false;
      });
      tx.trySend(1);
      const received = wait(odd, controller.signal);
      await expect(Promise.race([received, settle()])).rejects.toBe("at 1");
      expect(waiting(tx, rx)).toBe(0);
    }
  });

  it("many are received up to a callback that throws, and the next receive hears of it", async () => {
    const picky = map(await of(1, 2, 3, 4), (n) => {
      if (n === 3) throw new Error("three");
      return n;
    });
    expect(await picky.receiveMany()).toEqual([1, 2]);
    await expect(picky.receiveMany()).rejects.toThrow("three");
    expect(await picky.receiveMany()).toEqual([4]);
  });

  it("a callback may send to what a select has just tried", async () => {
    const [tx, rx] = await create<number>(4);
    const [tap, tapped] = await create<number>(4);
    const none = filter(rx, (n) => {
      tap.trySend(n);
      return false;
    });
    for (let i = 0; i < 50; i++) {
      tx.trySend(i);
      expect(await select({ none, tapped })).toMatchObject({ _tag: "tapped", value: { value: i } });
    }
  });

  it("clones share the values and the count; the last close closes the source", async () => {
    const [tx, rx] = await create<number>(10);
    await tx.sendAll(range(10));
    const first = take(rx, 4);
    const second = first.clone();
    expect((await first.receive()).unwrap()).toBe(0);
    expect((await second.receive()).unwrap()).toBe(1);
    first.close();
    expect(tx.closed).toBe(false);
    expect(await drain(second)).toEqual([2, 3]);
    second.close();
    expect(tx.closed).toBe(true);
  });

  it("take(0) is at its end, a count that is none throws", async () => {
    const rx = await of(1);
    expect(await drain(take(rx, 0))).toEqual([]);
    for (const bad of [-1, 0.5, Number.NaN]) expect(() => take(rx, bad)).toThrow(RangeError);
    expect(() => map({} as Receiver<number>, String)).toThrow(/ML3909: map takes a Receiver/);
  });

  it("several receives wait at once, and are served in order", async () => {
    const [tx, rx] = await create<number>(0);
    const even = filter(rx, (n) => n % 2 === 0);
    const got = [even.receive(), even.receive(), even.receive()];
    await settle();
    await tx.sendAll(range(5));
    expect((await Promise.all(got)).map((option) => option.unwrap())).toEqual([0, 2, 4]);
  });
});

describe("merge", { timeout: 10_000 }, () => {
  it("gives all of all, each in its order, and ends when all have", async () => {
    const channels = await Promise.all(range(5).map(() => create<[number, number]>(2)));
    const producing = channels.map(async ([tx], id) => {
      for (let i = 0; i < 100; i++) {
        await tx.send([id, i]);
        if ((i * 7 + id) % 5 === 0) await settle();
      }
      tx.close();
    });
    const all = await drain(merge(...channels.map(([, rx]) => rx)));
    await Promise.all(producing);
    expect(all).toHaveLength(500);
    for (const id of range(5)) expect(all.filter(([of]) => of === id).map(([, i]) => i)).toEqual(range(100));
  });

  it("takes turns among those that are ready", async () => {
    const merged = merge(await of("a", "a", "a"), await of("b", "b", "b"), await of<string>());
    expect((await drain(merged)).join("")).toBe("ababab");
    expect(await drain(merge())).toEqual([]);
    const mixed = merge(await of("a", "b"), await of(1));
    expectTypeOf(mixed).toEqualTypeOf<Receiver<string | number>>();
    expect(await drain(mixed)).toEqual(["a", 1, "b"]);
  });

  it("closing it closes the sources, a cancelled receive leaves none linked", async () => {
    const [a, b] = [await create<number>(0), await create<number>(0)];
    const merged = merge(a[1], b[1]);
    const controller = new AbortController();
    const received = merged.receive(controller);
    await settle();
    expect(waiting(...a) + waiting(...b)).toBe(2);
    controller.abort(0);
    await expect(received).rejects.toBe(0);
    expect(waiting(...a) + waiting(...b)).toBe(0);
    merged.close();
    expect([a[0].closed, b[0].closed]).toEqual([true, true]);
  });
});

describe("mapConcurrent", { timeout: 10_000 }, () => {
  const gate = () => {
    const open: (() => void)[] = [];
    return { wait: () => new Promise<void>((resolve) => open.push(resolve)), open };
  };

  it("runs at most so many at a time, and keeps the order", async () => {
    let running = 0;
    let most = 0;
    const results = mapConcurrent(await of(...range(40)), 4, async (n) => {
      most = Math.max(most, ++running);
      for (let turns = (n * 7) % 5; turns > 0; turns--) await settle();
      running--;
      return n;
    });
    expect(await drain(results)).toEqual(range(40));
    expect(most).toBe(4);
  });

  it("gives results as they come when told to", async () => {
    const { wait, open } = gate();
    const results = mapConcurrent(
      await of(0, 1, 2),
      3,
      async (n) => {
        await wait();
        return n;
      },
      { ordered: false },
    );
    const first = results.receive();
    await settle();
    open[2]?.();
    expect((await first).unwrap()).toBe(2);
    open[0]?.();
    open[1]?.();
    expect((await drain(results)).sort()).toEqual([0, 1]);
  });

  it("begins nothing before somebody receives, and keeps results for whoever comes next", async () => {
    const { wait, open } = gate();
    let begun = 0;
    const [tx, rx] = await create<number>(10);
    await tx.sendAll(range(10));
    const results = mapConcurrent(rx, 2, async (n) => {
      begun++;
      await wait();
      return n;
    });
    await settle();
    expect(begun).toBe(0);
    const controller = new AbortController();
    const received = results.receive(controller);
    await settle();
    expect(begun).toBe(2);
    controller.abort("enough");
    await expect(received).rejects.toBe("enough");
    for (const go of open) go();
    await settle();
    expect(begun).toBe(2);
    expect(results.tryReceive().value).toBe(0);
    expect(results.tryReceive().value).toBe(1);
    tx.close();
    rx.close();
  });

  it("a rejection rejects one receive, in its place", async () => {
    const results = mapConcurrent(await of(1, 2, 3), 3, async (n) => {
      if (n === 2) throw new Error("two");
      return n;
    });
    expect((await results.receive()).unwrap()).toBe(1);
    await expect(results.receive()).rejects.toThrow("two");
    expect(await drain(results)).toEqual([3]);
    expect(() => mapConcurrent(results, 0, String)).toThrow(RangeError);
  });

  it("what its source throws comes in its place too", async () => {
    const picky = map(await of(1, 2, 3), (n) => {
      if (n === 2) throw new Error("two");
      return n;
    });
    const results = mapConcurrent(picky, 3, async (n) => n * 10);
    expect((await results.receive()).unwrap()).toBe(10);
    await expect(results.receive()).rejects.toThrow("two");
    expect(await drain(results)).toEqual([30]);
  });
});
