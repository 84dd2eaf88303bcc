//! What a failure of PostgreSQL means to a caller, and what would help.

use crate::engine::{Cure, Failure};
use crate::{Cause, Error};
use postgres::error::{Severity, SqlState};

/// Says what a failed statement means.
pub(super) fn failure(label: &'static str, error: postgres::Error) -> Failure {
    let Some(db) = error.as_db_error() else { return without_answer(label, error) };
    if matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic)) {
        return Failure { error: Error::Unavailable(Cause::new(error)), cure: Cure::Reconnect };
    }
    let code = db.code().clone();
    let (meaning, cure) = match code {
        SqlState::UNIQUE_VIOLATION | SqlState::EXCLUSION_VIOLATION => (Error::Conflict(label), Cure::Savepoint),
        SqlState::FOREIGN_KEY_VIOLATION => (Error::Reference(label), Cure::Savepoint),
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => (Error::Busy, Cure::Again),
        // A server that was the primary once answers every SELECT and refuses every write, for days if it is let.
        SqlState::READ_ONLY_SQL_TRANSACTION => (unavailable(label, error), Cure::Reconnect),
        // A migration changed a table under a prepared statement.
        SqlState::FEATURE_NOT_SUPPORTED if db.routine() == Some("RevalidateCachedQuery") => (unavailable(label, error), Cure::Reconnect),
        SqlState::LOCK_NOT_AVAILABLE | SqlState::QUERY_CANCELED => (Error::Busy, Cure::Savepoint),
        SqlState::DISK_FULL => (Error::Full, Cure::Savepoint),
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => {
            (Error::Corrupt { label, column: None, cause: Cause::new(error) }, Cure::Savepoint)
        }
        _ => match code.code().get(..2) {
            // Connections, resources, intervention by the operator, the system under the server.
            Some("08" | "53" | "57" | "58") => (unavailable(label, error), Cure::Reconnect),
            _ => (Error::Internal(cause(label, error)), Cure::Savepoint),
        },
    };
    Failure { error: meaning, cure }
}

/// The server said nothing: the connection broke, or we never sent what it would have refused.
fn without_answer(label: &'static str, error: postgres::Error) -> Failure {
    use std::error::Error as _;
    let broken = error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
    if broken {
        Failure { error: unavailable(label, error), cure: Cure::Reconnect }
    } else {
        Failure { error: Error::Internal(cause(label, error)), cure: Cure::Transaction }
    }
}

fn unavailable(label: &'static str, error: postgres::Error) -> Error {
    Error::Unavailable(cause(label, error))
}

/// Keeps the server's message and code, and not its detail, which repeats the users' values.
fn cause(label: &'static str, error: postgres::Error) -> Cause {
    match error.as_db_error() {
        Some(db) => Cause::new(format!("{label}: {} ({})", db.message(), db.code().code())),
        None => Cause::new(Labelled(label, error)),
    }
}

/// A driver's error with the statement's label before it.
#[derive(Debug)]
struct Labelled(&'static str, postgres::Error);

impl std::fmt::Display for Labelled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.0, self.1)
    }
}

impl std::error::Error for Labelled {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.1)
    }
}
