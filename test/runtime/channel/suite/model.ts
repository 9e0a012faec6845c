/**
 * Random operations against a reference that is obviously right: an array of values and an array of waiting
 * operations, written down from the contract. After each command every promise must have settled in the channel
 * exactly when it has in the model, with the same outcome.
 *
 * `MILOST_MODEL_OPERATIONS=1000000` makes it a million operations in all.
 */
import fc from "fast-check";
import type { Receiver, Sender } from "milost";
import { describe, expect, it } from "vitest";
import { settle, type Tracked } from "./tracked.js";

/** One operation that was begun, and what came of it. */
interface Pending {
  readonly kind: "send" | "receive" | "many";
  /** Whether it was given a signal. */
  readonly abortable: boolean;
  readonly end: number;
  readonly value: number;
  readonly max: number;
  outcome: string | undefined;
}

/** The contract in as few words as possible. `senders` and `receivers` hold which ends are open. */
class Model {
  readonly buffer: number[] = [];
  readonly waiting: Pending[] = [];
  readonly senders: boolean[] = [true];
  readonly receivers: boolean[] = [true];
  readonly seen: boolean[] = [false];
  next = 0;

  readonly capacity: number;
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  begin(operation: Pending): void {
    this.waiting.push(operation);
    this.run();
  }

  private first(kinds: readonly string[]): Pending | undefined {
    return this.waiting.find((operation) => kinds.includes(operation.kind));
  }

  private end(operation: Pending, outcome: string): void {
    operation.outcome = outcome;
    this.waiting.splice(this.waiting.indexOf(operation), 1);
  }

  /** Does whatever can be done, oldest first, until nothing can. */
  run(): void {
    for (;;) {
      const closed =
        this.waiting.find((each) => each.kind === "send" && !this.senders[each.end]) ??
        (this.receivers.includes(true) ? undefined : this.first(["send"]));
      if (closed) {
        this.end(closed, `Closed ${closed.value}`);
        continue;
      }
      const shut = this.waiting.find(
        (each) => each.kind !== "send" && (!this.receivers[each.end] || this.seen[each.end]),
      );
      if (shut) {
        this.finish(shut);
        continue;
      }
      const receiver = this.first(["receive", "many"]);
      if (receiver && (this.buffer.length > 0 || this.first(["send"]))) {
        const values: number[] = [];
        const most = receiver.kind === "many" ? receiver.max : 1;
        while (values.length < most && (this.buffer.length > 0 || this.first(["send"])))
          values.push(this.pop());
        this.end(receiver, receiver.kind === "many" ? `[${values}]` : `Some ${values[0]}`);
        continue;
      }
      const sender = this.first(["send"]);
      if (sender && this.buffer.length < this.capacity) {
        this.buffer.push(sender.value);
        this.end(sender, "Ok");
        continue;
      }
      if (receiver && !this.senders.includes(true)) {
        this.finish(receiver);
        continue;
      }
      return;
    }
  }

  private finish(receiver: Pending): void {
    this.seen[receiver.end] = true;
    this.end(receiver, receiver.kind === "many" ? "[]" : "None");
  }

  /** The oldest value; a send that waited moves up. */
  pop(): number {
    const sender = this.first(["send"]);
    if (sender) {
      this.buffer.push(sender.value);
      this.end(sender, "Ok");
    }
    // Only called while there is a value.
    return this.buffer.shift() as number;
  }

  closeReceiver(end: number): void {
    this.receivers[end] = false;
    this.seen[end] = true;
    if (!this.receivers.includes(true)) this.buffer.length = 0;
    this.run();
  }
}

interface Real {
  readonly distant: boolean;
  readonly senders: Sender<number>[];
  readonly receivers: Receiver<number>[];
  readonly pending: {
    readonly model: Pending;
    outcome: string | undefined;
    readonly controller: AbortController;
  }[];
}

type Command = fc.AsyncCommand<Model, Real>;

const operation = (kind: Pending["kind"], end: number, given: Partial<Pending> = {}): Pending => ({
  kind,
  end,
  abortable: false,
  value: 0,
  max: 1,
  outcome: undefined,
  ...given,
});

const compare = async (model: Model, real: Real): Promise<void> => {
  await settle();
  if (real.distant) {
    // A length elsewhere is the last one heard of; reading it asks anew.
    for (const tx of real.senders) void tx.length;
    await settle();
  }
  for (const { model: expected, outcome } of real.pending) expect(outcome).toBe(expected.outcome);
  // What has settled is settled: only those who wait stay under watch.
  const waiting = real.pending.filter(({ outcome }) => outcome === undefined);
  real.pending.length = 0;
  real.pending.push(...waiting);
  const lengths = real.senders.filter((_, end) => model.senders[end] || !real.distant).map((tx) => tx.length);
  expect(lengths).toEqual(lengths.map(() => model.buffer.length));
  expect(real.receivers.map((rx) => rx.closed)).toEqual(model.seen);
  const refused = !model.receivers.includes(true);
  expect(real.senders.map((tx) => tx.closed)).toEqual(model.senders.map((open) => !open || refused));
};

const watch = (real: Real, model: Pending, controller: AbortController, promise: Promise<string>): void => {
  const entry: Real["pending"][number] = { model, outcome: undefined, controller };
  real.pending.push(entry);
  promise.then(
    (outcome) => {
      entry.outcome = outcome;
    },
    (reason) => {
      entry.outcome = String(reason);
    },
  );
};

const command = (name: string, run: (model: Model, real: Real) => void | Promise<void>): Command => ({
  check: () => true,
  run: async (model, real) => {
    await run(model, real);
    await compare(model, real);
  },
  toString: () => name,
});

const send = (at: number): Command =>
  command(`send(${at})`, (model, real) => {
    const end = at % real.senders.length;
    const begun = operation("send", end, { value: model.next++, abortable: at % 2 === 1 });
    const controller = new AbortController();
    const sent = real.senders[end]!.send(begun.value, begun.abortable ? controller : undefined);
    watch(
      real,
      begun,
      controller,
      sent.then((result) => (result._tag === "Ok" ? "Ok" : `${result.error._tag} ${result.error.value}`)),
    );
    model.begin(begun);
  });

const receive = (at: number): Command =>
  command(`receive(${at})`, (model, real) => {
    const end = at % real.receivers.length;
    const begun = operation("receive", end, { abortable: at % 2 === 1 });
    const controller = new AbortController();
    const received = real.receivers[end]!.receive(begun.abortable ? controller : undefined);
    watch(
      real,
      begun,
      controller,
      received.then((option) => (option._tag === "Some" ? `Some ${option.value}` : "None")),
    );
    model.begin(begun);
  });

const receiveMany = (at: number, max: number): Command =>
  command(`receiveMany(${at}, ${max})`, (model, real) => {
    const end = at % real.receivers.length;
    const begun = operation("many", end, { max });
    watch(
      real,
      begun,
      new AbortController(),
      real.receivers[end]!.receiveMany(max).then((values) => `[${values}]`),
    );
    model.begin(begun);
  });

const trySend = (at: number): Command =>
  command(`trySend(${at})`, (model, real) => {
    const end = at % real.senders.length;
    const begun = operation("send", end, { value: model.next++ });
    model.begin(begun);
    const result = real.senders[end]!.trySend(begun.value);
    if (begun.outcome === undefined) {
      model.waiting.splice(model.waiting.indexOf(begun), 1);
      expect(result.error).toMatchObject({ _tag: "Full", value: begun.value });
    } else if (begun.outcome === "Ok") expect(result._tag).toBe("Ok");
    else expect(result.error).toMatchObject({ _tag: "Closed", value: begun.value });
  });

const tryReceive = (at: number): Command =>
  command(`tryReceive(${at})`, async (model, real) => {
    const end = at % real.receivers.length;
    const begun = operation("receive", end);
    model.begin(begun);
    let result = real.receivers[end]!.tryReceive();
    // Where others may still have a value in hand, a receiver learns that they have not when it asks.
    if (real.distant && begun.outcome === "None" && result.error?._tag === "Empty") {
      await settle();
      result = real.receivers[end]!.tryReceive();
    }
    if (begun.outcome === undefined) {
      model.waiting.splice(model.waiting.indexOf(begun), 1);
      expect(result.error?._tag).toBe("Empty");
    } else if (begun.outcome === "None") expect(result.error?._tag).toBe("Closed");
    else expect(`Some ${result.value}`).toBe(begun.outcome);
  });

/** Gives up one of the waits that have a signal, wherever in its queue it stands. */
const cancel = (at: number): Command =>
  command(`cancel(${at})`, (model, real) => {
    const entry = real.pending[at % Math.max(1, real.pending.length)];
    if (entry === undefined) return;
    entry.controller.abort("cancelled");
    if (!entry.model.abortable || entry.model.outcome !== undefined) return;
    entry.model.outcome = "cancelled";
    model.waiting.splice(model.waiting.indexOf(entry.model), 1);
  });

const cloneSender = (at: number): Command =>
  command(`tx${at}.clone()`, (model, real) => {
    if (real.senders.length >= 6) return;
    const end = at % real.senders.length;
    real.senders.push(real.senders[end]!.clone());
    model.senders.push(model.senders[end]!);
  });

const cloneReceiver = (at: number): Command =>
  command(`rx${at}.clone()`, (model, real) => {
    if (real.receivers.length >= 6) return;
    const end = at % real.receivers.length;
    real.receivers.push(real.receivers[end]!.clone());
    model.receivers.push(model.receivers[end]!);
    model.seen.push(!model.receivers[end]!);
  });

const closeSender = (at: number): Command =>
  command(`tx${at}.close()`, (model, real) => {
    const end = at % real.senders.length;
    real.senders[end]!.close();
    model.senders[end] = false;
    model.run();
  });

const closeReceiver = (at: number): Command =>
  command(`rx${at}.close()`, (model, real) => {
    const end = at % real.receivers.length;
    real.receivers[end]!.close();
    model.closeReceiver(end);
  });

export function modelled(create: Tracked, capacities: readonly number[]): void {
  const operations = Number(process.env.MILOST_MODEL_OPERATIONS ?? 5000);
  describe("against a model", () => {
    for (const capacity of capacities) {
      const wanted = Math.ceil(operations / capacities.length);
      it(`capacity ${capacity}: ${wanted} random operations`, { timeout: 600_000 }, async () => {
        const at = fc.nat(60);
        let done = 0;
        const commands: fc.Arbitrary<Command>[] = [
          at.map(send),
          at.map(send),
          at.map(receive),
          at.map(receive),
          // Who does not wait has to ask ahead elsewhere, and a rendezvous has nothing to give ahead.
          ...(create.distant && capacity === 0 ? [] : [at.map(trySend), at.map(tryReceive)]),
          at.map(cancel),
          // What follows the first value is what had arrived by then: the model has no such notion.
          fc
            .tuple(at, fc.integer({ min: 1, max: create.distant ? 1 : 5 }))
            .map(([end, max]) => receiveMany(end, max)),
          at.map(cloneSender),
          at.map(cloneReceiver),
          // Closing is rare, or most of a run would be about closed channels.
          fc.oneof({ weight: 5, arbitrary: at.map(send) }, { weight: 1, arbitrary: at.map(closeSender) }),
          fc.oneof(
            { weight: 5, arbitrary: at.map(receive) },
            { weight: 1, arbitrary: at.map(closeReceiver) },
          ),
        ];
        while (done < wanted) {
          await fc.assert(
            fc.asyncProperty(fc.commands(commands, { maxCommands: 100, size: "max" }), async (list) => {
              const [tx, rx] = await create<number>(capacity);
              const real: Real = { distant: create.distant, senders: [tx], receivers: [rx], pending: [] };
              await fc.asyncModelRun(() => ({ model: new Model(capacity), real }), list);
              for (const _ of list) done++;
              for (const end of [...real.senders, ...real.receivers]) end.close();
              await settle();
            }),
            { numRuns: 20 },
          );
        }
      });
    }
  });
}
