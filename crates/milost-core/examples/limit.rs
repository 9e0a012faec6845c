//! What crossbeam-channel needs for the messages of `bench:threads`: prints `<pairs>x<pairs> <nanoseconds a message>`,
//! the median of seven rounds, as the limit to compare the WASM channel with.

#[cfg(not(loom))]
fn main() {
    for pairs in [1u64, 2] {
        let mut rounds: Vec<f64> = (0..7).map(|_| round(pairs)).collect();
        rounds.sort_by(f64::total_cmp);
        println!("{pairs}x{pairs} {:.1}", rounds[3]);
    }
}

#[cfg(loom)]
fn main() {}

#[cfg(not(loom))]
fn round(pairs: u64) -> f64 {
    const MESSAGES: u64 = 500_000;
    let (sender, receiver) = crossbeam_channel::bounded::<f64>(1024);
    let start = std::time::Instant::now();
    let threads: Vec<_> = (0..2 * pairs)
        .map(|me| {
            let (sender, receiver) = (sender.clone(), receiver.clone());
            std::thread::spawn(move || {
                for value in 0..MESSAGES / pairs {
                    if me % 2 == 0 {
                        sender.send(value as f64).unwrap();
                    } else {
                        receiver.recv().unwrap();
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    start.elapsed().as_nanos() as f64 / MESSAGES as f64
}
