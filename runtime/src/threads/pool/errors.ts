/**
 * What goes wrong with a pool: the `cause` of a job's PanicError, or thrown where an argument cannot be.
 *
 * ML3940 a thread ended while it ran the job, ML3941 the pool is closed, ML3942 the module has no such function, ML3943 a value
 * that structured clone does not take, ML3944 a bad option, ML3945 threads that end before they are ready, ML3946 no threads here.
 */

/** The thread that ran a job ended before the job did: by `process.exit`, an uncaught error, lack of memory, or a kill. */
export class WorkerLostError extends Error {
  readonly _tag = "WorkerLost";
  override get name(): "WorkerLostError" {
    return "WorkerLostError";
  }
  /** @param exitCode where the platform tells one. */
  constructor(
    readonly exitCode: number | undefined,
    cause?: unknown,
  ) {
    const why =
      cause instanceof Error
        ? `: ${cause.message}`
        : exitCode === undefined
          ? ""
          : ` with exit code ${exitCode}`;
    super(`ML3940: the worker thread ended while it ran this job${why}`, { cause });
  }
}

/** The pool was closed before the job was done. */
export class PoolClosedError extends Error {
  readonly _tag = "PoolClosed";
  override get name(): "PoolClosedError" {
    return "PoolClosedError";
  }
  constructor() {
    super("ML3941: the pool is closed: close it after the last run, or make another one");
  }
}

export const notAFunction = (href: string, name: string, value: unknown): TypeError =>
  new TypeError(
    `ML3942: ${href} exports no function "${name}" (but ${typeof value}): export it by that name`,
  );

export const notCloneable = (what: string, cause: unknown): TypeError =>
  new TypeError(`ML3943: ${what} cannot be sent to another thread: it must be what structured clone takes`, {
    cause,
  });

export const notStarting = (cause: unknown): Error =>
  new Error(
    "ML3945: the worker threads of this pool end before they are ready; the cause is the last one's error",
    {
      cause,
    },
  );

/** Throws a RangeError unless the option is an integer in the range. */
export const checkInteger = (name: string, value: number, least: number, most: number): number => {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`ML3944: ${name} must be an integer from ${least} to ${most}, not ${value}`);
};
