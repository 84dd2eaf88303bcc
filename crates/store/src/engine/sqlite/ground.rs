//! Migrations on SQLite: where they are noted, and what keeps two processes from running them at once.

use super::session::{Session, meaning};
use crate::migrate::{Ground, Landed, Migration};
use crate::{Error, Result};

impl Ground for Session {
    fn begin(&mut self) -> Result<()> {
        self.control("BEGIN IMMEDIATE").map_err(meant)
    }

    fn prepare(&mut self) -> Result<()> {
        let table = "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, \
                     checksum BLOB NOT NULL, applied_at_us INTEGER NOT NULL) STRICT";
        self.raw().execute_batch(table).map_err(meant)
    }

    fn landed(&mut self) -> Result<Vec<Landed>> {
        if !self.raw().table_exists(None::<&str>, "schema_migration").map_err(meant)? {
            return Ok(Vec::new());
        }
        let all = || -> rusqlite::Result<Vec<Landed>> {
            self.raw()
                .prepare("SELECT number, name, checksum FROM schema_migration ORDER BY number")?
                .query_map([], |row| Ok(Landed { number: row.get(0)?, name: row.get(1)?, checksum: row.get(2)? }))?
                .collect()
        };
        all().map_err(meant)
    }

    fn apply(&mut self, migration: &Migration, landed: &Landed, now_us: i64) -> Result<()> {
        self.raw().execute_batch(migration.sqlite).map_err(meant)?;
        let note = "INSERT INTO schema_migration (number, name, checksum, applied_at_us) VALUES (?1, ?2, ?3, ?4)";
        self.raw().execute(note, (landed.number, &landed.name, &landed.checksum, now_us)).map_err(meant)?;
        // For tools that look at the file without knowing our table.
        self.raw().pragma_update(None, "user_version", landed.number).map_err(meant)
    }

    fn end(&mut self, commit: bool) -> Result<()> {
        if self.raw().is_autocommit() {
            return Ok(());
        }
        self.control(if commit { "COMMIT" } else { "ROLLBACK" }).map_err(meant)
    }
}

fn meant(error: rusqlite::Error) -> Error {
    meaning("schema.migrate", error)
}
