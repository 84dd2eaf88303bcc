//! One decoded segment of a path: a name, a name with a key, or a call.

use crate::error::{SyntaxError, SyntaxErrorKind};
use std::borrow::Cow;

/// A segment of a path.
///
/// Without parentheses any text is a name, so ids are names too; the caller knows at which place it expects which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment<'a> {
    /// What stands before the parentheses, with its namespace if it has one.
    pub name: &'a str,
    /// What follows it.
    pub parentheses: Parentheses<'a>,
}

/// What follows the name of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parentheses<'a> {
    /// Nothing: `name`.
    Absent,
    /// A call without arguments: `name()`.
    Empty,
    /// A key: `name('key')` or `name(key)`.
    Key(Literal<'a>),
    /// A call: `name(a='text',b=true)`.
    Arguments(Vec<(&'a str, Literal<'a>)>),
}

/// A key or the value of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal<'a> {
    /// Quoted text; doubled quotes are single ones here.
    Text(Cow<'a, str>),
    /// Anything else: a number, `true`, an id without quotes.
    Word(&'a str),
}

impl Literal<'_> {
    /// Returns the text, quoted or not.
    ///
    /// ```
    /// assert_eq!(odata::Literal::Word("true").as_str(), "true");
    /// ```
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Word(word) => word,
        }
    }
}

impl<'a> Segment<'a> {
    /// Reads a segment that was decoded.
    ///
    /// # Errors
    /// Where the parentheses are not well formed. The position counts bytes of `text`.
    ///
    /// ```
    /// use odata::{Literal, Parentheses, Segment, SyntaxErrorKind};
    ///
    /// let segment = Segment::parse("FromUrl(url='https://a/b''s', x=1)")?;
    /// assert_eq!(segment.argument("url"), Some("https://a/b's"));
    ///
    /// let error = Segment::parse("notebooks('1-a)").unwrap_err();
    /// assert_eq!((error.position, error.kind), (10, SyntaxErrorKind::UnclosedQuote));
    /// # Ok::<(), odata::SyntaxError>(())
    /// ```
    pub fn parse(text: &'a str) -> Result<Self, SyntaxError> {
        let Some(open) = text.find('(') else { return Ok(Self { name: text, parentheses: Parentheses::Absent }) };
        if open == 0 {
            return Err(SyntaxError::new(0, SyntaxErrorKind::Missing));
        }
        let mut reader = Reader { text, at: open + 1 };
        let parentheses = reader.parentheses(open)?;
        if reader.at < text.len() {
            return Err(SyntaxError::new(reader.at, SyntaxErrorKind::Trailing));
        }
        Ok(Self { name: &text[..open], parentheses })
    }

    /// Returns the name without its namespace.
    ///
    /// ```
    /// assert_eq!(odata::Segment::parse("microsoft.graph.preview()")?.unqualified(), "preview");
    /// # Ok::<(), odata::SyntaxError>(())
    /// ```
    pub fn unqualified(&self) -> &'a str {
        self.name.rsplit_once('.').map_or(self.name, |(_, name)| name)
    }

    /// Says whether this is the literal `name`, in any letter case, with or without a namespace.
    ///
    /// ```
    /// assert!(odata::Segment::parse("copytosectiongroup")?.is_named("copyToSectionGroup"));
    /// # Ok::<(), odata::SyntaxError>(())
    /// ```
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) || self.unqualified().eq_ignore_ascii_case(name)
    }

    /// Returns the key, if there is one.
    pub fn key(&self) -> Option<&str> {
        match &self.parentheses {
            Parentheses::Key(key) => Some(key.as_str()),
            _ => None,
        }
    }

    /// Returns an argument by name, in any letter case.
    pub fn argument(&self, name: &str) -> Option<&str> {
        let Parentheses::Arguments(arguments) = &self.parentheses else { return None };
        arguments.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn parentheses(&mut self, open: usize) -> Result<Parentheses<'a>, SyntaxError> {
        if self.take(')') {
            return Ok(Parentheses::Empty);
        }
        let start = self.at;
        let first = self.literal(open)?;
        if !self.take('=') {
            self.close(open)?;
            return Ok(Parentheses::Key(first));
        }
        let mut arguments: Vec<(&str, Literal<'_>)> = Vec::new();
        let (mut name, mut name_at) = (first, start);
        loop {
            let Literal::Word(word) = name else { return Err(SyntaxError::new(name_at, SyntaxErrorKind::Missing)) };
            if arguments.iter().any(|(known, _)| known.eq_ignore_ascii_case(word)) {
                return Err(SyntaxError::new(name_at, SyntaxErrorKind::Duplicate));
            }
            arguments.push((word, self.literal(open)?));
            if !self.take(',') {
                self.close(open)?;
                return Ok(Parentheses::Arguments(arguments));
            }
            name_at = self.at;
            name = self.literal(open)?;
            if !self.take('=') {
                return Err(SyntaxError::new(self.at, SyntaxErrorKind::Missing));
            }
        }
    }

    fn literal(&mut self, open: usize) -> Result<Literal<'a>, SyntaxError> {
        self.blanks();
        let start = self.at;
        let literal = if self.rest().starts_with('\'') { self.quoted()? } else { self.word(open)? };
        debug_assert!(self.at > start, "a literal has at least one byte");
        self.blanks();
        Ok(literal)
    }

    fn quoted(&mut self) -> Result<Literal<'a>, SyntaxError> {
        let start = self.at;
        let mut end = start + 1;
        let mut doubled = false;
        loop {
            let Some(found) = self.text[end..].find('\'') else {
                return Err(SyntaxError::new(start, SyntaxErrorKind::UnclosedQuote));
            };
            end += found + 1;
            if !self.text[end..].starts_with('\'') {
                break;
            }
            doubled = true;
            end += 1;
        }
        self.at = end;
        let inside = &self.text[start + 1..end - 1];
        Ok(Literal::Text(if doubled { Cow::Owned(inside.replace("''", "'")) } else { Cow::Borrowed(inside) }))
    }

    fn word(&mut self, open: usize) -> Result<Literal<'a>, SyntaxError> {
        let rest = self.rest();
        let length = rest.find(|c: char| c.is_whitespace() || "'(),=".contains(c)).unwrap_or(rest.len());
        if length == 0 {
            let (position, kind) =
                if rest.is_empty() { (open, SyntaxErrorKind::UnclosedParenthesis) } else { (self.at, SyntaxErrorKind::Missing) };
            return Err(SyntaxError::new(position, kind));
        }
        self.at += length;
        Ok(Literal::Word(&rest[..length]))
    }

    fn close(&mut self, open: usize) -> Result<(), SyntaxError> {
        if self.take(')') {
            return Ok(());
        }
        let is_end = self.rest().is_empty();
        let (position, kind) = if is_end { (open, SyntaxErrorKind::UnclosedParenthesis) } else { (self.at, SyntaxErrorKind::Trailing) };
        Err(SyntaxError::new(position, kind))
    }

    fn take(&mut self, wanted: char) -> bool {
        self.blanks();
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }
}
