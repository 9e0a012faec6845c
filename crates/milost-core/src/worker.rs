//! The table of workers: every thread that uses the region has an id below 64, and one word to sleep on.

use crate::gate::Wakes;
use crate::intent::Intent;
use crate::shim::{AtomicU32, CachePadded, Ordering};

/// The most workers of a region: one bit each in a gate.
pub const MAX_WORKERS: usize = 64;

/// What the others know of one worker.
#[repr(C)]
pub struct WorkerState {
    /// 0: the id is free. 1: in use. 2: its thread is dead, and what it left behind is not yet mended.
    used: AtomicU32,
    /// What the worker sleeps on (a futex word): a notifier adds 1, then wakes whoever waits on it. The worker reads
    /// it before it arms a gate, and sleeps only while it still reads the same.
    pub parking: AtomicU32,
    /// How many times the worker looks again before it goes to sleep; written by the worker alone.
    spins: AtomicU32,
    /// Counts the worker's waits, so that every sixteenth tries the longest spin; written by the worker alone.
    waits: AtomicU32,
    /// What it is about to do; written by the worker alone while it lives.
    pub intent: Intent,
    /// The embedder's name of its thread, to be told by when that is dead.
    pub thread: AtomicU32,
}

/// A worker's state on lines of its own: notifiers write it.
pub type Worker = CachePadded<WorkerState>;

impl WorkerState {
    /// A free id.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self {
            used: AtomicU32::new(0),
            parking: AtomicU32::new(0),
            spins: AtomicU32::new(0),
            waits: AtomicU32::new(0),
            intent: Intent::new(),
            thread: AtomicU32::new(0),
        }
    }

    /// A free id.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self {
            used: AtomicU32::new(0),
            parking: AtomicU32::new(0),
            spins: AtomicU32::new(0),
            waits: AtomicU32::new(0),
            intent: Intent::new(),
            thread: AtomicU32::new(0),
        }
    }

    /// How many looks this wait may take, at most `limit`, of which it has had so many. Between waits that spinning
    /// shortened the budget grows to twice what they took; it is halved by each that it did not; now and then the limit
    /// is tried, so that a worker whose peer got its own processor back finds out.
    #[inline(always)]
    pub fn spin_budget(&self, looks: u32, limit: u32) -> u32 {
        let mut budget = self.spins.load(Ordering::Relaxed);
        if looks == 0 {
            let waits = self.waits.load(Ordering::Relaxed).wrapping_add(1);
            self.waits.store(waits, Ordering::Relaxed);
            budget = if waits & 15 == 0 { limit } else { budget.max(MIN_SPINS).min(limit) };
            self.spins.store(budget, Ordering::Relaxed);
        }
        budget
    }

    /// Reports how the spin went: after how many looks it ended, and whether in time.
    #[inline(never)]
    pub fn spun(&self, looks: u32, limit: u32, in_time: bool) {
        let budget = if in_time { looks * 2 } else { looks / 2 };
        self.spins.store(budget.min(limit), Ordering::Relaxed);
    }
}

/// The least spin: about what one look at another processor's cache line takes.
const MIN_SPINS: u32 = 16;

impl Default for WorkerState {
    fn default() -> Self {
        Self::new()
    }
}

const FREE: u32 = 0;
const ALIVE: u32 = 1;
const DEAD: u32 = 2;

impl WorkerState {
    /// Whether the id is in use by a thread that is not known to be dead.
    pub fn is_alive(&self) -> bool {
        self.used.load(Ordering::SeqCst) == ALIVE
    }

    /// Whether the id's thread is dead and not yet mended.
    pub fn is_dead(&self) -> bool {
        self.used.load(Ordering::SeqCst) == DEAD
    }

    /// Whether the id is in use, by a thread of that name.
    pub fn is_of(&self, thread: u32) -> bool {
        self.used.load(Ordering::SeqCst) != FREE && self.thread.load(Ordering::SeqCst) == thread
    }

    /// The id's thread is dead.
    pub fn dies(&self) {
        let _ = self.used.compare_exchange(ALIVE, DEAD, Ordering::SeqCst, Ordering::SeqCst);
    }
}

/// Takes a free id below `limit` for a thread of that name.
pub fn attach(workers: &[Worker], limit: u32, thread: u32) -> Option<u32> {
    let limit = workers.len().min(limit as usize);
    let free = workers[..limit].iter().position(|worker| {
        worker.used.compare_exchange(FREE, ALIVE, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    })?;
    workers[free].thread.store(thread, Ordering::SeqCst);
    Some(free as u32)
}

/// Gives the id back. The worker's ends are closed and it sleeps nowhere.
pub fn detach(workers: &[Worker], worker: u32) {
    let state = &workers[worker as usize];
    state.intent.done();
    state.thread.store(0, Ordering::SeqCst);
    state.used.store(FREE, Ordering::SeqCst);
}

/// Moves the parking words of everybody in the set, so that who is about to sleep does not. The embedder then wakes
/// those who sleep already.
#[cold]
#[inline(never)]
pub fn ring(workers: &[Worker], wakes: Wakes) {
    for worker in wakes {
        workers[worker as usize].parking.fetch_add(1, Ordering::SeqCst);
    }
}
