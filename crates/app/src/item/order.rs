//! A file that comes later, in fragments: where it is to lie, settled when its session begins.

use super::create::{self, holder};
use super::{Anchor, At, How, Reached, Which};
use crate::access::AllowedItem;
use crate::upload::{Order, Target};
use crate::{Caller, Cx, Error, Result, naming};
use model::{DriveCid, DriveId, Grant, ItemId, NameRule, Need, NodeId, NodeKind};

/// What a session is begun for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ordered<'a> {
    /// How the file is put, except what must hold.
    pub how: How<'a>,
    /// The version that may be replaced, as the client spells it.
    pub if_match: Option<&'a str>,
    /// Whether another call completes it, and not the last fragment.
    pub is_deferred: bool,
    /// Whether a file that is there is meant wherever it lies by then, and not what has its name.
    pub is_by_id: bool,
}

/// Returns the order for a file at the end of a path. Whether the name is free is asked when the file is there, and only then
/// folders are made that are missing on the way: a session that is given up leaves none.
///
/// # Errors
/// [`Error::BadName`], [`Error::NameTaken`] where the path leads to a folder or a notebook, [`Error::TooDeep`];
/// [`Error::NotebookOnly`] in a notebook, [`Error::NotAFolder`] where the path leads through a file.
pub fn ordered(cx: &mut Cx<'_, '_>, caller: &Caller, to: &Reached, what: &Ordered<'_>) -> Result<Order> {
    let child = |parent: NodeId, path: &[String]| Target::Child { parent, path: path.to_vec() };
    let target = match (&to.item, to.missing.as_slice()) {
        (AllowedItem::File(file), []) if what.is_by_id => Target::Item(file.file().id.0),
        (AllowedItem::File(file), []) => child(file.file().folder, std::slice::from_ref(&file.file().row.name)),
        (AllowedItem::File(_), _) => return Err(Error::NotAFolder),
        (AllowedItem::Node(held), []) => match held.node().kind {
            NodeKind::SectionGroup | NodeKind::Section => return Err(Error::NotebookOnly),
            NodeKind::Root | NodeKind::Folder | NodeKind::Shortcut | NodeKind::Notebook => {
                return Err(Error::NameTaken(held.node().name.clone()));
            }
        },
        (item, [folders @ .., _]) => {
            let parent = holder(item)?;
            for name in &to.missing {
                naming::checked(name, NameRule::Item)?;
            }
            create::may_make(cx, parent, folders)?;
            child(parent.node().id, &to.missing)
        }
    };
    Ok(Order {
        user: *caller.user(),
        app: caller.app().as_str().to_owned(),
        own_folder_only: caller.grant(Need::WriteItems) == Grant::OwnFolder,
        drive: to.item.drive().id,
        target,
        conflict: what.how.conflict,
        description: what.how.description.map(str::to_owned),
        fs_created: what.how.fs_created,
        fs_modified: what.how.fs_modified,
        if_match: what.if_match.map(str::to_owned),
        is_deferred: what.is_deferred,
    })
}

/// Returns where an ordered file is to lie, to be looked up as any address is.
#[must_use]
pub fn place_of(order: &Order) -> At {
    let at = |bytes, path| {
        let drive: &DriveId = &order.drive;
        At { drive: Which::Id(DriveCid::of(drive)), anchor: Anchor::Id(ItemId { drive: DriveCid::of(drive), bytes }), path }
    };
    match &order.target {
        Target::Child { parent, path } => at(parent.0, path.clone()),
        Target::Item(id) => at(*id, Vec::new()),
    }
}
