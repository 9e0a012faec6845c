//! What crossbeam-channel needs for the messages of `bench:threads`, as the limit to compare the WASM channel with:
//! `limit <pairs>` prints the nanoseconds a message of one round, for the benchmark to run between its own.

#[cfg(not(loom))]
fn main() {
    let pairs = std::env::args().nth(1).and_then(|pairs| pairs.parse().ok()).unwrap_or(1);
    // The first round warms up.
    round(pairs);
    println!("{:.1}", round(pairs));
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
