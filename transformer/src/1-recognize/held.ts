/** Whether a value of some type is a Result, an Option or a Task, or brings one: by the types alone. */
import type ts from "typescript";
import type { Dropped } from "../ir/drop.js";
import type { TypeScript } from "../options.js";
import { BRAND } from "../syntax/brand.js";

export interface Held {
  readonly what: Dropped;
  /** In a promise. */
  readonly promised: boolean;
}

/** Most values are primitives: asking for their members would make the checker look into the wrapper types. */
export const mayHaveMembers = (ts: TypeScript, type: ts.Type): boolean =>
  (type.flags & (ts.TypeFlags.StructuredType | ts.TypeFlags.Instantiable)) !== 0;

/** The value that is lost with one of this type: itself, or what it is a promise of. */
export function valueOfType(ts: TypeScript, checker: ts.TypeChecker, type: ts.Type): Held | undefined {
  const what = brandOfType(ts, checker, type);
  if (what !== undefined) return { what, promised: false };
  for (const member of type.isUnion() ? type.types : [type]) {
    if (!mayHaveMembers(ts, member) || !isPromise(member)) continue;
    const [value] = checker.getTypeArguments(member);
    const inside = value && valueOfAwaited(ts, checker, value);
    if (inside !== undefined) return { ...inside, promised: true };
  }
  return undefined;
}

/** What a promise of this type brings. */
export function valueOfAwaited(ts: TypeScript, checker: ts.TypeChecker, type: ts.Type): Held | undefined {
  const what = brandOfType(ts, checker, type);
  if (what !== undefined) return { what, promised: false };
  if (!checker.isArrayType(type) && !checker.isTupleType(type)) return undefined;
  const hasResult = checker
    .getTypeArguments(type as ts.TypeReference)
    .some((element) => brandOfType(ts, checker, element) === "Result");
  return hasResult ? { what: "Results", promised: false } : undefined;
}

/** By its name: there is nothing to look up, and whoever names a type so means one. */
const isPromise = (type: ts.Type): type is ts.TypeReference =>
  type.symbol?.name === "Promise" || type.symbol?.name === "PromiseLike";

/** One member of a union is enough: `maybe?.save()` may drop a Result. */
function brandOfType(
  ts: TypeScript,
  checker: ts.TypeChecker,
  type: ts.Type,
): Exclude<Dropped, "Results"> | undefined {
  for (const member of type.isUnion() ? type.types : [type]) {
    if (!mayHaveMembers(ts, member)) continue;
    const brand = checker.getPropertyOfType(member, BRAND);
    if (brand === undefined) continue;
    const brandType = checker.getTypeOfSymbol(brand);
    for (const name of brandType.isUnion() ? brandType.types : [brandType]) {
      if (!name.isStringLiteral()) continue;
      if (name.value === "Task" || name.value === "Result" || name.value === "Option") return name.value;
    }
  }
  return undefined;
}
