/** One case of a select that waits: its waiter in a channel's queue, its timer, or its run of a Task. */

import { Waiter } from "../channel/waiters.js";
import { Timer } from "../task/timers.js";
import type { Task } from "../task/types.js";
import type { Kind } from "./kinds.js";
import type { Selection } from "./selection.js";

export class Arm extends Waiter<unknown, unknown> {
  private timer: Timer | undefined = undefined;

  constructor(
    private readonly selection: Selection,
    private readonly name: string,
    private readonly source: unknown,
    private readonly kind: Kind<unknown, unknown>,
  ) {
    // Channel cases name the end they wait through and the value they bring; the others have neither.
    const { end = source, value } = source as { readonly end?: object; readonly value?: unknown };
    super(end as object, value);
  }

  is(kind: unknown): boolean {
    return this.kind === kind;
  }

  wait(): void {
    this.kind.wait(this.source, this);
  }

  settle(outcome: unknown): void {
    const { kind, name, selection, source } = this;
    let value: unknown;
    try {
      value = kind.answer(outcome, source);
    } catch (reason) {
      selection.fail(reason);
      return;
    }
    selection.commit(name, value);
  }

  fail(reason: unknown): void {
    this.selection.fail(reason);
  }

  override cancel(): void {
    super.cancel();
    this.timer?.unschedule();
  }

  startTimer(ms: number, fire = (): void => this.settle(undefined)): void {
    this.timer = new Timer(fire).schedule(ms);
  }

  runTask(task: Task<unknown, unknown>): void {
    this.selection.run(task, this);
  }
}
