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
use milost_core::shim::{AtomicU32, Ordering};
use milost_core::slot::Slot;
use milost_core::worker::{Worker, WorkerState};
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
        Arc::new(Self {
            workers: many(workers, || Worker::new(WorkerState::new())),
            ends: many(6, EndRow::new),
            channels: many(2, Channel::new),
            arena: Arena::new(),
            slots: many(slots, Slot::new),
            beds: many(workers, || (Mutex::new(()), Condvar::new())),
        })
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
        self.region().create(0, capacity).expect("the world is large enough")
    }

    pub fn send(&self, me: u32, channel: u32, value: u64) -> Result<(), u64> {
        let value = Value { bits: value, kind: 0 };
        blocking::send(self.region(), self, me, channel, value).map_err(|value| value.bits)
    }

    pub fn receive(&self, me: u32, channel: u32) -> Option<u64> {
        blocking::receive(self.region(), self, me, channel).map(|value| value.bits)
    }

    pub fn close(&self, end: End) {
        let wakes = self.region().close(end, false).expect("the end was open");
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
