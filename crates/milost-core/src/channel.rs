//! A channel: a ring, a gate on either side of it, and the count of its ends.
//!
//! What happens when: a send to a closed channel fails and the value stays with the caller. A channel closes when
//! the last end of either side goes; who sleeps on it wakes. What was sent before is delivered, then receivers are
//! told that it is closed, for ever. Ring and row are given back when the last end of both sides has gone.
//!
//! `me` is the caller's worker id everywhere. It is never woken by a futex: a wake that falls to the caller itself
//! (other tasks of its thread sleep on the channel) is in the answer like any other.

use crate::arena::find_free;
use crate::ends::{self, End, EndInfo, Side};
use crate::gate::{Gate, Wakes};
use crate::payload;
use crate::region::Region;
use crate::ring::{PopError, PushError, Ring, MAX_CAPACITY};
use crate::shim::{AtomicU32, AtomicU64, CachePadded, Ordering};
use crate::slot::Value;
use crate::worker;

/// The shared state of one channel.
#[repr(C)]
pub struct Channel {
    ring: Ring,
    /// On lines of its own: both sides read it with every operation, hardly anybody writes it.
    gates: CachePadded<[Gate; 2]>,
    /// From the lowest bit: senders (16), receivers (16), rows (16). Senders and receivers count the ends that are
    /// open or travel; the channel closes when one of them reaches 0. Rows counts them too, and falls last: whoever
    /// takes it to 0 owns the channel alone and frees it.
    counts: AtomicU64,
    /// Only in a rendezvous: receivers that wait and that no sender has answered yet. A sender that takes one off
    /// owes one value; a receiver that gives up takes one off, or finds that it was answered.
    demand: AtomicU32,
    /// 0: the row is free. 1: in use.
    used: AtomicU32,
}

const ROW: u64 = 1 << 32;

fn unit(side: Side) -> u64 {
    match side {
        Side::Sender => 1,
        Side::Receiver => 1 << 16,
    }
}

fn count(counts: u64, side: Side) -> u32 {
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
        }
    }

    #[inline(always)]
    fn gate(&self, side: Side) -> &Gate {
        &self.gates[side as usize]
    }

    /// The queue itself, for its capacity and whether it is closed.
    pub fn ring(&self) -> &Ring {
        &self.ring
    }

    /// How many values a receiver may still get: what the last one left behind is as good as dropped.
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

/// Outcome of a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Send {
    /// The value is in the queue.
    Sent(Wakes),
    /// No room now.
    Full,
    /// No receiver, or no sender any more; the value stays with the caller.
    Closed,
}

/// Outcome of a batch of sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendMany {
    /// The first so many values are in the queue, next to each other; 0: no room now.
    Sent(u32, Wakes),
    /// As [`Send::Closed`].
    Closed,
}

/// Outcome of a receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receive {
    /// The oldest value.
    Received(Value, Wakes),
    /// Nothing there now.
    Empty,
    /// Nothing there, and nothing will come.
    Closed,
}

/// Outcome of a batch of receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiveMany {
    /// So many values were handed to the sink; 0: nothing there now.
    Received(u32, Wakes),
    /// As [`Receive::Closed`].
    Closed,
}

impl<'a> Region<'a> {
    fn channel(self, channel: u32) -> &'a Channel {
        &self.channels[channel as usize]
    }

    /// Makes a channel of 1 to [`MAX_CAPACITY`] slots, with one open end on either side held by `me`.
    pub fn create(self, me: u32, capacity: u32) -> Result<(u32, End, End), Exhausted> {
        debug_assert!((1..=MAX_CAPACITY).contains(&capacity));
        let index = find_free(self.channels.len(), &self.arena.channel_hint, |row| {
            let used = &self.channels[row].used;
            used.compare_exchange(0, 1, Ordering::SeqCst, Ordering::Relaxed).is_ok()
        })
        .ok_or(Exhausted::Channels)?;
        let channel = &self.channels[index];
        let index = index as u32;
        let Some(offset) = self.arena.allocate(self.slots, capacity) else {
            channel.used.store(0, Ordering::SeqCst);
            return Err(Exhausted::Slots);
        };
        channel.ring.reset(self.slots, offset, capacity);
        channel.gate(Side::Sender).reset();
        channel.gate(Side::Receiver).reset();
        channel.demand.store(0, Ordering::Relaxed);
        channel.counts.store(unit(Side::Sender) + unit(Side::Receiver) + 2 * ROW, Ordering::SeqCst);
        let open = |side| EndInfo { channel: index, side, owner: me, travels: false };
        let sender = ends::enter(self.ends, &self.arena.end_hint, open(Side::Sender));
        let receiver = ends::enter(self.ends, &self.arena.end_hint, open(Side::Receiver));
        match (sender, receiver) {
            (Some(sender), Some(receiver)) => Ok((index, sender, receiver)),
            (sender, _) => {
                if let Some(end) = sender {
                    ends::leave(self.ends, end, false);
                }
                self.free(channel);
                Err(Exhausted::Ends)
            }
        }
    }

    /// Another end of the same side, held by `me`: open, or as a ticket to travel.
    pub fn fork(self, me: u32, end: End, ticket: bool) -> Result<Option<End>, Exhausted> {
        let Some(entry) = ends::look(self.ends, end) else { return Ok(None) };
        let channel = self.channel(entry.channel);
        // Counted before it exists: the end it is made from is open, so the channel cannot close under it.
        channel.counts.fetch_add(unit(entry.side) + ROW, Ordering::SeqCst);
        match ends::enter(self.ends, &self.arena.end_hint, EndInfo { owner: me, travels: ticket, ..entry }) {
            Some(fork) => Ok(Some(fork)),
            None => {
                channel.counts.fetch_sub(unit(entry.side) + ROW, Ordering::SeqCst);
                Err(Exhausted::Ends)
            }
        }
    }

    /// Opens a ticket in worker `me`: once.
    pub fn redeem(self, me: u32, ticket: End) -> Option<EndInfo> {
        ends::redeem(self.ends, ticket, me)
    }

    #[inline(always)]
    /// Closes an open end, or revokes a ticket. `None` when there was nothing to close (again).
    pub fn close(self, end: End, ticket: bool) -> Option<Wakes> {
        let entry = ends::leave(self.ends, end, ticket)?;
        let channel = self.channel(entry.channel);
        let before = channel.counts.fetch_sub(unit(entry.side), Ordering::SeqCst);
        let mut wakes = Wakes::NONE;
        if count(before, entry.side) == 1 {
            channel.ring.close();
            wakes = channel.gate(Side::Sender).notify_all().and(channel.gate(Side::Receiver).notify_all());
            worker::ring(self.workers, wakes);
        }
        if channel.counts.fetch_sub(ROW, Ordering::SeqCst) / ROW == 1 {
            self.free(channel);
        }
        Some(wakes)
    }

    #[inline(always)]
    fn free(self, channel: &Channel) {
        payload::drain(self.arena, self.slots, &channel.ring);
        self.arena.release(self.slots, channel.ring.offset(), channel.ring.capacity());
        channel.used.store(0, Ordering::SeqCst);
    }

    /// Closes whatever `worker` holds, and frees its id.
    pub fn detach(self, worker: u32) -> Wakes {
        let mut wakes = Wakes::NONE;
        for index in 0..self.ends.len() {
            let Some((end, entry)) = ends::held_by(self.ends, index, worker) else { continue };
            let channel = self.channel(entry.channel);
            if !entry.travels && !channel.gate(entry.side).disarm(worker) {
                wakes = wakes.and(self.pass_on(channel, entry.side));
            }
            wakes = wakes.and(self.close(end, entry.travels).unwrap_or_default());
        }
        self.reap_blocks(worker);
        worker::detach(self.workers, worker);
        Wakes(wakes.0 & !(1 << worker))
    }

    /// Sends one value.
    #[inline(always)]
    pub fn send(self, channel: u32, value: Value) -> Send {
        let channel = self.channel(channel);
        match channel.ring.push(self.slots, value) {
            Ok(()) => Send::Sent(self.notify(channel, Side::Receiver, 1)),
            Err(PushError::Full) => Send::Full,
            Err(PushError::Closed) => Send::Closed,
        }
    }

    /// Sends up to `count` values; `value(i)` gives the i-th.
    #[inline(always)]
    pub fn send_many(self, channel: u32, count: u32, value: impl FnMut(u32) -> Value) -> SendMany {
        let channel = self.channel(channel);
        match channel.ring.push_many(self.slots, count, value) {
            Ok(sent) => SendMany::Sent(sent, self.notify(channel, Side::Receiver, sent)),
            Err(PushError::Full) => SendMany::Sent(0, Wakes::NONE),
            Err(PushError::Closed) => SendMany::Closed,
        }
    }

    /// Receives one value.
    #[inline(always)]
    pub fn receive(self, channel: u32) -> Receive {
        let channel = self.channel(channel);
        match channel.ring.pop(self.slots) {
            Ok(value) => Receive::Received(value, self.notify(channel, Side::Sender, 1)),
            Err(PopError::Empty) => Receive::Empty,
            Err(PopError::Closed) => Receive::Closed,
        }
    }

    /// Receives up to `count` values; `sink(i, value)` gets them.
    #[inline(always)]
    pub fn receive_many(self, channel: u32, count: u32, sink: impl FnMut(u32, Value)) -> ReceiveMany {
        let channel = self.channel(channel);
        match channel.ring.pop_many(self.slots, count, sink) {
            Ok(taken) => ReceiveMany::Received(taken, self.notify(channel, Side::Sender, taken)),
            Err(PopError::Empty) => ReceiveMany::Received(0, Wakes::NONE),
            Err(PopError::Closed) => ReceiveMany::Closed,
        }
    }

    /// Sends one value to a receiver that has announced its [`Region::demand`], whether or not it is awake. This is
    /// how a rendezvous is sent to: its ring only carries what was answered and not yet fetched.
    pub fn hand_over(self, channel: u32, value: Value) -> Send {
        match self.take_demand(channel) {
            Err(true) => Send::Closed,
            Err(false) => Send::Full,
            Ok(()) => {
                let sent = self.send(channel, value);
                if sent == Send::Full {
                    self.put_demand_back(channel);
                }
                sent
            }
        }
    }

    /// The first half of [`Region::hand_over`], for who sends by other means: the caller now owes one value. `Err`:
    /// nobody waits; `true`: because the channel is closed.
    #[inline(always)]
    pub fn take_demand(self, channel: u32) -> Result<(), bool> {
        if self.withdraw(channel) {
            Ok(())
        } else {
            Err(self.channel(channel).ring.is_closed())
        }
    }

    /// The ring was full, so as many answers as it has slots are on their way: the demand stands.
    #[inline(always)]
    pub fn put_demand_back(self, channel: u32) {
        self.channel(channel).demand.fetch_add(1, Ordering::SeqCst);
    }

    /// Announces that a receiver waits for one value of a rendezvous, and wakes a sender that may answer.
    pub fn demand(self, channel: u32) -> Wakes {
        let channel = self.channel(channel);
        channel.demand.fetch_add(1, Ordering::SeqCst);
        self.notify(channel, Side::Sender, 1)
    }

    /// Takes a demand off; false when there is none, because each was answered.
    #[inline(always)]
    pub fn withdraw(self, channel: u32) -> bool {
        let demand = &self.channel(channel).demand;
        let mut open = demand.load(Ordering::SeqCst);
        while open != 0 {
            match demand.compare_exchange_weak(open, open - 1, Ordering::SeqCst, Ordering::SeqCst) {
                Ok(_) => return true,
                Err(now) => open = now,
            }
        }
        false
    }

    #[inline(always)]
    fn notify(self, channel: &Channel, side: Side, count: u32) -> Wakes {
        let wakes = channel.gate(side).notify(count);
        if !wakes.is_none() {
            worker::ring(self.workers, wakes);
        }
        wakes
    }

    /// Whether an operation of that side looks like going through; to be asked again and again, but not for ever: it
    /// does not see a close.
    #[inline(always)]
    pub fn looks_ready(self, channel: u32, side: Side) -> bool {
        let ring = &self.channel(channel).ring;
        match side {
            Side::Sender => ring.has_room(self.slots),
            Side::Receiver => ring.has_value(self.slots),
        }
    }

    /// Announces that `me` is about to sleep until `side` can go on. The caller has read its parking word before,
    /// and tries its operation once more after.
    pub fn arm(self, me: u32, channel: u32, side: Side) {
        self.channel(channel).gate(side).arm(me);
    }

    /// Takes the announcement back: `me` got what it wanted, or gave up. A wake that came for it in vain goes to the
    /// next sleeper if there is still something to do.
    pub fn disarm(self, me: u32, channel: u32, side: Side) -> Wakes {
        let channel = self.channel(channel);
        if channel.gate(side).disarm(me) {
            return Wakes::NONE;
        }
        self.pass_on(channel, side)
    }

    #[inline(always)]
    fn pass_on(self, channel: &Channel, side: Side) -> Wakes {
        let length = channel.ring.len();
        let possible = match side {
            Side::Sender => length < channel.ring.capacity(),
            Side::Receiver => length > 0,
        };
        if possible || channel.ring.is_closed() {
            self.notify(channel, side, 1)
        } else {
            Wakes::NONE
        }
    }
}
