//! What one worker and its JavaScript tell each other beside arguments and result.

use core::cell::UnsafeCell;

use milost_core::Value;

/// Values that one batch carries at most.
pub const BATCH: usize = 256;
/// Blocks that are taken or given in one call at most.
pub const BLOCKS: usize = 32;

const _: () = assert!(BATCH as u32 <= milost_core::intent::MAX_BATCH);

/// The scratch area of one worker.
#[repr(C, align(128))]
pub struct Scratch {
    values: [UnsafeCell<u64>; BATCH],
    /// At byte `8 * BATCH`: the outcome of the last call that answered NaN.
    status: UnsafeCell<u32>,
    /// From the next byte on: how to read each of the values. All 0 (numbers) between two operations.
    kinds: [UnsafeCell<u32>; BATCH],
    /// Behind them: what `take_blocks` answered, or `give_blocks` is asked for.
    blocks: [UnsafeCell<u32>; BLOCKS],
}

// SAFETY: row `w` is touched by worker `w` alone, and a worker is one thread. Once that thread is dead, who reaps it reads it.
unsafe impl Sync for Scratch {}

impl Scratch {
    pub const fn new() -> Self {
        Self {
            values: [const { UnsafeCell::new(0) }; BATCH],
            status: UnsafeCell::new(0),
            kinds: [const { UnsafeCell::new(0) }; BATCH],
            blocks: [const { UnsafeCell::new(0) }; BLOCKS],
        }
    }

    #[inline(always)]
    pub fn read(&self, index: u32) -> Value {
        let index = index as usize;
        // SAFETY: see `Sync`; the indices are checked by the arrays.
        unsafe { Value { bits: *self.values[index].get(), kind: *self.kinds[index].get() } }
    }

    #[inline(always)]
    pub fn write(&self, index: u32, value: Value) {
        let index = index as usize;
        // SAFETY: see `Sync`; the indices are checked by the arrays.
        unsafe {
            *self.values[index].get() = value.bits;
            *self.kinds[index].get() = value.kind;
        }
    }

    #[inline(always)]
    pub fn block(&self, index: u32) -> u32 {
        // SAFETY: see `Sync`; the index is checked by the array.
        unsafe { *self.blocks[index as usize].get() }
    }

    #[inline(always)]
    pub fn set_block(&self, index: u32, block: u32) {
        // SAFETY: see `Sync`; the index is checked by the array.
        unsafe { *self.blocks[index as usize].get() = block }
    }

    #[inline(always)]
    pub fn set_status(&self, status: u32) {
        // SAFETY: see `Sync`.
        unsafe { *self.status.get() = status }
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}
