//! A server with a notebook in it, on a throwaway SQLite file. Each thread has its own, and a fresh one every now and then.

use app::{App, Blobs, Settings, admin};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use model::AppId;
use server::{Options, Server};
use std::cell::RefCell;
use std::sync::{Arc, OnceLock};
use testkit::ambient::{ManualClock, SeededIds};
use testkit::engine::Throwaway;
use testkit::folder::Folder;
use tokio::runtime::{Builder, Runtime};

/// So many requests are made before the notebook begins anew: what succeeds leaves something behind.
const REQUESTS_MAX: usize = 400;

const HOST: &str = "notes.example";
const ORIGIN: &str = "https://notes.example";
const PASSWORD: &str = "correct horse battery staple";
const TOKEN_SECONDS: i64 = 365 * 24 * 60 * 60;

thread_local! {
    static SITE: RefCell<Option<(Site, usize)>> = const { RefCell::new(None) };
}

struct Site {
    server: Arc<Server>,
    token: String,
    /// By which a browser is known; empty before anybody signed in.
    cookie: String,
    /// What stands for ids in inputs, and the ids.
    names: Vec<(&'static str, String)>,
    runtime: Runtime,
    _folder: Folder,
    _store: Throwaway,
}

/// Makes a request, and checks what holds for every reply. `{notebook}`, `{section}`, `{page}`, `{item}` and `{drive}`
/// stand for ids, `{file}` and `{upload}` for addresses of a file's bytes.
pub(super) fn ask(method: &str, target: &[u8], headers: &[(&str, &str)], body: &[u8]) {
    with_site(|site| site.ask(method, target, headers, body));
}

/// As [`ask`], as a page sends something in a browser in which somebody is signed in. `{form}` stands for what its forms bring back,
/// `{folder}` for the top of their drive.
pub(super) fn ask_in_browser(target: &[u8], kind: &str, body: &[u8]) {
    with_site(|site| {
        if site.cookie.is_empty() {
            site.sign_in();
        }
        site.ask("POST", target, &[("content-type", kind), ("origin", ORIGIN), ("cookie", &site.cookie)], body);
    });
}

fn with_site(ask: impl FnOnce(&mut Site)) {
    SITE.with_borrow_mut(|kept| {
        let (site, asked) = kept.get_or_insert_with(|| (Site::new(), 0));
        ask(site);
        *asked += 1;
        if *asked >= REQUESTS_MAX {
            *kept = None;
        }
    });
}

impl Site {
    fn new() -> Self {
        let (store, folder) = (testkit::engine::sqlite(), Folder::new());
        let clock = ManualClock::default();
        let app =
            App::new(store.store.clone(), Box::new(clock), Box::new(SeededIds::new(7)), Settings::default(), testkit::ambient::seal());
        // Slow on purpose, so once for all.
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = HASH.get_or_init(|| app::password::hash(PASSWORD, &[7; 16]).expect("it can be hashed"));
        let issued = app.write(move |cx| {
            admin::add_user(cx, &admin::Admin::operator(), "ann", None, None)?;
            testkit::by_name::set_password(cx, "ann", hash)?;
            let client = AppId::new("fuzz").map_err(|_| app::Error::Internal)?;
            admin::issue_token(cx, &admin::Admin::operator(), "ann", &client, "Notes.ReadWrite.All Files.ReadWrite.All", TOKEN_SECONDS)
        });
        let token = issued.wait().expect("a fresh store takes a person").secret;
        let blobs = Blobs::open_folder(&folder.path().join("blobs")).expect("a fresh folder takes blobs");
        let options = Options { public_url: Some(format!("https://{HOST}")), ..Options::default() };
        let server = Arc::new(Server::new(app, blobs, options, None));
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        let mut site = Self { server, token, cookie: String::new(), names: Vec::new(), runtime, _folder: folder, _store: store };
        let root = "/api/v1.0/me/notes";
        site.make("{notebook}", &format!("{root}/notebooks"), "application/json", r#"{"name":"Fuzz"}"#);
        site.make("{section}", &format!("{root}/notebooks/{{notebook}}/sections"), "application/json", r#"{"name":"Fuzz"}"#);
        site.make("{page}", &format!("{root}/sections/{{section}}/pages"), "text/html", "<title>A</title><p data-id=one>a");
        site.look("{item}", "/v1.0/me/drive/root:/Notebooks/Fuzz");
        site.look("{drive}", "/v1.0/me/drive");
        let drive = "/v1.0/me/drive/root:";
        site.keep("{file}", "@microsoft.graph.downloadUrl", "PUT", &format!("{drive}/ten.bin:/content"), "text/plain", "0123456789");
        site.keep("{upload}", "uploadUrl", "POST", &format!("{drive}/up.bin:/createUploadSession"), "application/json", "{}");
        site
    }

    fn sign_in(&mut self) {
        let form = format!("to=/files&name=ann&password={}", PASSWORD.replace(' ', "+"));
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", ORIGIN)];
        let (head, _) = self.send("POST", b"/sign-in", &headers, form.as_bytes()).expect("it is a request");
        let set = head.headers()["set-cookie"].to_str().expect("it is text");
        set.split(';').next().unwrap_or_default().clone_into(&mut self.cookie);
        let (_, page) = self.send("GET", b"/files", &[("cookie", &self.cookie)], b"").expect("it is a request");
        let page = String::from_utf8_lossy(&page).into_owned();
        for (name, start) in [("{form}", "data-token=\""), ("{folder}", "href=\"/folders/")] {
            let (_, rest) = page.split_once(start).expect("it is on the page");
            self.names.push((name, rest.split('"').next().unwrap_or_default().to_owned()));
        }
    }

    fn look(&mut self, name: &'static str, target: &str) {
        self.keep(name, "id", "GET", target, "text/plain", "");
    }

    fn make(&mut self, name: &'static str, target: &str, kind: &str, body: &str) {
        self.keep(name, "id", "POST", target, kind, body);
    }

    /// Makes a request, and keeps a member of the reply under a name: an id, or an address without its host.
    fn keep(&mut self, name: &'static str, member: &str, method: &str, target: &str, kind: &str, body: &str) {
        let sent = self.send(method, target.as_bytes(), &[("content-type", kind)], body.as_bytes());
        let (_, reply) = sent.expect("it is a request");
        let reply: serde_json::Value = serde_json::from_slice(&reply).expect("it is JSON");
        let value = reply[member].as_str().expect("it has the member");
        self.names.push((name, value.trim_start_matches(&format!("https://{HOST}")).to_owned()));
    }

    /// Makes a request and reads its reply. `None` for what is no request: no client can send it, since no library lets it.
    fn send(&self, method: &str, target: &[u8], headers: &[(&str, &str)], body: &[u8]) -> Option<(Response<()>, Bytes)> {
        let mut request = Request::builder().method(method).uri(self.named(target)).header("host", HOST);
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::from(self.named(body))).ok()?;
        Some(self.runtime.block_on(async {
            let (head, body) = self.server.respond(request).await.into_parts();
            let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            (Response::from_parts(head, ()), body)
        }))
    }

    fn ask(&self, method: &str, target: &[u8], headers: &[(&str, &str)], body: &[u8]) {
        let Some((head, reply)) = self.send(method, target, headers, body) else { return };
        let said = String::from_utf8_lossy(&reply);
        // A panic in a handler is a 500 too.
        assert_ne!(head.status(), StatusCode::INTERNAL_SERVER_ERROR, "{said}");
        assert!(!said.contains(r#""status":500"#) && !said.contains("HTTP/1.1 500"), "{said}");
        assert!(!said.contains(&self.token), "the token was repeated: {said}");
        let kind = head.headers().get("content-type").map_or("", |kind| kind.to_str().unwrap_or_default());
        if kind.starts_with("application/json") {
            assert!(serde_json::from_slice::<serde_json::Value>(&reply).is_ok(), "it is no JSON: {said}");
        }
        if head.status().is_client_error() {
            assert!(!reply.is_empty(), "{} without a word", head.status());
        }
        let has_id = head.headers().contains_key("x-correlationid") || head.headers().contains_key("request-id");
        assert!(has_id, "a reply without an id");
    }

    fn named(&self, text: &[u8]) -> Vec<u8> {
        let mut text = text.to_vec();
        for (name, id) in &self.names {
            while let Some(at) = text.windows(name.len()).position(|piece| piece == name.as_bytes()) {
                text.splice(at..at + name.len(), id.bytes());
            }
        }
        text
    }
}
