/**
 * The suite of all channels over shared memory in which every value travels by port: within one thread, and between two
 * that have the memory in common. The second is this one too, with a view of its own, as a worker would have.
 */
import { createChannel, type Receiver, type Sender } from "milost";
import { type SharedReceiver, type SharedSender, transferables } from "milost/threads";
import { afterEach } from "vitest";
import {
  connectWasm,
  createMemory,
  createShared,
  makeWorld,
  openReceiver,
  openSender,
  type Wire,
  World,
} from "../../../../runtime/dist/threads/internal.js";
import { settle } from "../../channel/suite/tracked.js";
import { channelSuite } from "../../channel/suite.js";

// Large enough for a chain of ten thousand channels.
const memory = createMemory(128 << 20);
const here = makeWorld(memory, connectWasm);
const there = new World(memory, connectWasm(memory), connectWasm, false);

/** No value fits a slot. */
const byPort: Wire = {
  write: () => undefined,
  read: (number) => number,
  pack: (_value, payloads) => {
    payloads.byPort = true;
    return false;
  },
};

const open: { close(): void }[] = [];
afterEach(() => {
  for (const end of open.splice(0)) end.close();
});

type Ends = [SharedSender<unknown>, SharedReceiver<unknown>];

const suite = (name: string, move: (ends: Ends) => Ends, distant: boolean): void =>
  channelSuite(
    `by port beside shared memory: ${name}`,
    async <T>(capacity = 64) => {
      if (!(Number.isInteger(capacity) && capacity >= 0)) return createChannel<T>(capacity);
      const ends = move(createShared<unknown>(capacity, here, undefined, byPort));
      open.push(...ends);
      // Who receives is known to the other thread after one message.
      if (distant) await settle();
      // No test sends what cannot be cloned.
      return ends as unknown as [Sender<T>, Receiver<T>];
    },
    { capacities: distant ? [0, 1, 64] : [0, 1, 2, 64], cloned: true, distant },
  );

suite("both ends in one thread", (ends) => ends, false);
suite(
  "the receiver in another",
  ([tx, rx]) => {
    const handle = rx.handle();
    transferables(handle);
    rx.close();
    return [tx, openReceiver(handle, undefined, there)];
  },
  true,
);
suite(
  "the sender in another",
  ([tx, rx]) => {
    const handle = tx.handle();
    transferables(handle);
    tx.close();
    const far = openSender<unknown>(handle, undefined, there);
    // The wire is no codec, which the handle would have taken along.
    const { endCore } = far as unknown as { endCore: { state: { wire: Wire } } };
    endCore.state.wire = byPort;
    return [far, rx];
  },
  true,
);
