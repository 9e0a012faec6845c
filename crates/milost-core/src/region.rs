//! Everything that the threads share, as typed tables. The embedder owns the memory; the core gets slices of it.

use crate::arena::Arena;
use crate::channel::Channel;
use crate::ends::EndRow;
use crate::slot::Slot;
use crate::worker::Worker;

/// One shared world: indices in it are valid in every thread that maps it.
#[derive(Clone, Copy)]
pub struct Region<'a> {
    /// At most [`crate::worker::MAX_WORKERS`].
    pub workers: &'a [Worker],
    /// At most [`crate::ends::MAX_ENDS`].
    pub ends: &'a [EndRow],
    /// At most 2^16.
    pub channels: &'a [Channel],
    /// What `slots` is given out by.
    pub arena: &'a Arena,
    /// The memory of all rings.
    pub slots: &'a [Slot],
}
