/** Channels that are checked, after the test that made them, to have nobody waiting. */
import type { Receiver, Sender } from "milost";
import { afterEach, expect } from "vitest";

export type Create = <T>(capacity?: number) => Promise<[Sender<T>, Receiver<T>]>;

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

export const tracked = (createChannel: Create): Create => {
  const made: [Sender<unknown>, Receiver<unknown>][] = [];
  afterEach(() => {
    const left = made.filter(([tx, rx]) => waiting(tx, rx) > 0).length;
    made.length = 0;
    expect(left, "channels at which somebody still waits").toBe(0);
  });
  return async <T>(capacity?: number) => {
    const ends = await (capacity === undefined ? createChannel<T>() : createChannel<T>(capacity));
    // Only its queues are looked at.
    made.push(ends as unknown as [Sender<unknown>, Receiver<unknown>]);
    return ends;
  };
};

/** Lets everything run that can run without the outside world. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

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
