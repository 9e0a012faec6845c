/**
 * What threads of one memory tell each other beside its slots (see lane.ts). A *ticket* names a value by its maker and
 * the maker's count; threads are known by *addresses*, small integers that are never used again.
 *
 * Between any two threads there is one port; the thread that made the memory, the root, makes them all:
 *
 *     root <- new    HELLO [address, name]         root -> new, root -> others    INTRODUCE [address, name, port]
 *     root <- any    INVITE port                   a handle was made there: somebody will say HELLO over that port
 *     root <- any    WHERE address                 root -> any    GONE address, unless it introduced or will introduce it;
 *                                                  and to all when somebody has gone
 */

/** Root <- a thread that joins: who it is. The name is for liveness.ts, and may come later as `NAMED`. */
export const HELLO = 1;
export const NAMED = 2;
export const INTRODUCE = 3;
export const INVITE = 4;
export const WHERE = 5;
export const GONE = 6;
/** This thread receives from a channel, `[channel, 1]`, or does so no more, `[channel, 0]`. */
export const RECEIVES = 7;

/** To the holder: values of consecutive tickets, `[channel, first ticket, values, transfer]`. */
export const PUT = 8;
/** To the holder: that ticket's value cannot be cloned, or was taken back; nobody will see it. */
export const VOID = 9;
/** To the holder: the value of that ticket, please. */
export const TAKE = 10;
/** From the holder: `[ticket, value]`; without a value when it is lost. */
export const GIVEN = 11;
/** Answered by `SYNCED` once all that was sent before has been read. */
export const SYNC = 12;
export const SYNCED = 13;
/** Either way, first: the identity of this thread, by which its death is told (deaths.ts). */
export const IDENTITY = 14;

/** The most threads that a memory ever meets. */
const MOST_ADDRESSES = 1 << 16;

export const ticketOf = (maker: number, count: number): number => count * MOST_ADDRESSES + maker;
export const makerOf = (ticket: number): number => ticket % MOST_ADDRESSES;
export const countOf = (ticket: number): number => Math.floor(ticket / MOST_ADDRESSES);
/** The next ticket of the same maker. */
export const nextTicket = (ticket: number): number => ticket + MOST_ADDRESSES;
