/** Channels that are checked, after the test that made them, to have nobody waiting. */
import type { Receiver, Sender } from "milost";
import { afterEach, beforeEach, expect } from "vitest";

export type Create = <T>(capacity?: number) => Promise<[Sender<T>, Receiver<T>]>;

/** How far the two ends are from each other. */
export interface Distance {
  /** Values reach the other side as structured clones. */
  readonly cloned: boolean;
  /** What one end does is seen at the other after a while: messages have to travel. */
  readonly distant: boolean;
  /** Waits until all that was done at these ends has been seen at the others. */
  readonly travel?: ((ends: readonly object[]) => Promise<void>) | undefined;
}

const NEAR: Distance = { cloned: false, distant: false };

/** What the tests make their channels with. */
export interface Tracked extends Create, Distance {
  /** Waits until what was done at one end has been seen at the other. */
  reach(): Promise<void>;
}

interface Queue {
  readonly head: object | undefined;
}

/** How many wait, on either side. */
export const waiting = (tx: Sender<never> | Sender<unknown>, rx: Receiver<unknown>): number => {
  // The queues are no public API, but to see that they are empty is the point.
  const { core: sending } = tx as unknown as { core: { senders: Queue } };
  const { core: receiving } = rx as unknown as { core: { receivers: Queue } };
  return [sending.senders, receiving.receivers].filter((queue) => queue.head !== undefined).length;
};

export const tracked = (createChannel: Create, distance: Distance = NEAR): Tracked => {
  const made: [Sender<unknown>, Receiver<unknown>][] = [];
  beforeEach(() => {
    travel = distance.travel && (async () => distance.travel?.(made.flat()));
  });
  afterEach(async () => {
    if (distance.distant) await settle();
    const left = made.filter(([tx, rx]) => waiting(tx, rx) > 0).length;
    made.length = 0;
    expect(left, "channels at which somebody still waits").toBe(0);
  });
  const create = async <T>(capacity?: number): Promise<[Sender<T>, Receiver<T>]> => {
    const ends = await (capacity === undefined ? createChannel<T>() : createChannel<T>(capacity));
    // Only its queues are looked at.
    made.push(ends as unknown as [Sender<unknown>, Receiver<unknown>]);
    return ends;
  };
  return Object.assign(create, distance, {
    reach: async () => {
      if (distance.distant) await settle();
    },
  });
};

/** The way of the channels that the running test makes. */
let travel: (() => Promise<void>) | undefined;

/** Lets everything run that can run without the outside world, messages between ports of this thread included. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 16; turn++) await new Promise((resolve) => setImmediate(resolve));
  await travel?.();
};

/** All that is still to be received. */
export const drain = async <T>(rx: Receiver<T>): Promise<T[]> => {
  const values: T[] = [];
  for await (const value of rx) values.push(value);
  return values;
};

/** Whether `promise` has settled by now. */
export const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  const note = () => {
    settled = true;
  };
  promise.then(note, note);
  await settle();
  return settled;
};
