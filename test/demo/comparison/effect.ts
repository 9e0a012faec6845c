/** A user's orders, summed up, in Effect: each request timed out and repeated, four at a time, cancellable. */
import { Cause, Effect, Exit, Schedule } from "effect";
import { type Api, failureOf, type Order, type User } from "./api.ts";

const get = <T>(api: Api, path: string) =>
  Effect.tryPromise({
    try: (signal) => api.get<T>(path, signal),
    catch: (thrown) => failureOf(path, thrown),
  }).pipe(
    Effect.timeout("100 millis"),
    Effect.retry({
      times: 2,
      schedule: Schedule.spaced("5 millis"),
      while: (error) => error._tag !== "NotFound",
    }),
  );

export const report = async (api: Api, id: number, signal: AbortSignal): Promise<string> => {
  const effect = Effect.gen(function* () {
    const { name } = yield* get<User>(api, `/users/${id}`);
    const ids = yield* get<number[]>(api, `/users/${id}/orders`);
    const orders = yield* Effect.forEach(ids, (order) => get<Order>(api, `/orders/${order}`), {
      concurrency: 4,
    });
    return `${name}: ${orders.reduce((sum, { amount }) => sum + amount, 0)}`;
  }).pipe(
    Effect.catchTags({
      NotFound: ({ path }) => Effect.succeed(`no ${path}`),
      Unavailable: ({ path }) => Effect.succeed(`${path} is down`),
      TimeoutError: () => Effect.succeed("too slow"),
    }),
  );
  return Exit.match(await Effect.runPromiseExit(effect, { signal }), {
    onSuccess: (text) => text,
    onFailure: (cause) => (Cause.hasInterruptsOnly(cause) ? "cancelled" : Cause.pretty(cause)),
  });
};
