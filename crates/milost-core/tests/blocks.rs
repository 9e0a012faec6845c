//! Random lives of blocks, against a table of who has what: no block has two owners, and all come back.
#![cfg(not(loom))]

mod world;

use std::collections::HashMap;

use milost_core::{payload, Value};
use proptest::prelude::*;
use world::World;

const WORKERS: u32 = 3;

#[derive(Clone, Debug)]
enum Op {
    Take(u32, u32),
    Give(usize),
    Send(usize),
    Receive(u32),
    Die(u32),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => (0..WORKERS, 1u32..5).prop_map(|(worker, class)| Op::Take(worker, class)),
        3 => (0usize..64).prop_map(Op::Give),
        4 => (0usize..64).prop_map(Op::Send),
        4 => (0..WORKERS).prop_map(Op::Receive),
        1 => (0..WORKERS).prop_map(Op::Die),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]
    #[test]
    fn a_block_has_one_owner(ops in prop::collection::vec(op(), 1..200)) {
        let world = World::new(WORKERS as usize, 256);
        let region = world.region();
        // Who owns what, and of which class it was asked for at least.
        let mut owned: Vec<(u32, u32, u32)> = Vec::new();
        let mut queued: Vec<(u32, u32)> = Vec::new();
        let mut classes: HashMap<u32, u32> = HashMap::new();
        for op in ops {
            match op {
                Op::Take(worker, class) => {
                    let Some(block) = region.take_block(worker, class).checked_sub(1) else { continue };
                    prop_assert!(owned.iter().all(|&(_, other, _)| other != block), "owned twice");
                    prop_assert!(queued.iter().all(|&(other, _)| other != block), "taken out of a slot");
                    // A block keeps the class that it was made of; a larger one may stand in, never a smaller one.
                    let made = *classes.entry(block).or_insert(class);
                    prop_assert!(made >= class);
                    owned.push((worker, block, made));
                }
                Op::Give(at) if !owned.is_empty() => {
                    let (_, block, class) = owned.swap_remove(at % owned.len());
                    region.give_block(block, class);
                }
                Op::Send(at) if !owned.is_empty() => {
                    let (_, block, class) = owned.swap_remove(at % owned.len());
                    region.release_payload(&value(block, class));
                    queued.push((block, class));
                }
                Op::Receive(worker) if !queued.is_empty() => {
                    let (block, class) = queued.remove(0);
                    region.accept_payload(worker, &value(block, class));
                    owned.push((worker, block, class));
                }
                Op::Die(worker) => {
                    region.reap_blocks(worker);
                    owned.retain(|&(owner, ..)| owner != worker);
                }
                _ => {}
            }
        }
        for (block, class) in queued {
            payload::discard(region.arena, region.slots, &value(block, class));
        }
        for worker in 0..WORKERS {
            region.reap_blocks(worker);
        }
        // Each block that was ever made can be taken again: what there is of a class comes before anything is made.
        let mut made: Vec<(u32, u32)> = classes.into_iter().collect();
        made.sort_by_key(|&(_, class)| class);
        let mut again: Vec<u32> = made.iter().map(|&(_, class)| region.take_block(0, class) - 1).collect();
        again.sort_unstable();
        let mut all: Vec<u32> = made.into_iter().map(|(block, _)| block).collect();
        all.sort_unstable();
        prop_assert_eq!(again, all);
    }
}

fn value(block: u32, class: u32) -> Value {
    Value { bits: u64::from(block), kind: Value::BLOCK | class << 24 }
}
