/**
 * Random chains as source text. All values are numbers and all errors strings, so that any step fits behind any other; every
 * piece of code logs what it does.
 */
import fc from "fast-check";

/** Numbers in scope: what expressions may mention. */
type Scope = readonly string[];

interface Text {
  /** The code, in a scope, with a source of names for its logs. */
  readonly write: (scope: Scope, next: () => string) => string;
}

const text = (write: Text["write"]): Text => ({ write });

const names = fc.constantFrom("x", "y", "value", "result", "n", "error");

/** A number, of the names in scope. */
const numeric: fc.Arbitrary<Text> = fc
  .tuple(fc.nat(20), fc.nat(20), fc.constantFrom("+", "-", "*"), fc.nat(5))
  .map(([a, b, operator, offset]) =>
    text((scope) => `${scope[a % scope.length]} ${operator} ${offset} + ${scope[b % scope.length]} % 7`),
  );

/** A number whose type says nothing. */
const untyped: fc.Arbitrary<Text> = numeric.map((value) =>
  text((scope, next) => `untyped(${value.write(scope, next)})`),
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
        "function",
        "ownThis",
        "switch",
        "labels",
        "closures",
      ),
    })
    .map(({ name, answer, early, local, value, test, shape }) =>
      text((scope, next) => {
        const isFunction = shape === "function" || shape === "ownThis";
        const visible = scope.filter((other) => other !== name && !(isFunction && other.startsWith("this.")));
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
        const outside = inside.filter((other) => !other.startsWith("held")).concat("1");
        switch (shape) {
          case "function":
            return `function ${head} { ${seen} return ${answer.write(inside, next)}; }`;
          case "ownThis":
            return `function (this: unknown, ${head.slice(1)} { log("s${next()}", this); return ${answer.write(inside, next)}; }`;
          case "switch":
            return `${head} => { switch ((${value.write(inside, next)}) % 3) { case 0: return ${early.write(inside, next)}; case 1: ${seen} break; default: log("s${next()}"); } return ${answer.write(inside, next)}; }`;
          case "labels":
            return `${head} => { outer: for (const a of [0, 1, 2]) { for (;;) { if (a + ${value.write(inside, next)} > 5) break outer; ${seen} continue outer; } } return ${answer.write(inside, next)}; }`;
          case "closures":
            return `${head} => { const held = [1, 2].map((i) => () => i + ${value.write(outside, next)}); return ${answer.write([...outside, "held[1]!()"], next)}; }`;
          case "expression":
          case "unused":
            return `${head} => ${wrap(answer.write(inside, next))}`;
          case "block":
            return local === name
              ? `${head} => { ${seen} return ${answer.write(inside, next)}; }`
              : `${head} => { log("s${next()}", ${free.at(-1)}); const ${local} = ${value.write(free, next)}; return ${answer.write([...others, local], next)}; }`;
          case "early":
            return `${head} => { ${seen} if (${test.write(inside, next)}) return ${early.write(inside, next)}; log("s${next()}"); return ${answer.write(inside, next)}; }`;
          case "loop":
            return `${head} => { for (let i = 0; i < 3; i++) { if (i === (${value.write(inside, next)}) % 4) return ${early.write(inside, next)}; } ${seen} return ${answer.write(inside, next)}; }`;
          case "throws":
            return `${head} => { ${seen} if (${test.write(inside, next)}) throw new Error("t${next()}"); return ${answer.write(inside, next)}; }`;
          case "var":
            return `${head} => { var held: number = ${value.write(outside, next)}; held++; return ${answer.write([...outside, "held"], next)}; }`;
          case "try":
            return `${head} => { try { if (${test.write(inside, next)}) throw new Error("inner"); ${seen} return ${answer.write(inside, next)}; } catch { log("s${next()}"); return ${early.write(inside, next)}; } finally { log("s${next()}"); } }`;
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

/** A wait that belongs to an activity: a line of its own, then some time and a turn, with no eye on the signal. */
const held = (milliseconds: number, name: string): string => `hold(log, ${milliseconds}, "h${name}")`;

interface Grammar {
  readonly chain: fc.Arbitrary<Text>;
}

/** @param parallel sources that run chains side by side; they are chains of a grammar without such. */
const grammar = (parallel: readonly fc.Arbitrary<Text>[]): Grammar => {
  const { chain } = fc.letrec<{ chain: Text; source: Text; step: Text; continuation: Text }>((tie) => ({
    source: fc.oneof(
      { maxDepth: 2, depthSize: "small", withCrossShrink: true },
      numeric.map((value) => text((scope, next) => `Task.ok(${value.write(scope, next)})`)),
      callback(outcome, "none").map((body) => text((scope, next) => `Task.new(${body.write(scope, next)})`)),
      outcome.map((given) =>
        text(
          (scope, next) =>
            `Task.new(async (signal) => { log("aborted${next()}", signal.aborted); await turn(); log("b${next()}"); return ${given.write(scope, next)}; })`,
        ),
      ),
      numeric.map((value) => text((scope, next) => `load(log, ${value.write(scope, next)}, "o${next()}")`)),
      fc.constant(text((_, next) => `Task.err("f${next()}")`)),
      fc.constantFrom("Task.new(named)", "Task.fromPromise(later(2))").map((code) => text(() => code)),
      numeric.map((value) => text((scope, next) => `Task.sleep(3).map(() => ${value.write(scope, next)})`)),
      fc
        .record({
          body: callback(numeric, "none"),
          mapped: fc.boolean(),
          test: condition,
          fails: fc.boolean(),
        })
        .map(({ body, mapped, test, fails }) =>
          text((scope, next) => {
            const mapper = !mapped
              ? ""
              : fails
                ? `, (thrown) => { if (${test.write(scope, next)}) throw thrown; return "w${next()}"; }`
                : `, (thrown) => { log("s${next()}"); return "w" + String(thrown); }`;
            return `Task.try(${body.write(scope, next)}${mapper})`;
          }),
        ),
      fc
        .tuple(numeric, condition)
        .map(([value, test]) =>
          text(
            (scope, next) =>
              `Task.fromPromise(async (signal) => { log("p${next()}", signal.aborted); await turn(); if (${test.write(scope, next)}) throw "rejected"; return ${value.write(scope, next)}; })`,
          ),
        ),
      fc
        .tuple(numeric, fc.boolean())
        .map(([value, isMapped]) =>
          text(
            (scope, next) =>
              `Task.fromPromise(rejecting(${value.write(scope, next)})${isMapped ? `, () => { log("s${next()}"); return "w"; }` : ""})`,
          ),
        ),
      fc
        .record({
          first: tie("chain"),
          second: tie("chain"),
          test: condition,
          guard: fc.constantFrom("none", "finally", "asking", "catch", "overriding"),
          value: numeric,
          ending: fc.constantFrom("apart", "list", "sum"),
        })
        .map(({ first, second, test, guard, value, ending }) =>
          text((outer, next) => {
            const scope = outer.filter((other) => !other.startsWith("this."));
            const seen = scope.length > 0 ? scope : ["1"];
            const end = {
              apart: (last: string) => `yield* ${last}; return b + 1;`,
              list: (last: string) =>
                `const both = [yield* ${last}, yield* load(log, 2, "o${next()}")]; return b + both[0] + both[1];`,
              sum: (last: string) => `return b + (yield* ${last}) + (yield* load(log, b, "o${next()}"));`,
            }[ending];
            const body = `const a${next().replace(/@/g, "_")} = yield* ${first.write(seen, next)}; log("y${next()}"); const b = yield* Ok(${value.write(seen, next)}); if (${test.write(seen, next)}) return b; ${end(second.write(seen, next))}`;
            const last = {
              none: "",
              catch: `} catch (error) { log("y${next()}", error); return 7;`,
              finally: `} finally { log("f${next()}");`,
              asking: `} finally { log("f${next()}"); const c = yield* load(log, 1, "f${next()}"); log("f${next()}", c);`,
              overriding: `} finally { yield* load(log, 1, "f${next()}"); if (${test.write(seen, next)}) return 5;`,
            }[guard];
            return `Task.gen(function* () { ${guard === "none" ? body : `try { ${body} ${last} }`} }).map(Number)`;
          }),
        ),
      ...parallel,
    ),
    continuation: fc.oneof(
      { maxDepth: 2, depthSize: "small" },
      outcome,
      numeric.map((value) => text((scope, next) => `load(log, ${value.write(scope, next)}, "c${next()}")`)),
      tie("chain"),
      fc
        .tuple(condition, tie("chain"), tie("continuation"))
        .map(([test, a, b]) =>
          text(
            (scope, next) =>
              `(${test.write(scope, next)} ? ${a.write(scope, next)} : ${b.write(scope, next)})`,
          ),
        ),
    ),
    step: fc.oneof(
      { maxDepth: 2, depthSize: "small" },
      callback(numeric, "number").map((f) => text((scope, next) => `.map(${f.write(scope, next)})`)),
      callback(untyped, "number").map((f) => text((scope, next) => `.map(${f.write(scope, next)})`)),
      fc.constant(text((_, next) => `.map((seen) => (log("s${next()}", seen), seen))`)),
      fc
        .constantFrom(".map(increment)", ".map(maker(log, 3))", ".map(later)", ".map(untypedLater)")
        .map((code) => text((_, next) => code.replace("log, ", `log, "k${next()}", `))),
      simpleEffect.map((f) => text((scope, next) => `.tap(${f.write(scope, next)})`)),
      failing.map((f) => text((scope, next) => `.mapErr(${f.write(scope, next)})`)),
      fc.constant(text((_, next) => `.tapErr((error) => log("e${next()}", error))`)),
      fc.constant(text((_, next) => `.ensure(() => log("f${next()}"))`)),
      fc.constant(text((_, next) => `.ensure(async () => { await turn(); log("g${next()}"); })`)),
      fc.constantFrom(".timeout(100000)", ".timeout(5)", ".delay(2)").map((code) => text(() => code)),
      fc.constant(text(() => ".retry({ attempts: 2, delay: 4 })")),
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
      .tuple(tie("source"), fc.array(tie("step"), { minLength: 1, maxLength: 4 }))
      .map(([source, steps]) =>
        text(
          (scope, next) =>
            `${source.write(scope, next)}${steps.map((step) => step.write(scope, next)).join("")}`,
        ),
      ),
  }));
  return { chain };
};

const { chain: alone } = grammar([]);

/** A body and nothing else, where its task is made: what needs no run of its own among others. */
const bare = fc
  .record({
    given: outcome,
    test: condition,
    asks: fc.boolean(),
    listed: fc.boolean(),
    attempt: fc.boolean(),
  })
  .map(({ given, test, asks, listed, attempt }) => ({
    listed,
    write: (scope: Scope, milliseconds: number, next: () => string): string => {
      const seen = asks ? `, signal.aborted` : "";
      const waits = `log("s${next()}"${seen}); await pause(${milliseconds}); log("s${next()}"${seen});`;
      const throws = `if (${test.write(scope, next)}) throw "t${next()}";`;
      const body = `async (${asks ? "signal" : ""}) => { ${waits} ${throws}`;
      return attempt
        ? `Task.try(${body} return ${scope.at(-1) ?? 0}; }, String)`
        : `Task.new(${body} return ${given.write(scope, next)}; })`;
    },
  }));

/**
 * Chains side by side, each an activity of its own. All are started before any can be over, and go on so far apart on the
 * clock, which stands still while there are turns, that whose end comes first is no question of microtasks.
 */
const together = fc
  .record({
    children: fc.array(
      fc.oneof(
        { weight: 2, arbitrary: alone.map((child) => ({ child })) },
        { weight: 1, arbitrary: bare.map((body) => ({ body })) },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    how: fc.constantFrom("all", "all", "bounded", "allSettled", "race", "any"),
  })
  .map(({ children, how }) =>
    text((scope, next) => {
      const list = children.map((child, index) => {
        const id = next();
        const own = (): string => `${next()}@${id.replace(/@/g, "")}`;
        const milliseconds = index * 1000;
        if ("body" in child) {
          const { body } = child;
          return body.listed
            ? `...[${milliseconds}].map((at) => { return ${body.write([...scope, "at"], milliseconds, own)}; })`
            : body.write(scope, milliseconds, own);
        }
        return `${held(milliseconds, own())}.flatMap(() => ${child.child.write(scope, own)})`;
      });
      const [first] = children;
      const isMapped = children.length === 1 && first !== undefined && "body" in first && first.body.listed;
      const tasks = isMapped ? list[0]!.slice(3) : `[${list.join(", ")}]`;
      switch (how) {
        case "all":
          return `Task.all(${tasks}).map(total)`;
        case "bounded":
          return `Task.all(${tasks}, { concurrency: 1 }).map(total)`;
        case "allSettled":
          return `Task.allSettled(${tasks}).map((list) => { log("s${next()}", list); return list.length; })`;
        case "race":
          return `Task.race(${tasks})`;
        default:
          return `Task.any(${tasks}).mapErr((errors) => { log("s${next()}", errors); return "none"; })`;
      }
    }),
  );

/** A chain of numbers, to be written over whatever holds one. */
export interface RandomChain {
  over(scope: string): string;
}

export const randomChain: fc.Arbitrary<RandomChain> = grammar([together]).chain.map(({ write }) => ({
  over(scope) {
    let count = 0;
    return write([scope], () => String(count++));
  },
}));

export const prelude = `import { Err, Ok, Patterns, Result, Task } from "milost";
type Log = (...values: unknown[]) => void;
let turn!: () => Promise<void>;
export const enter = (world: { readonly turn: () => Promise<void> }): void => { turn = world.turn; };
const untyped = (value: unknown): any => value;
const untypedLater = (value: number): any => turn().then(() => value + 2);
const increment = (value: number): number => value + 1;
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const later = async (value: number): Promise<number> => { await turn(); return value - 1; };
const rejecting = async (value: number): Promise<number> => { await turn(); if (value % 3 === 1) throw "rejected"; return value; };
async function named() { await turn(); return Ok(11); }
const maker = (log: Log, name: string, by: number) => { log(name, "made"); return (value: number): number => { log(name, value); return value + by; }; };
const pause = async (milliseconds: number): Promise<void> => { if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds)); await turn(); };
const hold = (log: Log, milliseconds: number, name: string): Task<number, string> =>
  Task.new(async () => { log(name, "holds"); await pause(milliseconds); return Ok(milliseconds); });
const load = (log: Log, value: number, name: string): Task<number, string> =>
  Task.new(async () => { log(name, "begins"); await turn(); log(name, "ends"); return value % 5 === 4 ? Err(name) : Ok(value); });
`;

/** The uses of a chain that compile differently, by their names. */
export const usesOf = (chain: RandomChain) => {
  const code = chain.over("n");
  return {
    escaping: `(log: Log, n: number): Task<unknown, unknown> => ${code}`,
    direct: `async (log: Log, n: number) => { const outcome = await ${code}.run(); return outcome; }`,
    bound: `async (log: Log, n: number) => { const task = ${code}; const first = await task.run(); log("again"); return [first, await task.run()]; }`,
    twice: `async (log: Log, n: number) => { const task = ${code}; return Promise.all([task.run(), turn().then(() => task.run()), task.run()]); }`,
    shared: `(log: Log, n: number) => { const task = ${code}; return Task.allSettled([task, task, task], { concurrency: 1 + n % 3 }).run(); }`,
    together: `(log: Log, n: number) => { const task = ${code}; return Task.all([task, task]).run(); }`,
    once: `async (log: Log, n: number) => { log("first"); const task = ${code}; return task.run(); }`,
    inline: `(log: Log, n: number) => ${code}.run()`,
    matched: `async (log: Log, n: number) => Patterns.match(await ${code}.run(), { Ok: (held) => ["matched", held, n], Err: (error) => ["failed", error] })`,
    loop: `async (log: Log, start: number) => {
  const found: (() => unknown)[] = [];
  outer: for (let n = start; n < start + 2; n++) {
    const result = await ${code}.run();
    if (result._tag === "Err") continue outer;
    found.push(() => [n, result.value]);
  }
  return found.map((f) => f());
}`,
    method: `async (log: Log, start: number) => {
  class Counter { n = start; async total() { const first = await ${chain.over("this.n")}.run(); return [this.n, first]; } }
  return new Counter().total();
}`,
    switched: `async (log: Log, n: number) => {
  switch (n) {
    case 0: { let result; result = await ${code}.run(); return result; }
    default: return await ${code}.run();
  }
}`,
  };
};

/** A module of many chains, each with all its uses. */
export const moduleOf = (chains: readonly ReturnType<typeof usesOf>[]): string =>
  prelude +
  chains
    .map(
      (uses, index) =>
        `export const chain${index} = {\n${Object.entries(uses)
          .map(([name, code]) => `  ${name}: ${code},\n`)
          .join("")}};\n`,
    )
    .join("");
