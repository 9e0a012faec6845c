/**
 * Builds the WebAssembly modules that `milost/threads` carries, and checks that they are the ones their sources say.
 *
 *     node crates/build-wasm.mjs            crates/** -> runtime/src/threads/{,pool/}module.ts, module.json
 *     node crates/build-wasm.mjs milost-pool-wasm      one of them
 *     node crates/build-wasm.mjs --check    fails when a source has changed since; where the recorded toolchain is
 *                                           installed it also builds again and compares the bytes
 *     node crates/build-wasm.mjs --check --sources    the first half only
 *
 * Steps: cargo (core and alloc from source, for atomics) -> wasm-bindgen -> wasm-opt -> inspection -> base64.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const crates = dirname(fileURLToPath(import.meta.url));
const root = dirname(crates);
/**
 * Where the module of each crate goes, and what crates it is made of. They are several, because who uses the one may not need
 * the other. `guest`: it works on the memory of another module, so it has none of its own, and is told where its stack is.
 */
const MODULES = [
  { crate: "milost-wasm", folder: "runtime/src/threads", crates: ["milost-layout"] },
  { crate: "milost-pool-wasm", folder: "runtime/src/threads/pool", crates: ["milost-layout"] },
  { crate: "milost-reap-wasm", folder: "runtime/src/threads/reaper", crates: ["milost-layout"], guest: true },
].map(({ crate, folder, crates, guest = false }) => ({
  crate,
  guest,
  crates: ["milost-core", crate, "xtask", ...crates],
  moduleFile: join(root, folder, "module.ts"),
  recordFile: join(root, folder, "module.json"),
}));
const target = join(crates, "target/wasm");
const hostTarget = join(crates, "target/host");
const LIMIT = 10_000;

const HOW_TO_GET_RUST =
  "No Rust that can build a shared-memory module was found: install Debian's rustc-web, cargo-web, rust-web-src and " +
  "lld (apt-get install), or `rustup toolchain install nightly --component rust-src`.";

/** Output of a program, or undefined when it is not there or fails. */
function ask(command, args, env = {}) {
  try {
    const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, ...env } };
    return execFileSync(command, args, options).trim();
  } catch {
    return undefined;
  }
}

function run(command, args, env = {}) {
  execFileSync(command, args, { cwd: crates, stdio: "inherit", env: { ...process.env, ...env } });
}

/** The folders of PATH with a Rust of its own. What lies beside `rustup` is rustup's, and that is asked by channel. */
function rustsInPath() {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => {
    const has = (program) => existsSync(join(folder, program));
    return folder !== "" && has("cargo") && has("rustc") && !has("rustup");
  });
}

/** The toolchain to build with: the first whose standard library's sources lie beside it, and that has a linker. */
function findToolchain() {
  const candidates = [
    ...rustsInPath().map((folder) => ({
      name: `the Rust in ${folder}`,
      cargo: join(folder, "cargo"),
      rustc: join(folder, "rustc"),
    })),
    ...["nightly", "stable"].map((channel) => ({
      name: `rustup ${channel}`,
      cargo: ask("rustup", ["which", "--toolchain", channel, "cargo"]),
      rustc: ask("rustup", ["which", "--toolchain", channel, "rustc"]),
    })),
  ];
  for (const { name, cargo, rustc } of candidates) {
    if (!cargo || !rustc || !existsSync(cargo) || !existsSync(rustc)) continue;
    const sysroot = ask(rustc, ["--print", "sysroot"]);
    if (!sysroot || !existsSync(join(sysroot, "lib/rustlib/src/rust/library/core/Cargo.toml"))) continue;
    const version = ask(rustc, ["-vV"]);
    const host = /^host: (.+)$/m.exec(version)?.[1] ?? "";
    // rustup brings its own linker; Debian's has the version of its LLVM in its name.
    const own = existsSync(join(sysroot, "lib/rustlib", host, "bin/rust-lld"));
    const llvm = /^LLVM version: (\d+)/m.exec(version)?.[1];
    const linker = own ? undefined : [`wasm-ld-${llvm}`, "wasm-ld"].find((linker) => ask(linker, ["--version"]));
    if (!own && !linker) continue;
    return { name, cargo, rustc, linker, version: version.split("\n")[0] };
  }
  return undefined;
}

function build(toolchain, { crate, guest }) {
  const linkArgs = [
    "--shared-memory",
    "--import-memory",
    // The largest memory that may be imported; how large it is, the loader decides.
    "--max-memory=4294967296",
    "--no-stack-first",
    "-zstack-size=4096",
  ];
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const flags = [
    "-Ctarget-feature=+atomics,+bulk-memory,+mutable-globals",
    ...linkArgs.map((arg) => `-Clink-arg=${arg}`),
    `--remap-path-prefix=${root}=/milost`,
    `--remap-path-prefix=${cargoHome}=/cargo`,
  ];
  const tools = { RUSTC: toolchain.rustc };
  run(toolchain.cargo, ["build", "--quiet", "--locked", "--profile", "tool", "-p", "xtask", "--target-dir", hostTarget], tools);
  run(
    toolchain.cargo,
    ["build", "--quiet", "--locked", "--release", "-p", crate]
      .concat(["--target", "wasm32-unknown-unknown", "-Zbuild-std=core,alloc", "--target-dir", target]),
    {
      ...tools,
      // `-Zbuild-std` and the atomics feature are not stable; this call alone may use them.
      RUSTC_BOOTSTRAP: "1",
      CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f"),
      ...(toolchain.linker ? { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: toolchain.linker } : {}),
    },
  );
  const linked = join(target, `wasm32-unknown-unknown/release/${crate.replaceAll("-", "_")}.wasm`);
  const bound = join(target, "bound.wasm");
  const optimised = join(target, "optimised.wasm");
  run(join(hostTarget, "tool/xtask"), [guest ? "guest" : "bindgen", linked, bound]);
  const features = ["threads", "bulk-memory", "mutable-globals", "sign-ext", "nontrapping-float-to-int"];
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  run(wasmOpt(), ["-O3", ...features.map((feature) => `--enable-${feature}`), ...strip, bound, "-o", optimised]);
  const bytes = readFileSync(optimised);
  inspect(bytes, guest);
  return bytes;
}

function wasmOpt() {
  return join(root, "node_modules/.bin/wasm-opt");
}

/** What the loader relies on. */
function inspect(bytes, guest) {
  if (bytes.length > LIMIT) throw new Error(`the module has ${bytes.length} bytes, more than ${LIMIT}`);
  const module = new WebAssembly.Module(bytes);
  const imports = WebAssembly.Module.imports(module).map(({ module, name, kind }) => `${kind} ${module}.${name}`);
  const expected = guest ? "global env.stack,memory env.memory" : "memory env.memory";
  if (imports.sort().join() !== expected) throw new Error(`the module imports ${imports.join(", ")}`);
  const others = WebAssembly.Module.exports(module).filter(({ kind }) => kind !== "function");
  if (others.length > 0) throw new Error(`the module exports ${others.map(({ name }) => name).join(", ")}`);
  const found = sections(bytes);
  // Section 8 names the function that fills static memory, 11 is what it fills it with.
  if (guest && (found.includes(8) || found.includes(11))) {
    throw new Error("the module has static memory, which would lie over that of the module it is loaded beside");
  }
  // Section 6 holds the globals, and the only one there could be is the stack pointer: each thread would start
  // with the same one.
  if (found.includes(6)) {
    throw new Error(
      "the module uses the shadow stack, which all threads would share: keep arguments and results of functions " +
        "that are not inlined to one number each, and no local whose address is taken",
    );
  }
}

/** The ids of a module's sections. */
function sections(bytes) {
  const ids = [];
  for (let at = 8; at < bytes.length; ) {
    ids.push(bytes[at++]);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += size;
  }
  return ids;
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Everything a module is made of, by path from the root. */
function sources(parts) {
  const files = [join(crates, "build-wasm.mjs"), join(crates, "Cargo.toml"), join(crates, "Cargo.lock")];
  for (const crate of parts) {
    files.push(join(crates, crate, "Cargo.toml"));
    for (const entry of readdirSync(join(crates, crate, "src"), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
    }
  }
  return Object.fromEntries(
    files.map((file) => [relative(root, file).split(sep).join("/"), sha256(readFileSync(file))]).sort(),
  );
}

function write(bytes, toolchain, { crate, crates, moduleFile, recordFile }) {
  mkdirSync(dirname(moduleFile), { recursive: true });
  const lines = Buffer.from(bytes).toString("base64").match(/.{1,100}/g);
  writeFileSync(
    moduleFile,
    `/** The module of crates/${crate} as base64, made by \`npm run build:wasm\`; module.json says from what. */\n` +
      `// biome-ignore format: data.\n` +
      `export const MODULE =\n${lines.map((line) => `  "${line}"`).join(" +\n")};\n`,
  );
  const record = {
    module: { bytes: bytes.length, sha256: sha256(bytes) },
    toolchain: { rustc: toolchain.version, wasmOpt: ask(wasmOpt(), ["--version"]) },
    sources: sources(crates),
  };
  writeFileSync(recordFile, `${JSON.stringify(record, null, 2)}\n`);
  console.log(`${relative(root, moduleFile)}: ${bytes.length} bytes, ${record.module.sha256}`);
}

function committed({ moduleFile, recordFile }) {
  if (!existsSync(moduleFile) || !existsSync(recordFile)) {
    throw new Error("the built module is missing: npm run build:wasm");
  }
  const base64 = [...readFileSync(moduleFile, "utf8").matchAll(/^ {2}"([^"]*)"/gm)].map(([, line]) => line).join("");
  return { bytes: Buffer.from(base64, "base64"), record: JSON.parse(readFileSync(recordFile, "utf8")) };
}

function check(module) {
  const { bytes, record } = committed(module);
  const now = sources(module.crates);
  const changed = [...new Set([...Object.keys(now), ...Object.keys(record.sources)])].filter(
    (file) => now[file] !== record.sources[file],
  );
  if (changed.length > 0) {
    throw new Error(`changed since the module was built: ${changed.join(", ")}. Run npm run build:wasm`);
  }
  if (sha256(bytes) !== record.module.sha256) {
    throw new Error("module.ts is not the module that module.json records. Run npm run build:wasm");
  }
  inspect(bytes, module.guest);
  console.log(`${module.crate}: the module (${bytes.length} bytes) is the one of its ${Object.keys(now).length} sources`);
  if (process.argv.includes("--sources")) return;

  const toolchain = findToolchain();
  const wasmOptVersion = ask(wasmOpt(), ["--version"]);
  if (!toolchain) return console.log(`not built again. ${HOW_TO_GET_RUST}`);
  if (toolchain.version !== record.toolchain.rustc || wasmOptVersion !== record.toolchain.wasmOpt) {
    console.log(`not built again: here is ${toolchain.version}, ${wasmOptVersion}; it was made by`, record.toolchain);
    return;
  }
  if (!build(toolchain, module).equals(bytes)) {
    throw new Error("a build with the recorded toolchain gives other bytes than the committed module");
  }
  console.log(`built again by ${toolchain.version}: the same bytes`);
}

try {
  const named = MODULES.filter(({ crate }) => process.argv.includes(crate));
  const modules = named.length > 0 ? named : MODULES;
  if (process.argv.includes("--check")) modules.forEach(check);
  else {
    const toolchain = findToolchain();
    if (!toolchain) throw new Error(HOW_TO_GET_RUST);
    console.log(`building with ${toolchain.name}: ${toolchain.version}`);
    for (const module of modules) write(build(toolchain, module), toolchain, module);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
