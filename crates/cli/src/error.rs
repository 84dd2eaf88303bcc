//! What can go wrong at the edge: a kind, which is the exit code, a sentence, and hints for what to do next.

use std::fmt;
use std::process::ExitCode;

/// What a verb answers.
pub type Result<T = (), E = Failure> = std::result::Result<T, E>;

/// How a verb failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It could not be done: exit code 1.
    Failed,
    /// It was not asked for in a way that can be done: exit code 2, as for an unknown flag.
    Usage,
}

/// Why a verb failed, for the person at the terminal.
#[derive(Clone, Debug)]
pub struct Failure {
    kind: Kind,
    what: String,
    hints: Vec<String>,
}

impl Failure {
    /// Says what could not be done.
    pub fn new(what: impl Into<String>) -> Self {
        Self { kind: Kind::Failed, what: what.into(), hints: Vec::new() }
    }

    /// Says what is wrong with how it was asked for.
    pub fn usage(what: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, ..Self::new(what) }
    }

    /// Adds something to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Says in the front what was being done.
    #[must_use]
    pub fn during(mut self, what: &str) -> Self {
        self.what = format!("{what}: {}", self.what);
        self
    }

    /// Returns the sentence alone.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Returns the process's exit code.
    pub fn exit_code(&self) -> ExitCode {
        match self.kind {
            Kind::Failed => ExitCode::from(1),
            Kind::Usage => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "error: {}", self.what)?;
        self.hints.iter().try_for_each(|hint| writeln!(out, "hint: {hint}"))
    }
}

impl From<store::Error> for Failure {
    /// Unlike a client, the person at the terminal may read the cause.
    fn from(error: store::Error) -> Self {
        use store::Error as E;
        let failure = match &error {
            E::Unavailable(cause) | E::Internal(cause) => Self::new(format!("{error}: {cause:?}")),
            E::Corrupt { label, cause, .. } => Self::new(format!("{error} (met by `{label}`): {cause:?}")),
            _ => Self::new(error.to_string()),
        };
        match error {
            E::Corrupt { .. } => failure.hint("stop the server, keep a copy of the data folder as it is, and restore a backup beside it"),
            E::Altered { .. } => failure.hint("the database belongs to a build with other migrations; use that build"),
            E::Foreign => failure.hint("`--data` should name a folder of Looseleaf's own, or one that is empty"),
            E::Busy => failure.hint("another process is writing; try again"),
            _ => failure,
        }
    }
}

impl From<app::Error> for Failure {
    fn from(error: app::Error) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            app::Error::Unavailable | app::Error::Internal => failure.hint("`LOOSELEAF_LOG=debug` shows what lies behind it"),
            app::Error::Busy => failure.hint("another process is writing; try again"),
            _ => failure,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_follow_the_sentence() {
        let failure = Failure::new("it is closed").during("opening").hint("knock");
        assert_eq!(failure.to_string(), "error: opening: it is closed\nhint: knock\n");
    }
}
