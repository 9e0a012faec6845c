//! Random sequences of operations on a pool's run queue, against a sorted map of the standard library.
#![cfg(not(loom))]

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;

use milost_core::pool::{jobs, key, Pool};
use milost_core::worker::{Worker, WorkerState};
use proptest::prelude::*;

const NODES: usize = 6;
const CELLS: usize = NODES + jobs(NODES);

#[derive(Clone, Debug)]
enum Op {
    Submit(i32),
    Pull(u32),
    Cancel(prop::sample::Index),
    Finish(prop::sample::Index),
    Collect,
    Reap(u32),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        8 => (-2i32..3).prop_map(Op::Submit),
        1 => prop_oneof![Just(-1_000_000), Just(1_000_000)].prop_map(Op::Submit),
        6 => (1u32..4).prop_map(Op::Pull),
        3 => any::<prop::sample::Index>().prop_map(Op::Cancel),
        4 => any::<prop::sample::Index>().prop_map(Op::Finish),
        2 => Just(Op::Collect),
        1 => (1u32..4).prop_map(Op::Reap),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]
    #[test]
    fn a_pool_is_a_sorted_queue(first_turn in 0u64..1 << 39, ops in prop::collection::vec(op(), 1..200)) {
        let workers: Vec<Worker> = (0..4).map(|_| Worker::new(WorkerState::new())).collect();
        let made: Box<Pool<[AtomicU64; CELLS]>> =
            Box::new(Pool::new(NODES as u32, std::array::from_fn(|_| AtomicU64::new(0))));
        let pool: Box<Pool> = made;
        let mut free: Vec<u32> = (0..jobs(NODES) as u32).collect();
        // By what comes first: (-priority, turn) -> job.
        let mut waiting: BTreeMap<(i64, u64), u32> = BTreeMap::new();
        let mut running: Vec<(u32, u32, i32, u64)> = Vec::new();
        let mut done: Vec<u32> = Vec::new();
        let mut named = vec![(0i32, 0u64); jobs(NODES)];
        for (turn, op) in (first_turn..).zip(ops) {
            match op {
                Op::Submit(priority) => {
                    let Some(job) = free.pop() else { continue };
                    let _ = pool.submit(&workers, job, key(priority, turn));
                    named[job as usize] = (priority, turn);
                    waiting.insert((-i64::from(priority), turn), job);
                }
                Op::Pull(me) => {
                    let expected = waiting.pop_first().map(|(_, job)| job);
                    prop_assert_eq!(pool.pull(&workers, me).map(|(job, _)| job), expected);
                    if let Some(job) = expected {
                        let (priority, turn) = named[job as usize];
                        running.push((job, me, priority, turn));
                    }
                }
                Op::Cancel(index) => {
                    let job = index.index(jobs(NODES)) as u32;
                    let place = waiting.iter().find(|(_, other)| **other == job).map(|(place, _)| *place);
                    prop_assert_eq!(pool.cancel(job), place.is_some());
                    if let Some(place) = place {
                        waiting.remove(&place);
                        free.push(job);
                    }
                }
                Op::Finish(index) => {
                    if running.is_empty() { continue }
                    let (job, me, ..) = running.swap_remove(index.index(running.len()));
                    prop_assert_eq!(pool.finish(me, job), done.is_empty());
                    done.push(job);
                }
                Op::Collect => {
                    let mut collected = Vec::new();
                    pool.collect(|job| collected.push(job));
                    collected.reverse();
                    prop_assert_eq!(&collected, &done);
                    free.append(&mut done);
                }
                Op::Reap(worker) => {
                    // All that it finished is collected; what it ran waits again, in its old place.
                    pool.collect(|job| free.push(job));
                    done.clear();
                    for job in 0..jobs(NODES) as u32 {
                        let ran = running.iter().position(|(other, me, ..)| *other == job && *me == worker);
                        prop_assert_eq!(pool.runner(job) == Some(worker), ran.is_some());
                        let Some(ran) = ran else { continue };
                        let (_, _, priority, turn) = running.swap_remove(ran);
                        let _ = pool.submit(&workers, job, key(priority, turn));
                        waiting.insert((-i64::from(priority), turn), job);
                    }
                }
            }
        }
        for job in waiting.into_values() {
            prop_assert_eq!(pool.pull(&workers, 1).map(|(job, _)| job), Some(job));
        }
        prop_assert!(pool.pull(&workers, 1).is_none());
    }
}
