/** What a cancel costs: start work that never ends, cancel it, await its outcome. */
import { Effect, Fiber } from "effect";
import { CancelledError, Err, Ok, Task } from "milost";
import { measure, printTable, type Row } from "../measure.ts";

const forever = () => new Promise<never>(() => {});

export const cancellation = async (): Promise<Row[]> => {
  const title = "start, cancel, await the outcome";
  const rows = await measure(
    [
      {
        name: "handwritten: AbortController, abort listener",
        fn: () => {
          const controller = new AbortController();
          const { signal } = controller;
          const outcome = new Promise((resolve) => {
            signal.addEventListener("abort", () => resolve(Err(new CancelledError(signal.reason))), {
              once: true,
            });
          });
          controller.abort("reason");
          return outcome;
        },
      },
      {
        name: "Task.new that ignores its signal",
        fn: () => {
          const task = Task.new(forever);
          const outcome = task.run();
          task.cancel("reason");
          return outcome;
        },
      },
      {
        name: "Task.sleep",
        fn: () => {
          const task = Task.sleep(60_000);
          const outcome = task.run();
          task.cancel("reason");
          return outcome;
        },
      },
      {
        name: "Task with a finalizer",
        fn: () => {
          const task = Task.new(forever).ensure(() => {});
          const outcome = task.run();
          task.cancel("reason");
          return outcome;
        },
      },
      { name: "Task.race of 2, one loses", fn: () => Task.race([Task.never(), Task.ok(1)]).run() },
      {
        name: "timeout that does not fire",
        fn: () =>
          Task.new(async () => Ok(1))
            .timeout(60_000)
            .run(),
      },
      {
        name: "Effect: fork, interrupt",
        fn: () => Effect.runPromise(Fiber.interrupt(Effect.runFork(Effect.never))),
      },
    ],
    { title },
  );
  printTable(rows, { title });
  return rows;
};
