//! Real threads, many messages: every value arrives exactly once, and those of one sender in order at each receiver.
//! `MILOST_STRESS` sets the number of messages of each case (100,000 unless told).
#![cfg(not(loom))]

mod world;

use std::time::{Duration, Instant};

use milost_core::blocking::Park;
use milost_core::{ReceiveMany, SendMany, Value};
use world::{thread, Arc, World};

fn messages() -> u64 {
    std::env::var("MILOST_STRESS").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000)
}

/// `sender << 32 | sequence`.
fn tagged(sender: u32, sequence: u64) -> u64 {
    u64::from(sender) << 32 | sequence
}

fn stress(capacity: u32, batch: u32) {
    const SENDERS: u32 = 2;
    const RECEIVERS: u32 = 2;
    let each = messages() / u64::from(SENDERS);
    let world = World::new(8, 128);
    let (channel, sender, receiver) = world.channel(capacity);
    let region = world.region();
    let senders: Vec<_> = (1..=SENDERS)
        .map(|me| {
            let end = region.fork(me, sender, false).unwrap().unwrap();
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let mut sequence = 0;
                while sequence < each {
                    let left = (each - sequence).min(u64::from(batch)) as u32;
                    if left > 1 {
                        let sent = world.region().send_many(me, channel, left, |index| Value {
                            bits: tagged(me, sequence + u64::from(index)),
                            kind: 0,
                        });
                        match sent {
                            SendMany::Sent(0, _) => {}
                            SendMany::Sent(count, wakes) => {
                                world.unpark(wakes);
                                sequence += u64::from(count);
                                continue;
                            }
                            SendMany::Closed => panic!("closed too early"),
                        }
                    }
                    world.send(me, channel, tagged(me, sequence)).unwrap();
                    sequence += 1;
                }
                world.close(me, end);
            })
        })
        .collect();
    let receivers: Vec<_> = (SENDERS + 1..=SENDERS + RECEIVERS)
        .map(|me| {
            let end = region.fork(me, receiver, false).unwrap().unwrap();
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let mut seen = vec![Vec::new(); SENDERS as usize + 1];
                let mut note = |bits: u64| seen[(bits >> 32) as usize].push(bits & 0xffff_ffff);
                while let Some(first) = world.receive(me, channel) {
                    note(first);
                    if batch > 1 {
                        let more =
                            world.region().receive_many(me, channel, batch, |_, value| note(value.bits));
                        if let ReceiveMany::Received(_, wakes) = more {
                            world.unpark(wakes);
                        }
                    }
                }
                world.close(me, end);
                seen
            })
        })
        .collect();
    world.close(0, sender);
    world.close(0, receiver);
    for sender in senders {
        sender.join().unwrap();
    }
    let seen: Vec<_> = receivers.into_iter().map(|receiver| receiver.join().unwrap()).collect();
    for sender in 1..=SENDERS as usize {
        let mut all = Vec::new();
        for receiver in &seen {
            assert!(receiver[sender].is_sorted(), "a receiver saw sender {sender} out of order");
            all.extend_from_slice(&receiver[sender]);
        }
        all.sort_unstable();
        assert!(all.into_iter().eq(0..each), "sender {sender}: a value is missing or came twice");
    }
}

/// Fails instead of hanging: a lost wake would park everybody for ever.
fn watched(name: &'static str, run: impl FnOnce() + Send + 'static) {
    let limit = Duration::from_secs(60 + messages() / 20_000);
    let start = Instant::now();
    let worker = thread::spawn(run);
    while !worker.is_finished() {
        if start.elapsed() > limit {
            eprintln!("{name} hangs");
            std::process::abort();
        }
        thread::sleep(Duration::from_millis(20));
    }
    worker.join().unwrap();
}

#[test]
fn one_by_one() {
    for capacity in [1, 2, 3, 64] {
        watched("one by one", move || stress(capacity, 1));
    }
}

#[test]
fn batches_mixed_with_single_operations() {
    for capacity in [1, 2, 7, 64] {
        watched("batches", move || stress(capacity, 5));
    }
}
