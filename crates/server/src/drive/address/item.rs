//! The part of an address that names something in a drive: where it begins, and the names from there.

use super::BadAddress;
use odata::{SyntaxError, SyntaxErrorKind};
use std::borrow::Cow;

/// What the names of an item's address begin at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The drive's root.
    Root,
    /// An item by its id, unread.
    Id(String),
    /// A folder with a meaning.
    Special(String),
}

/// Something in a drive, as an address names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) anchor: Anchor,
    /// The names from there, of which none is empty, `.` or `..`.
    pub(crate) path: Vec<String>,
}

/// The longest path that is read, in characters, the slashes among them. Source: the limits that clients keep, of which this
/// is the largest.
pub(super) const PATH_CHARS_MAX: usize = 430;

/// Returns where an item's address begins, and what follows that; `None` if there is none.
pub(super) fn begin(rest: &str) -> Result<Option<(Anchor, &str)>, BadAddress> {
    if let Some(after) = rest.strip_prefix("root").filter(|after| ends_word(after)) {
        return Ok(Some((Anchor::Root, after)));
    }
    for (word, make) in [("items", Anchor::Id as fn(String) -> Anchor), ("special", Anchor::Special)] {
        let Some(after) = rest.strip_prefix(word) else { continue };
        if let Some(after) = after.strip_prefix("('") {
            let (id, after) = quoted(after)?;
            return Ok(Some((named(make, id), after)));
        }
        let Some(after) = after.strip_prefix('/') else { continue };
        let after = after.trim_start_matches('/');
        let (id, after) = after.split_at(after.find(['/', ':']).unwrap_or(after.len()));
        if !id.is_empty() {
            return Ok(Some((named(make, id.to_owned()), after)));
        }
    }
    Ok(None)
}

fn named(make: fn(String) -> Anchor, id: String) -> Anchor {
    match make(id) {
        Anchor::Id(id) if id == "root" => Anchor::Root,
        anchor => anchor,
    }
}

/// Says whether a word of an address ends before this.
pub(super) fn ends_word(after: &str) -> bool {
    after.is_empty() || after.starts_with(['/', ':'])
}

/// Takes the names that follow an anchor. Returns the item, and what follows it: the members.
pub(super) fn walk(anchor: Anchor, rest: &str, query: &str) -> Result<(Item, String), BadAddress> {
    let mut item = Item { anchor, path: Vec::new() };
    let mut chars_left = PATH_CHARS_MAX;
    let mut rest = rest;
    loop {
        if let Some(path) = rest.strip_prefix(':') {
            let (path, after) = path.split_once(':').unwrap_or((path, ""));
            item.push(path, &mut chars_left)?;
            // What follows the colon is a member even without its slash.
            rest = after.strip_prefix('/').unwrap_or(after);
        }
        let member = rest.trim_start_matches('/');
        let Some(after) = member.strip_prefix("children") else { return Ok((item, member.to_owned())) };
        if let Some(after) = after.strip_prefix("('") {
            let (name, after) = quoted(after)?;
            let path = if name.starts_with('@') { alias(&name, query)? } else { Cow::Borrowed(name.as_str()) };
            item.push(&path, &mut chars_left)?;
            rest = after;
        } else if let Some(name) = after.strip_prefix('/').map(|name| name.trim_start_matches('/')).filter(|name| !name.is_empty()) {
            let (name, after) = name.split_at(name.find(['/', ':']).unwrap_or(name.len()));
            item.push(name, &mut chars_left)?;
            rest = after;
        } else {
            return Ok((item, member.to_owned()));
        }
    }
}

impl Item {
    fn push(&mut self, path: &str, chars_left: &mut usize) -> Result<(), BadAddress> {
        *chars_left = chars_left.checked_sub(path.chars().count()).ok_or(BadAddress::PathTooLong)?;
        for name in path.split('/').filter(|name| !name.is_empty() && *name != ".") {
            if name == ".." {
                return Err(BadAddress::DotDot);
            }
            self.path.push(name.to_owned());
        }
        Ok(())
    }
}

/// Takes a text up to its closing quote and the parenthesis after it; doubled quotes are single ones.
fn quoted(text: &str) -> Result<(String, &str), BadAddress> {
    let unclosed = BadAddress::Syntax(SyntaxError { position: 0, kind: SyntaxErrorKind::UnclosedQuote });
    let mut out = String::new();
    let mut rest = text;
    loop {
        let (piece, after) = rest.split_once('\'').ok_or(unclosed.clone())?;
        out.push_str(piece);
        match after.strip_prefix('\'') {
            Some(after) => {
                out.push('\'');
                rest = after;
            }
            None => return Ok((out, after.strip_prefix(')').ok_or(unclosed)?)),
        }
    }
}

/// Returns what an alias stands for: the query has it, in quotes.
fn alias<'q>(name: &str, query: &'q str) -> Result<Cow<'q, str>, BadAddress> {
    for option in odata::options(query) {
        let option = option?;
        if option.name == name {
            let value = option.value;
            let inner = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')).map(|value| value.replace("''", "'"));
            return Ok(inner.map_or(value, Cow::Owned));
        }
    }
    Err(BadAddress::Syntax(SyntaxError { position: 0, kind: SyntaxErrorKind::Missing }))
}
