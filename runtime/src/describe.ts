/**
 * Names any value in a few words, for messages: `"abc"`, `12n`, `null`, `a value tagged "Left"`, `TypeError: no such key`.
 *
 * Runs nothing of the value's own but proxy traps, so a getter is never called and a tag is never read twice; and never
 * throws, whatever the value is (revoked proxies, objects without a prototype, symbols). The message of a DOMException, which is
 * what `abort()` gives as its reason, is read through the platform's getter.
 */
export function describe(value: unknown): string {
  try {
    if (typeof value === "string") return JSON.stringify(shorten(value));
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "function") return "a function";
    if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
    const tag = ownData(value, "_tag");
    const kind = ownData(ownData(Object.getPrototypeOf(value), "constructor"), "name") || "Object";
    if (value instanceof Error) {
      const message = kind === "DOMException" ? value.message : (ownData(value, "message") ?? "");
      return shorten(`${kind}: ${message}`);
    }
    return typeof tag === "string" ? `a value tagged ${describe(tag)}` : `a value of class ${kind}`;
  } catch {
    return "a value that cannot be described";
  }
}

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

/** The own data property's value; undefined where there is none or it is a getter. */
const ownData = (object: unknown, key: string): unknown =>
  object == null ? undefined : Object.getOwnPropertyDescriptor(object, key)?.value;
