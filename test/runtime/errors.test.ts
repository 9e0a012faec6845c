/**
 * The errors: each is an Error with a tag, its code in the text and what it is about as its cause.
 */
import { CancelledError, MatchError, PanicError, Patterns, TimeoutError, UnwrapError } from "milost";
import { describe, expect, it } from "vitest";

const about = { id: 7 };

describe("every error", () => {
  it.each([
    [new MatchError(about), "MatchError", "ML1901", about],
    [new UnwrapError("no config", about), "UnwrapError", "ML1902", about],
    [new CancelledError(about), "CancelledError", "ML2901", about],
    [new PanicError(about), "PanicError", "ML2902", about],
    [new TimeoutError(50), "TimeoutError", "ML2903", undefined],
  ])("is an Error with a tag, a code and a cause: %s", (error, tag, code, cause) => {
    expect(error).toBeInstanceOf(Error);
    expect([error._tag, error.name]).toEqual([tag, tag]);
    expect(error.message).toMatch(new RegExp(`^${code}: .`));
    expect(error.stack).toContain(`${tag}: ${code}`);
    expect(error.cause).toBe(cause);
  });

  it("can be matched by its tag", () => {
    const error: CancelledError | PanicError = new PanicError(new TypeError("no such key"));
    const text = Patterns.match(error as CancelledError | PanicError, {
      CancelledError: () => "cancelled",
      PanicError: (panic) => panic.message,
    });
    expect(text).toContain("TypeError: no such key");
  });
});

describe("messages", () => {
  it("name what is known, and nothing where there is nothing", () => {
    expect(new CancelledError().message).toBe("ML2901: cancelled");
    expect(new CancelledError("user left").message).toBe('ML2901: cancelled: "user left"');
    expect(new TimeoutError(50).message).toContain("50 ms");
    expect(new TimeoutError(50).milliseconds).toBe(50);
  });

  it("name the reason of an abort without one", () => {
    const controller = new AbortController();
    controller.abort();
    const { reason } = controller.signal;
    expect(reason.message).toMatch(/abort/);
    expect(new CancelledError(reason).message).toBe(`ML2901: cancelled: DOMException: ${reason.message}`);
  });

  it("never run a getter of the value", () => {
    const value = Object.defineProperty({}, "_tag", {
      get: () => {
        throw new Error("must not be read");
      },
    });
    expect(new PanicError(value).message).toContain("a value of class Object");
  });
});
