//! What `getNotebookFromWebUrl` answers on Graph: a model of the OneNote service, with its names, that the published schema
//! shows through. Clients of Graph look for Graph's names, so each stands in both spellings there.

use super::node::{
    CREATED, CREATED_BY, CREATED_BY_NAME, ID, IDENTITY_SET, IS_DEFAULT, MODIFIED, MODIFIED_BY, MODIFIED_BY_NAME, NAME, SECTION_GROUPS_URL,
    SECTIONS_URL, SELF, key,
};
use super::notebook::{IS_SHARED, LINKS, NOTEBOOK, USER_ROLE};
use super::{Entity, Names, Property};
use app::view::NodeView;

/// A notebook that was found by its address.
pub(crate) static COPY_NOTEBOOK_MODEL: Entity<NodeView> = Entity {
    names: Names::new("Notebook", "CopyNotebookModel"),
    set: "notebooks",
    legacy: NOTEBOOK.legacy,
    graph: &[
        ID,
        SELF,
        CREATED,
        under("createdTime", CREATED),
        NAME,
        under("name", NAME),
        MODIFIED,
        under("lastModifiedTime", MODIFIED),
        IS_DEFAULT,
        USER_ROLE,
        IS_SHARED,
        SECTIONS_URL,
        SECTION_GROUPS_URL,
        CREATED_BY_NAME,
        identity("createdByIdentity", CREATED_BY),
        MODIFIED_BY_NAME,
        identity("lastModifiedByIdentity", MODIFIED_BY),
        LINKS,
    ],
    navigations: &[],
    key,
};

const fn under(name: &'static str, property: Property<NodeView>) -> Property<NodeView> {
    Property { names: Names::same(name), ..property }
}

const fn identity(name: &'static str, property: Property<NodeView>) -> Property<NodeView> {
    Property { edm: IDENTITY_SET, ..under(name, property) }
}
