/**
 * The types of Result and Option. Nothing here runs: `tsc -b` is the test.
 */
import {
  Err,
  type ErrOf,
  None,
  Ok,
  type OkOf,
  Option,
  Result,
  Some,
  type SomeOf,
  type TaskError,
} from "milost";
import { type Equal, is, typed } from "./equal.js";

declare const result: Result<number, string>;
declare const option: Option<number>;
declare const positive: boolean;

// A constructor answers the whole type, so assignment does not narrow what was declared.
let declared: Result<number, string> = Ok(1);
if (declared._tag === "Err") typed<string>()(declared.error);
declared = Err("bad");
if (declared._tag === "Ok") typed<number>()(declared.value);
let nothing: Option<number> = None;
if (nothing._tag === "Some") typed<number>()(nothing.value);
nothing = Some(1);
typed<Result<number, never>>()(Ok(1));
typed<Result<never, string>>()(Err("bad"));
typed<Result<void, never>>()(Ok());

// Parts.
is<Equal<OkOf<Result<number, string> | Result<boolean, never>>, number | boolean>>(true);
is<Equal<ErrOf<Result<number, string> | Result<boolean, never>>, string>>(true);
is<Equal<SomeOf<Option<number> | Option<string>>, number | string>>(true);
is<Equal<TaskError["_tag"], "CancelledError" | "PanicError">>(true);

// Narrowing, by method and by tag; methods of the narrowed variant still resolve.
if (result.isOk()) typed<number>()(result.value);
else typed<string>()(result.error);
if (option.isSome()) typed<number>()(option.value);
if (result._tag === "Ok") typed<Result<string, never>>()(result.map((n) => n.toFixed()));
if (result._tag === "Err") typed<Result<never, number>>()(result.mapErr((e) => e.length));

// Callbacks that return either of several Results.
const checked = result.andThen((n) => (n > 0 ? Ok(n) : n < -5 ? Err("low" as const) : Err(404)));
typed<Result<number, string | number>>()(checked);
typed<Result<string | number, boolean>>()(result.orElse((e) => (positive ? Ok(e) : Err(true))));
typed<Result<number, string>>()((positive ? Ok(1) : Err("x")).map((n) => n + 1));
typed<Option<string>>()(option.andThen((n) => (n > 0 ? Some("many") : None)));
typed<Option<number | string>>()(option.or(Some("a")));
typed<Option<1 | 2>>()(option.filter((n): n is 1 | 2 => n === 1));
typed<Option<number>>()(option.filter((n) => n > 1));

// Out.
typed<number>()(result.unwrapOr(0));
typed<number | null>()(result.unwrapOr(null));
typed<string[]>()((Ok(["a"]) as Result<string[], Error>).unwrapOr([]));
typed<number | null>()(result.mapOr(null, (n) => n));
typed<number | string>()(result.unwrapOrElse((e) => e));
typed<number | undefined>()(option.toUndefined());

// One level out, and across.
typed<Result<number, string | Error>>()((Ok(result) as Result<Result<number, string>, Error>).flatten());
typed<Option<Result<number, string>>>()((Ok(option) as Result<Option<number>, string>).transpose());
typed<Result<Option<number>, string>>()((Some(result) as Option<Result<number, string>>).transpose());
typed<Option<number>>()(result.ok());
typed<Result<number, Error>>()(option.okOrElse(() => new Error("none")));

// Many.
typed<Result<[number, string], string | Error>>()(Result.all([result, Ok("a") as Result<string, Error>]));
typed<Result<number[], string>>()(Result.all(new Set([result])));
typed<Result<number, [string, Error]>>()(Result.any([result, Err(new Error("x"))]));
typed<[number[], string[]]>()(Result.partition([result]));
typed<Option<[number, string]>>()(Option.all([option, Some("a")]));
typed<Option<number>>()(Option.fromNullable(1 as number | null | undefined));

// In.
typed<Result<number, unknown>>()(Result.try(() => 1));
typed<Result<number, string>>()(Result.try(() => 1, String));
typed<Promise<Result<number, Error>>>()(Result.fromPromise(Promise.resolve(1), () => new Error("x")));

// Do-notation: `yield*` gives the value, the errors add up.
typed<Result<string, "a" | "b">>()(
  Result.gen(function* () {
    const n = yield* Ok(1) as Result<number, "a">;
    const s = yield* Ok("x") as Result<string, "b">;
    typed<number>()(n);
    return s.repeat(n);
  }),
);
typed<Option<number>>()(
  Option.gen(function* () {
    return (yield* option) + 1;
  }),
);

// @ts-expect-error: a Result is no Option
Result.gen(function* () {
  return yield* option;
});
// @ts-expect-error: strings have no toFixed
(Ok("a") as Result<string, Error>).map((s) => s.toFixed());
// @ts-expect-error: not a Result
result.andThen((n) => n);
// @ts-expect-error: only a Result of a Result is flattened
result.flatten();
// @ts-expect-error: readonly
result._tag = "Ok";
