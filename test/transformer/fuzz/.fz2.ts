import { search } from "./search.ts";

const found = await search({
  seed: Number(process.argv[2] ?? 1),
  milliseconds: Number(process.argv[3] ?? 20000),
});
console.log(`${found.programs} programs, ${found.compiled} of ${found.sites}`);
for (const [reason, count] of [...found.reasons].sort((a, b) => b[1] - a[1]))
  console.log(`${String(count).padStart(6)}  ${reason}`);
if (found.failure) {
  const { why, source, edited } = found.failure;
  console.log(
    found.failure.path,
    why,
    "\n--- source\n" +
      source.split("\n").slice(21).join("\n") +
      "\n--- edits\n" +
      edited?.split("\n").slice(19).join("\n"),
  );
}
