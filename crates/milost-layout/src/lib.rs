//! What lies where in the memory of a world, for the modules that work on it: one serves channels, another is loaded when a
//! thread ends. And what every module needs that has no standard library.

#![no_std]
#![feature(stdarch_wasm_atomic_wait)]

mod bare;
mod layout;
mod scratch;
mod wake;

pub use layout::{Layout, ENDS_PER_CHANNEL};
pub use scratch::{Scratch, BATCH, BLOCKS};
pub use wake::wake_all;
