//! Folders with a meaning beside their name, and apps that may touch nothing but their own.

use super::create;
use super::find::{self, Drives, Which};
use crate::access::{self, AllowedItem};
use crate::{Caller, Cx, Error, Result};
use model::{ConflictBehavior, DriveId, Grant, Name, NameRule, Need, NodeId, NodeKind, Right, SpecialFolder};
use store::drive::Drive;
use store::{node, special};

/// What the folders of apps lie in. Source: "Special folders" of OneDrive.
const APPS: &str = "Apps";

/// Says whether a drive has a folder of this meaning.
///
/// # Errors
/// As [`find::drive`].
pub fn is_there(cx: &mut Cx<'_, '_>, caller: &Caller, which: Which, folder: SpecialFolder) -> Result<bool> {
    let Drives { drive, .. } = find::drive(cx, caller, which)?;
    Ok(of_drive(cx, caller, &drive.id, folder)?.is_some())
}

/// Returns the folder of a drive that has this meaning. The caller's right to it is for the caller of this to ask.
pub(super) fn of_drive(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &DriveId, folder: SpecialFolder) -> Result<Option<NodeId>> {
    Ok(special::get(cx.tx, drive, folder.as_str(), app(caller, folder))?)
}

/// Makes a folder of this meaning, if there is none. A folder that has its name already becomes it, but for an app's own: what
/// lay there before was not given to the app.
///
/// # Errors
/// As [`find::drive`]; [`Error::NotFound`] where such drives have none, for who may not see the drive's root, and to
/// apps that may touch only their own;
/// [`Error::NotAllowed`]; [`Error::NameTaken`] if something else than a folder has its name.
pub fn make(cx: &mut Cx<'_, '_>, caller: &Caller, which: Which, folder: SpecialFolder) -> Result<()> {
    let Drives { drive, .. } = find::drive(cx, caller, which)?;
    if caller.grant(Need::WriteItems) == Grant::OwnFolder && folder != SpecialFolder::AppRoot {
        return Err(Error::NotFound);
    }
    made(cx, caller, &drive, folder).map(drop)
}

fn made(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &Drive, folder: SpecialFolder) -> Result<NodeId> {
    if !folder.is_in_drives_of(&drive.owner) {
        return Err(Error::NotFound);
    }
    let root = access::node_anywhere(cx, caller, &[NodeKind::Root], &drive.root(), Right::Write)?;
    special::hold(cx.tx, &drive.id, folder.as_str(), app(caller, folder))?;
    if let Some(found) = of_drive(cx, caller, &drive.id, folder)? {
        return Ok(found);
    }
    let mut within = |name: &str| create::path(cx, caller, &root, &[name.to_owned()]);
    let new = match folder {
        SpecialFolder::AppRoot => {
            let apps = AllowedItem::Node(within(APPS)?);
            let (own, _) = create::folder(cx, caller, &apps, &name_of(caller), ConflictBehavior::Rename)?;
            own.node().ok_or(Error::Internal)?.node().id
        }
        SpecialFolder::CameraRoll => {
            let photos = made(cx, caller, drive, SpecialFolder::Photos)?;
            let photos = access::node_anywhere(cx, caller, &[NodeKind::Folder], &photos, Right::Write)?;
            create::path(cx, caller, &photos, &["Camera Roll".to_owned()])?.node().id
        }
        SpecialFolder::Documents => within("Documents")?.node().id,
        SpecialFolder::Photos => within("Pictures")?.node().id,
        SpecialFolder::Music => within("Music")?.node().id,
        SpecialFolder::Desktop => within("Desktop")?.node().id,
    };
    special::put(cx.tx, &drive.id, folder.as_str(), app(caller, folder), &new)?;
    Ok(new)
}

/// Refuses a caller who may touch only what their app keeps for itself, and asks for something else.
///
/// # Errors
/// [`Error::NotFound`]: the app learns nothing of what is there.
pub fn confine(cx: &mut Cx<'_, '_>, caller: &Caller, item: &AllowedItem, right: Right) -> Result<()> {
    let holder = match item {
        AllowedItem::Node(node) => node.node().id,
        AllowedItem::File(file) => file.file().folder,
    };
    confine_below(cx, caller, &item.drive().id, &holder, right)
}

/// As [`confine`], for something in a folder.
pub(super) fn confine_below(cx: &mut Cx<'_, '_>, caller: &Caller, drive: &DriveId, folder: &NodeId, right: Right) -> Result<()> {
    let need = if right == Right::Read { Need::ReadItems } else { Need::WriteItems };
    if caller.grant(need) != Grant::OwnFolder || store::planted::is("own-folder-unasked") {
        return Ok(());
    }
    let own = of_drive(cx, caller, drive, SpecialFolder::AppRoot)?.ok_or(Error::NotFound)?;
    if node::ancestry(cx.tx, drive, folder)?.contains(&own) { Ok(()) } else { Err(Error::NotFound) }
}

/// Returns the app that a meaning holds for; nothing for what is everybody's.
fn app(caller: &Caller, folder: SpecialFolder) -> &str {
    if folder == SpecialFolder::AppRoot { caller.app().as_str() } else { "" }
}

/// Returns what an app's folder is called: as the app is, as far as a name can be.
fn name_of(caller: &Caller) -> String {
    let plain: String = caller.app().as_str().chars().map(|c| if r#"?*\/:<>|""#.contains(c) { '_' } else { c }).collect();
    let plain = plain.trim_end_matches('.');
    if Name::new(plain, NameRule::Item).is_ok() { plain.to_owned() } else { "App".to_owned() }
}
