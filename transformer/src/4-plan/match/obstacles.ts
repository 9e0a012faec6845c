/** What forbids compiling a match at a given place. Each refusal names what would have to change. */
import { type Bail, bail } from "../../ir/bail.js";
import type { MatchSite } from "../../ir/match.js";

export function obstacle(site: MatchSite, awaited: boolean): Bail | undefined {
  if (site.space.obstacle !== undefined) return site.space.obstacle;
  if (site.space.variants.length === 0 && site.space.open.length === 0) {
    return bail(8006, `no value of type ${site.space.type} can come in`);
  }
  for (const { handler, key = "_" } of site.arms) {
    if (handler.kind === "opaque") return handler.bail;
    if (handler.kind !== "inline") continue;
    if (handler.async && !awaited) {
      return bail(
        8003,
        `the arm "${key}" is async and the match is not awaited directly: write \`await ${site.callee}(...)\``,
      );
    }
    const { body } = handler;
    if (
      awaited &&
      body.kind === "block" &&
      body.returns.some((exit) => exit.guarded && exit.value?.settled === false)
    ) {
      return bail(
        8003,
        `the arm "${key}" returns a possible promise from inside a try: write \`return await\` there`,
      );
    }
  }
  return undefined;
}
