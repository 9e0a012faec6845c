import type { Handle } from "../ir/handle.js";
import type { ImportBinding } from "../ir/plan.js";

/** The imports all of whose uses were compiled away. One without any use is none of our business. */
export function deadImports(imports: readonly ImportBinding[], removed: readonly Handle[]): ImportBinding[] {
  const isGone = (use: Handle): boolean =>
    removed.some((code) => code.start <= use.start && use.end <= code.end);
  return imports.filter(({ uses }) => uses.length > 0 && uses.every(isGone));
}
