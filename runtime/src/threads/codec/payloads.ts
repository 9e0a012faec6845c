/**
 * The blocks of shared memory that one thread owns, and its outgoing and incoming slots.
 *
 * A value that is no number leaves through a slot of the scratch area: a kind says how to read its 64 bits, which hold
 * the value itself or name a block. Writing a block costs no call: some are kept here for the next values, and
 * those that came in with values are used again.
 *
 *     kind    BLOCK << 31 | class << 24 | ... | type        bits    low: index of the block   high: the type's own
 */

import type { World } from "../world.js";
import { type NativeText, nativeText } from "./text.js";

const BLOCK = 1 << 31;
const HEADER = 16;
/** Classes count from 2 slots; the largest block is 128 MiB. */
const CLASSES = 24;

export class Payloads {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly native: NativeText | undefined;
  /** Why the last value could not be written. */
  refusal: string | undefined = undefined;
  /** Whether a port may carry what could not be written. */
  byPort = false;
  /** Byte address of the payload that `take` opened. */
  at = 0;
  /** What is kept for the next values, by class. */
  private readonly kept: number[][] = Array.from({ length: CLASSES }, () => []);
  private readonly base: number;
  /** Index in `i32` of the first slot's kind. */
  private readonly kinds: number;
  private readonly blocks: number;
  /** Index in `i32` of the first slot's bits. */
  private readonly bits: number;
  private block = 0;
  private blockClass = 0;

  constructor(readonly world: World) {
    const { core, i32, f64, scratch, batch, status } = world;
    this.i32 = i32;
    this.f64 = f64;
    this.u8 = new Uint8Array(i32.buffer);
    this.u16 = new Uint16Array(i32.buffer);
    this.u32 = new Uint32Array(i32.buffer);
    this.native = nativeText(i32.buffer);
    this.base = core.slots_base();
    if (this.base === 0) throw new Error("this core carries numbers alone");
    this.bits = scratch * 2;
    this.kinds = status + 1;
    this.blocks = this.kinds + batch;
  }

  // ---- slots

  /** The kind of the value in slot `index`, which is a number's again from then on. */
  takeKind(index: number): number {
    const kind = this.i32[this.kinds + index]!;
    this.i32[this.kinds + index] = 0;
    return kind;
  }

  clear(index: number): void {
    this.i32[this.kinds + index] = 0;
  }

  /** Byte address of slot `index`'s 8 bytes. */
  inlineAt(index: number): number {
    return (this.bits + 2 * index) * 4;
  }

  low(index: number): number {
    return this.u32[this.bits + 2 * index]!;
  }

  high(index: number): number {
    return this.u32[this.bits + 2 * index + 1]!;
  }

  putInline(index: number, kind: number): true {
    this.i32[this.kinds + index] = kind;
    return true;
  }

  putBits(index: number, kind: number, low: number, high = 0): true {
    const bits = this.bits + 2 * index;
    this.u32[bits] = low;
    this.u32[bits + 1] = high;
    this.i32[this.kinds + index] = kind;
    return true;
  }

  /** Makes slot `index` name the block that `take` opened. */
  putBlock(index: number, type: number, high: number): true {
    return this.putBits(index, BLOCK | (this.blockClass << 24) | type, this.block, high);
  }

  /** The value in slot `index` was not sent after all. */
  takeBack(index: number): void {
    const kind = this.takeKind(index);
    if (kind < 0) this.release(this.low(index), (kind >> 24) & 31);
  }

  /** Byte address of the payload that slot `index` names. */
  payloadAt(index: number): number {
    return this.base + this.low(index) * 16 + HEADER;
  }

  /** The payload of a value of this kind in slot `index` has been read. */
  done(index: number, kind: number): void {
    this.release(this.low(index), (kind >> 24) & 31);
  }

  // ---- blocks

  /** Opens a block for `bytes` at `this.at`; false, and `refusal` says why: there is none. */
  take(bytes: number): boolean {
    const sizeClass = Math.max(1, 32 - Math.clz32(Math.ceil((bytes + HEADER) / 16) - 1));
    if (sizeClass >= CLASSES) return this.refuse(bytes);
    const kept = this.kept[sizeClass]!;
    if (kept.length === 0 && !this.refill(sizeClass)) {
      // What lies idle here may be just what is missing.
      for (let other = 1; other < CLASSES; other++) this.giveBack(other, 0);
      if (!this.refill(sizeClass)) return this.refuse(bytes);
    }
    this.block = kept.pop()!;
    this.at = this.base + this.block * 16 + HEADER;
    // A larger one may have come in its stead.
    this.blockClass = (this.i32[(this.at - HEADER) / 4]! >> 8) & 0xff;
    return true;
  }

  /** The block that `take` opened is not needed. */
  drop(): void {
    this.release(this.block, this.blockClass);
  }

  private refuse(bytes: number): false {
    this.refusal =
      `ML3929: the value needs ${bytes} bytes of shared memory, and there is no such block left: ` +
      "raise setupThreads({ memory }), or receive what is on its way first";
    return false;
  }

  private refill(sizeClass: number): boolean {
    const { core, me } = this.world;
    const count = core.take_blocks(me, sizeClass, Math.max(1, keep(sizeClass) / 2));
    const kept = this.kept[sizeClass]!;
    for (let i = 0; i < count; i++) kept.push(this.u32[this.blocks + i]!);
    return count > 0;
  }

  private release(block: number, sizeClass: number): void {
    const kept = this.kept[sizeClass]!;
    kept.push(block);
    if (kept.length > keep(sizeClass)) this.giveBack(sizeClass, keep(sizeClass) / 2);
  }

  private giveBack(sizeClass: number, rest: number): void {
    const { core, me } = this.world;
    const kept = this.kept[sizeClass]!;
    while (kept.length > rest) {
      const count = Math.min(32, Math.ceil(kept.length - rest));
      for (let i = 0; i < count; i++) this.u32[this.blocks + i] = kept.pop()!;
      core.give_blocks(me, sizeClass, count);
    }
  }
}

/** How many blocks of a class stay with a thread: 32 to 1 KiB, 2 to 16 KiB, none above. */
const keep = (sizeClass: number): number => (sizeClass <= 6 ? 32 : sizeClass <= 10 ? 2 : 0);
