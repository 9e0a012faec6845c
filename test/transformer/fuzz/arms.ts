/** The arms of a generated match: handlers of every form, with effects, throws, early returns and hostile names. */
import fc from "fast-check";
import { needsRest, type Union, unions, type Variant } from "./unions.ts";

/** Few names for many roles, so that parameters, locals, targets and scrutinees shadow each other all the time. */
export const names = ["x", "r", "value", "tag", "n"] as const;
const name = fc.constantFrom(...names);

/** How deep matches nest in arms. */
type Depth = 0 | 1 | 2;

export interface MatchText {
  readonly union: Union;
  /** Builds the call on the given scrutinee. */
  readonly call: (scrutinee: string) => string;
}

/** A match over a union with arms of its own. `async` arms are legal where the call is awaited. */
export function match(union: Union, awaited: boolean, depth: Depth): fc.Arbitrary<MatchText> {
  return fc
    .record({
      handlers: fc.tuple(...union.variants.map((variant) => handler(variant, awaited, depth))),
      rest: handler({ key: "_", gives: "value" }, awaited, depth),
      kept: fc.array(fc.boolean(), { minLength: union.variants.length, maxLength: union.variants.length }),
      withRest: fc.constantFrom(false, false, true),
      comment: fc.boolean(),
    })
    .map(({ handlers, rest, kept, withRest, comment }): MatchText => {
      const needed = withRest || needsRest(union);
      const written = handlers.filter((_, index) => !needed || kept[index]);
      const arms = [...written, ...(needed ? [rest] : [])].join(",\n");
      const on = union.discriminant === undefined ? "" : `${JSON.stringify(union.discriminant)}, `;
      const method = union.discriminant === undefined ? "match" : "matchOn";
      const note = comment ? "// the arms\n" : "";
      return { union, call: (scrutinee) => `Patterns.${method}(${scrutinee}, ${on}{\n${note}${arms}\n})` };
    });
}

export const anyMatch = (awaited: boolean): fc.Arbitrary<MatchText> =>
  fc.constantFrom(...unions).chain((union) => match(union, awaited, 2));

/** The text of one arm. */
function handler(variant: Variant, awaited: boolean, depth: Depth): fc.Arbitrary<string> {
  const async = awaited ? fc.constantFrom("", "", "async ") : fc.constant("");
  const receiving =
    variant.gives === "nothing" ? fc.constant(undefined) : fc.option(name, { nil: undefined });
  const inline = fc
    .tuple(async, receiving, fc.nat(9))
    .chain(([asynchronous, parameter, form]) =>
      body(variant, parameter, awaited && asynchronous !== "", depth).map((text) =>
        written(variant.key, asynchronous, parameter, text, form),
      ),
    );
  const options: fc.Arbitrary<string>[] = [inline, inline, inline, inline, inline];
  options.push(fc.constantFrom(`${variant.key}: handle`, `${variant.key}: handlers.first`));
  if (typeof variant.gives === "object" && "join" in variant.gives)
    options.push(destructuring(variant.key, variant.gives));
  if (variant.gives === "value" && variant.key !== "_") options.push(defaulting(variant.key));
  if (typeof variant.gives === "object" && "variants" in variant.gives && depth > 0) {
    const inner = variant.gives;
    const nested = fc
      .tuple(name, match(inner, false, (depth - 1) as Depth))
      .map(([parameter, { call }]) => `${variant.key}: (${parameter}) => ${call(parameter)}`);
    options.push(nested, nested, nested, nested);
  }
  return fc.oneof(...options);
}

/** A body as an arrow, a method or a function expression. */
function written(
  key: string,
  async: string,
  parameter: string | undefined,
  text: string,
  form: number,
): string {
  const block = text.startsWith("{");
  const own = /\bthis\b|\barguments\b/.test(text);
  if (block && !own && form === 0) return `${async}${key}(${parameter ?? ""}) ${text}`;
  if (block && !own && form === 1) return `${key}: ${async}function (${parameter ?? ""}) ${text}`;
  return `${key}: ${async}(${parameter ?? ""}) => ${text}`;
}

const destructuring = (key: string, fields: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(name, fc.constantFrom(...fields), fc.nat(10)).map(([local, field, form]) => {
    if (form === 0) return `${key}: ({ ${field} }) => note("field", ${field})`;
    if (form === 1) return `${key}: ({ ${field}: ${local} }) => [${local}, () => ${local}].length`;
    if (form === 2) return `${key}: ({ ${field}: ${local}, ...others }) => { log(others); return ${local}; }`;
    if (form === 3) return `${key}: ({ ${field}: ${local} = note("default", 0 as never) }) => ${local}`;
    if (form === 4) return `${key}: ({ ${field}: ${local} }) => ${local}`;
    if (form === 5) return `${key}: ({ ${field}: ${local}, ${field}: again }) => [${local}, again]`;
    if (form === 6) return `${key}: ({ ${field}: ${local}, ${field}: again }) => ({ again, ${local} })`;
    if (form === 7) return `${key}: ({ ${field}: ${local} }) => note("unused", 1)`;
    if (form === 8)
      return `${key}: ({ ${field}: ${local} }) => ((${local} as unknown) = note("set", 2), ${local})`;
    if (form === 9) return `${key}: ({ ${field}: ${local} }) => note("changed", 1) && (state++, ${local})`;
    return `${key}: function ({ ${field}: ${local} }) { return note("pattern", ${local}); }`;
  });

const defaulting = (key: string): fc.Arbitrary<string> =>
  fc.tuple(name, fc.nat(2)).map(([local, form]) => {
    if (form === 0) return `${key}: (${local} = note("default", 9 as never)) => note("given", ${local})`;
    if (form === 1) return `${key}: (...${local}) => note("rest", ${local})`;
    return `${key}: (${local} = 9 as never) => { return () => ${local}; }`;
  });

function body(
  variant: Variant,
  parameter: string | undefined,
  async: boolean,
  depth: Depth,
): fc.Arbitrary<string> {
  const key = JSON.stringify(variant.key.replaceAll('"', ""));
  const p = parameter ?? "state";
  const wait = async ? "await " : "";
  const expressions = [
    p,
    `note(${key}, 1)`,
    `note(${key}, ${p})`,
    `[${p}, note(${key}, 2), ${p}]`,
    `\`\${note(${key}, "t")} \${String(${p})}\``,
    `({ ${p} })`,
    `(() => ${p})()`,
    `() => ${p}`,
    "function () { return 5; }",
    "class {}",
    `(state = note(${key}, 3))`,
    `(state++, note(${key}, ${p}))`,
    `fail(${key})`,
    `[1, 2].map((x) => [x, ${p}])`,
    `[${key}].map((r) => note(r, ${p}))`,
    "undefined",
    `${wait}later(${p})`,
    `state > 1 ? note(${key}, ${p}) : -1`,
  ];
  const expression = fc.constantFrom(...expressions);
  const local = name.filter((one) => one !== parameter);
  const blocks = fc.tuple(expression, expression, local, fc.nat(15)).map(([one, other, own, form]) => {
    switch (form) {
      case 0:
        return `{ const ${own} = ${one === own ? "1" : one}; return [${own}, 0]; }`;
      case 1:
        return `{ log(${key}); if (state > 1) return ${one}; return ${other}; }`;
      case 2:
        return `{ for (const ${own} of [1, 2]) { if (${own} === state) return ${one}; log("loop", ${own}); } return ${other}; }`;
      case 3:
        return `{ try { return ${one}; } finally { log("finally", ${key}); } }`;
      case 4:
        return `{ try { log(${key}); throw new Error(${key}); } catch (${own}) { log(String(${own})); } return ${other}; }`;
      case 5:
        return `{ return ${own}_1(); function ${own}_1() { return ${one}; } }`;
      case 6:
        return `{ log(${key}, ${one}); }`;
      case 7:
        return parameter === undefined
          ? `{ state = 5; }`
          : `{ log(${p}); ${p} = undefined as never; log(${p}); }`;
      case 8:
        return `{ throw new Error(${key}); }`;
      case 9:
        return `{ if (state > 1) { log(${one}); } else return ${other}; }`;
      case 10:
        return `{ inner: for (const i of [1, 2]) { for (const j of [1, 2]) { if (i === j) continue inner; if (j === state) break inner; log(i, j); } } return ${one}; }`;
      case 11:
        return `{ switch (state) { case 1: return ${one}; case 2: log("two"); break; default: return ${other}; } }`;
      case 12:
        return `{ const later = []; for (let ${own} = 0; ${own} < 2; ${own}++) later.push(() => ${own}); return later.map((each) => each()); }`;
      case 13:
        return `{ /* first */ const ${own} = 1; // then\n return ${own} + 1; }`;
      case 14:
        return `{ class ${own === "value" ? "Own" : "Other"} { static make() { return ${one.startsWith("await") ? "1" : one}; } } return ${own === "value" ? "Own" : "Other"}.make(); }`;
      default:
        return `{ using _own = disposable(${key}); return ${one}; }`;
    }
  });
  if (depth === 0) return fc.oneof(expression, blocks);
  const inner = fc
    .constantFrom(...unions)
    .chain((union) => fc.tuple(match(union, false, (depth - 1) as Depth), fc.nat(3), local))
    .map(([{ call, union }, form, own]) => {
      const found = call(`pick<${union.type}>(${JSON.stringify(union.name)})`);
      if (form === 0) return found;
      if (form === 1) return `{ const ${own} = ${found}; return [${own}]; }`;
      if (form === 2) return `note("outer", ${found})`;
      return `{ log(${key}); return ${found}; }`;
    });
  return fc.oneof(
    { arbitrary: expression, weight: 4 },
    { arbitrary: blocks, weight: 4 },
    { arbitrary: inner, weight: 1 },
  );
}
