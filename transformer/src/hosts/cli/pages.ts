/** The diagnostics' pages as the package ships them: `diagnostics/ML1001.md`. */
import { readdirSync, readFileSync } from "node:fs";
import { UserError } from "./user-error.js";

const folder = new URL("../../../diagnostics/", import.meta.url);

const codes = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => /^ML\d{4}\.md$/.test(name))
    .map((name) => name.slice(0, -3))
    .sort();

/** The page of a code, written `ML1001`, `ml1001` or `1001`. */
export const pageOf = (given: string): string => {
  const code = `ML${given.toUpperCase().replace(/^ML/, "")}`;
  const known = codes();
  if (known.includes(code)) return readFileSync(new URL(`${code}.md`, folder), "utf8");
  const near = known.filter((each) => each.startsWith(code.slice(0, 3)));
  throw new UserError(
    `There is no ${code}. ${near.length > 0 ? "The codes near it" : "The codes"} are ${(near.length > 0 ? near : known).join(", ")}.`,
  );
};
