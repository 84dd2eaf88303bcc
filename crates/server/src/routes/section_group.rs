//! Section groups.

use super::Route;
use super::row::{GRAPH_SCHEMA, GRAPH_SDK, OPERATIONS, OURS, PERMISSIONS, delete, get, grant, graph, legacy, patch, post, to};
use crate::body::Takes::Json;
use crate::query::Reads::{Count, Entity, List, Permission, Permissions};
use crate::{count, permission, section, section_group};
use model::Need::{ChangePermissions, ReadHierarchy, ReadPermissions, Write};
use model::NodeKind;

pub(super) fn rows() -> Vec<Route> {
    vec![
        get("section_group.list", "sectionGroups", ReadHierarchy, List, to!(section_group::list::at_root), OPERATIONS),
        graph(get("section_group.count", "sectionGroups/$count", ReadHierarchy, Count, to!(count::section_groups), GRAPH_SDK)),
        graph(get(
            "section_group.count_sections",
            "sectionGroups/{group}/sections/$count",
            ReadHierarchy,
            Count,
            to!(count::sections_of_group),
            GRAPH_SDK,
        )),
        graph(get(
            "section_group.count_section_groups",
            "sectionGroups/{group}/sectionGroups/$count",
            ReadHierarchy,
            Count,
            to!(count::groups_of_group),
            GRAPH_SDK,
        )),
        get("section_group.get", "sectionGroups/{group}", ReadHierarchy, Entity, to!(section_group::get::handle), OPERATIONS),
        patch("section_group.change", "sectionGroups/{group}", to!(section_group::change::handle), OURS),
        graph(get(
            "section_group.parent_notebook",
            "sectionGroups/{group}/parentNotebook",
            ReadHierarchy,
            Entity,
            to!(section_group::above::notebook),
            GRAPH_SCHEMA,
        )),
        graph(get(
            "section_group.parent_section_group",
            "sectionGroups/{group}/parentSectionGroup",
            ReadHierarchy,
            Entity,
            to!(section_group::above::section_group),
            GRAPH_SCHEMA,
        )),
        delete("section_group.delete", "sectionGroups/{group}", Write, to!(section_group::delete::handle), OURS),
        get("section_group.sections", "sectionGroups/{group}/sections", ReadHierarchy, List, to!(section::list::in_group), OPERATIONS),
        post("section_group.create_section", "sectionGroups/{group}/sections", Json, to!(section::create::in_group), OPERATIONS),
        get(
            "section_group.section_groups",
            "sectionGroups/{group}/sectionGroups",
            ReadHierarchy,
            List,
            to!(section_group::list::in_group),
            OPERATIONS,
        ),
        post(
            "section_group.create_section_group",
            "sectionGroups/{group}/sectionGroups",
            Json,
            to!(section_group::create::in_group),
            OPERATIONS,
        ),
        post("section_group.copy_to_notebook", "sectionGroups/{group}/copyToNotebook", Json, to!(section_group::copy::to_notebook), OURS),
        post("section_group.copy_to_group", "sectionGroups/{group}/copyToSectionGroup", Json, to!(section_group::copy::to_group), OURS),
        legacy(get(
            "section_group.permissions",
            "sectionGroups/{group}/permissions",
            ReadPermissions,
            Permissions,
            to!(permission::list, NodeKind::SectionGroup),
            PERMISSIONS,
        )),
        legacy(grant(
            "section_group.create_permission",
            "sectionGroups/{group}/permissions",
            to!(permission::create, NodeKind::SectionGroup),
        )),
        legacy(get(
            "section_group.get_permission",
            "sectionGroups/{group}/permissions/{permission}",
            ReadPermissions,
            Permission,
            to!(permission::get, NodeKind::SectionGroup),
            PERMISSIONS,
        )),
        legacy(delete(
            "section_group.delete_permission",
            "sectionGroups/{group}/permissions/{permission}",
            ChangePermissions,
            to!(permission::delete, NodeKind::SectionGroup),
            PERMISSIONS,
        )),
    ]
}
