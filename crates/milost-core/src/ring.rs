//! A bounded queue for many senders and many receivers: the array flavour of crossbeam-channel (after Dmitry
//! Vyukov's bounded MPMC queue), over a run of slots of the arena.
//!
//! Divergences from crossbeam. Positions are 32 bits. Nothing parks and nothing spins without bound: a slot whose
//! owner is between claim and publication reads as "not now", because that owner may have lost its processor and
//! the caller may be a thread that must not wait. A batch claims its slots with one compare-exchange. Whoever
//! closes the ring sets a mark in `tail`, so that no push can slip in after the close. Whoever is about to claim slots
//! says so before (see `intent`), so that what it leaves behind when it dies in between can be mended.
//!
//! Layout of a position, from the lowest bit: `index` (the slot, below `capacity`), one `mark` bit (in `tail`: the
//! ring is closed; in `head`: never), then `lap`. For capacity 3: `mark = 4`, `lap = 8`, positions 0 1 2 8 9 10 16 ...
//! A message takes one slot or several next to each other (the stride), all in one claim: positions move by messages, and of
//! each message only the first slot is stamped. Capacity and positions count slots, what is pushed and popped messages.
//!
//! A position comes back after 2^32 / (2 * mark) laps; a thread would have to sleep through a whole multiple of
//! them between its load and its compare-exchange to be fooled.

use crate::ends::Side;
use crate::intent::Announce;
use crate::shim::{checkpoint, full_fence, spin_hint, AtomicU32, CachePadded, Ordering, PATIENCE};
use crate::slot::{Slot, Value};

/// The largest capacity: positions keep at least 2^7 laps.
pub const MAX_CAPACITY: u32 = 1 << 23;

/// The low bits of a ring's layout.
pub const STRIDE_BITS: u32 = 8;

/// Why nothing was pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushError {
    /// No slot is free now.
    Full,
    /// The ring is closed.
    Closed,
}

/// Why nothing was popped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PopError {
    /// Nothing is published at the head now.
    Empty,
    /// The ring is closed, and everything that was ever pushed has been claimed by receivers.
    Closed,
}

/// The shared state of one queue. All zero is a ring of no use: call [`Ring::reset`] before the first operation.
#[repr(C)]
pub struct Ring {
    /// Position of the next value to take. Only receivers move it, by compare-exchange, never past `tail`.
    head: CachePadded<AtomicU32>,
    /// Position of the next slot to fill, and the mark of the close. Only senders move it, by compare-exchange.
    tail: CachePadded<AtomicU32>,
    /// Number of slots, a multiple of the stride; constant from `reset` to the next `reset`.
    capacity: AtomicU32,
    /// The stride in the low [`STRIDE_BITS`], above them the embedder's own; constant from `reset` to the next `reset`.
    layout: AtomicU32,
    /// Index in the arena of the first slot; constant from `reset` to the next `reset`.
    offset: AtomicU32,
}

/// The constants of one ring, loaded once per operation.
#[derive(Clone, Copy)]
struct Shape<'a> {
    slots: &'a [Slot],
    capacity: u32,
    mark: u32,
    lap: u32,
}

impl<'a> Shape<'a> {
    #[inline(always)]
    fn index(self, position: u32) -> u32 {
        position & (self.mark - 1)
    }

    #[inline(always)]
    fn slot(self, position: u32) -> &'a Slot {
        &self.slots[self.index(position) as usize]
    }

    /// The position `count` further on; `count` is at most the capacity.
    #[inline(always)]
    fn advance(self, position: u32, count: u32) -> u32 {
        let index = self.index(position) + count;
        if index < self.capacity {
            position + count
        } else {
            (position & !(self.lap - 1)).wrapping_add(self.lap).wrapping_add(index - self.capacity)
        }
    }
}

impl Ring {
    /// A ring in no use.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self {
            head: CachePadded::new(AtomicU32::new(0)),
            tail: CachePadded::new(AtomicU32::new(0)),
            capacity: AtomicU32::new(0),
            layout: AtomicU32::new(0),
            offset: AtomicU32::new(0),
        }
    }

    /// A ring in no use.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self {
            head: CachePadded::new(AtomicU32::new(0)),
            tail: CachePadded::new(AtomicU32::new(0)),
            capacity: AtomicU32::new(0),
            layout: AtomicU32::new(0),
            offset: AtomicU32::new(0),
        }
    }

    /// Makes the ring empty and open, over `capacity` slots from `offset`. The caller owns ring and slots alone.
    pub fn reset(&self, arena: &[Slot], offset: u32, capacity: u32, layout: u32) {
        self.reset_before_wrap(arena, offset, capacity, layout, 0);
    }

    /// The same, so many laps before positions begin again at 0: for tests, to see them do it.
    pub fn reset_before_wrap(&self, arena: &[Slot], offset: u32, capacity: u32, layout: u32, laps: u32) {
        debug_assert!(capacity > 0 && capacity <= MAX_CAPACITY);
        debug_assert!(capacity.is_multiple_of(layout % (1 << STRIDE_BITS)));
        let lap = (capacity + 1).next_power_of_two() * 2;
        let first = 0u32.wrapping_sub(laps.wrapping_mul(lap));
        for index in 0..capacity {
            arena[(offset + index) as usize].stamp.store(first + index, Ordering::Relaxed);
        }
        self.capacity.store(capacity, Ordering::Relaxed);
        self.layout.store(layout, Ordering::Relaxed);
        self.offset.store(offset, Ordering::Relaxed);
        self.head.store(first, Ordering::Relaxed);
        self.tail.store(first, Ordering::Release);
    }

    /// The number of slots.
    #[inline(always)]
    pub fn capacity(&self) -> u32 {
        self.capacity.load(Ordering::Relaxed)
    }

    /// The word that `reset` was given.
    #[inline(always)]
    pub fn layout(&self) -> u32 {
        self.layout.load(Ordering::Relaxed)
    }

    /// Slots of a message.
    #[inline(always)]
    pub(crate) fn stride(&self) -> u32 {
        self.layout() % (1 << STRIDE_BITS)
    }

    /// Index in the arena of the first slot.
    pub fn offset(&self) -> u32 {
        self.offset.load(Ordering::Relaxed)
    }

    #[inline(always)]
    fn shape<'a>(&self, arena: &'a [Slot]) -> Shape<'a> {
        let capacity = self.capacity();
        let offset = self.offset.load(Ordering::Relaxed) as usize;
        let mark = (capacity + 1).next_power_of_two();
        Shape { slots: &arena[offset..offset + capacity as usize], capacity, mark, lap: mark * 2 }
    }

    /// Publishes up to `count` messages, in order and next to each other; answers how many. `value(i)` gives what goes into
    /// the i-th slot and `sent(value)` is told once it lies there, before it is published. `stride` is the ring's, known to
    /// the caller.
    #[inline(always)]
    pub fn push_many(
        &self,
        arena: &[Slot],
        announce: Announce<'_>,
        stride: u32,
        count: u32,
        value: impl Fn(u32) -> Value,
        sent: impl Fn(&Value),
    ) -> Result<u32, PushError> {
        let shape = self.shape(arena);
        let mut patience = PATIENCE;
        let mut tail = self.tail.load(Ordering::Relaxed);
        loop {
            if tail & shape.mark != 0 {
                return Err(PushError::Closed);
            }
            let stamp = shape.slot(tail).stamp.load(Ordering::Acquire);
            if stamp == tail {
                let free = run(shape, tail, stride, 0, count);
                let next = shape.advance(tail, free * stride);
                announce.claim(tail, free * stride);
                checkpoint();
                match self.tail.compare_exchange_weak(tail, next, Ordering::SeqCst, Ordering::Relaxed) {
                    Ok(_) => {
                        let mut position = tail;
                        for index in 0..free * stride {
                            checkpoint();
                            let value = value(index);
                            // SAFETY: the exchange moved `tail` over `free` messages that `run` saw released.
                            #[allow(unsafe_code)]
                            unsafe {
                                shape.slot(position).write(value);
                            }
                            sent(&value);
                            position = shape.advance(position, 1);
                        }
                        stamp_backwards(shape, tail, stride, free, 1);
                        return Ok(free);
                    }
                    Err(moved) => tail = moved,
                }
                announce.withdraw();
                continue;
            }
            if stamp.wrapping_add(shape.lap) == tail + 1 {
                // The slot holds last lap's value. If no receiver has claimed it the ring is full; otherwise one is
                // about to release it.
                full_fence();
                if self.head.load(Ordering::Relaxed).wrapping_add(shape.lap) == tail {
                    return Err(PushError::Full);
                }
            }
            // Otherwise `tail` was stale: another sender has moved it since.
            if patience == 0 {
                return Err(PushError::Full);
            }
            patience -= 1;
            spin_hint();
            tail = self.tail.load(Ordering::Relaxed);
        }
    }

    /// Takes up to `count` messages, in order and next to each other; answers how many. `sink(i, value)` gets what lay in
    /// the i-th slot of those. 0: what it took holds nothing, for the senders are dead; more may lie behind. `stride` is the
    /// ring's, known to the caller.
    #[inline(always)]
    pub fn pop_many(
        &self,
        arena: &[Slot],
        announce: Announce<'_>,
        stride: u32,
        count: u32,
        mut sink: impl FnMut(u32, Value),
    ) -> Result<u32, PopError> {
        let shape = self.shape(arena);
        let mut patience = PATIENCE;
        let mut head = self.head.load(Ordering::Relaxed);
        loop {
            let stamp = shape.slot(head).stamp.load(Ordering::Acquire);
            if stamp == head + 1 {
                let ready = run(shape, head, stride, 1, count);
                let next = shape.advance(head, ready * stride);
                announce.claim(head, ready * stride);
                checkpoint();
                match self.head.compare_exchange_weak(head, next, Ordering::SeqCst, Ordering::Relaxed) {
                    Ok(_) => {
                        let mut position = head;
                        let mut taken = 0;
                        for _ in 0..ready * stride {
                            checkpoint();
                            // SAFETY: the exchange moved `head` over `ready` messages that `run` saw published.
                            #[allow(unsafe_code)]
                            let value = unsafe { shape.slot(position).read() };
                            if value.kind != Value::NOTHING {
                                sink(taken, value);
                                taken += 1;
                            }
                            position = shape.advance(position, 1);
                        }
                        stamp_backwards(shape, head, stride, ready, shape.lap);
                        // Of a message all slots hold something, or none.
                        return Ok(taken / stride);
                    }
                    Err(moved) => head = moved,
                }
                announce.withdraw();
                continue;
            }
            if stamp == head {
                // Nothing published here. If no sender has claimed the slot the ring is empty; otherwise one is
                // about to publish it.
                full_fence();
                let tail = self.tail.load(Ordering::Relaxed);
                if tail & !shape.mark == head {
                    return Err(if tail == head { PopError::Empty } else { PopError::Closed });
                }
            }
            // Otherwise `head` was stale: another receiver has moved it since.
            if patience == 0 {
                return Err(PopError::Empty);
            }
            patience -= 1;
            spin_hint();
            head = self.head.load(Ordering::Relaxed);
        }
    }

    /// Whether a push looks like going through: without a look at what the receivers write most.
    #[inline(always)]
    pub fn has_room(&self, arena: &[Slot]) -> bool {
        let tail = self.tail.load(Ordering::Relaxed);
        self.shape(arena).slot(tail).stamp.load(Ordering::Relaxed) == tail
    }

    /// Whether a pop looks like going through: without a look at what the senders write most.
    #[inline(always)]
    pub fn has_value(&self, arena: &[Slot]) -> bool {
        let head = self.head.load(Ordering::Relaxed);
        self.shape(arena).slot(head).stamp.load(Ordering::Relaxed) == head + 1
    }

    /// Takes out whatever is published, in no order. Nobody else works on the ring any more.
    #[inline(always)]
    pub fn drain(&self, arena: &[Slot], mut sink: impl FnMut(Value)) {
        let shape = self.shape(arena);
        for index in 0..shape.capacity {
            let slot = &shape.slots[index as usize];
            let stamp = slot.stamp.load(Ordering::Acquire);
            // The position that the slot has now, or had when its value was published, plus 1. Of a message all but the
            // first keep the stamp of `reset`; blocks are named in first slots alone.
            if shape.index(stamp) == index + 1 {
                // First, so that nobody who has to begin again finds it twice.
                slot.stamp.store(index, Ordering::Relaxed);
                // SAFETY: published, and the caller says that no receiver is left who could claim it.
                #[allow(unsafe_code)]
                sink(unsafe { slot.read() });
            }
        }
    }

    /// Finishes what workers that are dead began with `count` slots from `position` on: a slot that a sender claimed and
    /// did not publish gets [`Value::NOTHING`], one that a receiver claimed and did not release is released. `claimed`
    /// says whether a living worker may be at work on the slot of a position; `drop(position, value)` gets what a slot
    /// held, before others may claim it. `None`: to be called again, for a living worker is at work on some of them, or
    /// was about to be. One thread at a time.
    #[inline(always)]
    pub(crate) fn mend(
        &self,
        arena: &[Slot],
        side: Side,
        position: u32,
        count: u32,
        claimed: impl Fn(u32) -> bool,
        drop: impl Fn(u32, Value),
    ) -> Option<()> {
        let shape = self.shape(arena);
        // Whoever moved it here has told before what it claimed.
        let end = match side {
            Side::Sender => self.tail.load(Ordering::SeqCst) & !shape.mark,
            Side::Receiver => self.head.load(Ordering::SeqCst),
        };
        let (before, after) = match side {
            Side::Sender => (0, 1),
            Side::Receiver => (1, shape.lap),
        };
        let mut position = position;
        let stride = self.stride();
        for _ in (0..count.min(shape.capacity)).step_by(stride as usize) {
            // From here on nobody has claimed.
            if position == end {
                break;
            }
            let slot = shape.slot(position);
            let open = position.wrapping_add(before);
            if slot.stamp.load(Ordering::Acquire) == open {
                if claimed(position) {
                    return None;
                }
                full_fence();
                // Whoever went on to something else has stamped its slots before.
                if slot.stamp.load(Ordering::Acquire) == open {
                    // SAFETY: the slot is claimed, and not by a living worker: see `intent`. The dead do not touch it.
                    #[allow(unsafe_code)]
                    unsafe {
                        drop(position, slot.read());
                        if side == Side::Sender {
                            for next in 0..stride {
                                shape.slot(position + next).write(Value { bits: 0, kind: Value::NOTHING });
                            }
                        }
                    }
                    slot.stamp.store(position.wrapping_add(after), Ordering::Release);
                }
            }
            position = shape.advance(position, stride);
        }
        Some(())
    }

    /// How far `position` lies behind `from`, if that is less than `count` slots.
    #[inline(always)]
    pub(crate) fn offset_of(&self, arena: &[Slot], from: u32, count: u32, position: u32) -> Option<u32> {
        let shape = self.shape(arena);
        (0..count.min(shape.capacity)).find(|&index| shape.advance(from, index) == position)
    }

    /// Leaves no slots. The caller owns the ring alone.
    pub(crate) fn forget(&self) {
        self.capacity.store(0, Ordering::SeqCst);
    }

    /// Closes the ring: no push succeeds from here on. Answers whether this call did it.
    pub fn close(&self) -> bool {
        let mark = (self.capacity() + 1).next_power_of_two();
        self.tail.fetch_or(mark, Ordering::SeqCst) & mark == 0
    }

    /// Whether the ring is closed; values may still lie in it.
    pub fn is_closed(&self) -> bool {
        let mark = (self.capacity() + 1).next_power_of_two();
        self.tail.load(Ordering::SeqCst) & mark != 0
    }

    /// How many slots hold messages: exact when nobody else is at work on it, else a recent answer.
    pub fn len(&self) -> u32 {
        let capacity = self.capacity();
        let mark = (capacity + 1).next_power_of_two();
        loop {
            let tail = self.tail.load(Ordering::SeqCst);
            let head = self.head.load(Ordering::SeqCst);
            if self.tail.load(Ordering::SeqCst) != tail {
                spin_hint();
                continue;
            }
            let (first, end) = (head & (mark - 1), tail & (mark - 1));
            return if first < end {
                end - first
            } else if first > end {
                capacity - first + end
            } else if tail & !mark == head {
                0
            } else {
                capacity
            };
        }
    }

    /// Whether no value lies in the ring, see [`Ring::len`].
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Gives `count` messages from `position` on the stamp of their position plus `ahead`, the last one first. The other side
/// looks at the first one, so a batch becomes visible as a whole, and the two do not fight for the same cache lines
/// slot by slot: that made batches of 64 three times slower.
#[inline(always)]
fn stamp_backwards(shape: Shape<'_>, position: u32, stride: u32, count: u32, ahead: u32) {
    for index in (0..count).rev() {
        checkpoint();
        let position = shape.advance(position, index * stride);
        shape.slot(position).stamp.store(position.wrapping_add(ahead), Ordering::Release);
    }
}

/// How many messages from `position` on carry the stamp of their position plus `ahead`, at most `count`; the caller
/// saw the first. What is seen stays: only the one who moves `tail` (`head`) over such a slot may change it. A lap on, the
/// first carries the stamp of this lap, unless `tail` (`head`) has moved, and the caller's exchange will fail.
#[inline(always)]
fn run(shape: Shape<'_>, position: u32, stride: u32, ahead: u32, count: u32) -> u32 {
    let mut length = 1;
    let mut next = position;
    while length < count {
        next = shape.advance(next, stride);
        if shape.slot(next).stamp.load(Ordering::Acquire) != next + ahead {
            break;
        }
        length += 1;
    }
    length
}

impl Default for Ring {
    fn default() -> Self {
        Self::new()
    }
}
