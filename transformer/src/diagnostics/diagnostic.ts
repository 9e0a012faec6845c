/** A finding of the compiler, free of any host: hosts turn it into `ts.Diagnostic`, a terminal line or an editor hint. */
export interface Diagnostic {
  /** The fixed number, as in `ML1001`. */
  readonly code: number;
  /**
   * `error` fails a build; `suggestion` is for the editor, `milost check --all` and `milost explain`. Options such as
   * `strict` have already been taken into account.
   */
  readonly severity: "error" | "suggestion";
  /** A suggestion that says what TypeScript's complaint about the call means: where there is one, an error in its place. */
  readonly explains?: true;
  /** The sentence that names the fix, without the code. */
  readonly message: string;
  /** Where: offsets into the file's text, in UTF-16 units. */
  readonly start: number;
  readonly length: number;
}

/** `1001` -> `ML1001` */
export const codeName = (code: number): string => `ML${code}`;
