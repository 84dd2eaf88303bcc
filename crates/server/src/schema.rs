//! What the types of the API have: one table per type, from which come the JSON of its entities, what `$select` and `$expand`
//! know, and `$metadata`.
//!
//! A table names each member once in both spellings. A reply uses its own surface's; a request may use either, because the
//! documents of Graph themselves still print the older names. Source: wire contract, sections 2.1 to 2.10.

mod copy_model;
mod json;
pub(crate) mod metadata;
mod node;
mod notebook;
mod operation;
mod page;
mod permission;
mod recent;
mod section;
mod section_group;
mod shape;

pub(crate) use copy_model::COPY_NOTEBOOK_MODEL;
pub(crate) use json::Json;
pub(crate) use notebook::NOTEBOOK;
pub(crate) use operation::{ACCEPTED, OPERATION, OperationView};
pub(crate) use page::PAGE;
pub(crate) use permission::{PERMISSION, PermissionView};
pub(crate) use recent::RECENT_NOTEBOOK;
pub(crate) use section::SECTION;
pub(crate) use section_group::SECTION_GROUP;
pub(crate) use shape::Shape;

use self::shape::Seen;
use crate::address::Surface;
use crate::root::Urls;
use app::expand::{Branch, Way};
use app::view::{Above, NodeView};
use model::NodeKind;
use std::ops::Range;

/// A name on the two surfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) legacy: &'static str,
    pub(crate) graph: &'static str,
}

impl Names {
    pub(crate) const fn new(legacy: &'static str, graph: &'static str) -> Self {
        Self { legacy, graph }
    }

    /// Of what is called the same on both.
    pub(crate) const fn same(name: &'static str) -> Self {
        Self { legacy: name, graph: name }
    }

    pub(crate) const fn on(self, surface: Surface) -> &'static str {
        match surface {
            Surface::Legacy => self.legacy,
            Surface::Graph => self.graph,
        }
    }

    /// Says whether a client means this, in either spelling. Letter case counts. Source: "Get OneNote content and structure".
    pub(crate) fn are(self, text: &str) -> bool {
        self.legacy == text || self.graph == text
    }
}

/// A property's type in OData's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edm {
    String,
    Boolean,
    Int32,
    DateTimeOffset,
    Stream,
    Strings,
    /// An enumeration or a complex type of the schema.
    Type(Names),
    /// Some of a type of the schema.
    Types(Names),
}

/// When a property stands in a reply to a request that selects nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Always,
    /// Only if it is selected.
    Selected,
}

/// A property of a type whose entities are written from a `V`.
pub(crate) struct Property<V: 'static> {
    pub(crate) names: Names,
    pub(crate) edm: Edm,
    pub(crate) shown: Shown,
    /// Says whether this one entity has it; `None` if all have.
    pub(crate) has: Option<fn(&V) -> bool>,
    /// Writes the value; the name stands already.
    pub(crate) write: fn(&mut Json, &Urls, &V),
}

impl<V> Clone for Property<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Property<V> {}

impl<V> Property<V> {
    pub(crate) const fn new(names: Names, edm: Edm, write: fn(&mut Json, &Urls, &V)) -> Self {
        Self { names, edm, shown: Shown::Always, has: None, write }
    }

    pub(crate) const fn shown(self, shown: Shown) -> Self {
        Self { shown, ..self }
    }

    pub(crate) const fn if_has(self, has: fn(&V) -> bool) -> Self {
        Self { has: Some(has), ..self }
    }
}

/// A way from an entity to others.
pub(crate) struct Navigation<V: 'static> {
    pub(crate) name: &'static str,
    pub(crate) to: Target,
    /// Where it leads, if it is expanded by default: to what is written by id, name and address alone.
    pub(crate) default: Option<fn(&V) -> Option<&Above>>,
}

/// What a navigation leads to.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// One node above, or none.
    Above(NodeKind),
    /// The nodes of a kind that lie in it.
    Below(NodeKind),
    /// Pages. They are listed at an address of their own, and not expanded.
    Pages,
}

/// A type with its members, in each surface's order.
pub(crate) struct Entity<V: 'static> {
    pub(crate) names: Names,
    /// The collection that its entities are found in; empty for types that have none.
    pub(crate) set: &'static str,
    pub(crate) legacy: &'static [Property<V>],
    pub(crate) graph: &'static [Property<V>],
    pub(crate) navigations: &'static [Navigation<V>],
    /// Writes the key under which an entity stands in its collection, as contexts have it.
    pub(crate) key: fn(&V, &mut String),
}

/// Returns the table of nodes of a kind.
pub(crate) const fn nodes(kind: NodeKind) -> &'static Entity<NodeView> {
    match kind {
        NodeKind::Notebook => &NOTEBOOK,
        NodeKind::SectionGroup => &SECTION_GROUP,
        // Folders and roots have no table; nothing asks.
        NodeKind::Section | NodeKind::Folder | NodeKind::Shortcut | NodeKind::Root => &SECTION,
    }
}

/// A thing that is written, and what was found around it and others.
pub(crate) struct Item<'a, V> {
    view: &'a V,
    /// Its place among those that the branches begin at.
    at: usize,
    branches: &'a [Branch],
}

impl<V> Clone for Item<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Item<'_, V> {}

impl<'a, V> Item<'a, V> {
    pub(crate) const fn new(view: &'a V, at: usize, branches: &'a [Branch]) -> Self {
        Self { view, at, branches }
    }

    /// A thing around which nothing was looked up.
    pub(crate) const fn alone(view: &'a V) -> Self {
        Self { view, at: 0, branches: &[] }
    }

    fn found(&self, way: Way) -> Option<(Range<usize>, &'a Branch)> {
        let branch = self.branches.iter().find(|branch| branch.way == way)?;
        Some((branch.ranges.get(self.at)?.clone(), branch))
    }
}

impl<'a> Item<'a, NodeView> {
    fn of(branch: &'a Branch, at: usize) -> Self {
        Self { view: &branch.nodes[at], at, branches: &branch.branches }
    }
}

impl<V> Entity<V> {
    /// Returns the properties in a surface's order.
    pub(crate) const fn properties(&self, surface: Surface) -> &'static [Property<V>] {
        match surface {
            Surface::Legacy => self.legacy,
            Surface::Graph => self.graph,
        }
    }

    /// Writes an entity's members.
    pub(crate) fn members(&self, json: &mut Json, urls: &Urls, item: Item<'_, V>, shape: &Shape) {
        let surface = urls.root.surface;
        for (at, property) in self.properties(surface).iter().enumerate() {
            if shape.shows(at) && property.has.is_none_or(|has| has(item.view)) {
                json.key(property.names.on(surface));
                (property.write)(json, urls, item.view);
            }
        }
        for (navigation, seen) in self.navigations.iter().zip(&shape.navigations) {
            match seen {
                Seen::No => {}
                Seen::Default => self.write_default(json, urls, item.view, navigation),
                Seen::Expanded(expanded) => self.write_expanded(json, urls, item, navigation, &expanded.shape),
            }
        }
    }

    /// Writes what a navigation leads to.
    fn write_expanded(&self, json: &mut Json, urls: &Urls, item: Item<'_, V>, navigation: &Navigation<V>, shape: &Shape) {
        let Some((way, kind)) = navigation.to.way() else { return };
        let is_one = matches!(way, Way::Above(_));
        self.write_context(json, urls, item.view, navigation, is_one);
        let found = item.found(way);
        if let Some(count) = found.as_ref().and_then(|(_, branch)| branch.counts.get(item.at)) {
            json.key_of(&[navigation.name, "@odata.count"]);
            json.number(i64::try_from(*count).unwrap_or(i64::MAX));
        }
        json.key(navigation.name);
        let write = |json: &mut Json, item| json.object(|json| nodes(kind).members(json, urls, item, shape));
        match (is_one, found) {
            (true, Some((range, branch))) if !range.is_empty() => write(json, Item::of(branch, range.start)),
            (true, _) => json.null(),
            (false, found) => json.array(|json| {
                if let Some((range, branch)) = found {
                    range.for_each(|at| write(json, Item::of(branch, at)));
                }
            }),
        }
    }

    /// Writes where a navigation leads as default expansions show it: `id,name,self`.
    fn write_default(&self, json: &mut Json, urls: &Urls, view: &V, navigation: &Navigation<V>) {
        let (Some(default), Target::Above(to)) = (navigation.default, navigation.to) else { return };
        self.write_context(json, urls, view, navigation, true);
        json.key(navigation.name);
        let Some(above) = default(view) else { return json.null() };
        json.object(|json| {
            json.key("id");
            json.plain(|out| node::push_id(out, above.id));
            json.key(node::NAME.names.on(urls.root.surface));
            json.text(&above.name);
            json.key("self");
            json.plain(|out| node::push_url(out, urls, nodes(to).set, above.id, ""));
        });
    }

    /// Writes the context of something that is expanded.
    fn write_context(&self, json: &mut Json, urls: &Urls, view: &V, navigation: &Navigation<V>, is_entity: bool) {
        if urls.root.is_bare {
            return;
        }
        json.key_of(&[navigation.name, "@odata.context"]);
        json.plain(|out| {
            out.push_str(&urls.context);
            out.push_str(self.set);
            out.push_str("('");
            (self.key)(view, out);
            out.push_str("')/");
            out.push_str(navigation.name);
            out.push_str(if is_entity { "/$entity" } else { "" });
        });
    }
}
