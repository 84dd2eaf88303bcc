//! What is refused to whoever runs the server, in sentences that say what to do: a browser shows them as the command line does.

use std::fmt;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Who asks does not run the server, or not any more.
    NotAdministrator,
    /// Nobody would run the server then. Whoever can write to its data folder may do it all the same.
    LastAdministrator,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAdministrator => {
                out.write_str("this is for who runs the server; `looseleaf user admin NAME` makes somebody one of them")
            }
            Self::LastAdministrator => {
                out.write_str("nobody else runs the server; make somebody else an administrator first, or do this on the command line")
            }
        }
    }
}

impl From<Refused> for crate::Error {
    fn from(refused: Refused) -> Self {
        Self::Administration(refused)
    }
}
