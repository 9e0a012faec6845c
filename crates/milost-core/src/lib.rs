//! The part of MiLost that more than one thread touches: bounded queues, wake decisions, the ends of channels, the
//! table of workers, and the arena they live in.
//!
//! Everything is index-based over typed tables ([`Region`]) that the embedder lays out: static memory in the WASM
//! module, boxed slices in native tests, loom's model types under `--cfg loom`. Nothing here allocates, parks, or
//! reads a clock. Operations that make somebody else runnable return [`Wakes`]: *who* has to be woken is decided
//! here, *how* (a futex, a condition variable, a model's notification) is the embedder's.
//!
//! Atomics come from [`shim`], so the model checker runs the very code that ships.

#![cfg_attr(not(any(test, loom, feature = "faults")), no_std)]
#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod arena;
pub mod blocking;
pub mod channel;
pub mod demand;
pub mod ends;
pub mod gate;
pub mod intent;
pub mod payload;
pub mod pool;
pub mod reap;
pub mod region;
pub mod ring;
pub mod shim;
pub mod slot;
pub mod transfer;
pub mod worker;

pub use ends::{End, Side};
pub use gate::Wakes;
pub use pool::Pool;
pub use region::Region;
pub use slot::Value;
pub use transfer::{Receive, ReceiveMany, Send, SendMany};
