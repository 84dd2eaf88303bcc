//! Permissions as drives show them. Source: "permission resource type", "sharingLink resource type".

use super::identity::{drive_type, identity};
use super::item::scope_word;
use super::{Entity, Property};
use crate::drive::share;
use crate::schema::Json;
use app::item::view::Within;
use app::permission::{Entry, Principal};
use app::share::{Given, Link, Permission, Token};
use model::{Role, Timestamp};

/// A permission of an item, with the address of its link.
pub(crate) struct PermissionView {
    pub(crate) permission: Permission,
    pub(crate) within: Within,
    /// What stands in the address, where it is a link.
    pub(crate) token: Option<Token>,
}

impl PermissionView {
    const fn link(&self) -> Option<&Link> {
        match &self.permission.given {
            Given::ByLink(link) => Some(link),
            Given::To(_) => None,
        }
    }

    const fn entry(&self) -> Option<&Entry> {
        match &self.permission.given {
            Given::To(entry) => Some(entry),
            Given::ByLink(_) => None,
        }
    }

    const fn role(&self) -> Role {
        match &self.permission.given {
            Given::To(entry) => entry.terms.role,
            Given::ByLink(link) => link.role,
        }
    }

    const fn expires(&self) -> Option<Timestamp> {
        match &self.permission.given {
            Given::To(entry) => entry.terms.expires,
            Given::ByLink(link) => link.expires,
        }
    }
}

/// Permissions.
pub(crate) static PERMISSION: Entity<PermissionView> = Entity {
    properties: &[
        Property::new("id", |json, _, view: &PermissionView| json.plain(|out| share::push_key(out, &view.permission.given))),
        Property::new("roles", |json, _, view: &PermissionView| {
            json.array(|json| {
                json.text(match view.role() {
                    Role::Reader => "read",
                    Role::Contributor => "write",
                    Role::Owner => "owner",
                });
            });
        }),
        Property::new("grantedTo", |json, _, view: &PermissionView| granted(json, view)).if_has(|view| view.entry().is_some()),
        Property::new("grantedToV2", |json, _, view: &PermissionView| granted(json, view)).if_has(|view| view.entry().is_some()),
        Property::new("link", |json, links, view: &PermissionView| {
            let Some(link) = view.link() else { return json.null() };
            json.object(|json| {
                json.key("type");
                json.text(if link.role == Role::Reader { "view" } else { "edit" });
                json.key("scope");
                json.text(scope_word(link.scope));
                if let Some(token) = &view.token {
                    json.key("webUrl");
                    json.plain(|out| share::push_url(out, &links.base, token));
                }
                json.key("application");
                json.object(|json| {
                    json.key("id");
                    json.text(&link.app);
                });
            });
        })
        .if_has(|view| view.link().is_some()),
        Property::new("shareId", |json, _, view: &PermissionView| match view.link() {
            Some(link) => json.plain(|out| share::push_id(out, &link.id)),
            None => json.null(),
        })
        .if_has(|view| view.link().is_some()),
        Property::new("expirationDateTime", |json, _, view: &PermissionView| match view.expires() {
            Some(expires) => json.moment(expires, 3),
            None => json.null(),
        })
        .if_has(|view| view.expires().is_some()),
        Property::new("hasPassword", |json, _, view: &PermissionView| {
            json.boolean(view.link().is_some_and(|link| link.password_hash.is_some()));
        })
        .if_has(|view| view.link().is_some()),
        Property::new("inheritedFrom", |json, _, view: &PermissionView| {
            let Some(from) = &view.permission.inherited_from else { return json.null() };
            json.object(|json| {
                json.key("driveType");
                json.text(drive_type(&view.within));
                json.key("driveId");
                json.plain(|out| from.drive.push(out));
                json.key("id");
                json.plain(|out| from.push(out));
            });
        })
        .if_has(|view| view.permission.inherited_from.is_some()),
    ],
    absent: &["grantedToIdentities", "grantedToIdentitiesV2", "invitation"],
    expands: &[],

    unexpanded: &[],
    along: None,
};

fn granted(json: &mut Json, view: &PermissionView) {
    let Some(entry) = view.entry() else { return json.null() };
    let (kind, id) = match &entry.principal {
        Principal::User(id) => ("user", id.bytes()),
        Principal::Group(id) => ("group", id.bytes()),
    };
    json.object(|json| {
        json.key(kind);
        identity(json, id, &entry.name);
    });
}
