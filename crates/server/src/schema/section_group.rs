//! Section groups: as notebooks, less what only notebooks have, and with what lies above them.

use super::node::{
    CREATED, CREATED_BY, CREATED_BY_NAME, ID, MODIFIED, MODIFIED_BY, MODIFIED_BY_NAME, NAME, PARENT_NOTEBOOK, PARENT_SECTION_GROUP,
    SECTION_GROUPS, SECTION_GROUPS_URL, SECTIONS, SECTIONS_URL, SELF, key,
};
use super::{Entity, Names};
use app::view::NodeView;

/// Section groups.
pub(crate) static SECTION_GROUP: Entity<NodeView> = Entity {
    names: Names::new("SectionGroup", "sectionGroup"),
    set: "sectionGroups",
    legacy: &[SECTIONS_URL, SECTION_GROUPS_URL, ID, NAME, SELF, CREATED_BY_NAME, MODIFIED_BY_NAME, CREATED, MODIFIED],
    graph: &[ID, SELF, CREATED, NAME, MODIFIED, SECTIONS_URL, SECTION_GROUPS_URL, CREATED_BY, MODIFIED_BY],
    navigations: &[SECTIONS, SECTION_GROUPS, PARENT_NOTEBOOK, PARENT_SECTION_GROUP],
    key,
};
