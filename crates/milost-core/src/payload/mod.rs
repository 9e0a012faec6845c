//! Blocks: where a payload lies that is larger than a slot, and who owns it.
//!
//! A block is a run of 2^`class` slots of the arena. The first slot is its header, the rest the payload. Once made it
//! stays a block of its class: it goes round between free list, worker and queue, and never back to the arena.
//!
//! ```text
//!             take                 into a slot               out of a slot
//! free list --------> owned by w ---------------> queued ------------------> owned by v --> ... give --> free list
//! ```
//!
//! The header's stamp tells which (the layouts cannot be confused: links and [`QUEUED`] have no bit 31):
//!
//! ```text
//! owned:   1 << 31 | class << 8 | worker
//! queued:  QUEUED: some published slot, or the worker that fills or empties one, has its index
//! free:    the next index of the free list + 1
//! ```
//!
//! A worker writes the payload while it owns the block; it is plain memory, handed over by the publication of the
//! slot. When a worker dies, [`reap`] finds what it owned by walking the list of all blocks. It cannot see a block
//! whose new owner dies between the instruction that takes it and the one that signs for it: such a block is lost,
//! but a block never has two owners.

use crate::arena::{self, Arena};
use crate::region::Region;
use crate::ring::Ring;
use crate::shim::{AtomicU32, AtomicU64, Ordering};
use crate::slot::{Slot, Value};

/// The smallest class: a header and one slot of payload.
pub const MIN_CLASS: u32 = 1;
/// One more than the largest: 128 MiB.
pub const CLASSES: usize = 24;

const OWNED: u32 = 1 << 31;
const QUEUED: u32 = (1 << 31) - 1;

/// The free lists, and the list of all blocks. All zero: there are none yet.
#[repr(C)]
pub struct Blocks {
    /// As `Arena::free`, one for each class.
    free: [AtomicU64; CLASSES],
    /// Index + 1 of the block made last; the one made before it is noted in its header. Blocks are never unmade.
    all: AtomicU32,
}

impl Blocks {
    /// No blocks.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self { free: [const { AtomicU64::new(0) }; CLASSES], all: AtomicU32::new(0) }
    }

    /// No blocks.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self { free: core::array::from_fn(|_| AtomicU64::new(0)), all: AtomicU32::new(0) }
    }
}

impl Default for Blocks {
    fn default() -> Self {
        Self::new()
    }
}

fn signature(worker: u32, class: u32) -> u32 {
    OWNED | class << 8 | worker
}

/// Frees what a value points to that came out of a slot and that nobody will receive.
#[inline(always)]
pub fn discard(arena: &Arena, slots: &[Slot], value: &Value) {
    if let Some((block, class)) = value.block() {
        arena::push(&arena.blocks.free[class as usize], slots, block);
    }
}

/// Frees the payloads of all values in a ring on which nobody works any more.
#[inline(never)]
pub(crate) fn drain(arena: &Arena, slots: &[Slot], ring: &Ring) {
    ring.drain(slots, |value| discard(arena, slots, &value));
}

impl<'a> Region<'a> {
    fn header(self, block: u32) -> &'a Slot {
        &self.slots[block as usize]
    }

    /// A block for `worker` of `class` or, when there is none and no room for one, of a larger class: index + 1, and 0
    /// when the arena is exhausted.
    pub fn take_block(self, worker: u32, class: u32) -> u32 {
        let blocks = &self.arena.blocks;
        let mut found = class;
        let mut block = arena::pop(&blocks.free[class as usize], self.slots);
        if block == 0 {
            block = self.make_block(class);
        }
        while block == 0 {
            found += 1;
            if found as usize == CLASSES {
                return 0;
            }
            block = arena::pop(&blocks.free[found as usize], self.slots);
        }
        self.header(block - 1).stamp.store(signature(worker, found), Ordering::Release);
        block
    }

    fn make_block(self, class: u32) -> u32 {
        let Some(index) = self.arena.allocate(self.slots, 1 << class) else { return 0 };
        let header = self.header(index);
        let all = &self.arena.blocks.all;
        let mut last = all.load(Ordering::Acquire);
        // Nobody's yet: who walks the list meanwhile passes it over.
        header.stamp.store(QUEUED, Ordering::Relaxed);
        loop {
            // SAFETY: the run is this call's alone until the exchange below makes it known.
            #[allow(unsafe_code)]
            unsafe {
                header.note(last);
            }
            match all.compare_exchange_weak(last, index + 1, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return index + 1,
                Err(moved) => last = moved,
            }
        }
    }

    /// Frees a block that the caller owns, or found in a slot that it emptied.
    pub fn give_block(self, block: u32, class: u32) {
        arena::push(&self.arena.blocks.free[class as usize], self.slots, block);
    }

    /// Frees blocks of one class that the caller owns, `block(i)` being the i-th, with one exchange for all.
    #[inline(always)]
    pub fn give_blocks(self, class: u32, count: u32, block: impl Fn(u32) -> u32) {
        if count == 0 {
            return;
        }
        let first = block(0);
        let mut last = first;
        for index in 1..count {
            let next = block(index);
            self.header(last).stamp.store(next + 1, Ordering::Relaxed);
            last = next;
        }
        arena::push_chain(&self.arena.blocks.free[class as usize], self.slots, first, last);
    }

    /// To be called for each value between claiming its slot and publishing it: what it points to is no worker's now.
    #[inline(always)]
    pub fn release_payload(self, value: &Value) {
        if let Some((block, _)) = value.block() {
            self.header(block).stamp.store(QUEUED, Ordering::Release);
        }
    }

    /// To be called for each value that came out of a slot: what it points to is `worker`'s now.
    #[inline(always)]
    pub fn accept_payload(self, worker: u32, value: &Value) {
        if let Some((block, class)) = value.block() {
            self.header(block).stamp.store(signature(worker, class), Ordering::Release);
        }
    }

    /// Frees every block that a dead worker owned. The worker must not run any more.
    pub fn reap_blocks(self, worker: u32) {
        let mut next = self.arena.blocks.all.load(Ordering::Acquire);
        while next != 0 {
            let header = self.header(next - 1);
            let state = header.stamp.load(Ordering::Acquire);
            let class = state >> 8 & 0xff;
            // Taken off before it is freed, so that two who reap one worker free nothing twice.
            if state == signature(worker, class)
                && header.stamp.compare_exchange(state, QUEUED, Ordering::AcqRel, Ordering::Relaxed).is_ok()
            {
                self.give_block(next - 1, class);
            }
            #[allow(unsafe_code)]
            {
                // SAFETY: the acquiring load of the list, or of what was read before, saw the block made known.
                next = unsafe { header.noted() };
            }
        }
    }
}
