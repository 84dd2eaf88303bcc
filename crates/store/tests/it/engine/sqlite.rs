//! What only SQLite does: one writer for all, one file, a log beside it, other processes on the same file.

use super::{FIXTURE, add, count};
use crate::conformance::{Bench, Folder};
use rusqlite::Connection;
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;
use store::{Error, Pending, Result, SqliteOptions, Store, Tx, params, sql};

fn options() -> SqliteOptions {
    SqliteOptions { migrations: FIXTURE, ..SqliteOptions::default() }
}

fn open(folder: &Folder, options: SqliteOptions) -> Store {
    let store = Store::open_sqlite(&folder.file(), options).unwrap();
    store.migrate(0).unwrap();
    store
}

/// Keeps the writer in one closure until the guard is dropped, so that everything else has to wait in the queue.
fn hold(store: &Store) -> impl Drop + use<> {
    struct Held(Option<std::sync::mpsc::Sender<()>>);
    impl Drop for Held {
        fn drop(&mut self) {
            drop(self.0.take());
        }
    }
    let (release, released) = channel();
    let (enter, entered) = channel();
    drop(store.write(move |_| {
        enter.send(()).unwrap();
        let _ = released.recv();
        Ok::<_, Error>(())
    }));
    entered.recv().unwrap();
    Held(Some(release))
}

fn add_body(tx: &mut Tx<'_>, id: i64, bytes: usize) -> Result<u64> {
    let body = vec![7_u8; bytes];
    tx.run(sql!("thing.add_body", "INSERT INTO thing (id, body) VALUES ($1, $2)"), &params![id, &body])
}

fn log_bytes(path: &Path) -> u64 {
    std::fs::metadata(path.with_extension("sqlite-wal")).map_or(0, |file| file.len())
}

#[test]
fn writes_that_wait_share_one_commit() {
    let bench = Bench::sqlite(FIXTURE);
    let before = bench.stats();
    let held = hold(&bench);
    let pending: Vec<Pending<u64, Error>> = thread::scope(|scope| {
        let clients: Vec<_> = (0..32)
            .map(|client| {
                let bench = &bench;
                scope.spawn(move || {
                    let mine = (0..200).filter(|n| n % 32 == client);
                    mine.map(|n| bench.write(move |tx| add(tx, n, &n.to_string()))).collect::<Vec<_>>()
                })
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    drop(held);
    for answer in pending {
        answer.wait().unwrap();
    }
    let after = bench.stats();
    assert_eq!((after.writes - before.writes, after.commits - before.commits), (201, 1));
    assert_eq!(bench.read(count).wait().unwrap(), 200);
}

#[test]
fn clients_that_wait_for_each_answer_share_commits_too() {
    let bench = Bench::sqlite(FIXTURE);
    thread::scope(|scope| {
        for client in 0..32 {
            let bench = &bench;
            scope.spawn(move || {
                for n in 0..10 {
                    bench.write(move |tx| add(tx, client * 100 + n, &format!("{client} {n}"))).wait().unwrap();
                }
            });
        }
    });
    let stats = bench.stats();
    assert_eq!(stats.writes, 320);
    assert!(stats.commits <= 160, "{stats:?}");
}

#[test]
fn only_who_fails_after_a_change_makes_the_others_run_again() {
    let bench = Bench::sqlite(FIXTURE);
    let run = |changes: bool| {
        let (before, held) = (bench.stats(), hold(&bench));
        let pending: Vec<Pending<u64, Error>> = (0..20)
            .map(|n| {
                bench.write(move |tx| {
                    if n % 5 == 2 && !changes {
                        return Err(Error::Busy);
                    }
                    add(tx, n + if changes { 100 } else { 0 }, &format!("{n} {changes}"))?;
                    if n % 5 == 2 { Err(Error::Busy) } else { Ok(1) }
                })
            })
            .collect();
        drop(held);
        let answered = pending.into_iter().map(Pending::wait).filter(Result::is_ok).count();
        let after = bench.stats();
        (answered, after.retries - before.retries, after.commits - before.commits)
    };
    assert_eq!(run(false), (16, 0, 1));
    let (answered, retries, commits) = run(true);
    assert!(answered == 16 && (1..=20).contains(&retries) && commits == 1, "{answered} {retries} {commits}");
    assert_eq!(bench.read(count).wait().unwrap(), 32);
}

#[test]
fn a_closure_that_changes_nothing_costs_no_sync() {
    let bench = Bench::sqlite(FIXTURE);
    assert_eq!(bench.write(count).wait().unwrap(), 0);
    assert_eq!(bench.stats().commits, 0);
}

#[test]
fn the_queue_is_bounded() {
    let bench = Bench::sqlite(FIXTURE);
    let held = hold(&bench);
    let pending: Vec<Pending<i64, Error>> = (0..5000).map(|_| bench.write(count)).collect();
    drop(held);
    let busy = pending.into_iter().map(Pending::wait).filter(|answer| matches!(answer, Err(Error::Busy))).count();
    assert_eq!(busy, 5000 - 4096);
}

#[test]
fn a_read_that_takes_too_long_is_cut_off_and_a_write_is_not() {
    const LONG: i64 = 1_000_000;
    fn counted(tx: &mut Tx<'_>, to: i64) -> Result<Option<i64>> {
        let sql =
            sql!("thing.counted", "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT COUNT(*) FROM n");
        tx.row(sql, &params![to], |row| row.integer(0))
    }
    let folder = Folder::new();
    let hurried = open(&folder, SqliteOptions { read_max: Some(Duration::ZERO), ..options() });
    assert!(matches!(hurried.read(|tx| counted(tx, LONG)).wait(), Err(Error::Busy)));
    // The connection is as good as before, and what is short comes to its end.
    assert_eq!(hurried.read(|tx| counted(tx, 9)).wait().unwrap(), Some(9));
    // Short statements without end take too long, too; and who goes on after a failure does not get far.
    let many = hurried.read(|tx| {
        for _ in 0..LONG {
            counted(tx, 9)?;
        }
        Ok::<_, Error>(())
    });
    assert!(matches!(many.wait(), Err(Error::Busy)));
    let ignored = hurried.read(|tx| {
        let _ = counted(tx, LONG);
        Ok::<_, Error>(())
    });
    assert!(matches!(ignored.wait(), Err(Error::Busy)));
    assert_eq!(hurried.write(|tx| counted(tx, LONG)).wait().unwrap(), Some(LONG));
    drop(hurried);
    let unhurried = open(&folder, SqliteOptions { read_max: None, ..options() });
    assert_eq!(unhurried.read(|tx| counted(tx, LONG)).wait().unwrap(), Some(LONG));
}

#[test]
fn another_process_that_writes_is_waited_for() {
    let bench = Bench::sqlite(FIXTURE);
    let other = Connection::open(bench.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO thing (id, name) VALUES (1, 'theirs')").unwrap();
    let ours = bench.write(|tx| add(tx, 2, "ours"));
    thread::sleep(Duration::from_millis(50));
    assert_eq!(bench.read(count).wait().unwrap(), 0);
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(ours.wait().unwrap(), 1);
    assert_eq!(bench.read(count).wait().unwrap(), 2);
}

#[test]
fn another_process_that_never_ends_makes_us_busy() {
    let folder = Folder::new();
    let store = open(&folder, SqliteOptions { busy_timeout: Duration::from_millis(50), ..options() });
    let other = Connection::open(folder.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy = store.write(|tx| add(tx, 1, "a")).wait();
    assert!(matches!(busy, Err(Error::Busy)), "{busy:?}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.write(|tx| add(tx, 1, "a")).wait().unwrap(), 1);
}

#[test]
fn a_full_disk_fails_those_who_need_it_and_nobody_else() {
    let folder = Folder::new();
    let store = open(&folder, SqliteOptions { pages_max: Some(40), ..options() });
    let held = hold(&store);
    let pending: Vec<Pending<u64, Error>> =
        (0..20).map(|n| store.write(move |tx| if n % 5 == 2 { add_body(tx, n, 400_000) } else { add(tx, n, &n.to_string()) })).collect();
    drop(held);
    for (n, answer) in pending.into_iter().enumerate() {
        match answer.wait() {
            Ok(1) => assert_ne!(n % 5, 2),
            Err(Error::Full) => assert_eq!(n % 5, 2),
            other => panic!("{n}: {other:?}"),
        }
    }
    assert_eq!(store.read(count).wait().unwrap(), 16);
    assert!(store.stats().retries > 0 && !store.failed());
    store.write(|tx| add(tx, 100, "later")).wait().unwrap();
}

#[test]
fn reads_run_side_by_side_on_any_thread() {
    let bench = Bench::sqlite(FIXTURE);
    bench.write(|tx| add(tx, 1, "a")).wait().unwrap();
    let meeting = std::sync::Arc::new(std::sync::Barrier::new(8));
    thread::scope(|scope| {
        for _ in 0..8 {
            let (bench, meeting) = (&bench, meeting.clone());
            scope.spawn(move || {
                let seen = bench.read(move |tx| {
                    let seen = count(tx);
                    // All eight are in their transactions now.
                    meeting.wait();
                    seen
                });
                assert_eq!(seen.wait().unwrap(), 1);
            });
        }
    });
}

#[test]
fn the_log_stays_short_while_the_writer_never_rests() {
    let bench = Bench::sqlite(FIXTURE);
    let mut longest = 0;
    for round in 0..120 {
        let pending: Vec<_> = (0..50).map(|n| bench.write(move |tx| add_body(tx, round * 100 + n, 16_000))).collect();
        for answer in pending {
            answer.wait().unwrap();
        }
        longest = longest.max(log_bytes(&bench.path()));
    }
    // 96 MB were written.
    assert!(longest < 64 << 20, "{longest}");
    assert!(bench.stats().checkpoints >= 3, "{:?}", bench.stats());
}

#[test]
fn a_closed_store_is_one_file_that_says_whose_it_is() {
    let folder = Folder::new();
    let store = open(&folder, options());
    store.write(|tx| add(tx, 1, "a")).wait().unwrap();
    store.read(count).wait().unwrap();
    assert!(log_bytes(&folder.file()) > 0);
    store.close();
    assert_eq!(log_bytes(&folder.file()), 0);
    let file = std::fs::read(folder.file()).unwrap();
    assert_eq!(&file[68..72], b"LOOS");
    assert_eq!(open(&folder, options()).read(count).wait().unwrap(), 1);
}

#[test]
fn dropping_the_last_handle_closes_every_file() {
    let folder = Folder::new();
    let store = open(&folder, options());
    let clone = store.clone();
    store.read(count).wait().unwrap();
    drop(store);
    clone.write(|tx| add(tx, 1, "a")).wait().unwrap();
    drop(clone);
    let ours =
        |link: std::io::Result<std::fs::DirEntry>| std::fs::read_link(link.ok()?.path()).ok().filter(|to| to.starts_with(folder.path()));
    let open: Vec<_> = std::fs::read_dir("/proc/self/fd").unwrap().filter_map(ours).collect();
    assert_eq!(open, Vec::<std::path::PathBuf>::new());
}

#[test]
fn the_last_handle_may_go_inside_a_closure() {
    let folder = Folder::new();
    let store = open(&folder, options());
    let inner = store.clone();
    let held = hold(&store);
    let mut inner = Some(inner);
    let answer = store.write(move |tx| {
        drop(inner.take());
        add(tx, 1, "a")
    });
    drop(store);
    drop(held);
    assert_eq!(answer.wait().unwrap(), 1);
}

#[test]
fn a_file_of_another_program_is_left_alone() {
    let folder = Folder::new();
    Connection::open(folder.file()).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap();
    let refused = Store::open_sqlite(&folder.file(), options());
    assert!(matches!(refused, Err(Error::Foreign)), "{refused:?}");
    let text = Folder::new();
    std::fs::write(text.file(), "This is not a database, but it is longer than the header of one would be. ".repeat(20)).unwrap();
    let refused = Store::open_sqlite(&text.file(), options());
    assert!(matches!(refused, Err(Error::Foreign)), "{refused:?}");
    let nowhere = Store::open_sqlite(&folder.path().join("no/such/folder"), options());
    assert!(matches!(nowhere, Err(Error::Unavailable(_))), "{nowhere:?}");
}

#[test]
fn a_misspelt_column_in_quotes_is_no_text() {
    let bench = Bench::sqlite(FIXTURE);
    let statement = sql!("thing.quoted", "SELECT \"nmae\" FROM thing");
    assert!(bench.read(move |tx| tx.rows(statement, &[], |row| row.text(0))).wait().is_err());
}
