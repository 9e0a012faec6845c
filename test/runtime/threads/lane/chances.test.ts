/**
 * Values by port and others through channels of several receiving threads that give up, look, choose and close at random moments:
 * each value comes once, whoever gets it, and the end comes last. `MILOST_SEEDS=100` for more than the usual.
 */
import { after, select } from "milost";
import type { SharedReceiver, SharedSender } from "milost/threads";
import { afterEach, describe, expect, it } from "vitest";
import { Crew, hold, moved, numberIn } from "./worlds.js";

const SEEDS = Number(process.env.MILOST_SEEDS ?? 3);
const TOTAL = 150;

const random = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

const crews: Crew[] = [];
afterEach(() => {
  for (const crew of crews.splice(0)) crew.end();
});

describe("receivers in several threads, values by port among others", { timeout: 30_000 }, () => {
  for (const capacity of [0, 1, 8]) {
    for (let seed = 1; seed <= SEEDS; seed++) {
      it(`capacity ${capacity}, seed ${seed}: nothing is lost or doubled, and all see the end`, async () => {
        const next = random(seed * 7919 + capacity);
        const crew = new Crew();
        crews.push(crew);
        const worlds = [crew.join(), crew.join(), crew.join()];
        const [tx, rx] = crew.channel(capacity);
        const receivers = await crew.receivers(rx, ...worlds);
        receivers.push(rx, receivers[0]!.clone());
        const far = await crew.sender(tx, worlds[2]!);
        const got: number[] = [];
        let sent = 0;

        const produce = async (sender: SharedSender<unknown>) => {
          while (sent < TOTAL) {
            const n = sent++;
            expect((await sender.send(next() < 0.6 ? moved(n) : n))._tag).toBe("Ok");
            if (next() < 0.2) await turn();
          }
          sender.close();
        };
        const note = (value: unknown) => got.push(numberIn(value));
        const consume = async (receiver: SharedReceiver<unknown>, stays: boolean) => {
          while (!receiver.closed) {
            const kind = next();
            if (kind < 0.35) {
              const stop = new AbortController();
              const waits = [0, 1, 2].map((i) =>
                i === 1 ? receiver.receive({ signal: stop.signal }) : receiver.receive(),
              );
              for (let turns = next() * 5; turns > 1; turns--) await turn();
              stop.abort("given up");
              for (const one of await Promise.allSettled(waits)) {
                if (one.status === "fulfilled") one.value.inspect(note);
                else expect(one.reason).toBe("given up");
              }
            } else if (kind < 0.5) {
              const taken = receiver.tryReceive();
              if (taken._tag === "Ok") note(taken.value);
              await turn();
            } else if (kind < 0.7) {
              const chosen = await select({ value: receiver, late: after(1) });
              if (chosen._tag === "value") chosen.value.inspect(note);
            } else if (kind < 0.8) for (const value of await receiver.receiveMany(4)) note(value);
            else if (kind < 0.83 && !stays) {
              const waits = [receiver.receive(), receiver.receive()];
              if (next() < 0.5) await turn();
              receiver.close();
              for (const option of await Promise.all(waits)) option.inspect(note);
            } else (await receiver.receive()).inspect(note);
          }
        };
        // What leaves the threads that send is late now and then.
        let running = true;
        const delay = async () => {
          while (running) {
            const go = hold(next() < 0.5 ? crew.root : worlds[Math.floor(next() * 3)]!);
            for (let turns = next() * 8; turns > 1; turns--) await turn();
            go();
            await turn();
          }
        };
        const delaying = delay();
        const stays = Math.floor(next() * receivers.length);
        const consuming = receivers.map((receiver, i) => consume(receiver, i === stays));
        await Promise.all([produce(tx), produce(far), ...consuming]);
        running = false;
        await delaying;
        expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: TOTAL }, (_, n) => n));
      });
    }
  }
});
