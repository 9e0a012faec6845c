/**
 * The union shapes that generated programs match on: the type, the arms it asks for, values that belong to it, and
 * values that come in against it.
 */
export interface Union {
  readonly name: string;
  readonly type: string;
  /** `match(value, ...)` or `matchOn(value, "kind", ...)`. */
  readonly discriminant: string | undefined;
  readonly variants: readonly Variant[];
  /** Expressions of values that belong to the type. */
  readonly values: readonly string[];
  /** Expressions of values that do not. */
  readonly strays: readonly string[];
}

export interface Variant {
  /** The arm's name as written in the object literal. */
  readonly key: string;
  /** What the handler receives: nothing, a value to use as it is, an object of these fields, or another union. */
  readonly gives: "nothing" | "value" | readonly string[] | Union;
}

const strays = [
  "null",
  "undefined",
  "{}",
  "7",
  '{ _tag: "Nobody" }',
  "{ _tag: null }",
  "Symbol.iterator",
  "() => 1",
];

const option: Union = {
  name: "option",
  type: "Option<number>",
  discriminant: undefined,
  variants: [
    { key: "Some", gives: "value" },
    { key: "None", gives: "nothing" },
  ],
  values: ["Option.Some(1)", "Option.None", "Option.Some(NaN)"],
  strays,
};

const tagged: Union = {
  name: "tagged",
  type: '{ readonly _tag: "A"; readonly a: number } | { readonly _tag: "B"; readonly b: string; readonly n: number } | { readonly _tag: "C" }',
  discriminant: undefined,
  variants: [
    { key: "A", gives: ["a"] },
    { key: "B", gives: ["b", "n"] },
    { key: "C", gives: "value" },
  ],
  values: [
    '{ _tag: "A", a: 1 }',
    '{ get _tag() { log("tag read"); return "B" as const; }, b: "text", n: 2 }',
    '{ _tag: "C" }',
    'Object.assign(() => 1, { _tag: "C" as const })',
    'watched({ _tag: "A", a: 5 } as const)',
  ],
  strays,
};

export const unions: readonly Union[] = [
  {
    name: "result",
    type: "Result<number, string>",
    discriminant: undefined,
    variants: [
      { key: "Ok", gives: "value" },
      { key: "Err", gives: "value" },
    ],
    values: ["Result.Ok(1)", 'Result.Err("no")', '{ _tag: "Ok", value: 3 } as never'],
    strays,
  },
  option,
  tagged,
  {
    name: "nested",
    type: `Result<Option<number>, ${tagged.type}>`,
    discriminant: undefined,
    variants: [
      { key: "Ok", gives: option },
      { key: "Err", gives: tagged },
    ],
    values: [
      "Result.Ok(Option.Some(1))",
      "Result.Ok(Option.None)",
      'Result.Err({ _tag: "A", a: 1 } as const)',
      'Result.Err({ _tag: "C" } as const)',
    ],
    strays: [...strays, "Result.Ok(null as never)"],
  },
  {
    name: "lookalike",
    type: '{ readonly _tag: "Ok"; readonly value: number } | { readonly _tag: "Err"; readonly error: string } | { readonly _tag: "None" }',
    discriminant: undefined,
    variants: [
      { key: "Ok", gives: "value" },
      { key: "Err", gives: "value" },
      { key: "None", gives: "nothing" },
    ],
    values: [
      '{ _tag: "Ok", value: 1 }',
      '{ _tag: "Err", error: "no" }',
      '{ _tag: "None" }',
      '{ _tag: "Ok", value: 1, more: 2 } as never',
    ],
    strays,
  },
  {
    name: "strings",
    type: '"red" | "green" | "x-y"',
    discriminant: undefined,
    variants: [
      { key: "red", gives: "value" },
      { key: "green", gives: "value" },
      { key: '"x-y"', gives: "value" },
    ],
    values: ['"red"', '"green"', '"x-y"'],
    strays: ["null", "undefined", '"toString"', '"__proto__"', '""', "0"],
  },
  {
    name: "numbers",
    type: "0 | 1 | -1",
    discriminant: undefined,
    variants: [
      { key: "0", gives: "value" },
      { key: '"1"', gives: "value" },
      { key: '"-1"', gives: "value" },
    ],
    values: ["0", "-0 as never", "1", "-1"],
    strays: ["null", "NaN", '"1"', "true", "2"],
  },
  {
    name: "mixture",
    type: '{ readonly _tag: "A"; readonly a: number } | { readonly _tag: "B" } | "on" | 0 | true | null | undefined',
    discriminant: undefined,
    variants: [
      { key: "A", gives: ["a"] },
      { key: "B", gives: "value" },
      { key: "on", gives: "value" },
      { key: "0", gives: "value" },
      { key: "true", gives: "value" },
      { key: "null", gives: "value" },
      { key: "undefined", gives: "value" },
    ],
    values: ['{ _tag: "A", a: 1 }', '{ _tag: "B" }', '"on"', "0", "true", "null", "undefined"],
    strays: [
      "{}",
      "{ _tag: null }",
      "{ _tag: undefined }",
      '"0"',
      '"null"',
      "false",
      '{ _tag: "on" }',
      "Symbol.iterator",
    ],
  },
  {
    name: "nullable",
    type: "Result<number, string> | null | undefined",
    discriminant: undefined,
    variants: [
      { key: "Ok", gives: "value" },
      { key: "Err", gives: "value" },
      { key: "null", gives: "value" },
      { key: "undefined", gives: "value" },
    ],
    values: ["Result.Ok(1)", 'Result.Err("no")', "null", "undefined"],
    strays: ["{}", "{ _tag: null }", "{ _tag: undefined }", '"null"', "7"],
  },
  {
    name: "kinds",
    type: '{ readonly kind: "a"; readonly a: number } | { readonly kind: "b"; readonly b: string }',
    discriminant: "kind",
    variants: [
      { key: "a", gives: ["a"] },
      { key: "b", gives: ["b"] },
    ],
    values: ['{ kind: "a", a: 1 }', '{ kind: "b", b: "two" }', 'watched({ kind: "a", a: 5 } as const)'],
    strays: ["null", "{}", "7", '{ kind: "c" }'],
  },
  {
    name: "statuses",
    type: "{ readonly status: 200; readonly body: string } | { readonly status: 404 } | { readonly status: true; readonly yes: number }",
    discriminant: "status",
    variants: [
      { key: "200", gives: ["body"] },
      { key: "404", gives: "value" },
      { key: "true", gives: ["yes"] },
    ],
    values: ['{ status: 200, body: "b" }', "{ status: 404 }", "{ status: true, yes: 1 }"],
    strays: ["null", '{ status: "200" }', "{ status: 500 }", "undefined"],
  },
  {
    name: "open",
    type: '"a" | "b" | number',
    discriminant: undefined,
    variants: [
      { key: "a", gives: "value" },
      { key: "7", gives: "value" },
    ],
    values: ['"a"', '"b"', "7", "8"],
    strays: ["null", "undefined", "{}"],
  },
];

/** Unions that no list of arms covers. */
export const needsRest = (union: Union): boolean => union.name === "open";
