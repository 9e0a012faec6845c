/** Findings become diagnostics: the options decide what is an error, one mistake gives one message. */
import type { Finding } from "../ir/finding.js";
import type { CompilerOptions } from "../options.js";
import type { Diagnostic } from "./diagnostic.js";

export function report(findings: readonly Finding[], options: CompilerOptions): Diagnostic[] {
  return findings
    .map(({ code, severity, message, at }): Diagnostic => {
      const isError =
        severity === "error" ||
        (severity === "unreachable" && options.unreachable === "error") ||
        (severity === "uncompiled" && options.strict === true);
      return {
        code,
        severity: isError ? "error" : "suggestion",
        ...(severity === "explains" && { explains: true }),
        message,
        start: at.start,
        length: at.end - at.start,
      };
    })
    .sort((a, b) => a.start - b.start || a.code - b.code);
}
