/**
 * What a handler is given: the one run-time unwrapping rule of `Patterns.match`, also called by compiled code.
 *
 *     Ok(1) -> 1        { _tag: "Ok", value: 1 } -> 1        { _tag: "Ok", value: 1, at: 5 } -> the object itself
 *
 * Unwrapped are MiLost's own variants, and those that hold nothing but `_tag` and the payload of the same name, such as a
 * structured clone or a parsed JSON text: no other own field (of `value` and `error` the one that is not the payload may be
 * there as undefined), and no methods. Effect's `Some`, whose class has methods, is given as it is.
 */
import { OptionVariant, ResultVariant } from "../result/variants.js";

/**
 * The payload of an Ok, Err or Some that is to be unwrapped, undefined for a None that holds nothing, else the value itself.
 * @param tag the value's `_tag`, where it was read already.
 */
export function payload(value: Payload, tag: unknown = value._tag): unknown {
  const field = tag === "Ok" || tag === "Some" ? "value" : tag === "Err" ? "error" : undefined;
  if (field === undefined && tag !== "None") return value;
  if (!isBare(value, field)) return value;
  return field && value[field];
}

/** Any object, as far as it is looked at here. */
interface Payload {
  readonly _tag?: unknown;
  readonly value?: unknown;
  readonly error?: unknown;
}

function isBare(value: Payload, field: "value" | "error" | undefined): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === ResultVariant.prototype || prototype === OptionVariant.prototype) return true;
  // A variant of another copy of this package says so itself.
  if ("~milost" in value) return true;
  return holdsOnly(value, field) && hasNoMethods(prototype);
}

/** Whether the own fields are `_tag` and the payload, beside an undefined `value` or `error`. */
function holdsOnly(value: Payload, field: "value" | "error" | undefined): boolean {
  let found = field === undefined;
  for (const key of Reflect.ownKeys(value)) {
    if (key === field) found = true;
    else if (key === "value" || key === "error") {
      if (value[key] !== undefined) return false;
    } else if (key !== "_tag") return false;
  }
  return found;
}

/** Whether the prototypes below the root add nothing but `constructor`: a plain object, or a class of fields alone. */
function hasNoMethods(prototype: unknown): boolean {
  for (let at = prototype; at !== null; ) {
    const next: unknown = Object.getPrototypeOf(at);
    if (next === null) return true;
    if (Reflect.ownKeys(at as object).some((key) => key !== "constructor")) return false;
    at = next;
  }
  return true;
}
