//! The run queue of pools, under loom. A job that is hidden, run twice or left while a thread sleeps fails a model.
//!
//!     RUSTFLAGS="--cfg loom" cargo test --release -p milost-core --test pool_loom
#![cfg(loom)]

mod world;

use milost_core::blocking::Park;
use milost_core::pool::{jobs, key, Pool};
use milost_core::shim::{AtomicU64, Ordering};
use world::{thread, Arc, World};

const NODES: usize = 3;
const CELLS: usize = NODES + jobs(NODES);

struct Pooled {
    world: Arc<World>,
    pool: Box<Pool>,
}

impl Pooled {
    fn new(workers: usize) -> Arc<Self> {
        let made: Box<Pool<[AtomicU64; CELLS]>> =
            Box::new(Pool::new(NODES as u32, std::array::from_fn(|_| AtomicU64::new(0))));
        Arc::new(Self { world: World::new(workers, 1), pool: made })
    }

    fn submit(&self, job: u32, priority: i32) {
        let workers = self.world.region().workers;
        self.world.unpark(self.pool.submit(workers, job, key(priority, u64::from(job))));
    }

    fn try_pull(&self, me: u32) -> Option<u32> {
        let (job, wakes) = self.pool.pull(self.world.region().workers, me)?;
        self.world.unpark(wakes);
        Some(job)
    }

    /// The loop of a worker that is idle.
    fn pull(&self, me: u32) -> u32 {
        let word = &self.world.region().workers[me as usize].parking;
        loop {
            if let Some(job) = self.try_pull(me) {
                return job;
            }
            let key = word.load(Ordering::SeqCst);
            self.pool.arm(me);
            if let Some(job) = self.try_pull(me) {
                return job;
            }
            self.world.park(me, word, key);
        }
    }
}

fn model(preemptions: usize, check: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 50_000;
    builder.check(check);
}

#[test]
fn an_idle_thread_is_woken_for_a_job() {
    model(3, || {
        let pooled = Pooled::new(2);
        let puller = {
            let pooled = Arc::clone(&pooled);
            thread::spawn(move || pooled.pull(1))
        };
        pooled.submit(2, 0);
        assert_eq!(puller.join().unwrap(), 2);
    });
}

#[test]
fn two_idle_threads_get_one_job_each() {
    model(2, || {
        let pooled = Pooled::new(3);
        let pullers = [1, 2].map(|me| {
            let pooled = Arc::clone(&pooled);
            thread::spawn(move || pooled.pull(me))
        });
        pooled.submit(0, 0);
        pooled.submit(3, 5);
        let mut got = pullers.map(|puller| puller.join().unwrap());
        got.sort_unstable();
        assert_eq!(got, [0, 3]);
    });
}

#[test]
fn a_pull_beside_a_submit_takes_what_was_there() {
    model(2, || {
        let pooled = Pooled::new(2);
        pooled.submit(1, 3);
        let puller = {
            let pooled = Arc::clone(&pooled);
            thread::spawn(move || (pooled.try_pull(1), pooled.try_pull(1)))
        };
        pooled.submit(2, 1);
        let (first, second) = puller.join().unwrap();
        assert_eq!(first, Some(1), "the larger priority was there all the time");
        let last = if second.is_none() { pooled.try_pull(0) } else { second };
        assert_eq!(last, Some(2));
        assert_eq!(pooled.try_pull(0), None);
    });
}

#[test]
fn a_cancelled_job_is_run_or_cancelled() {
    model(3, || {
        let pooled = Pooled::new(2);
        pooled.submit(0, 0);
        let puller = {
            let pooled = Arc::clone(&pooled);
            thread::spawn(move || pooled.try_pull(1))
        };
        let cancelled = pooled.pool.cancel(0);
        let pulled = puller.join().unwrap();
        assert_eq!(pulled.is_none(), cancelled);
        assert_eq!(pooled.try_pull(0), None);
    });
}

#[test]
fn a_freed_job_is_used_again_beside_a_pull() {
    model(2, || {
        let pooled = Pooled::new(2);
        pooled.submit(0, 1);
        pooled.submit(3, 0);
        let puller = {
            let pooled = Arc::clone(&pooled);
            thread::spawn(move || pooled.try_pull(1))
        };
        let cancelled = pooled.pool.cancel(0);
        if cancelled {
            pooled.submit(0, -1);
        }
        let mut got = vec![puller.join().unwrap().expect("something waits all the time")];
        while let Some(job) = pooled.try_pull(0) {
            got.push(job);
        }
        got.sort_unstable();
        assert_eq!(got, [0, 3]);
    });
}

#[test]
fn finished_jobs_are_collected_once_and_the_first_one_rings() {
    model(2, || {
        let pooled = Pooled::new(3);
        pooled.submit(0, 0);
        pooled.submit(1, 0);
        let finishers = [1, 2].map(|me| {
            let pooled = Arc::clone(&pooled);
            thread::spawn(move || {
                let job = pooled.try_pull(me).expect("one for each");
                pooled.pool.finish(me, job)
            })
        });
        let mut collected = Vec::new();
        pooled.pool.collect(|job| collected.push(job));
        let early = collected.len();
        let rings = finishers.map(|finisher| finisher.join().unwrap());
        pooled.pool.collect(|job| collected.push(job));
        assert!(rings.contains(&true));
        // Who found the list as the collector left it rings, too.
        assert_eq!(rings.iter().filter(|rang| **rang).count(), if early == 1 { 2 } else { 1 });
        collected.sort_unstable();
        assert_eq!(collected, [0, 1]);
    });
}

/// A thread dies at once after its claim: nobody has told the tree. The others find what else waits, and the dead one's
/// job comes back.
#[test]
fn a_thread_that_dies_after_its_claim_hides_nothing() {
    model(2, || {
        let pooled = Pooled::new(3);
        pooled.submit(0, 2);
        pooled.submit(1, 1);
        pooled.submit(3, 0);
        assert!(pooled.pool.claim_and_die(1, 0));
        let puller = {
            let pooled = Arc::clone(&pooled);
            thread::spawn(move || pooled.try_pull(2))
        };
        let mine = pooled.try_pull(0);
        let mut got = [mine, puller.join().unwrap()].map(|job| job.expect("two wait"));
        got.sort_unstable();
        assert_eq!(got, [1, 3]);
        assert_eq!(pooled.pool.runner(0), Some(1));
        pooled.submit(0, 2);
        assert_eq!(pooled.try_pull(2), Some(0));
    });
}
