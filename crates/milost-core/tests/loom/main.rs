//! Every protocol of the core, under loom: all interleavings (with a bounded number of preemptions) and all values
//! that the memory model lets a load see. A lost wake shows as a deadlock, a slot that two threads own as a race.
//!
//!     RUSTFLAGS="--cfg loom" cargo test --release -p milost-core --test loom
#![cfg(loom)]

mod arena;
mod ends;
mod rendezvous;
mod slots;
#[path = "../world/mod.rs"]
mod world;

use milost_core::Value;

fn model(preemptions: usize, check: impl Fn() + Sync + std::marker::Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 20_000;
    builder.check(check);
}

fn value(bits: u64) -> Value {
    Value { bits, kind: 0 }
}
