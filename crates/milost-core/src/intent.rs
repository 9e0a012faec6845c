//! What a worker is about to do: one word that it writes before it claims something, and that others read when it, or
//! somebody else, is dead.
//!
//! ```text
//! sender:  word = (push, channel, T, n); compare-exchange `tail` from T to T + n; write; stamp
//! reaper:  `tail` is past T, and no living worker's word covers T
//!          -> who claimed T is dead; unless its stamp shows by now that T was published
//! ```
//!
//! Why that is so. Whoever moved `tail` over T wrote its word before, and the reaper saw `tail` moved. If the claimer lives
//! and its word says something else, then it wrote that after it had stamped T; between a stamp and the next word lies the
//! full fence of `Gate::notify`, so the reaper, who looks at the stamp last, sees it. A worker that lost T to another takes
//! its word back. A word that was not taken back after success says nothing false: its slots are stamped.
//!
//! The word costs a store to the worker's own line. In WASM it is a plain store, for an atomic one would be a full
//! barrier there; the exchange that follows orders it, and 8 aligned bytes are written as one by all that runs WASM threads.

use crate::ends::Side;
use crate::shim::{AtomicU64, Ordering};

/// The word of one worker. From the lowest bit: `position` (32), `channel` (16), `what` (2), `count` (14). 0: nothing.
#[repr(transparent)]
pub struct Intent(AtomicU64);

/// What a worker is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Nothing that could be left half done.
    Nothing,
    /// To claim so many slots of a channel, or to empty or fill them: the side says which.
    Slots {
        /// Index of the channel.
        channel: u32,
        /// A sender moves `tail`, a receiver `head`.
        side: Side,
        /// Where the first of them is.
        position: u32,
        /// How many there are.
        count: u32,
    },
    /// To make or close an end of a channel, or the channel itself.
    Ends {
        /// Index of the channel.
        channel: u32,
    },
}

const WHAT: u32 = 48;
const COUNT: u32 = 50;
const ENDS: u64 = 1;
const PUSH: u64 = 2;

/// The most slots of a batch.
pub const MAX_BATCH: u32 = (1 << (64 - COUNT)) - 1;

impl Intent {
    /// Of a worker that does nothing.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Of a worker that does nothing.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    #[inline(always)]
    fn write(&self, word: u64) {
        #[cfg(not(target_family = "wasm"))]
        self.0.store(word, Ordering::Relaxed);
        #[cfg(target_family = "wasm")]
        #[allow(unsafe_code)]
        // SAFETY: the pointer is that of a live, aligned atomic. The worker alone writes it while it lives; who reads it
        // meanwhile reads one of the words written, see the head of the file.
        unsafe {
            self.0.as_ptr().write_volatile(word)
        }
    }

    /// About to make or close an end of `channel`.
    #[inline(always)]
    pub fn ends(&self, channel: u32) {
        self.write(ENDS << WHAT | u64::from(channel) << 32);
    }

    /// Nothing is half done. What was done is seen before this is.
    #[inline(always)]
    pub fn done(&self) {
        self.0.store(0, Ordering::Release);
    }

    /// What the worker was about to do when it wrote last.
    #[inline(always)]
    pub fn read(&self) -> Doing {
        let word = self.0.load(Ordering::Acquire);
        let channel = (word >> 32) as u32 & 0xffff;
        let side = match word >> WHAT & 3 {
            0 => return Doing::Nothing,
            ENDS => return Doing::Ends { channel },
            PUSH => Side::Sender,
            _ => Side::Receiver,
        };
        Doing::Slots { channel, side, position: word as u32, count: (word >> COUNT) as u32 }
    }
}

impl Default for Intent {
    fn default() -> Self {
        Self::new()
    }
}

/// How an operation on a ring tells what it is about to claim.
#[derive(Clone, Copy)]
pub struct Announce<'a> {
    intent: &'a Intent,
    /// All of the word but position and count.
    word: u64,
}

impl<'a> Announce<'a> {
    /// For an operation of that side of `channel`.
    #[inline(always)]
    pub fn new(intent: &'a Intent, channel: u32, side: Side) -> Self {
        Self { intent, word: (PUSH + side as u64) << WHAT | u64::from(channel) << 32 }
    }

    /// The slots are claimed next, or are not.
    #[inline(always)]
    pub(crate) fn claim(self, position: u32, count: u32) {
        self.intent.write(self.word | u64::from(count) << COUNT | u64::from(position));
    }

    /// They went to somebody else.
    #[inline(always)]
    pub(crate) fn withdraw(self) {
        self.intent.write(0);
    }
}
