/** Where a match stands in a generated program: the text of a function around the call `M` on its parameter `r`. */
export interface Position {
  readonly name: string;
  readonly awaited: boolean;
  /** A function declaration named `f` of one parameter. */
  readonly text: (
    call: (scrutinee: string) => string,
    scrutinee: Scrutinee,
    type: string,
    own: string,
  ) => string;
  /** How the module exports `main`, where the match stands in the export. */
  readonly exported?: (call: (scrutinee: string) => string) => string;
}

/** How the scrutinee is written. */
export interface Scrutinee {
  readonly name: string;
  /** Statements in front of the match. */
  readonly before: string;
  readonly expression: string;
}

export const scrutinees: readonly Scrutinee[] = [
  { name: "parameter", before: "", expression: "r" },
  { name: "const", before: "const subject = r;", expression: "subject" },
  { name: "let", before: "let subject = r; if (state > 100) subject = r;", expression: "subject" },
  {
    name: "captured let",
    before: "let subject = r; const change = () => { subject = r; }; change();",
    expression: "subject",
  },
  { name: "call", before: "", expression: 'note("scrutinee", r)' },
  {
    name: "property",
    before: "const box = { get field() { log('field read'); return r; } };",
    expression: "box.field",
  },
  { name: "assertion", before: "", expression: "(r as typeof r)" },
];

const sync = (name: string, text: (m: string, own: string) => string): Position => ({
  name,
  awaited: false,
  text: (call, { before, expression }, type, own) =>
    `function f(r: ${type}): unknown { ${before} ${text(call(expression), own)} }`,
});

const asynchronous = (name: string, text: (m: string, own: string) => string): Position => ({
  name,
  awaited: true,
  text: (call, { before, expression }, type, own) =>
    `async function f(r: ${type}): Promise<unknown> { ${before} ${text(`await ${call(expression)}`, own)} }`,
});

/** A function `f` that says what module-level code found, next to that code. */
const moduleLevel = (
  name: string,
  text: (m: string, own: string) => string,
  exported?: (m: string) => string,
): Position => ({
  name,
  awaited: false,
  text: (call, _, type, own) =>
    `const stands = pick<${type}>(sampled);\n${text(call("stands"), own)}\nfunction f(r: ${type}): unknown { return r; }`,
  ...(exported !== undefined && { exported: (call) => exported(call("stands")) }),
});

/** Classes, modules, JSX, generators and the rarer statements. */
const places: readonly Position[] = [
  sync("class field", (m) => `class Holder { found: unknown = ${m}; } return new Holder().found;`),
  sync("static field", (m) => `class Holder { static found: unknown = ${m}; } return Holder.found;`),
  sync(
    "private field",
    (m) =>
      `class Holder { #found: unknown = ${m}; get it() { return this.#found; } } return new Holder().it;`,
  ),
  sync(
    "static getter",
    (m) =>
      `class Holder { static get found(): unknown { return ${m}; } } return [Holder.found, Holder.found];`,
  ),
  sync(
    "setter",
    (m) =>
      `const place = { kept: undefined as unknown, set it(given: unknown) { this.kept = [given, ${m}]; } }; place.it = 1; return place.kept;`,
  ),
  sync(
    "computed method name",
    (m) =>
      `class Holder { [note("name", String(${m}))]() { return 1; } } return Object.getOwnPropertyNames(Holder.prototype).length;`,
  ),
  sync(
    "extends",
    (m) =>
      `const mixin = (found: unknown) => class { found = found; }; return new (class extends mixin(${m}) {})().found;`,
  ),
  sync(
    "constructor",
    (m) =>
      `class Base { given: unknown; constructor(given: unknown) { this.given = given; } } class Derived extends Base { constructor() { super(${m}); } } return new Derived().given;`,
  ),
  sync(
    "static block with var",
    (m, own) =>
      `class Holder { static found: unknown[] = []; static { const ${own} = ${m}; this.found.push(${own}); } } return Holder.found;`,
  ),
  sync("parameter default", (m, own) => `return ((${own}: unknown = ${m}) => ${own})();`),
  sync(
    "pattern default",
    (m, own) => `const { ${own} = ${m} } = { ${own}: undefined } as { ${own}: unknown }; return ${own};`,
  ),
  sync("element default", (m, own) => `const [${own} = ${m}] = [] as unknown[]; return ${own};`),
  sync(
    "generator const",
    (m, own) =>
      `const made = (function* (): Generator<unknown, unknown, unknown> { const ${own} = ${m}; const sent = yield ${own}; return [sent, ${m}]; })(); return [made.next(), made.next("sent"), made.next()];`,
  ),
  sync(
    "generator throw",
    (m) =>
      `const made = (function* () { try { yield 1; } catch { return ${m}; } return 0; })(); return [made.next(), made.throw(new Error("thrown in")), made.next()];`,
  ),
  sync(
    "yield of match",
    (m) =>
      `const made = (function* (): Generator<unknown, unknown, unknown> { return [yield ${m}, yield note("second", 2)]; })(); return [made.next(), made.next(5), made.next(6)];`,
  ),
  sync("yield delegated", (m) => `return [...(function* () { yield* [note("first", 1), ${m}]; })()];`),
  sync("labelled", (m) => `here: ${m}; return state;`),
  sync("labelled block", (m) => `here: { if (state > 1) break here; log(${m}); } return state;`),
  sync(
    "labelled loop",
    (m) =>
      `here: for (const one of [1, 2]) { for (const two of [1, 2]) { if (two === 2) continue here; log(one, ${m}); if (one === 2) break here; } } return state;`,
  ),
  sync("do while", (m) => `let turns = 0; do { turns++; } while (turns < 2 && ${m}); return turns;`),
  sync(
    "do",
    (m, own) =>
      `let turns = 0; const all: (() => unknown)[] = []; do { const ${own} = ${m}; all.push(() => ${own}); } while (++turns < 2); return all.map((each) => each());`,
  ),
  sync(
    "for head",
    (m, own) =>
      `for (let ${own}: unknown = ${m}, turns = 0; turns < 2; turns++) { if (turns > 0) return ${own}; } return 0;`,
  ),
  sync("for test", (m) => `let turns = 0; for (; turns < 2 && ${m}; ) turns++; return turns;`),
  sync(
    "for step",
    (m) => `const all = []; for (let turns = 0; turns < 2; all.push(${m}), turns++) log(turns); return all;`,
  ),
  sync("for in", (m) => `const all = []; for (const key in Object(${m})) all.push(key); return all.length;`),
  sync(
    "for body without braces",
    (m) => `const all = []; for (const one of [1, 2]) all.push(one, ${m}); return all;`,
  ),
  sync(
    "if body without braces",
    (m, own) => `let ${own}: unknown = 0; if (state > 1) ${own} = ${m}; else ${own} = [${m}]; return ${own};`,
  ),
  sync("finally", (m) => `try { log("body"); } finally { log(${m}); } return state;`),
  sync("return in finally", (m) => `try { throw new Error("lost"); } finally { return ${m}; }`),
  sync(
    "catch",
    (m, own) => `try { fail("first"); } catch (${own}) { return [String(${own}), ${m}]; } return 0;`,
  ),
  sync("optional call", (m) => `return (state > 1 ? note : undefined)?.("maybe", ${m});`),
  sync("optional element", (m) => `return (state > 1 ? { true: 1 } as any : undefined)?.[String(${m})];`),
  sync("not", (m) => `return !${m};`),
  sync("in", (m) => `return "it" in { it: ${m} };`),
  sync("object spread", (m) => `return { first: note("first", 1), ...(${m} as any) };`),
  sync("computed key", (m) => `return Object.keys({ [String(${m})]: note("value", 1) }).length;`),
  sync("object method", (m) => `return { own: 3, go() { return [this.own, ${m}]; } }.go();`),
  sync("async arrow", (m) => `return [async () => ${m}].length;`),
  sync(
    "after an effect",
    (m) => `let count = 0; return [count++, note("between", count), ${m}, count++, note("after", count)];`,
  ),
  sync("after a mutable name", (m) => `return [state, \`\${state}\`, ${m}, state];`),
  sync(
    "after a method's object",
    (m) =>
      `let sink = { take: (...all: unknown[]) => [1, all] }; return sink.take(state++, ${m}, (sink = { take: () => 2 as never }, 1));`,
  ),
  sync(
    "two declarators",
    (m, own) => `let ${own}: unknown = ${m}, other: unknown = [${own}, ${m}]; return [${own}, other];`,
  ),
  sync("jsx attribute", (m) => `return <a first={note("first", 1)} b={${m}} c="c" />;`),
  sync("jsx child", (m) => `return <a>{note("first", 1)} text {${m}} <b>{${m}}</b></a>;`),
  sync("jsx spread", (m) => `return <a {...Object(${m})} b />;`),
  sync("jsx fragment", (m) => `return <>{${m}}<b /></>;`),
  sync("jsx under a conditional", (m) => `return state > 1 && <a b={${m}}>{state}</a>;`),
  moduleLevel("module const", (m, own) => `const found_${own}: unknown = ${m}; log("found", found_${own});`),
  moduleLevel(
    "exported const",
    (m) => `export const exported: unknown = ${m}; export let { length } = [${m}]; log(exported, length);`,
  ),
  moduleLevel("module expression", (m) => `log("found", ${m});`),
  moduleLevel(
    "namespace",
    (m, own) =>
      `namespace Space { export const ${own}: unknown = ${m}; export const again = (): unknown => ${m}; } log(Space.${own}, Space.again());`,
  ),
  moduleLevel("enum", (m) => `enum Level { Low = 1, High = String(${m}).length } log(Level.Low);`),
  moduleLevel(
    "exported function",
    (m) => `export function exported(): unknown { return ${m}; } log(exported());`,
  ),
  moduleLevel(
    "exported class",
    (m) =>
      `export class Holder { go(): unknown { return ${m}; } static found: unknown = ${m}; } log(new Holder().go(), Holder.found);`,
  ),
  moduleLevel(
    "default export",
    () => "",
    (m) => `export default ((found: unknown) => { log("exported", found); return main; })(${m});`,
  ),
  moduleLevel(
    "default export behind a name",
    (m) => `const answer = ${m};`,
    () => `log(answer); export { main as default };`,
  ),
  asynchronous("await in binary", (m) => `return [note("first", 1), (${m}) as unknown];`),
  asynchronous("await in template", (m) => `return \`<\${String(${m})}>\`;`),
  asynchronous("await in conditional", (m) => `return state > 1 ? ${m} : 0;`),
  asynchronous("await in logical", (m) => `return (state > 1) && (${m});`),
  asynchronous("await in assignment", (m, own) => `let ${own}: unknown; ${own} = ${m}; return ${own};`),
  asynchronous("await in throw", (m) => `throw ${m};`),
  asynchronous("await in arrow", (m) => `return (async () => ${m})();`),
  asynchronous(
    "await in async generator",
    (m) =>
      `const all = []; for await (const one of (async function* () { yield ${m}; yield 2; })()) all.push(one); return all;`,
  ),
  asynchronous(
    "await in loop",
    (m, own) =>
      `const all: (() => unknown)[] = []; for (let i = 0; i < 2; i++) { const ${own} = ${m}; all.push(() => [i, ${own}]); } return all.map((each) => each());`,
  ),
  asynchronous("await in finally", (m) => `try { log("body"); } finally { log(${m}); } return state;`),
  asynchronous(
    "await in declarators",
    (m, own) => `const first = note("first", 1), ${own} = ${m}, last = [${own}]; return [first, last];`,
  ),
];

export const positions: readonly Position[] = [
  sync("return", (m) => `return ${m};`),
  sync("const", (m, own) => `const ${own} = ${m}; return ${own};`),
  sync("let", (m, own) => `let ${own}: unknown = ${m}; ${own} = [${own}]; return ${own};`),
  sync("var", (m, own) => `var ${own}: unknown = ${m}; return ${own};`),
  sync("var again", (m, own) => `var ${own}: unknown = 1; var ${own}: unknown = ${m}; return ${own};`),
  sync("captured const", (m, own) => `const ${own} = ${m}; return (() => ${own})();`),
  sync("annotated const", (m, own) => `const ${own}: unknown = ${m}; return ${own};`),
  sync(
    "dead zone",
    (m) => `const peek = () => late; const late: unknown = note("late", ${m}); return peek();`,
  ),
  sync("assignment", (m, own) => `let ${own}: unknown; ${own} = ${m}; return ${own};`),
  sync("member assignment", (m) => `const place: { it?: unknown } = {}; place.it = ${m}; return place;`),
  sync("destructured", (m) => `const { length } = [${m}]; return length;`),
  sync("destructured itself", (m, own) => `const { ${own} } = { ...(${m} as any) } as any; return ${own};`),
  sync("array pattern", (m, own) => `const [${own}] = [${m}] as unknown[]; return ${own};`),
  sync(
    "several declarators",
    (m, own) =>
      `const first = note("first", 1), ${own} = ${m}, last = note("last", 3); return [first, ${own}, last];`,
  ),
  sync("discard", (m) => `${m}; return state;`),
  sync("discard under if", (m) => `if (state > 0) ${m}; else log("no"); return state;`),
  sync("return under else", (m) => `if (state > 1) return 1; else return ${m};`),
  sync("else if", (m) => `if (state > 1) return 1; else if (${m}) return 2; return 3;`),
  sync("throw", (m) => `throw ${m};`),
  sync("throw in try", (m, own) => `try { throw ${m}; } catch (${own}) { return [${own}]; }`),
  sync("return in try", (m) => `try { return ${m}; } finally { log("outer finally"); }`),
  sync("argument", (m) => `return note("call", ${m});`),
  sync("later argument", (m) => `return [note("a", 1), ${m}, note("b", 2)];`),
  sync("method call", (m) => `const sink = { take: (...all: unknown[]) => all }; return sink.take(${m});`),
  sync("template", (m) => `return \`<\${String(${m})}>\`;`),
  sync("object literal", (m, own) => `return { [note("key", "k")]: 1, ${own}: ${m} };`),
  sync("logical", (m) => `return note("left", state > 1) || ${m};`),
  sync("logical left", (m) => `return ${m} || note("right", 2);`),
  sync("nullish", (m) => `return (${m} as unknown) ?? note("right", 2);`),
  sync("conditional branch", (m) => `return note("test", state < 2) ? ${m} : 0;`),
  sync("conditional test", (m) => `return ${m} ? "yes" : "no";`),
  sync("comma", (m) => `return (note("first", 1), ${m});`),
  sync("binary", (m) => `return state + (${m} as any) + 1;`),
  sync("compound", (m, own) => `let ${own}: any = 1; ${own} += ${m} as any; return ${own};`),
  sync("property of", (m) => `return (${m} as any)?.length;`),
  sync(
    "called",
    (m) => `const found: unknown = ${m}; return typeof found === "function" ? found.name : found;`,
  ),
  sync("spread", (m) => `return [...(${m} as any ?? [])];`),
  sync("if test", (m) => `if (${m}) return 1; return 2;`),
  sync("while test", (m) => `let turns = 0; while (turns++ < 2 && ${m}) log("turn"); return turns;`),
  sync("for of", (m, own) => `const all = []; for (const ${own} of [${m}]) all.push(${own}); return all;`),
  {
    name: "kept over turns",
    awaited: false,
    text: (call, _scrutinee, type) =>
      `function f(r: ${type}): unknown { let turns = 0; const next = (): ${type} => turns++ === 0 ? r : pick(sampled); const kept: unknown[] = []; while (kept.push(${call("next()")}) < 3); return kept.map(show); }`,
  },
  sync(
    "in loop",
    (m, own) =>
      `const all: (() => unknown)[] = []; for (let i = 0; i < 2; i++) { const ${own} = ${m}; all.push(() => ${own}); state++; } return all.map((each) => each());`,
  ),
  sync(
    "loop with break",
    (m, own) =>
      `outer: for (const i of [1, 2]) { const ${own} = ${m}; if (i === 1) continue outer; return ${own}; } return 0;`,
  ),
  sync(
    "switch head",
    (m) => `switch (${m} as unknown) { case undefined: return "none"; default: return "some"; }`,
  ),
  sync(
    "case clause",
    (m, own) => `switch (state) { case 1: const ${own} = ${m}; return ${own}; default: return ${m}; }`,
  ),
  sync("arrow body", (m) => `const make = () => ${m}; return make();`),
  sync("arrow argument", (m) => `return [1].map((item) => ${m});`),
  sync("arrow nested", (m) => `return [1, 2].map((item) => note("item", ${m}));`),
  sync(
    "static block",
    (m) => `class Holder { static found: unknown; static { this.found = ${m}; } } return Holder.found;`,
  ),
  sync("getter", (m) => `return { get it() { return ${m}; } }.it;`),
  sync(
    "method with this",
    (m) =>
      `return new (class { field = 7; found: unknown; go() { this.found = ${m}; return this.found; } })().go();`,
  ),
  sync("generator", (m) => `return [...(function* () { yield ${m}; yield 2; })()];`),
  sync(
    "new",
    (m) =>
      `return new (class { readonly given: unknown; constructor(given: unknown) { this.given = given; } })(${m});`,
  ),
  sync("tagged template", (m) => `return String.raw({ raw: ["<", ">"] }, ${m});`),
  sync("void", (m) => `void ${m}; return state;`),
  sync("typeof", (m) => `return typeof ${m};`),
  sync("parens", (m) => `return ((${m}) as unknown as number)!;`),
  sync("two in one", (m) => `return [${m}, ${m}];`),
  asynchronous("return await", (m) => `return ${m};`),
  asynchronous("const await", (m, own) => `const ${own} = ${m}; return ${own};`),
  asynchronous(
    "await in try",
    (m, own) =>
      `try { return ${m}; } catch (${own}) { return ["caught", String(${own})]; } finally { log("outer finally"); }`,
  ),
  asynchronous("await argument", (m) => `return note("awaited", ${m});`),
  asynchronous("await discard", (m) => `${m}; return state;`),
  asynchronous("await for", (m) => `for (const one of [${m}]) log(one); return 0;`),
  ...places,
];
