//! Notebooks.

use super::Route;
use super::row::{
    CLASSES, COPY, GET_NOTEBOOK, GRAPH_SDK, LIBRARY, OPERATIONS, OURS, PERMISSIONS, POST_NOTEBOOKS, ask, delete, get, grant, graph, later,
    legacy, patch, post, to,
};
use crate::body::Takes::{Json, JsonOrNothing};
use crate::query::Reads::{Count, Entity, List, Notebooks, Permission, Permissions, Strictly};
use crate::{count, notebook, permission, section, section_group};
use http::Method as M;
use model::Need::{ChangePermissions, Create, ReadHierarchy, ReadPermissions, Write};
use model::NodeKind;

pub(super) fn rows() -> Vec<Route> {
    vec![
        get("notebook.list", "notebooks", ReadHierarchy, Notebooks, to!(notebook::list::handle), GET_NOTEBOOK),
        graph(get("notebook.count", "notebooks/$count", ReadHierarchy, Count, to!(count::notebooks), GRAPH_SDK)),
        post("notebook.create", "notebooks", Json, to!(notebook::create::handle), POST_NOTEBOOKS),
        get("notebook.get", "notebooks/{notebook}", ReadHierarchy, Entity, to!(notebook::get::handle), GET_NOTEBOOK),
        patch("notebook.change", "notebooks/{notebook}", to!(notebook::change::handle), OURS),
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
        get(
            "notebook.recent",
            "notebooks/GetRecentNotebooks(includePersonalNotebooks)",
            ReadHierarchy,
            Strictly,
            to!(notebook::recent::handle),
            LIBRARY,
        ),
        ask("notebook.from_web_url", "notebooks/GetNotebookFromWebUrl", to!(notebook::from_web::one), LIBRARY),
        legacy(ask("notebook.from_web_urls", "notebooks/GetNotebooksFromWebUrls", to!(notebook::from_web::many), LIBRARY)),
        // What Microsoft's own apps call for services that are not here: an editor in the browser, accounts, classes.
        legacy(later("notebook.wopi", M::GET, "notebooks/{notebook}/GetWopiProperties(frameAction)", ReadHierarchy, LIBRARY)),
        legacy(later("notebook.provision", M::POST, "notebooks/ProvisionNewNotebook", Create, LIBRARY)),
        legacy(later("notebook.sharing_link", M::POST, "notebooks/{notebook}/GetOrCreateOrganizationSharingLink", Create, LIBRARY)),
        legacy(later("class_notebook.list", M::GET, "classNotebooks", ReadHierarchy, CLASSES)),
        legacy(later("class_notebook.create", M::POST, "classNotebooks", Create, CLASSES)),
        legacy(later("staff_notebook.list", M::GET, "staffNotebooks", ReadHierarchy, CLASSES)),
        legacy(later("staff_notebook.create", M::POST, "staffNotebooks", Create, CLASSES)),
        legacy(get(
            "notebook.permissions",
            "notebooks/{notebook}/permissions",
            ReadPermissions,
            Permissions,
            to!(permission::list, NodeKind::Notebook),
            PERMISSIONS,
        )),
        legacy(grant("notebook.create_permission", "notebooks/{notebook}/permissions", to!(permission::create, NodeKind::Notebook))),
        legacy(get(
            "notebook.get_permission",
            "notebooks/{notebook}/permissions/{permission}",
            ReadPermissions,
            Permission,
            to!(permission::get, NodeKind::Notebook),
            PERMISSIONS,
        )),
        legacy(delete(
            "notebook.delete_permission",
            "notebooks/{notebook}/permissions/{permission}",
            ChangePermissions,
            to!(permission::delete, NodeKind::Notebook),
            PERMISSIONS,
        )),
    ]
}
