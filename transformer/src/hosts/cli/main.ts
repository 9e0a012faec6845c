/**
 * The command line `milost`: `build`, `check`, `explain`. A user's mistake ends in a message and exit code 1, never in a
 * stack trace; `MILOST_DEBUG=1` prints the stack of what is none.
 */
import { Command, CommanderError } from "commander";
import { build } from "./build.js";
import { check } from "./check.js";
import { explain } from "./explain.js";
import { type Io, processIo } from "./io.js";
import { UserError } from "./user-error.js";

const failureCode = 1;

const program = (io: Io, done: (code: number) => void): Command => {
  const root = new Command("milost")
    .description("Compiles MiLost's matches and tasks, checks them, and explains what it did.")
    .showSuggestionAfterError()
    .showHelpAfterError("Run `milost --help` for what there is.")
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  const projectOption = [
    "-p, --project <path>",
    "the tsconfig, or its folder (default: the nearest tsconfig.json)",
  ] as const;
  const strictOption = ["--strict", "make every call that is not compiled an error"] as const;
  root
    .command("build")
    .description(
      "write what `tsc -p` would write, compiled; builds referenced projects first, as `tsc -b` does",
    )
    .option(...projectOption)
    .option(...strictOption)
    .action((options) => done(build(io, options)));
  root
    .command("check")
    .description("report errors, write nothing")
    .option(...projectOption)
    .option(...strictOption)
    .option("--all", "also tell what is no error: calls that stay calls, arms that hide nothing")
    .action((options) => done(check(io, options)));
  root
    .command("explain")
    .description("a code's page, or every phase of the compiler for the calls on a line")
    .argument("<code|line>", "`ML1001` or `src/a.ts:12`")
    .option(...projectOption)
    .option(...strictOption)
    .action((target, options) => done(explain(io, target, options)));
  return root;
};

/** Runs one command line (without node and script) and answers the exit code. */
export const main = (argv: readonly string[], io: Io = processIo()): number => {
  let code = 0;
  try {
    program(io, (result) => {
      code = result;
    }).parse(argv, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode; // commander has printed it
    if (error instanceof UserError) {
      io.err(`${error.message.trimEnd()}\n`);
      return failureCode;
    }
    const text = error instanceof Error ? error.message : String(error);
    io.err(`ML9001: milost failed: ${text}\nPlease report it. MILOST_DEBUG=1 prints where.\n`);
    if (process.env.MILOST_DEBUG) io.err(`${error instanceof Error ? error.stack : ""}\n`);
    return failureCode;
  }
};
