/** The suite of all channels over channels that carry strings, and records: the values of a test lie in a table. */
import { createChannel, type Receiver, type Sender } from "milost";
import { codec } from "milost/threads";
import { afterEach } from "vitest";
import { wireOf } from "../../../../runtime/dist/threads/codec/codec.js";
import type { Wire } from "../../../../runtime/dist/threads/internal.js";
import {
  connectWasm,
  createMemory,
  createShared,
  makeWorld,
} from "../../../../runtime/dist/threads/internal.js";
import { channelSuite } from "../../channel/suite.js";

// Large enough for a chain of ten thousand channels.
const world = makeWorld(createMemory(128 << 20), connectWasm);
const open: (Sender<unknown, unknown> | Receiver<unknown>)[] = [];
afterEach(() => {
  for (const end of open.splice(0)) end.close();
});

/** Carries a value as what `name` makes of its place in the table. */
const tabled = <C>(wire: Wire, name: (place: number) => C, place: (carried: C) => number): Wire => {
  const table: unknown[] = [];
  return {
    write: () => undefined,
    read: (number) => number,
    pack: (value, payloads, index) => wire.pack?.(name(table.push(value) - 1), payloads, index) === true,
    // What the wire reads is what `name` made.
    unpack: (payloads, kind, index) => table[place(wire.unpack?.(payloads, kind, index) as C)],
  };
};

const suite = (title: string, wire: () => Wire): void =>
  channelSuite(
    title,
    async <T>(capacity = 64) => {
      if (!(Number.isInteger(capacity) && capacity >= 0)) return createChannel<T>(capacity);
      const ends = createShared<T>(capacity, world, undefined, wire());
      open.push(...(ends as unknown as typeof open));
      // The wire takes every value, so no send is refused with `Encode`.
      return ends as unknown as [Sender<T>, Receiver<T>];
    },
    { capacities: [0, 1, 2, 64] },
  );

const long = "a string that is longer than a slot: ";
suite("strings in shared memory", () =>
  tabled(
    wireOf(codec.string),
    (place) => (place % 2 === 0 ? `${place}` : `${long}${place}`),
    (carried) => Number(carried.replace(long, "")),
  ));
suite("records in shared memory", () =>
  tabled(
    wireOf(codec.record({ place: "u32", name: "string" })),
    (place) => ({ place, name: `number ${place}` }),
    ({ place, name }) => (name === `number ${place}` ? place : -1),
  ));
