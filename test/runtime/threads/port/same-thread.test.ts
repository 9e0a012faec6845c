/** The suite of all channels over message ports, with the ends in one thread: each side by itself, and both. */

import { createChannel, Receiver, Sender } from "milost";
import { channelSuite } from "../../channel/suite.js";

/** Which ends are opened from handles, as they would be in other threads. */
const create =
  (far: { tx: boolean; rx: boolean }) =>
  async <T>(capacity = 64): Promise<[Sender<T>, Receiver<T>]> => {
    let [tx, rx] = await createChannel<T>({ shared: true, transport: "port", capacity });
    if (far.tx) {
      const handle = tx.handle();
      tx.close();
      tx = await Sender.from(handle);
    }
    if (far.rx) {
      const handle = rx.handle();
      rx.close();
      rx = await Receiver.from(handle);
    }
    // A local Sender knows no `Encode`; no test here sends what cannot be cloned.
    return [tx as unknown as Sender<T>, rx];
  };

// One capacity of each kind: the arithmetic between them is that of the hub, whose own ends take all.
const near = { cloned: true };
const far = { cloned: true, distant: true, capacities: [0, 1, 64, Number.POSITIVE_INFINITY] };
channelSuite("ports: both ends at the queue", create({ tx: false, rx: false }), near);
channelSuite("ports: the sender behind one", create({ tx: true, rx: false }), far);
channelSuite("ports: the receiver behind one", create({ tx: false, rx: true }), far);
channelSuite("ports: both ends behind one", create({ tx: true, rx: true }), far);
