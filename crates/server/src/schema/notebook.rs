//! Notebooks. Source: "OneNote GET notebooks/id", its members in its order; recorded answers of Graph in theirs.

use super::node::{
    CREATED, CREATED_BY, CREATED_BY_NAME, ID, IS_DEFAULT, MODIFIED, MODIFIED_BY, MODIFIED_BY_NAME, NAME, SECTION_GROUPS,
    SECTION_GROUPS_URL, SECTIONS, SECTIONS_URL, SELF, key, links, push_web_url,
};
use super::{Edm, Entity, Names, Property};
use app::view::NodeView;
use model::Role;

/// Notebooks.
pub(crate) static NOTEBOOK: Entity<NodeView> = Entity {
    names: Names::new("Notebook", "notebook"),
    set: "notebooks",
    legacy: &[
        IS_DEFAULT,
        USER_ROLE,
        IS_SHARED,
        SECTIONS_URL,
        SECTION_GROUPS_URL,
        LINKS,
        ID,
        NAME,
        SELF,
        CREATED_BY_NAME,
        MODIFIED_BY_NAME,
        CREATED,
        MODIFIED,
    ],
    graph: &[
        ID,
        SELF,
        CREATED,
        NAME,
        MODIFIED,
        IS_DEFAULT,
        USER_ROLE,
        IS_SHARED,
        SECTIONS_URL,
        SECTION_GROUPS_URL,
        CREATED_BY,
        MODIFIED_BY,
        LINKS,
    ],
    navigations: &[SECTIONS, SECTION_GROUPS],
    key,
};

pub(super) const USER_ROLE: Property<NodeView> =
    Property::new(Names::same("userRole"), Edm::Type(Names::new("UserRole", "onenoteUserRole")), |json, _, view| {
        json.text(match view.role {
            Role::Owner => "Owner",
            Role::Contributor => "Contributor",
            Role::Reader => "Reader",
        });
    });

pub(super) const IS_SHARED: Property<NodeView> =
    Property::new(Names::same("isShared"), Edm::Boolean, |json, _, view| json.boolean(view.is_shared));

pub(super) const LINKS: Property<NodeView> =
    Property::new(Names::same("links"), Edm::Type(Names::new("NotebookLinks", "notebookLinks")), |json, urls, view| {
        let web = |out: &mut String| push_web_url(out, urls, &view.path, view.path.names.len());
        links(json, web, web);
    });
