/**
 * The values that a scrutinee's type admits, as variants and open primitive types.
 *
 *     Result<User, Error> | null   ->  "Ok" payload value, "Err" payload error, null
 */
import type ts from "typescript";
import { type Bail, bail } from "../../ir/bail.js";
import type { Arm, Literal, MatchSite, Receives, Space, Variant } from "../../ir/match.js";
import type { LowerContext } from "../context.js";

const PAYLOAD: Readonly<Record<string, "value" | "error" | undefined>> = {
  Ok: "value",
  Err: "error",
  Some: "value",
};

export function lowerSpace(
  context: LowerContext,
  scrutinee: ts.Expression,
  discriminant: MatchSite["discriminant"],
  arms: readonly Pick<Arm, "key">[],
): Space {
  const { ts, checker } = context;
  const type = checker.getTypeAtLocation(scrutinee);
  const variants: Variant[] = [];
  const open: Space["open"][number][] = [];
  let obstacle: Bail | undefined;
  for (const member of constituents(context, type)) {
    const primitive = openPrimitive(ts, member);
    const literal = literalOf(context, member);
    if (literal !== undefined)
      variants.push({ kind: "literal", value: literal.value, key: String(literal.value) });
    else if (primitive !== undefined) open.push(primitive);
    else {
      const tagged = lowerTagged(context, scrutinee, member, discriminant);
      if ("code" in tagged) obstacle ??= tagged;
      else variants.push(...tagged.variants);
    }
  }
  for (const value of [null, undefined])
    if (arms.some(({ key }) => key === String(value)) && isInEveryType(context, value))
      variants.push({ kind: "literal", value, key: String(value) });
  const shapes = new Map<string, Variant>();
  for (const variant of variants) {
    const twin = shapes.get(variant.key);
    if (twin !== undefined && !agree(twin, variant)) {
      obstacle ??= bail(
        8007,
        `the arm "${variant.key}" takes values of two shapes, which only the call tells apart`,
      );
    }
    shapes.set(variant.key, variant);
  }
  const constraint = constraintOf(context, type);
  return {
    type: printed(context, type, scrutinee),
    ...(constraint !== undefined && { constraint: printed(context, constraint, scrutinee) }),
    variants: distinct(variants),
    open: [...new Set(open)],
    obstacle,
  };
}

/** What a type parameter, or a union or a part of it, extends, if that says anything of its values. */
function constraintOf({ ts, checker }: LowerContext, type: ts.Type): ts.Type | undefined {
  const depends = ({ flags }: ts.Type): boolean =>
    (flags & (ts.TypeFlags.TypeParameter | ts.TypeFlags.IndexedAccess)) !== 0;
  if (!depends(type) && !(type.isUnionOrIntersection() && type.types.some(depends))) return undefined;
  const constraint = checker.getBaseConstraintOfType(type);
  return constraint === undefined || constraint.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Never)
    ? undefined
    : constraint;
}

/** Without `strictNullChecks` types say nothing of null and undefined: an arm for them may always be needed. */
function isInEveryType({ checker }: LowerContext, value: null | undefined): boolean {
  const type = value === null ? checker.getNullType() : checker.getUndefinedType();
  return checker.isTypeAssignableTo(type, checker.getStringType());
}

/** The types of a file that were printed: many matches look at one union. */
const texts = new WeakMap<LowerContext, Map<ts.Type, string>>();

function printed(context: LowerContext, type: ts.Type, at: ts.Node): string {
  const known = texts.get(context) ?? new Map<ts.Type, string>();
  texts.set(context, known);
  const text = known.get(type) ?? context.checker.typeToString(type, at);
  known.set(type, text);
  return text;
}

/** The members of a union; a type parameter stands for its constraint. */
function constituents({ checker }: LowerContext, type: ts.Type): readonly ts.Type[] {
  const base = type.isTypeParameter() ? (checker.getBaseConstraintOfType(type) ?? type) : type;
  return base.isUnion() ? base.types : base.flags === 131072 /* never */ ? [] : [base];
}

function openPrimitive(ts: LowerContext["ts"], type: ts.Type): Space["open"][number] | undefined {
  const { TypeFlags } = ts;
  if (type.flags & (TypeFlags.String | TypeFlags.TemplateLiteral | TypeFlags.StringMapping)) return "string";
  if (type.flags & TypeFlags.Number) return "number";
  if (type.flags & TypeFlags.BigInt) return "bigint";
  return undefined;
}

/** The value of a unit type, in a box because it may be `undefined`. */
export function literalOf(
  { ts, checker }: LowerContext,
  type: ts.Type,
): { readonly value: Literal } | undefined {
  const { TypeFlags } = ts;
  if (type.flags & TypeFlags.Null) return { value: null };
  if (type.flags & (TypeFlags.Undefined | TypeFlags.Void)) return { value: undefined };
  if (type.flags & TypeFlags.BooleanLiteral) return { value: checker.typeToString(type) === "true" };
  if (type.isStringLiteral() || type.isNumberLiteral()) return { value: type.value };
  if (type.flags & TypeFlags.BigIntLiteral) {
    const { negative, base10Value } = (type as ts.BigIntLiteralType).value;
    return { value: BigInt(negative ? `-${base10Value}` : base10Value) };
  }
  return undefined;
}

function lowerTagged(
  context: LowerContext,
  at: ts.Node,
  type: ts.Type,
  { property, unwraps }: MatchSite["discriminant"],
): { readonly variants: readonly Variant[] } | Bail {
  const { ts, checker } = context;
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) {
    return bail(8006, `the value's type is ${checker.typeToString(type)}: nothing is known of its variants`);
  }
  const symbol = checker.getPropertyOfType(type, property);
  if (symbol === undefined) return bail(8006, `${checker.typeToString(type)} has no property "${property}"`);
  const tagType = checker.getTypeOfSymbolAtLocation(symbol, at);
  const tags = (tagType.isUnion() ? tagType.types : [tagType]).map((member) => literalOf(context, member));
  const variants: Variant[] = [];
  for (const tag of tags) {
    if (tag === undefined || tag.value === null || tag.value === undefined) {
      return bail(8006, `"${property}" of ${checker.typeToString(type)} is not always a literal`);
    }
    const receives = unwraps ? receivesOf(context, at, type, tag.value) : ({ kind: "whole" } as const);
    if (receives.kind === "bail") return receives;
    variants.push({ kind: "tagged", tag: tag.value, key: String(tag.value), receives });
  }
  return { variants };
}

/**
 * MiLost's own variants are known by their brand. A look-alike (`_tag` and the payload, nothing else) is unwrapped by
 * the runtime's own rule, because a type cannot promise that its value has no further properties.
 */
function receivesOf(context: LowerContext, at: ts.Node, type: ts.Type, tag: Literal): Receives | Bail {
  const { checker } = context;
  const key = String(tag);
  const field = PAYLOAD[key];
  if (checker.getPropertyOfType(type, "~milost") !== undefined) {
    if (key === "None") return { kind: "nothing" };
    if (field !== undefined) return { kind: "field", field };
  }
  if (field === undefined && key !== "None") return { kind: "whole" };
  const others = checker.getPropertiesOfType(type).filter((property) => property.name !== "_tag");
  if (key === "None")
    return others.length === 0 ? { kind: "unwrapped" } : unsure(context, at, others, "value");
  const payload = others.find((property) => property.name === field);
  if (payload === undefined) return { kind: "whole" };
  if (payload.flags & context.ts.SymbolFlags.Optional) {
    return bail(
      8008,
      `the payload "${field}" of "${key}" is optional: whether it is unwrapped shows only at run time`,
    );
  }
  return others.length === 1
    ? { kind: "unwrapped" }
    : unsure(
        context,
        at,
        others.filter((property) => property !== payload),
        "error",
      );
}

/** Further properties make it a variant of its own, unless all of them may be absent: then only the value knows. */
function unsure(
  { ts, checker }: LowerContext,
  at: ts.Node,
  others: readonly ts.Symbol[],
  sibling: string,
): Receives {
  const absent = others.every((property) => {
    const type = checker.getTypeOfSymbolAtLocation(property, at);
    return (property.flags & ts.SymbolFlags.Optional) !== 0 || (type.flags & ts.TypeFlags.Undefined) !== 0;
  });
  return absent || others.every((property) => property.name === sibling)
    ? { kind: "unwrapped" }
    : { kind: "whole" };
}

function agree(a: Variant, b: Variant): boolean {
  if (a.kind === "literal" || b.kind === "literal") return a.kind === b.kind;
  return JSON.stringify(a.receives) === JSON.stringify(b.receives);
}

function distinct(variants: readonly Variant[]): Variant[] {
  const seen = new Set<string>();
  return variants.filter((variant) => {
    const id =
      variant.kind === "tagged"
        ? `${typeof variant.tag}:t:${variant.key}`
        : `${typeof variant.value}:l:${variant.key}`;
    return !seen.has(id) && seen.add(id);
  });
}
