//! Death in sending, receiving and sleeping: what the dead claimed is published as nothing or given back.

use milost_core::blocking::Park;
use milost_core::{Receive, ReceiveMany, SendMany, Side};

use crate::world::{mortal, thread, Arc, World};
use crate::{at_every_step, drain, send_two, value};

#[test]
fn a_sender_dies_in_a_batch_before_another_sender() {
    at_every_step(9, 1, |step| {
        let world = World::peopled(4, 4);
        let (channel, ..) = world.channel(4);
        let receiver = {
            let world = Arc::clone(&world);
            // The living sender's value comes, whatever the dead one left before it.
            thread::spawn(move || {
                let mut got = Vec::new();
                while !got.contains(&7) {
                    got.push(world.receive(3, channel).unwrap());
                }
                got
            })
        };
        let dying = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                mortal(step, || send_two(&world, 1, channel));
            })
        };
        let living = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.send(2, channel, 7).unwrap())
        };
        dying.join().unwrap();
        // The living one may be at work on the same slots; it ends by itself.
        let reaped = world.try_reap(0, 1);
        living.join().unwrap();
        assert!(reaped || world.try_reap(0, 1));
        let mut got = receiver.join().unwrap();
        got.extend(drain(&world, 0, channel));
        let order: Vec<_> = got.iter().copied().filter(|bits| *bits != 7).collect();
        assert!([&[][..], &[11], &[10, 11]].contains(&&order[..]), "{got:?}");
        assert_eq!(got.len(), order.len() + 1);
        // Every slot is of use again.
        assert_eq!(send_two(&world, 0, channel) + send_two(&world, 0, channel), 4);
    });
}

#[test]
fn a_sender_dies_in_a_message_of_two_slots() {
    let send = |world: &World, me: u32, channel: u32| {
        let first = 10 * u64::from(me);
        match world.region().send_many(me, channel, 1, |slot| value(first + u64::from(slot))) {
            SendMany::Sent(count, wakes) => {
                world.unpark(wakes);
                count
            }
            SendMany::Closed => 0,
        }
    };
    at_every_step(9, 1, move |step| {
        let world = World::peopled(3, 4);
        let (channel, ..) = world.region().create(0, 4, 2).expect("the world is large enough");
        let dying = {
            let world = Arc::clone(&world);
            thread::spawn(move || mortal(step, || send(&world, 1, channel)))
        };
        let living = {
            let world = Arc::clone(&world);
            thread::spawn(move || send(&world, 2, channel))
        };
        dying.join().unwrap();
        world.reap(0, 1);
        let sent = living.join().unwrap();
        let mut got = Vec::new();
        loop {
            match world.region().receive_many(0, channel, 2, |_, value| got.push(value.bits)) {
                ReceiveMany::Received(0, _) | ReceiveMany::Closed => break,
                ReceiveMany::Received(_, wakes) | ReceiveMany::Skipped(wakes) => world.unpark(wakes),
            }
        }
        let mut messages: Vec<_> = got.chunks(2).collect();
        messages.sort_unstable();
        // The dead one's whole or not at all, the living one's whatever the other left before it.
        let living: &[&[u64]] = if sent == 1 { &[&[20, 21]] } else { &[] };
        assert!(messages == living || messages == [&[&[10, 11][..]], living].concat(), "{got:?}");
        assert_eq!(sent, 1);
        // Every slot is of use again.
        assert_eq!(send(&world, 0, channel) + send(&world, 0, channel), 2);
    });
}

#[test]
fn a_receiver_dies_in_a_batch_before_a_sender_that_waits_for_room() {
    at_every_step(9, 2, |step| {
        let world = World::peopled(3, 2);
        let (channel, ..) = world.channel(2);
        assert_eq!(send_two(&world, 0, channel), 2);
        let dying = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                mortal(step, || {
                    let mut got = Vec::new();
                    if let ReceiveMany::Received(_, wakes) =
                        world.region().receive_many(1, channel, 2, |_, value| got.push(value.bits))
                    {
                        world.unpark(wakes);
                    }
                    got
                })
            })
        };
        let living = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let mut got = Vec::new();
                // There is room sooner or later, for the dead receiver has either taken the two or they come out here.
                for value in [7, 8] {
                    while let milost_core::Send::Full =
                        match world.region().send(2, channel, crate::value(value)) {
                            milost_core::Send::Sent(wakes) => {
                                world.unpark(wakes);
                                milost_core::Send::Closed
                            }
                            other => other,
                        }
                    {
                        got.extend(drain(&world, 2, channel));
                        thread::yield_now();
                    }
                }
                got
            })
        };
        let taken = dying.join().unwrap();
        world.reap(0, 1);
        let mut got = living.join().unwrap();
        got.extend(drain(&world, 0, channel));
        let died = taken.is_none();
        let mut all = [taken.unwrap_or_default(), got].concat();
        all.sort_unstable();
        // What is missing the dead one had claimed, with one call.
        let missing: Vec<_> = [0, 1, 7, 8].into_iter().filter(|bits| !all.contains(bits)).collect();
        assert_eq!(all.len() + missing.len(), 4, "{all:?}");
        assert!(missing.is_empty() || died && missing.len() <= 2, "{all:?}");
        assert_eq!(send_two(&world, 0, channel), 2);
    });
}

#[test]
fn two_senders_die_over_one_slot() {
    at_every_step(4, 2, |step| {
        let world = World::peopled(3, 1);
        let (channel, ..) = world.channel(1);
        let dying = [1, 2].map(|me| {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                mortal(step + me - 1, || world.region().send(me, channel, value(u64::from(me)))).is_some()
            })
        });
        for thread in dying {
            thread.join().unwrap();
        }
        // One reaper that did not get to the end, then another one that finds both.
        let region = world.region();
        region.workers[1].dies();
        world.reap(0, 2);
        world.reap(0, 1);
        assert!(drain(&world, 0, channel).len() <= 1);
        world.send(0, channel, 7).unwrap();
        assert_eq!(world.receive(0, channel), Some(7));
    });
}

#[test]
fn a_sleeper_dies_and_its_wake_is_not_lost() {
    at_every_step(6, 2, |step| {
        let world = World::peopled(4, 2);
        let (channel, _, receiver) = world.channel(1);
        // Who may be woken in the place of the living.
        let ends = [1, 2].map(|me| world.region().fork(me, receiver, false).unwrap().unwrap());
        let dying = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                mortal(step, || {
                    world.region().arm(1, channel, Side::Receiver);
                    milost_core::shim::checkpoint();
                    if let Receive::Received(value, wakes) = world.region().receive(1, channel) {
                        world.unpark(wakes);
                        return Some(value.bits);
                    }
                    milost_core::shim::checkpoint();
                    None
                })
            })
        };
        let living = {
            let world = Arc::clone(&world);
            thread::spawn(move || world.receive(2, channel))
        };
        world.send(0, channel, 7).unwrap();
        let taken = dying.join().unwrap().flatten();
        world.reap(0, 1);
        // The dead one took the value with it, perhaps.
        world.send(0, channel, 8).unwrap();
        let got = living.join().unwrap();
        assert!(got == Some(8) || got == Some(7) && taken.is_none());
        world.close(2, ends[1]);
    });
}
