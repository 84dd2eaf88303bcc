//! What only PostgreSQL does: connections that break, transactions that meet, servers that stop taking writes.

use super::{FIXTURE, add, count, lock, name, rename};
use crate::conformance::Bench;
use postgres::{Client, NoTls};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread;
use store::{Error, PostgresOptions, Result, Store, Tx, params, sql};

/// A store, and a connection beside it.
fn bench() -> Option<(Bench, Client)> {
    testkit::postgres::wanted().then(|| {
        let bench = Bench::postgres(FIXTURE);
        let client = Client::connect(bench.url(), NoTls).unwrap();
        (bench, client)
    })
}

fn pid(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.row(sql!("pid", "SELECT pg_backend_pid()"), &[], |row| row.integer(0))?.unwrap())
}

/// Runs `first` in the first run of a closure that then adds a row, and returns the outcome and how often it ran.
fn once(bench: &Bench, first: fn(&mut Tx<'_>) -> Result<u64>) -> (Result<u64>, u32) {
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let outcome = bench.write(move |tx| {
        add(tx, 1, "a")?;
        if counted.fetch_add(1, SeqCst) == 0 { first(tx) } else { Ok(1) }
    });
    (outcome.wait(), runs.load(SeqCst))
}

#[test]
fn a_serialization_failure_is_run_again() {
    let Some((bench, _)) = bench() else { return };
    let (outcome, runs) =
        once(&bench, |tx| tx.run(sql!("raise.40001", "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$"), &[]));
    assert_eq!((outcome.unwrap(), runs, bench.stats().retries), (1, 2, 1));
    assert_eq!(bench.read(count).wait().unwrap(), 1);
}

#[test]
fn it_is_run_again_though_the_closure_says_something_else() {
    let Some((bench, _)) = bench() else { return };
    let (outcome, runs) = once(&bench, |tx| {
        let _ = tx.savepoint(|tx| tx.run(sql!("raise.40001b", "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$"), &[]));
        Err(Error::Conflict("mine"))
    });
    assert_eq!((outcome.unwrap(), runs), (1, 2));
}

#[test]
fn it_is_not_run_for_ever() {
    let Some((bench, _)) = bench() else { return };
    let outcome = bench.write(|tx| tx.run(sql!("raise.40P01", "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$"), &[]));
    assert!(matches!(outcome.wait(), Err(Error::Busy)));
    assert_eq!(bench.stats().retries, 9);
}

#[test]
fn a_deadlock_ends_with_both_done() {
    let Some((bench, mut client)) = bench() else { return };
    client.batch_execute("INSERT INTO thing (id, name) VALUES (1, 'one'), (2, 'two')").unwrap();
    let meeting = Arc::new(Barrier::new(2));
    let both = |first: i64, second: i64| {
        let (meeting, met) = (Arc::clone(&meeting), AtomicU32::new(0));
        bench.write(move |tx| {
            if met.fetch_add(1, SeqCst) == 0 {
                lock(tx, first)?;
                meeting.wait();
                lock(tx, second)?;
            } else {
                // Again, it waits for the row that the other has. In the old order it could get its first row back before the other
                // woke up, and they met once more.
                lock(tx, second)?;
                lock(tx, first)?;
            }
            rename(tx, first, &format!("by {first}{second}"))
        })
    };
    let (one, two) = (both(1, 2), both(2, 1));
    assert_eq!((one.wait().unwrap(), two.wait().unwrap()), (1, 1));
    assert_eq!(bench.stats().retries, 1);
}

#[test]
fn a_broken_connection_is_replaced_and_the_closure_run_again() {
    let Some((bench, _)) = bench() else { return };
    let (outcome, runs) = once(&bench, |tx| tx.run(sql!("terminate", "SELECT pg_terminate_backend(pg_backend_pid())"), &[]));
    assert_eq!((outcome.unwrap(), runs), (1, 2));
}

#[test]
fn idle_connections_that_went_stale_are_not_noticed() {
    let Some((bench, mut client)) = bench() else { return };
    let at_once = |_| {
        bench.read(|tx| {
            thread::sleep(std::time::Duration::from_millis(5));
            pid(tx)
        })
    };
    let pending: Vec<_> = (0..30).map(at_once).collect();
    let pids: std::collections::BTreeSet<i64> = pending.into_iter().map(|answer| answer.wait().unwrap()).collect();
    let others =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let killed: i64 = client.query_one(others, &[]).unwrap().get(0);
    assert_eq!((killed, pids.len()), (8, 8));
    for n in 0..30 {
        bench.write(move |tx| add(tx, n, &n.to_string())).wait().unwrap();
    }
}

#[test]
fn a_connection_that_turns_out_read_only_is_dropped() {
    let Some((bench, _)) = bench() else { return };
    static PIDS: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];
    let runs = AtomicU32::new(0);
    let outcome = bench.write(move |tx| {
        let run = runs.fetch_add(1, SeqCst);
        PIDS[run as usize].store(u32::try_from(pid(tx)?).unwrap(), SeqCst);
        if run == 0 {
            tx.run(sql!("read_only", "SET TRANSACTION READ ONLY"), &[])?;
        }
        add(tx, 1, "a")
    });
    assert_eq!(outcome.wait().unwrap(), 1);
    assert_ne!(PIDS[0].load(SeqCst), PIDS[1].load(SeqCst));
}

#[test]
fn a_table_that_changes_under_a_prepared_statement_is_no_failure() {
    let Some((bench, mut client)) = bench() else { return };
    let all = |tx: &mut Tx<'_>| tx.rows(sql!("thing.star", "SELECT * FROM thing"), &[], |row| row.integer(0));
    bench.write(|tx| add(tx, 1, "a")).wait().unwrap();
    for _ in 0..20 {
        bench.read(all).wait().unwrap();
    }
    client.batch_execute("ALTER TABLE thing ADD COLUMN more BIGINT").unwrap();
    for _ in 0..20 {
        assert_eq!(bench.read(all).wait().unwrap(), [1]);
    }
}

#[test]
fn a_commit_with_an_unknown_outcome_is_never_run_again() {
    let Some((bench, mut client)) = bench() else { return };
    let trigger = "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
                   CREATE CONSTRAINT TRIGGER die AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()";
    client.batch_execute(trigger).unwrap();
    let (outcome, runs) = once(&bench, |_| Ok(1));
    assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");
    assert_eq!(runs, 1);
    assert_eq!(bench.read(count).wait().unwrap(), 0);
}

#[test]
fn a_commit_with_a_warning_is_no_success() {
    let Some((bench, mut client)) = bench() else { return };
    // As the server does when its standby does not answer: it has committed by then.
    let trigger = "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'on purpose'; RETURN NULL; END $$;
                   CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION warn()";
    client.batch_execute(trigger).unwrap();
    let (outcome, runs) = once(&bench, |_| Ok(1));
    assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");
    assert_eq!((runs, bench.read(count).wait().unwrap()), (1, 1));
    // A warning before the commit means nothing.
    let before = bench.write(|tx| tx.run(sql!("warn", "DO $$ BEGIN RAISE WARNING 'on purpose'; END $$"), &[]));
    assert!(before.wait().is_ok());
}

#[test]
fn a_constraint_that_speaks_up_at_the_commit_is_heard() {
    let Some((bench, mut client)) = bench() else { return };
    client.batch_execute("ALTER TABLE thing ADD CONSTRAINT late UNIQUE (small) DEFERRABLE INITIALLY DEFERRED").unwrap();
    let twice = |tx: &mut Tx<'_>| tx.run(sql!("thing.small", "INSERT INTO thing (id, small) VALUES (1, 1), (2, 1)"), &[]);
    let outcome = bench.write(twice).wait();
    assert!(matches!(outcome, Err(Error::Conflict("commit"))), "{outcome:?}");
}

#[test]
fn a_lock_that_is_not_given_makes_us_busy() {
    let Some((bench, mut client)) = bench() else { return };
    client.batch_execute("INSERT INTO thing (id, name) VALUES (1, 'a')").unwrap();
    client.batch_execute("BEGIN; SELECT * FROM thing FOR UPDATE").unwrap();
    let outcome = bench.write(|tx| {
        tx.run(sql!("short", "SET LOCAL lock_timeout = '50ms'"), &[])?;
        lock(tx, 1)
    });
    assert!(matches!(outcome.wait(), Err(Error::Busy)));
    assert_eq!(bench.stats().retries, 0);
}

#[test]
fn transactions_are_bounded_and_isolated_as_promised() {
    let Some((bench, _)) = bench() else { return };
    let show = |tx: &mut Tx<'_>| {
        let mut all = Vec::new();
        for statement in [
            sql!("show.1", "SHOW statement_timeout"),
            sql!("show.2", "SHOW idle_in_transaction_session_timeout"),
            sql!("show.3", "SHOW lock_timeout"),
            sql!("show.4", "SHOW transaction_isolation"),
            sql!("show.5", "SHOW transaction_read_only"),
        ] {
            all.extend(tx.rows(statement, &[], |row| row.text(0))?);
        }
        Ok::<_, Error>(all)
    };
    assert_eq!(bench.write(show).wait().unwrap(), ["20s", "20s", "10s", "read committed", "off"]);
    assert_eq!(bench.read(show).wait().unwrap(), ["20s", "20s", "10s", "repeatable read", "on"]);
    assert_eq!(store::TRANSACTION_MAX.as_secs(), 60);
}

#[test]
fn numbers_and_texts_fit_what_the_server_infers() {
    let Some((bench, _)) = bench() else { return };
    let seen = bench.read(|tx| {
        let statement = sql!(
            "inferred",
            "SELECT $1::int2, $2::int4, $3::int8, $4::bool, $5::float8, $6::varchar, $7::bytea, $8::float4, $9::text LIMIT $10"
        );
        tx.row(statement, &params![1, 2, 3, true, 4, "five", b"six", 7.5, None::<i64>, 1], |row| {
            let numbers = [row.integer(0)?, row.integer(1)?, row.integer(2)?, row.integer(3)?];
            Ok((numbers, row.real(4)?, row.text(5)?, row.bytes(6)?, row.real(7)?, row.opt_text(8)?))
        })
    });
    let expected = ([1, 2, 3, 1], 4.0, "five".to_owned(), b"six".to_vec(), 7.5, None);
    assert_eq!(seen.wait().unwrap_or_else(|error: Error| panic!("{error:?}")), Some(expected));
    for wrong in [0, 1, 2] {
        let outcome = bench.read(move |tx| match wrong {
            0 => tx.rows(sql!("wrong.0", "SELECT $1::int2"), &params![70_000], |_| Ok(())),
            1 => tx.rows(sql!("wrong.1", "SELECT $1::int8"), &params!["1"], |_| Ok(())),
            _ => tx.rows(sql!("wrong.2", "SELECT $1::text"), &params![b"a"], |_| Ok(())),
        });
        let outcome = outcome.wait();
        assert!(matches!(outcome, Err(Error::Internal(_))), "{outcome:?}");
    }
    // The connections are as good as before.
    assert_eq!(bench.read(count).wait().unwrap(), 0);
}

#[test]
fn an_address_that_leads_nowhere_is_told_at_once_and_without_the_password() {
    let open = |url: &str| Store::open_postgres(url, PostgresOptions { migrations: FIXTURE, ..PostgresOptions::default() });
    for url in [
        "postgresql://u:sesame@127.0.0.1:1/db",
        "postgresql://u:sesame@127.0.0.1:1/db?sslmode=require",
        "postgresql://u:sesame@127.0.0.1:1/db?nonsense=1",
        "postgresql://u:sesame@[::1/db",
    ] {
        let error = open(url).unwrap_err();
        assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("sesame"), "{error:?}");
    }
}

#[test]
fn it_can_be_opened_migrated_and_closed_where_tasks_run() {
    let Some((bench, _)) = bench() else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = bench.open();
        store.migrate(0).unwrap();
        assert_eq!(store.schema().unwrap().found, 1);
        store.write(|tx| add(tx, 1, "a")).await.unwrap();
        store.close();
    });
    assert_eq!(bench.read(|tx| name(tx, 1)).wait().unwrap().as_deref(), Some("a"));
}
