//! Lines on their way out. Whoever has something to say hands it over and goes on: if what reads the log stands still, lines are left
//! out and counted, and the server serves.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// How much waits to be written at most, in bytes: some thousand lines, which a reader that lives takes in well under a second.
const WAITING_BYTES_MAX: usize = 1024 * 1024;

/// How long the end of the program waits for what has not been read yet.
const LAST_WORDS: Duration = Duration::from_secs(1);

enum Parcel {
    Line(Vec<u8>),
    /// All before it is written.
    Mark(Sender<()>),
}

#[derive(Default)]
struct Tally {
    waiting_bytes: AtomicUsize,
    left_out: AtomicU64,
}

/// Where lines are handed over.
#[derive(Clone)]
pub struct Lines {
    queue: Sender<Parcel>,
    tally: Arc<Tally>,
}

/// Waits a moment for the last lines when it is dropped.
#[must_use = "the last lines of the log are lost without it"]
pub struct LastLines(Sender<Parcel>);

/// Begins to write lines out on a thread of its own.
///
/// # Errors
/// What starting a thread can meet.
pub fn begin(out: impl Write + Send + 'static) -> io::Result<(Lines, LastLines)> {
    let (queue, parcels) = mpsc::channel();
    let tally = Arc::new(Tally::default());
    let lines = Lines { queue: queue.clone(), tally: Arc::clone(&tally) };
    thread::Builder::new().name("log".to_owned()).spawn(move || write_out(out, &parcels, &tally))?;
    Ok((lines, LastLines(queue)))
}

fn write_out(mut out: impl Write, parcels: &Receiver<Parcel>, tally: &Tally) {
    for parcel in parcels {
        match parcel {
            Parcel::Line(line) => {
                // Whoever closed it does not want to hear it.
                let _ = out.write_all(&line);
                tally.waiting_bytes.fetch_sub(line.len(), Ordering::Relaxed);
                let left_out = tally.left_out.swap(0, Ordering::Relaxed);
                if left_out > 0 {
                    tracing::warn!(lines = left_out, "the log was not read as fast as it was written: lines were left out");
                }
            }
            Parcel::Mark(reached) => {
                // Nobody waits for it any more where that took too long.
                let _ = out.flush();
                let _ = reached.send(());
            }
        }
    }
}

/// A line is written by one call.
impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let before = self.tally.waiting_bytes.fetch_add(line.len(), Ordering::Relaxed);
        let is_taken = before + line.len() <= WAITING_BYTES_MAX && self.queue.send(Parcel::Line(line.to_vec())).is_ok();
        if !is_taken {
            self.tally.waiting_bytes.fetch_sub(line.len(), Ordering::Relaxed);
            self.tally.left_out.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for LastLines {
    fn drop(&mut self) {
        let (reached, mark) = mpsc::channel();
        if self.0.send(Parcel::Mark(reached)).is_ok() {
            let _ = mark.recv_timeout(LAST_WORDS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// A pipe whose reader takes so many bytes only as it was let to.
    struct Stuck(Receiver<()>, Arc<Mutex<Vec<u8>>>);

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // Once nobody holds it back, it flows.
            let _ = self.0.recv();
            self.1.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nobody_waits_for_a_reader_that_stands_still() {
        let (hold, held) = mpsc::channel();
        let read = Arc::default();
        let (mut lines, last) = begin(Stuck(held, Arc::clone(&read))).unwrap();
        let line = vec![b'x'; 1024];
        for _ in 0..3_000 {
            assert_eq!(lines.write(&line).unwrap(), 1024);
        }
        let left_out = lines.tally.left_out.load(Ordering::Relaxed);
        assert!((1_976..=1_977).contains(&left_out), "{left_out}");
        drop(hold);
        drop(last);
        assert_eq!(read.lock().unwrap().len(), (3_000 - left_out as usize) * 1024);
        // There is room again.
        lines.write_all(b"end").unwrap();
        drop(LastLines(lines.queue.clone()));
        assert!(read.lock().unwrap().ends_with(b"end"));
    }

    #[test]
    fn the_end_does_not_wait_for_ever() {
        let (_hold, held) = mpsc::channel();
        let (mut lines, last) = begin(Stuck(held, Arc::default())).unwrap();
        lines.write_all(b"never read").unwrap();
        drop(last);
    }
}
