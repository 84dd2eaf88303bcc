//! Upload sessions: how one begins. Source: "Resumable file upload"; what clients send.

use super::get::place;
use super::put::reached;
use crate::drive::call::Call;
use crate::drive::place::Place;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::json::{self, Value, shortened};
use crate::query::{conflict, is_conflict_name};
use crate::reply::Reply;
use crate::upload::opened;
use app::access::AllowedItem;
use app::item::{self, How, Ordered, Reached};
use app::upload;
use http::header;
use model::{ConflictBehavior, NodeKind, Timestamp};
use std::sync::Arc;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    conflict: Option<ConflictBehavior>,
    name: Option<String>,
    description: Option<String>,
    fs_created: Option<Timestamp>,
    fs_modified: Option<Timestamp>,
    bytes: Option<u64>,
    is_deferred: bool,
}

/// `POST …/createUploadSession`
pub(crate) async fn create(call: Call) -> Result<Reply, Fault> {
    let (place, asked) = (place(&call)?, Arc::new(Asked::read(&call)?));
    let (caller, headers) = (call.caller.clone(), call.open.headers.clone());
    let opened_for = call
        .write(move |cx| {
            let (mut to, _) = reached(cx, &caller, &place, &headers)?;
            if let Some(name) = &asked.name
                && !under(&mut to, name)
            {
                return Ok(None);
            }
            let what = Ordered {
                how: asked.how(),
                if_match: headers.get(header::IF_MATCH).and_then(|tag| tag.to_str().ok()),
                is_deferred: asked.is_deferred,
                is_by_id: place.is_by_id(),
            };
            let order = item::ordered(cx, &caller, &to, &what)?;
            upload::create(cx, &caller, &order, asked.bytes).map(Some)
        })
        .await?;
    let (secret, status) = opened_for.ok_or(DriveFault::Member("name", "the name that the file has, since the address names that one"))?;
    Ok(opened(&call.open.links.base, &secret, status))
}

/// Gives what a path leads to another name. Says whether that is possible: a file that is there keeps its own.
pub(super) fn under(to: &mut Reached, name: &str) -> bool {
    if let Some(last) = to.missing.last_mut() {
        name.clone_into(last);
        return true;
    }
    match &to.item {
        AllowedItem::Node(held) => {
            if matches!(held.node().kind, NodeKind::Root | NodeKind::Folder) {
                to.missing.push(name.to_owned());
            }
            true
        }
        AllowedItem::File(file) => file.file().row.name.to_lowercase() == name.to_lowercase(),
    }
}

impl Asked {
    /// Reads the body. What stands in `item` may stand outside of it too.
    fn read(call: &Call) -> Result<Self, Fault> {
        let mut asked = Self::default();
        if !call.body.is_empty() {
            asked.members(json::read(&call.body)?)?;
        }
        asked.conflict = call.query.conflict.or(asked.conflict);
        Ok(asked)
    }

    fn members(&mut self, value: Value) -> Result<(), Fault> {
        let Value::Object(members) = value else { return Err(RequestFault::JsonShape("it is not an object".to_owned()).into()) };
        for (name, value) in members {
            match (name.as_str(), value) {
                (_, Value::Null) => {}
                ("item", value @ Value::Object(_)) => self.members(value)?,
                ("name", Value::Text(text)) => self.name = Some(text).filter(|text| !text.is_empty()),
                ("description", Value::Text(text)) => self.description = Some(text),
                ("fileSize", Value::Number(number)) => {
                    self.bytes = Some(number.parse().map_err(|_| DriveFault::Member("fileSize", "a whole number of bytes"))?);
                }
                ("deferCommit", Value::Bool(is_deferred)) => self.is_deferred = is_deferred,
                ("fileSystemInfo", Value::Object(members)) => self.file_system_info(members)?,
                (name, Value::Text(text)) if is_conflict_name(name) => {
                    self.conflict = Some(conflict(&text).ok_or(DriveFault::Member("conflictBehavior", "fail, replace or rename"))?);
                }
                // Clients say of what type things are.
                (name, Value::Text(_)) if name.starts_with("@odata.") => {}
                // What it will be follows from its name.
                ("file", Value::Object(_)) => {}
                ("item" | "name" | "description" | "fileSize" | "deferCommit" | "fileSystemInfo", _) => {
                    return Err(RequestFault::JsonShape(format!("the member '{name}' is of another type")).into());
                }
                (name, _) => return Err(RequestFault::UnknownMember(shortened(name)).into()),
            }
        }
        Ok(())
    }

    fn file_system_info(&mut self, members: Vec<(String, Value)>) -> Result<(), Fault> {
        for (name, value) in members {
            let into = match name.as_str() {
                "createdDateTime" => &mut self.fs_created,
                "lastModifiedDateTime" => &mut self.fs_modified,
                // Nobody is told when a file was last looked at.
                _ => continue,
            };
            match value {
                Value::Null => {}
                Value::Text(text) => {
                    *into =
                        Some(Timestamp::parse_iso(&text).ok_or(DriveFault::Member("fileSystemInfo", "times as in 2026-01-31T09:00:00Z"))?);
                }
                _ => return Err(DriveFault::Member("fileSystemInfo", "times as in 2026-01-31T09:00:00Z").into()),
            }
        }
        Ok(())
    }

    fn how(&self) -> How<'_> {
        How {
            conflict: self.conflict.unwrap_or(ConflictBehavior::Replace),
            description: self.description.as_deref(),
            fs_created: self.fs_created,
            fs_modified: self.fs_modified,
            ..How::default()
        }
    }
}

impl Place {
    /// Says whether the address names one item for good, and not what has a name.
    pub(super) fn is_by_id(&self) -> bool {
        self.path().is_empty()
    }
}
