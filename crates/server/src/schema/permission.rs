//! Permissions. Source: "Manage permissions on OneNote entities". The OneNote service has them, and Graph has not.

use super::node::push_url;
use super::{Edm, Entity, Names, Property};
use crate::permission::spelled;
use app::permission::Entry;
use model::{NodeId, NodeKind, Role};
use std::fmt::Write as _;

/// A permission, and what it is on.
pub(crate) struct PermissionView {
    pub(crate) entry: Entry,
    pub(crate) kind: NodeKind,
    pub(crate) node: NodeId,
}

/// Permissions.
pub(crate) static PERMISSION: Entity<PermissionView> = Entity {
    names: Names::new("Permission", "permission"),
    set: "",
    legacy: MEMBERS,
    graph: MEMBERS,
    navigations: &[],
    key: |view, out| push_id(out, view),
};

const MEMBERS: &[Property<PermissionView>] = &[
    Property::new(Names::same("userRole"), Edm::Type(Names::new("UserRole", "onenoteUserRole")), |json, _, view| {
        json.text(match view.entry.terms.role {
            Role::Owner => "Owner",
            Role::Contributor => "Contributor",
            Role::Reader => "Reader",
        });
    }),
    Property::new(Names::same("userId"), Edm::String, |json, _, view| json.text(&spelled(&view.entry))),
    Property::new(Names::same("name"), Edm::String, |json, _, view| json.text(&view.entry.name)),
    Property::new(Names::same("id"), Edm::String, |json, _, view| json.plain(|out| push_id(out, view))),
    Property::new(Names::same("self"), Edm::String, |json, urls, view| {
        json.plain(|out| {
            push_url(out, urls, crate::root::collection(view.kind), view.node, "/permissions/");
            push_id(out, view);
        });
    }),
];

fn push_id(out: &mut String, view: &PermissionView) {
    // Writing to a String cannot fail.
    let _ = write!(out, "1-{}", view.entry.number);
}
