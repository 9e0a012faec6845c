//! The run queue of a pool: one thread submits jobs, the threads of the pool pull them, the most urgent first.
//!
//! The queue is the table of jobs itself, under a tree of winners: an f-array (Prasad Jayanti, "f-arrays:
//! implementation and applications", 2002) whose function is the maximum. Whoever changes a job's word computes the
//! nodes above it again, each by a compare-exchange against a counter in the node.
//!
//! ```text
//!            [2]              a node holds the job that wins below it
//!        [1]     [2]
//!       0   9   7   -         jobs, by key: job 1 runs next? no: 9 was claimed, its claimer is on the way up
//! ```
//!
//! Divergences from the paper. Nodes hold a job's index, not its key: the key is read from the job, so that a node
//! that was not brought up to date shows itself by a job that waits no longer. Such a *stale* node wins against every
//! other, so it rises to the root, where whoever pulls sees it and mends the path. So a thread that dies between any
//! two instructions hides no job, and nobody ever waits for another thread. A node is tried until the exchange
//! succeeds (lock-free), because acquire and release alone do not carry the paper's rule of two attempts.
//!
//! A job's word is 0: free, above [`WAITING`]: its key, else: who runs it, and its successor in the list of
//! those that are done. Waiting jobs are taken off by `cancel` as cheaply as by `pull`: the queue has no tombstones.

use crate::gate::{Gate, Wakes};
use crate::shim::{AtomicU32, AtomicU64, Ordering};
use crate::worker::{self, Worker};

/// Children of a node.
#[cfg(not(loom))]
pub const FANOUT: usize = 4;
/// Children of a node: few, so that models have trees.
#[cfg(loom)]
pub const FANOUT: usize = 2;

/// The most jobs of a pool: a done job's successor has 24 bits.
pub const MAX_JOBS: u32 = 1 << 20;

/// Words below this are no keys.
const WAITING: u64 = 1 << 40;

/// The word of a waiting job: the larger `priority` first, then the smaller `turn`, which is below 2^40. Priorities
/// are above -2^23 and below 2^23.
#[inline(always)]
pub fn key(priority: i32, turn: u64) -> u64 {
    (((priority + (1 << 23)) as u64) << 40) | (WAITING - 1 - turn)
}

/// How many jobs lie under so many nodes, when no node lacks a child.
pub const fn jobs(nodes: usize) -> usize {
    nodes * (FANOUT - 1) + 1
}

/// The shared state of a pool. `C` is `[AtomicU64]` but where it is made.
#[repr(C)]
pub struct Pool<C: ?Sized = [AtomicU64]> {
    /// The threads that found nothing to do.
    idle: Gate,
    /// The last job that was done and not collected, plus one; its word leads on to the one before.
    done: AtomicU32,
    /// How many of the cells are nodes, at least 1; constant.
    nodes: AtomicU32,
    /// The tree, as a heap: the children of node `n` are `n * FANOUT + 1` and those that follow. Nodes first:
    /// `changes << 32 | (job + 1)`, 0 in the low half where nothing waits below. Then the words of the jobs.
    cells: C,
}

impl<C> Pool<C> {
    /// A pool over cells that are 0: so many nodes, then the words of [`jobs`] of them.
    pub fn new(nodes: u32, cells: C) -> Self {
        Self { idle: Gate::new(), done: AtomicU32::new(0), nodes: AtomicU32::new(nodes), cells }
    }
}

impl Pool {
    #[inline(always)]
    fn nodes(&self) -> usize {
        self.nodes.load(Ordering::Relaxed) as usize
    }

    #[inline(always)]
    fn word(&self, job: u32) -> &AtomicU64 {
        &self.cells[self.nodes() + job as usize]
    }

    /// Makes a job wait under `key`, and wakes one of the idle. The caller owns the job: it is free, or the thread that
    /// claimed it is dead and all that thread finished was collected. Only one thread submits.
    #[inline(always)]
    pub fn submit(&self, workers: &[Worker], job: u32, key: u64) -> Wakes {
        self.word(job).store(key, Ordering::Release);
        self.settle(job);
        self.notify(workers)
    }

    /// Takes the most urgent job, for `me` to run; `None` when nothing waits. Wakes another thread if more does.
    #[inline(always)]
    pub fn pull(&self, workers: &[Worker], me: u32) -> Option<(u32, Wakes)> {
        loop {
            let job = (self.cells[0].load(Ordering::Acquire) as u32).checked_sub(1)?;
            let key = self.word(job).load(Ordering::Acquire);
            // Stale: who took it is on the way up, or died there.
            let waits = key >= WAITING;
            let claimed = waits && self.replace(job, key, u64::from(me) + 1);
            self.settle(job);
            if claimed {
                // Who has work must not be woken in the place of who has none.
                if self.idle.holds(me) {
                    self.idle.disarm(me);
                }
                return Some((job, self.notify(workers)));
            }
        }
    }

    /// Takes a job off the queue; false if it does not wait. It belongs to the caller then.
    #[inline(always)]
    pub fn cancel(&self, job: u32) -> bool {
        let key = self.word(job).load(Ordering::Acquire);
        let cancelled = key >= WAITING && self.replace(job, key, 0);
        if cancelled {
            self.settle(job);
        }
        cancelled
    }

    /// For models of death: a pull by `me` that goes no further than the claim.
    #[doc(hidden)]
    pub fn claim_and_die(&self, me: u32, job: u32) -> bool {
        let key = self.word(job).load(Ordering::Acquire);
        key >= WAITING && self.replace(job, key, u64::from(me) + 1)
    }

    #[inline(always)]
    fn replace(&self, job: u32, from: u64, to: u64) -> bool {
        self.word(job).compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// Hands a job that `me` runs to the thread that submits. True: the list was empty, that thread is to be woken.
    #[inline(always)]
    pub fn finish(&self, me: u32, job: u32) -> bool {
        let mut head = self.done.load(Ordering::Relaxed);
        loop {
            self.word(job).store((u64::from(head) << 8) | (u64::from(me) + 1), Ordering::Relaxed);
            match self.done.compare_exchange_weak(head, job + 1, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return head == 0,
                Err(moved) => head = moved,
            }
        }
    }

    /// Hands the jobs that were finished since the last time to `sink`, the last one first. They are free after it.
    /// For the thread that submits, which may do the same in its own language.
    pub fn collect(&self, mut sink: impl FnMut(u32)) {
        let mut next = self.done.swap(0, Ordering::AcqRel);
        while let Some(job) = next.checked_sub(1) {
            next = (self.word(job).load(Ordering::Relaxed) >> 8) as u32;
            self.word(job).store(0, Ordering::Relaxed);
            sink(job);
        }
    }

    /// Who runs the job, or ran it and was not collected.
    pub fn runner(&self, job: u32) -> Option<u32> {
        let word = self.word(job).load(Ordering::Acquire);
        if word < WAITING {
            (word as u32 & 0xff).checked_sub(1)
        } else {
            None
        }
    }

    /// Announces that `me` is about to sleep until there is something to pull. It has read its parking word before,
    /// and pulls once more after.
    pub fn arm(&self, me: u32) {
        self.idle.arm(me);
    }

    /// Wakes one of the idle if something waits.
    #[inline(always)]
    pub fn notify(&self, workers: &[Worker]) -> Wakes {
        if self.cells[0].load(Ordering::Acquire) as u32 == 0 {
            return Wakes::NONE;
        }
        let wakes = self.idle.notify(|| 1);
        if !wakes.is_none() {
            worker::ring(workers, wakes);
        }
        wakes
    }

    /// Brings the nodes above a job up to date.
    #[inline(never)]
    fn settle(&self, job: u32) {
        let mut at = self.nodes() + job as usize;
        while at != 0 {
            at = (at - 1) / FANOUT;
            let node = &self.cells[at];
            let mut before = node.load(Ordering::Acquire);
            loop {
                let after = (before >> 32).wrapping_add(1) << 32 | u64::from(self.winner(at));
                match node.compare_exchange(before, after, Ordering::AcqRel, Ordering::Acquire) {
                    Ok(_) => break,
                    Err(moved) => before = moved,
                }
            }
        }
    }

    /// The job, plus one, that wins among the children of a node; 0: none waits.
    #[inline(always)]
    fn winner(&self, node: usize) -> u32 {
        let nodes = self.nodes();
        let (mut best, mut winner) = (0, 0);
        for child in node * FANOUT + 1..=node * FANOUT + FANOUT {
            let mut word = self.cells[child].load(Ordering::Acquire);
            let mut candidate = (child + 1).wrapping_sub(nodes) as u32;
            if child < nodes {
                candidate = word as u32;
                if candidate == 0 {
                    continue;
                }
                word = self.word(candidate - 1).load(Ordering::Acquire);
                if word < WAITING {
                    word = u64::MAX;
                }
            }
            if word >= WAITING && word > best {
                (best, winner) = (word, candidate);
            }
        }
        winner
    }
}
