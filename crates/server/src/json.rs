//! Bodies that are JSON. Nothing in them is ignored.

mod reader;

use crate::fault::RequestFault;
use reader::Reader;

/// The deepest nesting that is read. No call of ours needs more than three levels; requests in a batch bring their own.
const DEPTH_MAX: usize = 32;

/// The most members of one object. No call takes more than nine.
const MEMBERS_MAX: usize = 64;

/// The most values in one body: some for each of the most commands that a page takes at once. Each costs more memory than
/// the two bytes in which it can be written.
const VALUES_MAX: usize = 8 * page::COMMANDS_MAX;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// As it was written.
    Number(String),
    Text(String),
    Array(Vec<Value>),
    /// No name twice; in the order in which they were written.
    Object(Vec<(String, Value)>),
}

/// A member of the object: its name, and its text if it has one. `null` says the same as leaving the member out.
pub(crate) type Member = (String, Option<String>);

/// Reads a body.
///
/// # Errors
/// [`RequestFault::Json`] for what is no JSON (by the lenient rules of this API), nests more than 32 deep, has too many values or
/// names a member twice.
pub(crate) fn read(body: &[u8]) -> Result<Value, RequestFault> {
    // Some editors and older clients begin a file with a mark; it is no JSON, but says nothing either.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|error| not_json("it is not in UTF-8", &body[..error.valid_up_to()]))?;
    Reader::new(text).document().map_err(|(what, at)| not_json(&what, &body[..at.min(body.len())]))
}

/// Reads an object whose members are texts or null.
///
/// # Errors
/// As [`read`]; [`RequestFault::JsonShape`] for what is not an object of texts.
pub(crate) fn members(body: &[u8]) -> Result<Vec<Member>, RequestFault> {
    let Value::Object(members) = read(body)? else { return Err(RequestFault::JsonShape("it is not an object".to_owned())) };
    members.into_iter().map(text_member).collect()
}

fn text_member((name, value): (String, Value)) -> Result<Member, RequestFault> {
    match value {
        Value::Text(text) => Ok((name, Some(text))),
        Value::Null => Ok((name, None)),
        _ => Err(RequestFault::JsonShape(format!("the member '{}' is not a text", shortened(&name)))),
    }
}

fn not_json(what: &str, before: &[u8]) -> RequestFault {
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let of_line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let column = 1 + String::from_utf8_lossy(of_line).chars().count();
    RequestFault::Json(format!("{what}, at line {line}, column {column}"))
}

/// Returns enough of a client's text to recognise it in a message.
pub(crate) fn shortened(text: &str) -> String {
    const CHARS: usize = 64;
    if text.chars().count() <= CHARS { text.to_owned() } else { format!("{}…", text.chars().take(CHARS).collect::<String>()) }
}

#[cfg(test)]
mod tests;
