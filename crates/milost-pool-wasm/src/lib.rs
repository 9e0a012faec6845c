//! The surface of a pool towards JavaScript: numbers in, numbers out, one call per job. A module of its own, so that
//! who uses channels alone does not load it; each pool has its own memory.
//!
//! Static memory holds the table of workers. Behind it, from `base()` on, JavaScript lays out the pool itself (see
//! `milost_core::pool::Pool`) and what jobs carry. Nothing here uses the shadow stack (the build checks it), so
//! threads need no stacks of their own.

#![no_std]

mod exports;
mod memory;
