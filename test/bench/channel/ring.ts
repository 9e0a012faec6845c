/**
 * The limit to measure against: the bounded channel an expert writes by hand for one program. A ring, a queue of
 * waiting producers, a queue of waiting consumers; no errors, no Option, no cancel, no fairness to the event loop.
 */

export const DONE = Symbol("done");

export class HandRing<T> {
  private readonly capacity: number;
  private readonly slots: (T | undefined)[];
  private head = 0;
  private count = 0;
  private done = false;
  private readonly consumers: ((value: T | typeof DONE) => void)[] = [];
  private readonly producers: { readonly value: T; readonly resume: () => void }[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
    this.slots = new Array<T | undefined>(capacity).fill(undefined);
  }

  send(value: T): Promise<void> {
    const consumer = this.consumers.shift();
    if (consumer) {
      consumer(value);
      return Promise.resolve();
    }
    if (this.count < this.capacity) {
      this.slots[(this.head + this.count++) % this.capacity] = value;
      return Promise.resolve();
    }
    return new Promise((resume) => {
      this.producers.push({ value, resume });
    });
  }

  receive(): Promise<T | typeof DONE> {
    if (this.count > 0) {
      const value = this.slots[this.head] as T;
      this.slots[this.head] = undefined;
      this.head = (this.head + 1) % this.capacity;
      this.count--;
      const producer = this.producers.shift();
      if (producer) {
        this.slots[(this.head + this.count++) % this.capacity] = producer.value;
        producer.resume();
      }
      return Promise.resolve(value);
    }
    const producer = this.producers.shift();
    if (producer) {
      producer.resume();
      return Promise.resolve(producer.value);
    }
    if (this.done) return Promise.resolve(DONE);
    return new Promise((resolve) => {
      this.consumers.push(resolve);
    });
  }

  close(): void {
    this.done = true;
    for (const consumer of this.consumers.splice(0)) consumer(DONE);
  }
}
