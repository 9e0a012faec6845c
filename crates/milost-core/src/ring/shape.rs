//! Positions in a ring, and the stamps of the slots that they name.
//!
//! Layout of a position, from the lowest bit: `index` (the slot, below `capacity`), one `mark` bit (in `tail`: the
//! ring is closed; in `head`: never), then `lap`. For capacity 3: `mark = 4`, `lap = 8`, positions 0 1 2 8 9 10 16 ...
//! A message takes one slot or several next to each other (the stride), all in one claim: positions move by messages, and of
//! each message only the first slot is stamped. Capacity and positions count slots, what is pushed and popped messages.
//!
//! A position comes back after 2^32 / (2 * mark) laps; a thread would have to sleep through a whole multiple of
//! them between its load and its compare-exchange to be fooled.

use crate::shim::{checkpoint, Ordering};
use crate::slot::Slot;

/// The constants of one ring, loaded once per operation.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) slots: &'a [Slot],
    pub(super) capacity: u32,
    pub(super) mark: u32,
    pub(super) lap: u32,
}

impl<'a> Shape<'a> {
    #[inline(always)]
    pub(super) fn index(self, position: u32) -> u32 {
        position & (self.mark - 1)
    }

    #[inline(always)]
    pub(super) fn slot(self, position: u32) -> &'a Slot {
        &self.slots[self.index(position) as usize]
    }

    /// The position `count` further on; `count` is at most the capacity.
    #[inline(always)]
    pub(super) fn advance(self, position: u32, count: u32) -> u32 {
        let index = self.index(position) + count;
        if index < self.capacity {
            position + count
        } else {
            (position & !(self.lap - 1)).wrapping_add(self.lap).wrapping_add(index - self.capacity)
        }
    }
}

/// Gives `count` messages from `position` on the stamp of their position plus `ahead`, the last one first. The other side
/// looks at the first one, so a batch becomes visible as a whole, and the two do not fight for the same cache lines
/// slot by slot: that made batches of 64 three times slower. Nobody looks at another one before it has seen the first,
/// or a head (tail) that was moved by who had: so only the first stamp publishes, and the others cost a plain store.
#[inline(always)]
pub(super) fn stamp_backwards(shape: Shape<'_>, position: u32, stride: u32, count: u32, ahead: u32) {
    for index in (1..count).rev() {
        checkpoint();
        let position = shape.advance(position, index * stride);
        shape.slot(position).prepare(position.wrapping_add(ahead));
    }
    checkpoint();
    shape.slot(position).stamp.store(position.wrapping_add(ahead), Ordering::Release);
}

/// How many messages from `position` on carry the stamp of their position plus `ahead`, at most `count`; the caller
/// saw the first. What is seen stays: only the one who moves `tail` (`head`) over such a slot may change it. A lap on, the
/// first carries the stamp of this lap, unless `tail` (`head`) has moved, and the caller's exchange will fail.
#[inline(always)]
pub(super) fn run(shape: Shape<'_>, position: u32, stride: u32, ahead: u32, count: u32) -> u32 {
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
