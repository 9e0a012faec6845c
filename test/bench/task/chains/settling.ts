/** The same by hand where a handle escapes: it settles at once when it is cancelled, and takes no further step then. */
import { CancelledError, Err, Ok, PanicError, type Result, type TaskError } from "milost";
import { tick } from "./work.ts";

/** Where the handle goes. */
export const held: { run: Running<number, never> | undefined } = { run: undefined };

class Running<T, E> {
  settled = false;
  readonly promise: Promise<Result<T, E | TaskError>>;
  private resolve!: (result: Result<T, E | TaskError>) => void;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  settle(result: Result<T, E | TaskError>): void {
    if (this.settled) return;
    this.settled = true;
    this.resolve(result);
  }

  cancel(reason?: unknown): void {
    this.settle(Err(new CancelledError(reason)));
  }
}

export const sync1 = () => {
  const run = new Running<number, never>();
  held.run = run;
  void (async () => {
    try {
      let n = 1;
      n = n + 1;
      run.settle(Ok(n));
    } catch (thrown) {
      run.settle(Err(new PanicError(thrown)));
    }
  })();
  return run.promise;
};

export const sync3 = () => {
  const run = new Running<number, never>();
  held.run = run;
  void (async () => {
    try {
      let n = 1;
      n = n + 1;
      n = n + 1;
      const r2 = Ok(n + 1);
      if (r2._tag === "Err") return run.settle(r2);
      n = r2.value;
      run.settle(Ok(n));
    } catch (thrown) {
      run.settle(Err(new PanicError(thrown)));
    }
  })();
  return run.promise;
};

export const sync10 = () => {
  const run = new Running<number, never>();
  held.run = run;
  void (async () => {
    try {
      let n = 1;
      n = n + 1;
      n = n + 1;
      const r2 = Ok(n + 1);
      if (r2._tag === "Err") return run.settle(r2);
      n = r2.value;
      n = n + 1;
      n = n + 1;
      const r5 = Ok(n + 1);
      if (r5._tag === "Err") return run.settle(r5);
      n = r5.value;
      n = n + 1;
      n = n + 1;
      const r8 = Ok(n + 1);
      if (r8._tag === "Err") return run.settle(r8);
      n = r8.value;
      n = n + 1;
      run.settle(Ok(n));
    } catch (thrown) {
      run.settle(Err(new PanicError(thrown)));
    }
  })();
  return run.promise;
};

export const await1 = () => {
  const run = new Running<number, never>();
  held.run = run;
  void (async () => {
    try {
      let n = await tick();
      if (run.settled) return;
      n = n + 1;
      run.settle(Ok(n));
    } catch (thrown) {
      run.settle(Err(new PanicError(thrown)));
    }
  })();
  return run.promise;
};

export const await3 = () => {
  const run = new Running<number, never>();
  held.run = run;
  void (async () => {
    try {
      let n = await tick();
      if (run.settled) return;
      n = n + 1;
      n = n + 1;
      const r2 = Ok(n + 1);
      if (r2._tag === "Err") return run.settle(r2);
      n = r2.value;
      run.settle(Ok(n));
    } catch (thrown) {
      run.settle(Err(new PanicError(thrown)));
    }
  })();
  return run.promise;
};

export const await10 = () => {
  const run = new Running<number, never>();
  held.run = run;
  void (async () => {
    try {
      let n = await tick();
      if (run.settled) return;
      n = n + 1;
      n = n + 1;
      const r2 = Ok(n + 1);
      if (r2._tag === "Err") return run.settle(r2);
      n = r2.value;
      n = n + 1;
      n = n + 1;
      const r5 = Ok(n + 1);
      if (r5._tag === "Err") return run.settle(r5);
      n = r5.value;
      n = n + 1;
      n = n + 1;
      const r8 = Ok(n + 1);
      if (r8._tag === "Err") return run.settle(r8);
      n = r8.value;
      n = n + 1;
      run.settle(Ok(n));
    } catch (thrown) {
      run.settle(Err(new PanicError(thrown)));
    }
  })();
  return run.promise;
};
