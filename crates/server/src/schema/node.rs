//! What notebooks, section groups and sections have in common.

use super::{Edm, Json, Names, Navigation, Property, Target};
use crate::root::{Urls, encoded};
use app::view::{NodeView, Person, WebPath};
use model::{NodeId, NodeKind, Owner};
use std::fmt::Write as _;

pub(super) const ID: Property<NodeView> =
    Property::new(Names::same("id"), Edm::String, |json, _, view| json.plain(|out| push_id(out, view.id)));

pub(super) const SELF: Property<NodeView> =
    Property::new(Names::same("self"), Edm::String, |json, urls, view| json.plain(|out| push_own_url(out, urls, view, "")));

pub(super) const NAME: Property<NodeView> =
    Property::new(Names::new("name", "displayName"), Edm::String, |json, _, view| json.text(&view.name));

pub(super) const CREATED: Property<NodeView> =
    Property::new(Names::new("createdTime", "createdDateTime"), Edm::DateTimeOffset, |json, _, view| json.moment(view.created.0, 3));

pub(super) const MODIFIED: Property<NodeView> =
    Property::new(Names::new("lastModifiedTime", "lastModifiedDateTime"), Edm::DateTimeOffset, |json, _, view| {
        json.moment(view.modified.0, 3)
    });

/// On the legacy surface, people are names.
pub(super) const CREATED_BY_NAME: Property<NodeView> =
    Property::new(Names::same("createdBy"), Edm::String, |json, _, view| json.text(&view.created.1.name));

pub(super) const MODIFIED_BY_NAME: Property<NodeView> =
    Property::new(Names::same("lastModifiedBy"), Edm::String, |json, _, view| json.text(&view.modified.1.name));

/// A person, as Graph has it.
pub(super) const IDENTITY_SET: Edm = Edm::Type(Names::new("IdentitySet", "identitySet"));

pub(super) const CREATED_BY: Property<NodeView> =
    Property::new(Names::same("createdBy"), IDENTITY_SET, |json, _, view| identity(json, &view.created.1));

pub(super) const MODIFIED_BY: Property<NodeView> =
    Property::new(Names::same("lastModifiedBy"), IDENTITY_SET, |json, _, view| identity(json, &view.modified.1));

pub(super) const IS_DEFAULT: Property<NodeView> =
    Property::new(Names::same("isDefault"), Edm::Boolean, |json, _, view| json.boolean(view.is_default));

pub(super) const SECTIONS_URL: Property<NodeView> =
    Property::new(Names::same("sectionsUrl"), Edm::String, |json, urls, view| json.plain(|out| push_own_url(out, urls, view, "/sections")));

pub(super) const SECTION_GROUPS_URL: Property<NodeView> =
    Property::new(Names::same("sectionGroupsUrl"), Edm::String, |json, urls, view| {
        json.plain(|out| push_own_url(out, urls, view, "/sectionGroups"));
    });

pub(super) const PARENT_NOTEBOOK: Navigation<NodeView> =
    Navigation { name: "parentNotebook", to: Target::Above(NodeKind::Notebook), default: Some(|view| view.notebook.as_ref()) };

pub(super) const PARENT_SECTION_GROUP: Navigation<NodeView> =
    Navigation { name: "parentSectionGroup", to: Target::Above(NodeKind::SectionGroup), default: Some(|view| view.group.as_ref()) };

pub(super) const SECTIONS: Navigation<NodeView> = Navigation { name: "sections", to: Target::Below(NodeKind::Section), default: None };

pub(super) const SECTION_GROUPS: Navigation<NodeView> =
    Navigation { name: "sectionGroups", to: Target::Below(NodeKind::SectionGroup), default: None };

pub(super) fn identity(json: &mut Json, person: &Person) {
    json.object(|json| {
        json.key(if person.is_app { "application" } else { "user" });
        json.object(|json| {
            json.key("id");
            json.plain(|out| model::push_guid(out, &person.id.0));
            json.key("displayName");
            json.text(&person.name);
        });
    });
}

pub(super) fn key(view: &NodeView, out: &mut String) {
    push_id(out, view.id);
}

/// Appends a node's id as clients know it. Source: the ids in "Copy notebooks, sections, and pages".
pub(super) fn push_id(out: &mut String, id: NodeId) {
    out.push_str("1-");
    model::push_guid(out, &id.0);
}

/// Appends a node's address, or that of something below it.
pub(super) fn push_url(out: &mut String, urls: &Urls, set: &str, id: NodeId, tail: &str) {
    out.push_str(&urls.prefix);
    out.push_str(set);
    out.push('/');
    push_id(out, id);
    out.push_str(tail);
}

fn push_own_url(out: &mut String, urls: &Urls, view: &NodeView, tail: &str) {
    push_url(out, urls, super::nodes(view.kind).set, view.id, tail);
}

/// Writes the two links to an address for browsers. Source: the values seen are the same but for the scheme.
pub(super) fn links(json: &mut Json, client: impl FnOnce(&mut String), web: impl FnOnce(&mut String)) {
    json.object(|json| {
        json.key("oneNoteClientUrl");
        json.object(|json| {
            json.key("href");
            json.plain(|out| {
                out.push_str("onenote:");
                client(out);
            });
        });
        json.key("oneNoteWebUrl");
        json.object(|json| {
            json.key("href");
            json.plain(web);
        });
    });
}

/// Appends where the first `depth` names of a path open in a browser. The owner stands there by id, so the address stays when
/// names change.
pub(super) fn push_web_url(out: &mut String, urls: &Urls, path: &WebPath, depth: usize) {
    out.push_str(&urls.root.base);
    // Writing to a String cannot fail.
    let _ = match path.owner {
        Owner::User(user) => write!(out, "/users/{user}"),
        Owner::Group(group) => write!(out, "/groups/{group}"),
        Owner::Site(site) => write!(out, "/sites/{site}"),
    };
    for name in std::iter::once(&path.library).chain(path.names.iter().take(depth)) {
        let _ = write!(out, "/{}", encoded(name));
    }
}
