/** A program that never closes its pool: `node leave.mjs <transport> <await | run | nothing>`. */
import { createPool } from "milost/threads";

const [transport, what] = process.argv.slice(2);
const pool = createPool({ size: 2, transport });
const add = pool.task(new URL("./work.mjs", import.meta.url), "add");
if (what === "await") console.log((await add(1, 2).run()).value);
if (what === "run")
  add(1, 2)
    .run()
    .then(({ value }) => console.log(value));
