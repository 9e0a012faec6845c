//! A region of ordinary memory, and threads that park on condition variables: for tests, models and benchmarks.
// Each test crate includes this file, and uses its own part of it.
#![allow(dead_code, unused_imports)]

#[cfg(loom)]
pub use loom::{
    sync::{Arc, Condvar, Mutex},
    thread,
};
#[cfg(not(loom))]
pub use std::{
    sync::{Arc, Condvar, Mutex},
    thread,
};

use milost_core::arena::Arena;
use milost_core::blocking::Park;
use milost_core::channel::Channel;
use milost_core::ends::EndRow;
use milost_core::reap::Reaped;
use milost_core::shim::{AtomicU32, Ordering};
use milost_core::slot::Slot;
use milost_core::worker::{self, Worker, WorkerState};
use milost_core::{blocking, End, Region, Value, Wakes};

pub struct World {
    workers: Vec<Worker>,
    ends: Vec<EndRow>,
    channels: Vec<Channel>,
    arena: Arena,
    slots: Vec<Slot>,
    /// Per worker, what it sleeps on.
    beds: Vec<(Mutex<()>, Condvar)>,
}

fn many<T>(count: usize, make: impl Fn() -> T) -> Vec<T> {
    (0..count).map(|_| make()).collect()
}

impl World {
    pub fn new(workers: usize, slots: usize) -> Arc<Self> {
        Self::sized(workers, slots, 6)
    }

    pub fn sized(workers: usize, slots: usize, ends: usize) -> Arc<Self> {
        Arc::new(Self {
            workers: many(workers, || Worker::new(WorkerState::new())),
            ends: many(ends, EndRow::new),
            channels: many(2, Channel::new),
            arena: Arena::new(),
            slots: many(slots, Slot::new),
            beds: many(workers, || (Mutex::new(()), Condvar::new())),
        })
    }

    /// A world whose workers are all taken, by threads that are called like them, plus one.
    pub fn peopled(workers: usize, slots: usize) -> Arc<Self> {
        let world = Self::new(workers, slots);
        for worker in 0..workers as u32 {
            assert_eq!(worker::attach(&world.workers, workers as u32, worker + 1), Some(worker));
        }
        world
    }

    /// Mends what `dead` left behind, as often as it takes. Batches in these tests carry no payloads.
    pub fn reap(&self, me: u32, dead: u32) {
        while !self.try_reap(me, dead) {
            thread::yield_now();
        }
    }

    /// One attempt; false: to be called again.
    pub fn try_reap(&self, me: u32, dead: u32) -> bool {
        let reaped = self.region().reap(me, dead + 1, |_, _| Value::default());
        let (Reaped::Done(wakes) | Reaped::Again(wakes)) = reaped;
        self.unpark(wakes);
        matches!(reaped, Reaped::Done(_))
    }

    pub fn region(&self) -> Region<'_> {
        Region {
            workers: &self.workers,
            ends: &self.ends,
            channels: &self.channels,
            arena: &self.arena,
            slots: &self.slots,
        }
    }

    /// A channel and its two ends, held by worker 0.
    pub fn channel(&self, capacity: u32) -> (u32, End, End) {
        self.region().create(0, capacity, 1).expect("the world is large enough")
    }

    pub fn send(&self, me: u32, channel: u32, value: u64) -> Result<(), u64> {
        let value = Value { bits: value, kind: 0 };
        blocking::send(self.region(), self, me, channel, value).map_err(|value| value.bits)
    }

    pub fn receive(&self, me: u32, channel: u32) -> Option<u64> {
        blocking::receive(self.region(), self, me, channel).map(|value| value.bits)
    }

    pub fn close(&self, me: u32, end: End) {
        let wakes = self.region().close(me, end, false).expect("the end was open");
        self.unpark(wakes);
    }
}

/// A futex: the word is compared under the lock that a notifier takes after it moved the word.
impl Park for World {
    fn park(&self, worker: u32, word: &AtomicU32, key: u32) {
        let (lock, bell) = &self.beds[worker as usize];
        let mut guard = lock.lock().unwrap();
        while word.load(Ordering::SeqCst) == key {
            guard = bell.wait(guard).unwrap();
        }
    }

    fn unpark(&self, wakes: Wakes) {
        for worker in wakes {
            let (lock, bell) = &self.beds[worker as usize];
            drop(lock.lock().unwrap());
            bell.notify_all();
        }
    }
}

/// Runs what a thread does until it dies after so many checkpoints, or has done it all.
#[cfg(any(loom, feature = "faults"))]
pub fn mortal<T>(checkpoints: u32, life: impl FnOnce() -> T) -> Option<T> {
    use milost_core::shim::{dies_after, lives_on, Died};
    dies_after(checkpoints);
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(life));
    lives_on();
    match outcome {
        Ok(value) => Some(value),
        Err(death) if death.is::<Died>() => None,
        Err(failure) => std::panic::resume_unwind(failure),
    }
}
