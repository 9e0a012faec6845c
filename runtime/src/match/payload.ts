/**
 * What a handler is given: the one run-time unwrapping rule of `Patterns.match`, also called by compiled code.
 *
 *     Ok(1) -> 1        { _tag: "Ok", value: 1 } -> 1        { _tag: "Ok", value: 1, at: 5 } -> the object itself
 *
 * Unwrapped are MiLost's own variants, and those that hold nothing but `_tag` and the payload of the same name, such as a
 * structured clone or a parsed JSON text: no other own field (of `value` and `error` the one that is not the payload may be
 * there as undefined), and no methods. Effect's `Some`, whose class has methods, is given as it is.
 */

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
  // MiLost's own variants say so themselves, also those of another copy of this package.
  return "~milost" in value || (holdsOnly(value, field) && hasNoMethods(Object.getPrototypeOf(value)));
}

/** Whether the own fields are `_tag` and the payload, beside an undefined `value` or `error`. */
function holdsOnly(value: Payload, field: "value" | "error" | undefined): boolean {
  return (
    (field === undefined || Object.hasOwn(value, field)) &&
    Reflect.ownKeys(value).every(
      (key) =>
        key === "_tag" || key === field || ((key === "value" || key === "error") && value[key] === undefined),
    )
  );
}

/** Whether the prototypes below the root add nothing but `constructor`: a plain object, or a class of fields alone. */
function hasNoMethods(prototype: object | null): boolean {
  if (prototype === null) return true;
  const next: object | null = Object.getPrototypeOf(prototype);
  return (
    next === null || (Reflect.ownKeys(prototype).every((key) => key === "constructor") && hasNoMethods(next))
  );
}
