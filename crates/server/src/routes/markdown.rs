//! The table for people: `docs/compatibility.md`.

use super::{On, RouteInfo, routes};
use model::Need;
use std::fmt::Write as _;

const HEAD: &str = "\
# Compatibility

Every call of the OneNote service and of Microsoft Graph's OneNote part that is documented, and what becomes of it here.
`looseleaf routes` writes this page from the table that requests are answered by; nobody edits it.

There are two surfaces over the same notebooks. With `{version}` one of `v1.0` and `beta`, `{service}` is

- on the legacy surface, the OneNote service: `/api/{version}`,
- on Graph: `/{version}`;

and `{root}` is `{service}` followed by

| | legacy | Graph |
|---|---|---|
| the caller | `/me/notes`, or nothing, the form of 2014 | `/me/onenote` |
| a person | `/users/{id}/notes` | `/users/{id or userPrincipalName}/onenote` |
| a group | `/myOrganization/groups/{id}/notes`, `/groups/{id}/notes` | `/groups/{id}/onenote` |
| a site | `/myOrganization/siteCollections/{id}/sites/{id}/notes` | `/sites/{host name},{site collection id},{site id}/onenote` |

A `userPrincipalName` is the name that the person signs in by. Of a site's three parts the two ids say which one it is.
Graph answers a request for `/me` with addresses under `/users/{id}`; both are the same place.

`$select` and `$expand` go to any depth, with `levels` on `sectionGroups`; one answer expands at most 10,000 notebooks,
section groups and sections. Within an expansion, `filter`, `orderby`, `top`, `skip` and `count` hold for each parent's list by
itself, which has no link to its rest. Pages are not expanded: the documented list of what can be leaves them out. `Accept`
may have `odata.metadata=none`, which leaves the contexts out; `full` is answered as `minimal`.

The calls about drives are OneDrive's, in its two spellings, and tell those apart themselves: an action may be called
`copy` or `microsoft.graph.copy`, `action.copy`, or `oneDrive.copy`. With `{version}` one of `/v1.0`, `/beta`, `/v2.0`,
`/_api/v2.0` and `/_api/v2.1`,

| | |
|---|---|
| `{drives}` | `{version}/me/drives`, `{version}/drives`, and `drives` of `users/{id or name}`, `groups/{id}`, `sites/{id}` |
| `{drive}` | `{version}/me/drive`, `{version}/drive`, `{version}/drives/{id}`, and `drive` of the same |
| `{item}` | `{drive}/root`, `{drive}/items/{id}`, `{drive}/special/{name}`, each with `:/path/to:` behind it, or `/children/{name}` |

Scopes: *hierarchy* is met by every scope for notes, *pages* by those that read pages, *create* by those that create, *write*
by those that update, *read items* and *write items* by those for drives, *read all items* by those for drives with `.All`,
*any* by all. A call that is not served yet answers 501 and its name, with code 20111 or, about drives, `notSupported`.

| Call | Name | Surfaces | Scopes | Served | From |
|---|---|---|---|---|---|
";

/// Returns the page that lists every call, in Markdown.
pub fn routes_markdown() -> String {
    let mut out = String::from(HEAD);
    let mut rows: Vec<RouteInfo> = routes().collect();
    // In the order of addresses, whatever order the table needs for matching.
    rows.sort_by_key(|row| (row.address, row.method));
    for row in rows {
        let served = if row.is_served { "yes" } else { "not yet" };
        let from = if row.is_ours { "ours" } else { row.source };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "| `{} {}` | `{}` | {} | {} | {served} | {from} |",
            row.method,
            row.address,
            row.name,
            surfaces(&row),
            need(row.need)
        );
    }
    out
}

fn surfaces(row: &RouteInfo) -> &'static str {
    match row.on {
        _ if row.address.starts_with('/') => "–",
        On::Both => "both",
        On::Legacy => "legacy",
        On::Graph => "Graph",
        On::Drive => "drives",
        On::Identity => "–",
    }
}

const fn need(need: Option<Need>) -> &'static str {
    match need {
        None => "none",
        Some(Need::Any) => "any",
        Some(Need::ReadHierarchy) => "hierarchy",
        Some(Need::ReadPages) => "pages",
        Some(Need::Create) => "create",
        Some(Need::Write) => "write",
        Some(Need::ReadShared) => "shared",
        Some(Need::ReadPermissions) => "permissions",
        Some(Need::ChangePermissions) => "change permissions",
        Some(Need::ReadItems) => "read items",
        Some(Need::WriteItems) => "write items",
        Some(Need::ReadSharedItems) => "read all items",
        Some(Need::SignIn) => "sign in",
        Some(Need::ReadProfile) => "profile",
        Some(Need::ReadEmail) => "email",
        Some(Need::StaySignedIn) => "offline",
        Some(Need::ReadMe) => "me",
        Some(Need::ReadPeople) => "people",
        Some(Need::ReadGroups) => "groups",
    }
}
