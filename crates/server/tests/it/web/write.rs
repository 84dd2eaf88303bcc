//! Writing on a page in a browser: what the editor gets, and what becomes of what it sends.

use super::act::went;
use super::opened;
use crate::identity::browser::{Browser, hidden};
use crate::world::{Answer, World, run};
use model::NodeId;
use serde_json::{Value, json};

const OWN: &str = "https://notes.example";

/// Somebody at the editor of a page.
struct Writer<'b, 'w> {
    browser: &'b Browser<'w>,
    page: String,
    token: String,
    /// The keys of what flows, in order.
    keys: Vec<String>,
}

impl<'b, 'w> Writer<'b, 'w> {
    fn at(browser: &'b Browser<'w>, page: &str) -> Self {
        let edit = opened_editor(browser, &format!("{page}/edit"));
        let token = attribute(&edit.body, "data-token");
        let mut writer = Self { browser, page: page.to_owned(), token, keys: vec![] };
        writer.keys = keys(&writer.sheet(), "flow");
        writer
    }

    fn sheet(&self) -> String {
        let sheet = self.browser.get(&format!("{}/sheet", self.page));
        assert_eq!(sheet.status, 200, "{sheet:?}");
        let policy = sheet.header("content-security-policy");
        assert!(policy.starts_with("sandbox allow-scripts; default-src 'none'; ") && policy.contains("connect-src 'none'"), "{policy}");
        assert_eq!(sheet.header("x-frame-options"), "SAMEORIGIN");
        sheet.body
    }

    fn send(&self, message: &Value) -> Answer {
        let path = format!("{}/write", self.page);
        self.browser.send_as_script(OWN, &path, "application/json", Some(&self.token), message.to_string())
    }

    fn saves(&self, message: &Value) -> Value {
        let answer = self.send(message);
        assert_eq!(answer.status, 200, "{message}: {answer:?}");
        assert_eq!(answer.route, "web.write");
        serde_json::from_str(&answer.body).unwrap()
    }

    /// The flow with these blocks: numbers stand for those that were there.
    fn flow(&self, blocks: &[&str]) -> Value {
        let block = |text: &&str| match text.parse::<usize>() {
            Ok(at) => json!({ "keep": self.keys[at] }),
            Err(_) => json!({ "html": text }),
        };
        json!({ "area": "flow", "base": self.keys, "blocks": blocks.iter().map(block).collect::<Vec<_>>() })
    }

    fn read(&self) -> String {
        self.browser.get(&format!("{}/content", self.page)).body
    }
}

fn opened_editor(browser: &Browser<'_>, path: &str) -> Answer {
    let answer = browser.get(path);
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'; script-src https://notes.example/assets/"));
    answer
}

fn attribute(html: &str, name: &str) -> String {
    html.split(&format!(" {name}=\"")).nth(1).unwrap_or_else(|| panic!("no {name} in {html}")).split('"').next().unwrap().to_owned()
}

fn keys(sheet: &str, area: &str) -> Vec<String> {
    let area = sheet.split(&format!("data-area=\"{area}\"")).nth(1).unwrap().split("<div class=").next().unwrap();
    area.split("data-block=\"").skip(1).map(|piece| piece.split('"').next().unwrap().to_owned()).collect()
}

fn told(answer: &Answer) -> (u16, Value) {
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}")))
}

/// Makes a page of Ann's that says this, and returns its path.
fn made(world: &World, html: &str) -> String {
    let section = &world.names["week1"];
    let path = format!("/v1.0/me/onenote/sections/1-{section}/pages");
    let answer = run(world.ask("ann", "POST", &path, &[("content-type", "text/html")], html));
    assert_eq!(answer.status, 201, "{answer:?}");
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    format!("/pages/{}", told["id"].as_str().unwrap())
}

const LIST: &str = "<html><head><title>List</title></head><body data-absolute-enabled=\"true\"><p>one</p><p>two</p><p>three</p>\
                    <div style=\"position:absolute;left:500px;top:90px;width:200px\"><p>beside</p></div></body></html>";

#[test]
fn what_somebody_writes_is_what_they_read() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let page = made(&world, LIST);
    assert!(opened(&ann, &page).body.contains(&format!("href=\"{page}/edit\"")));
    let writer = Writer::at(&ann, &page);
    let answer = writer.saves(&json!({
        "title": "Shopping", "titleBase": "List",
        "areas": [writer.flow(&["0", "<p>two <b>loaves</b></p><p>milk</p>", "2"]),
                  { "new": "new-1", "left": 40.6, "top": 400, "width": 320, "base": [], "blocks": [{ "html": "<p>an outline</p>" }] }],
    }));
    let [flow, outline] = answer["areas"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    assert_eq!((&flow["area"], flow["blocks"].as_array().unwrap().len(), flow.get("was")), (&json!("flow"), 4, None), "{answer}");
    assert_eq!((flow["blocks"][0].as_str(), flow["blocks"][3].as_str()), (Some(&*writer.keys[0]), Some(&*writer.keys[2])));
    assert_eq!((&outline["was"], outline["area"].is_string()), (&json!("new-1"), true), "{answer}");
    assert_eq!(answer["title"], "Shopping");
    let text = writer.read();
    for part in ["<title>Shopping</title>", "one", "loaves", "milk", "three", "beside", "an outline", "left:41px;top:400px"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // The version is that of the page, as the frame says it, and what is sent again changes nothing.
    assert_eq!(attribute(&writer.sheet(), "data-base"), answer["base"].as_str().unwrap());
    let again = Writer::at(&ann, &page);
    let unchanged = again.saves(&json!({ "areas": [again.flow(&["0", "1", "2", "3"])] }));
    assert_eq!(unchanged["base"], answer["base"]);
    // The last block of an outline takes the outline along.
    let gone = again.saves(&json!({ "areas": [{ "area": outline["area"], "base": outline["blocks"], "blocks": [] }] }));
    assert_eq!((&gone["areas"][0]["area"], &gone["areas"][0]["was"]), (&Value::Null, &outline["area"]), "{gone}");
    assert!(!again.read().contains("an outline"));
}

#[test]
fn what_two_people_write_comes_together_or_stands_apart() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let page = made(&world, LIST);
    let (mine, theirs) = (Writer::at(&ann, &page), Writer::at(&ann, &page));
    theirs.saves(&json!({ "areas": [theirs.flow(&["<p>first</p>", "1"])] }));
    let merged = mine.saves(&json!({ "areas": [mine.flow(&["0", "<p>second</p>", "2"])] }));
    let area = &merged["areas"][0];
    let news = area["html"].as_object().unwrap();
    assert!(news.len() == 1 && news.values().next().unwrap().as_str().unwrap().contains(">first</p>"), "{merged}");
    assert_eq!(area["gone"], json!([mine.keys[0], mine.keys[2]]), "{merged}");
    let text = mine.read();
    assert!(text.contains("first") && text.contains("second") && !text.contains("three"), "{text}");
    // The same lines: nothing is written, and mine can be a page of its own, once however often that is asked.
    let before = mine.read();
    let overlapping = json!({ "areas": [mine.flow(&["<p>MINE</p>", "1"])] });
    let (status, conflict) = told(&mine.send(&overlapping));
    assert!(status == 409 && conflict["conflict"].as_str().unwrap().contains("the same lines"), "{conflict}");
    let title = json!({ "areas": [], "title": "B", "titleBase": "A" });
    let (status, conflict) = told(&mine.send(&title));
    assert!(status == 409 && conflict["conflict"].as_str().unwrap().contains("another title"), "{conflict}");
    assert_eq!(mine.read(), before);
    let all = json!({ "as": "second", "title": "List", "areas": [{ "area": "flow", "base": mine.keys, "blocks": [
        { "html": "<p>MINE</p>" }, { "keep": mine.keys[2], "html": "<p>three</p>" } ] }] });
    let [to, again] = [mine.saves(&all), mine.saves(&all)].map(|answer| answer["to"].as_str().unwrap().to_owned());
    assert_eq!(to, again);
    let second = Writer::at(&ann, to.strip_suffix("/edit").unwrap());
    let text = second.read();
    assert!(text.contains("MINE") && text.contains("three") && !text.contains("first"), "{text}");
    assert_eq!(mine.read(), before);
}

#[test]
fn a_picture_is_sent_once_and_shown_from_then_on() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let page = made(&world, LIST);
    let writer = Writer::at(&ann, &page);
    let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;";
    let message = json!({ "areas": [writer.flow(&["0", "1", "2", "<p><img src=\"name:part-1\" alt=\"dot\"><object data=\"name:part-2\" data-attachment=\"a.txt\" type=\"text/plain\"></object></p>"])] });
    let mut body = format!("--cut\r\nContent-Disposition: form-data; name=\"edit\"\r\nContent-Type: application/json\r\n\r\n{message}\r\n")
        .into_bytes();
    for (name, kind, bytes) in
        [("part-1", "image/gif", &gif[..]), ("part-2", "text/plain", b"hello"), ("part-3", "text/plain", b"of no use")]
    {
        body.extend(
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"x\"\r\nContent-Type: {kind}\r\n\r\n").bytes(),
        );
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut--\r\n");
    let path = format!("{page}/write");
    let answer = ann.send_as_script(OWN, &path, "multipart/form-data; boundary=cut", Some(&writer.token), body);
    let (status, answer) = told(&answer);
    assert_eq!(status, 200, "{answer}");
    let parts = answer["parts"].as_object().unwrap();
    assert_eq!(parts.keys().collect::<Vec<_>>(), ["part-1", "part-2"]);
    let src = parts["part-1"].as_str().unwrap();
    let picture = Browser::beside(&world).get(src.split('#').next().unwrap());
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/gif"), "{src}");
    // What is shown is known again by the mark behind its address, long after the promise in it has ended.
    let again = Writer::at(&ann, &page);
    let old = src.replace("grant=", "grant=x").replace('&', "&amp;");
    again.saves(&json!({ "areas": [again.flow(&["0", "1", "2", &format!("<p>before <img src=\"{old}\" alt=\"dot\"></p>")])] }));
    let text = again.read();
    assert!(text.contains("before ") && text.matches("<img ").count() == 1, "{text}");
    // What does not arrive is said, and nothing is written.
    let (status, missing) = told(&again.send(&json!({ "areas": [again.flow(&["<p><img src=\"name:part-9\"></p>"])] })));
    assert!(status == 400 && missing["wrong"].as_str().unwrap().contains("did not arrive"), "{missing}");
    assert_eq!(again.read(), text);
}

#[test]
fn a_link_to_a_page_is_one_for_programs_too() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let (target, page) = (made(&world, LIST), made(&world, LIST));
    let writer = Writer::at(&ann, &page);
    writer.saves(&json!({ "areas": [writer.flow(&[&format!("<p><a href=\"{OWN}{target}\">there</a></p>"), "1"])] }));
    let text = writer.read();
    assert!(text.contains(&format!("<a href=\"{target}\"")), "{text}");
    // Programs get it as they get all links between pages.
    let id = page.strip_prefix("/pages/").unwrap();
    let content = run(world.ask("ann", "GET", &format!("/v1.0/me/onenote/pages/{id}/content"), &[], ""));
    assert!(content.body.contains(&format!("/onenote/pages/{}/content", target.strip_prefix("/pages/").unwrap())), "{content:?}");
}

#[test]
fn only_who_may_write_gets_the_editor() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let course: NodeId = world.names["course"].parse().unwrap();
    let shared =
        world.app.write(move |cx| app::admin::share(cx, &app::admin::Admin::operator(), &course, "bob", Some(model::Role::Reader)));
    shared.wait().unwrap();
    let page = made(&world, LIST);
    let writer = Writer::at(&ann, &page);
    let bob = Browser::of(&world, "bob");
    assert!(opened(&bob, &page).body.contains("List") && !opened(&bob, &page).body.contains("/edit\""));
    assert_eq!(went(&bob.get(&format!("{page}/edit"))), page);
    assert_eq!(bob.get(&format!("{page}/sheet")).status, 403);
    let token = hidden(&bob.get("/account"), "token");
    let message = json!({ "areas": [writer.flow(&["<p>BOB</p>"])] }).to_string();
    let path = format!("{page}/write");
    let answer = bob.send_as_script(OWN, &path, "application/json", Some(&token), message.clone());
    let (status, wrong) = told(&answer);
    assert!(status == 400 && wrong["wrong"].as_str().unwrap().starts_with("You may read this"), "{wrong}");
    // What is not for somebody at all is not there.
    let diary = format!("/pages/{}", world.names["diary"]);
    for path in [format!("{diary}/edit"), format!("{diary}/sheet"), "/pages/x/edit".to_owned(), "/pages/x/sheet".to_owned()] {
        assert_eq!(ann.get(&path).status, 404, "{path}");
    }
    let answer = ann.send_as_script(OWN, &format!("{diary}/write"), "application/json", Some(&writer.token), message);
    assert_eq!(answer.status, 404, "{answer:?}");
    assert!(!writer.read().contains("BOB"));
}

#[test]
fn what_pages_of_others_send_is_not_taken() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let page = made(&world, LIST);
    let writer = Writer::at(&ann, &page);
    let message = json!({ "areas": [writer.flow(&[])] }).to_string();
    let path = format!("{page}/write");
    for (origin, token) in
        [(OWN, None), (OWN, Some("guessed")), ("https://evil.example", Some(&*writer.token)), ("null", Some(&*writer.token))]
    {
        let answer = ann.send_as_script(origin, &path, "application/json", token, message.clone());
        assert_eq!(answer.status, 403, "{origin} {token:?}: {answer:?}");
        assert!(told(&answer).1["wrong"].is_string());
    }
    // A form cannot say the header, wherever it comes from.
    assert_eq!(ann.post(&path, &[("token", &writer.token), ("areas", "")]).status, 403);
    let nobody = Browser::beside(&world).send_as_script(OWN, &path, "application/json", Some(&writer.token), message);
    let (status, first) = told(&nobody);
    assert!(status == 401 && first["signIn"].as_str().unwrap().starts_with("/sign-in?to=%2Fpages%2F"), "{first}");
    assert!(writer.read().contains("one"));
}

#[test]
fn what_no_editor_sends_is_refused_and_changes_nothing() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let page = made(&world, LIST);
    let writer = Writer::at(&ann, &page);
    let (text, path) = (writer.read(), format!("{page}/write"));
    let key = &writer.keys[0];
    for message in [
        json!([]),
        json!({ "areas": [{ "area": "flow", "base": [], "blocks": [{ "keep": key }] }] }),
        json!({ "areas": [{ "area": "flow", "base": [key], "blocks": [{ "keep": key }, { "keep": key }] }] }),
        json!({ "areas": [writer.flow(&["0"]), writer.flow(&["1"])] }),
        json!({ "areas": [{ "area": "flow", "base": ["x"], "blocks": [] }] }),
        json!({ "areas": [{ "new": "n", "left": 1e12, "top": 0, "width": 1, "base": [], "blocks": [] }] }),
        json!({ "areas": [{ "area": "flow", "base": vec![key; 20_000], "blocks": [] }] }),
    ] {
        let (status, wrong) = told(&writer.send(&message));
        assert!(status == 400 && wrong["wrong"].as_str().unwrap().ends_with('.'), "{message}: {wrong}");
    }
    for (kind, body) in [
        ("application/json", "{".to_owned()),
        ("text/plain", "{}".to_owned()),
        ("application/json", String::new()),
        ("multipart/form-data; boundary=b", "--b--".to_owned()),
        (
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--".to_owned(),
        ),
    ] {
        let (status, wrong) = told(&ann.send_as_script(OWN, &path, kind, Some(&writer.token), body.clone()));
        assert!((400..500).contains(&status) && wrong["wrong"].is_string(), "{kind} {body}: {status} {wrong}");
    }
    // What runs is left out, as of any page.
    let hostile = "<p onclick=\"alert(1)\">four<script>alert(2)</script><a href=\"javascript:alert(3)\">five</a></p>";
    writer.saves(&json!({ "areas": [writer.flow(&["0", "1", "2", hostile])] }));
    let changed = writer.read();
    assert!(changed != text && changed.contains("four") && !changed.contains("alert("), "{changed}");
}
