/**
 * Which TypeScript the command line runs on: the project's own, so that the result is what its `tsc` would say.
 *
 * Tried in order, from the project's folder: `typescript`; `@typescript/typescript6`, the package that stands beside
 * TypeScript 7; then the one that npm installed for this package. TypeScript 5.9 and 6 have the API that is needed, 7 has
 * none for transformers.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TypeScript } from "../../options.js";
import { UserError } from "./user-error.js";

const setUp =
  "Install a TypeScript that MiLost can work in:\n\n" +
  "    npm install --save-dev typescript@6\n\n" +
  "or keep TypeScript 7 as your `tsc` and give the tools TypeScript 6 beside it:\n\n" +
  "    npm install --save-dev @typescript/native@npm:typescript@7 typescript@npm:@typescript/typescript6\n";

interface Found {
  readonly version: string;
  readonly load: () => TypeScript;
}

const find = (name: string, from: string): Found | undefined => {
  const require = createRequire(join(from, "noop.js"));
  try {
    const manifest: unknown = require(`${name}/package.json`);
    const version =
      typeof manifest === "object" && manifest !== null && "version" in manifest
        ? String(manifest.version)
        : "unknown";
    return { version, load: () => require(name) as TypeScript }; // the package of that name and a supported version
  } catch {
    return undefined;
  }
};

const supported = ({ version }: Found): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === 6 || (major === 5 && minor >= 9);
};

/** The TypeScript for the project in `folder`. Throws a UserError that names a set-up that works if there is none. */
export const typescriptFor = (folder: string): TypeScript => {
  const own = find("typescript", folder);
  if (own !== undefined && supported(own)) return own.load();
  const beside = find("@typescript/typescript6", folder);
  if (beside !== undefined && supported(beside)) return beside.load();
  if (own === undefined) {
    const peer = find("typescript", dirname(fileURLToPath(import.meta.url)));
    if (peer !== undefined && supported(peer)) return peer.load();
    throw new UserError(`${folder} has no TypeScript. ${setUp}`);
  }
  const reason = own.version.startsWith("7.")
    ? "TypeScript 7 is a native program without an API for transformers: it ignores `plugins`, and MiLost cannot work in it."
    : "MiLost needs TypeScript 5.9 or 6.";
  throw new UserError(`This project has TypeScript ${own.version}. ${reason}\n${setUp}`);
};
