/**
 * The threads of one memory that have ports to each other: how they join, and what becomes of those who have gone.
 *
 *     a handle is made      its maker keeps one end of a port, the handle takes the other one along
 *     it is opened          newcomer -> maker    HELLO address
 *     the maker             makes a port between the newcomer and the root: newcomer <- INTRODUCE, root <- JOINS
 *     the root              makes a port between the newcomer and everybody else: INTRODUCE to both
 *
 * Introducing is one thread's task, the root's, so that two newcomers meet each other as well: the thread that made the memory,
 * and after its death the one of the lowest address. Whoever notices that death tells the next root whom it knows (`ROLL`), and
 * those who have not met yet are introduced. A port over which nothing was ever heard may go without anybody having died: two
 * introductions may cross, and each side keeps the first.
 */

import { GONE, HELLO, INTRODUCE, JOINS, ROLL, ROOT, SPONSOR, WHERE } from "./lane-frames.js";
import { type LaneOwner, LanePeer } from "./lane-peer.js";

const UNCONNECTED =
  "ML3931: a value that only a port can carry needs one between the threads: pass on handles with transferables(handle)";
const CUT_OFF =
  "ML3931: the thread that made the handle has ended before it had made this one known to the others, and only a port can " +
  "carry the value: open a handle that another thread made";

/** What a handle carries for a thread that joins: the port has to be transferred. */
export interface LaneHandle {
  readonly port: MessagePort;
  /** Address of the thread at the other end. */
  readonly maker: number;
}

export interface CircleHost extends LaneOwner {
  readonly address: number;
  /** Says over a new port who this thread is, and what it does. */
  greet(peer: LanePeer): void;
  /** Some of those who were waited for may never be heard of: `circle.isGone` tells which. */
  someGone(): void;
  /** All that are there are known now. */
  whole(): void;
}

export class Circle {
  readonly peers = new Map<number, LanePeer>();
  /** Who introduces others to each other, unless it is this thread or not known yet. */
  private root: LanePeer | undefined = undefined;
  /** Threads that may join over handles made here. */
  private readonly expected = new Set<LanePeer>();
  /** Addresses of threads that were here once. */
  private readonly gone = new Set<number>();
  /** What is to be done once those have been introduced, or are gone. */
  private readonly unreached = new Map<number, (() => void)[]>();
  /** The thread that this one came by died before it had brought it to the root. */
  isCutOff = false;

  constructor(
    private readonly host: CircleHost,
    /** Whether it is this thread that introduces others: at first the one that made the memory. */
    private isRoot: boolean,
  ) {}

  /** Whether values can leave this thread: it makes the ports, or was given one. */
  get isConnected(): boolean {
    return this.isRoot || (this.peers.size > 0 && !this.isCutOff);
  }

  /** Whether this thread knows all that are there. */
  get isWhole(): boolean {
    return this.isRoot || this.root !== undefined;
  }

  /** Why values cannot leave this thread, or come to it; undefined: they can. */
  get refusal(): string | undefined {
    return this.isConnected ? undefined : this.isCutOff ? CUT_OFF : UNCONNECTED;
  }

  /** Who lives longest, as far as anybody can tell: the root, until it is known the thread that made the handle. */
  get oldest(): number {
    const [first] = this.peers.keys();
    return this.isRoot ? this.host.address : (this.root?.address ?? first ?? this.host.address);
  }

  // ---- joining

  /** A port for a thread that will join; undefined where this thread has none itself. */
  invite(): LaneHandle | undefined {
    if (!this.isConnected) return undefined;
    const { port1, port2 } = new MessageChannel();
    this.expected.add(new LanePeer(this.host, port1, undefined));
    return { port: port2, maker: this.host.address };
  }

  /** Says who this thread is over the port of a handle. Once is enough. */
  join({ port, maker }: LaneHandle): void {
    if (this.isConnected) {
      port.close();
      return;
    }
    const peer = new LanePeer(this.host, port, maker);
    this.peers.set(maker, peer);
    peer.tell(HELLO, this.host.address);
    this.host.greet(peer);
  }

  private meet(peer: LanePeer, address: number): void {
    peer.address = address;
    this.peers.set(address, peer);
    this.host.greet(peer);
    const waiting = this.unreached.get(address) ?? [];
    this.unreached.delete(address);
    for (const reached of waiting) reached();
  }

  /** A port between two others. */
  private introduce(one: LanePeer, other: LanePeer): void {
    const { port1, port2 } = new MessageChannel();
    one.tell(INTRODUCE, [other.address, port1], [port1]);
    other.tell(INTRODUCE, [one.address, port2], [port2]);
  }

  /** The root meets a newcomer, and makes it known to all but who has brought it. */
  private welcome(newcomer: LanePeer, address: number, sponsor?: LanePeer): void {
    newcomer.address = address;
    for (const peer of this.peers.values()) if (peer !== sponsor) this.introduce(newcomer, peer);
    this.meet(newcomer, address);
    newcomer.tell(ROOT, undefined);
  }

  /** Brings a newcomer, known here, to the root. */
  private sponsor(address: number): void {
    const { root } = this;
    const newcomer = this.peers.get(address);
    if (root === undefined || newcomer === undefined || newcomer === root) return;
    const { port1, port2 } = new MessageChannel();
    newcomer.tell(INTRODUCE, [root.address, port1], [port1]);
    root.tell(JOINS, [address, port2], [port2]);
  }

  private follow(root: LanePeer): void {
    this.root = root;
    root.tell(ROLL, [...this.peers.keys()]);
    for (const address of this.unreached.keys()) root.tell(WHERE, address);
    this.host.whole();
  }

  // ---- who is out of reach

  /** Asks who that is: later it is among `peers`, and `reached` is called, or it `isGone`. */
  seek(address: number, reached?: () => void): void {
    const waiting = this.unreached.get(address) ?? [];
    this.unreached.set(address, waiting);
    if (reached !== undefined) waiting.push(reached);
    this.root?.tell(WHERE, address);
  }

  isGone(address: number): boolean {
    if (address === this.host.address || this.peers.has(address)) return false;
    if (this.gone.has(address) || this.isCutOff) return true;
    // Nobody is left who could bring it here.
    return this.peers.size === 0 && (!this.isRoot || this.expected.size === 0);
  }

  /** @internal The thread behind that port is gone. */
  lost(peer: LanePeer): void {
    this.expected.delete(peer);
    const { address } = peer;
    if (address !== undefined && this.peers.get(address) === peer) {
      this.peers.delete(address);
      if (peer.identity !== undefined) {
        this.gone.add(address);
        if (this.isRoot) for (const other of this.peers.values()) other.tell(GONE, address);
      }
      if (peer === this.root) this.elect();
      else if (!this.isWhole && this.peers.size === 0) this.isCutOff = true;
    }
    this.settle();
  }

  private elect(): void {
    this.root = undefined;
    const lowest = Math.min(this.host.address, ...this.peers.keys());
    const root = this.peers.get(lowest);
    if (root !== undefined) this.follow(root);
    else {
      this.isRoot = true;
      // Those that came by this thread know of no root yet.
      for (const peer of this.peers.values()) peer.tell(ROOT, undefined);
      this.host.whole();
    }
  }

  /** Gives up on those who are gone. */
  private settle(): void {
    for (const [address, waiting] of [...this.unreached]) {
      if (!this.isGone(address)) continue;
      this.unreached.delete(address);
      for (const reached of waiting) reached();
    }
    this.host.someGone();
  }

  // ---- what others say

  /** @internal Whether it was for the circle. */
  read(peer: LanePeer, op: number, argument: unknown): boolean {
    switch (op) {
      case HELLO: {
        const address = argument as number;
        this.expected.delete(peer);
        if (this.isRoot) this.welcome(peer, address);
        else {
          this.meet(peer, address);
          this.sponsor(address);
        }
        return true;
      }
      case JOINS: {
        const [address, port] = argument as [number, MessagePort];
        if (this.isStrange(address)) this.welcome(new LanePeer(this.host, port, address), address, peer);
        else port.close();
        return true;
      }
      case INTRODUCE: {
        const [address, port] = argument as [number, MessagePort];
        if (this.isStrange(address)) this.meet(new LanePeer(this.host, port, address), address);
        else port.close();
        return true;
      }
      case ROOT:
        this.follow(peer);
        return true;
      case ROLL:
        this.compare(peer, new Set(argument as number[]));
        return true;
      case SPONSOR:
        this.root ??= peer;
        this.sponsor(argument as number);
        return true;
      case WHERE: {
        const sought = this.peers.get(argument as number);
        if (this.gone.has(argument as number)) peer.tell(GONE, argument);
        else if (sought !== undefined && sought !== peer) this.introduce(peer, sought);
        return true;
      }
      case GONE:
        this.gone.add(argument as number);
        this.settle();
        return true;
      default:
        return false;
    }
  }

  private isStrange(address: number): boolean {
    return address !== this.host.address && !this.peers.has(address) && !this.gone.has(address);
  }

  /** Introduces those to each other of whom one side does not know. */
  private compare(peer: LanePeer, known: ReadonlySet<number>): void {
    for (const address of known) if (this.isStrange(address)) peer.tell(SPONSOR, address);
    for (const [address, other] of this.peers) {
      if (other !== peer && !known.has(address)) this.introduce(peer, other);
    }
  }
}
