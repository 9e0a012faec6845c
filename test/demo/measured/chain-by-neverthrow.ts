/** chain.ts in neverthrow. */
import { errAsync, ResultAsync } from "neverthrow";

export const run = async (n: number): Promise<number> => {
  const loaded: ResultAsync<number, RangeError> =
    n >= 0 ? ResultAsync.fromSafePromise(Promise.resolve(n)) : errAsync(new RangeError("negative"));
  const result = await loaded
    .map((value) => value + 1)
    .map((value) => value * 2)
    .map((value) => value - 3)
    .map((value) => value + 4)
    .map((value) => value * 5)
    .map((value) => value - 6)
    .map((value) => value + 7)
    .map((value) => value * 8)
    .map((value) => value - 9)
    .map((value) => value + 10);
  return result.isOk() ? result.value : -1;
};
