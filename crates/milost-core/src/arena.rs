//! Runs of slots out of one fixed arena: powers of two, one free list per size, no coalescing.
//!
//! A run comes from the free list of its size, else from the untouched rest, else from a larger run that is split
//! for good. The lists are Treiber stacks; the head carries a counter that
//! moves with every change, so that a head that comes back is not taken for one that never left.

use crate::payload::Blocks;
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
    /// The name of the thread that reaps (see `reap`); 0: none does.
    pub(crate) reaper: AtomicU32,
    /// The runs that carry payloads.
    pub blocks: Blocks,
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
            reaper: AtomicU32::new(0),
            blocks: Blocks::new(),
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
            reaper: AtomicU32::new(0),
            blocks: Blocks::new(),
        }
    }

    /// Index of the first of at least `count` adjoining slots, or `None` when the arena is exhausted.
    pub fn allocate(&self, slots: &[Slot], count: u32) -> Option<u32> {
        self.reserve(slots, class_of(count)).checked_sub(1)
    }

    /// Index + 1 of the first of 2^`class` slots, 0 when the arena is exhausted.
    #[inline(never)]
    fn reserve(&self, slots: &[Slot], class: usize) -> u32 {
        let free = pop(&self.free[class], slots);
        if free != 0 {
            return free;
        }
        if let Some(fresh) = self.extend(slots, class) {
            return fresh + 1;
        }
        for larger in class + 1..CLASSES {
            let run = pop(&self.free[larger], slots);
            if run != 0 {
                // The upper halves go to the lists of their own sizes.
                for half in class..larger {
                    push(&self.free[half], slots, run - 1 + (1 << half));
                }
                return run;
            }
        }
        0
    }

    /// Gives a run back that was allocated for `count` slots.
    pub fn release(&self, slots: &[Slot], index: u32, count: u32) {
        push(&self.free[class_of(count)], slots, index);
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

/// Takes the top off a list: index + 1, 0 when it is empty.
#[inline(never)]
pub(crate) fn pop(list: &AtomicU64, slots: &[Slot]) -> u32 {
    let mut head = list.load(Ordering::Acquire);
    loop {
        let first = head as u32;
        if first == 0 {
            return 0;
        }
        // Maybe no longer free, and the stamp no link: then the head has moved and the exchange fails.
        let next = slots[first as usize - 1].stamp.load(Ordering::Relaxed);
        match list.compare_exchange_weak(head, bump(head, next), Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => return first,
            Err(moved) => head = moved,
        }
    }
}

/// Puts a run, which the caller owns alone, on top of a list.
#[inline(always)]
pub(crate) fn push(list: &AtomicU64, slots: &[Slot], index: u32) {
    push_chain(list, slots, index, index);
}

/// The same for several runs, each of which but the last is linked to the next.
#[inline(never)]
pub(crate) fn push_chain(list: &AtomicU64, slots: &[Slot], first: u32, last: u32) {
    let mut head = list.load(Ordering::Acquire);
    loop {
        slots[last as usize].stamp.store(head as u32, Ordering::Relaxed);
        let next = bump(head, first + 1);
        match list.compare_exchange_weak(head, next, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => return,
            Err(moved) => head = moved,
        }
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
