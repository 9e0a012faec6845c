/** The programs whose loops are measured twice: as they are here, and as the transformer leaves them (`compile.ts`). */
import { createChannel, type Receiver, type Sender } from "milost";

const produce = async (tx: Sender<number>, count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await tx.send(i);
  tx.close();
};

const consume = async (rx: Receiver<number>): Promise<number> => {
  let sum = 0;
  for await (const value of rx) sum += value;
  return sum;
};

export async function iterated(capacity: number, count: number): Promise<number> {
  const [tx, rx] = await createChannel<number>(capacity);
  void produce(tx, count);
  return consume(rx);
}

/** The producer awaits only when there is no room. */
export async function drained(capacity: number, count: number): Promise<number> {
  const [tx, rx] = await createChannel<number>(capacity);
  void (async () => {
    for (let i = 0; i < count; i++) if (tx.trySend(i)._tag === "Err") await tx.send(i);
    tx.close();
  })();
  return consume(rx);
}
