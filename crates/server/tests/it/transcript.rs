//! Transcripts: requests and the replies they must get, word for word, in `<resource>/<verb>/*.http`.
//!
//! A file holds exchanges, separated by `----`. An exchange is comments (`#`), directives (`!`), a request, and its reply
//! after `-->`. `{name}` stands for an id of [`World`], or for one that an earlier reply brought: those are called
//! `{new.1}`, `{new.2}` … in the order they came up. JSON is laid out for reading; its members keep their order.
//! A body of bytes stands in base64, after `! base64`, and one that comes is told by its length.
//! `LOOSELEAF_BLESS=1` writes the replies that came.

mod file;
mod names;

use crate::world::{HOST, World, run};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use file::{Exchange, File};
use names::Names;
use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

/// Headers that are the same in every reply; `law.rs` looks at them.
const EVERYWHERE: [&str; 3] = ["x-content-type-options", "content-security-policy", "x-authenticateduserid"];

#[test]
fn every_transcript_is_answered_word_for_word() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let files = find(&folder);
    assert!(files.len() > 50, "the transcripts are not where they should be");
    let half = files.len() / 2;
    let (first, second) = files.split_at(half);
    let (mut seen, mut wrong) = std::thread::scope(|scope| {
        let other = scope.spawn(|| play_all(&folder, second));
        let mut mine = play_all(&folder, first);
        let (seen, wrong) = other.join().unwrap();
        mine.0.extend(seen);
        mine.1.extend(wrong);
        mine
    });
    seen.retain(|(name, _)| !name.is_empty());
    for route in server::routes() {
        let is_shown = [false, true].iter().any(|on_graph| seen.contains(&(route.name, *on_graph)));
        if !is_shown && (route.on.legacy() || route.on == server::On::Drive || !route.is_served) {
            wrong.push(format!("no transcript is answered by the route {}", route.name));
        }
        let is_on_graph = route.on.graph() && !route.address.starts_with('/') && route.is_served;
        if is_on_graph && !seen.contains(&(route.name, true)) {
            wrong.push(format!("no transcript of Graph is answered by the route {}", route.name));
        }
    }
    assert!(wrong.is_empty(), "{}\n\nLOOSELEAF_BLESS=1 writes what came.", wrong.join("\n\n"));
}

fn play_all(folder: &Path, files: &[PathBuf]) -> (BTreeSet<(&'static str, bool)>, Vec<String>) {
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    let is_blessing = std::env::var_os("LOOSELEAF_BLESS").is_some();
    for path in files {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.strip_prefix(folder).unwrap().display().to_string();
        let mut file = File::parse(&text).unwrap_or_else(|why| panic!("{name}: {why}"));
        if !text.lines().any(|line| line.starts_with("# source: ")) {
            wrong.push(format!("{name}: no line says `# source: …`"));
        }
        seen.extend(play(&mut file));
        let played = file.to_string();
        if played == text {
            continue;
        }
        if is_blessing {
            std::fs::write(path, played).unwrap();
        } else {
            wrong.push(format!("{name}: {}", first_difference(&text, &played)));
        }
    }
    (seen, wrong)
}

/// Plays a file, and puts the replies that came where those are that should have come.
fn play(file: &mut File) -> BTreeSet<(&'static str, bool)> {
    let directives: Vec<String> = file.exchanges.iter().flat_map(|exchange| exchange.directives.clone()).collect();
    let starts_with = |word: &str| directives.iter().any(|directive| directive == word);
    let world = World::with(
        |settings| {
            settings.copies_at_once = !starts_with("later");
            if starts_with("small-sections") {
                settings.section_pages_max = 3;
            }
            if starts_with("later") {
                settings.copy_batch_nodes = 2;
                settings.copies_under_way_max = 3;
            }
        },
        |options| {
            options.refuse_personal_copies = starts_with("no-personal-copies");
            options.user_requests_per_minute = starts_with("few-requests").then_some(const { NonZeroU32::new(3).unwrap() });
        },
    );
    let mut names = Names::new(&world.names);
    let mut seen = BTreeSet::new();
    for exchange in &mut file.exchanges {
        for directive in &exchange.directives {
            obey(&world, directive);
        }
        let is_graph = ["/v1.0/", "/beta/"].iter().any(|start| exchange.target.starts_with(start));
        seen.insert((run(answer(&world, &mut names, exchange)), is_graph));
    }
    seen
}

fn obey(world: &World, directive: &str) {
    match directive.split_once(' ') {
        // These are about how the world is made.
        None if ["later", "small-sections", "no-personal-copies", "few-requests", "base64"].contains(&directive) => {}
        None if directive == "work" => world.work(),
        Some(("wait", seconds)) => world.clock.advance_seconds(seconds.parse().unwrap()),
        _ => panic!("what is `! {directive}`?"),
    }
}

async fn answer(world: &World, names: &mut Names, exchange: &mut Exchange) -> &'static str {
    let headers: Vec<(String, String)> = exchange.headers.iter().map(|(name, value)| (name.clone(), names.expand(value))).collect();
    let mut request = http::Request::builder().method(exchange.method.as_str()).uri(names.expand(&exchange.target));
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        request = request.header("host", HOST);
    }
    if exchange.who != "nobody" {
        request = request.header("authorization", format!("Bearer {}", world.token(&exchange.who)));
    }
    for (name, value) in &headers {
        request = request.header(name, value);
    }
    let is_base64 = exchange.directives.iter().any(|directive| directive == "base64");
    let body = if is_base64 { STANDARD.decode(&exchange.body).unwrap() } else { names.expand(&exchange.body).into_bytes() };
    let request = request.body(http_body_util::Full::from(body));
    let request = request.unwrap_or_else(|why| panic!("{} {}: {why}; are all names known?", exchange.method, exchange.target));
    let response = world.send(request).await;
    let route = response.extensions().get::<server::RouteName>().map_or("", |name| name.0);
    exchange.status = response.status().as_u16();
    let mut reply: Vec<(String, String)> = Vec::new();
    for (name, value) in response.headers() {
        if !EVERYWHERE.contains(&name.as_str()) {
            reply.push((name.to_string(), names.shorten(value.to_str().unwrap())));
        }
    }
    reply.sort();
    let is_json = response.headers().get("content-type").is_some_and(|kind| kind.to_str().unwrap().starts_with("application/json"));
    let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    let body = std::str::from_utf8(&body).map_or_else(|_| format!("({} bytes)", body.len()), |body| names.shorten(body));
    exchange.reply_headers = reply;
    exchange.reply_body = match exchange.method.as_str() {
        // The library that speaks HTTP leaves it out.
        "HEAD" => String::new(),
        _ if is_json => file::laid_out(&body),
        // What has parts ends its lines as HTTP does.
        _ if body.starts_with("--") => body.replace("\r\n", "\n").trim_end().to_owned(),
        // How pages look is not the matter.
        _ => match (body.split_once("<style>"), body.split_once("</style>")) {
            (Some((before, _)), Some((_, after))) => format!("{before}<style>…</style>{}", after.trim_end()),
            _ => body.trim_end().to_owned(),
        },
    };
    route
}

/// Returns the transcripts in a folder and those below it.
pub fn find(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(find(&path));
        } else if path.extension().is_some_and(|extension| extension == "http") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn first_difference(old: &str, new: &str) -> String {
    let lines = old.lines().zip(new.lines()).enumerate();
    match lines.clone().find(|(_, (old, new))| old != new) {
        Some((at, (old, new))) => format!("line {}\n  should be: {old}\n  came:      {new}", at + 1),
        None => "one of the two is longer".to_owned(),
    }
}
