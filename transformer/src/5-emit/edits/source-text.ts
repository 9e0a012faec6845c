/** What the text back-end knows of a file besides its plan. */

export interface SourceText {
  readonly fileName: string;
  readonly text: string;
  /** Lines whose leading white space is part of a value (inside template literals): never re-indented. */
  readonly frozenLines: ReadonlySet<number>;
  /** Offset of the first statement that is no directive: where an import can go. */
  readonly importAt: number;
  /** Import declarations may be shortened: the transpiler would drop what is unused anyway. */
  readonly elides: boolean;
}
