//! Every protocol of the core, under loom: all interleavings (with a bounded number of preemptions) and all values
//! that the memory model lets a load see. A lost wake shows as a deadlock, a slot that two threads own as a race.
//!
//!     RUSTFLAGS="--cfg loom" cargo test --release -p milost-core --test loom
#![cfg(loom)]

mod world;

use milost_core::blocking::Park;
use milost_core::{Receive, ReceiveMany, Region, Send, SendMany, Side, Value};
use world::{thread, Arc, World};

fn model(preemptions: usize, check: impl Fn() + Sync + std::marker::Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 20_000;
    builder.check(check);
}

fn value(bits: u64) -> Value {
    Value { bits, kind: 0 }
}

/// Gives the caller's ends back and checks that the channel's row and slots can be used again.
fn assert_reusable(region: Region<'_>) {
    for _ in 0..2 {
        let (_, sender, receiver) = region.create(0, 2, 1).expect("everything was given back");
        assert!(region.close(0, sender, false).is_some());
        assert!(region.close(0, receiver, false).is_some());
    }
}

#[test]
fn a_value_crosses_and_wakes_the_receiver() {
    model(3, || {
        let world = World::new(2, 2);
        let (channel, ..) = world.channel(1);
        let sender = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.send(1, channel, 7).unwrap())
        };
        assert_eq!(world.receive(0, channel), Some(7));
        sender.join().unwrap();
    });
}

#[test]
fn a_full_ring_blocks_the_sender_until_there_is_room() {
    model(3, || {
        let world = World::new(2, 2);
        let (channel, ..) = world.channel(1);
        let sender = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                world.send(1, channel, 1).unwrap();
                world.send(1, channel, 2).unwrap();
            })
        };
        assert_eq!(world.receive(0, channel), Some(1));
        assert_eq!(world.receive(0, channel), Some(2));
        sender.join().unwrap();
    });
}

#[test]
fn two_senders_share_one_slot() {
    model(2, || {
        let world = World::new(3, 2);
        let (channel, ..) = world.channel(1);
        let senders = [1, 2].map(|me| {
            let world = Arc::clone(&world);
            thread::spawn(move || world.send(me, channel, u64::from(me)).unwrap())
        });
        let mut got = [world.receive(0, channel).unwrap(), world.receive(0, channel).unwrap()];
        got.sort_unstable();
        assert_eq!(got, [1, 2]);
        for sender in senders {
            sender.join().unwrap();
        }
    });
}

#[test]
fn two_receivers_get_one_value_each() {
    model(2, || {
        let world = World::new(3, 2);
        let (channel, ..) = world.channel(2);
        let receivers = [1, 2].map(|me| {
            let world = Arc::clone(&world);
            thread::spawn(move || world.receive(me, channel).unwrap())
        });
        world.send(0, channel, 1).unwrap();
        world.send(0, channel, 2).unwrap();
        let mut got = receivers.map(|receiver| receiver.join().unwrap());
        got.sort_unstable();
        assert_eq!(got, [1, 2]);
    });
}

#[test]
fn one_batch_wakes_two_receivers() {
    model(2, || {
        let world = World::new(3, 2);
        let (channel, ..) = world.channel(2);
        let receivers = [1, 2].map(|me| {
            let world = Arc::clone(&world);
            thread::spawn(move || world.receive(me, channel).unwrap())
        });
        match world.region().send_many(0, channel, 2, |index| value(u64::from(index) + 1)) {
            SendMany::Sent(2, wakes) => world.unpark(wakes),
            other => panic!("{other:?}"),
        }
        let mut got = receivers.map(|receiver| receiver.join().unwrap());
        got.sort_unstable();
        assert_eq!(got, [1, 2]);
    });
}

#[test]
fn batches_and_single_operations_mix() {
    model(2, || {
        let world = World::new(3, 2);
        let (channel, ..) = world.channel(2);
        let batch = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let sent = world.region().send_many(1, channel, 2, |index| value(u64::from(index) + 10));
                let SendMany::Sent(count, wakes) = sent else { panic!("{sent:?}") };
                world.unpark(wakes);
                (0..u64::from(count)).map(|index| index + 10).collect::<Vec<_>>()
            })
        };
        let single = {
            let world = Arc::clone(&world);
            thread::spawn(move || match world.region().send(2, channel, value(1)) {
                Send::Sent(wakes) => {
                    world.unpark(wakes);
                    vec![1]
                }
                Send::Full => vec![],
                Send::Closed => unreachable!(),
            })
        };
        let mut got = Vec::new();
        for _ in 0..2 {
            match world.region().receive_many(0, channel, 2, |_, value| got.push(value.bits)) {
                ReceiveMany::Received(_, wakes) => world.unpark(wakes),
                ReceiveMany::Closed | ReceiveMany::Skipped(_) => unreachable!(),
            }
        }
        let (batch, single) = (batch.join().unwrap(), single.join().unwrap());
        while let Receive::Received(value, _) = world.region().receive(0, channel) {
            got.push(value.bits);
        }
        let order: Vec<_> = got.iter().copied().filter(|bits| *bits >= 10).collect();
        assert_eq!(order, batch, "a batch keeps its order");
        got.sort_unstable();
        assert_eq!(got, [single, batch].concat());
    });
}

#[test]
fn messages_of_several_slots_arrive_whole() {
    model(2, || {
        let world = World::new(3, 4);
        let (channel, ..) = world.region().create(0, 4, 2).expect("the world is large enough");
        let senders = [1, 2].map(|me| {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let first = 10 * u64::from(me);
                let sent = world.region().send_many(me, channel, 1, |slot| value(first + u64::from(slot)));
                matches!(sent, SendMany::Sent(1, _))
            })
        });
        let mut got = Vec::new();
        let mut take = || {
            let received = world.region().receive_many(0, channel, 2, |_, value| got.push(value.bits));
            assert!(matches!(received, ReceiveMany::Received(0..=2, _)));
        };
        take();
        let sent = senders.map(|sender| sender.join().unwrap());
        take();
        let mut messages: Vec<_> = got.chunks(2).collect();
        messages.sort_unstable();
        let all: [&[u64]; 2] = [&[10, 11], &[20, 21]];
        let expected: Vec<_> =
            all.into_iter().zip(sent).filter_map(|(message, sent)| sent.then_some(message)).collect();
        assert_eq!(messages, expected);
    });
}

#[test]
fn the_last_sender_wakes_the_receiver_and_what_it_sent_arrives_first() {
    model(3, || {
        let world = World::new(2, 2);
        let (channel, sender, _receiver) = world.channel(1);
        let closing = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                world.send(1, channel, 7).unwrap();
                world.close(1, sender);
            })
        };
        assert_eq!(world.receive(0, channel), Some(7));
        assert_eq!(world.receive(0, channel), None);
        assert_eq!(world.receive(0, channel), None);
        closing.join().unwrap();
    });
}

#[test]
fn the_last_receiver_gives_a_blocked_sender_its_value_back() {
    model(3, || {
        let world = World::new(2, 2);
        let (channel, _sender, receiver) = world.channel(1);
        world.send(0, channel, 1).unwrap();
        let closing = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.close(1, receiver))
        };
        assert_eq!(world.send(0, channel, 2), Err(2));
        closing.join().unwrap();
    });
}

#[test]
fn nothing_enters_a_closed_ring() {
    model(3, || {
        let world = World::new(2, 2);
        let (channel, sender, _receiver) = world.channel(2);
        let closing = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.close(1, sender))
        };
        // A send on behalf of an end that another thread closes: in before the close, or refused.
        let sent = matches!(world.region().send(0, channel, value(7)), Send::Sent(_));
        closing.join().unwrap();
        assert_eq!(world.receive(0, channel), sent.then_some(7));
        assert_eq!(world.receive(0, channel), None);
    });
}

#[test]
fn who_gives_up_passes_the_wake_on() {
    model(3, || {
        let world = World::new(3, 2);
        let (channel, ..) = world.channel(2);
        let patient = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.receive(1, channel))
        };
        let fickle = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                world.region().arm(2, channel, Side::Receiver);
                world.unpark(world.region().disarm(2, channel, Side::Receiver));
            })
        };
        world.send(0, channel, 7).unwrap();
        assert_eq!(patient.join().unwrap(), Some(7));
        fickle.join().unwrap();
    });
}

#[test]
fn a_ticket_opens_once() {
    model(3, || {
        let world = World::new(3, 4);
        let (_, sender, receiver) = world.channel(1);
        let ticket = world.region().fork(0, receiver, true).unwrap().unwrap();
        let openings = [1, 2].map(|me| {
            let world = Arc::clone(&world);
            thread::spawn(move || world.region().redeem(me, ticket).is_some())
        });
        let revoked = world.region().close(0, ticket, true).is_some();
        let opened = openings.map(|opening| opening.join().unwrap());
        let winners = usize::from(revoked) + opened.iter().filter(|won| **won).count();
        assert_eq!(winners, 1);
        if !revoked {
            world.close(0, ticket);
        }
        world.close(0, receiver);
        world.close(0, sender);
        assert_reusable(world.region());
    });
}

#[test]
fn the_two_last_ends_free_the_channel_once() {
    model(3, || {
        let world = World::new(2, 4);
        let (_, sender, receiver) = world.channel(2);
        let other = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.close(1, sender))
        };
        world.close(0, receiver);
        other.join().unwrap();
        assert_reusable(world.region());
    });
}

#[test]
fn a_fork_keeps_the_channel_open() {
    model(3, || {
        let world = World::new(2, 2);
        let (channel, sender, _receiver) = world.channel(2);
        let fork = world.region().fork(1, sender, false).unwrap().unwrap();
        let other = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                world.send(1, channel, 7).unwrap();
                world.close(1, fork);
            })
        };
        world.close(0, sender);
        assert_eq!(world.receive(0, channel), Some(7));
        assert_eq!(world.receive(0, channel), None);
        other.join().unwrap();
    });
}

#[test]
fn runs_of_the_arena_do_not_overlap() {
    model(2, || {
        let world = World::new(2, 6);
        let take = |world: &World| {
            let region = world.region();
            let first = region.arena.allocate(region.slots, 2).unwrap();
            region.arena.release(region.slots, first, 2);
            region.arena.allocate(region.slots, 2).unwrap()
        };
        let other = {
            let world = Arc::clone(&world);
            thread::spawn(move || take(&world))
        };
        let mine = take(&world);
        let theirs = other.join().unwrap();
        assert_ne!(mine, theirs);
    });
}

#[test]
fn a_demand_is_answered_once_or_withdrawn() {
    model(3, || {
        let world = World::new(2, 2);
        let (channel, ..) = world.channel(2);
        let sender = {
            let world = Arc::clone(&world);
            thread::spawn(move || match world.region().hand_over(1, channel, value(7)) {
                Send::Sent(wakes) => {
                    world.unpark(wakes);
                    true
                }
                Send::Full => false,
                Send::Closed => unreachable!(),
            })
        };
        world.unpark(world.region().announce(0, channel));
        let withdrawn = world.region().retract(0, channel);
        // Answered: the value is there, or on its way, for the receiver that could not withdraw.
        let got = if withdrawn { None } else { world.receive(0, channel) };
        assert_eq!(sender.join().unwrap(), got.is_some());
    });
}

#[test]
fn a_demand_wakes_a_sender_that_waits_for_one() {
    model(3, || {
        let world = World::new(2, 2);
        let (channel, ..) = world.channel(2);
        let sender = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let region = world.region();
                let word = &region.workers[1].parking;
                loop {
                    let key = word.load(milost_core::shim::Ordering::SeqCst);
                    region.arm(1, channel, Side::Sender);
                    if let Send::Sent(wakes) = region.hand_over(1, channel, value(7)) {
                        world.unpark(wakes);
                        world.unpark(region.disarm(1, channel, Side::Sender));
                        return;
                    }
                    world.park(1, word, key);
                }
            })
        };
        world.unpark(world.region().announce(0, channel));
        assert_eq!(world.receive(0, channel), Some(7));
        sender.join().unwrap();
    });
}
