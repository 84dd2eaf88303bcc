use crate::error::{SyntaxError, SyntaxErrorKind};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// One option of a query string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Option<'a> {
    /// Its name as it was written, perhaps with a `$`.
    pub name: Cow<'a, str>,
    /// Its value, without the blanks at its end that some clients send. Empty if there was no `=`.
    pub value: Cow<'a, str>,
}

impl Option<'_> {
    /// Says whether this is the option `name`: in any letter case, with or without `$`.
    ///
    /// ```
    /// let top = odata::options("$TOP=5").next().unwrap()?;
    /// assert!(top.is("top") && top.is("$top") && !top.is("skip"));
    /// # Ok::<(), odata::SyntaxError>(())
    /// ```
    pub fn is(&self, name: &str) -> bool {
        self.plain_name().eq_ignore_ascii_case(name.strip_prefix('$').unwrap_or(name))
    }

    /// Returns the name without its `$`.
    pub fn plain_name(&self) -> &str {
        self.name.strip_prefix('$').unwrap_or(&self.name)
    }
}

/// Splits a query string (what follows the `?`) and decodes it. Empty pairs are left out.
///
/// A `+` is a blank, as in forms: the clients of this protocol are older than the habit of not encoding so.
///
/// # Errors
/// Each option has its own: [`SyntaxErrorKind::NotText`], with the position of its pair in `query`.
///
/// ```
/// let query = "&$expand=sections&filter=isDefault%20eq%20true%20&count";
/// let all = odata::options(query).collect::<Result<Vec<_>, _>>()?;
/// let all: Vec<_> = all.iter().map(|option| (&*option.name, &*option.value)).collect();
/// assert_eq!(all, [("$expand", "sections"), ("filter", "isDefault eq true"), ("count", "")]);
/// # Ok::<(), odata::SyntaxError>(())
/// ```
pub fn options(query: &str) -> Options<'_> {
    Options { query, at: 0 }
}

/// The options of a query string, from [`options`].
#[derive(Clone, Debug)]
pub struct Options<'a> {
    query: &'a str,
    at: usize,
}

impl<'a> Iterator for Options<'a> {
    type Item = Result<Option<'a>, SyntaxError>;

    fn next(&mut self) -> std::option::Option<Self::Item> {
        loop {
            let rest = self.query.get(self.at..).filter(|rest| !rest.is_empty())?;
            let length = rest.find('&').unwrap_or(rest.len());
            let start = self.at;
            self.at += length + 1;
            if length > 0 {
                return Some(option(&rest[..length]).map_err(|kind| SyntaxError::new(start, kind)));
            }
        }
    }
}

fn option(pair: &str) -> Result<Option<'_>, SyntaxErrorKind> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let (name, value) = (decoded(name)?, decoded(value)?);
    let value = match value {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_end()),
        Cow::Owned(text) => Cow::Owned(text.trim_end().to_owned()),
    };
    Ok(Option { name, value })
}

fn decoded(text: &str) -> Result<Cow<'_, str>, SyntaxErrorKind> {
    if !text.contains('+') {
        return percent_decode_str(text).decode_utf8().map_err(|_| SyntaxErrorKind::NotText);
    }
    let blank = text.replace('+', " ");
    percent_decode_str(&blank).decode_utf8().map(|text| Cow::Owned(text.into_owned())).map_err(|_| SyntaxErrorKind::NotText)
}
