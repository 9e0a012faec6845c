//! Values through the ring: each arrives once, in order, and whoever waits for it or for room is woken.

use milost_core::blocking::Park;
use milost_core::{Receive, ReceiveMany, Send, SendMany, Side};

use crate::world::{thread, Arc, World};
use crate::{model, value};

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
