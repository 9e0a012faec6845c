/** Every codec gives back what it was given, or says what is wrong with it: however the values travel. */
import fc from "fast-check";
import type { Receiver } from "milost";
import { type Codec, codec } from "milost/threads";
import { describe, expect, it } from "vitest";
import { carriers } from "./carriers.js";
import { optionalField, recordSchema, SCALARS, type Schema, scalarSchema, schemas } from "./schemas.js";

const drain = async (rx: Receiver<unknown>, count: number): Promise<unknown[]> => {
  const got: unknown[] = [];
  while (got.length < count) got.push(...(await rx.receiveMany(count - got.length)));
  return got;
};

type RecordIn<C> = C extends Codec<infer T> ? T : never;

const field = (name: (typeof SCALARS)[number]) => ({ ...scalarSchema(name), field: name });

const fixed: Record<string, Schema> = {
  ...Object.fromEntries(SCALARS.map((name) => [name, scalarSchema(name)])),
  "a record of no fields": recordSchema([]),
  "a record of one bool": recordSchema([["ok", field("bool")]]),
  "a record of numbers": recordSchema([
    ["id", field("u32")],
    ["x", field("f64")],
    ["y", field("f64")],
    ["by", field("i32")],
  ]),
  "a record of every type": recordSchema([
    ["ok", field("bool")],
    ["id", field("u32")],
    ["name", field("string")],
    ["at", field("f64")],
    ["raw", field("bytes")],
    ["by", field("i32")],
    ["note", field("string")],
  ]),
  "a record in a record": recordSchema([
    ["id", field("u32")],
    [
      "at",
      nested([
        ["x", field("f64")],
        ["name", field("string")],
      ]),
    ],
    ["raw", field("bytes")],
  ]),
  "a record of optional fields of every type": recordSchema(
    SCALARS.map((name) => [name, optionalField(field(name))] as const),
  ),
  "a record with optional records": recordSchema([
    ["id", field("u32")],
    [
      "at",
      optionalField(
        nested([
          ["raw", field("bytes")],
          [
            "by",
            optionalField(
              nested([
                ["name", field("string")],
                ["age", optionalField(field("i32"))],
              ]),
            ),
          ],
        ]),
      ),
    ],
    ["note", field("string")],
  ]),
  "a record of twelve fields": recordSchema(
    Array.from({ length: 12 }, (_, i) => [`f${i}`, field(SCALARS[i % SCALARS.length]!)] as const),
  ),
};

function nested(fields: Parameters<typeof recordSchema>[0]) {
  const schema = recordSchema(fields);
  return { ...schema, field: schema.codec };
}

/** What else an object has stays behind; what it inherits does not. */
const disguised = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !(value instanceof Uint8Array)
    ? Object.assign(Object.create(value), { "something else": () => 1 })
    : value;

for (const carrier of carriers) {
  describe(carrier.name, { timeout: 60_000 }, () => {
    for (const [name, { codec, good, bad }] of Object.entries(fixed)) {
      it(`carries ${name}`, async () => {
        for (const capacity of carrier.distant ? [16] : [1, 16, 1000]) {
          const [tx, rx] = await carrier.open(codec, capacity);
          await fc.assert(
            fc.asyncProperty(fc.array(good, { minLength: 1, maxLength: 40 }), async (values) => {
              const sent = tx.sendAll(values);
              expect(await drain(rx, values.length)).toStrictEqual(values);
              expect((await sent)._tag).toBe("Ok");
            }),
            { numRuns: carrier.distant ? 50 : 60 },
          );
          tx.close();
          rx.close();
        }
      });

      it(`gives back what is no ${name}, says why, and loses nothing`, async () => {
        const [tx, rx] = await carrier.open(codec, 4);
        await fc.assert(
          fc.asyncProperty(good, bad, good, async (before, { value, path }, after) => {
            expect((await tx.send(before))._tag).toBe("Ok");
            const { error } = await tx.send(value);
            expect(error).toMatchObject({
              _tag: "Encode",
              message: expect.stringMatching(/^ML3903: .* is no /),
            });
            expect(error?.value).toBe(value);
            if (path !== "") expect(error?.message).toContain(`"${path}"`);
            expect(tx.trySend(value).error?._tag).toBe("Encode");
            expect((await tx.sendAll([after, value, before])).error).toMatchObject({
              _tag: "Encode",
              sent: 1,
            });
            expect(await drain(rx, 2)).toStrictEqual([before, after]);
          }),
          { numRuns: carrier.distant ? 20 : 100 },
        );
        tx.close();
        rx.close();
      });
    }

    it("carries records at random, and no more of a value than its codec says", async () => {
      await fc.assert(
        fc.asyncProperty(
          schemas.chain(({ codec, good }) =>
            fc.tuple(fc.constant(codec), fc.array(good, { minLength: 1, maxLength: 5 })),
          ),
          fc.constantFrom(0, 1, 3, 64, carrier.distant ? 64 : 5000),
          async ([codec, values], capacity) => {
            const [tx, rx] = await carrier.open(codec, capacity);
            const sent = tx.sendAll(values.map(disguised));
            const got = await drain(rx, values.length);
            expect(got).toStrictEqual(values);
            for (const [i, row] of got.entries()) {
              expect(Object.keys(row as object)).toEqual(Object.keys(values[i] as object));
            }
            expect((await sent)._tag).toBe("Ok");
            tx.close();
            rx.close();
          },
        ),
        { numRuns: carrier.distant ? 10 : 200 },
      );
    });

    it("tells what was left out by undefined, in objects of one shape", async () => {
      const shared = codec.record({
        name: codec.string,
        age: codec.optional("u32"),
        at: codec.optional(codec.record({ x: "f64", note: codec.optional(codec.string) })),
      });
      const [tx, rx] = await carrier.open<RecordIn<typeof shared>>(shared, 16);
      await tx.send({ name: "Ada" });
      await tx.send({ name: "Bob", age: 0, at: { x: Number.NaN, note: "" } });
      await tx.send({ name: "Cy", age: undefined, at: { x: 1 } });
      expect(await drain(rx, 3)).toStrictEqual([
        { name: "Ada", age: undefined, at: undefined },
        { name: "Bob", age: 0, at: { x: Number.NaN, note: "" } },
        { name: "Cy", age: undefined, at: { x: 1, note: undefined } },
      ]);
      const { error } = await tx.send({ name: "Di", age: 0.5 });
      expect(error?.message).toMatch(/the field "age" is no u32 \(.*, or undefined\) but 0\.5/);
      // Only undefined stands for nothing.
      expect((await tx.send({ name: "Di", at: null as never })).error?.message).toMatch(/"at" is no record/);
      tx.close();
      rx.close();
    });

    it("reads each property once, before it takes anything", async () => {
      const shared = codec.record({ id: "u32", name: "string" });
      const [tx, rx] = await carrier.open<{ id: number; name: string }>(shared, 8);
      const reads: string[] = [];
      const value = {
        get id() {
          reads.push("id");
          // A send in the middle of another one.
          if (reads.length === 1) tx.trySend({ id: 7, name: "first, and longer than what a slot holds" });
          return 1;
        },
        get name() {
          reads.push("name");
          return "second";
        },
      };
      expect((await tx.send(value))._tag).toBe("Ok");
      expect(reads).toEqual(["id", "name"]);
      expect(await drain(rx, 2)).toStrictEqual([
        { id: 7, name: "first, and longer than what a slot holds" },
        { id: 1, name: "second" },
      ]);
      const throwing = {
        id: 1,
        get name(): string {
          throw new Error("not today");
        },
      };
      expect((await tx.send(throwing)).error).toMatchObject({
        _tag: "Encode",
        message: expect.stringContaining("not today"),
      });
      tx.close();
      rx.close();
    });

    it("keeps the codec in the handles of its handles", async () => {
      const { Sender, Receiver } = await import("milost");
      const [tx, rx] = await carrier.open(codec.u32, 8);
      const far = await Sender.from((await Sender.from(tx.handle())).handle());
      const near = await Receiver.from((await Receiver.from(rx.handle())).handle());
      expect((await far.send(-1)).error).toMatchObject({ _tag: "Encode", value: -1 });
      expect((await far.send(1))._tag).toBe("Ok");
      expect((await near.receive()).value).toBe(1);
      for (const end of [tx, rx, far, near]) end.close();
    });

    it("tells by select, too, what is wrong", async () => {
      const { select } = await import("milost");
      const [tx, rx] = await carrier.open<number>(codec.u32, 8);
      const { value } = await select({ sent: tx.sending(0.5) });
      expect(value.error).toMatchObject({ _tag: "Encode", message: expect.stringContaining("is no u32") });
      tx.close();
      rx.close();
    });
  });
}
