//! Who sleeps on one side of a channel, and who is to be woken.
//!
//! A gate is one bit per worker. The protocol is Dekker's, with the queue as the other flag:
//!
//! ```text
//! sleeper:  set own bit; fence; look at the queue again; nothing -> sleep on own parking word
//! notifier: publish;     fence; load the bits;           none -> done (one plain load, the usual case)
//! ```
//!
//! With both fences at least one of the two sees the other. A notifier takes a bit away by `fetch_and`: whoever saw
//! it go from 1 to 0 owes that worker exactly one wake, so a sleeper is woken once however many values arrive
//! meanwhile, and values that arrive together wake as many sleepers as there are values. A sleeper that leaves for
//! another reason and finds its bit gone was given a wake that somebody else may need: it passes it on
//! (`channel::disarm`).

use crate::shim::{full_fence, AtomicU64, Ordering};

/// A set of workers to wake: bit `w` is worker `w`. Dropping it loses wakes.
#[must_use = "the workers in it sleep until they are woken"]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wakes(pub u64);

impl Wakes {
    /// Nobody.
    pub const NONE: Self = Self(0);

    /// Both sets.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is nobody to wake.
    #[inline(always)]
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl Iterator for Wakes {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if self.0 == 0 {
            return None;
        }
        let worker = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        Some(worker)
    }
}

/// The sleepers on one side of a channel.
#[repr(transparent)]
pub struct Gate {
    /// Bit `w` is set while worker `w` sleeps, or is about to, and nobody owes it a wake. Set by `w` alone.
    sleepers: AtomicU64,
}

impl Gate {
    /// A gate where nobody sleeps.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self { sleepers: AtomicU64::new(0) }
    }

    /// A gate where nobody sleeps.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self { sleepers: AtomicU64::new(0) }
    }

    /// Forgets all sleepers; the caller owns the gate alone.
    pub fn reset(&self) {
        self.sleepers.store(0, Ordering::Relaxed);
    }

    /// Announces that `worker` is about to sleep. It must look at the queue again before it does.
    pub fn arm(&self, worker: u32) {
        self.sleepers.fetch_or(1 << worker, Ordering::SeqCst);
        full_fence();
    }

    /// Takes `worker` off the gate. False if it was off already: somebody owes it, or has given it, a wake.
    pub fn disarm(&self, worker: u32) -> bool {
        self.sleepers.fetch_and(!(1 << worker), Ordering::SeqCst) & (1 << worker) != 0
    }

    /// Whether `worker` stands on the gate. If not, the worker sees what whoever took it off had published.
    #[inline(always)]
    pub fn holds(&self, worker: u32) -> bool {
        self.sleepers.load(Ordering::Acquire) & (1 << worker) != 0
    }

    /// Up to `count()` sleepers, now owed a wake. To be called after what they wait for was published.
    #[inline(always)]
    pub fn notify(&self, count: impl FnOnce() -> u32) -> Wakes {
        full_fence();
        let sleepers = self.sleepers.load(Ordering::Relaxed);
        if sleepers == 0 {
            return Wakes::NONE;
        }
        self.claim(sleepers, count())
    }

    /// Everybody who sleeps here, now owed a wake.
    pub fn notify_all(&self) -> Wakes {
        full_fence();
        Wakes(self.sleepers.swap(0, Ordering::SeqCst))
    }

    #[cold]
    #[inline(never)]
    fn claim(&self, mut sleepers: u64, mut count: u32) -> Wakes {
        let mut claimed = 0;
        while sleepers != 0 && count != 0 {
            let bit = sleepers & sleepers.wrapping_neg();
            let before = self.sleepers.fetch_and(!bit, Ordering::SeqCst);
            if before & bit != 0 {
                claimed |= bit;
                count -= 1;
            }
            sleepers = before & !bit;
        }
        Wakes(claimed)
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}
