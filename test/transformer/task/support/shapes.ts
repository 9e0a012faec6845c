/**
 * One task for every shape that chains and generators are compiled to, as source text. Lines say what runs: "body" what waits
 * as the test makes it wait, "step" what must not run after a cancel, "open" and "close" a part with a finalizer.
 */
export const shapes = `import { Err, Ok, Task } from "milost";
type Log = (line: string) => void;
type Pass = (signal: AbortSignal) => Promise<void> | undefined;
type Turn = () => Promise<void>;

const part = (log: Log, pass: Pass, name: string) =>
  Task.new(async (signal) => {
    log("body " + name);
    await pass(signal);
    log("body " + name + " ends");
    return signal.aborted ? Err("stopped") : Ok(1);
  });

const guarded = (log: Log, pass: Pass, turn: Turn, name: string) =>
  Task.new(async (signal) => {
    log("open " + name);
    await pass(signal);
    return signal.aborted ? Err("stopped") : Ok(1);
  })
    .map((n) => {
      log("step " + name);
      return n + 1;
    })
    .ensure(async () => {
      await turn();
      log("close " + name);
    });

export const chain = (log: Log, pass: Pass, turn: Turn) =>
  guarded(log, pass, turn, "outer")
    .map((n) => {
      log("step map");
      return n + 1;
    })
    .flatMap((n) => {
      log("step flatMap");
      return guarded(log, pass, turn, "inner").map((m) => {
        log("step inner map");
        return n + m;
      });
    })
    .mapErr((error) => {
      log("step mapErr");
      return error;
    })
    .tap(async () => {
      log("step tap");
      await turn();
    })
    .map(async (n) => {
      log("step last");
      await turn();
      return n;
    });

export const body = (log: Log, pass: Pass, turn: Turn) =>
  Task.new(async (signal) => {
    log("open body");
    await pass(signal);
    log("body goes on");
    await pass(signal);
    return signal.aborted ? Err("stopped") : Ok(2);
  })
    .ensure(() => log("close body"))
    .map(async (n) => {
      log("step first");
      await turn();
      return n + 1;
    })
    .andThen((n) =>
      n > 99
        ? Task.ok(n)
        : part(log, pass, "branch").tap(() => log("step branch")),
    )
    .map((n) => {
      log("step last");
      return n;
    });

export const attempts = (log: Log, pass: Pass, turn: Turn) =>
  Task.fromPromise(
    async (signal) => {
      log("body fetch");
      await pass(signal);
      if (signal.aborted) throw "stopped";
      throw "refused";
    },
    (reason) => {
      log("step reason");
      return String(reason);
    },
  )
    .orElse((reason) => {
      log("step orElse");
      return Task.try(async (signal) => {
        log("open try");
        await pass(signal);
        return reason.length;
      })
        .tapErr(() => log("step tapErr"))
        .ensure(async () => {
          await turn();
          log("close try");
        });
    })
    .map((n) => {
      log("step last");
      return n;
    });

export const yielded = (log: Log, pass: Pass, turn: Turn) =>
  Task.gen(function* (signal) {
    const a = yield* part(log, pass, "a").map((n) => {
      log("step a");
      return n;
    });
    log(signal.aborted ? "step aborted" : "step between");
    const b = yield* guarded(log, pass, turn, "b");
    const c = yield* Task.fromPromise(async (inner) => {
      log("body c");
      await pass(inner);
      return 3;
    }).mapErr(() => "c");
    log("step last");
    return a + b + c;
  });

export const cleaning = (log: Log, pass: Pass, turn: Turn) =>
  Task.gen(function* () {
    log("open generator");
    try {
      const a = yield* part(log, pass, "a");
      log("step between");
      const b = yield* guarded(log, pass, turn, "b");
      log("step last");
      return a + b;
    } finally {
      log("close generator");
      yield* Task.new(async () => {
        await turn();
        return Ok(1);
      });
    }
  });

export const together = (log: Log, pass: Pass, turn: Turn) =>
  Task.all([guarded(log, pass, turn, "first"), guarded(log, pass, turn, "second").map((n) => n + 1)])
    .map((list) => {
      log("step last");
      return list.length;
    })
    .ensure(() => log("close nothing"));
`;
