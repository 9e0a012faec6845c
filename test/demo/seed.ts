/** The founding document's program: shown, compiled, checked, run. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildProject, driveProject, emittedCode, execute, projectFolder } from "../seed/projects.ts";
import { snippets } from "../seed/snippets.ts";
import { bold, code, declarationOf, heading, note, red } from "./show.ts";

const mustSucceed = (what: string, { code: exit, output }: { code: number; output: string }): void => {
  if (exit !== 0) throw new Error(`${what} failed:\n${output}`);
};

const shown: readonly (readonly [snippet: string, declaration: string])[] = [
  ["creating-and-manipulating-tasks", "processTask"],
  ["task-composition", "combineData"],
];

export const seed = async (): Promise<void> => {
  heading("The program the project was created from, compiled");
  note("$ milost build");
  mustSucceed("milost build", await buildProject("milost"));
  for (const [name, declaration] of shown) {
    const source = snippets.find((snippet) => snippet.name === name)?.source ?? "";
    console.log(`\n${bold(declaration)}, as written`);
    code(declarationOf(source, declaration));
    console.log(`${bold(declaration)}, as emitted`);
    code(declarationOf(emittedCode("milost", name), declaration));
  }

  heading("A removed arm");
  const file = join(projectFolder("milost"), "src", "parallel-processing.ts");
  const whole = readFileSync(file, "utf8");
  const removed = whole.replace(/^ *Err: .*\n/m, (line) => {
    console.log(red(`- ${line.trim()}`));
    return "";
  });
  writeFileSync(file, removed);
  note("\n$ milost check");
  const { output, code: exit } = await execute("milost", ["check"], projectFolder("milost"));
  writeFileSync(file, whole);
  console.log(output);
  if (exit === 0) throw new Error("the removed arm was not noticed");

  heading("The compiled program, run against a local server");
  const ran = await driveProject("milost");
  mustSucceed("the compiled program", ran);
  code(ran.output);
};
