/** Where a command reads and writes; tests put their own in place of the process. */
export interface Io {
  readonly cwd: string;
  readonly color: boolean;
  /** Results: diagnostics, explanations. */
  readonly out: (text: string) => void;
  /** Failures of the command itself. */
  readonly err: (text: string) => void;
}

export const processIo = (): Io => {
  // A reader that has seen enough (`milost explain ... | head`) closes the pipe; that is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    cwd: process.cwd(),
    color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  };
};
