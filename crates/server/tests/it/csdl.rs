//! Types as Graph publishes them, and whether a JSON value is of one: names, types, members of enumerations, nullability.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The published types.
#[derive(Deserialize)]
pub struct Types {
    enums: BTreeMap<String, BTreeSet<String>>,
    types: BTreeMap<String, Type>,
}

#[derive(Deserialize)]
struct Type {
    base: Option<String>,
    /// Whether values may have properties that the type does not name.
    #[serde(default)]
    open: bool,
    props: BTreeMap<String, Property>,
    nav: BTreeMap<String, Property>,
}

#[derive(Deserialize)]
struct Property {
    #[serde(rename = "t")]
    type_name: String,
    #[serde(rename = "c", default)]
    collection: u8,
    #[serde(rename = "req", default)]
    required: u8,
}

/// What a value should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The name of a type.
    pub of: String,
    /// Whether it is an array of them.
    pub is_many: bool,
}

impl Types {
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap()
    }

    /// Returns what is wrong with an answer's body: a value of a type, or a page of a collection.
    pub fn complaints(&self, shape: &Shape, body: &Value) -> Vec<String> {
        let mut found = Vec::new();
        match body.as_object() {
            Some(body) if shape.is_many => {
                for (name, value) in body {
                    match name.as_str() {
                        "value" => self.check(&Property::many(&shape.of), value, "value", &mut found),
                        name if name.starts_with("@odata.") => {}
                        name => found.push(format!("a collection has no `{name}`")),
                    }
                }
                if !body.contains_key("value") {
                    found.push("a collection has a `value`".to_owned());
                }
            }
            _ => self.check(&Property::one(&shape.of), body, "", &mut found),
        }
        found
    }

    /// Follows a path of navigations, keys in between left out, from a type; `None` if one of them leads nowhere.
    pub fn follow<'a>(&self, from: &str, path: impl IntoIterator<Item = &'a str>) -> Option<Shape> {
        let mut at = Shape { of: from.to_owned(), is_many: false };
        for segment in path {
            let property = self.navigation(&at.of, segment)?;
            at = Shape { of: property.type_name.clone(), is_many: property.collection == 1 };
        }
        Some(at)
    }

    /// Returns the names of a type's properties.
    pub fn properties(&self, of: &str) -> Vec<&str> {
        self.lineage(of).flat_map(|found| found.props.keys()).map(String::as_str).collect()
    }

    /// A type and all that it inherits from.
    fn lineage<'a>(&'a self, of: &str) -> impl Iterator<Item = &'a Type> {
        std::iter::successors(self.types.get(of), |found| self.types.get(found.base.as_ref()?))
    }

    fn property(&self, of: &str, name: &str) -> Option<&Property> {
        self.lineage(of).find_map(|found| found.props.get(name))
    }

    fn navigation(&self, of: &str, name: &str) -> Option<&Property> {
        self.lineage(of).find_map(|found| found.nav.get(name))
    }

    fn check(&self, expected: &Property, value: &Value, at: &str, found: &mut Vec<String>) {
        if expected.collection == 1 {
            match value.as_array() {
                Some(values) => {
                    let one = Property::one(&expected.type_name);
                    values.iter().enumerate().for_each(|(number, value)| self.check(&one, value, &format!("{at}[{number}]"), found));
                }
                None => found.push(format!("{at} is no array: {value}")),
            }
        } else if value.is_null() {
            if expected.required == 1 || at.is_empty() || at.ends_with(']') {
                found.push(format!("{at} may not be null"));
            }
        } else if let Some(members) = self.enums.get(&expected.type_name) {
            if !value.as_str().is_some_and(|member| members.contains(member)) {
                found.push(format!("{at} is no member of {}: {value}", expected.type_name));
            }
        } else if self.types.contains_key(&expected.type_name) {
            match value.as_object() {
                Some(members) => self.check_members(&expected.type_name, members, at, found),
                None => found.push(format!("{at} is no object: {value}")),
            }
        } else if !is_primitive(&expected.type_name, value) {
            found.push(format!("{at} is no {}: {value}", expected.type_name));
        }
    }

    fn check_members(&self, of: &str, members: &Map<String, Value>, at: &str, found: &mut Vec<String>) {
        for (name, value) in members {
            let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            if let Some((about, annotation)) = name.split_once('@') {
                let is_known = ["", "api.diagnostics"].contains(&about) || self.named(of, about).is_some();
                if !is_known || !["odata.", "api.", "microsoft.graph."].iter().any(|space| annotation.starts_with(space)) {
                    found.push(format!("{at} annotates nothing that {of} has"));
                }
            } else if let Some(property) = self.named(of, name) {
                self.check(property, value, &at, found);
            } else if !self.lineage(of).any(|found| found.open) {
                found.push(format!("{at}: {of} has no `{name}`"));
            }
        }
    }

    fn named(&self, of: &str, name: &str) -> Option<&Property> {
        self.property(of, name).or_else(|| self.navigation(of, name))
    }
}

impl Property {
    fn one(of: &str) -> Self {
        Self { type_name: of.to_owned(), collection: 0, required: 0 }
    }

    fn many(of: &str) -> Self {
        Self { collection: 1, ..Self::one(of) }
    }
}

fn is_primitive(type_name: &str, value: &Value) -> bool {
    match type_name {
        "Edm.String" => value.is_string(),
        "Edm.Boolean" => value.is_boolean(),
        "Edm.Int16" => value.as_i64().is_some_and(|number| i16::try_from(number).is_ok()),
        "Edm.Int32" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "Edm.Int64" => value.is_i64(),
        "Edm.Double" => value.is_number(),
        "Edm.Guid" => value.as_str().is_some_and(|text| model::parse_guid(text).is_some()),
        "Edm.DateTimeOffset" => value.as_str().is_some_and(is_moment),
        // A stream is read at an address of its own and never stands in JSON; of other types there are none.
        _ => false,
    }
}

/// Says whether a text is a moment in UTC: `2026-01-31T09:00:05Z`, with up to seven digits of a second's fraction.
fn is_moment(text: &str) -> bool {
    let Some((date, time)) = text.strip_suffix('Z').and_then(|text| text.split_once('T')) else { return false };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let fits = |text: &str, between: char, lengths: [usize; 3]| {
        let pieces: Vec<&str> = text.split(between).collect();
        pieces.iter().map(|piece| piece.len()).eq(lengths) && pieces.iter().all(|piece| is_digits(piece))
    };
    fits(date, '-', [4, 2, 2]) && fits(time, ':', [2, 2, 2]) && (1..=7).contains(&fraction.len()) && is_digits(fraction)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn types() -> Types {
        Types::read(
            r#"{"enums":{"color":["Red","Green"]},
              "types":{"thing":{"props":{"id":{"t":"Edm.String","req":1}},"nav":{}},
                "house":{"base":"thing","props":{"built":{"t":"Edm.DateTimeOffset"},"color":{"t":"color"},"floors":{"t":"Edm.Int32"},
                   "tags":{"t":"Edm.String","c":1},"owner":{"t":"person"},"plan":{"t":"Edm.Stream"}},
                   "nav":{"rooms":{"t":"room","c":1},"street":{"t":"thing"}}},
                "room":{"base":"thing","props":{},"nav":{"house":{"t":"house"}}},
                "person":{"open":true,"props":{"name":{"t":"Edm.String"}},"nav":{}}}}"#,
        )
    }

    fn house(body: Value) -> Vec<String> {
        types().complaints(&Shape { of: "house".to_owned(), is_many: false }, &body)
    }

    #[test]
    fn what_is_of_the_type_is_accepted() {
        let good = json!({
            "@odata.context": "https://x/$metadata#houses/$entity", "id": "1", "built": "2026-01-31T09:00:05.683Z", "color": "Red",
            "floors": 2, "tags": ["old"], "owner": {"name": "Ann", "nick": "A."}, "rooms@odata.context": "x",
            "rooms": [{"id": "2", "house": {"id": "1"}}], "street@odata.context": "x", "street": null,
            "api.diagnostics@odata.type": "#x", "@api.diagnostics": [],
        });
        assert_eq!(house(good), Vec::<String>::new());
        assert_eq!(house(json!({"id": "1", "built": null, "color": null, "owner": null})), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_is_found() {
        for (body, complaint) in [
            (json!({"name": "x"}), "name: house has no `name`"),
            (json!({"color": "red"}), "color is no member of color: \"red\""),
            (json!({"color": 0}), "color is no member of color: 0"),
            (json!({"id": null}), "id may not be null"),
            (json!({"id": 1}), "id is no Edm.String: 1"),
            (json!({"built": "2026-01-31 09:00:05"}), "built is no Edm.DateTimeOffset: \"2026-01-31 09:00:05\""),
            (json!({"built": "2026-01-31T09:00:05+01:00"}), "built is no Edm.DateTimeOffset: \"2026-01-31T09:00:05+01:00\""),
            (json!({"floors": 1.5}), "floors is no Edm.Int32: 1.5"),
            (json!({"floors": 3_000_000_000_u64}), "floors is no Edm.Int32: 3000000000"),
            (json!({"tags": "old"}), "tags is no array: \"old\""),
            (json!({"tags": [null]}), "tags[0] may not be null"),
            (json!({"owner": "Ann"}), "owner is no object: \"Ann\""),
            (json!({"owner": {"name": 1}}), "owner.name is no Edm.String: 1"),
            (json!({"plan": "abc"}), "plan is no Edm.Stream: \"abc\""),
            (json!({"rooms": [{"color": "Red"}]}), "rooms[0].color: room has no `color`"),
            (json!({"garden@odata.context": "x"}), "garden@odata.context annotates nothing that house has"),
            (json!({"@count": 1}), "@count annotates nothing that house has"),
            (json!([]), " is no object: []"),
            (json!(null), " may not be null"),
        ] {
            assert_eq!(house(body), [complaint]);
        }
    }

    #[test]
    fn collections_are_looked_into() {
        let houses = Shape { of: "house".to_owned(), is_many: true };
        let complaints = |body: Value| types().complaints(&houses, &body);
        assert_eq!(complaints(json!({"@odata.count": 1, "@odata.nextLink": "x", "value": [{"id": "1"}]})), Vec::<String>::new());
        assert_eq!(complaints(json!({"value": [{"id": 1}]})), ["value[0].id is no Edm.String: 1"]);
        assert_eq!(complaints(json!({"id": "1"})), ["a collection has no `id`", "a collection has a `value`"]);
    }

    #[test]
    fn paths_are_followed() {
        let shape = |of: &str, is_many| Some(Shape { of: of.to_owned(), is_many });
        assert_eq!(types().follow("house", ["rooms"]), shape("room", true));
        assert_eq!(types().follow("house", ["rooms", "house", "street"]), shape("thing", false));
        assert_eq!(types().follow("house", ["garden"]), None);
    }
}
