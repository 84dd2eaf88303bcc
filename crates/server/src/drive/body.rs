//! Bodies about drives: objects in JSON, in which nulls and empty texts say nothing, because some clients send every member
//! that there is.

use super::schema::ITEM;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::json::{self, Value, shortened};
use crate::query::{conflict, is_conflict_name};
use app::item::Said;
use model::{ConflictBehavior, Timestamp};

/// Reads a body; nothing is an object without members.
pub(crate) fn members(body: &[u8]) -> Result<Vec<(String, Value)>, Fault> {
    if body.is_empty() {
        return Ok(Vec::new());
    }
    match json::read(body)? {
        Value::Object(members) => Ok(members),
        _ => Err(RequestFault::JsonShape("it is not an object".to_owned()).into()),
    }
}

pub(crate) fn object(value: Value, name: &'static str, takes: &'static str) -> Result<Vec<(String, Value)>, Fault> {
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(DriveFault::Member(name, takes).into()),
    }
}

/// Returns a text, if it says anything.
pub(crate) fn text(value: Value, name: &'static str) -> Result<Option<String>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Text(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        _ => Err(DriveFault::Member(name, "a text").into()),
    }
}

pub(crate) fn switch(value: &Value, name: &'static str) -> Result<bool, Fault> {
    match value {
        Value::Bool(on) => Ok(*on),
        _ => Err(DriveFault::Member(name, "true or false").into()),
    }
}

pub(crate) fn moment(value: Value, name: &'static str) -> Result<Option<Timestamp>, Fault> {
    let read = |text: String| Timestamp::parse_iso(&text).ok_or_else(|| Fault::from(DriveFault::Member(name, "a moment in ISO 8601")));
    text(value, name)?.map(read).transpose()
}

/// What a body says of an item: its members that a client may set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Described {
    pub(crate) name: Option<String>,
    pub(crate) fs_created: Option<Timestamp>,
    pub(crate) fs_modified: Option<Timestamp>,
    /// The inner `None` is that there is none.
    pub(crate) description: Option<Option<String>>,
    pub(crate) conflict: Option<ConflictBehavior>,
}

/// The longest description, in characters. Source: the limit that a client keeps.
const DESCRIPTION_CHARS_MAX: usize = 1_024;

impl Described {
    /// Takes a member, if it is one of these; else gives it back. What an item has and nobody may set is ignored, as it is
    /// documented: clients send back what they were given. Source: "Update DriveItem properties".
    ///
    /// # Errors
    /// For a value that the member does not take.
    pub(crate) fn take(&mut self, name: &str, value: Value) -> Result<Option<Value>, Fault> {
        match (name, value) {
            ("description", Value::Null) => self.description = Some(None),
            (_, Value::Null) => {}
            ("name", value) => self.name = text(value, "name")?,
            ("description", value) => {
                let said = text(value, "description")?;
                if said.as_ref().is_some_and(|said| said.chars().count() > DESCRIPTION_CHARS_MAX) {
                    return Err(DriveFault::Member("description", "at most 1024 characters").into());
                }
                self.description = Some(said);
            }
            ("fileSystemInfo", value) => {
                for (name, value) in object(value, "fileSystemInfo", "an object")? {
                    match name.as_str() {
                        "createdDateTime" => self.fs_created = moment(value, "createdDateTime")?,
                        "lastModifiedDateTime" => self.fs_modified = moment(value, "lastModifiedDateTime")?,
                        // When a file was read last is kept for nobody.
                        "lastAccessedDateTime" => drop(moment(value, "lastAccessedDateTime")?),
                        name if name.starts_with("@odata.") => {}
                        name => return Err(RequestFault::UnknownMember(shortened(&format!("fileSystemInfo.{name}"))).into()),
                    }
                }
            }
            (name, value) if is_conflict_name(name) => {
                let said = text(value, "conflictBehavior")?.map(|text| conflict(&text));
                let takes = DriveFault::Member("conflictBehavior", "fail, replace or rename");
                self.conflict = said.map(|said| said.ok_or(takes)).transpose()?;
            }
            (_, value) => return Ok(Some(value)),
        }
        Ok(None)
    }

    /// Returns what the client says of the item beside its name.
    pub(crate) fn said(&self) -> Said<'_> {
        let Self { fs_created, fs_modified, .. } = *self;
        Said { fs_created, fs_modified, description: self.description.as_ref().map(Option::as_deref) }
    }
}

/// Refuses a member that no item has.
pub(crate) fn known(name: &str) -> Result<(), RequestFault> {
    let is_known = name.starts_with('@')
        || ITEM.properties.iter().any(|property| property.name == name)
        || [ITEM.absent, ITEM.expands, ITEM.unexpanded].into_iter().flatten().any(|known| *known == name);
    if is_known { Ok(()) } else { Err(RequestFault::UnknownMember(shortened(name))) }
}
