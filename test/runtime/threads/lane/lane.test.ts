/** The lane beside shared memory: what is put for a ticket is what its taker gets, whoever is first, whoever dies. */
import { transfer } from "milost/threads";
import { describe, expect, it } from "vitest";
import { unwrap } from "../../../../runtime/dist/threads/port/frames.js";
import { Lane, type LaneHost } from "../../../../runtime/dist/threads/port/lane.js";
import { nextTicket } from "../../../../runtime/dist/threads/port/lane-frames.js";
import { LOST } from "../../../../runtime/dist/threads/port/lane-store.js";
import { settle } from "../../channel/suite/tracked.js";

const CHANNEL = 7;

/** Threads of one memory, all of them this one: a root, and two that have joined. */
const threads = async () => {
  let addresses = 0;
  const over = new Set<number>();
  const dead = new Set<number>();
  const receiving = new Map<Lane, Set<number>>();
  const make = (isRoot: boolean): Lane => {
    const mine = new Set<number>();
    const host: LaneHost = {
      identity: 100 + addresses,
      died: (identity) => dead.add(identity),
      newAddress: () => addresses++,
      isDrained: (channel) => over.has(channel),
      carries: () => true,
      received: () => mine,
      receivesFrom: (channel) => mine.has(channel),
      attend: () => {},
    };
    const lane = new Lane(host, isRoot);
    receiving.set(lane, mine);
    return lane;
  };
  const root = make(true);
  const join = (through: Lane): Lane => {
    const lane = make(false);
    const handle = through.invite();
    if (handle === undefined) throw new Error("not connected");
    lane.join(handle);
    return lane;
  };
  const first = join(root);
  const second = join(first);
  await settle();
  return {
    root,
    first,
    second,
    join,
    make,
    dead,
    end: (channel: number) => over.add(channel),
    receive: (lane: Lane, does: boolean) => {
      if (does) receiving.get(lane)?.add(CHANNEL);
      else receiving.get(lane)?.delete(CHANNEL);
      lane.receives(CHANNEL, does);
    },
  };
};

const put = (from: Lane, holder: Lane, ...values: unknown[]): number[] => {
  const tickets = values.map(() => from.reserve());
  from.put(CHANNEL, holder.address, tickets[0]!, values);
  return tickets;
};
const taken = (lane: Lane, ticket: number, holder: Lane): Promise<unknown> =>
  new Promise((resolve) => lane.take(ticket, holder.address, (value) => resolve(unwrap(value))));

interface Peer {
  readonly line: { readonly port: MessagePort; closed: boolean };
}
interface Peers {
  readonly peers: Map<number, Peer>;
  /** Those whose handles nobody has opened yet. */
  readonly expected: Set<Peer>;
}
const circleOf = (lane: Lane): Peers => (lane as unknown as { circle: Peers }).circle;
/** What the others of a thread see when it is killed: the ports are gone. */
const kill = (lane: Lane): void => {
  const { peers, expected } = circleOf(lane);
  for (const { line } of [...peers.values(), ...expected]) {
    // The dead hear nothing.
    line.closed = true;
    line.port.close();
  }
};
const stored = (lane: Lane): number => (lane as unknown as { store: { size: number } }).store.size;

describe("the lane beside the slots", () => {
  const names = ["root", "first", "second"] as const;
  for (const from of names) {
    for (const holder of names) {
      for (const to of names) {
        it(`carries values from ${from} to ${to}, held by ${holder}`, async () => {
          const all = await threads();
          const values = [undefined, { n: 1 }, new Map([[1, { n: 2 }]]), "text", new Date(0)];
          const tickets = put(all[from], all[holder], ...values);
          const got = await Promise.all(
            tickets.toReversed().map((ticket) => taken(all[to], ticket, all[holder])),
          );
          expect(got).toEqual(values.reverse());
          for (const name of names) expect(stored(all[name])).toBe(0);
        });
      }
    }
  }

  it("connects all that join, by whomever they were invited, directly", async () => {
    const { root, first, second, join } = await threads();
    const third = join(second);
    const fourth = join(root);
    await settle();
    const all = [root, first, second, third, fourth];
    for (const lane of all) {
      const peers = [...circleOf(lane).peers.keys()].sort();
      expect(peers).toEqual(all.filter((other) => other !== lane).map(({ address }) => address));
    }
  });

  it("waits for a value whose ticket has come first, and for a holder that was not introduced yet", async () => {
    const { root, first, second, join } = await threads();
    const ticket = first.reserve();
    const early = [taken(second, ticket, second), taken(second, nextTicket(ticket), root)];
    await settle();
    first.put(CHANNEL, second.address, ticket, ["late"]);
    first.put(CHANNEL, root.address, first.reserve(), ["later"]);
    expect(await Promise.all(early)).toEqual(["late", "later"]);
    // Both ends of this are new to each other.
    const [newcomer, other] = [join(root), join(root)];
    const sent = newcomer.reserve();
    const waiting = taken(other, sent, newcomer);
    newcomer.put(CHANNEL, newcomer.address, sent, ["from a stranger"]);
    expect(await waiting).toBe("from a stranger");
  });

  it("puts all or nothing, moves what is to be transferred, and says what nobody will see", async () => {
    const { root, first, second, receive } = await threads();
    receive(second, true);
    await settle();
    for (const from of [root, first]) {
      expect(() => put(from, second, 1, () => 2)).toThrow(/could not be cloned/);
      const bytes = new Uint8Array([1, 2]);
      const ticket = from.reserve();
      const moved = transfer({ bytes }, [bytes.buffer]);
      from.put(CHANNEL, second.address, ticket, [moved], [bytes.buffer]);
      expect(bytes.byteLength).toBe(0);
      expect(await taken(first, ticket, second)).toEqual({ bytes: new Uint8Array([1, 2]) });
      const gone = from.reserve();
      const early = taken(first, gone, second);
      from.makeVoid(second.address, gone);
      expect(await early).toBe(LOST);
      const [late] = put(from, second, "taken back");
      from.makeVoid(second.address, late!);
      await settle();
      expect(await taken(second, late!, second)).toBe(LOST);
    }
    await settle();
    expect([stored(root), stored(first), stored(second)]).toEqual([0, 0, 0]);
  });

  it("says what is lost with a maker before it has put it, and with a holder", async () => {
    const { root, first, second, join, dead, receive } = await threads();
    receive(second, true);
    await settle();
    const [kept, lost] = put(first, second, "kept", "lost too");
    const never = first.reserve();
    const waiting = [taken(root, never, second), taken(second, nextTicket(never), second)];
    await settle();
    kill(first);
    expect(await Promise.all(waiting)).toEqual([LOST, LOST]);
    expect(dead).toContain(101);
    // What it had put stays, whoever wants it.
    expect(await taken(root, kept!, second)).toBe("kept");
    const stranger = join(root);
    await settle();
    // It has never met the dead.
    expect(await taken(stranger, never, stranger)).toBe(LOST);
    expect(await taken(stranger, never, first)).toBe(LOST);
    const asked = taken(root, lost!, second);
    kill(second);
    expect(await asked).toBe(LOST);
    expect(await taken(root, lost!, second)).toBe(LOST);
  });

  const neighbours = (lane: Lane): number[] => [...circleOf(lane).peers.keys()].sort();

  it("goes on without its root, newcomers included", async () => {
    const { root, first, second, join } = await threads();
    const before = first.invite()!;
    kill(root);
    await settle();
    const [ticket] = put(first, second, "still");
    expect(await taken(second, ticket!, second)).toBe("still");
    // By a handle from before, by one from now, and by one that a newcomer has made.
    const third = join(second);
    const fourth = join(third);
    const fifth = join({ invite: () => before } as Lane);
    await settle();
    const all = [first, second, third, fourth, fifth];
    for (const lane of all) {
      expect(neighbours(lane)).toEqual(all.filter((other) => other !== lane).map(({ address }) => address));
    }
    kill(first);
    await settle();
    const sixth = join(fourth);
    await settle();
    expect(neighbours(sixth)).toEqual([second, third, fourth, fifth].map(({ address }) => address));
  });

  for (const turns of [0, 1, 2, 3, 4, 5]) {
    it(`brings everybody together when its root dies ${turns} turns after somebody has come`, async () => {
      const { root, first, second, join } = await threads();
      const all = [first, second, join(second), join(first), join(second)];
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      kill(root);
      await settle();
      for (const lane of all) {
        expect(lane.refusal).toBe(undefined);
        expect(neighbours(lane)).toEqual(all.filter((other) => other !== lane).map(({ address }) => address));
      }
    });
  }

  it("says so to a newcomer whose handle's maker has died, and to those that wait for what it had", async () => {
    const { first, second, join } = await threads();
    const handle = first.invite()!;
    const [ticket] = put(second, first, "lost");
    await settle();
    kill(first);
    const late = join({ invite: () => handle } as Lane);
    const waiting = taken(late, ticket!, second);
    await settle();
    expect(late.isConnected).toBe(false);
    expect(late.refusal).toMatch(/^ML3931: .*handle .*ended/);
    expect(await waiting).toBe(LOST);
    expect(late.invite()).toBe(undefined);
  });

  it("chooses holders among those who receive, the root when nobody does", async () => {
    const { root, first, second, receive } = await threads();
    expect(first.holderFor(CHANNEL, false)).toBe(root.address);
    receive(second, true);
    await settle();
    expect(first.holderFor(CHANNEL, false)).toBe(second.address);
    expect(root.holderFor(CHANNEL, false)).toBe(second.address);
    expect(second.holderFor(CHANNEL, true)).toBe(second.address);
    receive(second, false);
    await settle();
    expect(root.holderFor(CHANNEL, false)).toBe(root.address);
  });

  it("forgets what is left of a channel once nobody receives from it", async () => {
    const { root, first, second, receive, end } = await threads();
    receive(second, true);
    await settle();
    put(first, second, "a", "b");
    put(first, root, "c");
    await settle();
    expect([stored(root), stored(second)]).toEqual([1, 2]);
    end(CHANNEL);
    receive(second, false);
    await settle();
    expect([stored(root), stored(second)]).toEqual([0, 0]);
  });

  it("is not there for a thread that was given no port", async () => {
    const { root, make } = await threads();
    const alone = make(false);
    expect([alone.isConnected, alone.invite()]).toEqual([false, undefined]);
    const again = root.invite()!;
    // Who is connected already needs no second port.
    root.join(again);
    expect(root.isConnected).toBe(true);
  });
});
