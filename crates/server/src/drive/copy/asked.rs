//! What the body of a copy says.

use crate::drive::address::{self, Address, Anchor, Owner, Target, Which};
use crate::drive::call::Call;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::json::{self, Value, shortened};
use crate::query::{conflict, is_conflict_name};
use app::item::{self, At};
use model::{ConflictBehavior, DriveCid, ItemId, Location};

/// What is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) goal: Goal,
    pub(super) name: Option<String>,
    pub(super) conflict: ConflictBehavior,
    pub(super) children_only: bool,
}

/// Where the copy goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// Beside the source.
    Beside,
    /// To what is named, once or twice; each in the spellings that it may have.
    Named(Vec<Vec<At>>),
}

impl Asked {
    /// Reads the body. Empty texts and nulls say nothing: some clients send every member that there is.
    pub(super) fn read(call: &Call) -> Result<Self, Fault> {
        let members = if call.body.is_empty() { Vec::new() } else { object(json::read(&call.body)?, "The body", "an object")? };
        let mut asked = Self { goal: Goal::Beside, name: None, conflict: ConflictBehavior::Fail, children_only: false };
        let mut in_body = None;
        for (name, value) in members {
            match (name.as_str(), value) {
                (_, Value::Null) => {}
                ("parentReference", value) => asked.goal = goal(object(value, "parentReference", "an object")?)?,
                ("name", value) => asked.name = text(value, "name")?,
                ("childrenOnly", value) => asked.children_only = switch(&value, "childrenOnly")?,
                // Notebooks and what is in them have no versions that a copy could bring.
                ("includeAllVersionHistory", value) => drop(switch(&value, "includeAllVersionHistory")?),
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
}

fn goal(members: Vec<(String, Value)>) -> Result<Goal, Fault> {
    let (mut drive, mut id, mut path) = (None, None, None);
    for (name, value) in members {
        match name.as_str() {
            "driveId" => drive = text(value, "driveId")?,
            "id" => id = text(value, "id")?,
            "path" => path = text(value, "path")?,
            // They say what the others say already.
            "driveType" | "name" => drop(text(value, "driveType")?),
            name if name.starts_with("@odata.") => {}
            name => {
                if text(value, "parentReference")?.is_some() {
                    return Err(RequestFault::UnknownMember(shortened(&format!("parentReference.{name}"))).into());
                }
            }
        }
    }
    let drive = drive.map(|drive| drive.parse::<DriveCid>()).transpose().map_err(|_| DriveFault::BadParent("its driveId is none"))?;
    let mut goals = Vec::new();
    if let Some(id) = id {
        goals.push(vec![by_id(drive, &id)?]);
    }
    if let Some(path) = path {
        goals.push(by_path(drive, &path)?);
    }
    if goals.is_empty() && drive.is_some() {
        return Err(DriveFault::BadParent("it names a drive and nothing in it").into());
    }
    Ok(if goals.is_empty() { Goal::Beside } else { Goal::Named(goals) })
}

fn by_id(drive: Option<DriveCid>, id: &str) -> Result<At, Fault> {
    if id == "root" {
        let drive = drive.map_or(item::Which::Default(Location::Me), item::Which::Id);
        return Ok(At { drive, anchor: item::Anchor::Root, path: Vec::new() });
    }
    let id: ItemId = id.parse().map_err(|_| DriveFault::BadItemId)?;
    if drive.is_some_and(|drive| drive != id.drive) {
        return Err(DriveFault::ParentsDiffer.into());
    }
    Ok(At { drive: item::Which::Id(id.drive), anchor: item::Anchor::Id(id), path: Vec::new() })
}

/// Reads a path in the ways that it may be meant: as it stands, and decoded.
fn by_path(drive: Option<DriveCid>, path: &str) -> Result<Vec<At>, Fault> {
    if !path.starts_with('/') {
        return Err(DriveFault::BadParent("its path does not begin with /drive/root: or the like").into());
    }
    let read = |path: &str| match address::parse(&format!("/v1.0{path}"), "") {
        Some(Ok(address)) if address.members.is_empty() => at(drive, address),
        Some(Err(bad)) => Err(RequestFault::from(bad).into()),
        _ => Err(DriveFault::BadParent("its path does not begin with /drive/root: or the like").into()),
    };
    let plain = read(&path.replace('%', "%25"));
    if !path.contains('%') {
        return Ok(vec![plain?]);
    }
    let decoded = read(path);
    match (plain, decoded) {
        (Err(_), decoded) => Ok(vec![decoded?]),
        (Ok(plain), decoded) => Ok([Some(plain), decoded.ok()].into_iter().flatten().collect()),
    }
}

fn at(drive: Option<DriveCid>, address: Address) -> Result<At, Fault> {
    let refused = || Fault::from(DriveFault::BadParent("its path does not name a place in a drive"));
    let (which, anchor, path) = match address.target {
        Target::Drive(which) => (which, Anchor::Root, Vec::new()),
        Target::Item(which, item) => (which, item.anchor, item.path),
        _ => return Err(refused()),
    };
    let named = match which {
        Which::Id(id) => Some(id.parse::<DriveCid>().map_err(|_| DriveFault::BadParent("its path names no drive"))?),
        Which::Default(Owner::Caller) => None,
        Which::Default(_) => return Err(refused()),
    };
    let anchor = match anchor {
        Anchor::Root => item::Anchor::Root,
        Anchor::Id(id) => item::Anchor::Id(id.parse().map_err(|_| DriveFault::BadItemId)?),
        Anchor::Special(_) => return Err(refused()),
    };
    let drive = match (drive, named) {
        (Some(drive), Some(named)) if drive != named => return Err(DriveFault::ParentsDiffer.into()),
        (Some(drive), _) | (None, Some(drive)) => item::Which::Id(drive),
        (None, None) => item::Which::Default(Location::Me),
    };
    Ok(At { drive, anchor, path })
}

fn object(value: Value, name: &'static str, takes: &'static str) -> Result<Vec<(String, Value)>, Fault> {
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(DriveFault::Member(name, takes).into()),
    }
}

/// Returns a text, if it says anything.
fn text(value: Value, name: &'static str) -> Result<Option<String>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Text(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        _ => Err(DriveFault::Member(name, "a text").into()),
    }
}

fn switch(value: &Value, name: &'static str) -> Result<bool, Fault> {
    match value {
        Value::Bool(on) => Ok(*on),
        _ => Err(DriveFault::Member(name, "true or false").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goals(path: &str) -> Option<Vec<String>> {
        let show = |at: &At| format!("{:?} {:?} /{}", at.drive, at.anchor, at.path.join("/"));
        by_path(None, path).ok().map(|spellings| spellings.iter().map(show).collect())
    }

    #[test]
    fn paths_come_in_many_forms() {
        let folder = goals("/drive/root:/F 1").unwrap();
        assert_eq!(folder, ["Default(Me) Root /F 1"]);
        for same in ["/drive/root:/F 1:", "/drive/root:/F 1/", "/me/drive/root:/F 1", "/drive/root:/F 1:/"] {
            assert_eq!(goals(same).unwrap(), folder, "{same}");
        }
        // A name may have a percent sign, so what looks encoded may be meant as it stands.
        assert_eq!(goals("/drive/root:/F%201:").unwrap(), ["Default(Me) Root /F%201", "Default(Me) Root /F 1"]);
        assert_eq!(goals("/drive/root:%2FF%201:").unwrap().last(), folder.last());
        for root in ["/drive/root", "/drive/root:", "/drive", "/drives/me/root"] {
            assert_eq!(goals(root).unwrap(), ["Default(Me) Root /"], "{root}");
        }
        for wrong in ["/Documents", "Documents", "/drive/root/children", "/drive/items/x", "/users/ann/drive/root:/x", "/drive/root:/../x"]
        {
            assert_eq!(goals(wrong), None, "{wrong}");
        }
    }
}
