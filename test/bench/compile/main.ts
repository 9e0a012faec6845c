/**
 * `npm run bench:compile [-- plain matches rxjs zod effect]`: how much of a build is the transformer's. Everything that tsc does (parse, bind, check, print) and
 * what the transformer adds are timed in one process, by processor time; each project is built anew in every round.
 */
import { createCompiler } from "@milost/transformer/core";
import ts from "typescript";
import { printEnvironment, writeResult } from "../measure.ts";
import { generated, shipped } from "./projects.ts";

/** Projects and how often each is built; a large one says enough in one round. */
const PROJECTS = {
  plain: { make: () => generated(0), rounds: 5 },
  matches: { make: () => generated(4), rounds: 3 },
  rxjs: { make: () => shipped("ajv", "rxjs"), rounds: 3 },
  zod: { make: () => shipped("zod"), rounds: 1 },
  effect: { make: () => shipped("effect"), rounds: 1 },
} as const;
/** What the transformer may take of a build without calls of MiLost's, in per cent. */
const GOAL = 2;

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

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in PROJECTS));
if (unknown !== undefined) {
  console.error(`bench:compile has the projects ${Object.keys(PROJECTS).join(", ")}, but no ${unknown}`);
  process.exit(1);
}
printEnvironment();
const results: Record<string, unknown> = {};
for (const [key, { make, rounds: count }] of Object.entries(PROJECTS)) {
  if (wanted.length > 0 && !wanted.includes(key)) continue;
  const project = make();
  const rounds: Build[] = [];
  for (let round = 0; round < count; round++)
    rounds.push(build(project.files, project.options, project.texts));
  const median = rounds.sort((a, b) => a.ours / a.total - b.ours / b.total)[count >> 1]!;
  const share = (100 * median.ours) / median.total;
  const verdict = median.sites > 0 ? "" : ` (goal ${GOAL} %: ${share <= GOAL ? "met" : "not met"})`;
  console.log(
    `${project.name}: ${median.files} files, ${median.sites} matches; tsc and transformer ${median.total.toFixed(2)} s, ` +
      `the transformer ${(1000 * median.ours).toFixed(0)} ms, ${share.toFixed(2)} %${verdict}`,
  );
  results[project.name] = { ...median, share };
}
writeResult(
  new URL(`.work/result${wanted.map((name) => `-${name}`).join("")}.json`, import.meta.url).pathname,
  results,
);
