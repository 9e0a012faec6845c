//! Runs of slots out of one fixed arena: powers of two, one free list per size, no coalescing.
//!
//! A run comes from the free list of its size, else from the untouched rest, else from a larger run that is split
//! for good. The lists are Treiber stacks; the head carries a counter that
//! moves with every change, so that a head that comes back is not taken for one that never left.

use crate::shim::{AtomicU32, AtomicU64, Ordering};
use crate::slot::Slot;

/// Sizes: 2^0 to 2^23 slots.
const CLASSES: usize = 24;

/// The book-keeping of the arena. All zero is an arena of which nothing was ever given out.
#[repr(C)]
pub struct Arena {
    /// Per size, `changes << 32 | (index of the first run + 1)`; 0 in the low half: empty. The stamp of a free
    /// run's first slot holds the next index + 1.
    free: [AtomicU64; CLASSES],
    /// Slots below this were given out at least once. Never falls.
    used: AtomicU32,
    /// Row of the channel table where the search for a free one begins: behind the last that was found.
    pub(crate) channel_hint: AtomicU32,
    /// The same for the table of ends.
    pub(crate) end_hint: AtomicU32,
}

impl Arena {
    /// Nothing given out.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self {
            free: [const { AtomicU64::new(0) }; CLASSES],
            used: AtomicU32::new(0),
            channel_hint: AtomicU32::new(0),
            end_hint: AtomicU32::new(0),
        }
    }

    /// Nothing given out.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self {
            free: core::array::from_fn(|_| AtomicU64::new(0)),
            used: AtomicU32::new(0),
            channel_hint: AtomicU32::new(0),
            end_hint: AtomicU32::new(0),
        }
    }

    /// Index of the first of at least `count` adjoining slots, or `None` when the arena is exhausted.
    pub fn allocate(&self, slots: &[Slot], count: u32) -> Option<u32> {
        let class = class_of(count);
        self.take(slots, class).or_else(|| self.extend(slots, class)).or_else(|| {
            (class + 1..CLASSES).find_map(|larger| {
                let run = self.take(slots, larger)?;
                // The upper halves go to the lists of their own sizes.
                for half in class..larger {
                    self.give(slots, run + (1 << half), half);
                }
                Some(run)
            })
        })
    }

    /// Gives a run back that was allocated for `count` slots.
    pub fn release(&self, slots: &[Slot], index: u32, count: u32) {
        self.give(slots, index, class_of(count));
    }

    fn take(&self, slots: &[Slot], class: usize) -> Option<u32> {
        let list = &self.free[class];
        let mut head = list.load(Ordering::Acquire);
        loop {
            let index = (head as u32).checked_sub(1)?;
            // Maybe no longer free, and the stamp no link: then the head has moved and the exchange fails.
            let next = slots[index as usize].stamp.load(Ordering::Relaxed);
            match list.compare_exchange_weak(head, bump(head, next), Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Some(index),
                Err(moved) => head = moved,
            }
        }
    }

    fn give(&self, slots: &[Slot], index: u32, class: usize) {
        let list = &self.free[class];
        let mut head = list.load(Ordering::Acquire);
        loop {
            slots[index as usize].stamp.store(head as u32, Ordering::Relaxed);
            let next = bump(head, index + 1);
            match list.compare_exchange_weak(head, next, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return,
                Err(moved) => head = moved,
            }
        }
    }

    fn extend(&self, slots: &[Slot], class: usize) -> Option<u32> {
        let mut used = self.used.load(Ordering::Relaxed);
        loop {
            let next = used.checked_add(1 << class)?;
            if next as usize > slots.len() {
                return None;
            }
            match self.used.compare_exchange_weak(used, next, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return Some(used),
                Err(moved) => used = moved,
            }
        }
    }
}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}

/// The first row that `take` gets, looking at each of `count` once, beginning at `hint`.
#[inline(always)]
pub(crate) fn find_free(
    count: usize,
    hint: &AtomicU32,
    mut take: impl FnMut(usize) -> bool,
) -> Option<usize> {
    let mut index = hint.load(Ordering::Relaxed) as usize;
    for _ in 0..count {
        if index >= count {
            index = 0;
        }
        if take(index) {
            hint.store(index as u32 + 1, Ordering::Relaxed);
            return Some(index);
        }
        index += 1;
    }
    None
}

fn class_of(count: u32) -> usize {
    count.next_power_of_two().trailing_zeros() as usize
}

/// The head that follows `head` with `first` as its low half.
fn bump(head: u64, first: u32) -> u64 {
    ((head >> 32).wrapping_add(1) << 32) | u64::from(first)
}
