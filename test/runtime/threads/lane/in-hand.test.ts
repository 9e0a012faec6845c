/**
 * Values by port whose receiver goes while they are on their way: closed, given up, or gone with its thread. They stay with the
 * channel, in their order, and the end comes after them.
 */
import { after, select } from "milost";
import type { SharedReceiver } from "milost/threads";
import { afterEach, describe, expect, it } from "vitest";
import { drain, isSettled, settle } from "../../channel/suite/tracked.js";
import { Crew, hold, kill, moved, numberIn, stored } from "./worlds.js";

const crews: Crew[] = [];
afterEach(() => {
  for (const crew of crews.splice(0)) crew.end();
});

/** A channel whose sender is in the root, and receivers in `count` other threads. */
const channel = async (capacity: number, count: number) => {
  const crew = new Crew();
  crews.push(crew);
  const worlds = Array.from({ length: count }, () => crew.join());
  const [tx, rx] = crew.channel(capacity);
  const receivers = await crew.receivers(rx, ...worlds);
  rx.close();
  await settle();
  return { crew, worlds, tx, receivers };
};
const take = async (rx: SharedReceiver<unknown>): Promise<number> => numberIn((await rx.receive()).unwrap());
const GIVEN_UP = "given up";

describe("a value on its way by port", { timeout: 20_000 }, () => {
  for (const capacity of [0, 1, 8]) {
    const send = (tx: { send(value: unknown): Promise<unknown> }, ...values: unknown[]) =>
      values.map((value) => tx.send(value));

    it(`capacity ${capacity}: stays for the others when its receiver closes`, async () => {
      const { crew, tx, receivers } = await channel(capacity, 2);
      const [a, b] = receivers as [SharedReceiver<unknown>, SharedReceiver<unknown>];
      const go = hold(crew.root);
      const gone = a.receive();
      await settle();
      const sent = send(tx, moved(1), moved(2), 3);
      await settle();
      a.close();
      expect((await gone)._tag).toBe("None");
      go();
      // Whoever receives before it has heard of it gets what comes next.
      await settle();
      expect([await take(b), await take(b), await take(b)]).toEqual([1, 2, 3]);
      await Promise.all(sent);
      tx.close();
      expect((await b.receive())._tag).toBe("None");
    });

    it(`capacity ${capacity}: goes to who waits elsewhere when its receive is given up`, async () => {
      const { crew, tx, receivers } = await channel(capacity, 2);
      const [a, b] = receivers as [SharedReceiver<unknown>, SharedReceiver<unknown>];
      const go = hold(crew.root);
      const stop = new AbortController();
      const given = a.receive({ signal: stop.signal });
      await settle();
      const sent = send(tx, moved(1));
      await settle();
      const waiting = b.receive();
      stop.abort(GIVEN_UP);
      await expect(given).rejects.toBe(GIVEN_UP);
      await settle();
      go();
      expect(numberIn((await waiting).unwrap())).toBe(1);
      await Promise.all(sent);
      // And to who comes only later.
      const again = new AbortController();
      const second = b.receive({ signal: again.signal });
      await settle();
      const held = hold(crew.root);
      sent.push(...send(tx, moved(2), 3));
      await settle();
      again.abort(GIVEN_UP);
      await expect(second).rejects.toBe(GIVEN_UP);
      held();
      await settle();
      expect([await take(a), await take(a)]).toEqual([2, 3]);
      await Promise.all(sent);
    });

    it(`capacity ${capacity}: the end waits for what may still come back`, async () => {
      const { crew, tx, receivers } = await channel(capacity, 3);
      const [a, b, c] = receivers as [
        SharedReceiver<unknown>,
        SharedReceiver<unknown>,
        SharedReceiver<unknown>,
      ];
      const go = hold(crew.root);
      const stop = new AbortController();
      const given = a.receive({ signal: stop.signal });
      await settle();
      const [sent] = send(tx, moved(1));
      await settle();
      await sent;
      tx.close();
      const ends = [b.receive(), c.receive()];
      expect(await isSettled(Promise.race(ends))).toBe(false);
      stop.abort(GIVEN_UP);
      await expect(given).rejects.toBe(GIVEN_UP);
      go();
      const outcomes = await Promise.all(ends);
      expect(outcomes.map(({ _tag }) => _tag).sort()).toEqual(["None", "Some"]);
      expect((await a.receive())._tag).toBe("None");
    });
  }

  for (const gone of [0, 1, 2]) {
    it(`of three waits, number ${gone + 1} is given up: the others are served in their order, another thread as well`, async () => {
      const { crew, tx, receivers } = await channel(8, 2);
      const [a, b] = receivers as [SharedReceiver<unknown>, SharedReceiver<unknown>];
      const go = hold(crew.root);
      const stops = [0, 1, 2].map(() => new AbortController());
      const waits = stops.map(({ signal }) => a.receive({ signal }));
      await settle();
      await Promise.all([1, 2, 3].map((n) => tx.send(moved(n))));
      await settle();
      stops[gone]!.abort(GIVEN_UP);
      const elsewhere = b.receive();
      go();
      const outcomes = await Promise.allSettled(waits);
      expect(outcomes[gone]).toMatchObject({ status: "rejected", reason: GIVEN_UP });
      const here = outcomes.flatMap((one) => (one.status === "fulfilled" ? numberIn(one.value.value) : []));
      expect(here).toEqual(here.toSorted());
      expect([...here, numberIn((await elsewhere).unwrap())].sort()).toEqual([1, 2, 3]);
    });
  }

  it("and all that was taken in one batch behind it can be had elsewhere, in order", async () => {
    const { crew, tx, receivers } = await channel(16, 2);
    const [a, b] = receivers as [SharedReceiver<unknown>, SharedReceiver<unknown>];
    await tx.send(0);
    const go = hold(crew.root);
    await Promise.all([moved(1), 2, moved(3), "4", 5].map((value) => tx.send(value)));
    expect(await a.receiveMany()).toEqual([0]);
    await settle();
    const first = b.receive();
    await settle();
    go();
    expect(numberIn((await first).unwrap())).toBe(1);
    const rest = [await take(b), await take(b), (await b.receive()).unwrap(), await take(b)];
    expect(rest).toEqual([2, 3, "4", 5]);
  });

  it("loses a select, and is there for another thread", async () => {
    const { crew, tx, receivers } = await channel(4, 2);
    const [a, b] = receivers as [SharedReceiver<unknown>, SharedReceiver<unknown>];
    const go = hold(crew.root);
    const chosen = select({ value: a, late: after(20) });
    await settle();
    await tx.send(moved(1));
    expect((await chosen)._tag).toBe("late");
    go();
    expect(await take(b)).toBe(1);
  });

  it("is dropped with the buffer when the last receiver closes, and waiting sends come back whole", async () => {
    const { crew, worlds, tx, receivers } = await channel(1, 1);
    const [a] = receivers as [SharedReceiver<unknown>];
    const go = hold(crew.root);
    const gone = a.receive();
    await settle();
    await tx.send(moved(1));
    await settle();
    await tx.send(2);
    const late = moved(3);
    const refused = tx.send(late);
    a.close();
    expect((await gone)._tag).toBe("None");
    expect((await refused).error).toMatchObject({ _tag: "Closed", value: late });
    go();
    await settle();
    expect([stored(crew.root), ...worlds.map(stored)]).toEqual([0, 0]);
  });

  it("waits for a receiver that nobody has opened yet", async () => {
    const { crew, tx, receivers } = await channel(4, 1);
    const [a] = receivers as [SharedReceiver<unknown>];
    const go = hold(crew.root);
    const handles = a.clone();
    const gone = a.receive();
    await settle();
    await Promise.all([tx.send(moved(1)), tx.send(moved(2))]);
    await settle();
    a.close();
    const late = crew.join();
    const opening = crew.receivers(handles, late);
    handles.close();
    go();
    const [b] = (await opening) as [SharedReceiver<unknown>];
    expect((await gone)._tag).toBe("None");
    tx.close();
    expect((await drain(b)).map(numberIn)).toEqual([1, 2]);
  });

  it("that lies in a thread which closes its receiver and ends is there for the others", async () => {
    const { worlds, tx, receivers } = await channel(8, 3);
    const [a, b, c] = receivers as [
      SharedReceiver<unknown>,
      SharedReceiver<unknown>,
      SharedReceiver<unknown>,
    ];
    await Promise.all([1, 2, 3, 4, 5, 6].map((n) => tx.send(moved(n))));
    await settle();
    expect(worlds.map(stored)).toEqual([2, 2, 2]);
    a.close();
    await settle();
    kill(worlds[0]!);
    b.close();
    await settle();
    kill(worlds[1]!);
    await settle();
    tx.close();
    expect((await drain(c)).map(numberIn)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("posted to a receiver that is closing goes on to the next", async () => {
    const { crew, worlds, tx, receivers } = await channel(8, 2);
    const [a, b] = receivers as [SharedReceiver<unknown>, SharedReceiver<unknown>];
    const go = hold(crew.root);
    await Promise.all([1, 2, 3, 4].map((n) => tx.send(moved(n))));
    a.close();
    go();
    await settle();
    expect(stored(worlds[0]!)).toBe(0);
    kill(worlds[0]!);
    tx.close();
    expect((await drain(b)).map(numberIn)).toEqual([1, 2, 3, 4]);
  });
});
