//! Section groups.

use super::Route;
use super::row::{GRAPH_SDK, OPERATIONS, OURS, PERMISSIONS, delete, get, graph, later, legacy, post, to};
use crate::body::Takes::Json;
use crate::query::Reads::{Count, Entity, List};
use crate::{count, section, section_group};
use http::Method as M;
use model::Need::{ReadHierarchy, Write};

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
        legacy(later("section_group.permissions", M::GET, "sectionGroups/{group}/permissions", ReadHierarchy, PERMISSIONS)),
        legacy(later("section_group.create_permission", M::POST, "sectionGroups/{group}/permissions", Write, PERMISSIONS)),
        legacy(later("section_group.get_permission", M::GET, "sectionGroups/{group}/permissions/{permission}", ReadHierarchy, PERMISSIONS)),
        legacy(later("section_group.delete_permission", M::DELETE, "sectionGroups/{group}/permissions/{permission}", Write, PERMISSIONS)),
    ]
}
