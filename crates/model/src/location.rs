use crate::{GroupId, SiteCollectionId, SiteId, UserId};

/// Whose content an address is about, as the caller wrote it. It resolves to one or more drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// The caller's own: what they own, and by id also what other people shared with them.
    Me,
    /// What this person owns and the caller may see.
    User(UserId),
    /// What this group owns.
    Group(GroupId),
    /// What this site owns, in all of its document libraries.
    Site(SiteCollectionId, SiteId),
}

/// Who owns a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A person.
    User(UserId),
    /// A group.
    Group(GroupId),
    /// A site.
    Site(SiteId),
}
