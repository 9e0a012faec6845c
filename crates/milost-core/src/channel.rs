//! A channel and its life: a ring, a gate on either side of it, and the count of its ends.
//!
//! A channel closes when the last end of either side goes; who sleeps on it wakes. Ring and row are given back when the
//! last end of both sides has gone. What goes through meanwhile: see `transfer`.
//!
//! `me` is the caller's worker id everywhere. It is never woken by a futex: a wake that falls to the caller itself
//! (other tasks of its thread sleep on the channel) is in the answer like any other.

use crate::arena::find_free;
use crate::demand::Shares;
use crate::ends::{self, End, EndInfo, Side};
use crate::gate::{Gate, Wakes};
use crate::intent::Intent;
use crate::payload;
use crate::region::Region;
use crate::ring::{Ring, MAX_CAPACITY};
use crate::shim::{checkpoint, AtomicU32, AtomicU64, CachePadded, Ordering};
use crate::worker;

/// The shared state of one channel.
#[repr(C)]
pub struct Channel {
    pub(crate) ring: Ring,
    /// On lines of its own: both sides read it with every operation, hardly anybody writes it.
    gates: CachePadded<[Gate; 2]>,
    /// From the lowest bit: senders (16), receivers (16), rows (16), changes (16). Senders and receivers count the ends
    /// that are open or travel; the channel closes when one of them reaches 0. Rows counts them too, and falls last:
    /// whoever takes it to 0 owns the channel alone and frees it. Every change adds one to the changes.
    pub(crate) counts: AtomicU64,
    /// Only in a rendezvous: receivers that wait and that no sender has answered yet, see `demand`. A sender that takes
    /// one off owes one value; a receiver that gives up takes one off, or finds that it was answered. Signed.
    pub(crate) demand: AtomicU32,
    /// 0: the row is free. 1: in use.
    pub(crate) used: AtomicU32,
    /// Who the demand is of. All 0 when the row is free.
    pub shares: Shares,
}

pub(crate) const ROW: u64 = 1 << 32;
pub(crate) const CHANGE: u64 = 1 << 48;

pub(crate) fn unit(side: Side) -> u64 {
    match side {
        Side::Sender => 1,
        Side::Receiver => 1 << 16,
    }
}

pub(crate) fn count(counts: u64, side: Side) -> u32 {
    (counts / unit(side)) as u32 & 0xffff
}

impl Channel {
    /// A free row.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self {
            ring: Ring::new(),
            gates: CachePadded::new([Gate::new(), Gate::new()]),
            counts: AtomicU64::new(0),
            demand: AtomicU32::new(0),
            used: AtomicU32::new(0),
            shares: Shares::new(),
        }
    }

    /// A free row.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self {
            ring: Ring::new(),
            gates: CachePadded::new([Gate::new(), Gate::new()]),
            counts: AtomicU64::new(0),
            demand: AtomicU32::new(0),
            used: AtomicU32::new(0),
            shares: Shares::new(),
        }
    }

    #[inline(always)]
    pub(crate) fn gate(&self, side: Side) -> &Gate {
        &self.gates[side as usize]
    }

    /// Takes units off the counts; answers what they were.
    fn take_off(&self, units: u64) -> u64 {
        self.counts.fetch_add(CHANGE.wrapping_sub(units), Ordering::SeqCst)
    }

    /// How many operations of a side could go through now, times the slots of a message.
    #[inline(never)]
    pub(crate) fn ready(&self, side: Side) -> u32 {
        let length = self.ring.len();
        match side {
            Side::Sender => self.ring.capacity() - length,
            Side::Receiver => length,
        }
    }

    /// The queue itself, for its capacity and whether it is closed.
    pub fn ring(&self) -> &Ring {
        &self.ring
    }

    /// How many slots of values a receiver may still get: what the last one left behind is as good as dropped.
    pub fn len(&self) -> u32 {
        if count(self.counts.load(Ordering::SeqCst), Side::Receiver) == 0 {
            0
        } else {
            self.ring.len()
        }
    }

    /// Whether no receiver may still get a value, see [`Channel::len`].
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Default for Channel {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a channel or an end could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exhausted {
    /// Every row of the channel table is taken.
    Channels,
    /// Every row of the table of ends is taken.
    Ends,
    /// The arena has no run of that many slots left.
    Slots,
}

impl<'a> Region<'a> {
    #[inline(always)]
    pub(crate) fn channel(self, channel: u32) -> &'a Channel {
        &self.channels[channel as usize]
    }

    /// Makes a channel of 1 to [`MAX_CAPACITY`] slots, with one open end on either side held by `me`. `layout`: how many
    /// slots a message takes, and the embedder's own bits above, see `ring`.
    pub fn create(self, me: u32, capacity: u32, layout: u32) -> Result<(u32, End, End), Exhausted> {
        debug_assert!((1..=MAX_CAPACITY).contains(&capacity));
        let intent = self.intent(me);
        let index = find_free(self.channels.len(), &self.arena.channel_hint, |row| {
            intent.ends(row as u32);
            checkpoint();
            let used = &self.channels[row].used;
            used.compare_exchange(0, 1, Ordering::SeqCst, Ordering::Relaxed).is_ok()
        })
        .ok_or_else(|| {
            intent.done();
            Exhausted::Channels
        })?;
        let channel = &self.channels[index];
        let index = index as u32;
        let Some(offset) = self.arena.allocate(self.slots, capacity) else {
            channel.used.store(0, Ordering::SeqCst);
            intent.done();
            return Err(Exhausted::Slots);
        };
        checkpoint();
        channel.ring.reset(self.slots, offset, capacity, layout);
        channel.gate(Side::Sender).reset();
        channel.gate(Side::Receiver).reset();
        channel.demand.store(0, Ordering::Relaxed);
        channel.counts.store(unit(Side::Sender) + unit(Side::Receiver) + 2 * ROW, Ordering::SeqCst);
        let open = |side| EndInfo { channel: index, side, owner: me, travels: false };
        checkpoint();
        let sender = ends::enter(self.ends, &self.arena.end_hint, open(Side::Sender));
        checkpoint();
        let receiver = ends::enter(self.ends, &self.arena.end_hint, open(Side::Receiver));
        let created = match (sender, receiver) {
            (Some(sender), Some(receiver)) => Ok((index, sender, receiver)),
            (sender, _) => {
                if let Some(end) = sender {
                    ends::leave(self.ends, end, false);
                }
                self.free(channel);
                Err(Exhausted::Ends)
            }
        };
        intent.done();
        created
    }

    #[inline(always)]
    pub(crate) fn intent(self, worker: u32) -> &'a Intent {
        &self.workers[worker as usize].intent
    }

    /// Another end of the same side, held by `me`: open, or as a ticket to travel.
    pub fn fork(self, me: u32, end: End, ticket: bool) -> Result<Option<End>, Exhausted> {
        let Some(entry) = ends::look(self.ends, end) else { return Ok(None) };
        let channel = self.channel(entry.channel);
        let intent = self.intent(me);
        intent.ends(entry.channel);
        checkpoint();
        // Counted before it exists: the end it is made from is open, so the channel cannot close under it.
        channel.counts.fetch_add(unit(entry.side) + ROW + CHANGE, Ordering::SeqCst);
        checkpoint();
        let entered =
            ends::enter(self.ends, &self.arena.end_hint, EndInfo { owner: me, travels: ticket, ..entry });
        if entered.is_none() {
            channel.take_off(unit(entry.side) + ROW);
        }
        checkpoint();
        intent.done();
        entered.map(Some).ok_or(Exhausted::Ends)
    }

    /// Opens a ticket in worker `me`: once.
    pub fn redeem(self, me: u32, ticket: End) -> Option<EndInfo> {
        ends::redeem(self.ends, ticket, me)
    }

    /// Closes an open end, or revokes a ticket, for worker `me`. `None` when there was nothing to close (again).
    #[inline(always)]
    pub fn close(self, me: u32, end: End, ticket: bool) -> Option<Wakes> {
        let intent = self.intent(me);
        // A token of a row's earlier life is found out below.
        intent.ends(ends::look(self.ends, end)?.channel);
        checkpoint();
        let wakes = ends::leave(self.ends, end, ticket).map(|entry| {
            checkpoint();
            let channel = self.channel(entry.channel);
            let before = channel.take_off(unit(entry.side));
            let mut wakes = Wakes::NONE;
            if count(before, entry.side) == 1 {
                checkpoint();
                wakes = self.shut(channel);
            }
            checkpoint();
            if (channel.take_off(ROW) / ROW) & 0xffff == 1 {
                self.free(channel);
            }
            wakes
        });
        checkpoint();
        intent.done();
        wakes
    }

    /// Lets nothing more in, and wakes everybody who sleeps on the channel.
    #[inline(always)]
    fn shut(self, channel: &Channel) -> Wakes {
        channel.ring.close();
        checkpoint();
        let wakes = channel.gate(Side::Sender).notify_all().and(channel.gate(Side::Receiver).notify_all());
        worker::ring(self.workers, wakes);
        wakes
    }

    /// Gives a channel back of which no end is left. What dies in between is done again from the start, or lost; never
    /// is a run of slots given back twice.
    #[inline(always)]
    pub(crate) fn free(self, channel: &Channel) {
        payload::drain(self.arena, self.slots, &channel.ring);
        let (offset, capacity) = (channel.ring.offset(), channel.ring.capacity());
        checkpoint();
        channel.ring.forget();
        checkpoint();
        channel.used.store(0, Ordering::SeqCst);
        if capacity != 0 {
            checkpoint();
            self.arena.release(self.slots, offset, capacity);
        }
    }
}
