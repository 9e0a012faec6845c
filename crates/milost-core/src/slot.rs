//! One cell of a ring: a stamp that says whose turn it is, and the value.
//!
//! The only unsafe code of the crate. The value is plain memory, not an atomic: a WASM atomic store is a full
//! barrier, and would cost more than the rest of the copy. What makes the plain accesses exclusive is the stamp:
//!
//! ```text
//! stamp == p          free for the sender that moves `tail` from p to its successor (p: a position, see `ring`)
//! stamp == p + 1      published: belongs to the receiver that moves `head` from p to its successor
//! stamp == p + lap    released: free for the sender of the next lap
//! ```
//!
//! A slot in no ring (see `arena`) uses the stamp as the link of a free list.

#![allow(unsafe_code)]

use crate::shim::AtomicU32;
#[cfg(not(target_family = "wasm"))]
use crate::shim::Ordering;

#[cfg(not(loom))]
use core::cell::UnsafeCell;
#[cfg(loom)]
use loom::cell::UnsafeCell;

/// What a slot carries: 64 bits, and what they mean to the embedder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Value {
    /// The payload: the bits of an `f64`, or whatever `kind` says.
    pub bits: u64,
    /// How to read `bits`. The core copies it, and looks at [`Value::BLOCK`] and [`Value::NOTHING`] alone.
    pub kind: u32,
}

impl Value {
    /// The kind of a number, the only one that costs the embedder no second look.
    pub const NUMBER: u32 = 0;

    /// The kind of a slot whose sender died before it was published: receivers pass over it.
    pub const NOTHING: u32 = 1 << 30;

    /// In a kind: the low half of `bits` is the index of a block (see `payload`), and bits 24 to 28 of the kind its
    /// class.
    pub const BLOCK: u32 = 1 << 31;

    /// The block that the value points to, and its class.
    #[inline(always)]
    pub fn block(&self) -> Option<(u32, u32)> {
        (self.kind & Self::BLOCK != 0).then_some((self.bits as u32, self.kind >> 24 & 31))
    }

    /// A number, as its 64 bits.
    #[inline(always)]
    pub fn number(value: f64) -> Self {
        Self { bits: value.to_bits(), kind: Self::NUMBER }
    }
}

/// One cell of a ring, 16 bytes: `stamp` at 0, `kind` at 4, `bits` at 8 (little endian).
#[repr(C)]
pub struct Slot {
    /// Whose turn it is, see the head of the file.
    pub(crate) stamp: AtomicU32,
    kind: UnsafeCell<u32>,
    bits: UnsafeCell<u64>,
}

// SAFETY: `kind` and `bits` are touched only through `Claim`, and a claim exists only for the thread that won the
// slot for this lap by moving `head` or `tail` (compare-exchange: one winner). Publication of the stamp (release)
// and the load that saw it (acquire) order the two owners' accesses. Loom's `UnsafeCell` checks both statements.
unsafe impl Sync for Slot {}

impl Slot {
    /// A slot of the first lap: all zero, so that fresh memory is an array of slots.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self { stamp: AtomicU32::new(0), kind: UnsafeCell::new(0), bits: UnsafeCell::new(0) }
    }

    /// A slot of the first lap.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self { stamp: AtomicU32::new(0), kind: UnsafeCell::new(0), bits: UnsafeCell::new(0) }
    }

    /// Stamps the slot. Others see it for certain once they see a release store that follows, and look at it only then: a
    /// plain store does, where an atomic one would be a full barrier.
    #[inline(always)]
    pub(crate) fn prepare(&self, stamp: u32) {
        #[cfg(not(target_family = "wasm"))]
        self.stamp.store(stamp, Ordering::Relaxed);
        #[cfg(target_family = "wasm")]
        // SAFETY: the pointer is that of a live, aligned atomic. Whoever reads it meanwhile (a look ahead, which proves
        // nothing) reads one of the stamps written: all that runs WASM threads writes 4 aligned bytes as one.
        unsafe {
            self.stamp.as_ptr().write_volatile(stamp)
        }
    }

    /// Writes the value. Not visible before the slot is stamped.
    ///
    /// # Safety
    /// The caller moved `tail` over this slot in this lap, and has not stamped it yet.
    #[inline(always)]
    pub(crate) unsafe fn write(&self, value: Value) {
        // SAFETY: by the caller's claim no other thread reads or writes the value until the slot is stamped.
        unsafe {
            write(&self.kind, value.kind);
            write(&self.bits, value.bits);
        }
    }

    /// Reads the value.
    ///
    /// # Safety
    /// The caller saw the slot published (acquire), moved `head` over it in this lap, and has not stamped it yet.
    #[inline(always)]
    pub(crate) unsafe fn read(&self) -> Value {
        // SAFETY: by the caller's claim nobody writes the value until the slot is stamped, and nobody else reads it.
        unsafe { Value { kind: read(&self.kind), bits: read(&self.bits) } }
    }

    /// Notes a number in a slot that is in no ring.
    ///
    /// # Safety
    /// No other thread knows of the slot yet.
    #[inline(always)]
    pub(crate) unsafe fn note(&self, number: u32) {
        // SAFETY: by the caller's word the slot is its alone.
        unsafe { write(&self.kind, number) }
    }

    /// The number noted.
    ///
    /// # Safety
    /// The caller synchronised with the thread that noted it, and nobody notes another one.
    #[inline(always)]
    pub(crate) unsafe fn noted(&self) -> u32 {
        // SAFETY: by the caller's word nobody writes the number any more.
        unsafe { read(&self.kind) }
    }
}

impl Default for Slot {
    fn default() -> Self {
        Self::new()
    }
}

#[inline(always)]
unsafe fn write<T>(cell: &UnsafeCell<T>, value: T) {
    #[cfg(not(loom))]
    // SAFETY: exclusive access is the contract of the two callers above.
    unsafe {
        *cell.get() = value;
    }
    #[cfg(loom)]
    // SAFETY: the same; loom fails the model if it does not hold.
    cell.with_mut(|pointer| unsafe { *pointer = value });
}

#[inline(always)]
unsafe fn read<T: Copy>(cell: &UnsafeCell<T>) -> T {
    #[cfg(not(loom))]
    // SAFETY: exclusive access is the contract of the two callers above.
    unsafe {
        *cell.get()
    }
    #[cfg(loom)]
    // SAFETY: the same; loom fails the model if it does not hold.
    cell.with(|pointer| unsafe { *pointer })
}
