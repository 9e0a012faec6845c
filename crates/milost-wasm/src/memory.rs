//! Where the core's tables lie, and how a worker is woken: the unsafe part of the crate.

use core::cell::UnsafeCell;

use milost_core::arena::Arena;
use milost_core::channel::Channel;
use milost_core::ends::{EndRow, MAX_ENDS};
use milost_core::slot::Slot;
use milost_core::worker::{Worker, WorkerState, MAX_WORKERS};
use milost_core::{Region, Value, Wakes};

/// Bytes of memory for which there is one row in the table of channels, and so many in the table of ends.
const BYTES_PER_CHANNEL: usize = 8192;
const ENDS_PER_CHANNEL: usize = 4;
const MAX_CHANNELS: usize = 1 << 16;

/// Values that one batch carries at most.
pub const BATCH: usize = 256;
/// Blocks that are taken or given in one call at most.
pub const BLOCKS: usize = 32;

static WORKERS: [Worker; MAX_WORKERS] = [const { Worker::new(WorkerState::new()) }; MAX_WORKERS];
static ARENA: Arena = Arena::new();
static SCRATCH: [Scratch; MAX_WORKERS] = [const { Scratch::new() }; MAX_WORKERS];

/// Rows of the tables behind the static memory, in this order.
static CHANNELS: Rows = Rows(UnsafeCell::new(0));
static ENDS: Rows = Rows(UnsafeCell::new(0));
static SLOTS: Rows = Rows(UnsafeCell::new(0));

/// The length of a table: no atomic, so that an operation which does not need it does not load it.
struct Rows(UnsafeCell<usize>);

// SAFETY: written by `init` alone, which runs once, before any other thread has the memory.
unsafe impl Sync for Rows {}

impl Rows {
    #[inline(always)]
    fn get(&self) -> usize {
        // SAFETY: see `Sync`: nobody writes any more.
        unsafe { *self.0.get() }
    }

    fn set(&self, rows: usize) {
        // SAFETY: see `Sync`: nobody else is there yet.
        unsafe { *self.0.get() = rows }
    }
}

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
    /// From the next byte on: how to read each of the values. All 0 (numbers) between two operations.
    kinds: [UnsafeCell<u32>; BATCH],
    /// Behind them: what `take_blocks` answered, or `give_blocks` is asked for.
    blocks: [UnsafeCell<u32>; BLOCKS],
}

// SAFETY: row `w` is touched by worker `w` alone, and a worker is one thread.
unsafe impl Sync for Scratch {}

impl Scratch {
    const fn new() -> Self {
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

#[inline(always)]
pub fn scratch(worker: u32) -> &'static Scratch {
    &SCRATCH[worker as usize]
}

fn channels_base() -> usize {
    (&raw const __heap_base as usize).next_multiple_of(align_of::<Channel>())
}

/// Divides the memory up. Answers the number of slots.
pub fn init(bytes: u32) -> u32 {
    // 4 GiB come in as 0.
    let bytes = (bytes as usize).wrapping_sub(1);
    let channels = (bytes / BYTES_PER_CHANNEL).min(MAX_CHANNELS);
    let ends = (channels * ENDS_PER_CHANNEL).min(MAX_ENDS);
    let tables = channels_base() + channels * size_of::<Channel>() + ends * size_of::<EndRow>();
    let slots = bytes.saturating_sub(tables) / size_of::<Slot>();
    CHANNELS.set(channels);
    ENDS.set(ends);
    SLOTS.set(slots);
    slots as u32
}

#[inline(always)]
pub fn region() -> Region<'static> {
    use core::slice::from_raw_parts;
    let channels_base = channels_base();
    let channels = CHANNELS.get();
    let ends_base = channels_base + channels * size_of::<Channel>();
    let ends = ENDS.get();
    let slots_base = ends_base + ends * size_of::<EndRow>();
    let slots = SLOTS.get();
    // SAFETY: `init` found that the three tables fit between the static memory and the end of the linear memory,
    // which never shrinks. Nothing else lives there. Each begins aligned: channels by `channels_base`, and their size
    // is a multiple of what ends need, and the number of ends (four a channel) makes theirs one of what slots need.
    // Zero bytes are a valid row of each, and all three types are `Sync`.
    let (channels, ends, slots) = unsafe {
        (
            from_raw_parts(channels_base as *const Channel, channels),
            from_raw_parts(ends_base as *const EndRow, ends),
            from_raw_parts(slots_base as *const Slot, slots),
        )
    };
    Region { workers: &WORKERS, ends, channels, arena: &ARENA, slots }
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
