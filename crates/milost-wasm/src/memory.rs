//! Where the core's tables lie, and how a worker is woken: the unsafe part of the crate.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicU32, Ordering};

use milost_core::arena::Arena;
use milost_core::channel::Channel;
use milost_core::ends::{EndRow, MAX_ENDS};
use milost_core::slot::Slot;
use milost_core::worker::{Worker, WorkerState, MAX_WORKERS};
use milost_core::{Region, Value, Wakes};

/// Channels that can exist at a time.
const MAX_CHANNELS: usize = 512;

/// Values that one batch carries at most.
pub const BATCH: usize = 256;

static WORKERS: [Worker; MAX_WORKERS] = [const { Worker::new(WorkerState::new()) }; MAX_WORKERS];
static ENDS: [EndRow; MAX_ENDS] = [const { EndRow::new() }; MAX_ENDS];
static CHANNELS: [Channel; MAX_CHANNELS] = [const { Channel::new() }; MAX_CHANNELS];
static ARENA: Arena = Arena::new();
static SCRATCH: [Scratch; MAX_WORKERS] = [const { Scratch::new() }; MAX_WORKERS];

/// Number of slots behind the static memory: set once, by the thread that made the memory.
static SLOTS: AtomicU32 = AtomicU32::new(0);

extern "C" {
    /// Defined by the linker: the first byte behind all static memory.
    static __heap_base: u8;
}

/// What one worker and its JavaScript tell each other beside arguments and result.
#[repr(C, align(128))]
pub struct Scratch {
    values: [UnsafeCell<u64>; BATCH],
    /// At byte `8 * BATCH`: the outcome of the last call that answered NaN.
    status: UnsafeCell<u32>,
}

// SAFETY: row `w` is touched by worker `w` alone, and a worker is one thread.
unsafe impl Sync for Scratch {}

impl Scratch {
    const fn new() -> Self {
        Self { values: [const { UnsafeCell::new(0) }; BATCH], status: UnsafeCell::new(0) }
    }

    #[inline(always)]
    pub fn read(&self, index: u32) -> Value {
        // SAFETY: see `Sync`; the index is checked by the array.
        Value { bits: unsafe { *self.values[index as usize].get() }, kind: Value::NUMBER }
    }

    #[inline(always)]
    pub fn write(&self, index: u32, value: Value) {
        // SAFETY: see `Sync`; the index is checked by the array.
        unsafe { *self.values[index as usize].get() = value.bits }
    }

    #[inline(always)]
    pub fn set_status(&self, status: u32) {
        // SAFETY: see `Sync`.
        unsafe { *self.status.get() = status }
    }
}

#[inline(always)]
pub fn scratch(worker: u32) -> &'static Scratch {
    &SCRATCH[worker as usize]
}

fn slots_base() -> usize {
    (&raw const __heap_base as usize).next_multiple_of(align_of::<Slot>().max(16))
}

/// Tells the module how large its memory is. Answers the number of slots.
pub fn init(bytes: u32) -> u32 {
    let count = (bytes as usize).saturating_sub(slots_base()) / size_of::<Slot>();
    SLOTS.store(count as u32, Ordering::SeqCst);
    count as u32
}

#[inline(always)]
pub fn region() -> Region<'static> {
    let count = SLOTS.load(Ordering::Relaxed) as usize;
    // SAFETY: `init` computed how many slots fit between the static memory and the end of the linear memory, which
    // never shrinks; nothing else lives there; zero bytes are a valid slot; `Slot` is `Sync`.
    let slots = unsafe { core::slice::from_raw_parts(slots_base() as *const Slot, count) };
    Region { workers: &WORKERS, ends: &ENDS, channels: &CHANNELS, arena: &ARENA, slots }
}

/// Wakes whoever sleeps on the parking words of these workers, but for the caller itself, who is awake: answers
/// whether it is among them.
#[inline(always)]
pub fn wake(me: u32, wakes: Wakes) -> bool {
    if wakes.is_none() {
        return false;
    }
    wake_others(Wakes(wakes.0 & !(1 << me)));
    wakes.0 & (1 << me) != 0
}

#[cold]
#[inline(never)]
fn wake_others(wakes: Wakes) {
    for worker in wakes {
        let word = WORKERS[worker as usize].parking.as_ptr().cast::<i32>();
        // SAFETY: the word is an aligned atomic of static memory.
        unsafe { core::arch::wasm32::memory_atomic_notify(word, u32::MAX) };
    }
}

#[cfg(target_family = "wasm")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// wasm-bindgen links `alloc`; nothing here allocates, and what would gets nothing.
struct Nothing;

// SAFETY: a null pointer is the documented answer of an allocator that has no memory; nothing is ever given back.
unsafe impl core::alloc::GlobalAlloc for Nothing {
    unsafe fn alloc(&self, _: core::alloc::Layout) -> *mut u8 {
        core::ptr::null_mut()
    }
    unsafe fn dealloc(&self, _: *mut u8, _: core::alloc::Layout) {}
}

#[global_allocator]
static NOTHING: Nothing = Nothing;
