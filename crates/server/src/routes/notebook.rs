//! Notebooks.

use super::Route;
use super::row::{
    COPY, GET_NOTEBOOK, GRAPH_SDK, LIBRARY, OPERATIONS, OURS, PERMISSIONS, POST_NOTEBOOKS, delete, get, graph, later, legacy, post, to,
};
use crate::body::Takes::{Json, JsonOrNothing};
use crate::query::Reads::{Count, Entity, List};
use crate::{count, notebook, section, section_group};
use http::Method as M;
use model::Need::{ReadHierarchy, Write};

pub(super) fn rows() -> Vec<Route> {
    vec![
        get("notebook.list", "notebooks", ReadHierarchy, List, to!(notebook::list::handle), GET_NOTEBOOK),
        graph(get("notebook.count", "notebooks/$count", ReadHierarchy, Count, to!(count::notebooks), GRAPH_SDK)),
        post("notebook.create", "notebooks", Json, to!(notebook::create::handle), POST_NOTEBOOKS),
        get("notebook.get", "notebooks/{notebook}", ReadHierarchy, Entity, to!(notebook::get::handle), GET_NOTEBOOK),
        delete("notebook.delete", "notebooks/{notebook}", Write, to!(notebook::delete::handle), OURS),
        get("notebook.sections", "notebooks/{notebook}/sections", ReadHierarchy, List, to!(section::list::in_notebook), OPERATIONS),
        graph(get(
            "notebook.count_sections",
            "notebooks/{notebook}/sections/$count",
            ReadHierarchy,
            Count,
            to!(count::sections_of_notebook),
            GRAPH_SDK,
        )),
        graph(get(
            "notebook.count_section_groups",
            "notebooks/{notebook}/sectionGroups/$count",
            ReadHierarchy,
            Count,
            to!(count::groups_of_notebook),
            GRAPH_SDK,
        )),
        post("notebook.create_section", "notebooks/{notebook}/sections", Json, to!(section::create::in_notebook), OPERATIONS),
        get(
            "notebook.section_groups",
            "notebooks/{notebook}/sectionGroups",
            ReadHierarchy,
            List,
            to!(section_group::list::in_notebook),
            OPERATIONS,
        ),
        post(
            "notebook.create_section_group",
            "notebooks/{notebook}/sectionGroups",
            Json,
            to!(section_group::create::in_notebook),
            OPERATIONS,
        ),
        post("notebook.copy", "notebooks/{notebook}/copyNotebook", JsonOrNothing, to!(notebook::copy::handle), COPY),
        later("notebook.recent", M::GET, "notebooks/GetRecentNotebooks(includePersonalNotebooks)", ReadHierarchy, LIBRARY),
        later("notebook.from_web_url", M::POST, "notebooks/GetNotebookFromWebUrl", ReadHierarchy, LIBRARY),
        legacy(later("notebook.from_web_urls", M::POST, "notebooks/GetNotebooksFromWebUrls", ReadHierarchy, LIBRARY)),
        legacy(later("notebook.permissions", M::GET, "notebooks/{notebook}/permissions", ReadHierarchy, PERMISSIONS)),
        legacy(later("notebook.create_permission", M::POST, "notebooks/{notebook}/permissions", Write, PERMISSIONS)),
        legacy(later("notebook.get_permission", M::GET, "notebooks/{notebook}/permissions/{permission}", ReadHierarchy, PERMISSIONS)),
        legacy(later("notebook.delete_permission", M::DELETE, "notebooks/{notebook}/permissions/{permission}", Write, PERMISSIONS)),
    ]
}
