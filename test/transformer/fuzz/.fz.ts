import fc from "fast-check";
import { compilePrograms } from "/work/main/test/transformer/fuzz/compile.ts";
import { program } from "/work/main/test/transformer/fuzz/program.ts";

const sources = fc.sample(program, { seed: 1, numRuns: 150 });
const t = performance.now();
const out = compilePrograms(sources, { typeErrors: true });
const n = new Map();
for (const o of out) for (const e of o.typeErrors) n.set(e, (n.get(e) ?? 0) + 1);
for (const [e, c] of [...n].slice(0, 25)) console.log(c, e.slice(0, 700));
console.log(performance.now() - t, n.size);
