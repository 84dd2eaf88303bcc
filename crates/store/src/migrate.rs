//! Bringing a database to the schema that this program knows: forward only, all missing steps in one transaction.
//!
//! Which migrations there are stands in `migrations.rs`. Several processes may start at once; a lock lets one of them
//! migrate, and the others then find nothing to do.

use crate::{Error, Result};

/// One step of the schema, for both engines.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its place in the order: 1 for the first, without gaps.
    pub number: u32,
    /// The name of its files, which begins with the number: `0007_operation_lease`.
    pub name: &'static str,
    /// The statements for SQLite.
    pub sqlite: &'static str,
    /// The statements for PostgreSQL.
    pub postgres: &'static str,
}

/// What a run of the migrations did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationReport {
    /// The number of the last migration that was there before, 0 for an empty database.
    pub before: u32,
    /// The number of the last migration that is there now.
    pub after: u32,
    /// The names of those that ran, in order.
    pub applied: Vec<&'static str>,
}

/// The number of a database's last migration, and of the program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The last migration that ran on the database, 0 for none.
    pub found: u32,
    /// The last migration that this program has.
    pub known: u32,
}

/// A database to be migrated, on a connection that is used for nothing else meanwhile.
pub(crate) trait Ground {
    /// Begins a transaction that keeps every other migration waiting.
    fn begin(&mut self) -> Result<()>;
    /// Makes the table of landed migrations if there is none.
    fn prepare(&mut self) -> Result<()>;
    /// Returns the landed migrations in order, none if there is no table yet.
    fn landed(&mut self) -> Result<Vec<Landed>>;
    /// Runs one migration and notes it in the table.
    fn apply(&mut self, migration: &Migration, landed: &Landed, now_us: i64) -> Result<()>;
    /// Ends the transaction.
    fn end(&mut self, commit: bool) -> Result<()>;
}

/// A row of `schema_migration`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Landed {
    pub(crate) number: u32,
    pub(crate) name: String,
    /// The BLAKE3 hash of the file.
    pub(crate) checksum: Vec<u8>,
}

impl Landed {
    fn of(migration: &Migration, text: &str) -> Self {
        Self { number: migration.number, name: migration.name.to_owned(), checksum: blake3::hash(text.as_bytes()).as_bytes().to_vec() }
    }
}

/// Returns one engine's text of a migration.
pub(crate) type Text = fn(&Migration) -> &'static str;

/// Returns both ends of what is known about a database, and refuses one that a newer program has changed.
pub(crate) fn check(ground: &mut dyn Ground, list: &[Migration]) -> Result<Schema> {
    let known = last(list.iter().map(|migration| migration.number));
    let found = last(ground.landed()?.iter().map(|landed| landed.number));
    if found > known { Err(Error::Newer { found, known }) } else { Ok(Schema { found, known }) }
}

/// Runs what is missing, or changes nothing.
pub(crate) fn run(ground: &mut dyn Ground, list: &'static [Migration], text: Text, now_us: i64) -> Result<MigrationReport> {
    ground.begin()?;
    let outcome = run_missing(ground, list, text, now_us);
    let ended = ground.end(outcome.is_ok());
    let report = outcome?;
    ended?;
    tracing::info!(before = report.before, after = report.after, "schema");
    Ok(report)
}

fn run_missing(ground: &mut dyn Ground, list: &'static [Migration], text: Text, now_us: i64) -> Result<MigrationReport> {
    ground.prepare()?;
    let landed = ground.landed()?;
    let missing = missing(&landed, list, text)?;
    for migration in missing {
        ground.apply(migration, &Landed::of(migration, text(migration)), now_us)?;
    }
    let before = last(landed.iter().map(|landed| landed.number));
    Ok(MigrationReport {
        before,
        after: before.max(last(missing.iter().map(|migration| migration.number))),
        applied: missing.iter().map(|migration| migration.name).collect(),
    })
}

/// Returns the migrations that have not landed. Those that have must be the first ones of the list, word for word.
fn missing<'m>(landed: &[Landed], list: &'m [Migration], text: Text) -> Result<&'m [Migration]> {
    if landed.len() > list.len() {
        return Err(Error::Newer {
            found: last(landed.iter().map(|landed| landed.number)),
            known: last(list.iter().map(|migration| migration.number)),
        });
    }
    let (ours, missing) = list.split_at(landed.len());
    match landed.iter().zip(ours).find(|(landed, ours)| **landed != Landed::of(ours, text(ours))) {
        Some((altered, _)) => Err(Error::Altered { number: altered.number, name: altered.name.clone() }),
        None => Ok(missing),
    }
}

fn last(numbers: impl Iterator<Item = u32>) -> u32 {
    numbers.max().unwrap_or(0)
}
