//! The static memory of a world, and what the exported functions see of it.

use milost_core::arena::Arena;
use milost_core::worker::{Worker, WorkerState, MAX_WORKERS};
use milost_core::{Region, Wakes};
use milost_layout::{wake_all, Layout, Scratch};

static WORKERS: [Worker; MAX_WORKERS] = [const { Worker::new(WorkerState::new()) }; MAX_WORKERS];
static ARENA: Arena = Arena::new();
static SCRATCH: [Scratch; MAX_WORKERS] = [const { Scratch::new() }; MAX_WORKERS];
pub static LAYOUT: Layout = Layout::new(&WORKERS, &ARENA, &SCRATCH);

extern "C" {
    /// Defined by the linker: the first byte behind all static memory.
    static __heap_base: u8;
}

/// Divides the memory up. Answers the number of slots.
pub fn init(bytes: u32) -> u32 {
    // SAFETY: `init` is called once, by the thread that made the memory, before it hands it on.
    unsafe { LAYOUT.divide(&raw const __heap_base as usize, bytes) }
}

#[inline(always)]
pub fn region() -> Region<'static> {
    // The static tables by name: their addresses are constants then.
    Region { workers: &WORKERS, arena: &ARENA, ..LAYOUT.region() }
}

#[inline(always)]
pub fn scratch(worker: u32) -> &'static Scratch {
    &SCRATCH[worker as usize]
}

/// Wakes whoever sleeps on the parking words of these workers, but for the caller itself, who is awake: answers
/// whether it is among them.
#[inline(always)]
pub fn wake(me: u32, wakes: Wakes) -> bool {
    if wakes.is_none() {
        return false;
    }
    wake_all(&WORKERS, Wakes(wakes.0 & !(1 << me)));
    wakes.0 & (1 << me) != 0
}
