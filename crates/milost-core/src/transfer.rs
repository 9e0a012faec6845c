//! What goes through a channel, and how its two sides wait for each other.
//!
//! A send to a closed channel fails, and the value stays with the caller. What was sent before is delivered, then receivers
//! are told that the channel is closed, for ever.

use crate::channel::Channel;
use crate::ends::Side;
use crate::gate::Wakes;
use crate::intent::Announce;
use crate::region::Region;
use crate::ring::{PopError, PushError};
use crate::shim::checkpoint;
use crate::slot::Value;
use crate::worker;

/// Outcome of a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Send {
    /// The value is in the queue.
    Sent(Wakes),
    /// No room now.
    Full,
    /// No receiver, or no sender any more; the value stays with the caller.
    Closed,
}

/// Outcome of a batch of sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendMany {
    /// The first so many values are in the queue, next to each other; 0: no room now.
    Sent(u32, Wakes),
    /// As [`Send::Closed`].
    Closed,
}

/// Outcome of a receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receive {
    /// The oldest value.
    Received(Value, Wakes),
    /// Nothing there now.
    Empty,
    /// Nothing there, and nothing will come.
    Closed,
    /// Slots of dead senders were passed over: to be tried again at once.
    Skipped(Wakes),
}

/// Outcome of a batch of receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiveMany {
    /// So many values were handed to the sink; 0: nothing there now.
    Received(u32, Wakes),
    /// As [`Receive::Closed`].
    Closed,
    /// As [`Receive::Skipped`].
    Skipped(Wakes),
}

impl Region<'_> {
    /// Sends one value, to a channel of one slot a message. What it points to is freed with `me` if that dies meanwhile, unless [`Region::release_payload`]
    /// was told before.
    #[inline(always)]
    pub fn send(self, me: u32, channel: u32, value: Value) -> Send {
        let announce = Announce::new(self.intent(me), channel, Side::Sender);
        let channel = self.channel(channel);
        match channel.ring.push_many(self.slots, announce, 1, 1, |_| value, |_| ()) {
            Ok(_) => Send::Sent(self.notify(channel, Side::Receiver, 1)),
            Err(PushError::Full) => Send::Full,
            Err(PushError::Closed) => Send::Closed,
        }
    }

    /// Sends up to `count` messages, and what they point to; `value(i)` gives what goes into the i-th slot, and goes on
    /// giving it until the call is over, also to who reaps `me`.
    #[inline(always)]
    pub fn send_many(self, me: u32, channel: u32, count: u32, value: impl Fn(u32) -> Value) -> SendMany {
        let announce = Announce::new(self.intent(me), channel, Side::Sender);
        let channel = self.channel(channel);
        let sent = |value: &Value| self.release_payload(value);
        match channel.ring.push_many(self.slots, announce, channel.ring.stride(), count, value, sent) {
            Ok(sent) => SendMany::Sent(sent, self.notify(channel, Side::Receiver, sent)),
            Err(PushError::Full) => SendMany::Sent(0, Wakes::NONE),
            Err(PushError::Closed) => SendMany::Closed,
        }
    }

    /// Receives one value, and what it points to, from a channel of one slot a message.
    #[inline(always)]
    pub fn receive(self, me: u32, channel: u32) -> Receive {
        let mut value = Value::default();
        match self.take(me, channel, 1, 1, |_, taken| value = taken) {
            ReceiveMany::Received(0, _) => Receive::Empty,
            ReceiveMany::Received(_, wakes) => Receive::Received(value, wakes),
            ReceiveMany::Closed => Receive::Closed,
            ReceiveMany::Skipped(wakes) => Receive::Skipped(wakes),
        }
    }

    /// Receives up to `count` messages, and what they point to; `sink(i, value)` gets what lay in the i-th slot.
    #[inline(always)]
    pub fn receive_many(
        self,
        me: u32,
        channel: u32,
        count: u32,
        sink: impl FnMut(u32, Value),
    ) -> ReceiveMany {
        self.take(me, channel, self.channel(channel).ring.stride(), count, sink)
    }

    #[inline(always)]
    fn take(
        self,
        me: u32,
        channel: u32,
        stride: u32,
        count: u32,
        mut sink: impl FnMut(u32, Value),
    ) -> ReceiveMany {
        let announce = Announce::new(self.intent(me), channel, Side::Receiver);
        let channel = self.channel(channel);
        let popped = channel.ring.pop_many(self.slots, announce, stride, count, |index, value| {
            self.accept_payload(me, &value);
            sink(index, value);
        });
        match popped {
            Ok(0) => ReceiveMany::Skipped(self.notify(channel, Side::Sender, 1)),
            Ok(taken) => ReceiveMany::Received(taken, self.notify(channel, Side::Sender, taken)),
            Err(PopError::Empty) => ReceiveMany::Received(0, Wakes::NONE),
            Err(PopError::Closed) => ReceiveMany::Closed,
        }
    }

    /// Wakes one sleeper of a side for each of `count` values (slots) that came, and for those that came before it but
    /// could not be reached, because this operation's was not there yet: who was woken for them found nothing.
    #[inline(always)]
    pub(crate) fn notify(self, channel: &Channel, side: Side, count: u32) -> Wakes {
        checkpoint();
        let wakes = channel.gate(side).notify(|| count.max(channel.ready(side)));
        if !wakes.is_none() {
            checkpoint();
            worker::ring(self.workers, wakes);
        }
        wakes
    }

    /// Whether an operation of that side looks like going through; to be asked again and again, but not for ever: it
    /// does not see a close.
    #[inline(always)]
    pub fn looks_ready(self, channel: u32, side: Side) -> bool {
        self.channel(channel).ring.looks_ready(self.slots, side)
    }

    /// Announces that `me` is about to sleep until `side` can go on. The caller has read its parking word before,
    /// and tries its operation once more after.
    pub fn arm(self, me: u32, channel: u32, side: Side) {
        self.channel(channel).gate(side).arm(me);
    }

    /// Takes the announcement back: `me` got what it wanted, or gave up. A wake that came for it in vain goes to the
    /// next sleeper if there is still something to do.
    pub fn disarm(self, me: u32, channel: u32, side: Side) -> Wakes {
        let channel = self.channel(channel);
        if channel.gate(side).disarm(me) {
            return Wakes::NONE;
        }
        self.pass_on(channel, side)
    }

    #[inline(always)]
    pub(crate) fn pass_on(self, channel: &Channel, side: Side) -> Wakes {
        if channel.ready(side) > 0 || channel.ring.is_closed() {
            self.notify(channel, side, 1)
        } else {
            Wakes::NONE
        }
    }
}
