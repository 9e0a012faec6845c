/** `npm run fuzz [-- --minutes 10] [--seed 1]`: searches until the time is over or a program behaves differently. */
import { parseArgs } from "node:util";
import { search } from "./search.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 30) : Number(values.seed);
console.log(`seed ${seed}`);
const found = await search({ seed, milliseconds: Number(values.minutes) * 60_000 });
console.log(`${found.programs} programs, ${found.compiled} of ${found.sites} matches compiled`);
for (const [reason, count] of [...found.reasons].sort((a, b) => b[1] - a[1]))
  console.log(`${String(count).padStart(6)}  ${reason}`);
if (found.sites < found.programs) {
  console.error("not every program has a match: build the runtime first, so that its types are found");
  process.exitCode = 1;
}
if (found.failure !== undefined) {
  const { why, source, edited } = found.failure;
  console.log(
    `\nseed ${found.failure.seed}, path ${found.failure.path}: ${why}\n\n--- source\n${source}\n--- edits\n${edited}`,
  );
  process.exitCode = 1;
}
