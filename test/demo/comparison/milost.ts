/** A user's orders, summed up, in MiLost: each request timed out and repeated, four at a time, cancellable. */
import { onlyIf, Patterns, Task } from "milost";
import { type Api, failureOf, type Order, type User } from "./api.ts";

const get = <T>(api: Api, path: string) =>
  Task.try(
    (signal) => api.get<T>(path, signal),
    (thrown) => failureOf(path, thrown),
  )
    .timeout(100)
    .retry({ attempts: 3, delay: onlyIf((error) => error._tag !== "NotFound", 5) });

export const report = async (api: Api, id: number, signal: AbortSignal): Promise<string> => {
  const task = get<User>(api, `/users/${id}`).flatMap(({ name }) =>
    get<number[]>(api, `/users/${id}/orders`)
      .flatMap((ids) =>
        Task.all(
          ids.map((order) => get<Order>(api, `/orders/${order}`)),
          { concurrency: 4 },
        ),
      )
      .map((orders) => `${name}: ${orders.reduce((sum, { amount }) => sum + amount, 0)}`),
  );
  return Patterns.match(await task.run({ signal }), {
    Ok: (text) => text,
    Err: (error) =>
      Patterns.match(error, {
        NotFound: ({ path }) => `no ${path}`,
        Unavailable: ({ path }) => `${path} is down`,
        TimeoutError: () => "too slow",
        CancelledError: () => "cancelled",
        PanicError: ({ message }) => message,
      }),
  });
};
