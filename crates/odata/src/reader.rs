//! What the parsers of options share: a place in a text, and the small things that can stand there.

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::limits::TEXT_BYTES_MAX;
use std::borrow::Cow;

/// A name or a path of names, as `parentNotebook/id`, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path<'a> {
    /// The path as it was written; `*` alone is one too where the parser takes it.
    pub text: &'a str,
    /// The byte at which it begins.
    pub position: usize,
}

impl<'a> Path<'a> {
    /// Returns the names of the path.
    ///
    /// ```
    /// let keys = odata::parse_orderby("parentNotebook/name desc")?;
    /// let odata::Term::Path(path) = &keys[0].expression.term else { panic!("a path") };
    /// assert_eq!(path.names().collect::<Vec<_>>(), ["parentNotebook", "name"]);
    /// # Ok::<(), odata::SyntaxError>(())
    /// ```
    pub fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.text.split('/')
    }
}

pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Result<Self, SyntaxError> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(SyntaxError::new(TEXT_BYTES_MAX, SyntaxErrorKind::TooLarge));
        }
        Ok(Self { text, at: 0 })
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    pub(crate) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(crate) fn error(&self, kind: SyntaxErrorKind) -> SyntaxError {
        SyntaxError::new(self.at, kind)
    }

    pub(crate) fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Looks at the next character that is not blank.
    pub(crate) fn next(&mut self) -> Option<char> {
        self.blanks();
        self.rest().chars().next()
    }

    /// Takes `wanted` if it comes next, blanks aside.
    pub(crate) fn take(&mut self, wanted: char) -> bool {
        let found = self.next() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    /// Takes the parenthesis that ends what began at `open`.
    pub(crate) fn close(&mut self, open: usize) -> Result<(), SyntaxError> {
        match self.next() {
            Some(')') => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(self.error(SyntaxErrorKind::Trailing)),
            None => Err(SyntaxError::new(open, SyntaxErrorKind::UnclosedParenthesis)),
        }
    }

    /// Refuses whatever is left.
    pub(crate) fn end(&mut self) -> Result<(), SyntaxError> {
        match self.next() {
            None => Ok(()),
            Some(_) => Err(self.error(SyntaxErrorKind::Trailing)),
        }
    }

    /// Takes `length` bytes, which end at a character's edge.
    pub(crate) fn skip(&mut self, length: usize) -> &'a str {
        let taken = &self.rest()[..length];
        self.at += length;
        taken
    }

    /// Takes as long as characters are of a kind.
    pub(crate) fn run(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        self.skip(rest.find(|c| !is_part(c)).unwrap_or(rest.len()))
    }

    /// Takes a name: letters, digits, `_`, and the dots of a namespace. Empty if none comes next.
    pub(crate) fn name(&mut self) -> &'a str {
        self.blanks();
        if self.rest().starts_with(|c: char| c.is_alphabetic() || c == '_') {
            self.run(|c| c.is_alphanumeric() || c == '_' || c == '.')
        } else {
            ""
        }
    }

    /// Takes what follows a path's first name, which began at `position`.
    pub(crate) fn path_from(&mut self, position: usize) -> Result<Path<'a>, SyntaxError> {
        while self.rest().starts_with('/') {
            self.at += 1;
            // No blanks within a path.
            if !self.rest().starts_with(|c: char| c.is_alphabetic() || c == '_') {
                return Err(self.error(SyntaxErrorKind::Missing));
            }
            self.name();
        }
        Ok(Path { text: &self.text[position..self.at], position })
    }

    /// Takes a path of names.
    pub(crate) fn path(&mut self) -> Result<Path<'a>, SyntaxError> {
        self.blanks();
        let position = self.at;
        if self.name().is_empty() {
            return Err(self.error(SyntaxErrorKind::Missing));
        }
        self.path_from(position)
    }

    /// Takes a text in `quote`s, which comes next. Doubled quotes inside are single ones.
    pub(crate) fn quoted(&mut self, quote: char) -> Result<Cow<'a, str>, SyntaxError> {
        let (start, width) = (self.at, quote.len_utf8());
        let mut end = start + width;
        let mut is_doubled = false;
        loop {
            let Some(found) = self.text[end..].find(quote) else {
                return Err(SyntaxError::new(start, SyntaxErrorKind::UnclosedQuote));
            };
            end += found + width;
            if !self.text[end..].starts_with(quote) {
                break;
            }
            is_doubled = true;
            end += width;
        }
        self.at = end;
        let inside = &self.text[start + width..end - width];
        Ok(if is_doubled { Cow::Owned(inside.replace(&format!("{quote}{quote}"), &quote.to_string())) } else { Cow::Borrowed(inside) })
    }
}
