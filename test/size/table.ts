/** `node test/size/table.ts`: prints the tables of `runtime/SIZE.md` as they are now. Build the runtime first. */
import { imports, parts, type Row } from "./measured.ts";

const print = (head: string, rows: readonly Row[]): void => {
  console.log(head);
  for (const [name, ...bytes] of rows)
    console.log(`| ${[name, ...bytes.map((size) => size.toLocaleString("en"))].join(" | ")} |`);
  console.log();
};

print("| imported | bytes |\n|---|---:|", await imports());
print("| part | bytes | what is left |\n|---|---:|---:|", await parts());
