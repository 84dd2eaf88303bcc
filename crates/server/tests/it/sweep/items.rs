//! Bad input about items: names, paths, references, ranges, sizes, tokens of changes, and targets that cannot be. What each gets
//! is one table; read its changes as a client's author would. None of it leaves anything behind.

use crate::world::{Answer, World, run};
use expect_test::expect_file;
use std::fmt::Write as _;

const HOME: &str = "/v1.0/me/drive";

struct Table<'a> {
    world: &'a World,
    text: String,
}

impl Table<'_> {
    fn title(&mut self, title: &str) {
        let _ = writeln!(self.text, "{title}");
    }

    /// Writes what somebody is answered. What is accepted stands out.
    fn row(&mut self, what: &str, answer: &Answer) {
        let json: serde_json::Value = answer.body.parse().unwrap_or_default();
        // The monitor's word, where the copy was accepted.
        let failed = if json["status"] == "failed" { "failed, " } else { "" };
        let inner = json["error"]["innererror"]["code"].as_str().unwrap_or_default();
        let _ = writeln!(self.text, "{}", format!("  {what:<58}{} {failed}{} {inner}", answer.status, answer.code()).trim_end());
    }

    fn ask(&self, who: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        run(self.world.ask(who, method, path, headers, body))
    }

    fn try_at(&mut self, what: &str, method: &str, path: &str, body: &str) {
        let answer = self.ask("ann-files", method, &format!("{HOME}/{path}"), &[], body);
        self.row(what, &answer);
    }

    /// Copies, and follows the monitor if the copy is accepted.
    fn copy(&mut self, what: &str, path: &str, body: &str) {
        self.copy_as("ann-files", what, &format!("{HOME}/{path}"), body);
    }

    fn copy_as(&mut self, who: &str, what: &str, path: &str, body: &str) {
        let mut answer = self.ask(who, "POST", path, &[], body);
        if answer.status == 202 {
            let monitor = answer.header("location").split_once("://").unwrap().1.split_once('/').unwrap().1.to_owned();
            answer = self.ask("nobody", "GET", &format!("/{monitor}"), &[], "");
        }
        self.row(what, &answer);
    }

    /// Begins an upload, and returns its address.
    fn upload(&self, who: &str, drive: &str, body: &str) -> String {
        self.upload_at("up.bin", who, drive, body)
    }

    fn upload_at(&self, path: &str, who: &str, drive: &str, body: &str) -> String {
        let opened = self.ask(who, "POST", &format!("{drive}/root:/{path}:/createUploadSession"), &[], body).json();
        opened["uploadUrl"].as_str().unwrap().split_once("/v1.0").map(|(_, path)| format!("/v1.0{path}")).unwrap()
    }

    fn fragment(&mut self, what: &str, address: &str, range: &str, bytes: usize) {
        let answer = self.ask("nobody", "PUT", address, &[("content-range", range), ("content-type", "text/plain")], &"x".repeat(bytes));
        self.row(what, &answer);
    }
}

#[test]
fn what_cannot_be_done_to_items_is_refused_and_leaves_nothing() {
    let world = World::new();
    let mut table = Table { world: &world, text: String::new() };
    for (path, body) in [("Docs/a.txt", "one"), ("Docs/Sub/b.txt", "two"), ("Docs/Other/a.txt", "three"), ("Docs/caf\u{e9}.txt", "four")] {
        let made = table.ask("ann-files", "PUT", &format!("{HOME}/root:/{}:/content", path.replace('\u{e9}', "%C3%A9")), &[], body);
        assert_eq!(made.status, 201, "{}", made.body);
    }
    let before = all(&world);
    let blobs = world.blobs();
    names(&mut table);
    paths(&mut table);
    references(&mut table);
    targets(&mut table);
    changes(&mut table);
    assert_eq!(all(&world), before);
    ranges(&mut table);
    quotas(&mut table);
    expect_file!["items.txt"].assert_eq(&table.text);
    assert_eq!(all(&world), before);
    // The fragments of sessions that have ended wait for the sweep.
    world.sweep();
    assert_eq!(world.blobs(), blobs);
}

fn names(table: &mut Table<'_>) {
    table.title("a name, of a folder that is made, of an item that is renamed, and of a copy");
    let long = "x".repeat(256);
    for name in [
        "a?b",
        "a*b",
        "a<b",
        "a>b",
        "a:b",
        "a|b",
        "a\\\"b",
        "a\\\\b",
        "a/b",
        "a\\u0000b",
        "a\\u001fb",
        "a\\u007fb",
        " lead",
        "trail ",
        "trail.",
        ".",
        "..",
        " ",
        "a\\ud800b",
        &long,
    ] {
        let shown = if name.len() > 40 { "256 characters" } else { name };
        table.try_at(shown, "POST", "root:/Docs:/children", &format!(r#"{{"name":"{name}","folder":{{}}}}"#));
        table.try_at(&format!("{shown} (rename)"), "PATCH", "root:/Docs/a.txt", &format!(r#"{{"name":"{name}"}}"#));
        table.copy(&format!("{shown} (copy)"), "root:/Docs/a.txt:/copy", &format!(r#"{{"name":"{name}"}}"#));
    }
    table.title("a name that is taken, but for letter case or how its letters are put together");
    for name in ["SUB", "A.TXT", "cafe\\u0301.txt", "CAF\\u00c9.TXT"] {
        table.try_at(name, "POST", "root:/Docs:/children", &format!(r#"{{"name":"{name}","folder":{{}}}}"#));
        table.try_at(&format!("{name} (rename)"), "PATCH", "root:/Docs/Other", &format!(r#"{{"name":"{name}"}}"#));
        table.copy(&format!("{name} (copy)"), "root:/Docs/Other:/copy", &format!(r#"{{"name":"{name}"}}"#));
    }
}

fn paths(table: &mut Table<'_>) {
    table.title("a path, of an item that is read, and of a file that is put");
    let long = format!("root:/{}:", "x/".repeat(216));
    let name = format!("root:/Docs/{}:", "x".repeat(256));
    for path in [
        "root:/Docs/../Docs:",
        "root:/Docs%2F..%2FDocs:",
        "root:/%2e%2e/Docs:",
        "root:/Docs/a.txt/b.txt:",
        "root:/Docs/%00:",
        "root:/Docs/%ff:",
        "root:/Docs/%7F:",
        "root:/Docs/a%3Fb:",
        "root:/Docs/trail.:",
        "root:/Docs/%20lead:",
        "items/{CID.ann}!s{nothing}:/x:",
        "items/103:/x:",
        &name,
        &long,
    ] {
        let shown = if path.len() > 100 { if path.contains("Docs") { "a name of 256 characters" } else { "431 characters" } } else { path };
        table.try_at(shown, "GET", path, "");
        table.try_at(&format!("{shown} (put)"), "PUT", &format!("{path}/content"), "bytes");
    }
    table.title("the same place by other spellings");
    for path in ["root:/Docs//a.txt:", "root:/./Docs/a.txt", "root%3A%2FDocs%2Fa.txt%3A", "root:/docs/A.TXT:/", "root:%2FDocs%2Fa.txt:"] {
        table.try_at(path, "GET", path, "");
    }
}

fn references(table: &mut Table<'_>) {
    table.title("a parentReference, of a move and of a copy");
    let docs = table.ask("ann-files", "GET", &format!("{HOME}/root:/Docs"), &[], "").json()["id"].as_str().unwrap().to_owned();
    for (what, reference) in [
        ("id and path differ", format!(r#"{{"id":"{docs}","path":"/drive/root:/Notebooks"}}"#)),
        ("the drive is another's", format!(r#"{{"driveId":"{{cid.bob}}","id":"{docs}"}}"#)),
        ("the drive is none", format!(r#"{{"driveId":"none","id":"{docs}"}}"#)),
        ("only a drive", r#"{"driveId":"{cid.ann}"}"#.to_owned()),
        ("the path has no prefix", r#"{"path":"/Docs"}"#.to_owned()),
        ("the path has `..`", r#"{"path":"/drive/root:/Docs/../Notebooks"}"#.to_owned()),
        ("the path leads to a file", r#"{"path":"/drive/root:/Docs/a.txt"}"#.to_owned()),
        ("the path leads into a file", r#"{"path":"/drive/root:/Docs/a.txt/x"}"#.to_owned()),
        ("the path leads nowhere", r#"{"path":"/drive/root:/Nowhere"}"#.to_owned()),
        ("the path is of another drive", r#"{"driveId":"{cid.ann}","path":"/drives/{cid.bob}/root:/x"}"#.to_owned()),
        ("the id is none", r#"{"id":"103"}"#.to_owned()),
        ("the id is nobody's", r#"{"id":"{CID.ann}!s00000000000040008000000000000000"}"#.to_owned()),
        ("the id is of a drive that is not the caller's", r#"{"driveId":"{cid.bob}","id":"root"}"#.to_owned()),
        ("a notebook", r#"{"path":"/drive/root:/Notebooks/Course"}"#.to_owned()),
        ("a section", r#"{"path":"/drive/root:/Notebooks/Course/Week 1.one"}"#.to_owned()),
        ("an unknown member", r#"{"colour":"red"}"#.to_owned()),
        ("a text", r#""root""#.to_owned()),
    ] {
        table.try_at(&format!("{what} (move)"), "PATCH", "root:/Docs/Sub/b.txt", &format!(r#"{{"parentReference":{reference}}}"#));
        table.copy(&format!("{what} (copy)"), "root:/Docs/Sub/b.txt:/copy", &format!(r#"{{"parentReference":{reference}}}"#));
    }
}

fn targets(table: &mut Table<'_>) {
    table.title("a target that cannot be");
    let to = |path: &str| format!(r#"{{"parentReference":{{"path":"/drive/root{path}"}}}}"#);
    table.copy("a copy beside the source under its name", "root:/Docs/Sub:/copy", "{}");
    table.copy("a file onto itself", "root:/Docs/a.txt:/copy?@microsoft.graph.conflictBehavior=replace", "{}");
    table.copy("a folder into itself", "root:/Docs:/copy", &to(":/Docs"));
    table.copy("a folder below itself", "root:/Docs:/copy", &to(":/Docs/Sub"));
    table.copy("the root", "root/copy", &to(":/Docs"));
    table.copy("onto a folder, with replace", "root:/Docs/Other:/copy?@microsoft.graph.conflictBehavior=replace", r#"{"name":"Sub"}"#);
    table.copy(
        "a file onto a folder, with replace",
        "root:/Docs/a.txt:/copy?@microsoft.graph.conflictBehavior=replace",
        r#"{"name":"Sub"}"#,
    );
    table.copy("a section out of its notebook", "items/{week1.item}/copy", &to(":/Docs"));
    table.copy("a folder into a notebook", "root:/Docs/Sub:/copy", &to(":/Notebooks/Course"));
    table.copy("childrenOnly with a name", "root:/Docs:/copy", r#"{"childrenOnly":true,"name":"x"}"#);
    table.copy("childrenOnly of a file", "root:/Docs/a.txt:/copy", r#"{"childrenOnly":true}"#);
    table.copy("childrenOnly of the root beside itself", "root/copy", r#"{"childrenOnly":true}"#);
    table.copy("childrenOnly below itself", "root:/Docs:/copy", &to(":/Docs/Sub").replacen('{', r#"{"childrenOnly":true,"#, 1));
    table.try_at("a move into itself", "PATCH", "root:/Docs", &to(":/Docs"));
    table.try_at("a move below itself", "PATCH", "root:/Docs", &to(":/Docs/Sub"));
    table.try_at("a move of the root", "PATCH", "root", &to(":/Docs"));
    table.try_at("a move to another drive", "PATCH", "root:/Docs/a.txt", r#"{"parentReference":{"path":"/drives/{cid.team}/root"}}"#);
    table.try_at("a move onto a folder, with replace", "PATCH", "root:/Docs/Other?@name.conflictBehavior=replace", r#"{"name":"Sub"}"#);
    table.try_at("a name of the root", "PATCH", "root", r#"{"name":"x"}"#);
    table.try_at("bytes onto a folder", "PUT", "root:/Docs/Sub:/content", "bytes");
    table.try_at("bytes onto a notebook", "PUT", "root:/Notebooks/Course:/content", "bytes");
    table.try_at("bytes into a notebook", "PUT", "root:/Notebooks/Course/x.txt:/content", "bytes");
    table.try_at("an upload onto a folder", "POST", "root:/Docs/Sub:/createUploadSession", "{}");
    table.try_at("a folder in a notebook", "POST", "root:/Notebooks/Course:/children", r#"{"name":"x","folder":{}}"#);
    table.try_at("a folder in a file", "POST", "root:/Docs/a.txt:/children", r#"{"name":"x","folder":{}}"#);
    table.try_at(
        "a folder onto a file, with replace",
        "POST",
        "root:/Docs:/children?@name.conflictBehavior=replace",
        r#"{"name":"a.txt","folder":{}}"#,
    );
    table.try_at("the root deleted", "DELETE", "root", "");
    table.try_at("what is not there deleted", "DELETE", "root:/Nothing", "");
    table.try_at("the bytes of a folder", "GET", "root:/Docs:/content", "");
    table.try_at("the bytes of a section", "GET", "items/{week1.item}/content", "");
    table.try_at("the bytes as something else", "GET", "root:/Docs/a.txt:/content?format=pdf", "");
}

fn changes(table: &mut Table<'_>) {
    table.title("a token of changes");
    let token = |drive: &str| {
        let told = table.ask("ann-files", "GET", &format!("{drive}/root/delta?token=latest"), &[], "").json();
        told["@odata.deltaLink"].as_str().unwrap().split_once("token=").unwrap().1.to_owned()
    };
    let (own, team) = (token(HOME), token("/v1.0/groups/{team}/drive"));
    table.try_at("its own", "GET", &format!("root/delta?token={own}"), "");
    table.try_at("of another drive", "GET", &format!("root/delta?token={team}"), "");
    table.try_at("of another folder", "GET", &format!("root:/Docs:/delta?token={own}"), "");
    table.try_at("nonsense", "GET", "root/delta?token=nonsense", "");
    let answer = table.ask("bob-files", "GET", &format!("{HOME}/root/delta?token={own}"), &[], "");
    table.row("somebody else's", &answer);
    table.try_at("of a list", "GET", "root/children?$skiptoken=nonsense", "");
}

fn ranges(table: &mut Table<'_>) {
    table.title("a fragment, of a file of ten bytes of which four have come");
    let address = table.upload("ann-files", HOME, r#"{"item":{"fileSize":10}}"#);
    table.fragment("the first four", &address, "bytes 0-3/10", 4);
    for (what, range, bytes) in [
        ("the same again", "bytes 0-3/10", 4),
        ("some of them again", "bytes 2-5/10", 4),
        ("not the next", "bytes 6-9/10", 4),
        ("of a longer file", "bytes 4-7/20", 4),
        ("of a shorter file", "bytes 4-7/8", 4),
        ("beyond the end", "bytes 4-11/10", 8),
        ("backwards", "bytes 7-4/10", 4),
        ("fewer bytes than it says", "bytes 4-9/10", 3),
        ("more bytes than it says", "bytes 4-5/10", 6),
        ("no length", "bytes 4-9/*", 6),
        ("no range", "", 6),
        ("too much at once", "bytes 4-70000000/80000000", 1),
    ] {
        table.fragment(what, &address, range, bytes);
    }
    let answer = table.ask("nobody", "POST", &address, &[], "");
    table.row("the end, before all has come", &answer);
    let answer = table.ask("nobody", "DELETE", &address, &[], "");
    table.row("given up", &answer);
    table.fragment("afterwards", &address, "bytes 4-9/10", 6);
    table.fragment("to nobody's session", "/v1.0/upload/00", "bytes 0-3/4", 4);
    let address = table.upload_at("New/Folders/up.bin", "ann-files", HOME, r#"{"item":{"fileSize":10}}"#);
    table.fragment("the first four of twenty, where ten were announced", &address, "bytes 0-3/20", 4);
    table.fragment("the first four of eight, where ten were announced", &address, "bytes 0-3/8", 4);
    table.fragment("the first four of ten", &address, "bytes 0-3/10", 4);
    let answer = table.ask("nobody", "DELETE", &address, &[], "");
    table.row("given up", &answer);
    let deep = format!("root:/{}up.bin:/createUploadSession", "x/".repeat(64));
    table.try_at("below 64 folders that would be made", "POST", &deep, "{}");
    table.try_at("below a folder that cannot be made", "POST", "root:/a%3Fb/up.bin:/createUploadSession", "{}");
    table.try_at("a size that is none", "POST", "root:/up.bin:/createUploadSession", r#"{"item":{"fileSize":-1}}"#);
    table.try_at("a size beyond every file's", "POST", "root:/up.bin:/createUploadSession", r#"{"item":{"fileSize":999999999999}}"#);

    table.title("a range of a file of three bytes");
    let found = table.ask("ann-files", "GET", &format!("{HOME}/root:/Docs/a.txt:/content"), &[], "");
    let place = found.header("location").split_once("/v1.0").map(|(_, path)| format!("/v1.0{path}")).unwrap();
    for range in [
        "bytes=0-1",
        "bytes=3-",
        "bytes=9-4",
        "bytes=-0",
        "bytes=-9",
        "bytes=0-0,2-2",
        "bytes=0-1,1-2",
        "bytes=x",
        "items=0-1",
        "bytes=0-99999999999999999999",
    ] {
        let answer = table.ask("nobody", "GET", &place, &[("range", range)], "");
        table.row(range, &answer);
    }
}

fn quotas(table: &mut Table<'_>) {
    table.title("in a drive of 1,000 bytes");
    let drive = "/v1.0/groups/{others}/drive";
    let put = |table: &Table<'_>, name: &str, bytes: usize| {
        table.ask("bob-files", "PUT", &format!("{drive}/root:/{name}:/content"), &[("content-type", "text/plain")], &"x".repeat(bytes))
    };
    let answer = put(table, "large.bin", 1_001);
    table.row("1,001 bytes at once", &answer);
    let answer = put(table, "most.bin", 600);
    table.row("600 bytes", &answer);
    let answer = put(table, "more.bin", 401);
    table.row("401 more", &answer);
    table.copy_as("bob-files", "a copy of the 600", &format!("{drive}/root:/most.bin:/copy"), r#"{"name":"again.bin"}"#);
    let begun = table.ask("bob-files", "POST", &format!("{drive}/root:/up.bin:/createUploadSession"), &[], r#"{"item":{"fileSize":401}}"#);
    table.row("an upload of 401, announced", &begun);
    let held = table.upload("bob-files", drive, r#"{"item":{"fileSize":300}}"#);
    let begun = table.ask("bob-files", "POST", &format!("{drive}/root:/up.bin:/createUploadSession"), &[], r#"{"item":{"fileSize":300}}"#);
    table.row("an upload of 300, while another has its room", &begun);
    let answer = put(table, "more.bin", 101);
    table.row("101 bytes at once, while an upload has its room", &answer);
    let answer = table.ask("nobody", "DELETE", &held, &[], "");
    table.row("given up", &answer);
    let address = table.upload("bob-files", drive, "{}");
    table.fragment("an upload of 401, not announced, its first 200", &address, "bytes 0-199/401", 200);
    table.fragment("its last 201", &address, "bytes 200-400/401", 201);
    let answer = table.ask("nobody", "DELETE", &address, &[], "");
    table.row("given up", &answer);
    let listed = table.ask("bob-files", "GET", &format!("{drive}/root/children?$select=name,size"), &[], "").json();
    assert_eq!(listed["value"].as_array().unwrap().len(), 1);
}

/// Returns all that Ann's drive holds, with the tags of all of it.
fn all(world: &World) -> String {
    let told =
        run(world.ask("ann-files", "GET", &format!("{HOME}/root/delta?$select=name,eTag,cTag,parentReference,size"), &[], "")).json();
    told["value"].to_string()
}
