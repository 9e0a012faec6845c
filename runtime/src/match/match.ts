/**
 * `Patterns.match` and `Patterns.matchOn` as they run without the compiler.
 *
 *     Patterns.match(Ok(1), { Ok: (n) => n + 1, Err: () => 0 })  ->  the own property "Ok" of the arms, called with 1
 *
 * The value comes evaluated, its tag is read once, one handler is called as a plain function. Only own properties of the
 * arms that hold a function are arms; what none takes goes to `_`, and where there is no `_` a MatchError is thrown.
 */
import { MatchError } from "../errors.js";
import { payload } from "./payload.js";
import type { PatternsStatic } from "./types.js";

type Handler = (value?: unknown) => unknown;
type Arms = Readonly<Record<PropertyKey, Handler>>;

// The public types follow the value's type through its arms, which code that only sees property names cannot express.
export const Patterns = {
  match: (value: unknown, arms: Arms) => {
    const tag = isObject(value) ? value["_tag"] : value;
    const arm = armFor(arms, tag, value);
    if (!arm) return otherwise(arms, value);
    if (!isObject(value)) return arm(value);
    const given = payload(value, tag);
    return tag === "None" && given === undefined ? arm() : arm(given);
  },
  matchOn: (value: unknown, key: PropertyKey, arms: Arms) => {
    const arm = armFor(arms, isObject(value) ? value[key] : value, value);
    return arm ? arm(value) : otherwise(arms, value);
  },
} as unknown as PatternsStatic;

/** Fails for a value that no arm takes; compiled code calls it where a `throw` statement cannot stand. */
export function unmatched(value: unknown): never {
  throw new MatchError(value);
}

/** Objects and functions are matched by their tag, all else by itself. */
function isObject(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === "object" ? value !== null : typeof value === "function";
}

/** The arm whose name is the tag's text: strings, numbers, booleans and bigints; of values also null and undefined. */
function armFor(arms: Arms, tag: unknown, value: unknown): Handler | undefined {
  switch (typeof tag) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      break;
    case "undefined":
    case "object":
      if (tag !== value) return undefined;
      break;
    default:
      return undefined;
  }
  return own(arms, tag as PropertyKey);
}

function own(arms: Arms, name: PropertyKey): Handler | undefined {
  if (!Object.hasOwn(arms, name)) return undefined;
  const arm: unknown = arms[name];
  return typeof arm === "function" ? (arm as Handler) : undefined;
}

function otherwise(arms: Arms, value: unknown): unknown {
  const arm = own(arms, "_");
  if (arm) return arm(value);
  return unmatched(value);
}
