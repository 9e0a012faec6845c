//! Where the tables of a world are: static memory of the channels' module and, behind it, what depends on the memory's size.
//!
//!     header | static: workers, arena, scratch areas | channels | ends | slots, to the end of the memory

use core::cell::UnsafeCell;
use core::slice::from_raw_parts;

use milost_core::arena::Arena;
use milost_core::channel::Channel;
use milost_core::ends::{EndRow, MAX_ENDS};
use milost_core::slot::Slot;
use milost_core::worker::{Worker, MAX_WORKERS};
use milost_core::Region;

use crate::scratch::Scratch;

/// Bytes of memory for which there is one row in the table of channels, and so many in the table of ends.
const BYTES_PER_CHANNEL: usize = 8192;
/// Rows in the table of ends for each in the table of channels.
pub const ENDS_PER_CHANNEL: usize = 4;
const MAX_CHANNELS: usize = 1 << 16;

/// Where the tables are. Its address in the channels' module is what another module opens the world by.
#[repr(C)]
pub struct Layout {
    workers: &'static [Worker; MAX_WORKERS],
    arena: &'static Arena,
    scratch: &'static [Scratch; MAX_WORKERS],
    /// Address of the first channel, then the lengths of the tables: no atomics, so that an operation which does not
    /// need one does not load it.
    channels_base: UnsafeCell<usize>,
    channels: UnsafeCell<usize>,
    ends: UnsafeCell<usize>,
    slots: UnsafeCell<usize>,
}

// SAFETY: the cells are written by `divide` alone, which runs once, before any other thread has the memory.
unsafe impl Sync for Layout {}

impl Layout {
    /// Of a memory that is not divided up yet.
    pub const fn new(
        workers: &'static [Worker; MAX_WORKERS],
        arena: &'static Arena,
        scratch: &'static [Scratch; MAX_WORKERS],
    ) -> Self {
        let [channels_base, channels, ends, slots] = [const { UnsafeCell::new(0) }; 4];
        Self { workers, arena, scratch, channels_base, channels, ends, slots }
    }

    /// Divides so many bytes of memory up, of which those from `base` on are free. Answers the number of slots.
    ///
    /// # Safety
    /// No other thread has the memory yet.
    #[inline(always)]
    pub unsafe fn divide(&self, base: usize, bytes: u32) -> u32 {
        let base = base.next_multiple_of(align_of::<Channel>());
        // 4 GiB come in as 0.
        let bytes = (bytes as usize).wrapping_sub(1);
        let channels = (bytes / BYTES_PER_CHANNEL).min(MAX_CHANNELS);
        let ends = (channels * ENDS_PER_CHANNEL).min(MAX_ENDS);
        let tables = base + channels * size_of::<Channel>() + ends * size_of::<EndRow>();
        let slots = bytes.saturating_sub(tables) / size_of::<Slot>();
        // SAFETY: by the caller's word nobody reads them yet.
        unsafe {
            *self.channels_base.get() = base;
            *self.channels.get() = channels;
            *self.ends.get() = ends;
            *self.slots.get() = slots;
        }
        slots as u32
    }

    #[inline(always)]
    pub fn region(&self) -> Region<'static> {
        // SAFETY: `divide` found that the three tables fit between the static memory and the end of the linear memory,
        // which never shrinks. Nothing else lives there. Each begins aligned: channels by `divide`, and their size
        // is a multiple of what ends need, and the number of ends (four a channel) makes theirs one of what slots need.
        // Zero bytes are a valid row of each, and all three types are `Sync`.
        let (channels, ends, slots) = unsafe {
            let channels_base = *self.channels_base.get();
            let channels = *self.channels.get();
            let ends_base = channels_base + channels * size_of::<Channel>();
            let ends = *self.ends.get();
            let slots_base = ends_base + ends * size_of::<EndRow>();
            (
                from_raw_parts(channels_base as *const Channel, channels),
                from_raw_parts(ends_base as *const EndRow, ends),
                from_raw_parts(slots_base as *const Slot, *self.slots.get()),
            )
        };
        Region { workers: self.workers, ends, channels, arena: self.arena, slots }
    }

    #[inline(always)]
    pub fn scratch(&self, worker: u32) -> &'static Scratch {
        &self.scratch[worker as usize]
    }
}
