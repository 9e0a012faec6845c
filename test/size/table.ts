/**
 * `node test/size/table.ts`: what each import costs its user, and what each part of the whole does: bytes after
 * minification and brotli of what is loaded before anything runs. Build the runtime first.
 */
import { bundle, sizeOf, using } from "./bundle.ts";
import { ALL, modulesOf, PARTS } from "./parts.ts";

const print = (name: string, ...bytes: readonly number[]) =>
  console.log(name.padEnd(64), ...bytes.map((size) => size.toLocaleString("en").padStart(8)));

console.log("What an import costs\n");
for (const names of [
  ["Ok", "Err"],
  ["Patterns"],
  ["Result"],
  ["Option"],
  ALL.slice(0, 3),
  ["Task"],
  ["createChannel"],
  ["createChannel", "select", "after"],
  ALL,
])
  print(names.join(", "), sizeOf((await bundle(using(...names))).text));
print("everything", sizeOf((await bundle(`export * from "milost";`)).text));
for (const peer of ["neverthrow", "effect"])
  print(`all of ${peer}`, sizeOf((await bundle(`export * from "${peer}";`)).text));

console.log(`\nWhat ${ALL.join(", ")} consist of: a part, and what is left without it and those above\n`);
let last = sizeOf((await bundle(using(...ALL))).text);
for (const at of PARTS.keys()) {
  const without = modulesOf(PARTS.slice(0, at + 1));
  const left = sizeOf((await bundle(using(...ALL), without)).text);
  print(PARTS[at]?.name ?? "", last - left, left);
  last = left;
}
