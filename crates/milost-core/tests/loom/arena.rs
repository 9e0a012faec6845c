//! The arena that payloads of a channel and slots are cut from.

use crate::model;
use crate::world::{thread, Arc, World};

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
