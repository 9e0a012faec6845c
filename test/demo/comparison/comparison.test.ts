/** The three programs do the same: same outcomes, same requests, nothing left behind. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createApi } from "./api.ts";
import * as effect from "./effect.ts";
import * as milost from "./milost.ts";
import * as neverthrow from "./neverthrow.ts";

const programs = { milost, neverthrow, effect };

describe.each(Object.entries(programs))("%s", (name, { report }) => {
  test("gives the sum, asks again for what failed, four at a time", async () => {
    const api = createApi();
    expect(await report(api, 1, new AbortController().signal)).toBe("Ada: 550");
    // A user, a list, ten orders, three of them twice.
    expect(api.log).toEqual({ requests: 15, most: 4, aborted: 0, listeners: 0 });
  });

  test("does not ask again for what is not there", async () => {
    const api = createApi();
    expect(await report(api, 2, new AbortController().signal)).toBe("no /users/2");
    expect(api.log.requests).toBe(1);
  });

  test("fails with the first order that fails", async () => {
    const api = createApi();
    expect(await report(api, 3, new AbortController().signal)).toBe("no /orders/404");
    expect(api.log.listeners).toBe(0);
  });

  test("gives up after three attempts", async () => {
    const api = createApi();
    expect(await report(api, 4, new AbortController().signal)).toBe("/orders/503 is down");
    // A user, a list, two orders, and three times the one that is down.
    expect(api.log).toMatchObject({ requests: 7, listeners: 0 });
  });

  test("gives up what is too slow", async () => {
    const api = createApi();
    expect(await report(api, 5, new AbortController().signal)).toBe("too slow");
    expect(api.log).toMatchObject({ aborted: 3, listeners: 0 });
  });

  test("cancels what is under way", async () => {
    const api = createApi();
    const controller = new AbortController();
    const outcome = report(api, 5, controller.signal);
    // By then only the order that hangs is under way.
    while (api.log.requests < 5 || api.log.listeners > 1) await sleep(1);
    controller.abort();
    expect(await outcome).toBe("cancelled");
    expect(api.log).toMatchObject({ aborted: 1, listeners: 0 });
  });

  test("is cancelled before it starts", async () => {
    const api = createApi();
    expect(await report(api, 1, AbortSignal.abort())).toBe("cancelled");
    // Effect starts, and interrupts what it has started.
    expect(api.log).toMatchObject({ requests: name === "effect" ? 1 : 0, listeners: 0 });
  });
});

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const linesOf = (name: string): number =>
  read(`${name}.ts`)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s*(\/\/|\/\*)/.test(line)).length;

describe("the README", () => {
  const [, section = ""] =
    /^## Beside neverthrow and Effect$([\s\S]*?)^## /m.exec(read("../../../README.md")) ?? [];

  test("says how long they are", () => {
    const lines = ["milost", "neverthrow", "effect"].map(linesOf);
    expect(section).toContain(`| lines | ${lines.join(" | ")} |`);
  });

  test("quotes what they say", () => {
    const quotes = [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, quote]) => quote!);
    expect(quotes.length).toBeGreaterThan(0);
    for (const quote of quotes) expect(read("milost.ts")).toContain(quote);
  });
});
