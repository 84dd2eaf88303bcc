//! `$filter`: comparisons, logic and functions over properties.
//!
//! By hand and not by a parser library: the grammar is small, each error has one place, and the two bounds (depth and
//! nodes) have to be asked at every step anyway.

use crate::constant::{Constant, number_or_moment};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::limits::{FILTER_CONCATS_MAX, FILTER_DEPTH_MAX, FILTER_NODES_MAX};
use crate::reader::{Path, Reader};

/// A term, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression<'a> {
    /// The byte at which it begins; of an operator, the operator itself.
    pub position: usize,
    /// What it is.
    pub term: Term<'a>,
}

/// What a filter is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term<'a> {
    /// A literal.
    Constant(Constant<'a>),
    /// A property.
    Path(Path<'a>),
    /// A function, with as many arguments as it takes.
    Call(Function, Vec<Expression<'a>>),
    /// Two operands.
    Compare(Comparison, Box<[Expression<'a>; 2]>),
    /// `not`.
    Not(Box<Expression<'a>>),
    /// Two or more, joined by `and`.
    All(Vec<Expression<'a>>),
    /// Two or more, joined by `or`.
    Any(Vec<Expression<'a>>),
}

/// How two operands are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the meaning")]
pub enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// A function over text. Source: "Get OneNote content and structure", its table of operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the protocol's")]
pub enum Function {
    Contains,
    StartsWith,
    EndsWith,
    Length,
    IndexOf,
    Substring,
    ToLower,
    ToUpper,
    Trim,
    Concat,
}

impl Function {
    fn named(name: &str) -> Option<Self> {
        const ALL: [(&str, Function); 10] = [
            ("contains", Function::Contains),
            ("startswith", Function::StartsWith),
            ("endswith", Function::EndsWith),
            ("length", Function::Length),
            ("indexof", Function::IndexOf),
            ("substring", Function::Substring),
            ("tolower", Function::ToLower),
            ("toupper", Function::ToUpper),
            ("trim", Function::Trim),
            ("concat", Function::Concat),
        ];
        ALL.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, function)| *function)
    }

    fn takes(self, arguments: usize) -> bool {
        match self {
            Self::Length | Self::ToLower | Self::ToUpper | Self::Trim => arguments == 1,
            Self::Contains | Self::StartsWith | Self::EndsWith | Self::IndexOf | Self::Concat => arguments == 2,
            Self::Substring => (2..=3).contains(&arguments),
        }
    }
}

/// Reads a filter. Operators, functions and `true`, `false`, `null` are known in any letter case, as the later versions of
/// the protocol ask; names of properties stay as they are written.
///
/// `not a eq b` is `not (a eq b)`: the other reading, which the protocol's table of precedence suggests, means the same for
/// booleans and nothing for all else.
///
/// # Errors
/// Where it does not follow the syntax. [`SyntaxErrorKind::Unsupported`] for operators and functions that are not listed here.
///
/// ```
/// use odata::{Comparison, Constant, Term, parse_filter};
///
/// let filter = parse_filter("contains(tolower(name),'trip') and not isDefault eq true")?;
/// let Term::All(both) = filter.term else { panic!("two terms") };
/// assert_eq!((both.len(), both[1].position), (2, 35));
///
/// let filter = parse_filter("userRole ne Microsoft.OneNote.Api.UserRole'Reader' ")?;
/// let Term::Compare(Comparison::NotEqual, sides) = filter.term else { panic!("a comparison") };
/// assert!(matches!(&sides[1].term, Term::Constant(Constant::Member { member, .. }) if member == "Reader"));
///
/// assert_eq!(parse_filter("name eq").unwrap_err().position, 7);
/// # Ok::<(), odata::SyntaxError>(())
/// ```
pub fn parse_filter(text: &str) -> Result<Expression<'_>, SyntaxError> {
    let mut parser = Parser::new(text)?;
    let found = parser.any(0)?;
    parser.reader.end()?;
    Ok(found)
}

pub(crate) struct Parser<'a> {
    pub(crate) reader: Reader<'a>,
    nodes: usize,
    concats: usize,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(text: &'a str) -> Result<Self, SyntaxError> {
        Ok(Self { reader: Reader::new(text)?, nodes: 0, concats: 0 })
    }

    /// Terms joined by `or`, which binds least.
    fn any(&mut self, depth: usize) -> Result<Expression<'a>, SyntaxError> {
        self.joined(depth, "or", Self::all, Term::Any)
    }

    fn all(&mut self, depth: usize) -> Result<Expression<'a>, SyntaxError> {
        self.joined(depth, "and", Self::comparison, Term::All)
    }

    fn joined(
        &mut self,
        depth: usize,
        word: &str,
        part: fn(&mut Self, usize) -> Result<Expression<'a>, SyntaxError>,
        term: fn(Vec<Expression<'a>>) -> Term<'a>,
    ) -> Result<Expression<'a>, SyntaxError> {
        let first = part(self, depth)?;
        if !self.is_next_word(word) {
            return Ok(first);
        }
        let (position, mut parts) = (first.position, vec![first]);
        while self.is_next_word(word) {
            self.reader.skip(word.len());
            parts.push(part(self, depth)?);
        }
        self.node(position, term(parts))
    }

    fn comparison(&mut self, depth: usize) -> Result<Expression<'a>, SyntaxError> {
        let left = self.operand(depth)?;
        self.reader.blanks();
        let position = self.reader.position();
        let Some(comparison) = self.operator()? else { return Ok(left) };
        let right = self.operand(depth)?;
        self.node(position, Term::Compare(comparison, Box::new([left, right])))
    }

    /// Takes an operator that compares. Any other word here is meant as one and is not supported.
    fn operator(&mut self) -> Result<Option<Comparison>, SyntaxError> {
        let word = next_word(self.reader.rest());
        let comparison = match word.to_ascii_lowercase().as_str() {
            "eq" => Comparison::Equal,
            "ne" => Comparison::NotEqual,
            "gt" => Comparison::Greater,
            "ge" => Comparison::GreaterOrEqual,
            "lt" => Comparison::Less,
            "le" => Comparison::LessOrEqual,
            "" | "and" | "or" => return Ok(None),
            _ => return Err(self.reader.error(SyntaxErrorKind::Unsupported)),
        };
        self.reader.skip(word.len());
        Ok(Some(comparison))
    }

    /// A literal, a property, a call, or something in parentheses.
    pub(crate) fn operand(&mut self, depth: usize) -> Result<Expression<'a>, SyntaxError> {
        let next = self.reader.next();
        let position = self.reader.position();
        if depth >= FILTER_DEPTH_MAX {
            return Err(self.reader.error(SyntaxErrorKind::TooDeep));
        }
        match next {
            Some('(') => {
                self.reader.skip(1);
                let inside = self.any(depth + 1)?;
                self.reader.close(position)?;
                Ok(inside)
            }
            Some('\'') => {
                let text = self.reader.quoted('\'')?;
                self.node(position, Term::Constant(Constant::Text(text)))
            }
            Some(c) if c == '-' || c.is_ascii_digit() => {
                let constant = number_or_moment(&mut self.reader)?;
                self.node(position, Term::Constant(constant))
            }
            _ => self.named(position, depth),
        }
    }

    /// What begins with a name.
    fn named(&mut self, position: usize, depth: usize) -> Result<Expression<'a>, SyntaxError> {
        let name = self.reader.name();
        if name.is_empty() {
            return Err(self.reader.error(SyntaxErrorKind::Missing));
        }
        if self.reader.rest().starts_with('\'') {
            let member = self.reader.quoted('\'')?;
            return self.node(position, Term::Constant(Constant::Member { type_name: name, member }));
        }
        let constant = match name.to_ascii_lowercase().as_str() {
            "null" => Some(Constant::Null),
            "true" => Some(Constant::Boolean(true)),
            "false" => Some(Constant::Boolean(false)),
            "not" => {
                let inside = self.comparison(depth + 1)?;
                return self.node(position, Term::Not(Box::new(inside)));
            }
            _ => None,
        };
        if let Some(constant) = constant {
            return self.node(position, Term::Constant(constant));
        }
        if self.reader.rest().starts_with('(') {
            return self.call(name, position, depth);
        }
        let path = self.reader.path_from(position)?;
        if self.reader.rest().starts_with('(') {
            // `sections/any(…)` and its kin.
            return Err(SyntaxError::new(position, SyntaxErrorKind::Unsupported));
        }
        self.node(position, Term::Path(path))
    }

    fn call(&mut self, name: &str, position: usize, depth: usize) -> Result<Expression<'a>, SyntaxError> {
        let function = Function::named(name).ok_or(SyntaxError::new(position, SyntaxErrorKind::Unsupported))?;
        self.concats += usize::from(function == Function::Concat);
        if self.concats > FILTER_CONCATS_MAX {
            return Err(SyntaxError::new(position, SyntaxErrorKind::TooLarge));
        }
        let open = self.reader.position();
        self.reader.skip(1);
        let mut arguments = Vec::new();
        if self.reader.next() != Some(')') {
            arguments.push(self.operand(depth + 1)?);
            while self.reader.take(',') {
                arguments.push(self.operand(depth + 1)?);
            }
        }
        self.reader.close(open)?;
        if !function.takes(arguments.len()) {
            return Err(SyntaxError::new(position, SyntaxErrorKind::Arguments));
        }
        self.node(position, Term::Call(function, arguments))
    }

    fn is_next_word(&mut self, word: &str) -> bool {
        self.reader.blanks();
        next_word(self.reader.rest()).eq_ignore_ascii_case(word)
    }

    fn node(&mut self, position: usize, term: Term<'a>) -> Result<Expression<'a>, SyntaxError> {
        self.nodes += 1;
        if self.nodes > FILTER_NODES_MAX {
            return Err(SyntaxError::new(position, SyntaxErrorKind::TooLarge));
        }
        Ok(Expression { position, term })
    }
}

/// Returns the word that comes next; empty if something else does.
fn next_word(rest: &str) -> &str {
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    &rest[..end]
}
