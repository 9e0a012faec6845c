/** Whether what stands alone under `if`, `else` or a loop needs braces there. */
import type { Rewrite } from "../ir/code.js";

type Statements = Extract<Rewrite, { kind: "statement" }>;

/** Several statements do, and an `if`: it would take the `else` that follows. */
export const needsBraces = ({ embedded, with: body }: Statements): boolean =>
  embedded && (body.length !== 1 || body[0]!.kind === "if");
