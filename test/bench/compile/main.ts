/**
 * `npm run bench:compile`: how much of a build is the transformer's. Everything that tsc does (parse, bind, check, print) and
 * what the transformer adds are timed in one process, by processor time; each project is built anew in every round.
 */
import { createCompiler } from "@milost/transformer/core";
import ts from "typescript";
import { printEnvironment, writeResult } from "../measure.ts";
import { generated, shipped } from "./projects.ts";

const ROUNDS = 3;

interface Build {
  readonly files: number;
  /** Seconds of processor time: all of it, and the part that was the transformer's. */
  readonly total: number;
  readonly ours: number;
  readonly sites: number;
}

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

function build(
  files: readonly string[],
  options: ts.CompilerOptions,
  texts: ReadonlyMap<string, string>,
): Build {
  const host = ts.createCompilerHost(options);
  const [readFile, fileExists] = [host.readFile.bind(host), host.fileExists.bind(host)];
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.writeFile = () => {};
  const start = cpu();
  const program = ts.createProgram([...files], options, host);
  ts.getPreEmitDiagnostics(program);
  let ours = 0;
  let sites = 0;
  const timed = <T>(work: () => T): T => {
    const from = cpu();
    const result = work();
    ours += cpu() - from;
    return result;
  };
  const compiler = timed(() => createCompiler(ts, program));
  program.emit(undefined, undefined, undefined, false, {
    before: [
      (context) => (file) =>
        timed(() => {
          const compiled = compiler.file(file);
          sites += compiled.sites.length;
          return compiled.nodes(context);
        }),
    ],
  });
  return { files: files.length, total: cpu() - start, ours, sites };
}

printEnvironment();
const results: Record<string, unknown> = {};
for (const project of [generated(0), generated(4), shipped()]) {
  const rounds: Build[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push(build(project.files, project.options, project.texts));
  const best = rounds.sort((a, b) => a.ours / a.total - b.ours / b.total)[ROUNDS >> 1]!;
  const share = (100 * best.ours) / best.total;
  console.log(
    `${project.name}: ${best.files} files, ${best.sites} matches; tsc and transformer ${best.total.toFixed(2)} s, ` +
      `the transformer ${(1000 * best.ours).toFixed(0)} ms, ${share.toFixed(2)} %`,
  );
  results[project.name] = { ...best, share };
}
writeResult(new URL(".work/result.json", import.meta.url).pathname, results);
