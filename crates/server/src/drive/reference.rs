//! `parentReference`: what something is copied, moved or restored to. Source: "ItemReference resource type"; what clients send.

use super::address::{self, Address, Anchor, Owner, Target, Which};
use super::body::{self, Described, known, object, text};
use super::place::special;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::json::{Value, shortened};
use app::access::AllowedItem;
use app::item::{self, At};
use app::{Caller, Cx, Error};
use model::{DriveCid, ItemId, Location, Right};

/// What is named, once or twice; each in the spellings that it may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference(Vec<Vec<At>>);

impl Reference {
    /// Reads the member of a body. Empty texts say nothing: some clients send every member that there is. `None` if none of
    /// them says anything.
    pub(crate) fn read(value: Value) -> Result<Option<Self>, Fault> {
        let members = object(value, "parentReference", "an object")?;
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
        Ok(if goals.is_empty() { None } else { Some(Self(goals)) })
    }

    /// Looks up what is named. The id and the path have to mean the same.
    ///
    /// # Errors
    /// As [`item::item`]; [`Error::DestinationNotFound`] if it is not there, [`DriveFault::ParentsDiffer`].
    pub(crate) fn find(&self, cx: &mut Cx<'_, '_>, caller: &Caller, right: Right) -> Result<AllowedItem, Fault> {
        let mut found: Option<AllowedItem> = None;
        for spellings in &self.0 {
            let one = first(cx, caller, spellings, right)?;
            match &found {
                Some(before) if before.id() != one.id() => return Err(DriveFault::ParentsDiffer.into()),
                _ => found = Some(one),
            }
        }
        found.ok_or_else(|| DriveFault::NoParent.into())
    }
}

/// Reads `remoteItem`: what a shortcut is to lead to, by its id, and by its drive if that is said too. Source: "remoteItem resource
/// type".
///
/// # Errors
/// For an id that is none of ours or of another drive, and for a member that is not read.
pub(crate) fn remote(value: Value) -> Result<At, Fault> {
    let (mut id, mut drive) = (None, None);
    for (name, value) in object(value, "remoteItem", "an object with an id")? {
        match name.as_str() {
            "id" => id = text(value, "remoteItem.id")?,
            "parentReference" => {
                let members = object(value, "remoteItem.parentReference", "an object")?;
                for (_, value) in members.into_iter().filter(|(name, _)| name == "driveId") {
                    drive = text(value, "remoteItem.parentReference.driveId")?;
                }
            }
            // Clients send it as they have read it.
            name => known(name)?,
        }
    }
    let id = id.ok_or(DriveFault::Member("remoteItem", "an object with an id"))?;
    let drive = drive.map(|drive| drive.parse::<DriveCid>()).transpose().map_err(|_| DriveFault::BadParent("its driveId is none"))?;
    by_id(drive, &id)
}

/// What a body says of an item, and of what it is to lie in.
pub(crate) struct Wanted {
    pub(crate) described: Described,
    parent: Option<Reference>,
}

impl Wanted {
    /// Reads a body.
    ///
    /// # Errors
    /// For a member that no item has, and for a value that a member does not take.
    pub(crate) fn read(body: &[u8]) -> Result<Self, Fault> {
        let (mut described, mut parent) = (Described::default(), None);
        for (name, value) in body::members(body)? {
            match (name.as_str(), described.take(&name, value)?) {
                (_, None) => {}
                ("parentReference", Some(value)) => parent = Reference::read(value)?,
                (name, Some(_)) => known(name)?,
            }
        }
        Ok(Self { described, parent })
    }

    /// Looks up what the item is to lie in, if the body says that: somewhere the caller may write.
    ///
    /// # Errors
    /// As [`Reference::find`].
    pub(crate) fn target(&self, cx: &mut Cx<'_, '_>, caller: &Caller) -> Result<Option<AllowedItem>, Fault> {
        self.parent.as_ref().map(|parent| parent.find(cx, caller, Right::Write)).transpose()
    }
}

/// Looks up the first of several spellings of one thing that is there.
fn first(cx: &mut Cx<'_, '_>, caller: &Caller, spellings: &[At], right: Right) -> app::Result<AllowedItem> {
    for at in spellings {
        match item::item(cx, caller, at, right) {
            Err(Error::NotFound | Error::DriveNotFound) => {}
            found => return found,
        }
    }
    Err(Error::DestinationNotFound)
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
        Anchor::Special(name) => item::Anchor::Special(special(&name)?),
    };
    let drive = match (drive, named) {
        (Some(drive), Some(named)) if drive != named => return Err(DriveFault::ParentsDiffer.into()),
        (Some(drive), _) | (None, Some(drive)) => item::Which::Id(drive),
        (None, None) => item::Which::Default(Location::Me),
    };
    Ok(At { drive, anchor, path })
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
