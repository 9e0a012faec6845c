/**
 * What `npm run build:wasm` builds with, and what it says where there is nothing: with made-up toolchains in a PATH of their
 * own. Their cargo notes how it was called, and fails before anything is written.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../crates/build-wasm.mjs", import.meta.url));
const HINT =
  "No Rust that can build a shared-memory module was found: install Debian's rustc-web, cargo-web, rust-web-src and " +
  "lld (apt-get install), or `rustup toolchain install nightly --component rust-src`.\n";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "milost-toolchain-"));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const write = (path: string, text = ""): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
};

/** A toolchain with `bin/cargo`, `bin/rustc`; answers its `bin`. */
const rust = (name: string, { sources = true, linker = true } = {}): string => {
  const sysroot = join(home, name);
  const bin = join(sysroot, "bin");
  const versions = `rustc 9.9.9 (${name})\nhost: made-up\nLLVM version: 77.0.0`;
  write(
    join(bin, "rustc"),
    `#!/bin/sh\nif [ "$1" = --print ]; then echo "${sysroot}"; else echo "${versions}"; fi\n`,
  );
  write(join(bin, "cargo"), `#!/bin/sh\necho "$RUSTC $*" > "${home}/called"\nexit 1\n`);
  if (sources) write(join(sysroot, "lib/rustlib/src/rust/library/core/Cargo.toml"));
  if (linker) write(join(sysroot, "lib/rustlib/made-up/bin/rust-lld"));
  return bin;
};

/** A `rustup` that has these channels, and its proxies beside it; answers their folder. */
const rustup = (channels: Record<string, string>): string => {
  const bin = join(home, "rustup");
  const cases = Object.entries(channels).map(([channel, folder]) => `${channel}) echo "${folder}/$4";;`);
  // rustup which --toolchain CHANNEL PROGRAM
  write(join(bin, "rustup"), `#!/bin/sh\ncase "$3" in ${cases.join(" ")} *) exit 1;; esac\n`);
  for (const proxy of ["cargo", "rustc"]) write(join(bin, proxy), "#!/bin/sh\nexit 1\n");
  return bin;
};

const build = (...path: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    encoding: "utf8",
    env: { ...process.env, PATH: path.join(":") },
    timeout: 30_000,
  });
  return { status, stdout, stderr };
};

describe.skipIf(process.platform === "win32")("the toolchain of build:wasm", () => {
  it.each<[string, () => string[]]>([
    ["nothing is there", () => [join(home, "empty")]],
    ["PATH is empty", () => []],
    ["the standard library's sources are missing", () => [rust("bare", { sources: false })]],
    ["there is no linker", () => [rust("unlinked", { linker: false })]],
    ["rustup has no toolchain", () => [rustup({})]],
    ["rustup's toolchain has no sources", () => [rustup({ nightly: rust("bare", { sources: false }) })]],
  ])("says in one sentence how to get one when %s", (_, path) => {
    expect(build(...path())).toEqual({ status: 1, stdout: "", stderr: HINT });
  });

  it.each<[string, string, () => string[]]>([
    ["the Rust in PATH", "own", () => [rust("own")]],
    ["the Rust in PATH before rustup's", "own", () => [rustup({ nightly: rust("other") }), rust("own")]],
    ["the Rust in PATH that has what it takes", "own", () => [rust("bare", { sources: false }), rust("own")]],
    ["a rustup nightly", "nightly", () => [rustup({ nightly: rust("nightly"), stable: rust("stable") })]],
    ["a rustup stable where there is no nightly", "stable", () => [rustup({ stable: rust("stable") })]],
    [
      "a rustup nightly where the Rust in PATH has no sources",
      "nightly",
      () => [rust("bare", { sources: false }), rustup({ nightly: rust("nightly") })],
    ],
  ])("is %s", (_, name, path) => {
    const { status, stdout } = build(...path());
    const where = name === "own" ? `the Rust in ${join(home, "own/bin")}` : `rustup ${name}`;
    expect(stdout).toBe(`building with ${where}: rustc 9.9.9 (${name})\n`);
    expect(status).toBe(1);
    const called = readFileSync(join(home, "called"), "utf8");
    expect(called).toContain(
      `${join(home, name, "bin/rustc")} build --quiet --locked --profile tool -p xtask`,
    );
  });

  it("takes a linker that has the version of the compiler's LLVM in its name", () => {
    const linkers = join(home, "linkers");
    write(join(linkers, "wasm-ld-77"), "#!/bin/sh\necho LLD 77\n");
    expect(build(rust("own", { linker: false }), linkers).stdout).toContain("building with the Rust in");
  });
});
