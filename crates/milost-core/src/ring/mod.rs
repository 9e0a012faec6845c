//! A bounded queue for many senders and many receivers: the array flavour of crossbeam-channel (after Dmitry
//! Vyukov's bounded MPMC queue), over a run of slots of the arena.
//!
//! Divergences from crossbeam. Positions are 32 bits. Nothing parks and nothing spins without bound: a slot whose
//! owner is between claim and publication reads as "not now", because that owner may have lost its processor and
//! the caller may be a thread that must not wait. A batch claims its slots with one compare-exchange. Whoever
//! closes the ring sets a mark in `tail`, so that no push can slip in after the close. Whoever is about to claim slots
//! says so before (see `intent`), so that what it leaves behind when it dies in between can be mended.

mod mend;
mod shape;

use self::shape::{run, stamp_backwards, Shape};
use crate::ends::Side;
use crate::intent::Announce;
use crate::shim::{checkpoint, full_fence, spin_hint, AtomicU32, CachePadded, Ordering, PATIENCE};
use crate::slot::{Slot, Value};

/// The largest capacity: positions keep at least 2^7 laps.
pub const MAX_CAPACITY: u32 = 1 << 23;

/// The low bits of a ring's layout.
pub const STRIDE_BITS: u32 = 8;

/// How many slots behind the first one a waiting thread looks, at most (and a quarter of the ring): who goes on as soon as
/// one slot has come is soon back, and the two sides fight for one cache line message by message. That took twice the time.
const AHEAD: u32 = 64;

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

    /// Whether an operation of that side looks like going through, and some more like it: without a look at what the
    /// other side writes most.
    #[inline(always)]
    pub fn looks_ready(&self, arena: &[Slot], side: Side) -> bool {
        let shape = self.shape(arena);
        let position = match side {
            Side::Sender => &self.tail,
            Side::Receiver => &self.head,
        };
        let ahead = (shape.capacity / 4).min(AHEAD);
        let position = shape.advance(position.load(Ordering::Relaxed), ahead - ahead % self.stride());
        shape.slot(position).stamp.load(Ordering::Relaxed) == position + side as u32
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

impl Default for Ring {
    fn default() -> Self {
        Self::new()
    }
}
