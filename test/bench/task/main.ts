/**
 * `npm run bench:task [chains all cancel sleepers comparison]`: what a Task costs beside what one would write by hand, and beside
 * its peers. Every section prints one table per size; ratios are to the first row of it.
 */
import { printEnvironment, writeResult } from "../measure.ts";
import { allOfMany } from "./all.ts";
import { cancellation } from "./cancel.ts";
import { chains } from "./chains.ts";
import { comparison } from "./comparison.ts";
import { sleepers } from "./sleepers.ts";

const sections = { chains, all: allOfMany, cancel: cancellation, sleepers, comparison };

const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!(name in sections)) {
    console.error(`bench:task has the sections ${Object.keys(sections).join(", ")}, but no ${name}`);
    process.exit(1);
  }
}
printEnvironment();
const results: Record<string, unknown> = {};
for (const [name, section] of Object.entries(sections)) {
  if (wanted.length === 0 || wanted.includes(name)) results[name] = await section();
}
writeResult(new URL(".work/result.json", import.meta.url).pathname, results);
