/**
 * The core's twin in JavaScript: the same functions over a SharedArrayBuffer with `Atomics`, function by function after
 * crates/milost-core. It runs the same suites, so that a difference shows which of the two is wrong; and it is what
 * the WASM core has to beat.
 */
import type { Core, SharedMemory } from "../../../../runtime/dist/threads/internal.js";
import { type Layout, layout } from "./layout.ts";
import { popMany, pushMany, ringClose, ringLength } from "./ring.ts";
import { close, create, fork, redeem } from "./tables.ts";

const ABI = 4;
const SELF = 4;
const SELF_COUNT = 1 << 16;

/** A memory for the twin. */
export const createTwinMemory = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

export const connectTwin = (memory: SharedMemory): Core => {
  if (!(memory instanceof SharedArrayBuffer)) throw new TypeError("the twin runs on a SharedArrayBuffer");
  const at = layout(memory);
  const { i32, f64 } = at;

  /** How many operations of a side could go through now. */
  const ready = (channel: number, side: number): number => {
    const length = ringLength(at, channel);
    return side === 0 ? at.capacityOf(channel) - length : length;
  };

  /** Wakes a sleeper of a side for each of `count`, and for what is ready besides; whether `me` was among them. */
  const notify = (me: number, channel: number, side: number, count: number): boolean => {
    let self = false;
    let left = Math.max(count, ready(channel, side));
    for (let half = 0; half < 2 && left > 0; half++) {
      const gate = at.gate(channel, side) + half;
      let sleepers = Atomics.load(i32, gate);
      while (sleepers !== 0 && left > 0) {
        const bit = sleepers & -sleepers;
        const before = Atomics.and(i32, gate, ~bit);
        if ((before & bit) !== 0) {
          left--;
          const worker = half * 32 + (31 - Math.clz32(bit));
          Atomics.add(i32, at.parking(worker), 1);
          if (worker === me) self = true;
          else Atomics.notify(i32, at.parking(worker));
        }
        sleepers = before & ~bit;
      }
    }
    return self;
  };

  const passOn = (me: number, channel: number, side: number): void => {
    if (ready(channel, side) > 0 || at.isClosed(channel)) notify(me, channel, side, 1);
  };

  const disarm = (me: number, channel: number, side: number): void => {
    const bit = 1 << (me & 31);
    if ((Atomics.and(i32, at.gate(channel, side) + (me >> 5), ~bit) & bit) === 0) passOn(me, channel, side);
  };

  const one = new Float64Array(1);
  const send = (me: number, channel: number, value: number): number => {
    one[0] = value;
    const sent = pushMany(at, channel, one, 0, 1);
    if (sent < 0) return 2;
    return sent === 0 ? 1 : notify(me, channel, 1, 1) ? SELF : 0;
  };

  const withdraw = (channel: number): number => {
    const demand = at.demand(channel);
    for (;;) {
      const open = Atomics.load(i32, demand);
      if (open === 0) return 0;
      if (Atomics.compareExchange(i32, demand, open, open - 1) === open) return 1;
    }
  };

  const closeEnd = (me: number, end: number, ticket: 0 | 1): number => {
    const closed = close(at, end, ticket, (channel) => {
      ringClose(at, channel);
      notify(me, channel, 0, 64);
      notify(me, channel, 1, 64);
    });
    return closed ? 1 : 0;
  };

  /** Looks again until it is no longer `notNow`, at most `spins` times. */
  const spin = (spins: number, notNow: number, attempt: () => number): number => {
    let outcome = attempt();
    for (let looks = 0; outcome === notNow && looks < spins; looks++) outcome = attempt();
    return outcome;
  };

  return {
    abi: () => ABI,
    init: () => at.slots,
    layout: () => 0,
    attach(limit, thread) {
      for (let worker = 0; worker < limit; worker++) {
        if (Atomics.compareExchange(i32, at.worker(worker), 0, 1) !== 0) continue;
        Atomics.store(i32, at.parking(worker) + 5, thread);
        return worker;
      }
      return -1;
    },
    scratch_of: (me) => at.scratch(me) * 8,
    batch: () => at.batch,
    parking_of: (me) => at.parking(me) * 4,
    // Messages of one slot: it carries numbers alone.
    create: (me, slots, layout) => create(at, me, slots, layout),
    fork: (me, end, ticket) => fork(at, me, end, ticket),
    redeem: (me, ticket) => redeem(at, me, ticket),
    close: closeEnd,
    send: (me, channel, value, spins) => spin(spins, 1, () => send(me, channel, value)),
    receive(me, channel, spins) {
      const scratch = at.scratch(me);
      const status = (scratch + at.batch) * 2;
      const count = spin(spins, 0, () => popMany(at, channel, f64, scratch, 1));
      i32[status] = count < 0 ? 2 : count === 0 ? 1 : notify(me, channel, 0, 1) ? SELF : 0;
      return count > 0 ? f64[scratch]! : Number.NaN;
    },
    send_many(me, channel, count, spins) {
      const sent = spin(spins, 0, () => pushMany(at, channel, f64, at.scratch(me), count));
      return sent > 0 && notify(me, channel, 1, sent) ? sent + SELF_COUNT : sent;
    },
    receive_many(me, channel, count, spins) {
      const most = Math.min(count, at.batch);
      const taken = spin(spins, 0, () => popMany(at, channel, f64, at.scratch(me), most));
      return taken > 0 && notify(me, channel, 0, taken) ? taken + SELF_COUNT : taken;
    },
    arm(me, channel, side) {
      Atomics.or(i32, at.gate(channel, side) + (me >> 5), 1 << (me & 31));
    },
    disarm,
    hand_over(me, channel, value) {
      if (withdraw(channel) === 0) return at.isClosed(channel) ? 2 : 1;
      const status = send(me, channel, value);
      if (status === 1) Atomics.add(i32, at.demand(channel), 1);
      return status;
    },
    demand(me, channel) {
      Atomics.add(i32, at.demand(channel), 1);
      return notify(me, channel, 0, 1) ? SELF : 0;
    },
    withdraw,
    shares_of: (channel) => at.shares(channel) * 4,
    length: (channel) => (Atomics.load(i32, at.count(channel, 1)) === 0 ? 0 : ringLength(at, channel)),
    is_closed: (channel) => (at.isClosed(channel) ? 1 : 0),
    // The twin carries numbers alone.
    slots_base: () => 0,
    take_blocks: () => 0,
    give_blocks() {},
  } satisfies Core;
};

export type { Layout };
