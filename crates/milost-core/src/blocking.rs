//! The waiting protocol: what a thread does between "not now" and its turn. Loops of this shape, in whatever
//! language the embedder parks its threads, are what the models prove.

use crate::ends::Side;
use crate::gate::Wakes;
use crate::region::Region;
use crate::shim::{checkpoint, AtomicU32, Ordering};
use crate::slot::Value;
use crate::transfer::{Receive, Send};

/// How an embedder sleeps and wakes.
pub trait Park {
    /// Sleeps while `word` reads `key`; may return early.
    fn park(&self, worker: u32, word: &AtomicU32, key: u32);

    /// Wakes whoever sleeps on the parking words of these workers. Their words have moved already.
    fn unpark(&self, wakes: Wakes);
}

/// Receives one value, sleeping until there is one; `None` once the channel is closed and drained.
pub fn receive(region: Region<'_>, parker: &impl Park, me: u32, channel: u32) -> Option<Value> {
    wait(region, parker, me, channel, Side::Receiver, || loop {
        match region.receive(me, channel) {
            Receive::Received(value, wakes) => {
                parker.unpark(wakes);
                return Some(Some(value));
            }
            Receive::Empty => return None,
            Receive::Closed => return Some(None),
            Receive::Skipped(wakes) => parker.unpark(wakes),
        }
    })
}

/// Sends one value, sleeping until there is room; the value comes back when the channel is closed.
pub fn send(
    region: Region<'_>,
    parker: &impl Park,
    me: u32,
    channel: u32,
    value: Value,
) -> Result<(), Value> {
    wait(region, parker, me, channel, Side::Sender, || match region.send(me, channel, value) {
        Send::Sent(wakes) => {
            parker.unpark(wakes);
            Some(Ok(()))
        }
        Send::Full => None,
        Send::Closed => Some(Err(value)),
    })
}

fn wait<T>(
    region: Region<'_>,
    parker: &impl Park,
    me: u32,
    channel: u32,
    side: Side,
    mut attempt: impl FnMut() -> Option<T>,
) -> T {
    if let Some(done) = attempt() {
        return done;
    }
    let word = &region.workers[me as usize].parking;
    loop {
        let key = word.load(Ordering::SeqCst);
        region.arm(me, channel, side);
        if let Some(done) = attempt() {
            parker.unpark(region.disarm(me, channel, side));
            return done;
        }
        checkpoint();
        parker.park(me, word, key);
        if let Some(done) = attempt() {
            // The bit is usually gone by now, with the wake. It still stands when the thread came back early, and
            // then it must not stay: a notifier would spend its wake on somebody who is not asleep.
            parker.unpark(region.disarm(me, channel, side));
            return done;
        }
    }
}
