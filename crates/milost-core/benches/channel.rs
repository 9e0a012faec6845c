//! The core's channel on native threads beside crossbeam-channel: nanoseconds a message, bounded at 64.
//!
//!     cargo bench -p milost-core

#[path = "../tests/world/mod.rs"]
mod world;

use std::time::{Duration, Instant};

use criterion::{criterion_group, criterion_main, Criterion};
use world::{thread, Arc, World};

const CAPACITY: u32 = 64;

fn milost(pairs: u32, messages: u64) -> Duration {
    let world = World::new(8, 64);
    let (channel, ..) = world.channel(CAPACITY);
    let start = Instant::now();
    let threads: Vec<_> = (0..2 * pairs)
        .map(|me| {
            let world = Arc::clone(&world);
            let each = messages / u64::from(pairs);
            thread::spawn(move || {
                for value in 0..each {
                    if me % 2 == 0 {
                        world.send(me, channel, value).unwrap();
                    } else {
                        world.receive(me, channel).unwrap();
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    start.elapsed()
}

fn crossbeam(pairs: u32, messages: u64) -> Duration {
    let (sender, receiver) = crossbeam_channel::bounded::<u64>(CAPACITY as usize);
    let start = Instant::now();
    let threads: Vec<_> = (0..2 * pairs)
        .map(|me| {
            let (sender, receiver) = (sender.clone(), receiver.clone());
            let each = messages / u64::from(pairs);
            thread::spawn(move || {
                for value in 0..each {
                    if me % 2 == 0 {
                        sender.send(value).unwrap();
                    } else {
                        receiver.recv().unwrap();
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    start.elapsed()
}

fn channels(criterion: &mut Criterion) {
    for pairs in [1, 2] {
        let mut group = criterion.benchmark_group(format!("{pairs}x{pairs}, capacity {CAPACITY}"));
        group.sample_size(10).measurement_time(Duration::from_secs(3));
        let rounded = move |messages: u64| messages.next_multiple_of(u64::from(pairs));
        group.bench_function("milost-core", |bencher| bencher.iter_custom(|n| milost(pairs, rounded(n))));
        group.bench_function("crossbeam-channel", |bencher| {
            bencher.iter_custom(|n| crossbeam(pairs, rounded(n)))
        });
        group.finish();
    }
}

criterion_group!(benches, channels);
criterion_main!(benches);
