/**
 * What threads of one memory tell each other beside its slots (see lane.ts). A *ticket* names a value by its maker and
 * the maker's count; threads are known by *addresses*, small integers that are never used again. Channels are known by
 * *names*: the index of a channel is used again by a later one, its name is not.
 */

// ---- who is there: circle.ts

/** From a thread that joins, over the port of its handle: its address. */
export const HELLO = 1;
/** To both: a port between you and the thread of that address, `[address, port]`. */
export const INTRODUCE = 2;
/** To the root: somebody joins who said hello here, `[address, port]`. */
export const JOINS = 3;
/** This thread is the root. */
export const ROOT = 4;
/** To the root: whom this thread knows, `[address, ...]`. */
export const ROLL = 5;
/** From the root: let the thread of that address join, which is known to you alone. */
export const SPONSOR = 6;
/** To the root: who is that? Answered by an introduction, or by `GONE`; not at all while it is still to join. */
export const WHERE = 7;
export const GONE = 8;
/** Either way, first: the identity of this thread, by which its death is told (deaths.ts); then what liveness.ts knows it by. */
export const IDENTITY = 9;
export const NAMED = 10;
/** This thread receives from a channel, `[channel, 1]`, or does so no more, `[channel, 0]`. */
export const RECEIVES = 11;

// ---- values: lane.ts, lane-store.ts

/** To the holder: values of consecutive tickets, `[channel, first ticket, values, transfer]`. */
export const PUT = 12;
/** To the holder: that ticket's value cannot be cloned, or was taken back; nobody will see it. */
export const VOID = 13;
/** To the holder: the value of that ticket, please. */
export const TAKE = 14;
/** From the holder: `[ticket, value, transfer]`; without a value when it is lost. */
export const GIVEN = 15;
/** To all: these values have another holder and other tickets now, `[channel, holder, [[ticket, its new one], ...]]`. */
export const MOVED = 16;
/** Answered by `SYNCED`, of the same number, once all that was sent before has been read. */
export const SYNC = 17;
export const SYNCED = 18;

// ---- what was popped and not received: hands.ts

/** So many values are in hand here for which nobody here waits, `[channel, count, oldest ticket]`. */
export const SPARE = 19;
/** So many of them, please, `[channel, count, whether somebody waits]`. Answered by `HANDED`. */
export const WANT = 20;
/** They are yours: tickets that will be put to you, each with the ticket that it was sent with, `[channel, [[ticket, old], ...]]`. */
export const HANDED = 21;
/** They are noted: `[channel, count]`. */
export const NOTED = 22;
/** What have you in hand? `[channel, round]`, answered by `[channel, round, count, print]`. */
export const ASK = 23;
export const ANSWER = 24;
/** To who has asked: nothing is in hand any more. */
export const CLEAR = 25;

/** The most threads that a memory ever meets. */
const MOST_ADDRESSES = 1 << 16;

export const ticketOf = (maker: number, count: number): number => count * MOST_ADDRESSES + maker;
export const makerOf = (ticket: number): number => ticket % MOST_ADDRESSES;
export const countOf = (ticket: number): number => Math.floor(ticket / MOST_ADDRESSES);
/** The next ticket of the same maker. */
export const nextTicket = (ticket: number): number => ticket + MOST_ADDRESSES;

/** The most channels of a memory. */
const MOST_CHANNELS = 1 << 16;

/** The name of the channel at an index; `birth`: the core's name of its first end, which no other channel at this index has had. */
export const nameOf = (index: number, birth: number): number => birth * MOST_CHANNELS + index;
export const birthOf = (name: number): number => Math.floor(name / MOST_CHANNELS);
export const indexOf = (name: number): number => name % MOST_CHANNELS;
