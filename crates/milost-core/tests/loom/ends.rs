//! Ends: the last one closes the channel once, wakes whoever waits, and gives its row and slots back.

use milost_core::{Region, Send};

use crate::world::{thread, Arc, World};
use crate::{model, value};

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

/// Gives the caller's ends back and checks that the channel's row and slots can be used again.
fn assert_reusable(region: Region<'_>) {
    for _ in 0..2 {
        let (_, sender, receiver) = region.create(0, 2, 1).expect("everything was given back");
        assert!(region.close(0, sender, false).is_some());
        assert!(region.close(0, receiver, false).is_some());
    }
}
