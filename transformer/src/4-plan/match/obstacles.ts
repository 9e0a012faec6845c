/** What forbids compiling a match at a given place. Each refusal names what would have to change. */
import { type Bail, bail } from "../../ir/bail.js";
import type { MatchSite } from "../../ir/match.js";
import { receivesOf } from "./discriminant.js";
import { parameterObstacle } from "./parameter.js";

export function obstacle(site: MatchSite, awaited: boolean): Bail | undefined {
  if (site.space.obstacle !== undefined) return site.space.obstacle;
  if (site.space.variants.length === 0 && site.space.open.length === 0) {
    return bail(8006, `no value of type ${site.space.type} can come in`);
  }
  for (const arm of site.arms) {
    const { handler, key = "_" } = arm;
    if (handler.kind === "opaque") return handler.bail;
    if (handler.kind === "call") {
      if (key === "None" && receivesOf(site, arm).kind === "unwrapped")
        return bail(8005, `the arm "${key}" is given no argument or one, which shows only at run time`);
      continue;
    }
    const parameter = parameterObstacle(site, arm);
    if (parameter !== undefined) return parameter;
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
