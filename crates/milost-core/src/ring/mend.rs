//! What is done to a ring that somebody left: slots that the dead claimed are finished, values that nobody receives any more are
//! taken out.

use super::Ring;
use crate::ends::Side;
use crate::shim::{full_fence, Ordering};
use crate::slot::{Slot, Value};

impl Ring {
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
}
