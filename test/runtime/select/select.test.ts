/** `select`: exactly one case, in every order of readiness, and losers keep nothing. */
import {
  createChannel,
  after as idleFor,
  never,
  otherwise,
  Patterns,
  type Receiver,
  type Sender,
  select,
  tick,
} from "milost";
import { describe, expect, expectTypeOf, it } from "vitest";
import { isSettled, settle, tracked } from "../channel/suite/tracked.js";

const create = tracked(createChannel);

/** All orders of a list. */
function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((first, i) =>
    permutations(list.filter((_, j) => j !== i)).map((rest) => [first, ...rest]),
  );
}

/** Three channels: to receive from, to send to, and one that closes. */
interface Stage {
  readonly in: [Sender<string>, Receiver<string>];
  readonly out: [Sender<string>, Receiver<string>];
  readonly end: [Sender<string>, Receiver<string>];
  readonly signal: { resolve(value: string): void; promise: Promise<string> };
}

async function stage(): Promise<Stage> {
  const [tx, rx] = await create<string>(0);
  await settle();
  let resolve!: (value: string) => void;
  const promise = new Promise<string>((done) => {
    resolve = done;
  });
  return { in: [tx, rx], out: await create(0), end: await create(1), signal: { promise, resolve } };
}

const cases = (s: Stage) => ({
  received: s.in[1],
  sent: s.out[0].sending("out"),
  ended: s.end[1],
  told: s.signal.promise,
});

type Name = keyof ReturnType<typeof cases>;

/** What makes each case ready. */
const makeReady: Record<Name, (s: Stage) => void> = {
  received: (s) => void s.in[0].send("in"),
  sent: (s) => void s.out[1].receive(),
  ended: (s) => s.end[0].close(),
  told: (s) => s.signal.resolve("told"),
};

/** What is left over afterwards: how many of the operations offered from the other side were taken. */
async function leftOver(s: Stage): Promise<Record<Name, boolean>> {
  const inLeft = s.in[1].tryReceive()._tag === "Ok";
  const outLeft = s.out[0].trySend("probe")._tag === "Ok";
  for (const end of [...s.in, ...s.out, ...s.end]) end.close();
  await settle();
  return { received: inLeft, sent: outLeft, ended: true, told: true };
}

const names: Name[] = ["received", "sent", "ended", "told"];
const answers = {
  received: { _tag: "received", value: { _tag: "Some", value: "in" } },
  sent: { _tag: "sent", value: { _tag: "Ok" } },
  ended: { _tag: "ended", value: { _tag: "None" } },
  told: { _tag: "told", value: "told" },
};

describe("select in every order of readiness", { timeout: 20_000 }, () => {
  for (const order of permutations(names)) {
    it(`waits, then ${order.join(", ")} become ready in one turn: the first wins`, async () => {
      const s = await stage();
      const chosen = select(cases(s));
      await settle();
      for (const name of order) makeReady[name](s);
      const winner = await chosen;
      // A promise tells its reactions a microtask later: whoever comes next in this turn is earlier.
      const first = order[0] === "told" ? order[1] : order[0];
      expect(winner).toMatchObject(answers[first as Name]);
      const left = await leftOver(s);
      // What was offered to the others is still there.
      expect(left.received).toBe(first !== "received");
      expect(left.sent).toBe(first !== "sent");
    });

    it(`waits, then ${order.join(", ")} become ready one after the other: the first wins`, async () => {
      const s = await stage();
      const chosen = select(cases(s));
      for (const name of order) {
        await settle();
        makeReady[name](s);
      }
      expect(await chosen).toMatchObject(answers[order[0] as Name]);
      await leftOver(s);
    });
  }

  for (let mask = 1; mask < 16; mask++) {
    const readyNames = names.filter((_, i) => mask & (1 << i));
    it(`${readyNames.join(", ")} ready before: one of them, at once, the others untouched`, async () => {
      const seen = new Set<string>();
      for (let round = 0; round < 60; round++) {
        const s = await stage();
        // The first select a promise comes to is the one that hears of it.
        if (readyNames.includes("told")) {
          makeReady.told(s);
          await select({ told: s.signal.promise });
        }
        for (const name of readyNames) if (name !== "told") makeReady[name](s);
        const chosen = select(cases(s));
        const left = await leftOver(s);
        const { _tag } = await chosen;
        seen.add(_tag);
        expect(await chosen).toMatchObject(answers[_tag]);
        expect(left.received).toBe(readyNames.includes("received") && _tag !== "received");
        expect(left.sent).toBe(readyNames.includes("sent") && _tag !== "sent");
      }
      // 60 rounds over at most 4 cases: missing one has a chance below 1e-6.
      expect([...seen].sort()).toEqual([...readyNames].sort());
    });
  }
});

describe("select", { timeout: 20_000 }, () => {
  it("is fair: 100,000 rounds over cases that are all ready", async () => {
    const rounds = 100_000;
    const [txA, a] = await create<number>(1);
    const [txB, b] = await create<number>(1);
    const [c, rxC] = await create<number>(1);
    const [txD, d] = await create<number>(Number.POSITIVE_INFINITY);
    txD.close();
    const counts = { a: 0, b: 0, c: 0, d: 0 };
    txA.trySend(1);
    txB.trySend(1);
    for (let i = 0; i < rounds; i++) {
      const { _tag } = await select({ a, b, c: c.sending(i), d });
      counts[_tag]++;
      if (_tag === "a") txA.trySend(1);
      if (_tag === "b") txB.trySend(1);
      if (_tag === "c") rxC.tryReceive();
    }
    // Binomial with p = 1/4: the standard deviation is 137, so 6 of them is 822.
    for (const count of Object.values(counts)) expect(Math.abs(count - rounds / 4)).toBeLessThan(822);
  });

  it("is fair among the ready ones when others are not", async () => {
    const rounds = 20_000;
    const [, idle] = await create<number>(1);
    const [txA, a] = await create<number>(1);
    const [txB, b] = await create<number>(1);
    txA.trySend(1);
    txB.trySend(1);
    let first = 0;
    for (let i = 0; i < rounds; i++) {
      const { _tag } = await select({ a, idle, idle2: never, idle3: idle, b });
      if (_tag === "a") {
        first++;
        txA.trySend(1);
      } else txB.trySend(1);
    }
    expect(Math.abs(first - rounds / 2)).toBeLessThan(6 * Math.sqrt(rounds / 4));
  });

  it("100,000 selects that wait leave nobody behind at the channels that lose", async () => {
    const [, quiet] = await create<number>(0);
    const [full] = await create<number>(0);
    const [tx, rx] = await create<number>(0);
    const pending = new Promise<never>(() => {});
    const producing = (async () => {
      for (let i = 0; i < 100_000; i++) await tx.send(i);
      tx.close();
    })();
    let sum = 0;
    for (;;) {
      const { _tag, value } = await select({ quiet, full: full.sending(1), rx, pending, idle: idleFor(1e6) });
      expect(_tag).toBe("rx");
      if (_tag !== "rx" || value._tag === "None") break;
      sum++;
    }
    await producing;
    expect(sum).toBe(100_000);
  });

  it("the same receiver in two cases gets each value once", async () => {
    const [tx, rx] = await create<number>(0);
    const chosen = select({ a: rx, b: rx });
    await settle();
    await tx.send(1);
    expect((await chosen).value).toMatchObject({ _tag: "Some", value: 1 });
    const again = select({ a: rx, b: rx });
    await settle();
    tx.close();
    expect((await again).value._tag).toBe("None");
  });

  it("does not meet itself: a send and a receive of one rendezvous", async () => {
    const [tx, rx] = await create<number>(0);
    const chosen = select({ sent: tx.sending(1), received: rx });
    expect(await isSettled(chosen)).toBe(false);
    const other = select({ sent: tx.sending(2), received: rx });
    const both = [await chosen, await other].map(({ _tag }) => _tag).sort();
    expect(both).toEqual(["received", "sent"]);
  });

  it("otherwise is chosen when nothing is ready, and only then", async () => {
    const [tx, rx] = await create<number>(1);
    expect(await select({ rx, none: otherwise })).toEqual({ _tag: "none", value: undefined });
    tx.trySend(1);
    for (let i = 0; i < 20; i++) {
      expect((await select({ none: otherwise, rx }))._tag).toBe("rx");
      tx.trySend(1);
    }
  });

  it("the value is taken before select returns", async () => {
    const [tx, rx] = await create<number>(1);
    tx.trySend(1);
    const chosen = select({ rx });
    expect(rx.tryReceive().error?._tag).toBe("Empty");
    expect((await chosen).value).toMatchObject({ value: 1 });
    const sent = select({ tx: tx.sending(2) });
    expect(rx.tryReceive().value).toBe(2);
    await sent;
  });

  it("a receive that saw the end closes its receiver, one that lost does not", async () => {
    const [tx, rx] = await create<number>(1);
    const [tx2, rx2] = await create<number>(1);
    const chosen = select({ rx, rx2 });
    await settle();
    tx.close();
    tx2.close();
    expect((await chosen)._tag).toBe("rx");
    expect([rx.closed, rx2.closed]).toEqual([true, false]);
    expect((await select({ rx2 })).value._tag).toBe("None");
    expect(rx2.closed).toBe(true);
  });

  it("closing an end ends the select that waits through it; a clone's goes on", async () => {
    const [tx, rx] = await create<number>(0);
    const rx2 = rx.clone();
    const mine = select({ rx });
    const theirs = select({ rx2 });
    await settle();
    rx.close();
    expect((await mine).value._tag).toBe("None");
    await tx.send(1);
    expect((await theirs).value).toMatchObject({ value: 1 });
    const send = select({ tx: tx.sending(7) });
    await settle();
    tx.close();
    expect((await send).value).toMatchObject({ _tag: "Err", error: { _tag: "Closed", value: 7 } });
  });

  it("a sending case can be used again", async () => {
    const [tx, rx] = await create<number>(4);
    const sending = tx.sending(9);
    await select({ sending });
    await select({ sending });
    expect(await rx.receiveMany()).toEqual([9, 9]);
  });

  it("a signal rejects with its reason, also when it was aborted before; nothing is taken", async () => {
    const [tx, rx] = await create<number>(1);
    const controller = new AbortController();
    const chosen = select({ rx, idle: idleFor(1e6) }, { signal: controller.signal });
    await settle();
    controller.abort("enough");
    await expect(chosen).rejects.toBe("enough");
    tx.trySend(1);
    await expect(select({ rx }, { signal: AbortSignal.abort("before") })).rejects.toBe("before");
    expect(rx.tryReceive().value).toBe(1);
  });

  it("says what is wrong with its cases", async () => {
    await expect(select({})).rejects.toThrow(/ML3915: select needs at least one case/);
    // @ts-expect-error a number is nothing to wait for
    await expect(select({ bad: 5 })).rejects.toThrow(/ML3913: case "bad" of select is nothing to wait for/);
    // @ts-expect-error Patterns.match would take the name for its own
    await expect(select({ Ok: never, other: otherwise })).rejects.toThrow(/ML3914: .*cannot be named "Ok"/);
    // @ts-expect-error
    await expect(select({ _: never })).rejects.toThrow(TypeError);
    // @ts-expect-error
    await expect(select({ Err: never })).rejects.toThrow(TypeError);
    // @ts-expect-error
    await expect(select({ Some: never })).rejects.toThrow(TypeError);
    // @ts-expect-error
    await expect(select({ None: never })).rejects.toThrow(TypeError);
  });

  it("types: a union tagged by the cases' names, for Patterns.match", async () => {
    const [tx, rx] = await create<number>(1);
    const chosen = await select({
      got: rx,
      sent: tx.sending(1),
      idle: idleFor(5),
      beat: tick(5),
      said: Promise.resolve("x"),
    });
    if (chosen._tag === "said") expectTypeOf(chosen.value).toEqualTypeOf<string>();
    if (chosen._tag === "beat") expectTypeOf(chosen.value).toEqualTypeOf<number>();
    if (chosen._tag === "idle") expectTypeOf(chosen.value).toEqualTypeOf<undefined>();
    const text = Patterns.match(chosen, {
      got: ({ value }) => `got ${value.unwrapOr(0)}`,
      sent: ({ value }) => `sent ${value._tag}`,
      idle: () => "idle",
      beat: ({ value }) => `beat ${value}`,
      said: ({ value }) => value,
    });
    expectTypeOf(text).toEqualTypeOf<string>();
    expect(text).toBe("sent Ok");
  });
});
