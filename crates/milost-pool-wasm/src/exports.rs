//! The exported functions. Worker 0 is the thread that submits; the others pull. `me` is the caller's worker id.

use milost_core::{pool, worker, Wakes};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::memory::{self, the_pool, wake, WORKERS};

/// Moves with every change of a signature or the layout: the loader refuses another one.
const ABI: u32 = 1;

const OWNER: Wakes = Wakes(1);

#[wasm_bindgen]
pub fn abi() -> u32 {
    ABI
}

/// Address of the pool: two words for the core, then the number of nodes, to be written before the first call, then as
/// many nodes and all jobs under them, 8 bytes each, which are 0.
#[wasm_bindgen]
pub fn base() -> usize {
    memory::base()
}

/// Address of the word that a worker sleeps on.
#[wasm_bindgen]
pub fn parking_of(id: u32) -> usize {
    WORKERS[id as usize].parking.as_ptr() as usize
}

/// Makes a job wait, which is free or was claimed by a worker that is dead: larger `priority` first, then smaller `turn`.
#[wasm_bindgen]
pub fn submit(job: u32, priority: i32, turn: f64) {
    wake(the_pool().submit(&WORKERS, job, pool::key(priority, turn as u64)));
}

/// Hands over the job that `me` `finished` (-1: none), then takes the most urgent one to run. -1: nothing waits; with
/// `arm` 1 the worker is announced as idle then, and will be woken.
#[wasm_bindgen]
pub fn next(me: u32, finished: i32, arm: u32) -> i32 {
    let pool = the_pool();
    if finished >= 0 && pool.finish(me, finished as u32) {
        worker::ring(&WORKERS, OWNER);
        wake(OWNER);
    }
    let mut arm = arm != 0;
    loop {
        if let Some((job, wakes)) = pool.pull(&WORKERS, me) {
            wake(wakes);
            return job as i32;
        }
        if !arm {
            return -1;
        }
        arm = false;
        pool.arm(me);
    }
}

/// Takes a job off the queue. 1: done, 0: it does not wait.
#[wasm_bindgen]
pub fn cancel(job: u32) -> u32 {
    u32::from(the_pool().cancel(job))
}
