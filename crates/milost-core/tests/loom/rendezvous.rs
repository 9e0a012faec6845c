//! Capacity 0: a demand is answered once or withdrawn.

use milost_core::blocking::Park;
use milost_core::{Send, Side};

use crate::world::{thread, Arc, World};
use crate::{model, value};

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
