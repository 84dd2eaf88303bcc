//! Arguments that are more than text: sizes, spans of time, roles, members, ids as they are pasted.

use model::{NodeId, OperationId, Role};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use std::str::FromStr;

/// A number of bytes: `500`, `500MB`, `5GB`, `2TiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes(pub u64);

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, unit) = split(text)?;
        let factor = match unit.to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "kb" => 1_000,
            "mb" => 1_000_000,
            "gb" => 1_000_000_000,
            "tb" => 1_000_000_000_000,
            "kib" => 1 << 10,
            "mib" => 1 << 20,
            "gib" => 1 << 30,
            "tib" => 1_u64 << 40,
            _ => return Err(format!("`{unit}` is no unit; write kB, MB, GB, TB, KiB, MiB, GiB or TiB")),
        };
        number.checked_mul(factor).map(Self).ok_or_else(|| "too large".to_owned())
    }
}

/// A number of bytes that something may hold at most, or `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota(pub Option<u64>);

impl FromStr for Quota {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            word if word.eq_ignore_ascii_case("none") => Ok(Self(None)),
            bytes => bytes.parse::<Bytes>().map(|bytes| Self(Some(bytes.0))).map_err(|why| format!("{why}; or write none")),
        }
    }
}

/// A span of time in whole seconds: `90s`, `15m`, `1h`, `30d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub i64);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write a number and s, m, h or d, as in 90s or 30d".to_owned();
        let (number, unit) = split(text).map_err(|_| wrong())?;
        let factor = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 60 * 60,
            "d" => 24 * 60 * 60,
            _ => return Err(wrong()),
        };
        let seconds = i64::try_from(number).ok().and_then(|number| number.checked_mul(factor));
        seconds.filter(|seconds| *seconds > 0).map(Self).ok_or_else(|| "at least a second, and less than for ever".to_owned())
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

fn split(text: &str) -> Result<(u64, &str), String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    Ok((number.parse().map_err(|_| "it begins with a whole number".to_owned())?, unit.trim_start()))
}

/// Reads `reader`, `contributor` or `owner`.
pub fn role(text: &str) -> Result<Role, String> {
    match text.to_ascii_lowercase().as_str() {
        "reader" => Ok(Role::Reader),
        "contributor" => Ok(Role::Contributor),
        "owner" => Ok(Role::Owner),
        _ => Err("a role is reader, contributor or owner".to_owned()),
    }
}

/// Somebody and what they are in a site: `ann`, or `ann:owner`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person's name.
    pub name: String,
    /// What they are there, if it was said.
    pub role: Option<Role>,
}

impl FromStr for Member {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.rsplit_once(':') {
            Some((name, word)) => Ok(Self { name: name.to_owned(), role: Some(role(word)?) }),
            None => Ok(Self { name: text.to_owned(), role: None }),
        }
    }
}

/// Reads a notebook's, section group's or section's id, with or without the `1-` that clients see.
pub fn node_id(text: &str) -> Result<NodeId, String> {
    if text.contains('!') {
        return Err("this is a page's id, and pages have no permissions of their own; name their section or notebook".to_owned());
    }
    let guid = text.strip_prefix("1-").unwrap_or(text);
    guid.parse().map_err(|_| "an id looks like 1-0191f2a0-1111-7222-8333-444455556666".to_owned())
}

/// Reads an operation's id, with or without the `copy-` that clients see.
pub fn operation_id(text: &str) -> Result<OperationId, String> {
    let guid = text.strip_prefix("copy-").unwrap_or(text);
    guid.parse().map_err(|_| "an id looks like copy-0191f2a0-1111-7222-8333-444455556666".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_spans_take_units() {
        let bytes = |text: &str| text.parse::<Bytes>().map(|bytes| bytes.0);
        assert_eq!(bytes("5GB"), Ok(5_000_000_000));
        assert_eq!(bytes("2 MiB"), Ok(2 << 20));
        assert_eq!(bytes("17"), Ok(17));
        assert!(bytes("GB").is_err() && bytes("5 apples").is_err() && bytes("99999999TB").is_err());
        let quota = |text: &str| text.parse::<Quota>().map(|quota| quota.0);
        assert_eq!((quota("5GB"), quota("None")), (Ok(Some(5_000_000_000)), Ok(None)));
        assert!(quota("much").is_err());
        let span = |text: &str| text.parse::<Span>().map(|span| span.0);
        assert_eq!((span("1h"), span("30d")), (Ok(3_600), Ok(2_592_000)));
        assert!(span("1").is_err() && span("0s").is_err() && span("-1h").is_err());
    }

    #[test]
    fn members_may_say_their_role() {
        let member = |text: &str| text.parse::<Member>().map(|member| (member.name, member.role));
        assert_eq!(member("ann:owner"), Ok(("ann".to_owned(), Some(Role::Owner))));
        assert_eq!(member("ann"), Ok(("ann".to_owned(), None)));
        assert!(member("ann:boss").is_err());
    }

    #[test]
    fn ids_are_taken_as_they_are_pasted() {
        let guid = "0191f2a0-1111-7222-8333-444455556666";
        assert_eq!(node_id(guid), node_id(&format!("1-{guid}")));
        assert_eq!(operation_id(guid), operation_id(&format!("copy-{guid}")));
        assert!(node_id(&format!("1-0123456789abcdef0123456789abcdef!1-{guid}")).unwrap_err().contains("page"));
        assert!(node_id("x").is_err() && operation_id("copy-").is_err());
    }
}
