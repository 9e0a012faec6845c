//! The rendezvous: a send goes through only to a receiver that waits.
//!
//! Receivers that wait are a number, the *demand*. A sender takes one off and sends its value into the channel's ring,
//! which only carries what was answered and not yet fetched. Demands are fungible: a worker fetches as many values as it
//! announced, whoever answered. So which of them a dead worker leaves behind can be told from nothing but its *share*, which
//! it keeps itself, and
//!
//! ```text
//! sum of the shares of all workers = demand + values in the ring
//! ```
//!
//! `reap` takes the share of the dead off the demand. That may fall below 0: then answers to the dead lie in the ring,
//! and the next receivers get those. A worker may die between its share and what the share is about, so the share is always
//! the one that takes less off: too much would leave a receiver that nobody answers, for ever; one too little is a sender that
//! is told once that its value was taken, while it waits in the ring for the next receiver.
//!
//! ```text
//! announce:   demand + 1, share + 1           fetch:      share - 1, take a value, none -> share + 1
//! withdraw:   share - 1, demand - 1           hand over:  share - 1, demand - 1, send, share + 1
//! ```

use crate::channel::Channel;
use crate::ends::Side;
use crate::gate::Wakes;
use crate::region::Region;
use crate::shim::{checkpoint, AtomicU8, Ordering};
use crate::slot::Value;
use crate::transfer::{Receive, Send};

#[cfg(not(loom))]
const WORKERS: usize = crate::worker::MAX_WORKERS;
#[cfg(loom)]
const WORKERS: usize = 4;

/// The share of each worker, a signed byte that it alone writes while it lives; 0 for who has no end of the channel.
pub struct Shares([AtomicU8; WORKERS]);

impl Shares {
    /// Of a channel that nobody waits at.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self([const { AtomicU8::new(0) }; WORKERS])
    }

    /// Of a channel that nobody waits at.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self(core::array::from_fn(|_| AtomicU8::new(0)))
    }

    /// Where the bytes are, for an embedder that keeps them by other means.
    #[cfg(not(loom))]
    pub fn as_ptr(&self) -> *const u8 {
        self.0.as_ptr().cast()
    }
}

impl Default for Shares {
    fn default() -> Self {
        Self::new()
    }
}

impl Region<'_> {
    /// Announces that `me` waits for one value, and wakes a sender that may answer.
    pub fn announce(self, me: u32, channel: u32) -> Wakes {
        let wakes = self.demand(channel);
        self.share(me, channel, 1);
        wakes
    }

    /// Takes back what `me` announced; false: it was answered, and its value is in the ring or on its way.
    pub fn retract(self, me: u32, channel: u32) -> bool {
        self.share(me, channel, -1);
        let withdrawn = self.withdraw(channel);
        if !withdrawn {
            self.share(me, channel, 1);
        }
        withdrawn
    }

    /// Receives one value that `me` announced that it waits for.
    pub fn fetch(self, me: u32, channel: u32) -> Receive {
        self.share(me, channel, -1);
        let received = self.receive(me, channel);
        if !matches!(received, Receive::Received(..)) {
            self.share(me, channel, 1);
        }
        received
    }

    /// Sends one value to a receiver that waits, whether or not it is awake.
    pub fn hand_over(self, me: u32, channel: u32, value: Value) -> Send {
        self.share(me, channel, -1);
        let sent = match self.take_demand(channel) {
            Err(true) => Send::Closed,
            Err(false) => Send::Full,
            Ok(()) => {
                checkpoint();
                let sent = self.send(me, channel, value);
                if sent == Send::Full {
                    self.put_demand_back(channel);
                }
                sent
            }
        };
        self.share(me, channel, 1);
        sent
    }

    /// Changes the share of a worker, who is the caller.
    fn share(self, me: u32, channel: u32, by: i8) {
        checkpoint();
        let share = &self.channel(channel).shares.0[me as usize];
        share.store(share.load(Ordering::Relaxed).wrapping_add(by as u8), Ordering::Release);
        checkpoint();
    }

    /// Takes what a worker that is dead, or leaves, waited for off the demand. Who dies in between has taken too little.
    #[inline(always)]
    pub(crate) fn settle(self, channel: &Channel, worker: u32) {
        let share = channel.shares.0[worker as usize].swap(0, Ordering::SeqCst) as i8;
        checkpoint();
        channel.demand.fetch_sub(share as u32, Ordering::SeqCst);
    }

    /// The middle of [`Region::hand_over`], for who keeps its share and sends by other means: the caller now owes one value.
    /// `Err`: nobody waits; `true`: because the channel is closed.
    #[inline(always)]
    pub fn take_demand(self, channel: u32) -> Result<(), bool> {
        if self.withdraw(channel) {
            Ok(())
        } else {
            Err(self.channel(channel).ring.is_closed())
        }
    }

    /// The ring was full, so as many answers as it has slots are on their way: the demand stands.
    #[inline(always)]
    pub fn put_demand_back(self, channel: u32) {
        self.channel(channel).demand.fetch_add(1, Ordering::SeqCst);
    }

    /// The first half of [`Region::announce`].
    pub fn demand(self, channel: u32) -> Wakes {
        let channel = self.channel(channel);
        channel.demand.fetch_add(1, Ordering::SeqCst);
        self.notify(channel, Side::Sender, 1)
    }

    /// Takes a demand off; false when there is none, because each was answered.
    #[inline(always)]
    pub fn withdraw(self, channel: u32) -> bool {
        let demand = &self.channel(channel).demand;
        let mut open = demand.load(Ordering::SeqCst);
        while open as i32 > 0 {
            match demand.compare_exchange_weak(open, open - 1, Ordering::SeqCst, Ordering::SeqCst) {
                Ok(_) => return true,
                Err(now) => open = now,
            }
        }
        false
    }
}
