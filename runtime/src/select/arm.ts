/** One case of a select that waits: its waiter in a channel's queue, its timer, or its run of a Task. */

import { Waiter } from "../channel/waiters.js";
import type { Task } from "../task/types.js";
import type { Kind } from "./kinds.js";
import type { Selection } from "./selection.js";

export class Arm extends Waiter<unknown, unknown> {
  private timer: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(
    private readonly selection: Selection,
    private readonly name: string,
    private readonly source: unknown,
    private readonly kind: Kind<unknown, unknown>,
    end: object,
    value: unknown,
  ) {
    super(end, value);
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
    if (this.timer !== undefined) clearTimeout(this.timer);
  }

  startTimer(ms: number): void {
    this.timer = setTimeout(() => this.settle(undefined), ms);
  }

  runTask(task: Task<unknown, unknown>): void {
    this.selection.run(task, this);
  }
}
