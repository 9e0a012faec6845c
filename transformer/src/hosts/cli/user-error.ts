/** A failure that is the user's to mend: printed as its message, without a stack. The message names the fix. */
export class UserError extends Error {
  override readonly name = "UserError";
}
