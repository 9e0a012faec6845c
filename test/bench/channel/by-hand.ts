/** The same programs over the handwritten ring. */
import { DONE, HandRing } from "./ring.ts";

const produce = async (ring: HandRing<number>, count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await ring.send(i);
};

const consume = async (ring: HandRing<number>): Promise<number> => {
  let sum = 0;
  for (;;) {
    const value = await ring.receive();
    if (value === DONE) return sum;
    sum += value;
  }
};

export async function awaited(capacity: number, count: number): Promise<number> {
  const ring = new HandRing<number>(capacity);
  void produce(ring, count).then(() => ring.close());
  return consume(ring);
}

export async function pingPong(count: number): Promise<number> {
  const ping = new HandRing<number>(0);
  const pong = new HandRing<number>(0);
  void (async () => {
    for (;;) {
      const value = await ping.receive();
      if (value === DONE) return;
      await pong.send(value + 1);
    }
  })();
  let n = 0;
  while (n < count) {
    await ping.send(n);
    n = (await pong.receive()) as number;
  }
  ping.close();
  return n;
}

export async function fanIn(producers: number, count: number): Promise<number> {
  const ring = new HandRing<number>(64);
  const producing = Array.from({ length: producers }, () => produce(ring, count / producers));
  void Promise.all(producing).then(() => ring.close());
  return consume(ring);
}

export async function fanOut(consumers: number, count: number): Promise<number> {
  const ring = new HandRing<number>(64);
  const sums = Array.from({ length: consumers }, () => consume(ring));
  await produce(ring, count);
  ring.close();
  return (await Promise.all(sums)).reduce((a, b) => a + b, 0);
}

/** What one writes without a select: a flag per ring and a shared wake-up. */
export async function selecting(ways: number, count: number): Promise<number> {
  const queues = Array.from({ length: ways }, () => [] as number[]);
  const rooms: (() => void)[][] = queues.map(() => []);
  let wake: (() => void) | undefined;
  for (const [at, queue] of queues.entries()) {
    void (async () => {
      for (let i = 0; i < count / ways; i++) {
        if (queue.length >= 64) await new Promise<void>((resolve) => rooms[at]?.push(resolve));
        queue.push(i);
        wake?.();
        wake = undefined;
        await null;
      }
    })();
  }
  let sum = 0;
  let turn = 0;
  for (let left = count; left > 0; ) {
    let found = false;
    for (let tried = 0; tried < ways && !found; tried++) {
      const at = (turn + tried) % ways;
      const value = queues[at]?.shift();
      if (value === undefined) continue;
      rooms[at]?.shift()?.();
      sum += value;
      left--;
      turn = at + 1;
      found = true;
    }
    if (found) await null;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  return sum;
}
