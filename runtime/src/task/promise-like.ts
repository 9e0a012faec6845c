/** Tests for promises, and listens to them exactly as `await` does. */

/** Whether `await` would wait for `value`. Reads `then` once; a getter that throws, throws. */
export const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  value !== null &&
  (typeof value === "object" || typeof value === "function") &&
  // The `in`-less read is what `await` does; everything is an object with a possible `then` here.
  typeof (value as { readonly then?: unknown }).then === "function";

// Taken once: like `await`, not to be misled by a `then` that a promise of the platform carries itself.
const then = Promise.prototype.then;

/** Registers one pair of reactions. Foreign thenables are adopted first, so exactly one reaction is called, once. */
export const listen = (
  promise: PromiseLike<unknown>,
  onValue: (value: unknown) => void,
  onError: (thrown: unknown) => void,
): void => {
  void then.call(Promise.resolve(promise), onValue, onError);
};
