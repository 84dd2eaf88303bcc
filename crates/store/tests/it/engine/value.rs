//! What goes in comes out, on both engines.

use super::add;
use store::{Error, Result, Row, Tx, Value, params, sql};

fn store_body(tx: &mut Tx<'_>, id: i64, body: Value<'_>) -> Result<u64> {
    tx.run(sql!("thing.body", "INSERT INTO thing (id, body) VALUES ($1, $2)"), &params![id, body])
}

fn body<T>(tx: &mut Tx<'_>, id: i64, read: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
    tx.row(sql!("thing.get_body", "SELECT body FROM thing WHERE id = $1"), &params![id], read)
}

conformance! {
    on super::FIXTURE;

    fn every_kind_comes_back(store) {
        let all = sql!("thing.all", "INSERT INTO thing (id, name, weight, body, small) VALUES ($1, $2, $3, $4, $5)");
        let get = sql!("thing.get", "SELECT id, name, weight, body, small FROM thing WHERE id = $1");
        let out = store.write(move |tx| {
            tx.run(all, &params![i64::MIN, "ἀ \u{1F980} ' $1", 0.1, &[0_u8, 255, 39], 7])?;
            tx.run(all, &params![i64::MAX, "", -0.0, &[] as &[u8], i64::from(i16::MIN)])?;
            tx.run(all, &params![0, None::<&str>, None::<f64>, None::<&[u8]>, None::<i64>])?;
            tx.rows(sql!("thing.list", "SELECT id, name, weight, body, small FROM thing ORDER BY id"), &params![], |row| {
                Ok((row.integer(0)?, row.opt_text(1)?, row.opt_real(2)?, row.opt_bytes(3)?, row.opt_integer(4)?))
            })
        });
        let expected = vec![
            (i64::MIN, Some("ἀ \u{1F980} ' $1".to_owned()), Some(0.1), Some(vec![0, 255, 39]), Some(7)),
            (0, None, None, None, None),
            (i64::MAX, Some(String::new()), Some(-0.0), Some(vec![]), Some(-32768)),
        ];
        assert_eq!(out.wait().unwrap_or_else(|error: Error| panic!("{error:?}")), expected);
        let sixteen = store.read(move |tx| tx.row(get, &params![i64::MIN], |row| row.array::<3>(3))).wait();
        assert_eq!(sixteen.unwrap(), Some([0, 255, 39]));
    }

    fn a_cell_of_another_kind_is_corrupt(store) {
        store.write(|tx| store_body(tx, 1, Value::Bytes(b"abc"))).wait().unwrap();
        store.write(|tx| store_body(tx, 2, Value::Null)).wait().unwrap();
        let is_corrupt = |outcome: Result<bool>| {
            matches!(outcome, Err(Error::Corrupt { label: "thing.get_body", column: Some(0 | 9), .. }))
        };
        let reads: [fn(&Row<'_>) -> Result<bool>; 6] = [
            |row| row.integer(0).map(|_| true),
            |row| row.boolean(0),
            |row| row.text(0).map(|_| true),
            |row| row.array::<2>(0).map(|_| true),
            |row| row.opt_text(0).map(|_| true),
            |row| row.bytes(9).map(|_| true),
        ];
        for read in reads {
            assert!(is_corrupt(store.read(move |tx| body(tx, 1, read).map(|found| found.unwrap())).wait()));
        }
        assert!(is_corrupt(store.read(|tx| body(tx, 2, |row| row.bytes(0).map(|_| true)).map(|found| found.unwrap())).wait()));
        // The transaction of such an error is none the worse.
        let both = store.read(|tx| -> Result<_> { Ok((body(tx, 1, |row| row.integer(0)).is_err(), body(tx, 1, |row| row.bytes(0))?)) });
        assert_eq!(both.wait().unwrap(), (true, Some(b"abc".to_vec())));
    }

    fn booleans_are_numbers(store) {
        let seen = store.read(|tx| {
            tx.row(sql!("bool", "SELECT EXISTS (SELECT 1), $1 < 1, 1, 0"), &params![1], |row| {
                Ok((row.boolean(0)?, row.boolean(1)?, row.boolean(2)?, row.boolean(3)?))
            })
        });
        assert_eq!(seen.wait().unwrap_or_else(|error: Error| panic!("{error:?}")), Some((true, false, true, false)));
    }

    fn the_wrong_number_of_parameters_is_a_bug(store) {
        for short in [true, false] {
            let outcome: Result<u64> = store.write(move |tx| {
                let statement = sql!("thing.short", "INSERT INTO thing (id, name) VALUES ($1, $2)");
                if short { tx.run(statement, &params![1]) } else { tx.run(statement, &params![1, "a", 2]) }
            }).wait();
            assert!(matches!(outcome, Err(Error::Internal(_))), "{outcome:?}");
        }
    }

    fn a_nul_in_a_text_is_refused(store) {
        let outcome = store.write(|tx| add(tx, 1, "a\0b")).wait();
        assert!(matches!(outcome, Err(Error::ZeroInText("thing.add"))), "{outcome:?}");
        assert!(store.write(|tx| add(tx, 1, "ab")).wait().is_ok());
    }

    fn large_values_come_back(store) {
        let large: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
        let copy = large.clone();
        store.write(move |tx| store_body(tx, 1, Value::Bytes(&copy))).wait().unwrap();
        assert!(store.read(|tx| body(tx, 1, |row| row.bytes(0))).wait().unwrap() == Some(large));
    }
}
