//! What the engines promise to the nouns, whatever those say.

mod migrate;
#[cfg(feature = "planted")]
mod planted;
mod postgres;
mod sqlite;
mod transaction;
mod upgrade;
mod value;
mod wake;

use store::{Migration, Result, Tx, params, sql};

/// A table that has a bit of everything.
pub const FIXTURE: &[Migration] = &[Migration {
    number: 1,
    name: "0001_thing",
    sqlite: "CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY, name TEXT UNIQUE, weight REAL, body BLOB, small INTEGER,
             over INTEGER REFERENCES thing (id))",
    postgres: "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY, name TEXT UNIQUE, weight DOUBLE PRECISION, body BYTEA, small SMALLINT,
               over BIGINT REFERENCES thing (id))",
}];

pub fn add(tx: &mut Tx<'_>, id: i64, name: &str) -> Result<u64> {
    tx.run(sql!("thing.add", "INSERT INTO thing (id, name) VALUES ($1, $2)"), &params![id, name])
}

pub fn rename(tx: &mut Tx<'_>, id: i64, name: &str) -> Result<u64> {
    tx.run(sql!("thing.rename", "UPDATE thing SET name = $2 WHERE id = $1"), &params![id, name])
}

pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<String>> {
    tx.row(sql!("thing.lock", "SELECT name FROM thing WHERE id = $1 FOR UPDATE"), &params![id], |row| row.text(0))
}

pub fn name(tx: &mut Tx<'_>, id: i64) -> Result<Option<String>> {
    tx.row(sql!("thing.name", "SELECT name FROM thing WHERE id = $1"), &params![id], |row| row.text(0))
}

pub fn count(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.row(sql!("thing.count", "SELECT count(*) FROM thing"), &params![], |row| row.integer(0))?.unwrap_or(0))
}
