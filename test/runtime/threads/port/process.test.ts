/** A process lives as long as somebody waits for another thread, and no longer. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const folder = fileURLToPath(new URL("./", import.meta.url));

const printed = async (script: string): Promise<string> => {
  const program = `
    import { Worker } from "node:worker_threads";
    import { createChannel, Receiver, Sender } from "milost";
    import { transferables } from "milost/threads";
    const open = (capacity = 4) => createChannel({ shared: true, transport: "port", capacity });
    ${script}
  `;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: folder,
    timeout: 20_000,
  });
  return stdout.trim();
};

describe("a process with ports", { timeout: 30_000 }, () => {
  it("ends when nobody waits, whatever is open", async () => {
    const script = `
      const [tx, rx] = await open();
      const far = [await Sender.from(tx.handle()), await Receiver.from(rx.handle())];
      const unopened = [tx.handle(), rx.handle()];
      await far[0].send(1);
      console.log((await far[1].receive()).value, far.length + unopened.length);
    `;
    expect(await printed(script)).toBe("1 4");
  });

  it("ends after waits that are over", async () => {
    const script = `
      const [tx, rx] = await open(1);
      const far = [await Sender.from(tx.handle()), await Receiver.from(rx.handle())];
      const received = far[1].receive();
      const sent = [far[0].send(1), far[0].send(2), far[0].send(3)];
      await received;
      const signal = AbortSignal.timeout(20);
      await far[1].receive();
      await far[1].receive();
      await Promise.all(sent);
      const given = await far[1].receive({ signal }).catch((error) => error.name);
      console.log(given);
    `;
    expect(await printed(script)).toBe("TimeoutError");
  });

  it("lives while it waits for another thread, and ends then", async () => {
    const worker = `
      import { workerData } from "node:worker_threads";
      import { Sender } from "milost";
      const tx = await Sender.from(workerData);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await tx.send("late");
      tx.close();
    `;
    const script = `
      const [tx, rx] = await open();
      const handle = tx.handle();
      tx.close();
      const worker = new Worker(${JSON.stringify(worker)}, {
        eval: true,
        workerData: handle,
        transferList: transferables(handle),
      });
      worker.unref();
      console.log((await rx.receive()).value, (await rx.receive())._tag);
    `;
    expect(await printed(script)).toBe("late None");
  });
});
