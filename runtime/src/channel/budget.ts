/**
 * Fairness to the event loop. A promise that is ready costs a microtask, and microtasks run before timers and
 * I/O: two busy loops over a channel would hold both off for ever. So all channels of a thread share one
 * budget of operations; once it is spent, whatever is ready resolves after the next macrotask instead.
 *
 * While the budget is spent *every* ready operation waits for that macrotask, or with a thousand busy loops
 * the last one would have to spend a budget of its own before the event loop got its turn.
 *
 * Measured: 1,024 operations take 0.1 ms, a turn of the event loop 2 to 50 us. A turn after each 1,024 would make
 * channels up to a third slower, a turn after each 16,000 would hold timers off for long where the loops do
 * more than receive. So after 1,024 operations the clock decides: the budget is filled up until 2 ms have
 * passed since the last turn, but no more than 32 times, for some clocks are coarse.
 */

/** Operations between two looks at the clock. */
const LOOK = 1024;
/** Milliseconds that may pass between two turns. */
const SLICE = 2;
/** Looks between two turns, whatever the clock says. */
const LOOKS = 32;

interface Host {
  readonly setImmediate?: (callback: () => void) => unknown;
}
// Taken once: a test that fakes timers must not stop the channels.
const { performance, setImmediate } = globalThis as typeof globalThis & Host;
const now = performance.now.bind(performance);

let left = LOOK;
let looks = LOOKS;
let since = 0;
let turn: Promise<void> | undefined;

/** Counts one operation; false when it must wait for the event loop (`afterTurn`). */
export const spend = (): boolean => left-- > 0 || fillUp();

const fillUp = (): boolean => {
  if (turn !== undefined || --looks <= 0 || now() - since > SLICE) return false;
  left = LOOK - 1;
  return true;
};

/** Counts operations that were done in one go, as by `receiveMany`. */
export const spendMany = (count: number): void => {
  left -= count;
};

/** A promise of `value`: ready, or after the next turn of the event loop when the budget is spent. */
export const ready = <V>(value: V): Promise<V> => (spend() ? Promise.resolve(value) : afterTurn(value));

export const afterTurn = <V>(value: V): Promise<V> => {
  turn ??= new Promise<void>(macrotask).then(() => {
    left = LOOK;
    looks = LOOKS;
    since = now();
    turn = undefined;
  });
  return turn.then(() => value);
};

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
