/** A user's orders, summed up, in neverthrow: each request timed out and repeated, four at a time, cancellable. */
import { err, ok, type Result, ResultAsync } from "neverthrow";
import { type Api, failureOf, type NotFound, type Order, type Unavailable, type User } from "./api.ts";

type Failure = NotFound | Unavailable | { readonly _tag: "TimeoutError" | "CancelledError" };

/** One attempt: its own signal, which the caller's and a timer abort. */
const attempt = async <T>(api: Api, path: string, signal: AbortSignal): Promise<Result<T, Failure>> => {
  if (signal.aborted) return err({ _tag: "CancelledError" });
  const controller = new AbortController();
  const cancel = () => controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, 100);
  signal.addEventListener("abort", cancel);
  const result = await ResultAsync.fromPromise(
    api.get<T>(path, controller.signal),
    (thrown): Failure =>
      signal.aborted ? { _tag: "CancelledError" } : late ? { _tag: "TimeoutError" } : failureOf(path, thrown),
  );
  clearTimeout(timer);
  signal.removeEventListener("abort", cancel);
  return result;
};

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    signal.addEventListener("abort", over);
  });

const get = <T>(api: Api, path: string, signal: AbortSignal): ResultAsync<T, Failure> =>
  new ResultAsync(
    (async () => {
      for (let attempts = 1; ; attempts++) {
        const result = await attempt<T>(api, path, signal);
        if (result.isOk() || attempts === 3) return result;
        if (result.error._tag === "NotFound" || result.error._tag === "CancelledError") return result;
        await sleep(5, signal);
      }
    })(),
  );

/** All of them, so many at a time; the first failure aborts the others. */
const all = <A, T>(
  items: readonly A[],
  limit: number,
  signal: AbortSignal,
  load: (item: A, signal: AbortSignal) => ResultAsync<T, Failure>,
): ResultAsync<T[], Failure> =>
  new ResultAsync(
    (async () => {
      const controller = new AbortController();
      const cancel = () => controller.abort();
      signal.addEventListener("abort", cancel);
      const values = new Array<T>(items.length);
      let next = 0;
      let failure: Failure | undefined;
      const worker = async (): Promise<void> => {
        while (next < items.length && failure === undefined) {
          const index = next++;
          const result = await load(items[index]!, controller.signal);
          if (result.isOk()) values[index] = result.value;
          else {
            failure ??= result.error;
            controller.abort();
          }
        }
      };
      await Promise.all(Array.from({ length: limit }, worker));
      signal.removeEventListener("abort", cancel);
      return failure === undefined ? ok(values) : err(failure);
    })(),
  );

export const report = async (api: Api, id: number, signal: AbortSignal): Promise<string> => {
  const result = await get<User>(api, `/users/${id}`, signal).andThen(({ name }) =>
    get<number[]>(api, `/users/${id}/orders`, signal)
      .andThen((ids) => all(ids, 4, signal, (order, own) => get<Order>(api, `/orders/${order}`, own)))
      .map((orders) => `${name}: ${orders.reduce((sum, { amount }) => sum + amount, 0)}`),
  );
  if (result.isOk()) return result.value;
  switch (result.error._tag) {
    case "NotFound":
      return `no ${result.error.path}`;
    case "Unavailable":
      return `${result.error.path} is down`;
    case "TimeoutError":
      return "too slow";
    case "CancelledError":
      return "cancelled";
  }
};
