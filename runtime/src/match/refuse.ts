/** Fails for a value that no arm takes: what compiled code calls where a `throw` statement cannot stand. */
import { MatchError } from "../errors.js";

export function refuse(value: unknown): never {
  throw new MatchError(value);
}
