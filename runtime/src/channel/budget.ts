/**
 * Fairness to the event loop. A promise that is ready costs a microtask, and microtasks run before timers and
 * I/O: two busy loops over a channel would hold both off for ever. So all channels of a thread share one
 * budget of operations; once it is spent, whatever is ready resolves after the next macrotask instead.
 *
 * While the budget is spent *every* ready operation waits for that macrotask, or with a thousand busy loops
 * the last one would have to spend a budget of its own before the event loop got its turn.
 *
 * 4,096 operations take 0.3 to 0.5 ms, which any timer or socket can wait; a turn of the event loop takes 2 to 5 us,
 * which is then one nanosecond an operation.
 */

const BUDGET = 4096;

let left = BUDGET;
let turn: Promise<void> | undefined;

/** Counts one operation; false when it must wait for the event loop (`afterTurn`). */
export const spend = (): boolean => left-- > 0;

/** Counts operations that were done in one go, as by `receiveMany`. */
export const spendMany = (count: number): void => {
  left -= count;
};

/** A promise of `value`: ready, or after the next turn of the event loop when the budget is spent. */
export const ready = <V>(value: V): Promise<V> => (left-- > 0 ? Promise.resolve(value) : afterTurn(value));

export const afterTurn = <V>(value: V): Promise<V> => {
  turn ??= new Promise<void>(macrotask).then(() => {
    left = BUDGET;
    turn = undefined;
  });
  return turn.then(() => value);
};

interface Host {
  readonly setImmediate?: (callback: () => void) => unknown;
}
// Taken once: a test that fakes timers must not stop the channels.
const { setImmediate } = globalThis as Host;

/**
 * Runs `callback` in the next macrotask. `setImmediate` where there is one; a message otherwise, for nested
 * timers are held back 4 ms in browsers. The port is closed at once: an open one keeps Deno alive.
 */
const macrotask = (callback: () => void): void => {
  if (setImmediate !== undefined) setImmediate(callback);
  else {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      callback();
    };
    port2.postMessage(0);
  }
};
