//! A small organization on a throwaway SQLite file, or in a PostgreSQL database, with a clock that stands still and ids that follow from a seed.

use crate::heard;
use app::access::{self, Allowed};
use app::admin::{self, NewSite};
use app::place::{self, Place};
use app::{App, Blobs, Caller, Cx, Settings, notebook, page, section, section_group};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use model::{AppId, ConflictBehavior, DriveCid, ItemId, Location, NameRule, NodeId, NodeKind, Right, Role};
use server::{Options, ReplyBody, Server};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::SqliteOptions;
use testkit::ambient::{ManualClock, SeededIds};
use testkit::engine::Throwaway;
use testkit::folder::Folder;
use testkit::world::Engine;

/// The organization, and the server in front of it.
///
/// - Ann has the notebook *Course* with the section *Week 1* (pages *Plan*, *Notes* with a picture, *Tasks*) and the section group
///   *Archive*, which holds the section *Old* and the group *Deep*, and the empty group *Inbox*. Rita may read Course, Carl
///   may write there, Dora may read Week 1 and Archive alone.
/// - Bob shares nothing: his notebook *Private* has the section *Secret* with the page *Diary*.
/// - The group *Team* (Ann owns, Carl contributes) has the notebook *Team book* with the section *Plans* and the group
///   *Attic*. The group *Others* is Bob's, and has room for a thousand bytes.
/// - The site `https://contoso.example/sites/a` (Ann owns, Rita reads) has the notebook *Site book*; `…/sites/bare` has no
///   library; `…/sites/closed` is Bob's.
pub struct World {
    pub app: App,
    pub server: Arc<Server>,
    pub clock: ManualClock,
    /// What the parts are called in transcripts: ids, tokens.
    pub names: BTreeMap<String, String>,
    store: Throwaway,
    folder: Folder,
}

/// An image of a few bytes.
const PICTURE: &str = "<p><img src=\"data:image/gif;base64,R0lGODlhICAQEA==\" /></p>";

/// The host that the tests speak to.
pub const HOST: &str = "notes.example";

impl World {
    /// Makes the world. `settings` and `options` start from their defaults.
    pub fn with(settings: impl FnOnce(&mut Settings), options: impl FnOnce(&mut Options)) -> Self {
        Self::with_on(Engine::Sqlite, settings, options)
    }

    /// Makes the world on an engine.
    pub fn on(engine: Engine) -> Self {
        Self::with_on(engine, |_| {}, |_| {})
    }

    fn with_on(engine: Engine, settings: impl FnOnce(&mut Settings), options: impl FnOnce(&mut Options)) -> Self {
        let store = match engine {
            Engine::Sqlite => testkit::engine::sqlite_with(SqliteOptions { trace: true, ..SqliteOptions::default() }),
            Engine::Postgres => testkit::engine::postgres(),
        };
        heard::listen();
        let folder = Folder::new();
        let clock = ManualClock::default();
        // A moment with a fraction, so that replies show how they print one.
        clock.advance_micros(683_250);
        let mut set = Settings::default();
        settings(&mut set);
        let app = App::new(store.store.clone(), Box::new(clock.clone()), Box::new(SeededIds::new(7)), set, testkit::ambient::seal());
        let mut opt = Options { public_url: Some(format!("https://{HOST}")), ..Options::default() };
        options(&mut opt);
        let blobs = Blobs::open_folder(&folder.path().join("blobs")).unwrap();
        let names = app.write(furnish).wait().unwrap();
        let server = Arc::new(Server::new(app.clone(), blobs, opt, None));
        let mut world = Self { app, server, clock, names, store, folder };
        world.fill_pages();
        world
    }

    pub fn new() -> Self {
        Self::with(|_| {}, |_| {})
    }

    /// Starts a second server over the same store. `options` start from their defaults.
    pub fn server_beside(&self, options: impl FnOnce(&mut Options)) -> Arc<Server> {
        let mut opt = Options { public_url: Some(format!("https://{HOST}")), ..Options::default() };
        options(&mut opt);
        let blobs = Blobs::open_folder(&self.folder.path().join("blobs")).unwrap();
        Arc::new(Server::new(self.app.clone(), blobs, opt, None))
    }

    fn fill_pages(&mut self) {
        for (name, section, title) in [
            ("plan", "week1", "Plan"),
            ("notes", "week1", "Notes"),
            ("tasks", "week1", "Tasks"),
            ("diary", "secret", "Diary"),
            ("agenda", "plans", "Agenda"),
        ] {
            self.clock.advance_seconds(1);
            let owner = if name == "diary" { "bob" } else { "ann" };
            let picture = if name == "notes" { PICTURE } else { "" };
            let html = format!("<title>{title}</title><p>{title} of the week</p>{picture}");
            let section = self.names[section].clone();
            let (id, resource) = self.app.write(page_in(owner, section, html)).wait().unwrap();
            if let Some(number) = resource {
                self.names.insert("picture".to_owned(), model::ResourceId { page: id, number }.to_string());
            }
            let key: String = id.key.0.iter().map(|byte| format!("{byte:02x}")).collect();
            self.names.insert(name.to_owned(), id.to_string());
            self.names.insert(format!("{name}.key"), key);
            self.names.insert(format!("{name}.guid"), model::format_guid(&id.key.0));
        }
        self.clock.advance_seconds(60);
    }

    /// Returns a token by whose it is.
    pub fn token(&self, who: &str) -> String {
        self.names[&format!("token.{who}")].clone()
    }

    /// Replaces `{name}` by what it stands for.
    pub fn expand(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for (name, value) in &self.names {
            out = out.replace(&format!("{{{name}}}"), value);
        }
        out
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Full<Bytes>>) -> Response<ReplyBody> {
        self.server.respond(request).await
    }

    /// Sends a request and returns the status, the headers and the body.
    pub async fn ask(&self, who: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let body = self.expand(body);
        let mut headers = headers.to_vec();
        if !body.is_empty() && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("content-type", kind_of(&body)));
        }
        self.ask_bytes(who, method, path, &headers, Bytes::from(body)).await
    }

    /// Sends a request whose body is sent as it is.
    pub async fn ask_bytes(&self, who: &str, method: &str, path: &str, headers: &[(&str, &str)], body: Bytes) -> Answer {
        let mut request = Request::builder().method(method).uri(self.expand(path)).header("host", HOST);
        if who != "nobody" {
            request = request.header("authorization", format!("Bearer {}", self.token(who)));
        }
        for (name, value) in headers {
            request = request.header(*name, self.expand(value));
        }
        Answer::of(self.send(request.body(Full::from(body)).unwrap()).await).await
    }

    /// Returns how many blobs there are.
    pub fn blobs(&self) -> usize {
        self.blob_files().len()
    }

    /// Changes the last byte of every blob.
    pub fn damage_blobs(&self) {
        for path in self.blob_files() {
            let mut bytes = std::fs::read(&path).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            std::fs::write(&path, bytes).unwrap();
        }
    }

    fn blob_files(&self) -> Vec<std::path::PathBuf> {
        let (mut files, mut folders) = (Vec::new(), vec![self.folder.path().join("blobs")]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }

    /// Sweeps until there is nothing to do, without moving the clock.
    pub fn sweep(&self) {
        let blobs = Blobs::open_folder(&self.folder.path().join("blobs")).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let blobs = server::Waited { blobs, runtime: runtime.handle().clone() };
        while app::sweep::round(&self.app, &blobs).unwrap().steps > 0 {}
    }

    /// Lets a worker do all that is waiting.
    pub fn work(&self) {
        let stop = std::sync::atomic::AtomicBool::new(false);
        while app::operation::worker::once(&self.app, &stop).unwrap() != app::operation::worker::Worked::Nothing {}
    }
}

/// Returns the media type that a test's body is of.
pub fn kind_of(body: &str) -> &'static str {
    match body.bytes().next() {
        Some(b'<') => "text/html",
        Some(b'-') => "multipart/mixed; boundary=b",
        _ => "application/json",
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            heard::listen_for_secrets("the database", &self.store.bytes());
            heard::nothing_slipped();
        }
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    /// The body as text.
    pub body: String,
    /// The body as it is.
    pub bytes: Bytes,
    pub route: &'static str,
}

impl Answer {
    pub async fn of(response: Response<ReplyBody>) -> Self {
        let route = response.extensions().get::<server::RouteName>().map_or("", |name| name.0);
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        if head.status.is_client_error() || head.status.is_server_error() {
            heard::listen_for_secrets("what was refused", &bytes);
        }
        Self { status: head.status.as_u16(), headers: head.headers, body, bytes, route }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Returns the code of a fault, `Message` for an address that is none, or nothing.
    pub fn code(&self) -> String {
        match self.body.parse::<serde_json::Value>() {
            Ok(json) if json["error"]["code"].is_string() => json["error"]["code"].as_str().unwrap().to_owned(),
            Ok(json) if json["Message"].is_string() => "Message".to_owned(),
            _ => String::new(),
        }
    }
}

/// Runs a test's future.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

const YEAR: i64 = 365 * 24 * 60 * 60;

fn furnish(cx: &mut Cx<'_, '_>) -> app::Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    let mut name = |name: &str, value: String| drop(names.insert(name.to_owned(), value));
    for user in ["ann", "bob", "carl", "rita"] {
        let added = admin::add_user(cx, &admin::Admin::operator(), user, None, None)?;
        name(user, added.id.to_string());
    }
    let of = |members: &[&str]| members.iter().map(|member| (*member).to_owned()).collect::<Vec<_>>();
    let team = admin::add_group(cx, &admin::Admin::operator(), "Team", &of(&["ann", "carl"]), None)?;
    let others = admin::add_group(cx, &admin::Admin::operator(), "Others", &of(&["bob"]), Some(1_000))?;
    let site = |path: &str, members: &[(&str, Role)], has_default_library: bool| NewSite {
        url: format!("https://contoso.example/sites/{path}"),
        has_default_library,
        members: members.iter().map(|(member, role)| ((*member).to_owned(), *role)).collect(),
        ..NewSite::default()
    };
    let a = admin::add_site(cx, &admin::Admin::operator(), &site("a", &[("ann", Role::Owner), ("rita", Role::Reader)], true))?;
    let bare = admin::add_site(cx, &admin::Admin::operator(), &site("bare", &[("ann", Role::Owner)], false))?;
    let closed = admin::add_site(cx, &admin::Admin::operator(), &site("closed", &[("bob", Role::Owner)], true))?;
    name("team", team.id.to_string());
    name("others", others.id.to_string());
    name("collection", a.collection.to_string());
    name("site", a.id.to_string());
    name("bare", bare.id.to_string());
    name("closed", closed.id.to_string());

    let app = AppId::new("WLID-0000000048123456").unwrap();
    for (who, user, scopes, seconds) in [
        ("ann", "ann", "Notes.ReadWrite.All", YEAR),
        ("bob", "bob", "Notes.ReadWrite.All", YEAR),
        ("carl", "carl", "Notes.ReadWrite.All", YEAR),
        ("rita", "rita", "Notes.ReadWrite.All", YEAR),
        ("ann-reads", "ann", "Notes.Read", YEAR),
        ("ann-creates", "ann", "Notes.Create", YEAR),
        ("ann-by-app", "ann", "Notes.ReadWrite.CreatedByApp", YEAR),
        ("expired", "ann", "Notes.ReadWrite.All", 0),
    ] {
        let app = if who == "ann-by-app" { AppId::new("WLID-0000000048654321").unwrap() } else { app.clone() };
        name(&format!("token.{who}"), admin::issue_token(cx, &admin::Admin::operator(), user, &app, scopes, seconds)?.secret);
    }
    let ann = app::caller::authenticate(cx, &names["token.ann"])?;
    let bob = app::caller::authenticate(cx, &names["token.bob"])?;
    let mine = place::resolve(cx, &ann, Location::Me)?;
    let course = book(cx, &ann, &mine, "Course")?;
    let week1 = section::create(cx, &ann, &course, "Week 1", ConflictBehavior::Fail)?;
    let archive = section_group::create(cx, &ann, &course, "Archive", ConflictBehavior::Fail)?;
    let old = section::create(cx, &ann, &archive, "Old", ConflictBehavior::Fail)?;
    let deep = section_group::create(cx, &ann, &archive, "Deep", ConflictBehavior::Fail)?;
    let inbox = section_group::create(cx, &ann, &course, "Inbox", ConflictBehavior::Fail)?;
    admin::share(cx, &admin::Admin::operator(), &course.node().id, "rita", Some(Role::Reader))?;
    admin::share(cx, &admin::Admin::operator(), &course.node().id, "carl", Some(Role::Contributor))?;
    let his = place::resolve(cx, &bob, Location::Me)?;
    let private = book(cx, &bob, &his, "Private")?;
    let secret = section::create(cx, &bob, &private, "Secret", ConflictBehavior::Fail)?;
    let ours = place::resolve(cx, &ann, Location::Group(team.id))?;
    let team_book = book(cx, &ann, &ours, "Team book")?;
    let plans = section::create(cx, &ann, &team_book, "Plans", ConflictBehavior::Fail)?;
    let attic = section_group::create(cx, &ann, &team_book, "Attic", ConflictBehavior::Fail)?;
    let theirs = place::resolve(cx, &ann, Location::Site(a.collection, a.id))?;
    let site_book = book(cx, &ann, &theirs, "Site book")?;
    for (what, node) in [
        ("course", &course),
        ("week1", &week1),
        ("archive", &archive),
        ("old", &old),
        ("deep", &deep),
        ("inbox", &inbox),
        ("private", &private),
        ("secret", &secret),
        ("teambook", &team_book),
        ("plans", &plans),
        ("attic", &attic),
        ("sitebook", &site_book),
    ] {
        names.insert(what.to_owned(), node.node().id.to_string());
        names.insert(format!("{what}.item"), ItemId::of_node(&node.drive().id, &node.node().id).to_string());
        names.insert(format!("{what}.GUID"), node.node().id.to_string().to_uppercase());
    }
    for (whose, place) in [("ann", &mine), ("bob", &his), ("team", &ours), ("site", &theirs)] {
        let drive = place.drives[0].id;
        let cid = DriveCid::of(&drive).to_string();
        names.insert(format!("CID.{whose}"), cid.to_uppercase());
        names.insert(format!("cid.{whose}"), cid);
        names.insert(format!("root.{whose}"), ItemId::of_node(&drive, &NodeId(drive.0)).to_string());
    }
    // As long as no address may be.
    names.insert("long".to_owned(), "long".repeat(4_096));
    // Somebody whom only parts of the notebook are shared with.
    let dora = admin::add_user(cx, &admin::Admin::operator(), "dora", None, None)?;
    admin::share(cx, &admin::Admin::operator(), &week1.node().id, "dora", Some(Role::Reader))?;
    admin::share(cx, &admin::Admin::operator(), &archive.node().id, "dora", Some(Role::Reader))?;
    names.insert("dora".to_owned(), dora.id.to_string());
    names.insert(
        "token.dora".to_owned(),
        admin::issue_token(cx, &admin::Admin::operator(), "dora", &app, "Notes.ReadWrite.All", YEAR)?.secret,
    );
    names.insert("nothing".to_owned(), "00000000-0000-4000-8000-000000000000".to_owned());
    for (who, user, scopes) in [
        ("ann-files", "ann", "Files.ReadWrite.All"),
        ("bob-files", "bob", "Files.ReadWrite.All"),
        ("carl-files", "carl", "Files.ReadWrite.All"),
        ("rita-files", "rita", "Files.ReadWrite.All"),
        ("ann-reads-files", "ann", "Files.Read"),
        ("ann-people", "ann", "User.Read.All Group.Read.All"),
        ("bob-people", "bob", "User.Read.All Group.Read.All"),
        ("rita-people", "rita", "User.Read.All Group.Read.All"),
        ("ann-app-folder", "ann", "Files.ReadWrite.AppFolder"),
    ] {
        names.insert(format!("token.{who}"), admin::issue_token(cx, &admin::Admin::operator(), user, &app, scopes, YEAR)?.secret);
    }
    Ok(names)
}

fn book(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, name: &str) -> app::Result<Allowed> {
    notebook::create(cx, caller, place, name, NameRule::Notebook, ConflictBehavior::Fail)
}

fn page_in(
    owner: &'static str,
    section: String,
    html: String,
) -> impl FnMut(&mut Cx<'_, '_>) -> app::Result<(model::PageId, Option<u32>)> + Send + 'static {
    move |cx| {
        let app = AppId::new("WLID-0000000048123456").unwrap();
        let token = admin::issue_token(cx, &admin::Admin::operator(), owner, &app, "Notes.ReadWrite", 60)?;
        let caller = app::caller::authenticate(cx, &token.secret)?;
        let section = access::node_anywhere(cx, &caller, &[NodeKind::Section], &section.parse().unwrap(), Right::Write)?;
        let prepared = page::prepare(cx, &caller, &html, &page::Brought::default())?;
        let staged = page::Staged {
            content: inline(prepared.canonical.clone()),
            resources: prepared.embedded.iter().cloned().map(inline).collect(),
        };
        let id = page::create(cx, &caller, &section, &prepared, &staged)?.id();
        Ok((id, prepared.resources.first().map(|resource| resource.number)))
    }
}

fn inline(bytes: Vec<u8>) -> page::Content {
    page::Content { hash: page::Hash::of(&bytes), bytes: bytes.len() as u64, body: page::Body::Inline(bytes) }
}
