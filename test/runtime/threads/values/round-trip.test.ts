/** Values of all kinds come out of shared memory as they went in, in one thread and through another. */

import fc from "fast-check";
import { createChannel, type Receiver } from "milost";
import { describe, expect, it } from "vitest";
import { play } from "../workers.js";
import { bytes, text } from "./schemas.js";

const simple = fc.oneof(
  fc.double(),
  fc.constantFrom(undefined, null, true, false, -0, Number.NaN, 0, ""),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  text,
  bytes,
);
const any = fc.oneof(
  { weight: 4, arbitrary: simple },
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withBoxedValues: true,
  }),
);

/** What the platform makes of it. */
const cloned = (value: unknown): unknown => structuredClone(value);

const drain = async (rx: Receiver<unknown>, count: number): Promise<unknown[]> => {
  const got: unknown[] = [];
  while (got.length < count) got.push(...(await rx.receiveMany(count - got.length)));
  return got;
};

describe("values in shared memory", { timeout: 60_000 }, () => {
  for (const capacity of [0, 1, 16]) {
    it(`come out as structured clones, one by one, at capacity ${capacity}`, async () => {
      const [tx, rx] = await createChannel<unknown>({ shared: true, capacity });
      await fc.assert(
        fc.asyncProperty(any, async (value) => {
          const sent = tx.send(value);
          expect((await rx.receive()).value).toStrictEqual(cloned(value));
          expect((await sent)._tag).toBe("Ok");
        }),
        { numRuns: 500 },
      );
      tx.close();
      rx.close();
    });
  }

  it("come out of another worker as they are, in their order", async () => {
    const [toWorker, input] = await createChannel<unknown>({ shared: true, capacity: 16 });
    const [output, fromWorker] = await createChannel<unknown>({ shared: true, capacity: 16 });
    play("relay", { rx: input.handle(), tx: output.handle() });
    input.close();
    output.close();
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 60 }), async (values) => {
        const sent = toWorker.sendAll(values);
        expect(await drain(fromWorker, values.length)).toStrictEqual(values.map(cloned));
        expect((await sent)._tag).toBe("Ok");
      }),
      { numRuns: 150 },
    );
  });

  it("objects of every size come out", async () => {
    const [tx, rx] = await createChannel<unknown>({ shared: true });
    for (let size = 0; size < 1100; size += 7) {
      const value = {
        text: "y".repeat(size),
        list: Array.from({ length: size }, (_, i) => i / 3),
        at: new Date(size),
      };
      expect((await tx.send(value))._tag).toBe("Ok");
      expect((await rx.receive()).value).toStrictEqual(value);
    }
  });

  it("what occurs twice or in itself does so again", async () => {
    const [tx, rx] = await createChannel<unknown>({ shared: true });
    const inner = { list: [1, 2] };
    const outer: Record<string, unknown> = { a: inner, b: inner, view: new Uint16Array([1, 2, 3]) };
    outer.self = outer;
    await tx.send(outer);
    const copy = (await rx.receive()).value as typeof outer;
    expect(copy.self).toBe(copy);
    expect(copy.a).toBe(copy.b);
    expect(copy.a).not.toBe(inner);
    expect(copy.view).toStrictEqual(new Uint16Array([1, 2, 3]));
  });

  it("errors arrive with class, message, stack and cause", async () => {
    const [tx, rx] = await createChannel<Error>({ shared: true });
    const error = new RangeError("too far", { cause: { at: 3 } });
    await tx.send(error);
    const copy = (await rx.receive()).value!;
    expect(copy).toBeInstanceOf(RangeError);
    expect([copy.message, copy.stack, copy.cause]).toStrictEqual(["too far", error.stack, { at: 3 }]);
  });
});
