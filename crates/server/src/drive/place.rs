//! From what an address spells to drives and items as the verbs know them.

use super::address::{Anchor, Item, Owner, Which};
use crate::address::Spelling;
use crate::address::hosted_site;
use crate::fault::{DriveFault, Fault, RequestFault};
use app::access::AllowedItem;
use app::{Caller, Cx, Error, item, place, site};
use model::{Location, Right, SpecialFolder};

/// Whose drives are meant, as far as the address tells.
#[derive(Clone, Debug)]
pub(crate) enum Whose {
    By(Location),
    /// A person's, by the name that they sign in by.
    Name(String),
    /// A site's, by its address.
    SiteAt(String),
}

impl Whose {
    /// Reads an owner.
    ///
    /// # Errors
    /// For what is no id.
    pub(crate) fn read(owner: &Owner) -> Result<Self, Fault> {
        Ok(match owner {
            Owner::Caller => Self::By(Location::Me),
            Owner::User(id) => id.parse().map_or_else(|_| Self::Name(id.clone()), |id| Self::By(Location::User(id))),
            Owner::Group(id) => Self::By(Location::Group(id.parse().map_err(|_| RequestFault::BadGroup)?)),
            Owner::Site(id) if id.contains(':') => Self::SiteAt(site_url(id)),
            Owner::Site(id) => match hosted_site(id) {
                Some(Spelling::HostedSite(_, collection, site)) => Self::By(Location::Site(collection, site)),
                _ => return Err(RequestFault::BadSite.into()),
            },
        })
    }

    /// Returns the place.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) fn location(&self, cx: &mut Cx<'_, '_>) -> app::Result<Location> {
        match self {
            Self::By(location) => Ok(*location),
            Self::Name(name) => Ok(Location::User(place::person(cx, name)?)),
            Self::SiteAt(url) => {
                let site = site::at(cx, url)?;
                Ok(Location::Site(site.collection, site.id))
            }
        }
    }
}

/// Returns the address of a site that is named by `{host}:/{path}`.
pub(super) fn site_url(named: &str) -> String {
    format!("https://{}", named.replacen(':', "", 1))
}

/// A drive that an address names.
#[derive(Clone, Debug)]
pub(crate) enum Drive {
    Default(Whose),
    Id(model::DriveCid),
}

impl Drive {
    /// Reads which drive is meant.
    ///
    /// # Errors
    /// For what is no id.
    pub(crate) fn read(which: &Which) -> Result<Self, Fault> {
        Ok(match which {
            Which::Default(owner) => Self::Default(Whose::read(owner)?),
            // One that is none and one that is not the caller's are told alike.
            Which::Id(id) => Self::Id(id.parse().map_err(|_| Error::DriveNotFound)?),
        })
    }

    /// Returns the drive.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) fn which(&self, cx: &mut Cx<'_, '_>) -> app::Result<item::Which> {
        Ok(match self {
            Self::Default(whose) => item::Which::Default(whose.location(cx)?),
            Self::Id(id) => item::Which::Id(*id),
        })
    }
}

/// An item that an address names.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    drive: Drive,
    anchor: item::Anchor,
    path: Vec<String>,
}

impl Place {
    /// Reads which item is meant.
    ///
    /// # Errors
    /// For what is no id, and for special folders that are none.
    pub(crate) fn read(which: &Which, item: &Item) -> Result<Self, Fault> {
        let anchor = match &item.anchor {
            Anchor::Root => item::Anchor::Root,
            Anchor::Id(id) => item::Anchor::Id(id.parse().map_err(|_| DriveFault::BadItemId)?),
            Anchor::Special(name) => item::Anchor::Special(special(name)?),
        };
        Ok(Self { drive: Drive::read(which)?, anchor, path: item.path.clone() })
    }

    /// Returns the names that lead to it.
    pub(crate) fn path(&self) -> &[String] {
        &self.path
    }

    /// Returns the item, for the verbs to look up.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) fn at(&self, cx: &mut Cx<'_, '_>) -> app::Result<item::At> {
        Ok(item::At { drive: self.drive.which(cx)?, anchor: self.anchor, path: self.path.clone() })
    }

    /// Looks the item up.
    ///
    /// # Errors
    /// As [`item::item`].
    pub(crate) fn find(&self, cx: &mut Cx<'_, '_>, caller: &Caller, right: Right) -> app::Result<AllowedItem> {
        let at = self.at(cx)?;
        item::item(cx, caller, &at, right)
    }
}

/// Reads a folder by its meaning.
///
/// # Errors
/// For a meaning that no folder has.
pub(super) fn special(name: &str) -> Result<SpecialFolder, Fault> {
    Ok(SpecialFolder::parse(name).ok_or(DriveFault::SpecialFolder)?)
}
