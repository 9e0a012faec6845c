//! The exported functions. `me` is the caller's worker id; sides are 0 (sender) and 1 (receiver).

use milost_core::channel::Exhausted;
use milost_core::shim::spin_hint;
use milost_core::{worker, End, Receive, ReceiveMany, Send, SendMany, Side, Value};
use milost_layout::{wake_all, BATCH};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::memory::{self, region, scratch, wake, LAYOUT};

/// Moves with every change of a signature, a status or the layout: the loader refuses another one.
const ABI: u32 = 5;

const DONE: u32 = 0;
const NOT_NOW: u32 = 1;
const CLOSED: u32 = 2;
/// Added to a status when the wake fell to the caller's own worker: other tasks of its thread wait for this.
const SELF: u32 = 4;
/// The same, added to a count.
const SELF_COUNT: u32 = 1 << 16;
/// Added to a status when the value is no number: its bits and kind are the first of the scratch area.
const KIND: u32 = 8;
/// Added to a count when not all values are numbers.
const MIXED: u32 = 1 << 17;

#[wasm_bindgen]
pub fn abi() -> u32 {
    ABI
}

/// To be called once per memory, before anything else. Answers the number of slots; 0: the memory is too small.
#[wasm_bindgen]
pub fn init(bytes: u32) -> u32 {
    memory::init(bytes)
}

/// A worker id below `limit` for the calling thread, or -1. `thread` is what others know it by when it ends.
#[wasm_bindgen]
pub fn attach(limit: u32, thread: u32) -> i32 {
    worker::attach(region().workers, limit, thread).map_or(-1, |worker| worker as i32)
}

/// By what another module opens the world.
#[wasm_bindgen]
pub fn layout() -> usize {
    &raw const LAYOUT as usize
}

/// Address of the worker's scratch area: `batch()` values of 8 bytes, then the status of the last NaN.
#[wasm_bindgen]
pub fn scratch_of(worker: u32) -> u32 {
    core::ptr::from_ref(scratch(worker)) as u32
}

/// The most values a batch carries.
#[wasm_bindgen]
pub fn batch() -> u32 {
    BATCH as u32
}

/// Address of the word that the worker sleeps on.
#[wasm_bindgen]
pub fn parking_of(worker: u32) -> u32 {
    region().workers[worker as usize].parking.as_ptr() as u32
}

/// Makes a channel of so many slots; answers its index, and its two ends as the first two values of the scratch area.
/// -1: too many channels, -2: too many ends, -3: no room for so many slots. `layout`: the slots of a message in the low
/// 8 bits, the caller's own in the next 23.
#[wasm_bindgen]
pub fn create(me: u32, capacity: u32, layout: u32) -> i32 {
    match region().create(me, capacity, layout) {
        Ok((channel, sender, receiver)) => {
            scratch(me).write(0, Value::number(f64::from(sender.0)));
            scratch(me).write(1, Value::number(f64::from(receiver.0)));
            channel as i32
        }
        Err(Exhausted::Channels) => -1,
        Err(Exhausted::Ends) => -2,
        Err(Exhausted::Slots) => -3,
    }
}

/// Another end like this one, or (`ticket` 1) a ticket for one. -1: the end is closed, -2: too many ends.
#[wasm_bindgen]
pub fn fork(me: u32, end: u32, ticket: u32) -> i32 {
    match region().fork(me, End(end), ticket != 0) {
        Ok(Some(fork)) => fork.0 as i32,
        Ok(None) => -1,
        Err(_) => -2,
    }
}

/// Opens a ticket: answers the channel's layout once, -1 ever after.
#[wasm_bindgen]
pub fn redeem(me: u32, ticket: u32) -> i32 {
    let entry = region().redeem(me, End(ticket));
    entry.map_or(-1, |entry| region().channels[entry.channel as usize].ring().layout() as i32)
}

/// Closes an end, or (`ticket` 1) revokes a ticket. 1: done, 0: there was nothing to do.
#[wasm_bindgen]
pub fn close(me: u32, end: u32, ticket: u32) -> u32 {
    match region().close(me, End(end), ticket != 0) {
        Some(wakes) => {
            wake(me, wakes);
            1
        }
        None => 0,
    }
}

/// Sends a number, to a channel of one slot a message, looking up to `spins` times for room. 0: sent (+ 4, see `SELF`), 1: full, 2: closed.
#[wasm_bindgen]
pub fn send(me: u32, channel: u32, value: f64, spins: u32) -> u32 {
    let value = Value::number(value);
    match region().send(me, channel, value) {
        Send::Sent(wakes) => return DONE + SELF * u32::from(wake(me, wakes)),
        Send::Closed => return CLOSED,
        Send::Full if spins == 0 => return NOT_NOW,
        Send::Full => {}
    }
    // Who has to wait takes the way of the batches: a third copy of the queue's code would buy nothing.
    scratch(me).write(0, value);
    match push(me, channel, 1, spins) {
        -1 => CLOSED,
        0 => NOT_NOW,
        1 => DONE,
        _ => DONE + SELF,
    }
}

/// Receives a value, from a channel of one slot a message, looking up to `spins` times for one. NaN: look at the status. 0: it was a NaN, 1: empty,
/// 2: closed; + 4 after a value, see `SELF`; + 8 after one that is no number, see `KIND`.
#[wasm_bindgen]
pub fn receive(me: u32, channel: u32, spins: u32) -> f64 {
    let scratch = scratch(me);
    let status = loop {
        match region().receive(me, channel) {
            Receive::Received(value, wakes) => {
                let status = DONE + SELF * u32::from(wake(me, wakes));
                if value.kind == Value::NUMBER {
                    scratch.set_status(status);
                    return f64::from_bits(value.bits);
                }
                scratch.write(0, value);
                break status + KIND;
            }
            Receive::Closed => break CLOSED,
            // Tasks of the caller's own thread among them.
            Receive::Skipped(wakes) => wake_all(region().workers, wakes),
            Receive::Empty if spins == 0 => break NOT_NOW,
            Receive::Empty => match pop(me, channel, 1, spins) {
                -1 => break CLOSED,
                0 => break NOT_NOW,
                count => {
                    let status = DONE + SELF * u32::from(count as u32 & SELF_COUNT != 0);
                    if count as u32 & MIXED == 0 {
                        scratch.set_status(status);
                        return f64::from_bits(scratch.read(0).bits);
                    }
                    break status + KIND;
                }
            },
        }
    };
    scratch.set_status(status);
    f64::NAN
}

/// Sends up to `count` messages of the scratch area. Answers how many (+ `SELF_COUNT`); -1: closed.
#[wasm_bindgen]
pub fn send_many(me: u32, channel: u32, count: u32, spins: u32) -> i32 {
    push(me, channel, count, spins)
}

#[inline(never)]
fn push(me: u32, channel: u32, count: u32, spins: u32) -> i32 {
    let scratch = scratch(me);
    let attempt = || region().send_many(me, channel, count, |index| scratch.read(index));
    match spin(me, channel, Side::Sender, spins, attempt, |sent| matches!(sent, SendMany::Sent(0, _))) {
        SendMany::Sent(count, wakes) => (count + SELF_COUNT * u32::from(wake(me, wakes))) as i32,
        SendMany::Closed => -1,
    }
}

/// Receives up to `count` messages, no more than fit, into the scratch area. Answers how many (+ `SELF_COUNT`, + `MIXED`); -1: closed.
#[wasm_bindgen]
pub fn receive_many(me: u32, channel: u32, count: u32, spins: u32) -> i32 {
    pop(me, channel, count, spins)
}

#[inline(never)]
fn pop(me: u32, channel: u32, count: u32, spins: u32) -> i32 {
    let scratch = scratch(me);
    let mut kinds = 0;
    let attempt = || loop {
        let received = region().receive_many(me, channel, count.min(BATCH as u32), |index, value| {
            kinds |= value.kind;
            scratch.write(index, value);
        });
        match received {
            ReceiveMany::Skipped(wakes) => wake_all(region().workers, wakes),
            other => break other,
        }
    };
    match spin(me, channel, Side::Receiver, spins, attempt, |received| {
        matches!(received, ReceiveMany::Received(0, _))
    }) {
        ReceiveMany::Received(count, wakes) => {
            let mixed = if kinds == 0 { 0 } else { MIXED };
            (count + SELF_COUNT * u32::from(wake(me, wakes)) + mixed) as i32
        }
        _ => -1,
    }
}

/// Between two attempts the spinning thread only looks at slots of its own side; a close it learns by an attempt, and
/// what is there already though more does not come.
const LOOKS_PER_ATTEMPT: u32 = 128;

/// After so many looks: looks on until an operation of that side looks like going through, or it is time for an attempt.
/// Answers how many looks it were now; no more than before: the worker's budget, at most `limit`, is spent.
#[inline(never)]
fn look(me: u32, channel: u32, side: u32, mut looks: u32, limit: u32) -> u32 {
    let budget = region().workers[me as usize].spin_budget(looks, limit);
    let end = budget.min(looks + LOOKS_PER_ATTEMPT);
    while looks < end {
        spin_hint();
        looks += 1;
        if region().looks_ready(channel, side_of(side)) {
            break;
        }
    }
    looks
}

/// Tries until it is no longer "not now" or the worker's budget is spent; the budget learns from it.
#[inline(always)]
fn spin<T>(
    me: u32,
    channel: u32,
    side: Side,
    limit: u32,
    mut attempt: impl FnMut() -> T,
    not_now: impl Fn(&T) -> bool,
) -> T {
    let mut looks = 0;
    loop {
        let outcome = attempt();
        let pending = not_now(&outcome);
        let before = looks;
        if pending && limit != 0 {
            looks = look(me, channel, side as u32, looks, limit);
        }
        if looks == before {
            if looks != 0 {
                region().workers[me as usize].spun(looks, limit, !pending);
            }
            return outcome;
        }
    }
}

/// Announces that the worker is about to sleep until that side can go on; it has read its parking word before, and
/// tries once more after.
#[wasm_bindgen]
pub fn arm(me: u32, channel: u32, side: u32) {
    region().arm(me, channel, side_of(side));
}

/// Takes the announcement back.
#[wasm_bindgen]
pub fn disarm(me: u32, channel: u32, side: u32) {
    wake(me, region().disarm(me, channel, side_of(side)));
}

/// Sends to a receiver that waits for a value (`demand`), whatever the capacity: this number or, if its kind says that
/// it is none, the first value of the scratch area. 0: sent (+ 4), 1: nobody waits, 2: closed.
#[wasm_bindgen]
pub fn hand_over(me: u32, channel: u32, number: f64) -> u32 {
    match region().take_demand(channel) {
        Err(closed) => {
            if closed {
                CLOSED
            } else {
                NOT_NOW
            }
        }
        Ok(()) => {
            let status = if scratch(me).read(0).kind == Value::NUMBER {
                send(me, channel, number, 0)
            } else {
                match push(me, channel, 1, 0) {
                    -1 => CLOSED,
                    0 => NOT_NOW,
                    1 => DONE,
                    _ => DONE + SELF,
                }
            };
            if status == NOT_NOW {
                region().put_demand_back(channel);
            }
            status
        }
    }
}

/// Asks for one value of a rendezvous. 0, or 4: a sender waits in the caller's own thread.
#[wasm_bindgen]
pub fn demand(me: u32, channel: u32) -> u32 {
    SELF * u32::from(wake(me, region().demand(channel)))
}

/// Takes a demand back. 1: done, 0: a sender has answered it, and its value is in the queue or on its way.
#[wasm_bindgen]
pub fn withdraw(channel: u32) -> u32 {
    u32::from(region().withdraw(channel))
}

/// Address of a signed byte for each worker, its share of the demand (see `demand` in milost-core).
#[wasm_bindgen]
pub fn shares_of(channel: u32) -> usize {
    region().channels[channel as usize].shares.as_ptr() as usize
}

#[wasm_bindgen]
pub fn length(channel: u32) -> u32 {
    region().channels[channel as usize].len()
}

#[wasm_bindgen]
pub fn is_closed(channel: u32) -> u32 {
    u32::from(region().channels[channel as usize].ring().is_closed())
}

fn side_of(side: u32) -> Side {
    if side == 0 {
        Side::Sender
    } else {
        Side::Receiver
    }
}
