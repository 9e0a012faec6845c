/** What lowering hands to checking and planning: a file's sites as plain data. */
import type { Bail } from "./bail.js";
import type { DropSite } from "./drop.js";
import type { GenSite } from "./gen.js";
import type { Handle } from "./handle.js";
import type { MatchSite } from "./match.js";
import type { Names } from "./names.js";
import type { ImportBinding } from "./plan.js";
import type { ReceiveSite } from "./receive.js";
import type { TaskSite } from "./task.js";

export interface LoweredFile {
  readonly matches: readonly MatchSite[];
  /** Outer chains before those inside them. */
  readonly tasks: readonly TaskSite[];
  readonly gens: readonly GenSite[];
  readonly receives: readonly ReceiveSite[];
  /** Values that are lost. */
  readonly drops: readonly DropSite[];
  /** Recognised calls that cannot be read as sites. */
  readonly unread: readonly {
    readonly kind: "match" | "task" | "channel";
    readonly call: Handle;
    readonly bail: Bail;
  }[];
  readonly imports: readonly ImportBinding[];
  /** The callee of each site's call, which vanishes when the site compiles. */
  readonly callees: ReadonlyMap<number, Handle>;
  readonly names: Names;
}
