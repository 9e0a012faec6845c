//! What is done in a world when a thread ends: a module of its own over the same memory, so that nobody loads it who sees no
//! thread end. It has no memory of its own (the build checks it), so not even what wasm-bindgen brings along, and no
//! stack: the loader lends it the calling worker's scratch area, of which nothing is needed meanwhile. `layout` is what the
//! channels' module answers by that name.

#![no_std]

use milost_core::reap::Reaped;
use milost_layout::{wake_all, Layout};

/// As in the channels' module: both are built over one layout.
const ABI: u32 = 5;

#[no_mangle]
pub extern "C" fn abi() -> u32 {
    ABI
}

fn at(layout: usize) -> &'static Layout {
    // SAFETY: the loader hands on what the channels' module of the same ABI answered.
    unsafe { &*(layout as *const Layout) }
}

/// Closes whatever the caller's worker still holds and frees its id.
#[no_mangle]
pub extern "C" fn detach(layout: usize, me: u32) {
    let region = at(layout).region();
    wake_all(region.workers, region.detach(me));
}

/// Mends what the thread of that name left behind, which has ended. 0: done, 1: to be called again in a moment.
#[no_mangle]
pub extern "C" fn reap(layout: usize, me: u32, thread: u32) -> u32 {
    let layout = at(layout);
    let region = layout.region();
    let (again, wakes) = match region.reap(me, thread, |worker, index| layout.scratch(worker).read(index)) {
        Reaped::Done(wakes) => (0, wakes),
        Reaped::Again(wakes) => (1, wakes),
    };
    wake_all(region.workers, wakes);
    again
}
