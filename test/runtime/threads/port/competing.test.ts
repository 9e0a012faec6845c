/** Receivers behind ports of their own that give up, poll and select: each value exactly once, and none stays behind. */
import { after, createChannel, Receiver, Sender, select } from "milost";
import type { SharedReceiver, SharedSender } from "milost/threads";
import { describe, expect, it } from "vitest";

/** A sequence that is the same each time. */
const random = (seed: number) => () => {
  seed = (seed * 1103515245 + 12345) % 2 ** 31;
  return seed / 2 ** 31;
};

/** `MILOST_SEEDS=1000` looks for longer. */
const SEEDS = Number(process.env.MILOST_SEEDS ?? 3);

describe("competing receivers over ports", { timeout: 30_000 }, () => {
  for (const capacity of [0, 1, 8, Number.POSITIVE_INFINITY]) {
    for (let seed = 1; seed <= SEEDS; seed++) {
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
        const first = await Receiver.from(rx.handle());
        const consuming = [rx, await Receiver.from(rx.handle()), first, first.clone()].map(consume);
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

  for (const capacity of [0, 1, 8, Number.POSITIVE_INFINITY]) {
    for (let seed = 1; seed <= SEEDS; seed++) {
      it(`capacity ${capacity}, seed ${seed}: ends come and go, not a value lost or doubled`, async () => {
        const next = random(seed * 7919);
        const turn = () => new Promise((resolve) => setImmediate(resolve));
        const [tx, rx] = await createChannel<number>({ shared: true, transport: "port", capacity });
        const got: number[] = [];
        let sent = 0;
        const produce = async (first: SharedSender<number>) => {
          let sender = first;
          for (let i = 0; i < 150; i++) {
            const value = sent++;
            const outcome = await sender.send(value);
            expect(outcome._tag).toBe("Ok");
            if (next() < 0.1) {
              const successor = sender.handle();
              sender.close();
              if (next() < 0.5) await turn();
              sender = await Sender.from(successor);
            }
          }
          sender.close();
        };
        const consume = async (first: SharedReceiver<number>) => {
          let receiver = first;
          while (!receiver.closed) {
            const kind = next();
            if (kind < 0.2) {
              // Gives up whatever it waits for, and goes on elsewhere.
              const waits = [receiver.receive(), receiver.receive()];
              for (let turns = next() * 4; turns > 1; turns--) await turn();
              const successor = receiver.closed ? undefined : receiver.handle();
              receiver.close();
              for (const option of await Promise.all(waits)) option.inspect((value) => got.push(value));
              if (successor === undefined) return;
              if (next() < 0.2) {
                const spare = await Receiver.from(successor);
                receiver = await Receiver.from(spare.handle());
                spare.close();
              } else receiver = await Receiver.from(successor);
            } else if (kind < 0.3) got.push(...(await receiver.receiveMany()));
            else (await receiver.receive()).inspect((value) => got.push(value));
          }
          receiver.close();
        };
        const consuming = [
          consume(await Receiver.from(rx.handle())),
          consume(await Receiver.from(rx.handle())),
        ];
        if (next() < 0.5) consuming.push(consume(rx));
        else rx.close();
        const producing = [produce(await Sender.from(tx.handle())), produce(tx)];
        await Promise.all([...producing, ...consuming]);
        expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: sent }, (_, i) => i));
      });
    }
  }

  it("a receiver that closes with a value on its way gives it back", async () => {
    for (let turns = 0; turns < 8; turns++) {
      const [tx, rx] = await createChannel<number>({ shared: true, transport: "port", capacity: 4 });
      const far = await Receiver.from(rx.handle());
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
