/** Receivers from, and to, what the platform streams with: async iterables and web streams. */

import { EMPTY, END, type Popped, type Transport } from "../flavour.js";
import { ReceiverEnd } from "../receiver.js";
import type { Receiver } from "../types.js";
import { userCode } from "../user-code.js";
import { Assembly } from "./assembly.js";

/** What is read from: `next` as an async iterator's, `return` for letting go early. */
interface Reads<T> {
  next(): PromiseLike<IteratorResult<T, unknown>>;
  return?(): unknown;
}

class FromIterator<T> extends Assembly<T> {
  /** One `next` at a time is in flight; what it brings is kept until somebody takes it. */
  private asked = false;
  private arrived: PromiseSettledResult<IteratorResult<T, unknown>> | undefined = undefined;
  private ended = false;

  constructor(private readonly iterator: Reads<T>) {
    super();
  }

  protected next(): Popped<T> {
    if (this.ended) return END;
    const { arrived } = this;
    if (arrived === undefined) {
      this.ask();
      return EMPTY;
    }
    this.arrived = undefined;
    this.asked = false;
    if (arrived.status === "rejected") {
      this.ended = true;
      throw arrived.reason;
    }
    if (!arrived.value.done) return arrived.value.value;
    this.ended = true;
    return END;
  }

  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    userCode.runs++;
    const { iterator } = this;
    const settle = (arrived: PromiseSettledResult<IteratorResult<T, unknown>>): void => {
      if (this.ended) return;
      this.arrived = arrived;
      this.serve();
    };
    (async () => iterator.next())().then(
      (value) => settle({ status: "fulfilled", value }),
      (reason: unknown) => settle({ status: "rejected", reason }),
    );
  }

  // The call in flight serves by itself.
  protected listen(): void {}
  rest(): void {}

  protected release(): void {
    if (this.ended) return;
    this.ended = true;
    this.arrived = undefined;
    const { iterator } = this;
    // Nobody is left to hear of an error in closing.
    (async () => iterator.return?.())().catch(() => {});
  }

  get length(): number {
    return this.arrived?.status === "fulfilled" && !this.arrived.value.done ? 1 : 0;
  }

  get transport(): Transport {
    return "local";
  }
}

/**
 * A Receiver of what `source` yields. It is read on demand, one value at a time; a value that arrives for a
 * receive that was cancelled is kept for the next. An error of `source` rejects one receive, then comes the end.
 * Closing the Receiver closes the iterator (`return`).
 */
export const fromAsyncIterable = <T>(
  source: AsyncIterable<T> | Iterable<T | PromiseLike<T>>,
): Receiver<T> => {
  // Read rather than tested by `in`: a string is an iterable too.
  const { [Symbol.asyncIterator]: open } = source as Partial<AsyncIterable<T>>;
  const iterator = open === undefined ? iterate(source as Iterable<T>) : open.call(source);
  return new ReceiverEnd(new FromIterator(iterator));
};

async function* iterate<T>(source: Iterable<T | PromiseLike<T>>): AsyncGenerator<T, void, undefined> {
  yield* source;
}

/** A Receiver of a web stream's chunks; as `fromAsyncIterable`. Locks the stream; closing cancels it. */
export const fromReadableStream = <T>(stream: ReadableStream<T>): Receiver<T> => {
  const reader = stream.getReader();
  return new ReceiverEnd(
    new FromIterator<T>({
      next: async () => {
        const { done, value } = await reader.read();
        // A chunk that is there is a T; at the end there is none.
        return done ? { done, value } : { done: false, value: value as T };
      },
      return: () => reader.cancel(),
    }),
  );
};

/**
 * A web stream of a Receiver's values: pulls one when the stream's reader wants one, so backpressure reaches
 * through. Cancelling the stream closes the Receiver; so does an error, which the stream passes on and ends with.
 */
export const toReadableStream = <T>(source: Receiver<T>): ReadableStream<T> =>
  new ReadableStream<T>(
    {
      async pull(controller) {
        try {
          const option = await source.receive();
          if (option._tag === "Some") controller.enqueue(option.value);
          else controller.close();
        } catch (reason) {
          // An errored stream pulls no more, and nobody can cancel it.
          source.close();
          throw reason;
        }
      },
      cancel: () => source.close(),
    },
    // Nothing is pulled before somebody reads.
    { highWaterMark: 0 },
  );
