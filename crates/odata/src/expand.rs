//! `$expand`: navigations, each with options of its own.

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::limits::{EXPAND_DEPTH_MAX, EXPAND_ITEMS_MAX};
use crate::reader::{Path, Reader};
use crate::select::{select, star_or_path};

/// One navigation to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expand<'a> {
    /// Its name, or `*`.
    pub path: Path<'a>,
    /// What of the things found there is selected; `None` if nothing was said.
    pub select: Option<Vec<Path<'a>>>,
    /// What is expanded below them.
    pub expand: Vec<Expand<'a>>,
    /// How often the navigation is followed again from what it found; `None` if nothing was said.
    pub levels: Option<Levels>,
    /// Options of other names, as they were written, for the caller to understand or refuse.
    pub others: Vec<NestedOption<'a>>,
}

/// How often a navigation is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Levels {
    /// As deep as it goes.
    Max,
    /// That many times, at least once.
    Times(u32),
}

/// An option within parentheses that is not `select`, `expand` or `levels`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NestedOption<'a> {
    /// Its name, without a `$`.
    pub name: &'a str,
    /// The byte at which the name begins.
    pub position: usize,
    /// Its value, without blanks around it.
    pub value: &'a str,
    /// The byte at which the value begins.
    pub value_position: usize,
}

/// Reads what is expanded. There is at least one. Options within parentheses are separated by `;`, their names come with or
/// without `$` and in any letter case.
///
/// # Errors
/// Where it does not follow the syntax; an option twice within one pair of parentheses.
///
/// ```
/// use odata::Levels;
///
/// let items = odata::parse_expand("sections(select=name,pagesUrl),sectionGroups($expand=sections;$levels=max)")?;
/// assert_eq!(items[0].select.as_ref().map(Vec::len), Some(2));
/// assert_eq!((items[1].expand[0].path.text, items[1].levels), ("sections", Some(Levels::Max)));
/// # Ok::<(), odata::SyntaxError>(())
/// ```
pub fn parse_expand(text: &str) -> Result<Vec<Expand<'_>>, SyntaxError> {
    let mut parser = Parser { reader: Reader::new(text)?, items: 0 };
    let items = parser.items(0)?;
    parser.reader.end()?;
    Ok(items)
}

struct Parser<'a> {
    reader: Reader<'a>,
    items: usize,
}

impl<'a> Parser<'a> {
    fn items(&mut self, depth: usize) -> Result<Vec<Expand<'a>>, SyntaxError> {
        if depth >= EXPAND_DEPTH_MAX {
            return Err(self.reader.error(SyntaxErrorKind::TooDeep));
        }
        let mut found = Vec::new();
        loop {
            found.push(self.item(depth)?);
            if !self.reader.take(',') {
                return Ok(found);
            }
        }
    }

    fn item(&mut self, depth: usize) -> Result<Expand<'a>, SyntaxError> {
        self.items += 1;
        if self.items > EXPAND_ITEMS_MAX {
            return Err(self.reader.error(SyntaxErrorKind::TooLarge));
        }
        let path = star_or_path(&mut self.reader)?;
        let mut item = Expand { path, select: None, expand: Vec::new(), levels: None, others: Vec::new() };
        let is_nested = self.reader.next() == Some('(');
        let open = self.reader.position();
        if is_nested {
            self.reader.skip(1);
            if self.reader.next() != Some(')') {
                self.options(&mut item, open, depth)?;
            }
            self.reader.close(open)?;
        }
        Ok(item)
    }

    fn options(&mut self, item: &mut Expand<'a>, open: usize, depth: usize) -> Result<(), SyntaxError> {
        let mut seen: Vec<&str> = Vec::new();
        loop {
            self.reader.blanks();
            let position = self.reader.position();
            self.reader.take('$');
            let name = self.reader.name();
            if name.is_empty() || !self.reader.take('=') {
                return Err(self.reader.error(SyntaxErrorKind::Missing));
            }
            if seen.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                return Err(SyntaxError::new(position, SyntaxErrorKind::Duplicate));
            }
            seen.push(name);
            match name.to_ascii_lowercase().as_str() {
                "select" => item.select = Some(select(&mut self.reader)?),
                "expand" => item.expand = self.items(depth + 1)?,
                "levels" => item.levels = Some(self.levels()?),
                _ => {
                    let (value, value_position) = self.other(open)?;
                    item.others.push(NestedOption { name, position, value, value_position });
                }
            }
            if !self.reader.take(';') {
                return Ok(());
            }
        }
    }

    fn levels(&mut self) -> Result<Levels, SyntaxError> {
        self.reader.blanks();
        let position = self.reader.position();
        let word = self.reader.run(char::is_alphanumeric);
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte != b'0');
        // One that is too large stands for any that is.
        let times = is_number.then(|| word.parse().unwrap_or(u32::MAX));
        match times {
            _ if word.eq_ignore_ascii_case("max") => Ok(Levels::Max),
            Some(times) => Ok(Levels::Times(times)),
            None => Err(SyntaxError::new(position, SyntaxErrorKind::Levels)),
        }
    }

    /// Takes the value of an option that is not understood here, up to the `;` or `)` that ends it, and says where it begins.
    fn other(&mut self, open: usize) -> Result<(&'a str, usize), SyntaxError> {
        self.reader.blanks();
        let whole = self.reader.rest();
        let start = self.reader.position();
        let mut nested = 0_usize;
        loop {
            self.reader.run(|c| !"'();".contains(c));
            match self.reader.rest().chars().next() {
                Some('\'') => {
                    self.reader.quoted('\'')?;
                    continue;
                }
                Some('(') => nested += 1,
                Some(')') if nested > 0 => nested -= 1,
                Some(';') if nested > 0 => {}
                Some(_) => return Ok((whole[..self.reader.position() - start].trim_end(), start)),
                None => return Err(SyntaxError::new(open, SyntaxErrorKind::UnclosedParenthesis)),
            }
            self.reader.skip(1);
        }
    }
}
