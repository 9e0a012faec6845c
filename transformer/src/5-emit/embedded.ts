/** Whether what stands alone under `if`, `else` or a loop needs braces there. */
import type { Rewrite } from "../ir/code.js";

type Statements = Extract<Rewrite, { kind: "statement" }>;

/**
 * Several statements do, and so do one that may be printed as several (a user's block without its braces), one that declares,
 * and an `if`, which would take the `else` that follows.
 */
export const needsBraces = ({ embedded, with: body }: Statements): boolean => {
  const [only] = body;
  return embedded && (only === undefined || body.length > 1 || NEED_BRACES.has(only.kind));
};

const NEED_BRACES: ReadonlySet<string> = new Set(["if", "user", "declare"]);
