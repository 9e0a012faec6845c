/** Memory for what is too long for a row: powers of two, one free list each. Only the owner of the pool takes and gives. */

const SMALLEST = 8;

export class Heap {
  private readonly free: number[][] = [];

  constructor(
    private used: number,
    private readonly end: number,
  ) {}

  /** Address of at least so many bytes, a multiple of 8; -1: none left. */
  take(bytes: number): number {
    const size = Heap.sizeFor(bytes);
    const kept = this.free[size]?.pop();
    if (kept !== undefined) return kept;
    if (this.used + (1 << size) > this.end) return -1;
    const at = this.used;
    this.used += 1 << size;
    return at;
  }

  give(at: number, bytes: number): void {
    const size = Heap.sizeFor(bytes);
    this.free[size] ??= [];
    this.free[size].push(at);
  }

  private static sizeFor(bytes: number): number {
    return Math.max(SMALLEST, 32 - Math.clz32(bytes - 1));
  }
}
