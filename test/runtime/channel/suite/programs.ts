/** The programs that Go's channels are tested with, written anew: sieve, fifo, doubleselect's kin, power series. */
import { type Receiver, type Sender, select } from "milost";
import { describe, expect, it } from "vitest";
import { drain, type Tracked } from "./tracked.js";

export function programs(create: Tracked): void {
  describe("classic programs", () => {
    // Node looks through all its open ports for each message: over ports the chains are shorter.
    const { filters, last } = create.distant ? { filters: 30, last: 113 } : { filters: 60, last: 281 };
    const length = create.distant ? 250 : 10_000;

    for (const capacity of [0, 1, 64]) {
      it(`prime sieve, capacity ${capacity}: a filter per prime`, async () => {
        const opened: Receiver<number>[] = [];
        const generate = async (out: Sender<number>) => {
          // No more than is looked at: how far it gets ahead of the filters is the scheduler's affair.
          for (let i = 2; i < 2 * last && (await out.send(i))._tag === "Ok"; i++);
          out.close();
        };
        const filter = async (input: Receiver<number>, out: Sender<number>, prime: number) => {
          for await (const i of input) {
            if (i % prime !== 0 && (await out.send(i))._tag === "Err") break;
          }
          input.close();
          out.close();
        };
        const running: Promise<void>[] = [];
        let [tx, rx] = await create<number>(capacity);
        opened.push(rx);
        running.push(generate(tx));
        const primes: number[] = [];
        while (primes.length < filters) {
          const prime = (await rx.receive()).unwrap();
          primes.push(prime);
          const [next, received] = await create<number>(capacity);
          running.push(filter(rx, next, prime));
          rx = received;
        }
        // Closing the last filter takes the whole chain down, one close after the other.
        rx.close();
        await Promise.all(running);
        expect(primes.slice(0, 10)).toEqual([2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
        expect(primes.at(-1)).toBe(last);
      });
    }

    it("doubleselect: two selects race for two channels, nothing is taken twice", async () => {
      const total = 3000;
      const [tx1, rx1] = await create<number>(0);
      const [tx2, rx2] = await create<number>(0);
      const [tx3, rx3] = await create<number>(0);
      const [tx4, rx4] = await create<number>(0);
      const [out, results] = await create<number>(0);
      const produce = (async () => {
        for (let i = 0; i < total; i++) {
          const chosen = await select({
            one: tx1.sending(i),
            two: tx2.sending(i),
            three: tx3.sending(i),
            four: tx4.sending(i),
          });
          expect(chosen.value._tag).toBe("Ok");
        }
        for (const tx of [tx1, tx2, tx3, tx4]) tx.close();
      })();
      const forward = async (...inputs: Receiver<number>[]) => {
        using sender = out.clone();
        const open = new Map(inputs.map((rx, i) => [`${i}`, rx]));
        while (open.size > 0) {
          const chosen = await select(Object.fromEntries(open));
          if (chosen.value._tag === "None") open.delete(chosen._tag);
          else await sender.send(chosen.value.value);
        }
      };
      const forwarding = [forward(rx1, rx2), forward(rx3, rx4)];
      out.close();
      const got = await drain(results);
      await Promise.all([produce, ...forwarding]);
      expect(got.sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i));
    });

    it("fifo chain: each link passes the token on, in order", async () => {
      const order: number[] = [];
      const first = await create<number>(0);
      let [, input] = first;
      const links: Promise<void>[] = [];
      for (let i = 0; i < 100; i++) {
        const [out, next] = await create<number>(0);
        const from = input;
        links.push(
          (async () => {
            const token = (await from.receive()).unwrap();
            expect(token).toBe(i);
            order.push(i);
            await out.send(token + 1);
          })(),
        );
        input = next;
      }
      await first[0].send(0);
      expect((await input.receive()).unwrap()).toBe(100);
      await Promise.all(links);
      expect(order).toEqual(Array.from({ length: 100 }, (_, i) => i));
    });

    it(`a chain of ${length} activities passes a value from end to end`, async () => {
      const first = await create<number>(0);
      let left = first[1];
      const links: Promise<unknown>[] = [];
      for (let i = 0; i < length; i++) {
        const [tx, rx] = await create<number>(0);
        const input = left;
        links.push(input.receive().then((option) => tx.send(option.unwrap() + 1)));
        left = rx;
      }
      void first[0].send(0);
      expect((await left.receive()).unwrap()).toBe(length);
      await Promise.all(links);
    });

    it("power series: multiplies, integrates and substitutes lazy streams of coefficients", async () => {
      type Series = Receiver<number>;
      const running: Promise<void>[] = [];
      const series = async (
        body: (out: (value: number) => Promise<boolean>) => Promise<void>,
      ): Promise<Series> => {
        const [tx, rx] = await create<number>(0);
        const out = async (value: number) => (await tx.send(value))._tag === "Ok";
        running.push(body(out).finally(() => tx.close()));
        return rx;
      };
      const get = async (s: Series) => (await s.receive()).unwrapOr(0);
      const constant = (c: number) =>
        series(async (out) => {
          while (await out(c));
        });
      const add = (f: Series, g: Series) =>
        series(async (out) => {
          while (await out((await get(f)) + (await get(g))));
          f.close();
          g.close();
        });
      const multiply = (f: Series, g: Series) =>
        series(async (out) => {
          const fs: number[] = [];
          const gs: number[] = [];
          do {
            fs.push(await get(f));
            gs.push(await get(g));
          } while (await out(fs.reduce((sum, a, i) => sum + a * (gs[gs.length - 1 - i] ?? 0), 0)));
          f.close();
          g.close();
        });
      const integrate = (f: Series, c: number) =>
        series(async (out) => {
          let more = await out(c);
          for (let n = 1; more; n++) more = await out((await get(f)) / n);
          f.close();
        });
      const takeN = async (s: Series, n: number) => {
        const terms: number[] = [];
        while (terms.length < n) terms.push(await get(s));
        s.close();
        return terms;
      };
      // 1/(1-x) squared is 1 + 2x + 3x^2 + ...
      expect(await takeN(await multiply(await constant(1), await constant(1)), 8)).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8,
      ]);
      // The integral of 1/(1-x) is x + x^2/2 + ..., and adding it to itself doubles it.
      const log = async () => integrate(await constant(1), 0);
      expect(await takeN(await add(await log(), await log()), 5)).toEqual([0, 2, 1, 2 / 3, 1 / 2]);
      await Promise.all(running);
    });

    // A Sender is no structured clone.
    it.skipIf(create.cloned)(
      "channel through channel: requests carry the channel of their answer",
      async () => {
        interface Request {
          readonly n: number;
          readonly reply: Sender<number>;
        }
        const [requests, inbox] = await create<Request>(0);
        const server = (async () => {
          for await (const { n, reply } of inbox) {
            await reply.send(n * n);
            reply.close();
          }
        })();
        const ask = async (n: number) => {
          const [reply, answer] = await create<number>(1);
          await requests.send({ n, reply });
          return drain(answer);
        };
        const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => ask(n)));
        expect(answers.flat()).toEqual(Array.from({ length: 50 }, (_, n) => n * n));
        requests.close();
        await server;
      },
    );

    it("ping-pong: two activities in lockstep", async () => {
      const [ping, pinged] = await create<number>(0);
      const [pong, ponged] = await create<number>(0);
      const player = (async () => {
        for await (const n of pinged) await pong.send(n + 1);
        pong.close();
      })();
      let n = 0;
      while (n < 1000) {
        await ping.send(n);
        n = (await ponged.receive()).unwrap();
      }
      ping.close();
      await player;
      expect((await ponged.receive())._tag).toBe("None");
    });
  });
}
