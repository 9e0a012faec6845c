//! Atomics, as the rest of the crate sees them: `core`'s when it ships, loom's when it is model-checked.
//!
//! What differs between the two is here.
//! - [`full_fence`]. Every WASM atomic access is sequentially consistent by the specification, so a fence between a
//!   store and a load of shared words orders nothing that is not ordered already; there it only has to stop the
//!   compiler. Everywhere else it is a real `fence(SeqCst)`. Loom treats `SeqCst` accesses as acquire / release, so a
//!   proof under loom leans on the fences alone and holds for both.
//! - [`spin_hint`] gives the model checker a chance to run somebody else.
//! - [`checkpoint`] is where a thread may die, in models and in tests; elsewhere it is nothing.

#[cfg(not(loom))]
pub use core::sync::atomic::{AtomicU32, AtomicU64, AtomicU8, Ordering};
#[cfg(loom)]
pub use loom::sync::atomic::{AtomicU32, AtomicU64, AtomicU8, Ordering};

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

/// A thread may die here.
#[cfg(not(any(loom, feature = "faults")))]
#[inline(always)]
pub fn checkpoint() {}

#[cfg(any(loom, feature = "faults"))]
pub use faults::{checkpoint, dies_after, lives_on, Died};

/// Death in tests: a panic that the thread's outermost call catches, so that all it did so far stays as it is.
#[cfg(any(loom, feature = "faults"))]
mod faults {
    use core::cell::Cell;

    #[cfg(loom)]
    use loom::thread_local;
    #[cfg(not(loom))]
    use std::thread_local;

    thread_local! {
        // Loom's has no `const`.
        #[allow(clippy::missing_const_for_thread_local)]
        static FUSE: Cell<u32> = Cell::new(u32::MAX);
    }

    /// What a death panics with.
    pub struct Died;

    /// The calling thread passes `checkpoints` of them, and dies at the next.
    pub fn dies_after(checkpoints: u32) {
        FUSE.with(|fuse| fuse.set(checkpoints));
    }

    /// The calling thread dies no more. Answers how many checkpoints it would have passed before.
    pub fn lives_on() -> u32 {
        FUSE.with(|fuse| fuse.replace(u32::MAX))
    }

    /// A thread may die here.
    pub fn checkpoint() {
        let left = FUSE.with(Cell::get);
        if left == 0 {
            lives_on();
            std::panic::resume_unwind(std::boxed::Box::new(Died));
        }
        if left != u32::MAX {
            FUSE.with(|fuse| fuse.set(left - 1));
        }
    }
}
