/**
 * A world without real time: turns and timers pass when the test says so, and only once nothing else can happen. What a chain
 * does then depends on neither the load of the machine nor how many microtasks the code takes.
 */
import { vi } from "vitest";

const microtasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class World {
  /** How often time went on. */
  now = 0;
  private waiting: (() => void)[] = [];

  /** A clock of its own, so that how timers fall on the runtime's wheel does not depend on what was before. */
  constructor() {
    vi.useRealTimers();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  }

  /** What chains wait with. */
  readonly turn = (): Promise<void> => new Promise((resolve) => this.waiting.push(resolve));

  /**
   * Lets time go on until nobody waits for it any more.
   *
   * @param rest called whenever all that can happen at one time has happened.
   */
  async run(rest?: () => void): Promise<void> {
    for (let left = 5000; left > 0; left--) {
      await microtasks();
      if (rest !== undefined) {
        rest();
        await microtasks();
      }
      const due = this.waiting;
      if (due.length === 0 && vi.getTimerCount() === 0) return;
      // Timers call back at once: what they do already belongs to the new time.
      this.now++;
      this.waiting = [];
      for (const resolve of due) resolve();
      if (due.length === 0) vi.advanceTimersToNextTimer();
    }
    throw new Error("the chain never comes to rest");
  }
}
