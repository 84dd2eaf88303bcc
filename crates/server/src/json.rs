//! Bodies that are JSON: an object whose members are texts. Nothing in them is ignored.

use crate::fault::RequestFault;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The deepest nesting that is read. No call of ours needs more than two levels.
const DEPTH_MAX: usize = 32;

/// A member of the object: its name, and its text if it has one. `null` says the same as leaving the member out.
pub(crate) type Member = (String, Option<String>);

/// Reads an object whose members are texts or null.
///
/// # Errors
/// [`RequestFault::Json`] for what is no JSON, nests more than 32 deep or names a member twice; [`RequestFault::JsonShape`]
/// for what is not an object of texts.
pub(crate) fn members(body: &[u8]) -> Result<Vec<Member>, RequestFault> {
    // Some editors and older clients begin a file with a mark; it is no JSON, but says nothing either.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = Any { depth: 0 }.deserialize(&mut reader).map_err(not_json)?;
    reader.end().map_err(not_json)?;
    let Value::Object(members) = value else { return Err(RequestFault::JsonShape("it is not an object".to_owned())) };
    members.into_iter().map(text_member).collect()
}

fn text_member((name, value): (String, Value)) -> Result<Member, RequestFault> {
    match value {
        Value::Text(text) => Ok((name, Some(text))),
        Value::Null => Ok((name, None)),
        Value::Object(_) | Value::Other => Err(RequestFault::JsonShape(format!("the member '{}' is not a text", shortened(&name)))),
    }
}

fn not_json(error: serde_json::Error) -> RequestFault {
    RequestFault::Json(error.to_string())
}

/// Returns enough of a client's text to recognise it in a message.
pub(crate) fn shortened(text: &str) -> String {
    const CHARS: usize = 64;
    if text.chars().count() <= CHARS { text.to_owned() } else { format!("{}…", text.chars().take(CHARS).collect::<String>()) }
}

enum Value {
    Null,
    Text(String),
    Object(Vec<(String, Value)>),
    /// Numbers, booleans and arrays, none of which any call takes.
    Other,
}

struct Any {
    depth: usize,
}

impl Any {
    fn deeper<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth >= DEPTH_MAX { Err(E::custom("it is nested more than 32 deep")) } else { Ok(Self { depth: self.depth + 1 }) }
    }
}

impl<'de> DeserializeSeed<'de> for Any {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        while items.next_element_seed(self.deeper()?)?.is_some() {}
        Ok(Value::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members: Vec<(String, Value)> = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            // A quadratic search, but a body that has so many members that it matters is refused for the first of them.
            if members.len() >= MEMBERS_MAX {
                return Err(A::Error::custom("it has too many members"));
            }
            // Of two members with one name, some readers take the first and some the last: nobody can tell what was meant.
            if members.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom(format_args!("it has the member '{}' twice", shortened(&name))));
            }
            let value = entries.next_value_seed(self.deeper()?)?;
            members.push((name, value));
        }
        Ok(Value::Object(members))
    }
}

/// The most members of one object. No call takes more than nine.
const MEMBERS_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn why(body: &str) -> String {
        match members(body.as_bytes()) {
            Ok(members) => format!("{members:?}"),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn an_object_of_texts_is_read() {
        assert_eq!(why(r#"{"name":"a","id":null}"#), r#"[("name", Some("a")), ("id", None)]"#);
        assert_eq!(why("\u{feff}{}"), "[]");
    }

    #[test]
    fn nothing_else_is() {
        assert_eq!(why("[]"), r#"JsonShape("it is not an object")"#);
        assert_eq!(why(r#"{"name":1}"#), r#"JsonShape("the member 'name' is not a text")"#);
        assert!(why(r#"{"a":"1","a":"2"}"#).contains("twice"));
        assert!(why(r#"{"a":"1"} x"#).starts_with("Json("));
        assert!(why(r#"{"a":"1""#).starts_with("Json("));
        assert!(why("").starts_with("Json("));
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(why(&nested(30)).starts_with("JsonShape"));
        assert!(why(&nested(40)).contains("nested"));
        assert!(why(&nested(100_000)).starts_with("Json("));
    }

    proptest! {
        #[test]
        fn nothing_panics(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = members(&body);
        }
    }
}
