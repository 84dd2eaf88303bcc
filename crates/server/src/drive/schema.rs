//! What drives and items have on the wire: one table per type, from which come the JSON and what `$select` knows.
//!
//! A table names each member once; what only one of the two services annotates says so. Source: wire contract, sections 1.6
//! and 2.1 to 2.6.

mod drive;
mod gone;
mod identity;
mod item;
mod permission;
mod shape;
mod status;
pub(crate) mod thumbnail;
mod version;

pub(crate) use drive::DRIVE;
pub(crate) use gone::GONE;
pub(crate) use identity::owner;
pub(crate) use item::{ITEM, etag, tags, version_tag};
pub(crate) use permission::{PERMISSION, PermissionView};
pub(crate) use shape::Shape;
pub(crate) use status::{STATUS, StatusView};
pub(crate) use thumbnail::drawable;
pub(crate) use version::{VERSION, version_number};

use super::address::Flavor;
use super::links::Links;
use crate::schema::Json;

/// Whose replies have a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    /// Everybody's.
    Both,
    /// Those of the first service.
    Legacy,
    /// Those of Graph.
    Graph,
}

impl On {
    const fn is(self, flavor: Flavor) -> bool {
        match self {
            Self::Both => true,
            Self::Legacy => flavor.is_legacy(),
            Self::Graph => flavor.is_graph(),
        }
    }
}

/// A member of a type whose entities are written from a `V`.
pub(crate) struct Property<V: 'static> {
    pub(crate) name: &'static str,
    pub(crate) on: On,
    /// Says whether this one entity has it; `None` if all have.
    pub(crate) has: Option<fn(&V) -> bool>,
    /// What else has to be so.
    only: Only,
    /// Writes the value; the name stands already.
    pub(crate) write: fn(&mut Json, &Links, &V),
}

impl<V> Property<V> {
    pub(crate) const fn new(name: &'static str, write: fn(&mut Json, &Links, &V)) -> Self {
        Self { name, on: On::Both, has: None, only: Only::Always, write }
    }

    /// The address of what is in a file, as one of the services calls it.
    pub(crate) const fn of_content(self, on: On, has: fn(&V) -> bool) -> Self {
        Self { on, has: Some(has), only: Only::ToKnown, ..self }
    }

    /// What notebooks have only where an operator wants that.
    pub(crate) const fn if_notebooks_are_folders(self, has: fn(&V) -> bool) -> Self {
        Self { has: Some(has), only: Only::WhereNotebooksAreFolders, ..self }
    }

    pub(crate) const fn if_has(self, has: fn(&V) -> bool) -> Self {
        Self { has: Some(has), ..self }
    }
}

/// When a member is written that an entity has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Only {
    Always,
    /// If it is known who asks.
    ToKnown,
    /// If an operator wants notebooks to be taken for folders.
    WhereNotebooksAreFolders,
}

/// A type with its members, in the order of replies.
pub(crate) struct Entity<V: 'static> {
    pub(crate) properties: &'static [Property<V>],
    /// Members that the published type has and no entity of ours.
    pub(crate) absent: &'static [&'static str],
    /// What can be expanded, by the name of what it holds; `$expand` of others is refused.
    pub(crate) expands: &'static [&'static str],
    /// Navigations of the published type that are not expanded.
    pub(crate) unexpanded: &'static [&'static str],
    /// Writes what is expanded of each entity, wherever it stands.
    pub(crate) along: Option<fn(&mut Json, &Links, &V, &Shape)>,
}

impl<V> Entity<V> {
    /// Writes an entity's members.
    pub(crate) fn members(&self, json: &mut Json, links: &Links, view: &V, shape: &Shape) {
        for (at, property) in self.properties.iter().enumerate() {
            let is_told = match property.only {
                Only::Always => true,
                Only::ToKnown => links.downloads.is_some(),
                Only::WhereNotebooksAreFolders => links.notebooks_are_folders,
            };
            if shape.shows(at) && is_told && property.on.is(links.flavor) && property.has.is_none_or(|has| has(view)) {
                json.key(property.name);
                (property.write)(json, links, view);
            }
        }
        if let Some(along) = self.along {
            along(json, links, view, shape);
        }
    }
}
