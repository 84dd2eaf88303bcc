//! Migrations on PostgreSQL: where they are noted, and what keeps two processes from running them at once.

use super::meaning;
use super::session::Session;
use crate::migrate::{Ground, Landed, Migration};
use crate::{Cause, Error, Result};

/// The advisory lock that a migrating process holds. The number means nothing; it only has to be ours.
const LOCK: i64 = 0x6c6f_6f73_656c_6561;

impl Ground for Session {
    fn begin(&mut self) -> Result<()> {
        // A change of a large table takes its time; and waiting for another process that migrates is better than failing.
        let begin = "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0";
        self.client().batch_execute(begin).map_err(meant)?;
        self.client().execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).map_err(meant)?;
        Ok(())
    }

    fn prepare(&mut self) -> Result<()> {
        let table = "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, \
                     checksum BYTEA NOT NULL, applied_at_us BIGINT NOT NULL)";
        self.client().batch_execute(table).map_err(meant)
    }

    fn landed(&mut self) -> Result<Vec<Landed>> {
        let there = self.client().query_one("SELECT to_regclass('schema_migration') IS NOT NULL", &[]).map_err(meant)?;
        if !there.get::<_, bool>(0) {
            return Ok(Vec::new());
        }
        let rows = self.client().query("SELECT number, name, checksum FROM schema_migration ORDER BY number", &[]).map_err(meant)?;
        let read = |row: &postgres::Row| {
            let number = row.try_get::<_, i64>(0).map_err(meant)?;
            let number = u32::try_from(number).map_err(|error| Error::Corrupt {
                label: "schema.migrate",
                column: Some(0),
                cause: Cause::new(error),
            })?;
            Ok(Landed { number, name: row.try_get(1).map_err(meant)?, checksum: row.try_get(2).map_err(meant)? })
        };
        rows.iter().map(read).collect()
    }

    fn apply(&mut self, migration: &Migration, landed: &Landed, now_us: i64) -> Result<()> {
        self.client().batch_execute(migration.postgres).map_err(meant)?;
        let note = "INSERT INTO schema_migration (number, name, checksum, applied_at_us) VALUES ($1, $2, $3, $4)";
        let number = i64::from(landed.number);
        self.client().execute(note, &[&number, &landed.name, &landed.checksum, &now_us]).map_err(meant)?;
        Ok(())
    }

    fn end(&mut self, commit: bool) -> Result<()> {
        self.control(if commit { "COMMIT" } else { "ROLLBACK" }).map_err(meant)
    }
}

fn meant(error: postgres::Error) -> Error {
    meaning::failure("schema.migrate", error).error
}
