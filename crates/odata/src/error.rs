use std::fmt;

/// A text that does not follow the syntax, and where it stops doing so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The byte of the text at which it went wrong, counted from 0.
    pub position: usize,
    /// What went wrong there.
    pub kind: SyntaxErrorKind,
}

/// What can be wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// The decoded bytes are not UTF-8.
    NotText,
    /// A name, a key or an argument is missing.
    Missing,
    /// A quoted text has no end.
    UnclosedQuote,
    /// A parenthesis has no end.
    UnclosedParenthesis,
    /// Something follows what should be the end.
    Trailing,
    /// An argument is given twice.
    Duplicate,
}

impl SyntaxError {
    pub(crate) const fn new(position: usize, kind: SyntaxErrorKind) -> Self {
        Self { position, kind }
    }
}

impl fmt::Display for SyntaxError {
    /// Writes a clause for the client, without the text itself.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            SyntaxErrorKind::NotText => "the decoded bytes are not UTF-8",
            SyntaxErrorKind::Missing => "a name or a value is missing",
            SyntaxErrorKind::UnclosedQuote => "a quoted text does not end",
            SyntaxErrorKind::UnclosedParenthesis => "a parenthesis does not end",
            SyntaxErrorKind::Trailing => "something follows the end",
            SyntaxErrorKind::Duplicate => "an argument is given twice",
        };
        write!(out, "{what}, at position {}", self.position)
    }
}

impl std::error::Error for SyntaxError {}
