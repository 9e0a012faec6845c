/** The async function that an expert would write for chain.ts. */
import { PanicError, Result } from "milost";

const load = async (n: number): Promise<Result<number, RangeError | PanicError>> => {
  try {
    const loaded: Result<number, RangeError> =
      n >= 0 ? Result.Ok(await Promise.resolve(n)) : Result.Err(new RangeError("negative"));
    if (loaded._tag === "Err") return loaded;
    let value = loaded.value + 1;
    value = value * 2;
    value = value - 3;
    value = value + 4;
    value = value * 5;
    value = value - 6;
    value = value + 7;
    value = value * 8;
    value = value - 9;
    return Result.Ok(value + 10);
  } catch (thrown) {
    return Result.Err(new PanicError(thrown));
  }
};

export const run = async (n: number): Promise<number> => {
  const result = await load(n);
  return result._tag === "Ok" ? result.value : -1;
};
