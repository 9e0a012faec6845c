/** `npm run demo`: MiLost on the founding document's program, in about a minute. */
import { ratios } from "./ratios.ts";
import { seed } from "./seed.ts";
import { threadsDemo } from "./threads.ts";

try {
  await seed();
  await ratios();
  await threadsDemo();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
