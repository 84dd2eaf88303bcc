//! A request that has passed the door: what a handler gets.

use crate::correlation::Correlation;
use crate::cursor::{self, Cursor};
use crate::fault::{Fault, RequestFault};
use crate::json::{self, Value, shortened};
use crate::multipart::Form;
use crate::query::{self, Query, Window};
use crate::root::{self, Root, Urls, encoded};
use crate::schema::{Entity, Shape};
use crate::server::Server;
use app::expand::Plan;
use app::idempotency::{KEY_BYTES_MAX, Keyed};
use app::{Caller, Cx, Error};
use bytes::Bytes;
use http::{HeaderMap, Method, header};
use model::query::Seek;
use model::{ConflictBehavior, Grant, Need, NodeId, OperationId, PageId, ResourceId};
use std::sync::Arc;

/// A request by somebody whose token allows this kind of call.
pub(crate) struct Call {
    pub(crate) server: Arc<Server>,
    pub(crate) caller: Arc<Caller>,
    pub(crate) root: Root,
    pub(crate) method: Method,
    /// The name of the route.
    pub(crate) route: &'static str,
    /// The ids in the address, in order, unread.
    pub(crate) keys: Vec<String>,
    /// The arguments of the call in the address.
    pub(crate) arguments: Vec<(String, String)>,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    /// The body, or the part of it that leads.
    pub(crate) body: Bytes,
    /// The body, if it has several parts.
    pub(crate) form: Option<Form>,
    pub(crate) correlation: Correlation,
}

impl Call {
    /// Returns the first id in the address as a node's.
    pub(crate) fn node(&self) -> Result<NodeId, Fault> {
        self.keys.first().and_then(|key| root::node_id(key)).ok_or(RequestFault::BadId.into())
    }

    /// Returns the first id in the address as a page's.
    pub(crate) fn page(&self) -> Result<PageId, Fault> {
        self.keys.first().and_then(|key| key.parse().ok()).ok_or(RequestFault::BadId.into())
    }

    /// Returns the first id in the address as that of an image or a file.
    pub(crate) fn resource(&self) -> Result<ResourceId, Fault> {
        self.keys.first().and_then(|key| key.parse().ok()).ok_or(RequestFault::BadId.into())
    }

    /// Returns the first id in the address as an operation's.
    pub(crate) fn operation(&self) -> Result<OperationId, Fault> {
        self.keys.first().and_then(|key| operation_id(key)).ok_or(RequestFault::BadId.into())
    }

    /// Returns what of the entities of a reply is written, and what has to be looked up for that.
    pub(crate) fn shape<V>(&self, entity: &Entity<V>) -> Result<(Shape, Plan), Fault> {
        let shape = self.query.shape(entity, self.root.surface)?;
        let plan = shape.plan(entity);
        Ok((shape, plan))
    }

    /// Runs a verb that only reads.
    pub(crate) async fn read<T, F>(&self, verb: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> app::Result<T> + Send + 'static,
    {
        self.server.app.read(verb).await.map_err(Fault::from)
    }

    /// Runs a verb that changes something.
    pub(crate) async fn write<T, F>(&self, verb: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> app::Result<T> + Send + 'static,
    {
        self.server.app.write(verb).await.map_err(Fault::from)
    }

    /// Reads the body as an object of texts, some members of which are known.
    ///
    /// Returns the known members' values in the order of `known`, and what the body says about taken names.
    pub(crate) fn members<const N: usize>(&self, known: [&str; N]) -> Result<([Option<String>; N], ConflictBehavior), Fault> {
        let given = if self.body.is_empty() { Vec::new() } else { json::members(&self.body)? };
        let mut values = [const { None }; N];
        let mut conflict = self.query.conflict;
        for (name, value) in given {
            if let Some(at) = known.iter().position(|known| *known == name) {
                values[at] = value;
            } else if is_type(&name, value.as_deref()) {
                // Graph's own clients say what the body is; the address has said so already.
            } else if query::is_conflict_name(&name) {
                conflict = Some(agreed(conflict, value)?.unwrap_or_default());
            } else {
                return Err(RequestFault::UnknownMember(shortened(&name)).into());
            }
        }
        let conflict = conflict.unwrap_or_default();
        if conflict == ConflictBehavior::Replace {
            self.may_replace()?;
        }
        Ok((values, conflict))
    }

    /// Reads the body as an object, some members of which are known. As [`Call::members`], for values of any kind.
    pub(crate) fn values<const N: usize>(&self, known: [&str; N]) -> Result<([Option<Value>; N], ConflictBehavior), Fault> {
        let Value::Object(given) = json::read(&self.body)? else { return Err(not_an_object()) };
        let mut values = [const { None }; N];
        let mut conflict = self.query.conflict;
        for (name, value) in given {
            if let Some(at) = known.iter().position(|known| *known == name) {
                values[at] = Some(value).filter(|value| *value != Value::Null);
                continue;
            }
            match value {
                // Graph's own clients say what the body is; the address has said so already.
                Value::Text(text) if is_type(&name, Some(&text)) => {}
                Value::Text(text) if query::is_conflict_name(&name) => conflict = agreed(conflict, Some(text))?,
                _ => return Err(RequestFault::UnknownMember(shortened(&name)).into()),
            }
        }
        let conflict = conflict.unwrap_or_default();
        if conflict == ConflictBehavior::Replace {
            self.may_replace()?;
        }
        Ok((values, conflict))
    }

    /// To replace is to delete what has the name, and a token that may only create, or only touch pages of its own app, must
    /// not.
    fn may_replace(&self) -> Result<(), Fault> {
        match self.caller.grant(Need::Write) {
            Grant::Everything => Ok(()),
            Grant::OwnPages => Err(Error::ForeignPages.into()),
            Grant::OwnFolder | Grant::Nothing => Err(Error::ScopeMissing(Need::Write).into()),
        }
    }

    /// Returns the key under which this request is to be carried out once, if the client gave one.
    ///
    /// The hash is over what the request means: the method, the location and resource in one spelling, and the body.
    pub(crate) fn keyed(&self) -> Result<Option<Keyed>, Fault> {
        let Some(value) = self.headers.get("idempotency-key") else { return Ok(None) };
        let key = value.to_str().ok().filter(|key| !key.is_empty() && key.len() <= KEY_BYTES_MAX).ok_or(RequestFault::BadKey)?;
        let mut hasher = blake3::Hasher::new();
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        part(self.method.as_str().as_bytes());
        part(self.route.as_bytes());
        part(format!("{:?}", self.root.location()).as_bytes());
        for id in &self.keys {
            part(id.to_ascii_lowercase().as_bytes());
        }
        part(format!("{:?} {:?}", self.query.conflict, self.query.section_name).as_bytes());
        part(&self.body);
        for one in self.form.iter().flat_map(|form| &form.parts) {
            part(one.name.as_bytes());
            part(&one.bytes.content().hash.0);
        }
        Ok(Some(Keyed { key: key.to_owned(), request_hash: *hasher.finalize().as_bytes() }))
    }

    /// Returns the version that the client wants to change, if it named one; `*` stands for any.
    pub(crate) fn if_match(&self) -> Result<Option<String>, Fault> {
        let Some(value) = self.headers.get(header::IF_MATCH) else { return Ok(None) };
        let text = value.to_str().map_err(|_| RequestFault::BadIfMatch)?.trim();
        if text == "*" {
            return Ok(None);
        }
        let tag = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).filter(|tag| !tag.contains('"'));
        Ok(Some(tag.ok_or(RequestFault::BadIfMatch)?.to_owned()))
    }

    /// Returns where the list goes on, if the client follows a link. `tail` is the list's address under the root.
    pub(crate) fn cursor<C: Cursor>(&self, tail: &str) -> Result<Option<C>, Fault> {
        let list = self.list_name(tail);
        self.query.token.as_deref().map(|token| cursor::read(token, self.caller.user(), &list)).transpose().map_err(Fault::from)
    }

    /// Returns where an ordered list goes on, if the client follows a link. `keys` is how many the order has, with the list's
    /// own counted as one.
    pub(crate) fn seek(&self, tail: &str, keys: usize) -> Result<Option<Seek>, Fault> {
        let seek: Option<Seek> = self.cursor(tail)?;
        match seek {
            Some(seek) if seek.keys.len() != keys.max(1) => Err(RequestFault::BadSkipToken.into()),
            seek => Ok(seek),
        }
    }

    /// Returns the address of the rest of a list.
    pub(crate) fn next_link<C: Cursor>(&self, urls: &Urls, tail: &str, window: Window, next: &C) -> String {
        let token = cursor::spell(next, self.caller.user(), &self.list_name(tail));
        let carried = self.query.carried();
        match window.top {
            Some(top) => urls.url(format_args!("{tail}?$top={top}{carried}&$skiptoken={}", encoded(&token))),
            None => urls.url(format_args!("{tail}?$skiptoken={}{carried}", encoded(&token))),
        }
    }

    fn list_name(&self, tail: &str) -> String {
        format!("{:?} {}{}", self.root.location(), tail.to_ascii_lowercase(), self.query.list())
    }
}

fn not_an_object() -> Fault {
    RequestFault::JsonShape("it is not an object".to_owned()).into()
}

fn is_type(name: &str, value: Option<&str>) -> bool {
    name == "@odata.type" && value.is_some_and(|value| value.starts_with('#'))
}

fn agreed(before: Option<ConflictBehavior>, value: Option<String>) -> Result<Option<ConflictBehavior>, RequestFault> {
    let Some(text) = value else { return Ok(before) };
    let said = query::conflict(&text).ok_or_else(|| RequestFault::JsonShape("conflictBehavior is fail, replace or rename".to_owned()))?;
    match before {
        Some(before) if before != said => Err(RequestFault::JsonShape("conflictBehavior is given twice, and not the same".to_owned())),
        _ => Ok(Some(said)),
    }
}

/// Reads an operation's id. The completed example of the copy article prints two GUIDs in one; the first names it.
fn operation_id(text: &str) -> Option<OperationId> {
    let (prefix, rest) = text.split_at_checked(5)?;
    let (id, more) = rest.split_at_checked(36)?;
    let is_whole = more.is_empty() || model::parse_guid(more).is_some();
    if prefix.eq_ignore_ascii_case("copy-") && is_whole { id.parse().ok() } else { None }
}
