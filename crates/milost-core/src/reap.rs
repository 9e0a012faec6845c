//! What happens to what a dead worker leaves behind: half-done claims are finished, its ends close, its payloads and its id
//! are free again.
//!
//! A thread may die between any two instructions. Its word (see `intent`) says what it was at; the three parts of
//! [`Region::reap`] mend that, each so that it can be begun again, for who reaps may die as well:
//!
//! ```text
//! slots:  claimed, not published (released)    -> published as nothing (released), payloads back to the dead
//! ends:   counts and rows of a channel differ  -> the counts are what a snapshot of the rows says
//! rest:   what it waited for is taken off the demand, ends are closed, blocks are freed, then the id
//! ```
//!
//! Nobody waits meanwhile. Where a living worker is at work on the same slots or ends, it cannot be told yet who owns
//! them: then `reap` answers that it has to be asked again. The same if another thread reaps: one does at a time, for
//! two that free one dead worker's block would free it twice.
//!
//! What is lost for good is memory, in windows of two instructions: a block between the free list and its owner's signature, a
//! ring's slots between channel and free list.

use crate::channel::{count, unit, Channel, CHANGE, ROW};
use crate::ends::{self, Side};
use crate::gate::Wakes;
use crate::intent::Doing;
use crate::region::Region;
use crate::shim::{checkpoint, Ordering};
use crate::slot::Value;
use crate::worker;

/// Outcome of [`Region::reap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaped {
    /// Nothing of the worker is left. Everybody is to be woken, the caller's own worker too.
    Done(Wakes),
    /// To be called again, in a moment. Wakes as with `Done`.
    Again(Wakes),
}

impl Region<'_> {
    /// Mends what the thread of that name left behind (see [`worker::attach`]). It must not run any more, and all it did
    /// must be visible; `me` is the caller's own worker. `unsent(worker, i)` is the i-th value that a dead worker's last
    /// batch was to send (see [`Region::send_many`]).
    pub fn reap(self, me: u32, thread: u32, unsent: impl Fn(u32, u32) -> Value) -> Reaped {
        for worker in self.workers.iter().filter(|worker| worker.is_of(thread)) {
            worker.dies();
        }
        let reaper = &self.arena.reaper;
        let own = self.workers[me as usize].thread.load(Ordering::SeqCst);
        // Of a reaper that is dead the lock is taken over.
        let lock = |from| reaper.compare_exchange(from, own, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        if !lock(0) && !lock(thread) {
            let gone = !self.workers.iter().any(|worker| worker.is_of(thread));
            return if gone { Reaped::Done(Wakes::NONE) } else { Reaped::Again(Wakes::NONE) };
        }
        // All that are known to be dead: a reaper may have died over them.
        for worker in 0..self.workers.len() as u32 {
            if !self.workers[worker as usize].is_dead() {
                continue;
            }
            if self.mend(worker, &unsent).is_none() {
                continue;
            }
            checkpoint();
            // Everybody is woken below.
            let _ = self.abandon(me, worker);
            checkpoint();
            worker::detach(self.workers, worker);
        }
        checkpoint();
        reaper.store(0, Ordering::SeqCst);
        // The dead may have owed wakes to anybody; who was not meant goes back to sleep.
        let mut wakes = Wakes::NONE;
        for (worker, state) in self.workers.iter().enumerate() {
            if state.is_alive() {
                wakes.0 |= 1 << worker;
            }
        }
        worker::ring(self.workers, wakes);
        if self.workers.iter().any(|worker| worker.is_of(thread)) {
            Reaped::Again(wakes)
        } else {
            Reaped::Done(wakes)
        }
    }

    /// Closes whatever `worker` holds, and frees its blocks.
    fn abandon(self, me: u32, worker: u32) -> Wakes {
        let mut wakes = Wakes::NONE;
        for index in 0..self.ends.len() {
            let Some((end, entry)) = ends::held_by(self.ends, index, worker) else { continue };
            let channel = self.channel(entry.channel);
            if !entry.travels && !channel.gate(entry.side).disarm(worker) {
                wakes = wakes.and(self.pass_on(channel, entry.side));
            }
            checkpoint();
            self.settle(channel, worker);
            checkpoint();
            wakes = wakes.and(self.close(me, end, entry.travels).unwrap_or_default());
        }
        self.reap_blocks(worker);
        wakes
    }

    /// For a worker that ends by itself: closes whatever it holds, and frees its id.
    pub fn detach(self, me: u32) -> Wakes {
        let wakes = self.abandon(me, me);
        worker::detach(self.workers, me);
        Wakes(wakes.0 & !(1 << me))
    }

    /// Finishes what a dead worker was at; `None`: not yet.
    fn mend(self, worker: u32, unsent: &impl Fn(u32, u32) -> Value) -> Option<()> {
        match self.intent(worker).read() {
            Doing::Nothing => Some(()),
            Doing::Slots { channel, side, position, count } => {
                let drop = |at, held: Value| match side {
                    // Of those who were about to claim it one did; the others have their values still.
                    Side::Sender => self.each_at(channel, side, at, |owner, index| {
                        self.accept_payload(owner, &unsent(owner, index));
                    }),
                    Side::Receiver => self.accept_payload(worker, &held),
                };
                let claimed = |at| self.is_claimed(channel, side, at);
                self.channel(channel).ring.mend(self.slots, side, position, count, claimed, drop)
            }
            Doing::Ends { channel } => self.recount(self.channel(channel), channel),
        }
    }

    /// Whether a living worker may have claimed the slot at a position.
    fn is_claimed(self, channel: u32, side: Side, at: u32) -> bool {
        (0..self.workers.len() as u32).any(|worker| {
            self.workers[worker as usize].is_alive() && self.index_at(worker, channel, side, at).is_some()
        })
    }

    /// The dead workers that may have claimed the slot at a position, and which of their values was meant for it.
    fn each_at(self, channel: u32, side: Side, at: u32, each: impl Fn(u32, u32)) {
        for worker in 0..self.workers.len() as u32 {
            if self.workers[worker as usize].is_dead() {
                if let Some(index) = self.index_at(worker, channel, side, at) {
                    each(worker, index);
                }
            }
        }
    }

    fn index_at(self, worker: u32, channel: u32, side: Side, at: u32) -> Option<u32> {
        match self.intent(worker).read() {
            Doing::Slots { channel: one, side: two, position, count } if (one, two) == (channel, side) => {
                self.channel(channel).ring.offset_of(self.slots, position, count, at)
            }
            _ => None,
        }
    }

    /// Makes the counts of a channel those of its rows, as of one moment at which no living worker was about to change
    /// them; `None`: there was no such moment. Then does what whoever made a count 0 would have done.
    fn recount(self, channel: &Channel, index: u32) -> Option<()> {
        if channel.used.load(Ordering::SeqCst) == 0 {
            return Some(());
        }
        let before = channel.counts.load(Ordering::SeqCst);
        let (rows, print) = self.rows_of(index);
        let changing = |worker: &worker::Worker| {
            worker.is_alive() && worker.intent.read() == Doing::Ends { channel: index }
        };
        if self.workers.iter().any(changing) || self.rows_of(index) != (rows, print) {
            return None;
        }
        let after = (before & !(CHANGE - 1)).wrapping_add(CHANGE) | rows;
        channel.counts.compare_exchange(before, after, Ordering::SeqCst, Ordering::SeqCst).ok()?;
        checkpoint();
        if count(rows, Side::Sender) == 0 || count(rows, Side::Receiver) == 0 {
            channel.ring.close();
        }
        checkpoint();
        if rows == 0 {
            self.free(channel);
        }
        Some(())
    }

    /// What the rows of a channel add up to, and a print of all rows: they carry generations, so two that are equal mean
    /// that nobody entered or left in between, be it for a moment.
    fn rows_of(self, channel: u32) -> (u64, u64) {
        let mut sum = 0;
        let mut print = 0u64;
        for index in 0..self.ends.len() {
            let (word, entry) = ends::read(self.ends, index);
            print = (print ^ word).wrapping_mul(0x0100_0000_01b3);
            if let Some(entry) = entry.filter(|entry| entry.channel == channel) {
                sum += unit(entry.side) + ROW;
            }
        }
        (sum, print)
    }
}
