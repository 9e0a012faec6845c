/** A chain of ten steps over one await: this file is measured as it is and compiled. */
import { Result, Task } from "milost";

export const run = async (n: number): Promise<number> => {
  const result = await Task.new(async () =>
    n >= 0 ? Result.Ok(await Promise.resolve(n)) : Result.Err(new RangeError("negative")),
  )
    .map((value) => value + 1)
    .map((value) => value * 2)
    .map((value) => value - 3)
    .map((value) => value + 4)
    .map((value) => value * 5)
    .map((value) => value - 6)
    .map((value) => value + 7)
    .map((value) => value * 8)
    .map((value) => value - 9)
    .map((value) => value + 10)
    .run();
  return result._tag === "Ok" ? result.value : -1;
};
