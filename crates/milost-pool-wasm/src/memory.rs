//! Where the pool lies, and how a worker is woken: the unsafe part of the crate.

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use milost_core::pool::{self, Pool};
use milost_core::worker::{Worker, WorkerState, MAX_WORKERS};
use milost_core::Wakes;

pub static WORKERS: [Worker; MAX_WORKERS] = [const { Worker::new(WorkerState::new()) }; MAX_WORKERS];

/// Where in the head of a pool the number of its nodes is.
const NODES: usize = 12;
const _: () = assert!(size_of::<Pool<[AtomicU64; 0]>>() == NODES + 4);

extern "C" {
    /// Defined by the linker: the first byte behind all static memory.
    static __heap_base: u8;
}

#[inline(always)]
pub fn base() -> usize {
    (&raw const __heap_base as usize).next_multiple_of(128)
}

#[inline(always)]
pub fn the_pool() -> &'static Pool {
    let base = base();
    // SAFETY: the thread that made the memory wrote the number of nodes before any other call, and made the memory large
    // enough for their cells, which follow the head. It never shrinks, and all fields are atomics: zero bytes are
    // valid, and nobody has another view of them but by atomics.
    unsafe {
        let nodes = (*((base + NODES) as *const AtomicU32)).load(Ordering::Relaxed) as usize;
        let cells = core::ptr::slice_from_raw_parts(base as *const AtomicU64, nodes + pool::jobs(nodes));
        &*(cells as *const Pool)
    }
}

/// Wakes whoever sleeps on the parking words of these workers.
#[inline(always)]
pub fn wake(wakes: Wakes) {
    if !wakes.is_none() {
        milost_layout::wake_all(&WORKERS, wakes);
    }
}
