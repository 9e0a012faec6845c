/**
 * The suite of all channels over a channel in shared memory. Its values are of all kinds; they cross as numbers of a
 * table, for it is the queue and the waiting that is tested here. What a test leaves open is closed after it.
 */
import { createChannel, type Receiver, type Sender } from "milost";
import type { SharedReceiver, SharedSender } from "milost/threads";
import { afterEach } from "vitest";
import type { Wire } from "../../../runtime/dist/threads/internal.js";
import { channelSuite } from "../channel/suite.js";

type CreateShared = (capacity: number) => [SharedSender<unknown>, SharedReceiver<unknown>];

/** Every value is its place in a table of this thread. */
export const tableWire = (): Wire => {
  const table: unknown[] = [];
  return {
    write: (value) => table.push(value) - 1,
    read: (place) => table[place],
  };
};

export const sharedSuite = (name: string, createShared: CreateShared): void => {
  const open: (Sender<unknown, unknown> | Receiver<unknown>)[] = [];
  afterEach(() => {
    for (const end of open.splice(0)) end.close();
  });
  channelSuite(
    name,
    async <T>(capacity = 64) => {
      // Bad ones are refused before anything shared is touched.
      if (!(Number.isInteger(capacity) && capacity >= 0)) return createChannel<T>(capacity);
      const ends = createShared(capacity);
      open.push(...ends);
      // The wire takes every value, so no send is refused with `Encode`.
      return ends as unknown as [Sender<T>, Receiver<T>];
    },
    { capacities: [0, 1, 2, 64] },
  );
};
