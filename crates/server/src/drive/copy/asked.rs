//! What the body of a copy says.

use crate::drive::body::{self, switch, text};
use crate::drive::call::Call;
use crate::drive::reference::Reference;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::json::{Value, shortened};
use crate::query::{conflict, is_conflict_name};
use model::ConflictBehavior;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) goal: Goal,
    pub(super) name: Option<String>,
    pub(super) conflict: ConflictBehavior,
    pub(super) children_only: bool,
    /// Whether former versions of files come along.
    pub(super) with_versions: bool,
}

/// Where the copy goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// Beside the source.
    Beside,
    /// To what is named.
    Named(Reference),
}

impl Asked {
    /// Reads the body. Empty texts and nulls say nothing: some clients send every member that there is.
    pub(super) fn read(call: &Call) -> Result<Self, Fault> {
        let members = body::members(&call.body)?;
        let mut asked =
            Self { goal: Goal::Beside, name: None, conflict: ConflictBehavior::Fail, children_only: false, with_versions: false };
        let mut in_body = None;
        for (name, value) in members {
            match (name.as_str(), value) {
                (_, Value::Null) => {}
                ("parentReference", value) => asked.goal = Reference::read(value)?.map_or(Goal::Beside, Goal::Named),
                ("name", value) => asked.name = text(value, "name")?,
                ("childrenOnly", value) => asked.children_only = switch(&value, "childrenOnly")?,
                ("includeAllVersionHistory", value) => asked.with_versions = switch(&value, "includeAllVersionHistory")?,
                (name, value) if is_conflict_name(name) => {
                    let said = text(value, "conflictBehavior")?.map(|text| conflict(&text));
                    let takes = DriveFault::Member("conflictBehavior", "fail, replace or rename");
                    in_body = said.map(|said| said.ok_or(takes)).transpose()?;
                }
                // Clients say of what type things are.
                (name, Value::Text(_)) if name.starts_with("@odata.") => {}
                (name, _) => return Err(RequestFault::UnknownMember(shortened(name)).into()),
            }
        }
        asked.conflict = call.query.conflict.or(in_body).unwrap_or_default();
        if asked.children_only && asked.name.is_some() {
            return Err(DriveFault::ChildrenOnly("no name is taken").into());
        }
        Ok(asked)
    }

    /// Refuses what the first service does: a copy whose client does not say where to, or that it waits for no answer.
    pub(super) fn for_legacy(self, is_legacy: bool, prefers: bool) -> Result<Self, Fault> {
        match self.goal {
            _ if is_legacy && !prefers => Err(DriveFault::NoPreference.into()),
            Goal::Beside if is_legacy => Err(DriveFault::NoParent.into()),
            _ => Ok(self),
        }
    }
}
