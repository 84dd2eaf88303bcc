//! Where something new goes: to somebody's notebooks, or into a node.

use super::super::thing::{Found, KINDS, Thing, noun};
use app::access::{self, Allowed};
use app::place::{self, Place};
use app::{Caller, Cx, Error};
use model::{Location, NodeId, NodeKind, Right};

/// As an address names it: `me`, `group-` with an id, `site-` with those of its collection and itself, or a node's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web) enum Spot {
    Place(Location),
    Node(NodeId),
}

impl Spot {
    /// Reads one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is none.
    pub(in crate::web) fn read(text: &str) -> Result<Self, Error> {
        let location = match text {
            "me" => Some(Location::Me),
            text => match (text.strip_prefix("group-"), text.strip_prefix("site-").and_then(|ids| ids.split_once(','))) {
                (Some(id), _) => id.parse().ok().map(Location::Group),
                (None, Some((collection, site))) => {
                    collection.parse().ok().zip(site.parse().ok()).map(|(collection, site)| Location::Site(collection, site))
                }
                (None, None) => None,
            },
        };
        match (location, Thing::read(text)) {
            (Some(location), _) => Ok(Self::Place(location)),
            (None, Ok(Thing::Node(id))) => Ok(Self::Node(id)),
            (None, _) => Err(Error::NotFound),
        }
    }

    /// Spells it.
    pub(in crate::web) fn text(location: &Location) -> String {
        match location {
            Location::Me | Location::User(_) => "me".to_owned(),
            Location::Group(id) => format!("group-{id}"),
            Location::Site(collection, site) => format!("site-{collection},{site}"),
        }
    }

    pub(in crate::web) fn place(&self, cx: &mut Cx<'_, '_>, caller: &Caller) -> app::Result<Place> {
        match self {
            Self::Place(location) => place::resolve(cx, caller, *location),
            Self::Node(_) => Err(Error::NotFound),
        }
    }

    pub(in crate::web) fn node(&self, cx: &mut Cx<'_, '_>, caller: &Caller, kinds: &[NodeKind]) -> app::Result<Allowed> {
        match self {
            Self::Node(id) => access::node_anywhere(cx, caller, kinds, id, Right::Write),
            Self::Place(_) => Err(Error::NotFound),
        }
    }

    /// Returns what a person is told of it, and where it opens.
    pub(super) fn told(&self, cx: &mut Cx<'_, '_>, caller: &Caller) -> app::Result<(String, String)> {
        match self {
            Self::Place(location) => {
                let place = place::resolve(cx, caller, *location)?;
                access::notebooks_home(cx, &place)?;
                let whose = match location {
                    Location::Me | Location::User(_) => "among your notebooks",
                    Location::Group(_) => "among the group’s notebooks",
                    Location::Site(..) => "among the site’s notebooks",
                };
                Ok((whose.to_owned(), "/notebooks".to_owned()))
            }
            Self::Node(_) => {
                let found = self.node(cx, caller, KINDS)?;
                let kind = found.node().kind;
                let told = Found::Node(found).told(cx, caller)?;
                let around = if kind == NodeKind::Root { "among".to_owned() } else { format!("in the {}", noun(kind)) };
                Ok((format!("{around} {}", told.name), told.href))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_read_back() {
        let group = "0f0e0d0c-0b0a-0908-0706-050403020100";
        for text in ["me".to_owned(), format!("group-{group}"), format!("site-{group},{group}")] {
            let Ok(Spot::Place(location)) = Spot::read(&text) else { panic!("{text}") };
            assert_eq!(Spot::text(&location), text);
        }
        for odd in ["", "you", "group-", "group-x", "site-x,y", "1-x"] {
            assert_eq!(Spot::read(odd), Err(Error::NotFound), "{odd}");
        }
    }
}
