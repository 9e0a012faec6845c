/**
 * Random chains as source text. All values are numbers and all errors strings, so that any step fits behind any other; every
 * piece of code logs what it does.
 */
import fc from "fast-check";

/** Numbers in scope: what expressions may mention. */
type Scope = readonly string[];

interface Text {
  /** The code, in a scope, with a source of numbers for its logs. */
  readonly write: (scope: Scope, next: () => number) => string;
}

const text = (write: Text["write"]): Text => ({ write });

const names = fc.constantFrom("x", "y", "value", "result", "n", "error");

/** A number, of the names in scope. */
const numeric: fc.Arbitrary<Text> = fc
  .tuple(fc.nat(20), fc.nat(20), fc.constantFrom("+", "-", "*"), fc.nat(5))
  .map(([a, b, operator, offset]) =>
    text((scope) => `${scope[a % scope.length]} ${operator} ${offset} + ${scope[b % scope.length]} % 7`),
  );

const condition: fc.Arbitrary<Text> = fc
  .tuple(numeric, fc.integer({ min: 2, max: 4 }))
  .map(([value, modulus]) => text((scope, next) => `(${value.write(scope, next)}) % ${modulus} === 0`));

const outcome: fc.Arbitrary<Text> = fc.oneof(
  { weight: 4, arbitrary: numeric.map((value) => text((scope, next) => `Ok(${value.write(scope, next)})`)) },
  { weight: 1, arbitrary: fc.constant(text((_, next) => `Err("e${next()}")`)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(condition, numeric)
      .map(([test, value]) =>
        text(
          (scope, next) =>
            `(${test.write(scope, next)} ? Ok(${value.write(scope, next)}) : Result.Err("r${next()}"))`,
        ),
      ),
  },
);

/** A callback of one number; `answer` is what it returns, an expression. */
const callback = (answer: fc.Arbitrary<Text>, parameter: "number" | "string" | "none"): fc.Arbitrary<Text> =>
  fc
    .record({
      name: names,
      answer,
      early: answer,
      local: names,
      value: numeric,
      test: condition,
      shape: fc.constantFrom(
        "expression",
        "expression",
        "expression",
        "block",
        "early",
        "loop",
        "throws",
        "var",
        "try",
        "async",
        "asyncBlock",
        "unused",
      ),
    })
    .map(({ name, answer, early, local, value, test, shape }) =>
      text((scope, next) => {
        const visible = scope.filter((other) => other !== name);
        const numbers = parameter === "number" ? [...visible, name] : visible.length > 0 ? visible : ["0"];
        const head =
          parameter === "none" || shape === "unused"
            ? "()"
            : parameter === "number"
              ? `(${name}: number)`
              : `(${name})`;
        const inside = shape === "unused" ? (visible.length > 0 ? visible : ["1"]) : numbers;
        const seen = `log("s${next()}", ${inside.at(-1)});`;
        const others = inside.filter((other) => other !== local);
        const free = others.length > 0 ? others : ["1"];
        const outside = inside.filter((other) => other !== "held").concat("1");
        switch (shape) {
          case "expression":
          case "unused":
            return `${head} => ${wrap(answer.write(inside, next))}`;
          case "block":
            return local === name
              ? `${head} => { ${seen} return ${answer.write(inside, next)}; }`
              : `${head} => { log("s${next()}", ${free.at(-1)}); const ${local} = ${value.write(free, next)}; return ${answer.write([...others, local], next)}; }`;
          case "early":
            return `${head} => { ${seen} if (${test.write(inside, next)}) return ${early.write(inside, next)}; log("late"); return ${answer.write(inside, next)}; }`;
          case "loop":
            return `${head} => { for (let i = 0; i < 3; i++) { if (i === (${value.write(inside, next)}) % 4) return ${early.write(inside, next)}; } ${seen} return ${answer.write(inside, next)}; }`;
          case "throws":
            return `${head} => { ${seen} if (${test.write(inside, next)}) throw new Error("t${next()}"); return ${answer.write(inside, next)}; }`;
          case "var":
            return `${head} => { var held: number = ${value.write(outside, next)}; held++; return ${answer.write([...outside, "held"], next)}; }`;
          case "try":
            return `${head} => { try { if (${test.write(inside, next)}) throw new Error("inner"); ${seen} return ${answer.write(inside, next)}; } catch { log("caught"); return ${early.write(inside, next)}; } finally { log("finally"); } }`;
          case "async":
            return `async ${head} => ${wrap(answer.write(inside, next))}`;
          case "asyncBlock":
            return `async ${head} => { ${seen} await turn(); ${seen} if (${test.write(inside, next)}) return ${early.write(inside, next)}; await null; return ${answer.write(inside, next)}; }`;
        }
      }),
    );

const wrap = (code: string): string => (code.startsWith("{") ? `(${code})` : code);

const simpleEffect = callback(
  fc.constant(text((scope, next) => `log("tap${next()}", ${scope.at(-1) ?? 0})`)),
  "number",
);

const failing = callback(fc.constant(text((_, next) => `"m${next()}"`)), "string");

const { chain } = fc.letrec<{ chain: Text; source: Text; step: Text; continuation: Text }>((tie) => ({
  source: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    numeric.map((value) => text((scope, next) => `Task.ok(${value.write(scope, next)})`)),
    callback(outcome, "none").map((body) => text((scope, next) => `Task.new(${body.write(scope, next)})`)),
    outcome.map((given) =>
      text(
        (scope, next) =>
          `Task.new(async (signal) => { log("aborted", signal.aborted); await turn(); log("b${next()}"); return ${given.write(scope, next)}; })`,
      ),
    ),
    numeric.map((value) => text((scope, next) => `load(log, ${value.write(scope, next)}, "o${next()}")`)),
    fc.constant(text((_, next) => `Task.err("f${next()}")`)),
  ),
  continuation: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    outcome,
    numeric.map((value) => text((scope, next) => `load(log, ${value.write(scope, next)}, "c${next()}")`)),
    tie("chain"),
    fc
      .tuple(condition, tie("chain"), tie("continuation"))
      .map(([test, a, b]) =>
        text(
          (scope, next) => `(${test.write(scope, next)} ? ${a.write(scope, next)} : ${b.write(scope, next)})`,
        ),
      ),
  ),
  step: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    callback(numeric, "number").map((f) => text((scope, next) => `.map(${f.write(scope, next)})`)),
    fc.constantFrom(".map(increment)", ".map(maker(log, 3))", ".map(later)").map((code) => text(() => code)),
    simpleEffect.map((f) => text((scope, next) => `.tap(${f.write(scope, next)})`)),
    failing.map((f) => text((scope, next) => `.mapErr(${f.write(scope, next)})`)),
    fc.constant(text((_, next) => `.tapErr((error) => log("e${next()}", error))`)),
    fc.constant(text((_, next) => `.ensure(() => log("f${next()}"))`)),
    fc.constant(text((_, next) => `.ensure(async () => { await turn(); log("g${next()}"); })`)),
    fc.constant(text(() => ".timeout(100000)")),
    callback(tie("continuation"), "number").map((f) =>
      text((scope, next) => `.flatMap(${f.write(scope, next)})`),
    ),
    numeric.map((value) =>
      text(
        (scope, next) => `.flatMap((x: number) => turn().then(() => Ok(x + ${value.write(scope, next)})))`,
      ),
    ),
    callback(tie("continuation"), "number").map((f) =>
      text((scope, next) => `.andThen(${f.write(scope, next)})`),
    ),
    callback(tie("continuation"), "string").map((f) =>
      text((scope, next) => `.orElse(${f.write(scope, next)})`),
    ),
  ),
  chain: fc
    .tuple(tie("source"), fc.array(tie("step"), { minLength: 1, maxLength: 5 }))
    .map(([source, steps]) =>
      text(
        (scope, next) =>
          `${source.write(scope, next)}${steps.map((step) => step.write(scope, next)).join("")}`,
      ),
    ),
}));

/** The text of a chain over `n`, in which the logs are numbered. */
export const randomChain: fc.Arbitrary<string> = chain.map(({ write }) => {
  let count = 0;
  return write(["n"], () => count++);
});

export const prelude = `import { Err, Ok, Result, Task } from "milost";
type Log = (...values: unknown[]) => void;
declare const setImmediate: (callback: () => void) => unknown;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const increment = (value: number): number => value + 1;
const later = async (value: number): Promise<number> => { await turn(); return value - 1; };
const maker = (log: Log, by: number) => { log("made"); return (value: number): number => { log("by", value); return value + by; }; };
const load = (log: Log, value: number, name: string): Task<number, string> =>
  Task.new(async () => { log(name, "begins"); await turn(); log(name, "ends"); return value % 5 === 4 ? Err(name) : Ok(value); });
`;

/** Every chain in the three uses that compile differently. */
export const moduleOf = (chains: readonly string[]): string =>
  prelude +
  chains
    .map(
      (code, index) => `
export const escaping${index} = (log: Log, n: number): Task<unknown, unknown> => ${code};
export const direct${index} = async (log: Log, n: number) => { const outcome = await ${code}.run(); return outcome; };
export const bound${index} = async (log: Log, n: number) => { const task = ${code}; const first = await task.run(); log("again"); return [first, await task.run()]; };
export const inline${index} = (log: Log, n: number) => ${code}.run();
`,
    )
    .join("");
