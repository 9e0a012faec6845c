/** What the workers of the lane's tests do: one function each, called with what the test sent along. */
import { parentPort, workerData } from "node:worker_threads";
import { createChannel, Receiver, Sender } from "milost";
import { transfer, transferables } from "milost/threads";

/** What a frame begins with that brings values (port/lane-frames.ts). */
const PUT = 12;

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What can be told of a value that cannot be looked into from outside. */
export const describe = async (value) => {
  if (value instanceof Blob) return `blob ${await value.text()}`;
  if (value instanceof MessagePort) {
    const said = new Promise((resolve) => {
      value.onmessage = ({ data }) => resolve(data);
    });
    value.postMessage("hello");
    const text = `port ${await said}`;
    value.close();
    return text;
  }
  if (value instanceof ReadableStream) {
    let text = "";
    for await (const chunk of value) text += chunk;
    return `stream ${text}`;
  }
  if (value instanceof SharedArrayBuffer) return `shared ${new Uint8Array(value)[0]}`;
  if (value instanceof Uint8Array) return `bytes ${value.length}`;
  return value;
};

const roles = {
  /** Answers what it got, in order. */
  async collect({ rx: handle, count = Number.POSITIVE_INFINITY }) {
    const rx = await Receiver.from(handle);
    parentPort.postMessage("open");
    const got = [];
    while (got.length < count) {
      const option = await rx.receive();
      if (option._tag === "None") break;
      got.push(await describe(option.value));
    }
    rx.close();
    return got;
  },

  /** The same, until it is killed, telling each number as it comes. */
  async tell({ rx: handle }) {
    const rx = await Receiver.from(handle);
    parentPort.postMessage("open");
    for await (const { n } of rx) parentPort.postMessage(n);
    return "end";
  },

  /** Sends `count` values of `size` bytes that move, and a number before each; then ends, or waits to be killed. */
  async move({ tx: handle, count, size, way = "one", from = 0, stay = false }) {
    const tx = await Sender.from(handle);
    parentPort.postMessage("open");
    const make = (n) => {
      const bytes = new Uint8Array(size).fill(n);
      return transfer({ n, bytes }, [bytes.buffer]);
    };
    if (way === "all") {
      const values = Array.from({ length: count }, (_, i) => make(from + i));
      const outcome = await tx.sendAll(values);
      if (outcome._tag === "Err") throw new Error(outcome.error.message);
    } else {
      for (let i = 0; i < count; i++) {
        const value = make(from + i);
        const outcome = way === "sync" ? tx.sendSync(value) : await tx.send(value);
        if (outcome._tag === "Err") throw new Error(outcome.error.message);
        if (value.bytes.length !== 0) throw new Error("it was not moved");
      }
    }
    if (stay) await sleep(1e9);
    tx.close();
    return count;
  },

  /** Sends one value whole; of the next one it publishes the slot, says so, and comes no further. */
  async half({ tx: handle }) {
    const tx = await Sender.from(handle);
    await tx.send(new Blob(["whole"]));
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (message, list) {
      if (message?.[0] !== PUT) return postMessage.call(this, message, list);
      postMessage.call(parentPort, "half");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    };
    await tx.send(new Blob(["half"]));
  },

  /** Blobs, which are cloned by the platform alone, in batches. */
  async blobs({ tx: handle, count }) {
    const tx = await Sender.from(handle);
    const outcome = await tx.sendAll(Array.from({ length: count }, (_, i) => new Blob([`${i}`])));
    tx.close();
    return outcome._tag;
  },

  /** Blocks, and says what it met. */
  async block({ rx: handle }) {
    const rx = await Receiver.from(handle);
    parentPort.postMessage("open");
    const met = [];
    for (;;) {
      try {
        const option = rx.receiveSync();
        if (option._tag === "None") return met;
        met.push(await describe(option.value));
      } catch (error) {
        met.push(error.message.slice(0, 6), await describe((await rx.receive()).value));
      }
    }
  },

  /** Tries to send without a port. */
  async refuse({ tx: handle, rx: other }) {
    const tx = await Sender.from(handle);
    const outcome = await tx.send(new Blob(["x"]));
    const rx = await Receiver.from(other);
    parentPort.postMessage("open");
    const received = await rx.receive().then(
      () => "received",
      (error) => error.message,
    );
    return [outcome.error?._tag, outcome.error?.message, received];
  },

  /** Makes a channel of its own, passes on both ends, and lives as long as anybody. */
  async found() {
    const [tx, rx] = await createChannel({ shared: true, capacity: 4 });
    const handles = { tx: tx.handle(), rx: rx.handle() };
    parentPort.postMessage(handles, transferables(handles.tx, handles.rx));
    tx.close();
    rx.close();
    await sleep(1e9);
  },
};

try {
  const value = await roles[workerData.role](workerData.data);
  parentPort.postMessage({ ok: true, value });
} catch (error) {
  parentPort.postMessage({ ok: false, error: String(error?.stack ?? error) });
}
