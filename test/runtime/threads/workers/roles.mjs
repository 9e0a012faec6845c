/** What the workers of the tests do: one function each, called with the `data` that the test sent along. */
import { parentPort, workerData } from "node:worker_threads";
import { Receiver, Sender } from "milost";

const roles = {
  /** Sends `count` numbers, `tag * 2^32 + 0 ...`, one by one, in batches, or awaited. */
  async produce({ tx: handle, tag, count, mode }) {
    const tx = await Sender.from(handle);
    const base = tag * 2 ** 32;
    if (mode === "batch") {
      for (let at = 0; at < count; at += 1000) {
        const values = Array.from({ length: Math.min(1000, count - at) }, (_, i) => base + at + i);
        if (tx.sendAllSync(values)._tag === "Err") throw new Error("closed too early");
      }
    } else if (mode === "await") {
      for (let i = 0; i < count; i++) {
        if ((await tx.send(base + i))._tag === "Err") throw new Error("closed too early");
      }
    } else {
      for (let i = 0; i < count; i++) {
        if (tx.sendSync(base + i)._tag === "Err") throw new Error("closed too early");
      }
    }
    tx.close();
    return count;
  },

  /**
   * Receives to the end; each producer's numbers must rise. Answers per tag how many came and their sum, and a mark
   * for each number in `marks` (a shared array, `stride` a tag), so that the test sees that each came once.
   */
  async consume({ rx: handle, tags, stride, marks: buffer, mode }) {
    const rx = await Receiver.from(handle);
    const marks = new Uint8Array(buffer);
    const last = new Array(tags).fill(-1);
    let received = 0;
    const note = (value) => {
      const tag = Math.floor(value / 2 ** 32);
      const number = value - tag * 2 ** 32;
      if (!(number > last[tag])) throw new Error(`${number} of ${tag} came after ${last[tag]}`);
      last[tag] = number;
      if (Atomics.add(marks, tag * stride + number, 1) !== 0)
        throw new Error(`${number} of ${tag} came twice`);
      received++;
    };
    if (mode === "batch") {
      for (;;) {
        const values = rx.receiveManySync(256);
        if (values.length === 0) break;
        for (const value of values) note(value);
      }
    } else if (mode === "await") {
      for await (const value of rx) note(value);
    } else {
      for (;;) {
        const option = rx.receiveSync();
        if (option._tag === "None") break;
        note(option.value);
      }
    }
    rx.close();
    return received;
  },

  /** Answers each number with its double. */
  async echo({ rx: input, tx: output }) {
    const rx = await Receiver.from(input);
    const tx = await Sender.from(output);
    for await (const value of rx) await tx.send(value * 2);
    tx.close();
    return "done";
  },

  /** Passes on what comes, awaiting: over any transport. */
  async pass({ rx: input, tx: output }) {
    const rx = await Receiver.from(input);
    const tx = await Sender.from(output);
    for await (const value of rx) {
      const outcome = await tx.send(value);
      if (outcome._tag === "Err") throw new Error(outcome.error.message);
    }
    tx.close();
    return "done";
  },

  /** Passes on what comes, as it comes. */
  async relay({ rx: input, tx: output }) {
    const rx = await Receiver.from(input);
    const tx = await Sender.from(output);
    for (;;) {
      const values = rx.receiveManySync(7);
      if (values.length === 0) break;
      const outcome = values.length === 1 ? tx.sendSync(values[0]) : tx.sendAllSync(values);
      if (outcome._tag === "Err") throw new Error(outcome.error.message);
    }
    tx.close();
    return "done";
  },

  /** Blocks in a receive, then in a send, and tells how each ended. */
  async blockOnReceive({ rx: handle }) {
    const rx = await Receiver.from(handle);
    const first = rx.receiveSync();
    const second = rx.receiveSync();
    return [first._tag, first.value, second._tag, rx.closed];
  },
  async blockOnSend({ tx: handle, values }) {
    const tx = await Sender.from(handle);
    const outcomes = [];
    for (const value of values) {
      const result = tx.sendSync(value);
      outcomes.push(result._tag === "Ok" ? "Ok" : [result.error._tag, result.error.value]);
    }
    return outcomes;
  },

  /** Opens a handle and ends without closing anything. */
  async openAndLeave({ tx, rx }) {
    if (tx) await Sender.from(tx);
    if (rx) await Receiver.from(rx);
    return "opened";
  },

  /** Opens a handle that may have been opened already. */
  async open({ tx }) {
    try {
      await Sender.from(tx);
      return "opened";
    } catch (error) {
      return error.message;
    }
  },

  /** Takes values one after the other until told to stop by a close, and reports the time of each. */
  async count({ rx: handle, counter }) {
    const rx = await Receiver.from(handle);
    const seen = new Int32Array(counter);
    for (;;) {
      if (rx.receiveManySync(64).length === 0) break;
      Atomics.add(seen, 0, 1);
    }
    return Atomics.load(seen, 0);
  },
  async flood({ tx: handle, stop }) {
    const tx = await Sender.from(handle);
    const flag = new Int32Array(stop);
    let sent = 0;
    while (Atomics.load(flag, 0) === 0) {
      tx.sendSync(sent++);
    }
    tx.close();
    return sent;
  },
};

try {
  const value = await roles[workerData.role](workerData.data);
  parentPort.postMessage({ ok: true, value });
} catch (error) {
  parentPort.postMessage({ ok: false, error: String(error?.stack ?? error) });
}
