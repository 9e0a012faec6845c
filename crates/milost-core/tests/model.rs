//! Random sequences of operations on one ring, against a queue of the standard library.
#![cfg(not(loom))]

use std::collections::VecDeque;

use milost_core::intent::{Announce, Intent};
use milost_core::ring::{PopError, PushError, Ring};
use milost_core::slot::{Slot, Value};
use milost_core::Side;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Op {
    Push,
    Pop,
    PushMany(u32),
    PopMany(u32),
    Close,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        8 => Just(Op::Push),
        8 => Just(Op::Pop),
        4 => (1u32..12).prop_map(Op::PushMany),
        4 => (1u32..12).prop_map(Op::PopMany),
        1 => Just(Op::Close),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]
    #[test]
    fn a_ring_is_a_queue(capacity in 1u32..10, stride in 1u32..5, offset in 0u32..3, laps in 0u32..4, ops in prop::collection::vec(op(), 1..200)) {
        let slots: Vec<Slot> = (0..12 * 4).map(|_| Slot::new()).collect();
        let ring = Ring::new();
        let intent = Intent::new();
        let announce = |side| Announce::new(&intent, 0, side);
        // Some laps before positions wrap: the sequence runs over it.
        ring.reset_before_wrap(&slots, offset, capacity * stride, stride | 7 << 8, laps);
        let mut queue = VecDeque::new();
        let mut closed = false;
        let mut next = 0u64;
        for op in ops {
            match op {
                Op::Push | Op::PushMany(_) => {
                    let count = if let Op::PushMany(count) = op { count } else { 1 };
                    let expected = match capacity - queue.len() as u32 / stride {
                        _ if closed => Err(PushError::Closed),
                        0 => Err(PushError::Full),
                        room => Ok(room.min(count)),
                    };
                    let pushed = ring.push_many(
                        &slots,
                        announce(Side::Sender),
                        stride,
                        count,
                        |index| Value { bits: next + u64::from(index), kind: index },
                        |_| (),
                    );
                    prop_assert_eq!(pushed, expected);
                    for index in 0..pushed.unwrap_or(0) * stride {
                        queue.push_back((next, index));
                        next += 1;
                    }
                }
                Op::Pop | Op::PopMany(_) => {
                    let count = if let Op::PopMany(count) = op { count } else { 1 };
                    let expected = match queue.len() as u32 / stride {
                        0 if closed => Err(PopError::Closed),
                        0 => Err(PopError::Empty),
                        length => Ok(length.min(count)),
                    };
                    let mut taken = Vec::new();
                    let popped = ring.pop_many(&slots, announce(Side::Receiver), stride, count, |_, value| taken.push((value.bits, value.kind)));
                    prop_assert_eq!(popped, expected);
                    let expected: Vec<_> = queue.drain(..(popped.unwrap_or(0) * stride) as usize).collect();
                    prop_assert_eq!(taken, expected);
                }
                Op::Close => {
                    prop_assert_eq!(ring.close(), !closed);
                    closed = true;
                }
            }
            prop_assert_eq!(ring.len() as usize, queue.len());
            prop_assert_eq!(ring.is_closed(), closed);
        }
    }
}
