//! By what lists can be filtered and ordered: each property under all its names. The documents of Graph themselves still
//! print the older ones, so both surfaces take both. Source: wire contract, sections 2.1 and 5.3.

use model::NodeKind;
use model::query::{ItemField, NodeField, PageField, PermissionField};

/// A property, under its names.
pub(crate) struct Term<F: 'static> {
    pub(super) paths: &'static [&'static str],
    pub(super) field: F,
    /// The fractional digits that replies show of a moment; a filter compares what is shown.
    pub(super) digits: u32,
}

const fn term<F>(paths: &'static [&'static str], field: F) -> Term<F> {
    Term { paths, field, digits: 0 }
}

const fn moment<F>(paths: &'static [&'static str], field: F, digits: u32) -> Term<F> {
    Term { paths, field, digits }
}

const ID: Term<NodeField> = term(&["id"], NodeField::Id);
const NAME: Term<NodeField> = term(&["name", "displayName"], NodeField::Name);
const CREATED: Term<NodeField> = moment(&["createdTime", "createdDateTime"], NodeField::Created, 3);
const MODIFIED: Term<NodeField> = moment(&["lastModifiedTime", "lastModifiedDateTime"], NodeField::Modified, 3);
const CREATED_BY: Term<NodeField> = term(&["createdBy", "createdBy/user/displayName"], NodeField::CreatedBy);
const MODIFIED_BY: Term<NodeField> = term(&["lastModifiedBy", "lastModifiedBy/user/displayName"], NodeField::ModifiedBy);
const IS_DEFAULT: Term<NodeField> = term(&["isDefault"], NodeField::IsDefault);
const NOTEBOOK_ID: Term<NodeField> = term(&["parentNotebook/id"], NodeField::NotebookId);
const NOTEBOOK_NAME: Term<NodeField> = term(&["parentNotebook/name", "parentNotebook/displayName"], NodeField::NotebookName);
const GROUP_ID: Term<NodeField> = term(&["parentSectionGroup/id"], NodeField::GroupId);
const GROUP_NAME: Term<NodeField> = term(&["parentSectionGroup/name", "parentSectionGroup/displayName"], NodeField::GroupName);

static NOTEBOOK: [Term<NodeField>; 9] = [
    ID,
    NAME,
    CREATED,
    MODIFIED,
    CREATED_BY,
    MODIFIED_BY,
    IS_DEFAULT,
    term(&["isShared"], NodeField::IsShared),
    term(&["userRole"], NodeField::Role),
];

static SECTION_GROUP: [Term<NodeField>; 10] =
    [ID, NAME, CREATED, MODIFIED, CREATED_BY, MODIFIED_BY, NOTEBOOK_ID, NOTEBOOK_NAME, GROUP_ID, GROUP_NAME];

static SECTION: [Term<NodeField>; 11] =
    [ID, NAME, CREATED, MODIFIED, CREATED_BY, MODIFIED_BY, IS_DEFAULT, NOTEBOOK_ID, NOTEBOOK_NAME, GROUP_ID, GROUP_NAME];

/// Of pages.
pub(crate) static PAGES: [Term<PageField>; 11] = [
    term(&["id"], PageField::Id),
    term(&["title"], PageField::Title),
    moment(&["createdTime", "createdDateTime"], PageField::Created, 0),
    moment(&["lastModifiedTime", "lastModifiedDateTime"], PageField::Modified, 0),
    term(&["createdByAppId"], PageField::App),
    term(&["level"], PageField::Level),
    term(&["order"], PageField::Order),
    term(&["parentSection/id"], PageField::SectionId),
    term(&["parentSection/name", "parentSection/displayName"], PageField::SectionName),
    term(&["parentNotebook/id"], PageField::NotebookId),
    term(&["parentNotebook/name", "parentNotebook/displayName"], PageField::NotebookName),
];

/// Of permissions.
pub(crate) static PERMISSIONS: [Term<PermissionField>; 4] = [
    term(&["id"], PermissionField::Id),
    term(&["name", "displayName"], PermissionField::Name),
    term(&["userId"], PermissionField::UserId),
    term(&["userRole"], PermissionField::Role),
];

const fn item(folder: ItemField) -> [Term<ItemField>; 7] {
    [
        term(&["name"], ItemField::Name),
        term(&["size"], ItemField::Size),
        moment(&["createdDateTime"], ItemField::Created, 3),
        moment(&["lastModifiedDateTime"], ItemField::Modified, 3),
        term(&["file"], ItemField::File),
        term(&["folder"], folder),
        term(&["package"], ItemField::Notebook),
    ]
}

static ITEMS: [Term<ItemField>; 7] = item(ItemField::Folder);

static ITEMS_WITH_NOTEBOOKS_AS_FOLDERS: [Term<ItemField>; 7] = item(ItemField::Holder);

/// Of items. Source: "Optional OData query parameters" of OneDrive.
pub(super) fn items(notebooks_are_folders: bool) -> &'static [Term<ItemField>] {
    if notebooks_are_folders { &ITEMS_WITH_NOTEBOOKS_AS_FOLDERS } else { &ITEMS }
}

/// Of nodes of a kind.
pub(crate) fn nodes(kind: NodeKind) -> &'static [Term<NodeField>] {
    match kind {
        NodeKind::Notebook => &NOTEBOOK,
        NodeKind::SectionGroup => &SECTION_GROUP,
        // Folders and roots are not listed; nothing asks.
        NodeKind::Section | NodeKind::Folder | NodeKind::Shortcut | NodeKind::Root => &SECTION,
    }
}
