//! Death at a rendezvous: a demand that the dead announced is taken back, what was handed to it is the next one's.

use milost_core::blocking::Park;
use milost_core::{Receive, Send};

use crate::world::{mortal, thread, Arc, World};
use crate::{at_every_step, value};

#[test]
fn a_receiver_dies_that_waits_at_a_rendezvous() {
    at_every_step(12, 2, |step| {
        let world = World::peopled(3, 2);
        let (channel, _, receiver) = world.channel(2);
        let ends = [1, 2].map(|me| world.region().fork(me, receiver, false).unwrap().unwrap());
        let dying = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                mortal(step, || {
                    world.unpark(world.region().announce(1, channel));
                    if world.region().retract(1, channel) {
                        return None;
                    }
                    // Answered: the value is there, or on its way.
                    loop {
                        match world.region().fetch(1, channel) {
                            Receive::Received(value, wakes) => {
                                world.unpark(wakes);
                                return Some(value.bits);
                            }
                            _ => thread::yield_now(),
                        }
                    }
                })
            })
        };
        world.unpark(world.region().announce(2, channel));
        let sent = hand_over(&world, 7);
        let outcome = dying.join().unwrap();
        world.reap(0, 1);
        // One waits, unless it has been answered; and what was answered to the dead is the next one's.
        let again = hand_over(&world, 8);
        let first = match world.region().fetch(2, channel) {
            Receive::Received(value, _) => value.bits,
            other => panic!("a receiver that waits is not answered: {other:?} {sent} {again}"),
        };
        match outcome {
            Some(Some(_)) => assert_eq!((sent, again, first), (true, true, 8)),
            Some(None) => assert!(sent != again && first == if sent { 7 } else { 8 }),
            // Taken by the dead, or left behind by it.
            None => assert!(again || first == 7),
        }
        // Nobody waits any more: whoever was told so too early, was once.
        let early = u32::from(hand_over(&world, 9));
        assert!(early == 0 || outcome.is_none());
        assert!(!hand_over(&world, 10));
        world.close(2, ends[1]);
    });
}

/// Whether a receiver of channel 0 takes the value.
fn hand_over(world: &World, bits: u64) -> bool {
    match world.region().hand_over(0, 0, value(bits)) {
        Send::Sent(wakes) => {
            world.unpark(wakes);
            true
        }
        Send::Full => false,
        Send::Closed => unreachable!(),
    }
}
