//! Migrations: which run, which are refused, and what is left after a failure.

use std::thread;
use store::{Error, Migration, Result, Schema, Tx, params, sql};

const NONE: &[Migration] = &[];

const FIRST: Migration =
    Migration { number: 1, name: "0001_one", sqlite: "CREATE TABLE one (a INTEGER)", postgres: "CREATE TABLE one (a BIGINT)" };

const SECOND: Migration = Migration {
    number: 2,
    name: "0002_two",
    sqlite: "CREATE TABLE two (a INTEGER); INSERT INTO one (a) VALUES (2);",
    postgres: "CREATE TABLE two (a BIGINT); INSERT INTO one (a) VALUES (2);",
};

const ALTERED: Migration =
    Migration { sqlite: "CREATE TABLE one (a INTEGER, b INTEGER)", postgres: "CREATE TABLE one (a BIGINT, b BIGINT)", ..FIRST };

const BROKEN: Migration =
    Migration { sqlite: "CREATE TABLE three (a INTEGER); nonsense", postgres: "CREATE TABLE three (a INT); nonsense", ..SECOND };

fn ones(tx: &mut Tx<'_>) -> Result<Vec<i64>> {
    tx.rows(sql!("one.list", "SELECT a FROM one"), &params![], |row| row.integer(0))
}

conformance! {
    on NONE;

    fn they_run_in_order_and_once(bench) {
        let old = bench.open_with(&[FIRST]).unwrap();
        assert_eq!(old.schema().unwrap(), Schema { found: 0, known: 1 });
        let report = old.migrate(5).unwrap();
        assert_eq!((report.before, report.after, report.applied), (0, 1, vec!["0001_one"]));
        let new = bench.open_with(&[FIRST, SECOND]).unwrap();
        assert_eq!(new.schema().unwrap(), Schema { found: 1, known: 2 });
        let report = new.migrate(6).unwrap();
        assert_eq!((report.before, report.after, report.applied), (1, 2, vec!["0002_two"]));
        let report = new.migrate(7).unwrap();
        assert_eq!((report.before, report.after, report.applied), (2, 2, vec![]));
        let noted = new.read(|tx| {
            let statement = sql!("schema", "SELECT number, name, applied_at_us FROM schema_migration ORDER BY number");
            tx.rows(statement, &params![], |row| Ok((row.integer(0)?, row.text(1)?, row.integer(2)?)))
        });
        let noted: Vec<_> = noted.wait().unwrap_or_else(|error: Error| panic!("{error:?}"));
        assert_eq!(noted, [(1, "0001_one".to_owned(), 5), (2, "0002_two".to_owned(), 6)]);
        assert_eq!(new.read(ones).wait().unwrap(), [2]);
    }

    fn shares_and_places_survive_the_fourth(bench) {
        let old = bench.open_with(&store::MIGRATIONS[..3]).unwrap();
        old.migrate(0).unwrap();
        let (ann, ben, team, drive, book) = ([1_u8; 16], [2_u8; 16], [3_u8; 16], [4_u8; 16], [5_u8; 16]);
        let filled: Result<()> = old.write(move |tx| {
            for (id, name, created) in [(ann, "ann", 30_i64), (ben, "ben", 10)] {
                tx.run(
                    sql!("test.user", "INSERT INTO user_account (id, name, name_key, created_at_us) VALUES ($1, $2, $2, $3)"),
                    &params![&id, name, created],
                )?;
            }
            tx.run(sql!("test.group", "INSERT INTO user_group (id, name, name_key, created_at_us) VALUES ($1, 'team', 'team', 20)"), &params![&team])?;
            tx.run(
                sql!("test.drive", "INSERT INTO drive (id, owner_kind, owner, name, name_key, is_default, created_at_us) VALUES ($1, 0, $2, 'D', 'd', 1, 0)"),
                &params![&drive, &ann],
            )?;
            tx.run(
                sql!(
                    "test.node",
                    "INSERT INTO node (drive, id, notebook, kind, name, name_key, state, created_at_us, created_by, modified_at_us, modified_by) \
                     VALUES ($1, $2, $2, 3, 'Book', 'book', 0, 77, $3, 77, $3)"
                ),
                &params![&drive, &book, &ann],
            )?;
            tx.run(
                sql!("test.permission", "INSERT INTO permission (drive, node, user_id, role) VALUES ($1, $2, $3, 1)"),
                &params![&drive, &book, &ben],
            )?;
            Ok(())
        }).wait();
        filled.unwrap();
        let new = bench.open_with(store::MIGRATIONS).unwrap();
        new.migrate(0).unwrap();
        let found: Result<_> = new.read(move |tx| {
            let numbers = tx.rows(sql!("test.principals", "SELECT id, number, is_group FROM principal ORDER BY number"), &params![], |row| {
                Ok((row.array::<16>(0)?, row.integer(1)?, row.boolean(2)?))
            })?;
            let role = store::permission::role(tx, &model::DriveId(drive), &model::NodeId(book), &model::UserId(ben), model::Timestamp::from_micros(0))?;
            let order = tx.row(sql!("test.order", "SELECT ord FROM live WHERE id = $1"), &params![&book], |row| row.integer(0))?;
            Ok((numbers, role, order))
        }).wait();
        let (numbers, role, order) = found.unwrap();
        assert_eq!(numbers, [(ben, 1, false), (team, 2, true), (ann, 3, false)]);
        assert_eq!((role, order), (Some(model::Role::Contributor), Some(77)));
    }

    fn a_newer_database_is_refused(bench) {
        let old = bench.open_with(&[FIRST]).unwrap();
        old.migrate(0).unwrap();
        bench.open_with(&[FIRST, SECOND]).unwrap().migrate(0).unwrap();
        let refused = bench.open_with(&[FIRST]);
        assert!(matches!(refused, Err(Error::Newer { found: 2, known: 1 })), "{refused:?}");
        // Also by one that was open before.
        assert!(matches!(old.migrate(0), Err(Error::Newer { found: 2, known: 1 })));
        assert!(refused.unwrap_err().to_string().contains("newer"));
    }

    fn an_altered_migration_is_refused(bench) {
        bench.open_with(&[FIRST]).unwrap().migrate(0).unwrap();
        let altered = bench.open_with(&[ALTERED, SECOND]).unwrap();
        let refused = altered.migrate(0);
        assert!(matches!(&refused, Err(Error::Altered { number: 1, name }) if name == "0001_one"), "{refused:?}");
        assert_eq!(altered.schema().unwrap(), Schema { found: 1, known: 2 });
    }

    fn a_failure_leaves_everything_as_it_was(bench) {
        let broken = bench.open_with(&[FIRST, BROKEN]).unwrap();
        let failed = broken.migrate(0);
        assert!(matches!(failed, Err(Error::Internal(_))), "{failed:?}");
        assert_eq!(broken.schema().unwrap(), Schema { found: 0, known: 2 });
        assert!(broken.read(ones).wait().is_err());
        bench.open_with(&[FIRST, SECOND]).unwrap().migrate(0).unwrap();
    }

    fn processes_that_start_together_migrate_once(bench) {
        let applied: Vec<usize> = thread::scope(|scope| {
            let starting: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| bench.open_with(&[FIRST, SECOND]).unwrap().migrate(0).unwrap().applied.len()))
                .collect();
            starting.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(applied.iter().sum::<usize>(), 2, "{applied:?}");
        assert!(applied.contains(&2));
    }

    fn the_products_own_run(bench) {
        let product = bench.open_with(store::MIGRATIONS).unwrap();
        let report = product.migrate(0).unwrap();
        assert_eq!(report.applied.len(), store::MIGRATIONS.len());
        let numbers: Vec<u32> = store::MIGRATIONS.iter().map(|migration| migration.number).collect();
        assert_eq!(numbers, (1..=report.after).collect::<Vec<_>>());
        for migration in store::MIGRATIONS {
            assert!(migration.name.starts_with(&format!("{:04}_", migration.number)), "{}", migration.name);
        }
    }
}
