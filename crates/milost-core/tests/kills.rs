//! Real threads that die at random steps, thousands of them, while others go on over the same channel: every value arrives
//! at most once and in order, what is missing is what the dead had in hand, no block is lost, nobody hangs.
//! `MILOST_KILLS` sets how many deaths (2,000 unless told).
#![cfg(all(not(loom), feature = "faults"))]

mod world;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use milost_core::blocking::Park;
use milost_core::reap::Reaped;
use milost_core::{worker, End, ReceiveMany, SendMany, Side, Value};
use world::{mortal, thread, Arc, World};

const WORKERS: usize = 24;
const BATCH: u32 = 5;
const BLOCK_CLASS: u32 = 1;
/// What two senders and two receivers and a ring may hold at a time, and some.
const BLOCKS: usize = 120;

fn kills() -> u32 {
    std::env::var("MILOST_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000)
}

/// A small generator: tests differ by their seed alone.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }
}

struct Stage {
    world: Arc<World>,
    channel: u32,
    owner: world::Mutex<()>,
    /// What each worker's batch is made of: kind and bits, where who reaps it finds them.
    batches: Vec<Vec<[AtomicU64; 2]>>,
    names: AtomicU32,
    deaths: AtomicU32,
    /// Values that the dead had in hand, at most.
    missing: AtomicU32,
}

impl Stage {
    /// An end for somebody's life, on behalf of worker 0: one thread at a time is that worker.
    fn ticket(&self, end: End) -> End {
        let _alone = self.owner.lock().unwrap();
        self.world.region().fork(0, end, true).unwrap().unwrap()
    }

    /// Closes an end, or a ticket if nobody lived long enough to open it.
    fn close(&self, end: End, ticket: bool) {
        let _alone = self.owner.lock().unwrap();
        if let Some(wakes) = self.world.region().close(0, end, ticket) {
            self.world.unpark(wakes);
        }
    }

    /// A worker, and the name of its thread: each has one of its own.
    fn attach(&self) -> (u32, u32) {
        let name = self.names.fetch_add(1, Ordering::Relaxed);
        loop {
            if let Some(id) = worker::attach(self.world.region().workers, WORKERS as u32, name) {
                return (id, name);
            }
            thread::yield_now();
        }
    }

    fn batch(&self, worker: u32, index: u32) -> Value {
        let [bits, kind] = &self.batches[worker as usize][index as usize];
        Value { bits: bits.load(Ordering::Relaxed), kind: kind.load(Ordering::Relaxed) as u32 }
    }

    fn set_batch(&self, worker: u32, index: u32, value: Value) {
        let [bits, kind] = &self.batches[worker as usize][index as usize];
        bits.store(value.bits, Ordering::Relaxed);
        kind.store(u64::from(value.kind), Ordering::Relaxed);
    }

    /// Runs `life` in a thread with a worker id of its own, which may die. Whoever started it mends what it leaves.
    fn live<T: std::marker::Send + 'static>(
        self: &Arc<Self>,
        fuse: u32,
        life: impl FnOnce(&Stage, u32) -> T + std::marker::Send + 'static,
    ) -> Option<T> {
        let stage = Arc::clone(self);
        let (me, name) = self.attach();
        let outcome = thread::spawn(move || {
            mortal(fuse, || {
                let outcome = life(&stage, me);
                stage.world.unpark(stage.world.region().detach(me));
                outcome
            })
        })
        .join()
        .unwrap();
        if outcome.is_none() {
            self.deaths.fetch_add(1, Ordering::Relaxed);
            self.missing.fetch_add(BATCH, Ordering::Relaxed);
            // A reaper may die as well, at every other death.
            let mut patience = u32::from(fuse.is_multiple_of(2));
            while !self.reap(name, if patience == 0 { u32::MAX } else { fuse % 60 }) {
                patience = patience.saturating_sub(1);
                thread::yield_now();
            }
        }
        outcome
    }

    fn reap(self: &Arc<Self>, dead: u32, fuse: u32) -> bool {
        let (me, name) = self.attach();
        let region = self.world.region();
        let reaped = mortal(fuse, || region.reap(me, dead, |worker, index| self.batch(worker, index)));
        match reaped {
            Some(reaped) => {
                let (Reaped::Done(wakes) | Reaped::Again(wakes)) = reaped;
                self.world.unpark(wakes);
                worker::detach(region.workers, me);
                matches!(reaped, Reaped::Done(_))
            }
            None => {
                while !self.reap(name, u32::MAX) {
                    thread::yield_now();
                }
                false
            }
        }
    }
}

/// Opens a ticket, sends `sequence..` in batches until it dies or has sent `count`. How far it may have come is noted in
/// `next` before each call.
fn send(stage: &Stage, me: u32, ticket: End, tag: u64, next: &AtomicU64, count: u32) {
    let (world, channel) = (&stage.world, stage.channel);
    let region = world.region();
    region.redeem(me, ticket).expect("opened once");
    for _ in 0..count {
        let from = next.load(Ordering::Relaxed);
        let size = 1 + (from % u64::from(BATCH)) as u32;
        for index in 0..size {
            let block = loop {
                match region.take_block(me, BLOCK_CLASS).checked_sub(1) {
                    Some(block) => break block,
                    None => thread::yield_now(),
                }
            };
            let bits = tag << 60 | (from + u64::from(index)) << 32 | u64::from(block);
            stage.set_batch(me, index, Value { bits, kind: Value::BLOCK | BLOCK_CLASS << 24 });
        }
        next.store(from + u64::from(size), Ordering::Relaxed);
        let mut sent = 0;
        while sent < size {
            match region.send_many(me, channel, size - sent, |index| stage.batch(me, index)) {
                SendMany::Sent(0, _) => {
                    let key = region.workers[me as usize].parking.load(Ordering::SeqCst);
                    region.arm(me, channel, Side::Sender);
                    if !region.looks_ready(channel, Side::Sender) {
                        milost_core::shim::checkpoint();
                        world.park(me, &region.workers[me as usize].parking, key);
                    }
                    world.unpark(region.disarm(me, channel, Side::Sender));
                }
                SendMany::Sent(went, wakes) => {
                    world.unpark(wakes);
                    for index in 0..size - sent - went {
                        stage.set_batch(me, index, stage.batch(me, index + went));
                    }
                    sent += went;
                }
                SendMany::Closed => panic!("closed too early"),
            }
        }
        for index in 0..BATCH {
            stage.set_batch(me, index, Value::default());
        }
        // Ends come and go meanwhile.
        if let Ok(Some(fork)) = region.fork(me, ticket, false) {
            world.close(me, fork);
        }
    }
    world.close(me, ticket);
}

/// Opens a ticket, and notes what it gets until it dies, has had `count` calls, or (true) the channel is at its end.
fn receive(stage: &Stage, me: u32, ticket: End, seen: &world::Mutex<Vec<u64>>, count: u32) -> bool {
    let (world, channel) = (&stage.world, stage.channel);
    let region = world.region();
    region.redeem(me, ticket).expect("opened once");
    let mut over = false;
    for turn in 0..count {
        let mut got = Vec::new();
        if turn % 3 == 0 {
            match milost_core::blocking::receive(region, &**world, me, channel) {
                Some(value) => got.push(value),
                None => over = true,
            }
        } else {
            match region.receive_many(me, channel, BATCH, |_, value| got.push(value)) {
                ReceiveMany::Received(_, wakes) | ReceiveMany::Skipped(wakes) => world.unpark(wakes),
                ReceiveMany::Closed => over = true,
            }
        }
        seen.lock().unwrap().extend(got.iter().map(|value| value.bits >> 32));
        for value in got {
            region.give_block(value.bits as u32, BLOCK_CLASS);
        }
        if over {
            break;
        }
    }
    world.close(me, ticket);
    over
}

fn massacre(capacity: u32, seed: u64) {
    let deaths = kills() / 4;
    // Room for the blocks in flight and no more: one that is lost with each death would be missed soon.
    let world = World::sized(WORKERS, capacity.next_power_of_two() as usize + 2 * BLOCKS, 64);
    assert_eq!(worker::attach(world.region().workers, 1, 1), Some(0));
    let (channel, sender, receiver) = world.channel(capacity);
    let batches = (0..WORKERS).map(|_| (0..BATCH).map(|_| Default::default()).collect()).collect();
    let stage = Arc::new(Stage {
        world,
        channel,
        owner: world::Mutex::new(()),
        batches,
        names: AtomicU32::new(2),
        deaths: AtomicU32::new(0),
        missing: AtomicU32::new(0),
    });
    let started = Instant::now();
    let senders: Vec<_> = (1..=2u64)
        .map(|tag| {
            let stage = Arc::clone(&stage);
            thread::spawn(move || {
                let mut random = Random(seed + tag);
                let next = Arc::new(AtomicU64::new(0));
                while stage.deaths.load(Ordering::Relaxed) < deaths {
                    let (end, next) = (stage.ticket(sender), Arc::clone(&next));
                    stage.live(random.below(600), move |stage, me| send(stage, me, end, tag, &next, 20));
                    stage.close(end, true);
                }
                next.load(Ordering::Relaxed)
            })
        })
        .collect();
    let receivers: Vec<_> = (3..=4u64)
        .map(|tag| {
            let stage = Arc::clone(&stage);
            thread::spawn(move || {
                let mut random = Random(seed + tag);
                let seen = Arc::new(world::Mutex::new(Vec::new()));
                let mut lives = vec![0];
                loop {
                    let (end, notes) = (stage.ticket(receiver), Arc::clone(&seen));
                    let fuse = random.below(600);
                    let over = stage.live(fuse, move |stage, me| receive(stage, me, end, &notes, 60));
                    stage.close(end, true);
                    lives.push(seen.lock().unwrap().len());
                    if over == Some(true) {
                        let seen = seen.lock().unwrap().clone();
                        return (seen, lives);
                    }
                }
            })
        })
        .collect();
    let watch = |name: &str, done: &dyn Fn() -> bool| {
        while !done() {
            if started.elapsed() > Duration::from_secs(120 + u64::from(deaths) / 20) {
                eprintln!("{name} hang at capacity {capacity}, seed {seed}");
                std::process::abort();
            }
            thread::sleep(Duration::from_millis(5));
        }
    };
    watch("senders", &|| senders.iter().all(|sender| sender.is_finished()));
    let sent: Vec<u64> = senders.into_iter().map(|sender| sender.join().unwrap()).collect();
    stage.close(sender, false);
    watch("receivers", &|| receivers.iter().all(|receiver| receiver.is_finished()));
    let mut all = Vec::new();
    for receiver in receivers {
        let (seen, lives) = receiver.join().unwrap();
        for life in lives.windows(2) {
            for tag in 1..=2 {
                let own: Vec<_> =
                    seen[life[0]..life[1]].iter().filter(|value| **value >> 28 == tag).collect();
                assert!(own.is_sorted(), "out of order");
            }
        }
        all.extend(seen);
    }
    let got = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), got, "a value came twice");
    assert!(
        all.iter().all(|value| (value & 0xfff_ffff) < sent[(value >> 28) as usize - 1]),
        "nobody sent that"
    );
    let missing = sent.iter().sum::<u64>() - got as u64;
    assert!(missing <= u64::from(stage.missing.load(Ordering::Relaxed)), "{missing} values are missing");
    // What was closed is free, and so is every block.
    let region = stage.world.region();
    stage.world.close(0, receiver);
    let (_, one, two) = region.create(0, capacity, 1).expect("the ring's slots came back");
    stage.world.close(0, one);
    stage.world.close(0, two);
    let blocks = (0..).take_while(|_| region.take_block(0, BLOCK_CLASS) != 0).count();
    assert!(blocks >= BLOCKS, "{blocks} blocks of {BLOCKS} are left");
}

#[test]
fn at_every_capacity() {
    for (seed, capacity) in [1, 2, 7, 64].into_iter().enumerate() {
        massacre(capacity, seed as u64 * 1000);
    }
}
