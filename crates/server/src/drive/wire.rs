//! Bodies of replies about drives: entities and lists.

use super::links::Links;
use super::schema::{Entity, Shape};
use crate::reply::Reply;
use crate::schema::Json;
use http::{HeaderValue, StatusCode, header};

/// What an entity of a list takes, more or less, in bytes.
const ENTRY_BYTES: usize = 1_400;

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Writes an entity that stands alone.
pub(crate) fn entity<V>(links: &Links, entity: &Entity<V>, view: &V, shape: &Shape) -> Reply {
    let mut json = Json::new(ENTRY_BYTES, false);
    json.object(|json| entity.members(json, links, view, shape));
    written(StatusCode::OK, json)
}

/// Writes a list.
pub(crate) fn list<V>(links: &Links, entity: &Entity<V>, views: &[V], shape: &Shape, next_link: Option<&str>) -> Reply {
    let mut json = Json::new(ENTRY_BYTES * (views.len() + 1), false);
    json.object(|json| members(json, links, entity, ("value", views), shape, next_link.map(|link| ("@odata.nextLink", link))));
    written(StatusCode::OK, json)
}

/// Writes the members that a list takes in an object.
pub(crate) fn members<V>(
    json: &mut Json,
    links: &Links,
    entity: &Entity<V>,
    (name, views): (&str, &[V]),
    shape: &Shape,
    next: Option<(&str, &str)>,
) {
    json.key(name);
    json.array(|json| views.iter().for_each(|view| json.object(|json| entity.members(json, links, view, shape))));
    if let Some((name, link)) = next {
        json.key(name);
        json.text(link);
    }
}

/// Replies with JSON that is written already.
pub(crate) fn written(status: StatusCode, json: Json) -> Reply {
    Reply { status, headers: vec![(header::CONTENT_TYPE, JSON)], body: json.into_text().into() }
}
