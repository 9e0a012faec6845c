/** The async function that an expert would write for chain.ts. */
import { PanicError, Result } from "milost";

export const run = async (n: number): Promise<number> => {
  let result: Result<number, RangeError | PanicError>;
  try {
    const loaded: Result<number, RangeError> =
      n >= 0 ? Result.Ok(await Promise.resolve(n)) : Result.Err(new RangeError("negative"));
    if (loaded._tag === "Err") {
      result = loaded;
    } else {
      let value = loaded.value + 1;
      value = value * 2;
      value = value - 3;
      value = value + 4;
      value = value * 5;
      value = value - 6;
      value = value + 7;
      value = value * 8;
      value = value - 9;
      result = Result.Ok(value + 10);
    }
  } catch (thrown) {
    result = Result.Err(new PanicError(thrown));
  }
  return result._tag === "Ok" ? result.value : -1;
};
