/** How much of the matching that real code does would be compiled: its switches on a tag, rewritten as matches. */
import { createCompiler } from "@milost/transformer/core";
import ts from "typescript";
import { expect, it } from "vitest";
import { foreignFiles, optionsOf } from "./sources.ts";
import { convert } from "./switches.ts";

it("at least 90 % of the eligible switches compile", { timeout: 300_000 }, () => {
  const { root, files } = foreignFiles("switches");
  const options = optionsOf(root);
  const original = ts.createProgram([...files], options);
  const texts = new Map<string, string>();
  const excluded = new Map<string, number>();
  const total = { files: files.length, switches: 0, onTag: 0, eligible: 0, compiled: 0 };
  for (const file of files) {
    const found = convert(original, original.getSourceFile(file)!);
    total.switches += found.switches;
    total.onTag += found.onTag;
    total.eligible += found.eligible;
    for (const reason of found.excluded) excluded.set(reason, (excluded.get(reason) ?? 0) + 1);
    if (found.eligible > 0) texts.set(file, found.text);
  }
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  host.readFile = (file) => texts.get(file) ?? read(file);
  host.getSourceFile = (file, version) => {
    const text = host.readFile(file);
    return text === undefined ? undefined : ts.createSourceFile(file, text, version, true);
  };
  const program = ts.createProgram([...files], options, host);
  const compiler = createCompiler(ts, program);
  const reasons = new Map<string, number>();
  for (const file of texts.keys()) {
    const compiled = compiler.file(program.getSourceFile(file)!);
    for (const { outcome } of compiled.sites) {
      if (outcome.compiled) total.compiled++;
      else {
        const reason = `ML${outcome.code}: ${outcome.reason.replaceAll(/"[^"]*"/g, '"..."')}`;
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
    // What is written is still a program.
    const edited = compiled.edits();
    const again = edited && ts.createSourceFile(file, edited.code, ts.ScriptTarget.ES2022);
    const broken =
      (again as { parseDiagnostics?: readonly ts.Diagnostic[] } | undefined)?.parseDiagnostics ?? [];
    expect(
      broken.map(({ messageText }) => messageText),
      file,
    ).toEqual([]);
  }
  console.log(
    [
      `${total.files} files, ${total.switches} switches, ${total.onTag} on a tag, ${total.eligible} eligible, ${total.compiled} compiled`,
      ...[...excluded].map(([reason, count]) => `  not eligible: ${count} ${reason}`),
      ...[...reasons].map(([reason, count]) => `  not compiled: ${count} ${reason}`),
    ].join("\n"),
  );
  expect(total.eligible).toBeGreaterThan(50);
  expect(total.compiled / total.eligible).toBeGreaterThanOrEqual(0.9);
});
