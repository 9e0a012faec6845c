//! The life of blocks, under loom: two owners of one block fail a model.
//!
//!     RUSTFLAGS="--cfg loom" cargo test --release -p milost-core --test blocks_loom
#![cfg(loom)]

mod world;

use milost_core::Value;
use world::{thread, Arc, World};

fn model(check: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.max_branches = 20_000;
    builder.check(check);
}

fn value(block: u32) -> Value {
    Value { bits: u64::from(block), kind: Value::BLOCK | 1 << 24 }
}

#[test]
fn two_workers_never_own_one_block() {
    model(|| {
        // Room for the two blocks that they make.
        let world = World::new(2, 4);
        let takers = [0, 1].map(|me| {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let region = world.region();
                let first = region.take_block(me, 1);
                assert!(first != 0);
                region.give_block(first - 1, 1);
                region.take_block(me, 1)
            })
        });
        let [one, two] = takers.map(|taker| taker.join().unwrap());
        assert!(one != 0 && two != 0 && one != two);
    });
}

#[test]
fn what_a_dead_worker_sent_is_not_freed_under_its_receiver() {
    model(|| {
        let world = World::new(3, 4);
        let region = world.region();
        let block = region.take_block(1, 1) - 1;
        let lost = region.take_block(1, 1) - 1;
        // Worker 1 has sent the one block, and dies with the other.
        region.release_payload(&value(block));
        let receiver = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.region().accept_payload(2, &value(block)))
        };
        let reaper = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.region().reap_blocks(1))
        };
        region.reap_blocks(1);
        receiver.join().unwrap();
        reaper.join().unwrap();
        assert_eq!(region.take_block(0, 1), lost + 1);
        assert_eq!(region.take_block(0, 1), 0);
    });
}
