//! Upload sessions: how one begins. Source: "Resumable file upload"; what clients send.

use super::put::reached;
use crate::drive::body::{self, Described, known, object, switch};
use crate::drive::call::Call;
use crate::drive::place::Place;
use crate::fault::{DriveFault, Fault};
use crate::json::Value;
use crate::reply::Reply;
use crate::upload::opened;
use app::access::AllowedItem;
use app::item::{self, How, Only, Ordered, Reached};
use app::upload;
use http::header;
use model::{ConflictBehavior, NodeKind};
use std::sync::Arc;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    described: Described,
    bytes: Option<u64>,
    is_deferred: bool,
}

/// `POST …/createUploadSession`
pub(crate) async fn create(call: Call) -> Result<Reply, Fault> {
    let (place, asked) = (call.place()?, Arc::new(Asked::read(&call)?));
    let (caller, headers) = (call.caller.clone(), call.open.headers.clone());
    let (secret, status) = call
        .write(move |cx| {
            let (mut to, only) = reached(cx, &caller, &place, &headers)?;
            if let Some(name) = &asked.described.name
                && !under(&mut to, name)
            {
                return Err(OTHER_NAME.into());
            }
            let mut how = asked.described.how(ConflictBehavior::Replace);
            // Whatever comes there before the last fragment does is not to be replaced.
            if only == Only::IfNew && how.conflict == ConflictBehavior::Replace {
                how.conflict = ConflictBehavior::Fail;
            }
            let what = Ordered {
                how,
                if_match: headers.get(header::IF_MATCH).and_then(|tag| tag.to_str().ok()),
                is_deferred: asked.is_deferred,
                is_by_id: place.is_by_id(),
            };
            let order = item::ordered(cx, &caller, &to, &what)?;
            Ok(upload::create(cx, &caller, &order, asked.bytes)?)
        })
        .await?;
    Ok(opened(&call.open.links.base, &secret, status))
}

/// The address names a file that is there, and the body another name.
pub(super) const OTHER_NAME: DriveFault = DriveFault::Member("name", "the name that the file has, since the address names that one");

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
        asked.take(body::members(&call.body)?)?;
        asked.described.conflict = call.query.conflict.or(asked.described.conflict);
        Ok(asked)
    }

    fn take(&mut self, members: Vec<(String, Value)>) -> Result<(), Fault> {
        for (name, value) in members {
            let Some(value) = self.described.take(&name, value)? else { continue };
            match name.as_str() {
                "item" => self.take(object(value, "item", "an object")?)?,
                "fileSize" => match value {
                    Value::Number(number) => self.bytes = Some(number.parse().map_err(|_| BAD_SIZE)?),
                    _ => return Err(BAD_SIZE.into()),
                },
                "deferCommit" => self.is_deferred = switch(&value, "deferCommit")?,
                name => known(name)?,
            }
        }
        Ok(())
    }
}

const BAD_SIZE: DriveFault = DriveFault::Member("fileSize", "a whole number of bytes");

impl Described {
    /// Returns how a file is put that is described so.
    pub(super) fn how(&self, by_default: ConflictBehavior) -> How<'_> {
        How {
            conflict: self.conflict.unwrap_or(by_default),
            description: self.description.as_ref().and_then(Option::as_deref),
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
