//! Names, places and times of what lies in drives.

use super::create::holder;
use super::find::section_name;
use super::lock;
use super::named::{self, Way};
use super::put::Only;
use super::shortcut::{self, Refused};
use crate::access::{self, Allowed, AllowedFile, AllowedItem};
use crate::{Caller, Cx, Error, Result, arrange, naming};
use model::{ConflictBehavior, Name, NameRule, NodeKind, Right, Timestamp};
use store::file::File;
use store::file_list::relocate::{self, Move};
use store::file_list::write::{self, Removal, Writer};
use store::node::{self, Node, about, set};

/// What clients say of an item. What is not given stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said<'a> {
    /// When it was created where it came from.
    pub fs_created: Option<Timestamp>,
    /// When it was last changed where it came from.
    pub fs_modified: Option<Timestamp>,
    /// What people say of it; the inner `None` is nothing.
    pub description: Option<Option<&'a str>>,
}

/// What is to become of an item. What is not given stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change<'a> {
    /// Its name.
    pub name: Option<&'a str>,
    /// What it is to lie in: in the same drive, and able to hold it.
    pub parent: Option<&'a AllowedItem>,
    /// Its client's times, and its description.
    pub said: Said<'a>,
    /// What to do when the name is taken. Nothing takes the place of a folder.
    pub conflict: ConflictBehavior,
    /// What must hold: [`Only::IfNew`] never does.
    pub only: Only,
}

/// Changes an item, all or nothing. Its id stays, and so do those of all that it holds.
///
/// # Errors
/// [`Error::BadName`], [`Error::NameTaken`], [`Error::OtherDrive`], [`Error::DestinationUnfit`], [`Error::NotebookOnly`],
/// [`Error::MoveIntoItself`], [`Error::TooDeep`], [`Error::Changed`]; [`Error::DriveRoot`] for a root that is to be renamed or
/// moved; [`Error::NotFound`] if the item went meanwhile.
pub fn change(cx: &mut Cx<'_, '_>, caller: &Caller, what: &AllowedItem, change: &Change<'_>) -> Result<AllowedItem> {
    if change.parent.is_some_and(|parent| parent.drive().id != what.drive().id) {
        return Err(Error::OtherDrive);
    }
    let name = change.name.map(|name| naming::checked(name, NameRule::Item)).transpose()?;
    match what {
        AllowedItem::Node(node) => self::node(cx, caller, node, name.as_ref(), change).map(AllowedItem::Node),
        AllowedItem::File(file) => {
            let target = change.parent.map(holder).transpose()?.filter(|target| target.node().id != file.file().folder);
            let changed = match target {
                Some(target) => relocated(cx, caller, file, target, name.as_ref(), change)?,
                None => in_place(cx, caller, file, name.as_ref(), change)?,
            };
            Ok(AllowedItem::File(Box::new(changed)))
        }
    }
}

fn node(cx: &mut Cx<'_, '_>, caller: &Caller, what: &Allowed, name: Option<&Name>, change: &Change<'_>) -> Result<Allowed> {
    let kind = what.node().kind;
    if kind == NodeKind::Root && (name.is_some() || change.parent.is_some()) {
        return Err(Error::DriveRoot);
    }
    let parent = change.parent.map(|parent| fit(parent, kind)).transpose()?;
    lock::node(cx, what, change.only)?;
    let mut changed = what.clone();
    if name.is_some() || parent.is_some() {
        let (name, name_rule) = spelled(kind, name.map(Name::as_str))?;
        let arranged = arrange::Change { name, name_rule, parent, position: None, conflict: change.conflict };
        if parent.is_some_and(|parent| Some(parent.node().id) != what.node().parent) {
            leave(cx, caller, what)?;
        }
        changed = arrange::change(cx, caller, what, &arranged)?;
    }
    let found = changed.node();
    // Whatever is asked for, the tag that clients compare becomes another.
    let now = cx.now().after(found.modified);
    node::touch(cx.tx, &found.drive, &found.id, caller.user(), now)?;
    if change.said != Said::default() {
        say(cx, found, &change.said)?;
    }
    let found = node::get(cx.tx, &found.drive, &found.id)?.ok_or(Error::NotFound)?;
    Ok(access::within(&changed, found))
}

fn say(cx: &mut Cx<'_, '_>, node: &Node, said: &Said<'_>) -> Result<()> {
    let mut about = set::about_all(cx.tx, &node.drive, &[node.id])?.pop().ok_or(Error::NotFound)?.1;
    about.fs_created = said.fs_created.or(about.fs_created);
    about.fs_modified = said.fs_modified.or(about.fs_modified);
    if let Some(description) = said.description {
        about.description = description.map(str::to_owned);
    }
    if about::put(cx.tx, &node.drive, &node.id, &about)? { Ok(()) } else { Err(Error::NotFound) }
}

/// Returns a name as the node itself has it, and the rule that it must pass there.
///
/// # Errors
/// [`Error::NotebookOnly`] for what is no section's name.
pub(super) fn spelled(kind: NodeKind, name: Option<&str>) -> Result<(Option<&str>, NameRule)> {
    Ok(match kind {
        NodeKind::Root | NodeKind::Folder | NodeKind::Shortcut => (name, NameRule::Item),
        NodeKind::Notebook => (name, NameRule::Notebook),
        NodeKind::SectionGroup => (name, NameRule::Section),
        NodeKind::Section => (name.map(|name| section_name(name).ok_or(Error::NotebookOnly)).transpose()?, NameRule::Section),
    })
}

/// Returns something as what may hold a node.
///
/// # Errors
/// [`Error::NotebookOnly`] where only one of the two has to do with a notebook, [`Error::Shortcut`] where one is a shortcut, else
/// [`Error::DestinationUnfit`].
pub(super) fn fit(parent: &AllowedItem, kind: NodeKind) -> Result<&Allowed> {
    let AllowedItem::Node(parent) = parent else { return Err(Error::DestinationUnfit) };
    shortcut::refuse(parent.node().kind, Refused::Followed)?;
    match parent.node().kind {
        NodeKind::Section => Err(Error::DestinationUnfit),
        holder if holder.may_hold(kind) => Ok(parent),
        _ if kind == NodeKind::Shortcut => Err(Refused::Place.into()),
        _ => Err(Error::NotebookOnly),
    }
}

/// Notes that something leaves a folder, before it does. Notebooks and what lies in them do not tell that of themselves.
///
/// The moment is later than all that leaves: what is left shows another tag.
pub(super) fn leave(cx: &mut Cx<'_, '_>, caller: &Caller, leaving: &Allowed) -> Result<()> {
    let (drive, id) = (&leaving.drive().id, leaving.node().id);
    let Some(parent) = leaving.node().parent else { return Ok(()) };
    let Some(parent) = node::get(cx.tx, drive, &parent)? else { return Ok(()) };
    if matches!(parent.kind, NodeKind::Root | NodeKind::Folder) {
        let below = set::below_all(cx.tx, drive, &[id])?.first().map_or(parent.modified, |below| below.changed);
        let now = cx.now().after(parent.modified).after(below);
        node::touch(cx.tx, drive, &parent.id, caller.user(), now)?;
    }
    Ok(())
}

/// Asked again under the lock: the file may have moved to where the caller may not write, or changed.
fn again(cx: &mut Cx<'_, '_>, caller: &Caller, file: &AllowedFile, only: Only) -> Result<AllowedFile> {
    let now = access::file_anywhere(cx, caller, &file.file().id, Right::Write)?;
    let (is, was) = (now.file(), file.file());
    if is.folder != was.folder {
        return Err(Error::Busy);
    }
    only.hold(Some(was.row.modified), is.row.modified)?;
    Ok(now)
}

fn said<'a>(name: Option<&'a str>, said: &Said<'a>) -> write::Change<'a> {
    write::Change { name, description: said.description, fs_created: said.fs_created, fs_modified: said.fs_modified }
}

fn in_place(cx: &mut Cx<'_, '_>, caller: &Caller, file: &AllowedFile, name: Option<&Name>, change: &Change<'_>) -> Result<AllowedFile> {
    let File { drive, folder, row, .. } = file.file();
    let (ids, now) = (cx.ids(), cx.now());
    store::folder::lock(cx.tx, drive, folder)?.ok_or(Error::NotFound)?;
    let file = again(cx, caller, file, change.only)?;
    let mut writer = Writer::lock(cx.tx, ids, drive, folder, now)?.ok_or(Error::NotFound)?;
    if name.is_some() {
        file.to_arrange()?;
    }
    let name = name.map(|name| settled(&mut writer, name, change.conflict, Some(&row.key), caller)).transpose()?;
    let found = writer.file(&row.key)?.ok_or(Error::NotFound)?;
    let changed = writer.change(found, &said(name.as_ref().map(Name::as_str), &change.said), caller.user())?;
    writer.finish(caller.user())?;
    Ok(file.changed(changed))
}

/// Returns the name that a file gets, and makes room for it where that is asked for.
fn settled(
    writer: &mut Writer<'_, '_>,
    name: &Name,
    conflict: ConflictBehavior,
    except: Option<&model::FileKey>,
    caller: &Caller,
) -> Result<Name> {
    Ok(match named::way(writer, name, conflict, except)? {
        Way::Free(name) => name,
        Way::Over(found) => {
            writer.remove(*found, Removal::ToTrash, caller.user())?;
            name.clone()
        }
    })
}

fn relocated(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    file: &AllowedFile,
    target: &Allowed,
    name: Option<&Name>,
    change: &Change<'_>,
) -> Result<AllowedFile> {
    let File { drive, folder: from, row, .. } = file.file();
    let (to, by, ids, now) = (&target.node().id, caller.user(), cx.ids(), cx.now());
    if !relocate::lock(cx.tx, drive, from, to, by, now)? {
        return Err(if node::get(cx.tx, drive, to)?.is_some() { Error::NotFound } else { Error::DestinationNotFound });
    }
    again(cx, caller, file, change.only)?.to_arrange()?;
    let target = access::node_anywhere(cx, caller, &[target.node().kind], to, Right::Write)?;
    let own = naming::checked(&row.name, NameRule::Item)?;
    let mut writer = Writer::lock(cx.tx, ids, drive, to, now)?.ok_or(Error::DestinationNotFound)?;
    let name = settled(&mut writer, name.unwrap_or(&own), change.conflict, None, caller)?;
    writer.finish(by)?;
    let wanted = Move { drive, from, key: &row.key, to, name: name.as_str(), by, now };
    let mut moved = relocate::put(cx.tx, ids, &wanted)?.ok_or(Error::NotFound)?;
    if change.said != Said::default() {
        let mut writer = Writer::lock(cx.tx, ids, drive, to, now)?.ok_or(Error::Internal)?;
        let found = writer.file(&moved.row.key)?.ok_or(Error::Internal)?;
        moved = writer.change(found, &said(None, &change.said), by)?;
        writer.finish(by)?;
    }
    Ok(access::file_within(&target, moved))
}
