/** Codecs at random, with values that they describe and values that they do not. */
import fc from "fast-check";
import { type Codec, codec, type Field, type RequiredField } from "milost/threads";

export const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "binary-ascii", maxLength: 300 }),
  // Lone surrogates among them.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 50 })
    .map((units) => String.fromCharCode(...units)),
  // Around the lengths at which another way of writing or reading begins.
  fc
    .tuple(
      fc.constantFrom(1, 7, 8, 9, 12, 13, 15, 16, 17, 19, 20, 21, 23, 24, 25, 39, 40, 41, 64, 255, 256),
      fc.constantFrom("a", "é", "ж"),
    )
    .map(([length, first]) =>
      String.fromCharCode(...Array.from({ length }, (_, i) => first.charCodeAt(0) + (i % 20))),
    ),
  fc.constantFrom("", "\0", "12345678", "\ufeffbom", "\ud800", "x".repeat(20_000), "ÿ".repeat(5000)),
);

// fast-check's arrays may be of a class of another realm.
export const bytes = fc
  .oneof(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ minLength: 100, maxLength: 3000 }))
  .map((list) => Uint8Array.from(list));

/** Values of each scalar; and some that look like it and are not. */
const scalars = {
  f64: { good: fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN)), bad: ["1", 1n, null, undefined] },
  u32: {
    good: fc.oneof(fc.nat(2 ** 31 - 1), fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1)),
    bad: [-1, 2 ** 32, 0.5, -0, "1", Number.NaN, undefined],
  },
  i32: {
    good: fc.oneof(fc.integer(), fc.constantFrom(0, -(2 ** 31))),
    bad: [2 ** 31, 0.5, -0, true, undefined],
  },
  bool: { good: fc.boolean(), bad: [0, 1, "true", undefined] },
  string: { good: text, bad: [1, null, undefined, new String("a"), ["a"]] },
  bytes: { good: bytes, bad: [[1, 2], new Int8Array(2), Buffer.from("a"), "ab", undefined] },
} satisfies Record<string, { good: fc.Arbitrary<unknown>; bad: unknown[] }>;

export type Scalar = keyof typeof scalars;
export const SCALARS = Object.keys(scalars) as Scalar[];

export interface Schema {
  readonly codec: Codec<unknown>;
  readonly good: fc.Arbitrary<unknown>;
  /** A value of which one part is wrong, and the path of that part: "" for the whole. */
  readonly bad: fc.Arbitrary<{ value: unknown; path: string }>;
}

export const scalarSchema = (name: Scalar): Schema => ({
  codec: codec[name],
  good: scalars[name].good,
  bad: fc.constantFrom<unknown>(...scalars[name].bad).map((value) => ({ value, path: "" })),
});

interface FieldSchema {
  readonly field: Field;
  readonly good: fc.Arbitrary<unknown>;
  readonly bad: fc.Arbitrary<{ value: unknown; path: string }>;
}

const scalarField = (name: Scalar): FieldSchema => ({ ...scalarSchema(name), field: name });

/** The same, where `undefined` is a value, too. */
export const optionalField = ({ field, good, bad }: FieldSchema): FieldSchema => ({
  field: codec.optional(field as RequiredField),
  good: fc.option(good, { nil: undefined, freq: 3 }),
  bad: bad.filter(({ value, path }) => path !== "" || value !== undefined),
});

// The test's comparison asks values for their `constructor`.
const names = fc.oneof(
  fc.constantFrom("id", "name", "", "0", "7", "valueOf", "toString", "then", "a.b", "_tag"),
  fc.string({ maxLength: 5 }).filter((name) => !["__proto__", "constructor"].includes(name)),
);

const NOTHING: fc.Arbitrary<unknown> = fc.constantFrom(undefined, null, 5, "text");

/** A record of these fields. */
export const recordSchema = (fields: readonly (readonly [name: string, field: FieldSchema])[]): Schema => {
  const good = fc
    .tuple(...fields.map(([, { good }]) => good))
    .map((values) => Object.fromEntries(fields.map(([name], i) => [name, values[i]])));
  const wrongs = fields.map(([name, field]) =>
    fc.tuple(good, field.bad).map(([row, { value, path }]) => ({
      value: { ...row, [name]: value },
      path: path === "" ? name : `${name}.${path}`,
    })),
  );
  const whole = NOTHING.map((value) => ({ value, path: "" }));
  return {
    codec: codec.record(Object.fromEntries(fields.map(([name, { field }]) => [name, field]))),
    good,
    bad: fc.oneof(whole, ...wrongs),
  };
};

/** Records at random: up to twelve fields, some of which are records. */
export const schemas: fc.Arbitrary<Schema> = fc.letrec<{ record: Schema; field: FieldSchema }>((tie) => ({
  record: fc
    .uniqueArray(fc.tuple(names, tie("field")), { maxLength: 12, selector: ([name]) => name })
    .map(recordSchema),
  field: fc.oneof(
    { maxDepth: 2, depthIdentifier: "record" },
    fc.constantFrom(...SCALARS).map(scalarField),
    fc.constantFrom(...SCALARS).map((name) => optionalField(scalarField(name))),
    tie("record").map((schema) => ({ ...schema, field: schema.codec })),
    tie("record").map((schema) => optionalField({ ...schema, field: schema.codec })),
  ),
})).record;
