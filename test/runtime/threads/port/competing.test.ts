/** Receivers behind ports of their own that give up, poll and select: each value exactly once, and none stays behind. */
import { after, createChannel, type Receiver, Receiver as ReceiverStatic, Sender, select } from "milost";
import { describe, expect, it } from "vitest";

/** A sequence that is the same each time. */
const random = (seed: number) => () => {
  seed = (seed * 1103515245 + 12345) % 2 ** 31;
  return seed / 2 ** 31;
};

describe("competing receivers over ports", { timeout: 30_000 }, () => {
  for (const capacity of [0, 1, 8, Number.POSITIVE_INFINITY]) {
    for (const seed of [1, 2, 3, 4]) {
      it(`capacity ${capacity}, seed ${seed}: aborted, polled and selected, not a value lost or doubled`, async () => {
        const next = random(seed);
        const [tx, rx] = await createChannel<number>({ shared: true, transport: "port", capacity });
        const total = 600;
        const got: number[] = [];
        const consume = async (receiver: Receiver<number>) => {
          while (!receiver.closed) {
            const kind = next();
            if (kind < 0.3) {
              const controller = new AbortController();
              const turns = Math.floor(next() * 4);
              const received = receiver.receive({ signal: controller.signal });
              const give = async () => {
                for (let turn = 0; turn < turns; turn++)
                  await new Promise((resolve) => setImmediate(resolve));
                controller.abort("given up");
              };
              const giving = give();
              await received.then(
                (option) => option.inspect((value) => got.push(value)),
                (reason) => expect(reason).toBe("given up"),
              );
              await giving;
            } else if (kind < 0.5) {
              const taken = receiver.tryReceive();
              if (taken._tag === "Ok") got.push(taken.value);
              else await new Promise((resolve) => setImmediate(resolve));
            } else if (kind < 0.7) {
              const chosen = await select({ value: receiver, late: after(1) });
              if (chosen._tag === "value") chosen.value.inspect((value) => got.push(value));
            } else if (kind < 0.8) got.push(...(await receiver.receiveMany(3)));
            else (await receiver.receive()).inspect((value) => got.push(value));
          }
        };
        const first = await ReceiverStatic.from(rx.handle());
        const consuming = [rx, await ReceiverStatic.from(rx.handle()), first, first.clone()].map(consume);
        const produce = async (sender: Sender<number, unknown>, from: number) => {
          for (let i = from; i < total; i += 3) {
            await sender.send(i);
            if (next() < 0.1) await new Promise((resolve) => setImmediate(resolve));
          }
          sender.close();
        };
        const far = [await Sender.from(tx.handle()), await Sender.from(tx.handle())] as const;
        await Promise.all([produce(tx, 0), produce(far[0], 1), produce(far[1], 2), ...consuming]);
        expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i));
      });
    }
  }

  it("a receiver that closes with a value on its way gives it back", async () => {
    for (let turns = 0; turns < 8; turns++) {
      const [tx, rx] = await createChannel<number>({ shared: true, transport: "port", capacity: 4 });
      const far = await ReceiverStatic.from(rx.handle());
      const received = far.receive();
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      await tx.send(1);
      far.close();
      tx.close();
      const [there, here] = [await received, await rx.receive()];
      expect([there.value, here.value].filter((value) => value !== undefined)).toEqual([1]);
      expect((await rx.receive())._tag).toBe("None");
    }
  });
});
