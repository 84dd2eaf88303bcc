//! What a transaction promises, on both engines.

use super::{add, count, lock, name, rename};
use std::sync::Barrier;
use std::thread;
use store::{Error, Pending, Result, Tx, params, sql};

fn is_conflict<T>(outcome: &Result<T>, wanted: &str) -> bool {
    matches!(outcome, Err(Error::Conflict(label)) if *label == wanted)
}

fn add_under(tx: &mut Tx<'_>, id: i64, over: i64) -> Result<u64> {
    tx.run(sql!("thing.add_under", "INSERT INTO thing (id, over) VALUES ($1, $2)"), &params![id, over])
}

conformance! {
    on super::FIXTURE;

    fn ok_commits_and_err_rolls_back(store) {
        assert_eq!(store.write(|tx| add(tx, 1, "kept")).wait().unwrap(), 1);
        let refused: Result<()> = store.write(|tx| {
            add(tx, 2, "lost")?;
            Err(Error::Busy)
        }).wait();
        assert!(matches!(refused, Err(Error::Busy)));
        assert_eq!(store.read(count).wait().unwrap(), 1);
    }

    fn a_caller_can_have_errors_of_its_own(store) {
        #[derive(Debug, PartialEq)]
        enum Own { Mine, Theirs }
        impl From<Error> for Own {
            fn from(_: Error) -> Self { Own::Theirs }
        }
        assert_eq!(store.write(|_| Err::<(), _>(Own::Mine)).wait(), Err(Own::Mine));
        store.write(|tx| add(tx, 1, "a")).wait().unwrap();
        assert_eq!(store.write(|tx| Ok(add(tx, 1, "a")?)).wait(), Err(Own::Theirs));
    }

    fn what_was_answered_is_seen_by_the_next(store) {
        let other = store.open();
        for id in 0..50 {
            store.write(move |tx| add(tx, id, &id.to_string())).wait().unwrap();
            assert_eq!(store.read(count).wait().unwrap(), id + 1);
            assert_eq!(other.read(count).wait().unwrap(), id + 1);
        }
    }

    fn a_conflict_names_the_statement(store) {
        store.write(|tx| add(tx, 1, "a")).wait().unwrap();
        let key = store.write(|tx| add(tx, 1, "b")).wait();
        assert!(is_conflict(&key, "thing.add"), "{key:?}");
        store.write(|tx| add(tx, 2, "b")).wait().unwrap();
        let unique = store.write(|tx| rename(tx, 2, "a")).wait();
        assert!(is_conflict(&unique, "thing.rename"), "{unique:?}");
    }

    fn a_missing_reference_is_told_from_a_conflict(store) {
        let outcome = store.write(|tx| add_under(tx, 1, 99)).wait();
        assert!(matches!(outcome, Err(Error::Reference("thing.add_under"))), "{outcome:?}");
        store.write(|tx| { add(tx, 1, "a")?; add_under(tx, 2, 1) }).wait().unwrap();
        let gone = store.write(|tx| tx.run(sql!("thing.remove", "DELETE FROM thing WHERE id = $1"), &params![1])).wait();
        assert!(matches!(gone, Err(Error::Reference("thing.remove"))), "{gone:?}");
    }

    fn a_missing_reference_is_noticed_though_a_row_came_back(store) {
        let outcome = store.write(|tx| {
            let statement = sql!("thing.back", "INSERT INTO thing (id, over) VALUES ($1, 99) RETURNING id");
            tx.row(statement, &params![1], |row| row.integer(0))
        }).wait();
        assert!(matches!(outcome, Err(Error::Reference("thing.back"))), "{outcome:?}");
    }

    fn a_refused_statement_is_a_bug_with_a_cause_for_the_log_only(store) {
        let outcome = store.write(|tx| tx.run(sql!("thing.wrong", "INSERT INTO nothing VALUES ($1)"), &params![1])).wait();
        let error = outcome.unwrap_err();
        assert!(matches!(error, Error::Internal(_)));
        assert!(format!("{error:?}").contains("thing.wrong"), "{error:?}");
        assert!(!error.to_string().contains("nothing"), "{error}");
    }

    fn no_failure_is_swallowed(store) {
        // PostgreSQL would answer a commit here, and roll back.
        let outcome = store.write(|tx| {
            add(tx, 1, "a")?;
            let _ = add(tx, 1, "a");
            let after = add(tx, 2, "b");
            assert!(is_conflict(&after, "thing.add"));
            Ok::<_, Error>(())
        }).wait();
        assert!(is_conflict(&outcome, "thing.add"), "{outcome:?}");
        assert_eq!(store.read(count).wait().unwrap(), 0);
    }

    fn insert_goes_on_after_a_taken_key(store) {
        let seen = store.write(|tx| {
            let statement = sql!("thing.insert", "INSERT INTO thing (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING");
            Ok::<_, Error>((tx.insert(statement, &params![1, "a"])?, tx.insert(statement, &params![1, "b"])?, tx.insert(statement, &params![2, "a"])?, count(tx)?))
        });
        assert_eq!(seen.wait().unwrap(), (true, false, false, 1));
    }

    fn a_savepoint_undoes_only_what_is_in_it(store) {
        let seen = store.write(|tx| {
            add(tx, 1, "outer")?;
            let conflict = tx.savepoint(|tx| {
                add(tx, 2, "inner")?;
                add(tx, 1, "again")
            });
            assert!(is_conflict(&conflict, "thing.add"));
            let swallowed = tx.savepoint(|tx| {
                add(tx, 3, "inner")?;
                let _ = add(tx, 1, "again");
                Ok::<_, Error>(())
            });
            assert!(is_conflict(&swallowed, "thing.add"));
            let own = tx.savepoint(|tx| {
                add(tx, 4, "inner")?;
                Err::<(), _>(Error::Busy)
            });
            assert!(matches!(own, Err(Error::Busy)));
            tx.savepoint(|tx| {
                add(tx, 5, "kept")?;
                let _ = tx.savepoint(|tx| add(tx, 1, "nested"));
                add(tx, 6, "kept too")
            })?;
            count(tx)
        });
        assert_eq!(seen.wait().unwrap(), 3);
        assert_eq!(store.read(count).wait().unwrap(), 3);
    }

    fn a_panic_is_the_closures_own(store) {
        let panicked: Result<()> = store.write(|tx| {
            add(tx, 1, "lost")?;
            panic!("on purpose")
        }).wait();
        assert!(matches!(panicked, Err(Error::Internal(_))));
        let read: Result<()> = store.read(|_| panic!("on purpose")).wait();
        assert!(format!("{:?}", read.unwrap_err()).contains("on purpose"));
        assert_eq!(store.write(|tx| { add(tx, 1, "kept")?; count(tx) }).wait().unwrap(), 1);
    }

    fn a_failure_among_many_leaves_the_others(store) {
        let pending: Vec<Pending<u64, Error>> = (0..300).map(|n| store.write(move |tx| {
            add(tx, n, &n.to_string())?;
            match n % 10 {
                3 => add(tx, n, "twice"),
                4 => Err(Error::Busy),
                5 => panic!("on purpose"),
                _ => Ok(1),
            }
        })).collect();
        for (n, answer) in pending.into_iter().enumerate() {
            assert_eq!(answer.wait().is_ok(), !matches!(n % 10, 3..=5), "{n}");
        }
        assert_eq!(store.read(count).wait().unwrap(), 210);
    }

    fn a_read_sees_one_instant(store) {
        store.write(|tx| add(tx, 1, "before")).wait().unwrap();
        let writer = store.open();
        let names = store.read(move |tx| {
            let first = name(tx, 1)?;
            // Another thread, because a closure must not ask for a second transaction.
            let written = thread::scope(|scope| scope.spawn(|| writer.write(|tx| rename(tx, 1, "after")).wait()).join().unwrap());
            assert_eq!(written.unwrap(), 1);
            Ok::<_, Error>((first, name(tx, 1)?))
        });
        assert_eq!(names.wait().unwrap(), (Some("before".to_owned()), Some("before".to_owned())));
        assert_eq!(store.read(|tx| name(tx, 1)).wait().unwrap().as_deref(), Some("after"));
    }

    fn a_read_cannot_write(store) {
        let outcome = store.read(|tx| add(tx, 1, "a")).wait();
        assert!(outcome.is_err(), "{outcome:?}");
        assert_eq!(store.read(count).wait().unwrap(), 0);
    }

    fn no_transaction_within_another(store) {
        let other = store.open();
        let outcome = store.write(move |_| other.read(count).wait()).wait();
        assert!(matches!(outcome, Err(Error::Internal(_))), "{outcome:?}");
    }

    fn no_update_is_lost(store) {
        store.write(|tx| add(tx, 1, "0")).wait().unwrap();
        let barrier = Barrier::new(4);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    barrier.wait();
                    for _ in 0..25 {
                        store.write(|tx| {
                            let n: u32 = lock(tx, 1)?.unwrap().parse().unwrap();
                            rename(tx, 1, &(n + 1).to_string())
                        }).wait().unwrap();
                    }
                });
            }
        });
        assert_eq!(store.read(|tx| name(tx, 1)).wait().unwrap().as_deref(), Some("100"));
    }

    fn answers_can_be_awaited(store) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let writes: Vec<_> = (0..10).map(|n| store.write(move |tx| add(tx, n, &n.to_string()))).collect();
            for write in writes {
                assert_eq!(write.await.unwrap(), 1);
            }
            assert_eq!(store.read(count).await.unwrap(), 10);
        });
    }

    fn a_dropped_answer_still_happens(store) {
        drop(store.write(|tx| add(tx, 1, "a")));
        let after = store.write(|tx| add(tx, 2, "b"));
        after.wait().unwrap();
        // PostgreSQL's connections do not wait for each other.
        while store.read(count).wait().unwrap() < 2 {
            thread::yield_now();
        }
    }

    fn what_waits_when_the_store_closes_is_answered(store) {
        let own = store.open();
        let later = own.clone();
        let pending: Vec<_> = (0..100).map(|n| own.write(move |tx| add(tx, n, &n.to_string()))).collect();
        own.close();
        for answer in pending {
            assert_eq!(answer.wait().unwrap(), 1);
        }
        assert!(matches!(later.write(|tx| add(tx, 1, "late")).wait(), Err(Error::Unavailable(_))));
        assert!(matches!(later.read(count).wait(), Err(Error::Unavailable(_))));
        drop(later);
        assert_eq!(store.read(count).wait().unwrap(), 100);
    }

    fn statements_are_recorded_by_label(store) {
        let trace = store.write(|tx| {
            for n in 0..3 {
                add(tx, n, &n.to_string())?;
            }
            count(tx)?;
            Ok::<_, Error>(tx.trace())
        });
        assert_eq!(trace.wait().unwrap(), [("thing.add", 3), ("thing.count", 1)]);
        store.read(count).wait().unwrap();
        let seen: Vec<_> = store.statements_seen().into_iter().collect();
        assert_eq!(seen, [("thing.add", 3), ("thing.count", 2)]);
        let stats = store.stats();
        assert_eq!((stats.writes, stats.reads, stats.statements, stats.commits, stats.retries), (1, 1, 5, 1, 0));
    }
}
