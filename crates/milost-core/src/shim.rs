//! Atomics, as the rest of the crate sees them: `core`'s when it ships, loom's when it is model-checked.
//!
//! Two things differ between the two, and both are here.
//! - [`full_fence`]. Every WASM atomic access is sequentially consistent by the specification, so a fence between a
//!   store and a load of shared words orders nothing that is not ordered already; there it only has to stop the
//!   compiler. Everywhere else it is a real `fence(SeqCst)`. Loom treats `SeqCst` accesses as acquire / release, so a
//!   proof under loom leans on the fences alone and holds for both.
//! - [`spin_hint`] gives the model checker a chance to run somebody else.

#[cfg(not(loom))]
pub use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};
#[cfg(loom)]
pub use loom::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Orders every access before it against every access after it, as Dekker's protocol needs.
#[inline(always)]
pub fn full_fence() {
    #[cfg(loom)]
    loom::sync::atomic::fence(Ordering::SeqCst);
    #[cfg(all(not(loom), target_family = "wasm"))]
    core::sync::atomic::compiler_fence(Ordering::SeqCst);
    #[cfg(all(not(loom), not(target_family = "wasm")))]
    core::sync::atomic::fence(Ordering::SeqCst);
}

/// Tells the processor, or the model checker, that this thread waits for another one.
#[inline(always)]
pub fn spin_hint() {
    #[cfg(loom)]
    loom::thread::yield_now();
    #[cfg(not(loom))]
    core::hint::spin_loop();
}

/// How often a loop that waits for another thread's *two instructions* (between claim and publication of a slot)
/// looks again before it reports "not now". Bounded because that thread may have lost its processor.
#[cfg(loom)]
pub const PATIENCE: u32 = 1;
/// How often a loop that waits for another thread's *two instructions* (between claim and publication of a slot)
/// looks again before it reports "not now". Bounded because that thread may have lost its processor.
#[cfg(not(loom))]
pub const PATIENCE: u32 = 128;

/// Keeps what two sides write apart: two lines of 64 bytes, because x86 prefetches them in pairs.
#[repr(align(128))]
#[derive(Debug, Default)]
pub struct CachePadded<T>(T);

impl<T> CachePadded<T> {
    /// Pads a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }
}

impl<T> core::ops::Deref for CachePadded<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}
