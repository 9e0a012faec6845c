/**
 * One end of a port, as both sides use it: gathers what is to be posted into frames, reads frames, notices the
 * other side's death, and keeps the process alive only while it is held.
 *
 * A frame is posted once a few turns of the microtask queue have brought nothing more for it, or it holds 64
 * values: a loop that awaits each send fills it up, a single send leaves before any timer or I/O has its turn.
 */

import { type Frame, PARCEL, Parcel, VALUES } from "./frames.js";
import { isDeno, isNode, watch } from "./liveness.js";
import { copyPlain, NOT_PLAIN, transferOf } from "./snapshot.js";

/** How many turns without news end a frame: one `await` of a settled promise takes one to three. */
const QUIET_TURNS = 4;
const MOST = 64;

/** `ref` and `unref`: Node, Bun and Deno have them, browsers need none. */
interface Holdable {
  ref?(): void;
  unref?(): void;
  hasRef?(): boolean;
}

export interface Reader {
  /** One pair of a frame. */
  read(op: number, argument: unknown): void;
  /** Adds what is due to the frame that is about to leave, by `line.add`. */
  complete(): void;
  /** The other side is gone, without a word. */
  lost(): void;
}

export class Line {
  private frame: unknown[] = [];
  private values: unknown[] | undefined = undefined;
  private scheduled = false;
  private touches = 0;
  private seen = 0;
  private quiet = 0;
  private held = false;
  /** The thread on the other side, where its death has to be watched. */
  private peer: string | undefined = undefined;
  private releasing = false;
  private unwatch: (() => void) | undefined;
  closed = false;

  constructor(
    private readonly port: MessagePort & Holdable,
    private readonly reader: Reader,
  ) {
    port.onmessage = ({ data }: { data: Frame }) => {
      for (let i = 0; i < data.length && !this.closed; i += 2) reader.read(data[i] as number, data[i + 1]);
      if (isDeno) this.release();
    };
    port.addEventListener("close", this.vanish);
    // Listening has held it.
    port.unref?.();
  }

  private readonly vanish = (): void => {
    if (this.closed) return;
    this.closed = true;
    this.look();
    this.port.close();
    this.reader.lost();
  };

  /** Posts `complete` and what was added, soon. */
  readonly touch = (): void => {
    if (++this.touches >= MOST) this.flush();
    else if (!this.scheduled && !this.closed) {
      this.scheduled = true;
      this.quiet = 0;
      queueMicrotask(this.turn);
    }
  };

  private readonly turn = (): void => {
    if (this.touches !== this.seen) {
      this.seen = this.touches;
      this.quiet = 0;
    } else this.quiet++;
    if (this.quiet < QUIET_TURNS) queueMicrotask(this.turn);
    else {
      this.scheduled = false;
      this.flush();
    }
  };

  add(op: number, argument: unknown): void {
    this.values = undefined;
    this.frame.push(op, argument);
  }

  /** Adds a value that nobody else holds. */
  addValue(value: unknown): void {
    if (value instanceof Parcel) {
      this.flush();
      this.send([PARCEL, [value.value, value.transfer]], value.transfer);
      return;
    }
    if (this.values === undefined) {
      this.values = [];
      this.frame.push(VALUES, this.values);
    }
    this.values.push(value);
    this.touch();
  }

  /** Adds a value of the user's, as it is now; false when it cannot be cloned. */
  post(value: unknown): boolean {
    if (this.closed) return true;
    const copy = copyPlain(value);
    if (copy !== NOT_PLAIN) {
      this.addValue(copy);
      return true;
    }
    const list = transferOf(value);
    this.flush();
    try {
      if (list === undefined) this.send([VALUES, [value]]);
      else this.send([PARCEL, [value, list]], list);
    } catch {
      return false;
    }
    return true;
  }

  /** Posts one pair at once, behind what was added before. */
  tell(op: number, argument: unknown, transfer?: readonly Transferable[]): void {
    this.flush();
    this.send([op, argument], transfer);
  }

  flush(): void {
    if (this.closed) return;
    this.reader.complete();
    this.touches = this.seen = 0;
    this.values = undefined;
    if (this.frame.length === 0) return;
    const { frame } = this;
    this.frame = [];
    this.send(frame);
  }

  /** Posts one frame as it is. */
  send(frame: Frame, transfer: readonly Transferable[] = []): void {
    if (!this.closed) this.port.postMessage(frame, [...transfer]);
  }

  /** Whether this port keeps the process alive. */
  hold(held: boolean): void {
    if (held === this.held || this.closed) return;
    this.held = held;
    if (held) this.port.ref?.();
    else this.release();
    this.look();
  }

  /**
   * Holds a port that came from another thread. Where that thread has ended before anybody listened, Node has closed the port without a
   * word, and it can be held no more.
   */
  begin(): void {
    this.hold(true);
    if (isNode && this.port.hasRef?.() === false) queueMicrotask(this.vanish);
  }

  private release(): void {
    if (!isDeno) this.port.unref?.();
    else if (!this.releasing && !this.held) {
      // Deno forgets an `unref` with each message, and takes another one only after a `ref`, in a later turn.
      this.releasing = true;
      setTimeout(() => {
        this.releasing = false;
        if (this.held || this.closed) return;
        this.port.ref?.();
        this.port.unref?.();
      }, 0);
    }
  }

  /** Says which thread is on the other side, if that is known. */
  meet(peer: string | undefined): void {
    this.peer = peer;
    this.look();
  }

  private look(): void {
    const watching = this.peer !== undefined && !this.closed && (this.held || !isDeno);
    if (watching) this.unwatch ??= watch(this.peer as string, this.vanish);
    else {
      this.unwatch?.();
      this.unwatch = undefined;
    }
  }

  /** Posts what is left, and hangs up. */
  close(): void {
    if (this.closed) return;
    this.flush();
    this.hold(false);
    this.closed = true;
    this.look();
    this.port.onmessage = null;
    this.port.close();
  }
}
