#!/usr/bin/env node
// Asks for the Node it needs before anything is loaded that an older one cannot read.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  console.error(
    `milost needs Node 22.15 or newer; this is ${process.versions.node}.\n` +
      "Use a newer one for the build (what it writes runs on Node 20): npx -p node@24 -- milost build\n",
  );
  process.exitCode = 1;
} else {
  const { main } = await import("../dist/hosts/cli/main.js");
  process.exitCode = main(process.argv.slice(2));
}
