//! Blobs: bytes that arrive piece by piece become the same contents as bytes that are there at once.

use crate::conformance::Folder;
use model::{Ids, Timestamp};
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};
use store::blob::Part;
use store::blob::pieces::{Pieces, object};
use store::content::{Body, INLINE_BYTES_MAX};
use store::{Blobs, Digester, Digests, Error, Hash};

/// Ids that count, which is all that a blob's name asks of them here.
struct Counting(AtomicU8);

impl Ids for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, SeqCst));
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

async fn take_in(blobs: &Blobs, ids: &dyn Ids, bytes: &[u8], piece: usize) -> store::content::Content {
    let mut intake = blobs.intake(ids);
    for piece in bytes.chunks(piece) {
        intake.push(piece).await.unwrap();
    }
    intake.finish().await.unwrap()
}

#[test]
fn what_arrives_in_pieces_is_what_was_sent() {
    let (folder, ids) = (Folder::new(), Counting(AtomicU8::new(0)));
    let blobs = Blobs::open_folder(folder.path()).unwrap();
    run(async {
        for length in [0, 1, INLINE_BYTES_MAX, INLINE_BYTES_MAX + 1, 11 * 1024 * 1024] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let content = take_in(&blobs, &ids, &bytes, 300_000).await;
            assert_eq!((content.hash, content.bytes), (Hash::of(&bytes), length as u64));
            match &content.body {
                Body::Inline(kept) => assert!(length <= INLINE_BYTES_MAX && *kept == bytes),
                Body::Blob(name) => {
                    assert!(length > INLINE_BYTES_MAX);
                    assert_eq!(blobs.get(name, &content.hash).await.unwrap(), bytes);
                    assert_eq!(blobs.range(name, 100..200).await.unwrap(), bytes[100..200]);
                    assert!(matches!(blobs.range(name, 0..content.bytes + 1).await, Err(Error::Corrupt { .. })));
                    assert!(matches!(blobs.range("no/such/blob", 0..1).await, Err(Error::Corrupt { .. })));
                }
            }
        }
    });
}

#[test]
fn what_nobody_waits_for_while_it_is_synced_goes_again() {
    let (folder, ids) = (Folder::new(), Counting(AtomicU8::new(0)));
    let blobs = Blobs::open_folder(folder.path()).unwrap();
    // One thread for all that blocks: what waits behind it has not begun.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();
    runtime.block_on(async {
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let mut intake = blobs.intake(&ids);
        // So many that nothing is left to be written in the end.
        intake.push(&[7; 512 * 1024]).await.unwrap();
        let holding = tokio::task::spawn_blocking(move || held.recv());
        let gives_up = tokio::time::timeout(std::time::Duration::from_millis(50), intake.finish());
        assert!(gives_up.await.is_err());
        drop(hold);
        let _ = holding.await.unwrap();
        let end = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while files(folder.path()) > 0 {
            assert!(std::time::Instant::now() < end, "it stays");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        // Nor does it come back.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert_eq!(files(folder.path()), 0);
    });
}

#[test]
fn what_comes_in_fragments_is_read_as_one() {
    let (folder, ids) = (Folder::new(), Counting(AtomicU8::new(0)));
    let blobs = Blobs::open_folder(folder.path()).unwrap();
    let bytes: Vec<u8> = (0..3_000_000u32).map(|at| (at % 249) as u8).collect();
    run(async {
        let stem = store::blob::stem(&ids);
        let (mut pieces, mut sum) = (Pieces::new(&stem), Digester::default());
        for (number, fragment) in (0..).zip(bytes.chunks(700_000)) {
            let mut intake = blobs.intake_of(object(&stem, number), sum);
            for piece in fragment.chunks(90_000) {
                intake.push(piece).await.unwrap();
            }
            let length;
            (length, sum) = intake.finish_object().await.unwrap();
            assert!(pieces.push(number, length));
        }
        assert_eq!(sum.finish(), Digests::of(&bytes));
        let name = pieces.to_string();
        assert_eq!(blobs.get(&name, &Hash::of(&bytes)).await.unwrap(), bytes);
        assert_eq!(blobs.range(&name, 650_000..1_450_000).await.unwrap(), bytes[650_000..1_450_000]);
        assert!(matches!(blobs.range(&name, 2_999_999..3_000_001).await, Err(Error::Corrupt { .. })));
        blobs.remove(&name).await.unwrap();
        assert_eq!(old(&blobs, i64::MAX).await, [""; 0]);
    });
}

#[test]
fn digests_come_with_bodies_of_any_length() {
    let (folder, ids) = (Folder::new(), Counting(AtomicU8::new(0)));
    let blobs = Blobs::open_folder(folder.path()).unwrap();
    run(async {
        for length in [0, 1, INLINE_BYTES_MAX, INLINE_BYTES_MAX + 1, 2_000_000] {
            let bytes = vec![7; length];
            let mut intake = blobs.digesting(&ids);
            for piece in bytes.chunks(300_000) {
                intake.push(piece).await.unwrap();
            }
            let (content, digests) = intake.finish_digested().await.unwrap();
            assert_eq!((content.hash, digests), Digests::of(&bytes));
        }
    });
}

#[test]
fn what_a_crash_left_unfinished_goes_with_its_name() {
    let (folder, ids) = (Folder::new(), Counting(AtomicU8::new(0)));
    let blobs = Blobs::open_folder(folder.path()).unwrap();
    run(async {
        let stem = store::blob::stem(&ids);
        let mut pieces = Pieces::new(&stem);
        for number in 0..2 {
            let mut intake = blobs.intake_of(object(&stem, number), Digester::default());
            intake.push(&vec![7; 600_000]).await.unwrap();
            assert!(pieces.push(number, 600_000));
            // As if the process had been killed: nobody gets to clean up.
            std::mem::forget(intake);
        }
        assert_eq!(files(folder.path()), 2);
        let mut found = old(&blobs, i64::MAX).await;
        found.sort();
        assert_eq!(found, [format!("{stem}.0#1"), format!("{stem}.1#1")]);
        assert_eq!(old(&blobs, 0).await, [""; 0]);
        blobs.remove(&format!("{stem}.0#1")).await.unwrap();
        assert_eq!(files(folder.path()), 1);
        blobs.remove(&pieces.to_string()).await.unwrap();
        assert_eq!(files(folder.path()), 0);
    });
}

/// Returns all objects that were written before a moment.
async fn old(blobs: &Blobs, cutoff_us: i64) -> Vec<String> {
    let mut names = Vec::new();
    for part in Part::all() {
        names.extend(blobs.older_than(part, Timestamp::from_micros(cutoff_us)).await.unwrap());
    }
    names
}

fn files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[test]
fn what_is_given_up_leaves_nothing() {
    let (folder, ids) = (Folder::new(), Counting(AtomicU8::new(0)));
    let blobs = Blobs::open_folder(folder.path()).unwrap();
    run(async {
        let mut intake = blobs.intake(&ids);
        intake.push(&vec![7; 12 * 1024 * 1024]).await.unwrap();
        drop(intake);
        assert_eq!(old(&blobs, i64::MAX).await, [""; 0]);
    });
}
