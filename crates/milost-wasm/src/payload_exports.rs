//! The exported functions of payloads: blocks of memory that JavaScript writes and reads, and that travel by index.
//! JavaScript keeps some of the blocks it owns for the next values, so that a message costs no call of these.

use milost_layout::BLOCKS;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::memory::{region, scratch};

/// Address of slot 0: block `b`, its header first, lies 16 * b bytes behind.
#[wasm_bindgen]
pub fn slots_base() -> usize {
    region().slots.as_ptr() as usize
}

/// Takes up to `count` (and 32) blocks of `class`, or one of a larger class when there is none left; answers how many,
/// and their indices in the scratch area. A block's class stands in bits 8 to 15 of its first word.
#[wasm_bindgen]
pub fn take_blocks(me: u32, class: u32, count: u32) -> u32 {
    for taken in 0..count.min(BLOCKS as u32) {
        let block = region().take_block(me, class);
        if block == 0 {
            return taken;
        }
        scratch(me).set_block(taken, block - 1);
    }
    count
}

/// Gives the first `count` blocks of the scratch area back, all of that class.
#[wasm_bindgen]
pub fn give_blocks(me: u32, class: u32, count: u32) {
    region().give_blocks(class, count.min(BLOCKS as u32), |index| scratch(me).block(index));
}
