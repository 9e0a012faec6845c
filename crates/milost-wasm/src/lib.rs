//! The surface of the core towards JavaScript: numbers in, numbers out, one call per operation or batch.
//!
//! The tables are static memory of the module, which every thread maps at the same addresses; the slots are all of
//! the memory behind it. Nothing here uses the shadow stack (the build checks it), so threads need no stacks of
//! their own. A thread passes its worker id with each call, and finds larger answers in its scratch area.

#![no_std]

mod exports;
mod memory;
mod payload_exports;
