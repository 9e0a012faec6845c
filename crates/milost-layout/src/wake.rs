//! How a worker is woken.

use milost_core::worker::Worker;
use milost_core::Wakes;

/// Wakes whoever sleeps on the parking words of these workers.
#[cold]
#[inline(never)]
pub fn wake_all(workers: &[Worker], wakes: Wakes) {
    for worker in wakes {
        let word = workers[worker as usize].parking.as_ptr().cast::<i32>();
        // SAFETY: the word is an aligned atomic of shared memory.
        unsafe { core::arch::wasm32::memory_atomic_notify(word, u32::MAX) };
    }
}
