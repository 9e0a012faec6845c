/** Which matches stand directly in the arms of others and look at what the arm was given. */
import type { MatchSite } from "../ir/match.js";
import type { Nest } from "./witness.js";

/** The outermost matches, each with those inside it. */
export function nestsOf(sites: readonly MatchSite[]): Nest<MatchSite>[] {
  const byCall = new Map(sites.map((site) => [site.call.id, site]));
  const inside = new Set<MatchSite>();
  const innerOf = (site: MatchSite, index: number): MatchSite | undefined => {
    const { handler } = site.arms[index]!;
    if (handler.kind !== "inline" || handler.body.kind !== "expression" || handler.param?.kind !== "name")
      return undefined;
    const inner = handler.body.value.site && byCall.get(handler.body.value.site.id);
    const isPayload = handler.param.references.some(({ at }) => at.id === inner?.scrutinee.code.id);
    return isPayload ? inner : undefined;
  };
  for (const site of sites)
    site.arms.forEach((_, index) => {
      const inner = innerOf(site, index);
      if (inner !== undefined) inside.add(inner);
    });
  const nestOf = (site: MatchSite): Nest<MatchSite> => ({
    site,
    variants: site.space.variants.map((variant) => ({
      key: variant.key,
      holds: variant.kind === "tagged" && ["field", "unwrapped"].includes(variant.receives.kind),
    })),
    open: site.space.open.length > 0,
    arms: new Map(
      site.arms.map((arm, index) => {
        const inner = innerOf(site, index);
        return [arm.key, inner && nestOf(inner)];
      }),
    ),
  });
  return sites.filter((site) => !inside.has(site)).map(nestOf);
}
