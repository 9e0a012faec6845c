/** One producer, one consumer, over what else there is. */
import { channel as thingChannel } from "@thi.ng/csp";
import { Effect, Queue } from "effect";
import { Chan } from "ts-chan";

export async function tsChan(capacity: number, count: number): Promise<number> {
  const chan = new Chan<number>(capacity);
  void (async () => {
    for (let i = 0; i < count; i++) await chan.send(i);
    chan.close();
  })();
  let sum = 0;
  for (;;) {
    const step = await chan.recv();
    if (step.done) return sum;
    sum += step.value;
  }
}

export async function thing(capacity: number, count: number): Promise<number> {
  const chan = thingChannel<number>(Math.max(1, capacity));
  void (async () => {
    for (let i = 0; i < count; i++) await chan.write(i);
    chan.close();
  })();
  let sum = 0;
  for (;;) {
    const value = await chan.read();
    if (value === undefined) return sum;
    sum += value;
  }
}

export async function effectQueue(capacity: number, count: number): Promise<number> {
  const program = Effect.gen(function* () {
    const queue = yield* Queue.bounded<number>(capacity);
    yield* Effect.forkChild(
      Effect.gen(function* () {
        for (let i = 0; i < count; i++) yield* Queue.offer(queue, i);
      }),
    );
    let sum = 0;
    for (let i = 0; i < count; i++) sum += yield* Queue.take(queue);
    return sum;
  });
  return Effect.runPromise(program);
}

export async function webStream(capacity: number, count: number): Promise<number> {
  // A writable side without room would never be ready.
  const room = { highWaterMark: Math.max(1, capacity) };
  const { readable, writable } = new TransformStream<number, number>(undefined, room);
  void (async () => {
    const writer = writable.getWriter();
    for (let i = 0; i < count; i++) {
      await writer.ready;
      void writer.write(i);
    }
    await writer.close();
  })();
  const reader = readable.getReader();
  let sum = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return sum;
    sum += value ?? 0;
  }
}

/** No channel at all: the consumer pulls. What a rendezvous comes down to when there is one of each. */
export async function asyncGenerator(count: number): Promise<number> {
  async function* produce() {
    for (let i = 0; i < count; i++) yield i;
  }
  let sum = 0;
  for await (const value of produce()) sum += value;
  return sum;
}

/** The platform's own channel: no backpressure, a structured clone and a turn of the event loop a message. */
export async function messageChannel(count: number): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  let sum = 0;
  await new Promise<void>((resolve) => {
    let left = count;
    port2.onmessage = ({ data }) => {
      sum += data;
      if (--left === 0) resolve();
    };
    for (let i = 0; i < count; i++) port1.postMessage(i);
  });
  port1.close();
  port2.close();
  return sum;
}
