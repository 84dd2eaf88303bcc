//! Who may do what with a node or a file, as its owners see and change it.
//!
//! A permission on a node holds for everything below it, and the highest of several counts; so one that is given can only
//! widen what somebody may, and to narrow it is to end it first. Source: "Manage permissions on OneNote entities".

use crate::access::{Allowed, AllowedFile, AllowedItem};
use crate::item::shortcut::Refused;
use crate::query::{Listing, counted, cut, window};
use crate::{Caller, Cx, Error, Result, upload};
use model::query::{Identity, PermissionField, Predicate, Query};
use model::{DriveId, FileId, GroupId, NodeId, NodeKind, Owner, Right, Role, Timestamp, UserId};
use store::node::{self, Lock};
use store::permission::On;
use store::query::{self, PermissionScope};
use store::{directory, permission};

pub use store::permission::{Entry, Terms};
pub use store::principal::Principal;
pub use store::query::Claims;

/// The most people and groups that one thing is shared with by itself. Whoever has more makes a group of them: what is shared
/// is asked for with every look at it.
pub const PERMISSIONS_MAX: u64 = 1_000;

/// Whom a permission is given to, as they are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who<'a> {
    /// A person, by name in any letter case.
    Named(&'a str),
    /// A person by their id.
    Person(UserId),
    /// A group: whoever is a member when it counts.
    Group(GroupId),
}

/// What permissions are about: a node, or a file.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub(crate) drive: &'a DriveId,
    /// The node, or what the file lies in.
    pub(crate) node: &'a NodeId,
    pub(crate) file: Option<&'a FileId>,
    role: Role,
    is_own_root: bool,
    is_shortcut: bool,
}

impl<'a> From<&'a Allowed> for Subject<'a> {
    fn from(allowed: &'a Allowed) -> Self {
        let node = allowed.node();
        let is_own_root = node.kind == NodeKind::Root && matches!(allowed.drive().owner, Owner::User(_));
        Self {
            drive: &node.drive,
            node: &node.id,
            file: None,
            role: allowed.role(),
            is_own_root,
            is_shortcut: node.kind == NodeKind::Shortcut,
        }
    }
}

impl<'a> From<&'a AllowedFile> for Subject<'a> {
    fn from(allowed: &'a AllowedFile) -> Self {
        let file = allowed.file();
        let role = allowed.folder().role();
        Self { drive: &file.drive, node: &file.folder, file: Some(&file.id), role, is_own_root: false, is_shortcut: false }
    }
}

impl<'a> From<&'a AllowedItem> for Subject<'a> {
    fn from(allowed: &'a AllowedItem) -> Self {
        match allowed {
            AllowedItem::Node(node) => node.into(),
            AllowedItem::File(file) => (&**file).into(),
        }
    }
}

impl Subject<'_> {
    pub(crate) fn on(&self) -> On {
        self.file.map_or(On::Node(*self.node), |file| On::File(*file))
    }

    fn scope(&self, now: Timestamp) -> PermissionScope<'_> {
        PermissionScope { drive: self.drive, node: self.node, file: self.file, of: None, claims: Claims::default(), now }
    }

    /// Says whether the caller decides who may do what with it.
    pub(crate) fn is_managed(&self) -> bool {
        self.role.gives(Right::Manage)
    }

    /// Asks whether the caller decides who may do what with it.
    ///
    /// # Errors
    /// [`Error::NotAllowed`].
    pub(crate) fn manage(&self) -> Result<()> {
        if self.is_managed() { Ok(()) } else { Err(Error::NotAllowed(Right::Manage)) }
    }

    /// Locks it until the transaction ends, so that of two who share it at once the second finds what the first gave.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it went meanwhile.
    pub(crate) fn lock(&self, cx: &mut Cx<'_, '_>) -> Result<()> {
        if store::planted::is("counts-unlocked") {
            return Ok(());
        }
        node::lock(cx.tx, self.drive, self.node, Lock::Alone)?.map(drop).ok_or(Error::NotFound)
    }

    /// Asks whether the caller may share it with more people. The root of a person's own drive stays theirs. Source: "Sharing
    /// OneDrive files and folders". A shortcut gives nobody a right, shared or not.
    ///
    /// # Errors
    /// [`Error::NotAllowed`], [`Error::RootNotShared`], [`Error::Shortcut`].
    pub(crate) fn share(&self) -> Result<()> {
        self.manage()?;
        match self {
            Self { is_own_root: true, .. } => Err(Error::RootNotShared),
            Self { is_shortcut: true, .. } => Err(Refused::Shared.into()),
            _ => Ok(()),
        }
    }
}

/// Returns who may do something with a node, as a query asks for them: each once with the most that they may, wherever that
/// comes from. Without an order they come by rising number.
///
/// # Errors
/// [`Error::NotAllowed`] for anybody but its owners.
pub fn list<'a>(
    cx: &mut Cx<'_, '_>,
    what: impl Into<Subject<'a>>,
    query: &Query<PermissionField>,
    claims: Claims,
) -> Result<Listing<Entry>> {
    let what = what.into();
    what.manage()?;
    let now = cx.now();
    listed(cx, &PermissionScope { claims, ..what.scope(now) }, query)
}

/// Returns what the caller and their groups may do with something, as [`list`] does for its owners.
///
/// # Errors
/// What the store can meet.
pub(crate) fn own(cx: &mut Cx<'_, '_>, caller: &Caller, what: &Subject<'_>, query: &Query<PermissionField>) -> Result<Listing<Entry>> {
    let now = cx.now();
    listed(cx, &PermissionScope { of: Some(caller.user()), ..what.scope(now) }, query)
}

fn listed(cx: &mut Cx<'_, '_>, scope: &PermissionScope<'_>, query: &Query<PermissionField>) -> Result<Listing<Entry>> {
    let found = query::permissions(cx.tx, scope, query.predicate.as_ref(), &query.order, query.after.as_ref(), window(query))?;
    let count = counted(query, || query::count_permissions(cx.tx, scope, query.predicate.as_ref()).map_err(Error::from))?;
    let (entries, next) = cut(found, query.limit);
    Ok(Listing { entries, next, count, since: None })
}

/// Returns what the person or group of a number may do with something.
///
/// # Errors
/// [`Error::NotFound`] for nothing; [`Error::NotAllowed`] as [`list`].
pub fn get<'a>(cx: &mut Cx<'_, '_>, what: impl Into<Subject<'a>>, number: u64) -> Result<Entry> {
    let what = what.into();
    what.manage()?;
    entry(cx, &what, number)?.ok_or(Error::NotFound)
}

/// Gives somebody a permission, unless they may as much already, for as long. Returns what they may now: that is more, if they
/// have more for a while and were given what is left after it.
///
/// # Errors
/// [`Error::PrincipalNotFound`], [`Error::TooManyShares`], [`Error::RootNotShared`]; [`Error::NotAllowed`] as [`list`].
pub fn grant<'a>(cx: &mut Cx<'_, '_>, what: impl Into<Subject<'a>>, who: Who<'_>, terms: impl Into<Terms>) -> Result<Entry> {
    let (what, terms) = (what.into(), terms.into());
    what.share()?;
    let principal = principal(cx, who)?;
    let number = store::principal::number(cx.tx, &principal)?.ok_or(Error::PrincipalNotFound)?;
    let has = entry(cx, &what, number)?;
    match has.filter(|has| has.terms.cover(&terms)) {
        Some(has) => Ok(has),
        None => {
            what.lock(cx)?;
            let now = cx.now();
            if permission::others_on(cx.tx, what.drive, &what.on(), &principal, now)? >= PERMISSIONS_MAX {
                return Err(Error::TooManyShares);
            }
            permission::widen(cx.tx, what.drive, &what.on(), &principal, &terms)?;
            // None: its end has come meanwhile.
            entry(cx, &what, number)?.ok_or(Error::Busy)
        }
    }
}

/// What is to become of a permission. What is not given stays; the inner `None` is no end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What it lets somebody do.
    pub role: Option<Role>,
    /// From when on it gives nothing.
    pub expires: Option<Option<Timestamp>>,
}

/// Changes what the person or group of a number may do with something, and until when.
///
/// # Errors
/// [`Error::NotFound`] if they have no permission; [`Error::Inherited`] if they have a greater or longer one by something above, by owning
/// the drive, or as a member of what owns it; [`Error::NotAllowed`] as [`list`].
pub fn set<'a>(cx: &mut Cx<'_, '_>, what: impl Into<Subject<'a>>, number: u64, change: Change) -> Result<Entry> {
    let what = what.into();
    let has = get(cx, what, number)?;
    let terms = Terms { role: change.role.unwrap_or(has.terms.role), expires: change.expires.unwrap_or(has.terms.expires) };
    if has.terms == terms {
        return Ok(has);
    }
    what.lock(cx)?;
    permission::put(cx.tx, what.drive, &what.on(), &has.principal, &terms)?;
    // None: its end has come meanwhile.
    let now = entry(cx, &what, number)?.ok_or(Error::Busy)?;
    // All or nothing: with the error, the permission is as it was.
    if now.terms != terms {
        return Err(Error::Inherited);
    }
    upload::end_unwanted(cx, what.drive)?;
    Ok(now)
}

/// Ends the permissions of the person or group of a number, on something and on everything below it.
///
/// # Errors
/// [`Error::NotFound`] if they have none; [`Error::Inherited`] if they would still have one, by something above, by
/// owning the drive, or as a member of what owns it; [`Error::NotAllowed`] as [`list`].
pub fn revoke<'a>(cx: &mut Cx<'_, '_>, what: impl Into<Subject<'a>>, number: u64) -> Result<()> {
    let what = what.into();
    let found = get(cx, what, number)?;
    end(cx, &what, &found)
}

/// Ends the permission of a number as [`revoke`] does; for who is no owner, only their own: so somebody leaves what was shared
/// with them.
///
/// # Errors
/// As [`revoke`].
pub fn leave<'a>(cx: &mut Cx<'_, '_>, caller: &Caller, what: impl Into<Subject<'a>>, number: u64) -> Result<()> {
    let what = what.into();
    if what.is_managed() {
        return revoke(cx, what, number);
    }
    let is_own = store::principal::number(cx.tx, &Principal::User(*caller.user()))? == Some(number);
    match entry(cx, &what, number)? {
        Some(found) if is_own => end(cx, &what, &found),
        // Whether somebody else has one is not theirs to know.
        _ => Err(Error::NotAllowed(Right::Manage)),
    }
}

fn end(cx: &mut Cx<'_, '_>, what: &Subject<'_>, found: &Entry) -> Result<()> {
    match what.file {
        Some(_) => drop(permission::remove(cx.tx, what.drive, &what.on(), &found.principal)?),
        None => drop(permission::remove_below(cx.tx, what.drive, what.node, &found.principal)?),
    }
    match entry(cx, what, found.number)? {
        // All or nothing: with the error, what was just removed stays.
        Some(_) => Err(Error::Inherited),
        None => upload::end_unwanted(cx, what.drive),
    }
}

fn entry(cx: &mut Cx<'_, '_>, what: &Subject<'_>, number: u64) -> Result<Option<Entry>> {
    let is_it = Predicate::Is(PermissionField::Id, Identity::Permission(number));
    let now = cx.now();
    let found = query::permissions(cx.tx, &what.scope(now), Some(&is_it), &[], None, (0, 1))?;
    Ok(found.into_iter().next().map(|(entry, _)| entry))
}

/// Returns who is to get a permission, and who stays until the transaction ends: it would be nobody's otherwise, and count for ever.
fn principal(cx: &mut Cx<'_, '_>, who: Who<'_>) -> Result<Principal> {
    let user = match who {
        Who::Named(name) => {
            let name = name.trim();
            if name.len() > NAME_BYTES_MAX {
                return Err(Error::PrincipalNotFound);
            }
            directory::user_by_name(cx.tx, name)?.ok_or(Error::PrincipalNotFound)?.id
        }
        Who::Person(user) => user,
        Who::Group(group) => {
            return Ok(Principal::Group(directory::change::group_locked(cx.tx, &group)?.ok_or(Error::PrincipalNotFound)?.id));
        }
    };
    Ok(Principal::User(directory::state::here_locked(cx.tx, &user)?.ok_or(Error::PrincipalNotFound)?.id))
}

/// No name is longer, in bytes of UTF-8.
const NAME_BYTES_MAX: usize = crate::admin::NAME_CHARS_MAX * 4;
