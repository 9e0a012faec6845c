//! Death in making, closing and counting ends, and in reaping: the ends of the dead close, once.

use milost_core::blocking::Park;

use crate::world::{mortal, thread, Arc, World};
use crate::{at_every_step, drain, send_two};

#[test]
fn a_worker_dies_in_making_and_closing_an_end() {
    at_every_step(14, 2, |step| {
        let world = World::peopled(3, 2);
        let (_, sender, receiver) = world.channel(2);
        let mine = world.region().fork(1, sender, false).unwrap().unwrap();
        let dying = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                mortal(step, || {
                    let region = world.region();
                    if let Ok(Some(fork)) = region.fork(1, mine, false) {
                        world.close(1, fork);
                    }
                    world.close(1, mine);
                });
            })
        };
        let living = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let fork = world.region().fork(2, receiver, true).unwrap().unwrap();
                world.region().close(2, fork, true).map(|wakes| world.unpark(wakes)).unwrap();
            })
        };
        dying.join().unwrap();
        world.reap(0, 1);
        living.join().unwrap();
        assert!(!world.region().channels[0].ring().is_closed());
        world.close(0, sender);
        assert!(world.region().channels[0].ring().is_closed());
        world.close(0, receiver);
        assert_reusable(&world);
    });
}

#[test]
fn the_last_end_dies_in_closing() {
    at_every_step(12, 2, |step| {
        let world = World::peopled(3, 2);
        let (channel, sender, receiver) = world.channel(2);
        let theirs = world.region().fork(1, sender, false).unwrap().unwrap();
        world.close(0, sender);
        world.send(1, channel, 7).unwrap();
        let waiting = {
            let world = Arc::clone(&world);
            // Woken by the close or, if that died before it woke anybody, by the reaper.
            thread::spawn(move || {
                assert_eq!(world.receive(2, channel), Some(7));
                assert_eq!(world.receive(2, channel), None);
            })
        };
        let dying = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                mortal(step, || world.close(1, theirs));
            })
        };
        dying.join().unwrap();
        world.reap(0, 1);
        waiting.join().unwrap();
        world.close(0, receiver);
        assert_reusable(&world);
    });
}

#[test]
fn two_reap_the_same_worker_and_one_of_them_dies() {
    at_every_step(16, 2, |step| {
        let world = World::peopled(4, 2);
        let (channel, sender, receiver) = world.channel(2);
        let theirs = world.region().fork(1, sender, false).unwrap().unwrap();
        // Dead in the middle of a batch: claimed, nothing published.
        mortal(1, || send_two(&world, 1, channel));
        let reapers = [2, 3].map(|me| {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let life = || {
                    world.try_reap(me, 1);
                };
                if me == 2 {
                    mortal(step, life);
                } else {
                    life();
                }
            })
        });
        for reaper in reapers {
            reaper.join().unwrap();
        }
        world.reap(0, 2);
        world.reap(0, 1);
        assert!(world.region().close(1, theirs, false).is_none());
        assert_eq!(drain(&world, 0, channel), []);
        assert_eq!(send_two(&world, 0, channel), 2);
        world.close(0, sender);
        world.close(0, receiver);
        assert_reusable(&world);
    });
}

/// The channel's row and slots are free, all of them.
fn assert_reusable(world: &World) {
    for _ in 0..2 {
        let (_, sender, receiver) = world.channel(2);
        world.close(0, sender);
        world.close(0, receiver);
    }
}
