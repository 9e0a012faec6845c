/**
 * Generated programs whose activities are linked by channels, each stage with one Receiver and one Sender: whatever the
 * order in which the stages run, each sees the same values (Kahn, "The Semantics of a Simple Language for Parallel
 * Programming", 1974). So the lines of each stage must be the same in every form of the program.
 */
import fc from "fast-check";

/** What can stand in a loop's body, `V` being the value. */
interface Statement {
  readonly text: string;
  /** Needs a loop around it that it can leave or go on with. */
  readonly jumps?: true;
}

const small = fc.integer({ min: 0, max: 5 });

const statement: fc.Arbitrary<Statement> = fc.oneof(
  fc.constantFrom<Statement>(
    { text: "await tx.send(V);" },
    { text: "await tx.send(num(V) + 1);" },
    { text: "await tx.send({ from: V });" },
    { text: "await ends.tx.send([V]);" },
    { text: "await tx.send(() => V);" },
    { text: "later.push(() => V);" },
    { text: "await null;" },
    { text: "await turn();" },
    { text: '{ const rx = [V]; say("shadowed", rx.length); }' },
    { text: 'if (num(V) > 1) await tx.send("large"); else await tx.send("small");' },
    { text: "for (const k of [1, 2]) { if (k === num(V)) break; await tx.send(k); }" },
    {
      text: 'switch (num(V)) { case 1: say("one"); break; case 2: await tx.send("two"); break; default: say("other"); }',
    },
    { text: "current = over;" },
  ),
  small.map((k): Statement => ({ text: `if (num(V) % 3 === ${k}) continue;`, jumps: true })),
  small.map((k): Statement => ({ text: `if (seen > ${k}) break;`, jumps: true })),
  small.map((k): Statement => ({ text: `if (seen > ${k}) return;` })),
  small.map((k): Statement => ({ text: `if (num(V) === ${k}) throw new Error("at ${k}");` })),
  small.map(
    (k): Statement => ({
      text: `try { if (num(V) === ${k}) continue; say("tried", V); } finally { say("left"); }`,
      jumps: true,
    }),
  ),
);

/** How a stage receives: `B` is the body over `V`, `R` the Receiver, `M` the Option's name. */
interface Form {
  readonly text: string;
  /** The value has another name than the generated one. */
  readonly value?: string;
  /** The body stands in an arm: it has no loop of its own. */
  readonly arm?: true;
}

const forms: readonly Form[] = [
  { text: "for await (const V of R) { B }" },
  { text: "for await (let V of R) { if (num(V) === 2) V = 20; B }" },
  { text: "for await (var V of R) { B }" },
  { text: "let V: any;\nfor await (V of R) { B }" },
  { text: "for await (const { n = 7, ...V } of R) { say(n); B }" },
  { text: 'for await (const V of R) if (num(V) === 1) say("one"); else await tx.send(V);' },
  { text: "outer: for await (const V of R) { for (const k of [0, 1]) { if (k === 1) continue outer; B } }" },
  {
    text: "async function* values() { for await (const V of R) { if (num(V) === 2) continue; yield V; } }\nfor await (const V of values()) { B }",
  },
  {
    text: 'while (!R.closed) {\nconst M = await R.receive();\nawait Patterns.match(M, { Some: async (V) => { B }, None: () => say("end") });\n}',
    arm: true,
  },
  {
    text: 'while (!R.closed) await Patterns.match(await R.receive(), { None: () => say("end"), Some: async (V) => { B } });',
    arm: true,
  },
  {
    text: "while (!R.closed) {\nconst got = Patterns.match(await R.receive(), { Some: (V) => [V], _: () => [] });\nfor (const V of got) { B }\n}",
  },
  { text: "for (;;) {\nconst M = await R.receive();\nif (M.isNone()) break;\nB\n}", value: "M.value" },
  { text: 'for (;;) {\nconst M = await R.receive();\nif (M._tag === "None") break;\nB\n}', value: "M.value" },
  {
    text: 'for (;;) {\nconst M = await R.receive();\nif (M._tag != "Some") break;\nconst V = M.value;\nB\n}',
  },
  {
    text: 'for (;;) {\nconst M = await R.receive();\nconst V = M.value;\nif ("None" === M._tag) { say(M._tag); break; }\nB\n}',
  },
  {
    text: 'while (true) {\nconst M = await R.receive();\nif (!M.isSome()) { say("end"); break; }\nconst V = M.value;\nB\n}',
  },
  {
    text: "for (;;) {\nconst M = await R.receive();\nsay(M._tag);\nif (M.isNone()) break;\nconst V = M.value;\nB\n}",
  },
  {
    text: 'for (;;) {\nconst M = await R.receive();\nif (M._tag === "None") break;\nconst { value: V } = M;\nB\n}',
  },
  {
    text: "while (!R.closed) {\nconst M = await R.receive();\nlet { value: V } = M;\nsay(V, M.isSome());\nif (num(V) === 2) V = 20;\nB\n}",
  },
  {
    text: 'for (;;) {\nconst M = await R.receive();\nswitch (M._tag) {\ncase "None": say("end"); return;\ncase "Some": { const V = M.value; B }\n}\n}',
    arm: true,
  },
  {
    text: 'outer: while (!R.closed) {\nconst M = await R.receive();\nswitch (M._tag) {\ncase "Some": { if (num(M.value) === 2) continue outer; say(M.value); }\ndefault: say(M.value, M._tag);\n}\nconst V = M.value;\nB\n}',
  },
];

const stage = fc.record({
  form: fc.constantFrom(...forms),
  body: fc.array(statement, { maxLength: 4 }),
  receiver: fc.constantFrom("rx", "ends.rx", "current"),
  value: fc.constantFrom("v", "option", "value", "received", "milost", "over"),
  maybe: fc.constantFrom("m", "message", "option_1"),
  capacity: fc.constantFrom("0", "1", "2", "5", "64", "Infinity"),
});
type Stage = typeof stage extends fc.Arbitrary<infer S> ? S : never;

function textOf({ form, body, receiver, value, maybe }: Stage, index: number): string {
  const own = form.value ?? value;
  const kept = body.filter(({ jumps }) => form.arm === undefined || jumps === undefined);
  const inner = [{ text: 'seen++; say("saw", V);' }, ...kept].map(({ text }) => text).join("\n");
  const loop = form.text
    .replace(/\bB\b/, inner.replaceAll(/\bV\b/g, own))
    .replaceAll(/\bV\b/g, value)
    .replaceAll(/\bM\b/g, maybe)
    .replaceAll(/\bR\b/g, receiver);
  // A value that hides what the loop runs over would be no program.
  return `async function stage${index}(rx: Receiver<any>, tx: Sender<any>, say: Say): Promise<void> {
  const ends = { rx, tx };
  let current = rx;
  let seen = 0;
  const later: (() => unknown)[] = [];
  try {
${loop}
    say("done");
  } catch (error) {
    say("caught", (error as Error).name);
  } finally {
    say("closed", ends.rx.closed);
    ends.rx.close();
    ends.tx.close();
    for (const f of later) say("later", f());
  }
}`;
}

const values = fc.array(
  fc.constantFrom(
    "0",
    "1",
    "2",
    "3",
    "undefined",
    "null",
    "NaN",
    '"text"',
    "{ n: 4 }",
    "thenable",
    "rejecting",
  ),
  { maxLength: 12 },
);

export const program: fc.Arbitrary<string> = fc
  .record({
    stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
    source: values,
    capacity: fc.constantFrom("0", "1", "3", "64"),
  })
  .map(({ stages, source, capacity }) =>
    [
      PRELUDE,
      ...stages.map(textOf),
      `async function source(tx: Sender<any>): Promise<void> {
  for (const each of [${source.join(", ")}]) await tx.send(each);
  tx.close();
}`,
      "export default async function main(log: (...values: unknown[]) => void): Promise<void> {",
      "  const lines: unknown[][][] = [];",
      "  const sayOf = (at: number): Say => { const own: unknown[][] = (lines[at] = []); return (...said) => void own.push(said); };",
      `  const [tx0, rx0] = await createChannel<any>(${capacity});`,
      ...stages.map(
        (each, i) => `  const [tx${i + 1}, rx${i + 1}] = await createChannel<any>(${each.capacity});`,
      ),
      "  const all = Promise.all([",
      "    source(tx0),",
      ...stages.map((_, i) => `    stage${i}(rx${i}, tx${i + 1}, sayOf(${i})),`),
      `    sink(rx${stages.length}, sayOf(${stages.length})),`,
      "  ]);",
      "  let timer: unknown;",
      '  const hung = new Promise((resolve) => { timer = setTimeout(() => resolve("hung"), 5000); });',
      '  log(await Promise.race([all.then(() => "ended"), hung]));',
      "  clearTimeout(timer);",
      "  lines.forEach((own, at) => { for (const said of own) log(at, ...said); });",
      "}",
      "",
    ].join("\n"),
  );

const PRELUDE = `import { createChannel, Patterns, type Receiver, type Sender } from "milost";
declare const setTimeout: (callback: () => void, ms: number) => unknown;
declare const clearTimeout: (timer: unknown) => void;
declare const setImmediate: (callback: () => void) => unknown;
type Say = (...values: unknown[]) => void;
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));
const num = (value: any): number => (typeof value === "number" ? value : value?.n ?? value?.from ?? -1);
const thenable = { n: 5, then(resolve: (value: unknown) => void) { resolve("resolved"); } };
const rejecting = { n: 6, then(_: unknown, reject: (error: unknown) => void) { reject(new RangeError("rejected")); } };
const over = { closed: true, receive: async () => None, async *[Symbol.asyncIterator]() {} } as unknown as Receiver<any>;
async function sink(rx: Receiver<any>, say: Say): Promise<void> {
  for await (const v of rx) say("got", v);
  say("closed", rx.closed);
}`.replace("createChannel, Patterns", "createChannel, None, Patterns");
