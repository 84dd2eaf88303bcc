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
    /// A name, a key, an argument or an operand is missing.
    Missing,
    /// A quoted text has no end.
    UnclosedQuote,
    /// A parenthesis has no end.
    UnclosedParenthesis,
    /// Something follows what should be the end.
    Trailing,
    /// An argument or an option is given twice.
    Duplicate,
    /// A number or a time is not one, or out of range.
    BadLiteral,
    /// An operator or a function that is OData's perhaps, but not among those that are understood.
    Unsupported,
    /// A function has more or fewer arguments than it takes.
    Arguments,
    /// `$levels` is neither `max` nor a number from 1.
    Levels,
    /// It nests deeper than the bound.
    TooDeep,
    /// It is longer, or has more parts, than the bound.
    TooLarge,
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
            SyntaxErrorKind::BadLiteral => "a number or a time is malformed or out of range",
            SyntaxErrorKind::Unsupported => "an operator or a function is not supported",
            SyntaxErrorKind::Arguments => "a function has too many or too few arguments",
            SyntaxErrorKind::Levels => "the levels are neither max nor a number from 1",
            SyntaxErrorKind::TooDeep => "it nests too deep",
            SyntaxErrorKind::TooLarge => "it has too many parts",
        };
        write!(out, "{what}, at position {}", self.position)
    }
}

impl std::error::Error for SyntaxError {}
