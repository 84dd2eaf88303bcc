//! What is refused to whoever runs the server, in sentences that say what to do: a browser shows them as the command line does.

use super::group::{INNER_MAX, NESTED_MAX, REACH_MAX};
use std::fmt;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Who asks does not run the server, or not any more.
    NotAdministrator,
    /// Nobody would run the server then. Whoever can write to its data folder may do it all the same.
    LastAdministrator,
    /// It was not said what becomes of what something holds that is to go.
    Holds {
        /// Whose it is.
        whose: String,
        /// How many notebooks.
        notebooks: u64,
        /// How many files.
        files: u64,
        /// The bytes of all of it.
        bytes: u64,
    },
    /// There is no group of the name, or it is no member.
    NoGroup(String),
    /// A group would lie in itself.
    Circle {
        /// Which would be the member.
        inner: String,
        /// Of which.
        outer: String,
    },
    /// Groups would lie in groups too deeply, or too many in one another.
    TooManyGroups,
    /// There is no library of the name.
    NoLibrary(String),
    /// A site of this address has a default library.
    HasDefault(String),
    /// This is no address that a site could have.
    NoAddress(String),
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
            Self::Holds { whose, notebooks, files, bytes } => write!(
                out,
                "{whose} holds {notebooks} notebooks and {files} files, {bytes} bytes in all; say who gets it, or that it is discarded"
            ),
            Self::NoGroup(name) => write!(out, "there is no group called {name:?}, or it is no member; nothing was changed"),
            Self::Circle { inner, outer } => {
                write!(out, "{outer} lies in {inner}, or is the same, so {inner} cannot be a member of it; end that membership first")
            }
            Self::TooManyGroups => write!(
                out,
                "groups may lie {NESTED_MAX} deep in one another, one may have {INNER_MAX} as members, and one may lie in {REACH_MAX}; \
                 make people members instead"
            ),
            Self::NoLibrary(name) => write!(out, "there is no library called {name:?}"),
            Self::HasDefault(url) => write!(out, "{url} has a default library; add another one beside it, or rename that"),
            Self::NoAddress(text) => {
                write!(out, "{text:?} is no address of a site; write it whole, as in https://school.example/sites/physics")
            }
        }
    }
}

impl From<Refused> for crate::Error {
    fn from(refused: Refused) -> Self {
        Self::Administration(refused)
    }
}
