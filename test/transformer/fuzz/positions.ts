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
  sync("member assignment", (m) => `const box: { it?: unknown } = {}; box.it = ${m}; return box;`),
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
];
