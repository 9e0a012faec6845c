/** A generator and the least that can drive it: what `Task.gen` cannot do without, because a generator function is made anew. */
import { Err, Ok, PanicError, type Result } from "milost";
import { tick } from "./work.ts";

type Steps = Generator<number | Promise<number>, number, number>;

const drive = async (body: () => Steps): Promise<Result<number, PanicError>> => {
  try {
    const steps = body();
    let step = steps.next();
    while (!step.done) step = steps.next(typeof step.value === "number" ? step.value : await step.value);
    return Ok(step.value);
  } catch (thrown) {
    return Err(new PanicError(thrown));
  }
};

export const sync1 = () =>
  drive(function* (): Steps {
    let n = 1;
    n = yield n + 1;
    return n;
  });

export const sync3 = () =>
  drive(function* (): Steps {
    let n = 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    return n;
  });

export const sync10 = () =>
  drive(function* (): Steps {
    let n = 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    return n;
  });

export const await1 = () =>
  drive(function* (): Steps {
    let n = yield tick();
    n = yield n + 1;
    return n;
  });

export const await3 = () =>
  drive(function* (): Steps {
    let n = yield tick();
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    return n;
  });

export const await10 = () =>
  drive(function* (): Steps {
    let n = yield tick();
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    n = yield n + 1;
    return n;
  });
