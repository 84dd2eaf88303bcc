//! From a row of the table to a request: addresses, bodies, and something new for what would be gone after.

use super::policy::{From, Outcome, SHELVES, Shelf};
use super::stage::Stage;
use crate::sweep::{SURFACES, Surface, legacy_body};
use crate::world::Answer;
use model::NodeId;
use server::{On, RouteInfo};
use std::borrow::Cow;

/// One way of beginning an address.
pub struct Root {
    /// As the table of answers calls it.
    pub name: &'static str,
    pub from: From,
    /// With names for what differs between shelves.
    pub path: &'static str,
}

const fn root(name: &'static str, from: From, path: &'static str) -> Root {
    Root { name, from, path }
}

const LEGACY: [Root; 6] = [
    root("2014", From::Me, "/api/v1.0"),
    root("me", From::Me, "/api/v1.0/me/notes"),
    root("user", From::Owner(Shelf::User), "{notes}"),
    root("group", From::Owner(Shelf::Group), "{notes}"),
    root("short", From::Owner(Shelf::Group), "/api/v1.0/groups/{club}/notes"),
    root("site", From::Owner(Shelf::Site), "{notes}"),
];

const GRAPH: [Root; 5] = [
    root("me", From::Me, "/v1.0/me/onenote"),
    root("user", From::Owner(Shelf::User), "{onenote}"),
    root("name", From::Owner(Shelf::User), "/v1.0/users/olga/onenote"),
    root("group", From::Owner(Shelf::Group), "{onenote}"),
    root("site", From::Owner(Shelf::Site), "{onenote}"),
];

const DRIVE: [Root; 9] = [
    root("none", From::Me, "/v1.0/drive"),
    root("me", From::Me, "/v1.0/me/drive"),
    root("user", From::Owner(Shelf::User), "/v1.0/{owner}/drive"),
    root("group", From::Owner(Shelf::Group), "/v1.0/{owner}/drive"),
    root("site", From::Owner(Shelf::Site), "/v1.0/{owner}/drive"),
    root("id", From::Drive(Shelf::User), "/v1.0/drives/{cid}"),
    root("id/g", From::Drive(Shelf::Group), "/v1.0/drives/{cid}"),
    root("id/s", From::Drive(Shelf::Site), "/v1.0/drives/{cid}"),
    root("path", From::Drive(Shelf::User), "/v1.0/drives/{cid}"),
];

/// Of calls that belong to the version and name nobody's place.
const VERSION: [Root; 1] = [root("-", From::Owner(Shelf::User), "")];

/// What calls have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Legacy,
    Graph,
    Drive,
}

impl Side {
    fn surface(self) -> Option<&'static Surface> {
        match self {
            Self::Legacy => Some(&SURFACES[0]),
            Self::Graph => Some(&SURFACES[1]),
            Self::Drive => None,
        }
    }

    pub fn has(self, route: &RouteInfo) -> bool {
        match self {
            Self::Legacy => route.on.legacy(),
            Self::Graph => route.on.graph(),
            Self::Drive => route.on == On::Drive,
        }
    }

    /// Returns the ways to begin a row's address.
    pub fn roots(self, route: &RouteInfo) -> impl Iterator<Item = &'static Root> {
        let is_of_version = !["{root}", "{drive}", "{drives}", "{item}"].iter().any(|start| route.address.starts_with(start));
        let roots: &[Root] = match self {
            _ if is_of_version => &VERSION,
            Self::Legacy => &LEGACY,
            Self::Graph => &GRAPH,
            Self::Drive => &DRIVE,
        };
        // Drives of a drive there are none, what is deleted is at no path, and a page without a section is for people alone.
        let is_many = route.address.starts_with("{drives}");
        let has_path = route.address.starts_with("{item}") && route.name != "item.restore";
        roots.iter().filter(move |root| match root.from {
            From::Drive(_) if is_many => false,
            From::Owner(Shelf::Group | Shelf::Site) if route.name == "page.create" => false,
            _ => root.name != "path" || has_path,
        })
    }
}

/// A request, all but for who makes it.
pub struct Call {
    pub path: String,
    pub kind: &'static str,
    pub body: String,
}

/// Makes a row's call about a shelf; in `fresh` stands what takes the place of what it would be about.
pub fn call(stage: &Stage, side: Side, route: &RouteInfo, root: &Root, fresh: &[(&'static str, String)]) -> Call {
    let number = stage.number();
    let (path, body) = match side.surface() {
        Some(surface) => {
            let path = crate::sweep::address(surface, route, root.path, "{operation}")
                .replace("https://contoso.example/sites/a", "https://library.example/sites/shelf");
            let path = if route.address.contains("{permission}") { at_permission(&path) } else { path };
            // New pages go elsewhere than those that the other calls are about.
            let path = if route.name == "section.create_page" { path.replace("{week1}", "{old}") } else { path };
            (path, note(surface, route))
        }
        None => (at_drive(route, root), drive_body(route).into()),
    };
    let swept = format!("Swept {number}");
    let expand = |text: &str| {
        let mut text = text.replace("Swept", &swept);
        let names = &stage.shelves[&root.from.shelf()];
        for (name, value) in fresh.iter().map(|(name, value)| (name, value)).chain(names) {
            text = text.replace(name, value);
        }
        text
    };
    // What stands for a place may name others: twice is enough.
    let path = expand(&expand(&path));
    let body = expand(&body);
    let kind = if route.name == "item.upload" { "text/plain" } else { crate::world::kind_of(&body) };
    Call { path: path.replace(' ', "%20"), kind, body }
}

/// Puts the name of a permission where the sweep has one of its own.
fn at_permission(path: &str) -> String {
    let (start, _) = path.rsplit_once('/').unwrap();
    format!("{start}/{{permission}}")
}

/// Returns what is sent about notes: the sweep's bodies, but for what would take things out of place.
fn note(surface: &Surface, route: &RouteInfo) -> Cow<'static, str> {
    let legacy = match route.name {
        "notebook.copy" => r#"{"renameAs":"Swept"}"#,
        "notebook.change" | "section_group.change" | "section.change" => r#"{"name":"Swept"}"#,
        "page.change" => r#"{"level":0}"#,
        "notebook.from_web_url" => r#"{"webUrl":"{url}"}"#,
        "notebook.from_web_urls" => r#"{"webUrls":["{url}"]}"#,
        "section.copy_to_group" => r#"{"id":"1-{inbox}","renameAs":"Swept"}"#,
        "batch.json" => r#"{"requests":[{"id":"1","method":"GET","url":"/me/onenote/notebooks"}]}"#,
        "batch.parts" => "--b\r\nContent-Type: application/http\r\n\r\nGET /api/v1.0/me/notes/notebooks HTTP/1.1\r\n\r\n\r\n--b--",
        name if name.ends_with(".create_permission") => r#"{"userRole":"Reader","userId":"bob"}"#,
        _ => legacy_body(route),
    };
    if surface.on == On::Graph { legacy.replace(r#""name""#, r#""displayName""#).into() } else { legacy.into() }
}

/// Says whether a row is about a file.
fn is_of_file(route: &RouteInfo) -> bool {
    crate::sweep::is_of_file(route)
}

fn at_drive(route: &RouteInfo, root: &Root) -> String {
    let item = match (root.name, is_of_file(route)) {
        ("path", true) => format!("{}/root:/{{top}}/picture.gif:", root.path),
        ("path", false) => format!("{}/root:/{{top}}/{{leaf}}:", root.path),
        (_, true) => format!("{}/items/{{file}}", root.path),
        (_, false) => format!("{}/items/{{folder}}", root.path),
    };
    let address = route.address.replace("{drives}", &format!("{}s", root.path)).replace("{drive}", root.path).replace("{item}", &item);
    let address = match address.strip_suffix(':') {
        Some(whole) => whole.to_owned(),
        None => address,
    };
    let address = if address.ends_with("/search") && route.is_served { address + "(q='deep')" } else { address };
    let address = if address.ends_with("/sites") && route.is_served { address + "?search=*" } else { address };
    let address = address.replace("{version}", "/v1.0").replace("{number}", "1.0").replace("{set}", "0").replace("{size}", "small");
    let address =
        address.replace("sites/{site}", "sites/library.example,{collection},{site}").replace("{user}", "cleo").replace("{group}", "{club}");
    ["{kind}", "{subscription}"].iter().fold(address, |address, key| address.replace(key, "1"))
}

fn drive_body(route: &RouteInfo) -> &'static str {
    match route.name {
        "item.upload" => crate::sweep::PICTURE,
        "item.change" => r#"{"description":"Swept"}"#,
        "item.invite" => r#"{"recipients":[{"email":"bob"}],"roles":["read"]}"#,
        "item.restore" | "item.delete_for_good" => "",
        "item.copy" => r#"{"name":"Swept"}"#,
        _ => crate::sweep::drive_body(route),
    }
}

/// Says whether a row changes something when it is done.
pub fn changes(route: &RouteInfo) -> bool {
    let only_asks = route.name.starts_with("notebook.from_web_url") || route.name.starts_with("batch.");
    route.is_served && route.method != "GET" && !only_asks
}

/// Makes what a call takes away when it is done, so that the next finds something again.
pub async fn fresh(stage: &Stage, shelf: Shelf, route: &RouteInfo) -> Vec<(&'static str, String)> {
    let names = &stage.shelves[&shelf];
    let number = stage.number();
    let (notes, drive) = (&names["{notes}"], format!("/v1.0/{}/drive", names["{owner}"]));
    let named = format!(r#"{{"name":"Fresh {number}"}}"#);
    let note = async |path: &str, name: &'static str, body: &str| {
        let id = stage.make(&format!("{notes}/{path}"), body).await;
        vec![(name, id.strip_prefix("1-").filter(|_| name != "{plan}" && name != "{permission}").map_or(id.clone(), str::to_owned))]
    };
    let shared = r#"{"userRole":"Reader","userId":"bob"}"#;
    match route.name {
        "notebook.delete" => {
            let made = note("notebooks", "{course}", &named).await;
            let node: NodeId = made[0].1.parse().unwrap();
            stage.share_all(&[node], shelf).await;
            made
        }
        "section_group.delete" => note(&format!("notebooks/1-{}/sectionGroups", names["{course}"]), "{archive}", &named).await,
        "section.delete" => note(&format!("notebooks/1-{}/sections", names["{course}"]), "{week1}", &named).await,
        "page.delete" => note(&format!("sections/1-{}/pages", names["{week1}"]), "{plan}", "<title>Fresh</title>").await,
        "notebook.delete_permission" => note(&format!("notebooks/1-{}/permissions", names["{course}"]), "{permission}", shared).await,
        "section_group.delete_permission" => {
            note(&format!("sectionGroups/1-{}/permissions", names["{archive}"]), "{permission}", shared).await
        }
        "section.delete_permission" => note(&format!("sections/1-{}/permissions", names["{week1}"]), "{permission}", shared).await,
        "item.delete" | "item.delete_for_good" | "item.restore" => {
            let body = format!(r#"{{"name":"Fresh {number}","folder":{{}}}}"#);
            let folder = stage.make(&format!("{drive}/items/{}/children", names["{files}"]), &body).await;
            if route.name == "item.restore" {
                stage.olga("DELETE", &format!("{drive}/items/{folder}"), "").await;
            }
            vec![("{folder}", folder), ("{leaf}", format!("Fresh {number}"))]
        }
        "item.delete_permission" => {
            let path = format!("{drive}/items/{}/invite", names["{folder}"]);
            let made = stage.olga("POST", &path, r#"{"recipients":[{"email":"bob"}],"roles":["read"]}"#).await.json();
            vec![("{permission}", made["value"][0]["id"].as_str().unwrap().to_owned())]
        }
        "item.delete_version" | "item.restore_version" => {
            let file = format!("{drive}/items/{}", names["{file}"]);
            stage.olga("PUT", &format!("{file}/content"), &format!("version {number}")).await;
            let versions = stage.olga("GET", &format!("{file}/versions"), "").await.json();
            vec![("/1.0", format!("/{}", versions["value"][1]["id"].as_str().unwrap()))]
        }
        _ => Vec::new(),
    }
}

/// What a list shows to those who may read it.
pub fn shown(route: &RouteInfo) -> Option<&'static str> {
    Some(match route.name {
        "notebook.list" | "notebook.from_web_urls" => "{course}",
        "section_group.list" => "{archive}",
        "section.list" => "{week1}",
        "page.list" | "section.pages" => "{plan}",
        "site.search" => "{site}",
        "group.list" => "{club}",
        _ => return None,
    })
}

/// Says what an answer comes to. What is none of these is told as it is.
pub fn outcome(stage: &Stage, route: &RouteInfo, root: &Root, answer: &Answer) -> Result<Outcome, String> {
    let is_promised = |text: &str| answer.body.contains(text);
    Ok(match answer.status {
        200..=399 => match shown(route) {
            Some(name) if !is_promised(&stage.shelves[&root.from.shelf()][name]) => Outcome::Apart,
            _ => Outcome::Done,
        },
        401 => Outcome::Unauthenticated,
        403 if is_promised("token's scopes") => Outcome::Scope,
        403 => Outcome::Refused,
        404 => Outcome::Hidden,
        400 if is_promised("There is no drive with this id") => Outcome::Hidden,
        400 if is_promised("there is no `me`") => Outcome::NoPerson,
        501 if is_promised("20111") || is_promised("notSupported") => Outcome::NotServed,
        // Who is told that it has ended, or that the name is taken, could have done it.
        409 if matches!(route.name, "operation.cancel" | "item.put") => Outcome::Done,
        _ => return Err(format!("{} {}", answer.status, answer.body)),
    })
}

/// Returns everything that could have been changed.
pub async fn everything(stage: &Stage) -> String {
    let mut seen = String::new();
    for shelf in SHELVES {
        let names = &stage.shelves[&shelf];
        let (notes, drive) = (&names["{notes}"], format!("/v1.0/{}/drive", names["{owner}"]));
        let kinds = [("notebooks", "{course}"), ("sectionGroups", "{archive}"), ("sections", "{week1}")];
        for (kind, name) in kinds {
            seen += &stage.olga("GET", &format!("{notes}/{kind}"), "").await.body;
            seen += &stage.olga("GET", &format!("{notes}/{kind}/1-{}/permissions", names[name]), "").await.body;
        }
        seen += &stage.olga("GET", &format!("{notes}/pages?top=100"), "").await.body;
        seen += &stage.olga("GET", &format!("{notes}/pages/{}/content", names["{plan}"]), "").await.body;
        seen += &stage.olga("GET", &format!("{drive}/root/delta?$select=id,name,description,eTag,cTag,shared"), "").await.body;
        seen += &stage.olga("GET", &format!("{drive}/items/{}/permissions", names["{folder}"]), "").await.body;
    }
    seen
}
