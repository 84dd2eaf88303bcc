//! What the metadata documents say beside the tables: enumerations, complex types, ways in, actions and functions. Source:
//! the published schema; wire contract, sections 2.6 to 2.10 and 4.2.

use super::super::{Edm, Names};
use crate::address::Surface;
use crate::routes::On;

/// A type, with its members.
pub(super) struct Part<M: 'static> {
    on: On,
    pub(super) names: Names,
    pub(super) members: &'static [M],
}

impl<M> Part<M> {
    const fn new(names: Names, members: &'static [M]) -> Self {
        Self { on: On::Both, names, members }
    }

    const fn only(self, on: On) -> Self {
        Self { on, ..self }
    }

    pub(super) const fn on(&self, surface: Surface) -> bool {
        is_on(self.on, surface)
    }
}

const fn is_on(on: On, surface: Surface) -> bool {
    match surface {
        Surface::Legacy => on.legacy(),
        Surface::Graph => on.graph(),
    }
}

type Member = (Names, Edm);

const fn text(name: &'static str) -> Member {
    (Names::same(name), Edm::String)
}

const fn of(name: &'static str, edm: Edm) -> Member {
    (Names::same(name), edm)
}

const USER_ROLE: Names = Names::new("UserRole", "onenoteUserRole");
const STATUS: Names = Names::new("OperationStatus", "operationStatus");
const SOURCE_SERVICE: Names = Names::new("SourceService", "onenoteSourceService");
const PATCH_ACTION: Names = Names::new("PatchActionType", "onenotePatchActionType");
const PATCH_POSITION: Names = Names::new("PatchInsertPosition", "onenotePatchInsertPosition");

/// Enumerations. On the legacy surface the state of an operation is a text.
pub(super) static ENUMERATIONS: &[Part<(&str, i32)>] = &[
    Part::new(USER_ROLE, &[("None", -1), ("Owner", 0), ("Contributor", 1), ("Reader", 2)]),
    Part::new(STATUS, &[("NotStarted", 0), ("Running", 1), ("Completed", 2), ("Failed", 3)]).only(On::Graph),
    Part::new(SOURCE_SERVICE, &[("Unknown", 0), ("OneDrive", 1), ("OneDriveForBusiness", 2), ("OnPremOneDriveForBusiness", 3)]),
    Part::new(PATCH_ACTION, &[("Replace", 0), ("Append", 1), ("Delete", 2), ("Insert", 3), ("Prepend", 4)]),
    Part::new(PATCH_POSITION, &[("After", 0), ("Before", 1)]),
];

const EXTERNAL_LINK: Names = Names::new("ExternalLink", "externalLink");
const IDENTITY: Names = Names::new("Identity", "identity");
const PREVIEW: Names = Names::new("PagePreview", "onenotePagePreview");
const PREVIEW_LINKS: Names = Names::new("PagePreviewLinks", "onenotePagePreviewLinks");
const RECENT: Names = Names::new("RecentNotebook", "recentNotebook");
const RECENT_LINKS: Names = Names::new("RecentNotebookLinks", "recentNotebookLinks");
const COMMAND: Names = Names::new("PatchContentCommand", "onenotePatchContentCommand");
const SITE: Names = Names::same("SiteMetadata");
const COPY_MODEL: Names = Names::new("Notebook", "CopyNotebookModel");

const LINKS: &[Member] = &[of("oneNoteClientUrl", Edm::Type(EXTERNAL_LINK)), of("oneNoteWebUrl", Edm::Type(EXTERNAL_LINK))];

/// Complex types.
pub(super) static COMPLEX: &[Part<Member>] = &[
    Part::new(EXTERNAL_LINK, &[text("href")]),
    Part::new(IDENTITY, &[text("displayName"), (Names::same("id"), Edm::String)]).only(On::Graph),
    Part::new(Names::new("IdentitySet", "identitySet"), &[of("application", Edm::Type(IDENTITY)), of("user", Edm::Type(IDENTITY))])
        .only(On::Graph),
    Part::new(Names::new("NotebookLinks", "notebookLinks"), LINKS),
    Part::new(Names::new("SectionLinks", "sectionLinks"), LINKS),
    Part::new(Names::new("PageLinks", "pageLinks"), LINKS),
    Part::new(Names::new("OperationError", "onenoteOperationError"), &[text("code"), text("message")]),
    Part::new(Names::new("Diagnostic", "diagnostic"), &[text("message"), text("url")]),
    Part::new(PREVIEW, &[text("previewText"), of("links", Edm::Type(PREVIEW_LINKS))]),
    Part::new(PREVIEW_LINKS, &[of("previewImageUrl", Edm::Type(EXTERNAL_LINK))]),
    Part::new(
        RECENT,
        &[
            (Names::new("name", "displayName"), Edm::String),
            of("lastAccessedTime", Edm::DateTimeOffset),
            of("links", Edm::Type(RECENT_LINKS)),
            of("sourceService", Edm::Type(SOURCE_SERVICE)),
        ],
    ),
    Part::new(RECENT_LINKS, LINKS),
    Part::new(
        COMMAND,
        &[of("action", Edm::Type(PATCH_ACTION)), text("content"), of("position", Edm::Type(PATCH_POSITION)), text("target")],
    ),
    Part::new(SITE, &[text("siteCollectionId"), text("siteId")]).only(On::Legacy),
    Part::new(
        Names::same("CopyStatusModel"),
        &[text("id"), text("status"), of("createdDateTime", Edm::DateTimeOffset), text("percentComplete")],
    )
    .only(On::Legacy),
];

const RESOURCE: Names = Names::new("Resource", "onenoteResource");
const NOTES: Names = Names::new("Notes", "onenote");
const USER: Names = Names::new("User", "user");
const GROUP: Names = Names::new("Group", "group");
const A_SITE: Names = Names::new("Site", "site");
const COLLECTION: Names = Names::same("SiteCollection");
const ORGANIZATION: Names = Names::same("Organization");

const fn leads(name: &'static str, to: Names) -> Member {
    (Names::same(name), Edm::Types(to))
}

const TO_NOTES: Member = (Names::new("notes", "onenote"), Edm::Type(NOTES));

/// Entity types that have no table, because they are never written: the ways to somebody's notebooks, and resources, which have
/// an address and no properties that could be asked for.
pub(super) static ROOTS: &[Part<Member>] = &[
    Part::new(RESOURCE, &[text("id"), text("self"), of("content", Edm::Stream), text("contentUrl")]),
    Part::new(
        NOTES,
        &[
            text("id"),
            leads("notebooks", NOTEBOOK_TYPE),
            leads("sectionGroups", GROUP_TYPE),
            leads("sections", SECTION_TYPE),
            leads("pages", PAGE_TYPE),
            leads("resources", RESOURCE),
            leads("operations", OPERATION_TYPE),
        ],
    ),
    Part::new(USER, &[text("id"), TO_NOTES]),
    Part::new(GROUP, &[text("id"), TO_NOTES]),
    Part::new(A_SITE, &[text("id"), TO_NOTES]),
    Part::new(COLLECTION, &[text("id"), leads("sites", A_SITE)]).only(On::Legacy),
    Part::new(ORGANIZATION, &[text("id"), leads("groups", GROUP), leads("siteCollections", COLLECTION)]).only(On::Legacy),
];

const NOTEBOOK_TYPE: Names = Names::new("Notebook", "notebook");
const GROUP_TYPE: Names = Names::new("SectionGroup", "sectionGroup");
const SECTION_TYPE: Names = Names::new("Section", "onenoteSection");
const PAGE_TYPE: Names = Names::new("Page", "onenotePage");
const OPERATION_TYPE: Names = Names::new("OperationModel", "onenoteOperation");

/// An action or a function.
pub(super) struct Deed {
    on: On,
    /// `Action` or `Function`.
    pub(super) kind: &'static str,
    pub(super) names: Names,
    /// What it is done with.
    pub(super) bound: Edm,
    pub(super) parameters: &'static [(&'static str, Edm)],
    pub(super) returns: Option<Edm>,
}

impl Deed {
    const fn action(name: &'static str, bound: Edm, parameters: &'static [(&'static str, Edm)], returns: Option<Edm>) -> Self {
        Self { on: On::Both, kind: "Action", names: Names::same(name), bound, parameters, returns }
    }

    const fn function(names: Names, bound: Edm, parameters: &'static [(&'static str, Edm)], returns: Edm) -> Self {
        Self { on: On::Both, kind: "Function", names, bound, parameters, returns: Some(returns) }
    }

    const fn only(self, on: On) -> Self {
        Self { on, ..self }
    }

    pub(super) const fn on(&self, surface: Surface) -> bool {
        is_on(self.on, surface)
    }
}

const COPIED: Option<Edm> = Some(Edm::Type(Names::new("CopyStatusModel", "onenoteOperation")));
const PLACE: [(&str, Edm); 3] = [("groupId", Edm::String), ("siteCollectionId", Edm::String), ("siteId", Edm::String)];
const INTO: &[(&str, Edm)] = &[("id", Edm::String), PLACE[0], PLACE[1], PLACE[2], ("renameAs", Edm::String)];

/// Actions and functions.
pub(super) static OPERATIONS: &[Deed] = &[
    Deed::action(
        "copyNotebook",
        Edm::Type(NOTEBOOK_TYPE),
        &[PLACE[0], PLACE[1], PLACE[2], ("renameAs", Edm::String), ("notebookFolder", Edm::String)],
        COPIED,
    ),
    Deed::action("copyToNotebook", Edm::Type(SECTION_TYPE), INTO, COPIED),
    Deed::action("copyToSectionGroup", Edm::Type(SECTION_TYPE), INTO, COPIED),
    Deed::action("copyToNotebook", Edm::Type(GROUP_TYPE), INTO, COPIED),
    Deed::action("copyToSectionGroup", Edm::Type(GROUP_TYPE), INTO, COPIED),
    Deed::action("copyToSection", Edm::Type(PAGE_TYPE), &[("id", Edm::String), PLACE[0], PLACE[1], PLACE[2]], COPIED),
    Deed::action("onenotePatchContent", Edm::Type(PAGE_TYPE), &[("commands", Edm::Types(COMMAND))], None).only(On::Graph),
    Deed::function(Names::same("preview"), Edm::Type(PAGE_TYPE), &[], Edm::Type(PREVIEW)),
    Deed::function(
        Names::new("GetRecentNotebooks", "getRecentNotebooks"),
        Edm::Types(NOTEBOOK_TYPE),
        &[("includePersonalNotebooks", Edm::Boolean)],
        Edm::Types(RECENT),
    ),
    Deed::action("GetNotebookFromWebUrl", Edm::Types(NOTEBOOK_TYPE), &[("webUrl", Edm::String)], Some(Edm::Type(COPY_MODEL)))
        .only(On::Legacy),
    Deed::action("getNotebookFromWebUrl", Edm::Types(NOTEBOOK_TYPE), &[("webUrl", Edm::String)], Some(Edm::Type(COPY_MODEL)))
        .only(On::Graph),
    Deed::action("GetNotebooksFromWebUrls", Edm::Types(NOTEBOOK_TYPE), &[("webUrls", Edm::Strings)], Some(Edm::Types(COPY_MODEL)))
        .only(On::Legacy),
    Deed::function(Names::same("FromUrl"), Edm::Types(COLLECTION), &[("url", Edm::String)], Edm::Type(SITE)).only(On::Legacy),
];

/// The name of the container.
pub(super) const CONTAINER: Names = Names::new("OneNoteService", "GraphService");

type Way = (&'static str, Names);

/// Returns the entity sets that an address may begin with. On the legacy surface the form of 2014 begins with the things
/// themselves.
pub(super) const fn sets(surface: Surface) -> &'static [Way] {
    match surface {
        Surface::Legacy => &[
            ("notebooks", NOTEBOOK_TYPE),
            ("sectionGroups", GROUP_TYPE),
            ("sections", SECTION_TYPE),
            ("pages", PAGE_TYPE),
            ("resources", RESOURCE),
            ("operations", OPERATION_TYPE),
            ("users", USER),
            ("groups", GROUP),
        ],
        Surface::Graph => &[("users", USER), ("groups", GROUP), ("sites", A_SITE)],
    }
}

/// Returns the single things that an address may begin with.
pub(super) const fn singletons(surface: Surface) -> &'static [Way] {
    match surface {
        Surface::Legacy => &[("me", USER), ("myOrganization", ORGANIZATION)],
        Surface::Graph => &[("me", USER)],
    }
}
