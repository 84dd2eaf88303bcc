//! The table for people: `docs/compatibility.md`.

use super::{RouteInfo, routes};
use model::Need;
use std::fmt::Write as _;

const HEAD: &str = "\
# Compatibility

Every call of the OneNote service that is documented, and what becomes of it here. `looseleaf routes` writes this page from
the table that requests are answered by; nobody edits it.

`{root}` is `/api/{version}` with `{version}` one of `v1.0` and `beta`, followed by one of

- nothing, the form of 2014,
- `/me/notes`,
- `/users/{id}/notes`,
- `/myOrganization/groups/{id}/notes` or `/groups/{id}/notes`,
- `/myOrganization/siteCollections/{id}/sites/{id}/notes`.

Scopes: *hierarchy* is met by every scope, *pages* by those that read pages, *create* by those that create, *write* by those
that update. A call that is not served yet answers 501 with code 20111 and its name.

| Call | Name | Scopes | Served | From |
|---|---|---|---|---|
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
        let _ = writeln!(out, "| `{} {}` | `{}` | {} | {served} | {from} |", row.method, row.address, row.name, need(row.need));
    }
    out
}

const fn need(need: Option<Need>) -> &'static str {
    match need {
        None => "none",
        Some(Need::ReadHierarchy) => "hierarchy",
        Some(Need::ReadPages) => "pages",
        Some(Need::Create) => "create",
        Some(Need::Write) => "write",
    }
}
