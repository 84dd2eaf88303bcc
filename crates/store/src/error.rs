//! What can go wrong below `app`, by what a caller would do differently. A lookup that finds nothing is no error.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// What the store answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a transaction did not happen, or (only [`Error::Unavailable`]) perhaps did not.
#[derive(Clone, Debug)]
pub enum Error {
    /// A row with this key exists already. Holds the statement's label, because SQLite does not name the constraint.
    Conflict(&'static str),
    /// A row that is referred to is gone, or one that is still referred to was to go. Holds the statement's label.
    Reference(&'static str),
    /// A text holds U+0000, which no stored text can. Holds the statement's label.
    ///
    /// Only a client can have sent it, so whoever answers clients says so; nobody above has to look for it.
    ZeroInText(&'static str),
    /// Others hold what this transaction needs, or too much is waiting already. The same closure may succeed later.
    Busy,
    /// The engine cannot be reached, or failed in a way that need not last. If it failed while committing, the
    /// transaction may have happened; a caller who tries again needs a key by which to notice that.
    Unavailable(Cause),
    /// The disk is full. Nothing was changed, and reads go on.
    Full,
    /// A sync failed earlier, so that nobody knows what is on the disk. No write is taken until the process is started
    /// again; reads go on.
    Failed,
    /// Something stored is not what the program ever stores.
    Corrupt {
        /// The statement that met it.
        label: &'static str,
        /// The column of its result, counted from 0, where that is known.
        column: Option<usize>,
        /// What was wrong.
        cause: Cause,
    },
    /// The database was written by a newer program.
    Newer {
        /// The number of the last migration that ran on it.
        found: u32,
        /// The number of the last migration that this program has.
        known: u32,
    },
    /// A migration that ran on this database is not the one that the program has under its number.
    Altered {
        /// The number of the migration.
        number: u32,
        /// Its name in the database.
        name: String,
    },
    /// The file is a database of some other program.
    Foreign,
    /// A bug: a statement that the engine refuses, a closure that panicked.
    Internal(Cause),
}

impl Error {
    /// Names the statement in the error of one who made sense of its row and did not know it.
    pub(crate) fn read_by(self, statement: &'static str) -> Self {
        match self {
            Self::Corrupt { label: "decode", column, cause } => Self::Corrupt { label: statement, column, cause },
            other => other,
        }
    }

    /// Tells whether the same closure may succeed when it is tried again later.
    #[must_use]
    pub fn retryable(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable(_))
    }
}

impl fmt::Display for Error {
    /// Writes what may be read by anyone. Causes are for the log and show up in `Debug` only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(_) => f.write_str("a row with this key exists already"),
            Self::Reference(_) => f.write_str("a row that is referred to is missing"),
            Self::ZeroInText(_) => f.write_str("a text holds the character U+0000"),
            Self::Busy => f.write_str("the database is busy"),
            Self::Unavailable(_) => f.write_str("the database is not available"),
            Self::Full => f.write_str("the disk is full"),
            Self::Failed => f.write_str("the disk failed, and nothing more is written"),
            Self::Corrupt { .. } => f.write_str("the database is damaged"),
            Self::Newer { found, known } => write!(
                f,
                "the database was written by a newer Looseleaf (its schema has number {found}, this program knows {known}); start that one, or restore a backup"
            ),
            Self::Altered { number, name } => {
                write!(f, "migration {number} (`{name}`) of the database differs from the one that this program has")
            }
            Self::Foreign => f.write_str("the file is a database of another program"),
            Self::Internal(_) => f.write_str("internal error of the database layer"),
        }
    }
}

// No `source()`: a caller that prints a chain of sources would print into a reply what belongs into the log.
impl StdError for Error {}

/// What lies behind an error. It has no `Display`, so that it cannot slip into a reply.
#[derive(Clone)]
pub struct Cause(Arc<dyn StdError + Send + Sync>);

impl Cause {
    /// Wraps what a driver or the system said, or a sentence.
    pub(crate) fn new(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Arc::from(cause.into()))
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(cause) = source {
            write!(f, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}
