//! Death at every step of every operation, under loom, while others go on: nobody blocks for ever (a deadlock fails the
//! model), nobody gets a value twice or one that was never sent, slots have one owner.
//!
//!     RUSTFLAGS="--cfg loom" cargo test --release -p milost-core --test reap_loom
#![cfg(loom)]

mod ends;
mod rendezvous;
mod slots;
#[path = "../world/mod.rs"]
mod world;

use milost_core::blocking::Park;
use milost_core::{Receive, SendMany, Value};
use world::World;

/// One model for each checkpoint at which the victim may die; the last ones it survives.
fn at_every_step(
    steps: u32,
    preemptions: usize,
    check: impl Fn(u32) + Copy + Sync + std::marker::Send + 'static,
) {
    for step in 0..steps {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(preemptions);
        builder.max_branches = 50_000;
        builder.check(move || check(step));
    }
}

fn value(bits: u64) -> Value {
    Value { bits, kind: 0 }
}

/// What can be had now.
fn drain(world: &World, me: u32, channel: u32) -> Vec<u64> {
    let mut got = Vec::new();
    loop {
        match world.region().receive(me, channel) {
            Receive::Received(value, wakes) => {
                world.unpark(wakes);
                got.push(value.bits);
            }
            Receive::Skipped(wakes) => world.unpark(wakes),
            Receive::Empty | Receive::Closed => return got,
        }
    }
}

/// Sends two values with one call. How many went.
fn send_two(world: &World, me: u32, channel: u32) -> u32 {
    match world.region().send_many(me, channel, 2, |index| value(u64::from(me) * 10 + u64::from(index))) {
        SendMany::Sent(count, wakes) => {
            world.unpark(wakes);
            count
        }
        SendMany::Closed => 0,
    }
}
