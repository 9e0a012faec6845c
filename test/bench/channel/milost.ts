/** The programs over MiLost channels, as one writes them; those whose loops are compiled are in `loops.ts`. */
import { createChannel, type Receiver, type Sender, select } from "milost";

const produce = async (tx: Sender<number>, count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await tx.send(i);
  tx.close();
};

const consume = async (rx: Receiver<number>): Promise<number> => {
  let sum = 0;
  for (;;) {
    const option = await rx.receive();
    if (option._tag === "None") return sum;
    sum += option.value;
  }
};

export async function awaited(capacity: number, count: number): Promise<number> {
  const [tx, rx] = await createChannel<number>(capacity);
  void produce(tx, count);
  return consume(rx);
}

/** The producer awaits only when there is no room; the consumer takes all there is at a time. */
export async function drained(capacity: number, count: number): Promise<number> {
  const [tx, rx] = await createChannel<number>(capacity);
  void (async () => {
    for (let i = 0; i < count; i++) if (tx.trySend(i)._tag === "Err") await tx.send(i);
    tx.close();
  })();
  let sum = 0;
  while (!rx.closed) for (const value of await rx.receiveMany()) sum += value;
  return sum;
}

export async function pingPong(count: number): Promise<number> {
  const [ping, pinged] = await createChannel<number>(0);
  const [pong, ponged] = await createChannel<number>(0);
  void (async () => {
    for (;;) {
      const option = await pinged.receive();
      if (option._tag === "None") break;
      await pong.send(option.value + 1);
    }
    pong.close();
  })();
  let n = 0;
  while (n < count) {
    await ping.send(n);
    n = (await ponged.receive()).unwrapOr(0);
  }
  ping.close();
  return n;
}

export async function fanIn(producers: number, count: number): Promise<number> {
  const [tx, rx] = await createChannel<number>(64);
  for (let id = 0; id < producers; id++) void produce(tx.clone(), count / producers);
  tx.close();
  return consume(rx);
}

export async function fanOut(consumers: number, count: number): Promise<number> {
  const [tx, rx] = await createChannel<number>(64);
  const sums = Array.from({ length: consumers }, () => consume(rx.clone()));
  rx.close();
  await produce(tx, count);
  return (await Promise.all(sums)).reduce((a, b) => a + b, 0);
}

/** Receives from whichever of `ways` channels has something. */
export async function selecting(ways: number, count: number): Promise<number> {
  const channels = await Promise.all(Array.from({ length: ways }, () => createChannel<number>(64)));
  for (const [tx] of channels) void produce(tx, count / ways);
  const cases = Object.fromEntries(channels.map(([, rx], i) => [`c${i}`, rx]));
  let sum = 0;
  for (let left = count; left > 0; left--) {
    const { value } = await select(cases);
    if (value._tag === "None") left++;
    else sum += value.value;
  }
  return sum;
}

export async function selectSends(ways: number, count: number): Promise<number> {
  const channels = await Promise.all(Array.from({ length: ways }, () => createChannel<number>(0)));
  const sums = channels.map(([, rx]) => consume(rx));
  for (let i = 0; i < count; i++) {
    await select(Object.fromEntries(channels.map(([tx], at) => [`c${at}`, tx.sending(i)])));
  }
  for (const [tx] of channels) tx.close();
  return (await Promise.all(sums)).reduce((a, b) => a + b, 0);
}
