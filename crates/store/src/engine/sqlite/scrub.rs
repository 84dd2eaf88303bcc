//! Leaving nothing of what rows held before: neither on the pages they lay on, nor in the write-ahead log.
//!
//! SQLite only marks as free what an update or a deletion leaves behind, and moves rows between pages without wiping the place. So
//! tables are emptied as a whole, by which each page of theirs is zeroed, and filled again.

use super::session::{Session, meaning};
use crate::{Error, Result};
use rusqlite::wal::CheckpointMode;

/// Has this connection write zeroes over what it deletes.
pub(super) fn erase_what_goes(session: &Session) -> Result<()> {
    session.raw().pragma_update_and_check(None, "secure_delete", true, |_| Ok(())).map_err(meant)
}

/// Empties tables, zeroing their pages, and fills them again, in one transaction; then moves the log into the database and cuts it off.
/// Its connection is good for nothing else afterwards.
pub(super) fn scrub(session: &Session, tables: &[&'static str]) -> Result<()> {
    erase_what_goes(session)?;
    // Rows that refer to these would keep them from being emptied at a stroke; when the transaction ends they are all there again.
    session.raw().pragma_update(None, "foreign_keys", false).map_err(meant)?;
    session.control("BEGIN IMMEDIATE").map_err(meant)?;
    let anew = || -> rusqlite::Result<()> {
        for table in tables {
            session.raw().execute_batch(&format!(
                "CREATE TEMP TABLE kept AS SELECT * FROM main.{table}; DELETE FROM main.{table}; \
                 INSERT INTO main.{table} SELECT * FROM temp.kept; DROP TABLE temp.kept;"
            ))?;
        }
        session.control("COMMIT")
    };
    if let Err(error) = anew() {
        let _ = session.control("ROLLBACK");
        return Err(meant(error));
    }
    // Waits for those who still read what was before, within the busy time-out.
    match session.raw().wal_checkpoint_v2(None::<&str>, CheckpointMode::TRUNCATE) {
        Ok(_) => Ok(()),
        Err(error) => match meant(error) {
            Error::Busy => {
                tracing::warn!(
                    "others use the database, so its log still holds what was before; the next server that stops alone cuts it off"
                );
                Ok(())
            }
            error => Err(error),
        },
    }
}

fn meant(error: rusqlite::Error) -> Error {
    meaning("seal.scrub", error)
}
