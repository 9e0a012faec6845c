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
type Arms = Readonly<Record<PropertyKey, unknown>>;
type Tagged = Readonly<Record<PropertyKey, unknown>> & { readonly _tag?: unknown };

// The same question as Object.hasOwn, which V8 answers more slowly.
const { hasOwnProperty: hasOwn } = Object.prototype;

// The public types follow the value's type through its arms, which code that only sees property names cannot express.
export const Patterns = {
  match: (value: unknown, arms: Arms) => {
    if (!isObject(value)) return deliver(value, literal(value), arms);
    const tag = value._tag;
    if (typeof tag === "string") {
      // The common case on its own, small enough to be inlined where a match stands.
      const arm = arms[tag];
      if (typeof arm === "function" && hasOwn.call(arms, tag))
        return tag === "Ok" || tag === "Err" || tag === "Some" || tag === "None"
          ? unwrap(value, tag, arm as Handler)
          : arm(value);
      return otherwise(value, arms);
    }
    return deliver(value, tag, arms);
  },
  matchOn: (value: unknown, key: PropertyKey, arms: Arms) =>
    deliver(value, isObject(value) ? value[key] : literal(value), arms),
} as unknown as PatternsStatic;

/** Objects and functions are matched by their tag, all else by itself. */
function isObject(value: unknown): value is Tagged {
  return typeof value === "object" ? value !== null : typeof value === "function";
}

/** What a value that is no object is matched by: itself, null and undefined by their names. */
function literal(value: unknown): unknown {
  return value ?? String(value);
}

/** Calls the arm of a variant that may be unwrapped; of a None that holds nothing, without an argument. */
function unwrap(value: Tagged, tag: string, arm: Handler): unknown {
  const given = payload(value, tag);
  return tag === "None" && given === undefined ? arm() : arm(given);
}

/** Calls the arm that is named by the text of a tag; a tag of any other type names none. */
function deliver(value: unknown, tag: unknown, arms: Arms): unknown {
  const type = typeof tag;
  const named = type === "string" || type === "number" || type === "boolean" || type === "bigint";
  // As the name of a property each of them is its text.
  const arm = named ? own(arms, tag as string) : undefined;
  return arm ? arm(value) : otherwise(value, arms);
}

function otherwise(value: unknown, arms: Arms): unknown {
  const arm = own(arms, "_");
  if (arm) return arm(value);
  throw new MatchError(value);
}

/** Looking the arm up before asking whether it is the arms' own is the faster order. */
function own(arms: Arms, name: string): Handler | undefined {
  const arm = arms[name];
  return typeof arm === "function" && hasOwn.call(arms, name) ? (arm as Handler) : undefined;
}
