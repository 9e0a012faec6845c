//! The ends of channels: who holds which, and the tickets by which an end travels to another worker.
//!
//! An end is a row of a table. It is *open* (a worker holds it) or a *ticket* (it travels: it counts as open, and
//! belongs to its creator until somebody redeems it). A token names a row and its generation, so that a token of a
//! row's earlier life opens and closes nothing.

use crate::arena::find_free;
use crate::shim::{AtomicU32, AtomicU64, Ordering};

/// The two sides of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Side {
    /// Who sends.
    Sender = 0,
    /// Who receives.
    Receiver = 1,
}

/// The largest number of rows that a token can name.
pub const MAX_ENDS: usize = 1 << INDEX_BITS;
const INDEX_BITS: u32 = 15;
const GENERATION_BITS: u32 = 16;

const FREE: u64 = 0;
const OPEN: u64 = 1;
const TICKET: u64 = 2;

/// One row. From the lowest bit: `state` (2), `side` (1), unused (5), `owner` (8), `channel` (16), `generation` (16).
/// The generation moves when the row becomes free. All zero is a free row.
#[repr(transparent)]
pub struct EndRow(AtomicU64);

/// The name of an end: `generation << 15 | row`, below 2^31.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End(pub u32);

/// What an end is: read off its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndInfo {
    /// Index of its channel.
    pub channel: u32,
    /// Its side.
    pub side: Side,
    /// The worker that holds it, or made the ticket.
    pub owner: u32,
    /// Whether it is a ticket.
    pub travels: bool,
}

impl EndRow {
    /// A free row.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// A free row.
    #[cfg(loom)]
    pub fn new() -> Self {
        Self(AtomicU64::new(0))
    }
}

impl Default for EndRow {
    fn default() -> Self {
        Self::new()
    }
}

fn word(generation: u64, info: EndInfo) -> u64 {
    let state = if info.travels { TICKET } else { OPEN };
    (generation << 32)
        | (u64::from(info.channel) << 16)
        | (u64::from(info.owner) << 8)
        | ((info.side as u64) << 2)
        | state
}

#[inline(always)]
fn info(word: u64) -> Option<EndInfo> {
    let state = word & 3;
    if state == FREE {
        return None;
    }
    Some(EndInfo {
        channel: (word >> 16) as u32 & 0xffff,
        side: if word & 4 == 0 { Side::Sender } else { Side::Receiver },
        owner: (word >> 8) as u32 & 0xff,
        travels: state == TICKET,
    })
}

fn generation(word: u64) -> u64 {
    word >> 32
}

/// Enters an end into a free row, or `None` when all rows are taken. `hint` is where to begin to look.
pub fn enter(rows: &[EndRow], hint: &AtomicU32, entry: EndInfo) -> Option<End> {
    let rows = &rows[..rows.len().min(MAX_ENDS)];
    let mut token = End(0);
    find_free(rows.len(), hint, |index| {
        let row = &rows[index].0;
        let free = row.load(Ordering::Relaxed);
        if free & 3 != FREE {
            return false;
        }
        token = End((generation(free) as u32) << INDEX_BITS | index as u32);
        let taken = word(generation(free), entry);
        row.compare_exchange(free, taken, Ordering::SeqCst, Ordering::Relaxed).is_ok()
    })?;
    Some(token)
}

/// What the token names, if that end is still alive.
#[inline(always)]
pub fn look(rows: &[EndRow], end: End) -> Option<EndInfo> {
    let word = rows.get(row_of(end))?.0.load(Ordering::SeqCst);
    if generation(word) != generation_of(end) {
        return None;
    }
    info(word)
}

/// Makes a ticket the open end of `worker`: once.
pub fn redeem(rows: &[EndRow], end: End, worker: u32) -> Option<EndInfo> {
    let row = rows.get(row_of(end))?;
    let before = row.0.load(Ordering::SeqCst);
    let entry = info(before)?;
    if generation(before) != generation_of(end) || !entry.travels {
        return None;
    }
    let entry = EndInfo { owner: worker, travels: false, ..entry };
    let after = word(generation(before), entry);
    row.0.compare_exchange(before, after, Ordering::SeqCst, Ordering::Relaxed).ok()?;
    Some(entry)
}

/// Frees the row of an open end, or of a ticket: once. The caller goes on to take the end off its channel.
#[inline(always)]
pub fn leave(rows: &[EndRow], end: End, ticket: bool) -> Option<EndInfo> {
    let row = rows.get(row_of(end))?;
    let before = row.0.load(Ordering::SeqCst);
    let entry = info(before)?;
    if generation(before) != generation_of(end) || entry.travels != ticket {
        return None;
    }
    let next = (generation(before) + 1) & ((1 << GENERATION_BITS) - 1);
    row.0.compare_exchange(before, next << 32, Ordering::SeqCst, Ordering::Relaxed).ok()?;
    Some(entry)
}

/// The word of a row, and the end in it.
#[inline(always)]
pub(crate) fn read(rows: &[EndRow], index: usize) -> (u64, Option<EndInfo>) {
    let word = rows[index].0.load(Ordering::SeqCst);
    (word, info(word))
}

/// The end in row `index`, if `worker` holds it or sent it on its way.
#[inline(always)]
pub fn held_by(rows: &[EndRow], index: usize, worker: u32) -> Option<(End, EndInfo)> {
    let (word, entry) = read(rows, index);
    let entry = entry.filter(|entry| entry.owner == worker)?;
    Some((End((generation(word) as u32) << INDEX_BITS | index as u32), entry))
}

fn row_of(end: End) -> usize {
    end.0 as usize & (MAX_ENDS - 1)
}

fn generation_of(end: End) -> u64 {
    u64::from(end.0 >> INDEX_BITS)
}
