/** What only a whole process can show: that the heap stays flat, and that nothing keeps it alive. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = async (body: string): Promise<string> => {
  const source = `import { after, createChannel, select, tick, never } from "milost";\nimport { batch } from "milost/channel";\n${body}`;
  // A process that something keeps alive is killed, and the test fails.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--expose-gc", "--input-type=module", "--eval", source],
    { timeout: 25_000, cwd: import.meta.dirname },
  );
  return stdout.trim();
};

/** Runs `round` often, and prints how much the heap grew in the second half. */
const growth = async (setup: string, round: string, rounds: number): Promise<number> => {
  const printed = await run(`
    ${setup}
    const used = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      gc(); gc();
      return process.memoryUsage().heapUsed;
    };
    const many = async (count) => { for (let i = 0; i < count; i++) { ${round} } };
    await many(${rounds / 2});
    const before = await used();
    await many(${rounds / 2});
    console.log((await used()) - before);
  `);
  return Number(printed);
};

describe("a process with channels", { timeout: 30_000, concurrent: false }, () => {
  it("a million cancelled receives leave the heap flat", async () => {
    const grown = await growth(
      `const [tx, rx] = await createChannel(0);
       const listeners = new Set();
       // A signal that costs little: the real one would be what is measured.
       const signal = { aborted: false, reason: "cancelled",
         addEventListener: (_, l) => listeners.add(l), removeEventListener: (_, l) => listeners.delete(l) };`,
      `const received = rx.receive({ signal });
       for (const listener of listeners) listener.handleEvent();
       await received.catch(() => {});
       if (listeners.size > 0) throw new Error("a listener stayed");`,
      1_000_000,
    );
    expect(grown).toBeLessThan(200_000);
  });

  it("cancelled sends under a long-lived signal leave the heap flat", async () => {
    const grown = await growth(
      `const [tx, rx] = await createChannel(0);
       const forever = new AbortController().signal;`,
      `const sent = tx.send({ i }, { signal: forever }); rx.tryReceive(); await sent;`,
      100_000,
    );
    expect(grown).toBeLessThan(200_000);
  });

  it("selects over a promise that never settles leave the heap flat", async () => {
    const grown = await growth(
      `const [tx, rx] = await createChannel(0);
       const [, quiet] = await createChannel(0);
       const pending = new Promise(() => {});`,
      `const chosen = select({ rx, quiet, pending, idle: after(1e6), off: never }); tx.trySend(i); await chosen;`,
      200_000,
    );
    expect(grown).toBeLessThan(200_000);
  });

  it("a taken value is not kept by the ring", async () => {
    const printed = await run(`
      const [tx, rx] = await createChannel(64);
      const [utx, urx] = await createChannel(Infinity);
      const refs = [];
      for (let i = 0; i < 40; i++) {
        for (const [t, r] of [[tx, rx], [utx, urx]]) {
          let value = { i };
          refs.push(new WeakRef(value));
          t.trySend(value);
          value = undefined;
          r.tryReceive();
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
      console.log(refs.filter((ref) => ref.deref() !== undefined).length, tx.length);
    `);
    expect(printed).toBe("0 0");
  });

  it("waits at a channel, timers that lost and a spent budget keep no process alive", async () => {
    const printed = await run(`
      const [tx, rx] = await createChannel(0);
      void rx.receive();
      void select({ rx: rx.clone(), idle: after(Infinity) });
      const [tx3, rx3] = await createChannel();
      await tx3.send(1);
      void batch(rx3, 2).receive();
      const [tx2, rx2] = await createChannel(1);
      const beat = tick(60_000);
      const chosen = select({ rx2, idle: after(60_000), beat });
      await tx2.send(1);
      await chosen;
      for (let i = 0; i < 10_000; i++) { await tx2.send(i); await rx2.receive(); }
      console.log("done");
    `);
    expect(printed).toBe("done");
  });

  it("makes way for the event loop, and ends, also where there is no setImmediate", async () => {
    const printed = await run(`
      delete globalThis.setImmediate;
      // A copy of the module that has not seen it.
      const budget = await import(import.meta.resolve("milost/channel").replace("toolbox", "budget") + "?fresh");
      let fired = 0;
      const timer = setInterval(() => fired++, 1);
      for (let i = 0; i < 200_000; i++) await budget.ready(i);
      clearInterval(timer);
      console.log(fired > 0, typeof setImmediate);
    `);
    expect(printed).toBe("true undefined");
  });

  it("a select that waits for time keeps the process alive until then", async () => {
    expect(await run(`await select({ idle: after(30) }); console.log("fired");`)).toBe("fired");
  });
});
