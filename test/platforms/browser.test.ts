/** The program of program.mjs in a page of Chromium: bundled by Vite and by webpack, with and without shared memory. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium as driver } from "playwright-core";
import { build as vite } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import webpack from "webpack";
import { chromium, commandOf } from "./binaries.js";
import { expected } from "./program.mjs";

const folder = fileURLToPath(new URL("./", import.meta.url));
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
};
/** What gives a page SharedArrayBuffer. */
const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

const bundlers: Readonly<Record<string, (out: string) => Promise<void>>> = {
  async Vite(out) {
    await vite({
      root: folder,
      base: "./",
      configFile: false,
      logLevel: "error",
      worker: { format: "es" },
      build: { outDir: out, emptyOutDir: true },
    });
  },
  async webpack(out) {
    await new Promise<void>((resolve, reject) => {
      webpack(
        {
          mode: "production",
          context: folder,
          entry: "./page.mjs",
          output: { path: out, filename: "page.js" },
        },
        (error, stats) => {
          if (error) reject(error);
          else if (stats?.hasErrors() || stats?.hasWarnings()) reject(new Error(stats.toString()));
          else resolve();
        },
      );
    });
    writeFileSync(join(out, "index.html"), '<!doctype html><script src="./page.js"></script>');
  },
};

const serve = async (out: string, headers: Record<string, string>): Promise<Server> => {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const file = join(out, path === "/" ? "index.html" : path);
    readFile(file).then(
      (body) => response.writeHead(200, { "Content-Type": TYPES[extname(file)], ...headers }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
};

describe("Chromium", { timeout: 60_000 }, () => {
  let browser: Browser | undefined;
  beforeAll(async () => {
    const command = commandOf(chromium());
    if (command === undefined) return;
    browser = await driver.launch({ executablePath: command[0] as string, headless: true, args: FLAGS });
  });
  afterAll(() => browser?.close());

  for (const [name, bundle] of Object.entries(bundlers)) {
    describe(`a page bundled by ${name}`, () => {
      const out = mkdtempSync(join(tmpdir(), "milost-page-"));
      beforeAll(() => bundle(out));
      afterAll(() => rmSync(out, { recursive: true, force: true }));

      for (const [transport, headers] of [
        ["shared", ISOLATED],
        ["port", {}],
      ] as const) {
        it(`runs the program over ${transport === "shared" ? "shared memory" : "ports"}`, async ({
          skip,
        }) => {
          if (browser === undefined) return skip();
          const server = await serve(out, headers);
          const page = await browser.newPage();
          try {
            const errors: string[] = [];
            page.on("pageerror", (error) => errors.push(String(error)));
            const { port } = server.address() as AddressInfo;
            await page.goto(`http://127.0.0.1:${port}/`, { timeout: 20_000 });
            const found = await page.waitForFunction("globalThis.outcome", undefined, { timeout: 20_000 });
            expect(await found.jsonValue()).toEqual(expected(transport));
            expect(errors).toEqual([]);
          } finally {
            await page.close();
            server.closeAllConnections();
            server.close();
          }
        });
      }
    });
  }
});
