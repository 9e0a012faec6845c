/**
 * `npm ci` refuses a lock file that leaves out a package of another platform, as npm writes it where a registry does not have
 * that package. Entries for other platforms need no more than `version`, `os`, `cpu`, `optional` and `dev`.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

const { packages }: Lock = JSON.parse(
  readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"),
);

/** Whether Node's look-up from `path` finds `name` in the lock file. */
const isListed = (path: string, name: string): boolean => {
  for (
    let at = path;
    ;
    at = at.includes("/node_modules/") ? at.slice(0, at.lastIndexOf("/node_modules/")) : ""
  ) {
    if (`${at}${at === "" ? "" : "/"}node_modules/${name}` in packages) return true;
    if (at === "") return false;
  }
};

test("every optional dependency is in the lock file", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isListed(path, name)),
  );
  expect(missing).toEqual([]);
});
