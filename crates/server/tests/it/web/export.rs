//! Taking notes along, and printing them.

use super::opened;
use crate::identity::browser::Browser;
use crate::world::{Answer, World, run};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

/// Unpacks an archive: what lies in it, by its paths, in the order of the archive.
fn unpacked(answer: &Answer) -> Vec<(String, Vec<u8>)> {
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/zip"), "{answer:?}");
    let mut zip = zip::ZipArchive::new(Cursor::new(answer.bytes.clone())).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn texts(answer: &Answer) -> BTreeMap<String, String> {
    unpacked(answer).into_iter().map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

fn send(world: &World, path: &str, kind: &str, body: &str) -> Value {
    let answer = run(world.ask("ann", "POST", &format!("/v1.0/me/onenote/{path}"), &[("content-type", kind)], body));
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

/// Makes a section of a new notebook of Ann's, and returns the ids of both.
fn section(world: &World, notebook: &str, name: &str) -> (String, String) {
    let named = |name: &str| serde_json::json!({ "displayName": name }).to_string();
    let notebook = send(world, "notebooks", "application/json", &named(notebook))["id"].as_str().unwrap().to_owned();
    let section = send(world, &format!("notebooks/{notebook}/sections"), "application/json", &named(name));
    (notebook, section["id"].as_str().unwrap().to_owned())
}

fn page(world: &World, section: &str, html: &str) -> String {
    send(world, &format!("sections/{section}/pages"), "text/html", html)["id"].as_str().unwrap().to_owned()
}

const DOT: &str = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";

#[test]
fn a_notebook_goes_along_with_its_pictures_and_links() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let (notebook, alps) = section(&world, "Trips", "Alps 2026");
    let first =
        page(&world, &alps, &format!("<title>Rotwand</title><h1>Up</h1><p>We saw <b>three</b> marmots.<p><img src='{DOT}' alt='dot'>"));
    let link = format!(
        "<title>ROTWAND</title><p><a href='https://notes.example/pages/{first}'>the other</a> [x] <a href='https://a.example/'>web</a>"
    );
    page(&world, &alps, &link);
    page(&world, &alps, "<p>no title");
    let asked = opened(&ann, &format!("/export?of={notebook}"));
    assert!(asked.body.contains(&format!("action=\"/export/{notebook}\"")) && asked.body.contains(&format!("href=\"/print/{notebook}\"")));
    let answer = ann.get(&format!("/export/{notebook}?as=markdown"));
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"Trips.zip\"");
    let files = texts(&answer);
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    let folder = "Alps 2026";
    let expected = [
        format!("{folder}/ROTWAND (2).md"),
        format!("{folder}/Rotwand.md"),
        format!("{folder}/Untitled.md"),
        format!("{folder}/files/Rotwand - 1.gif"),
        "README.md".to_owned(),
    ];
    assert_eq!(paths, expected);
    assert_eq!(
        files[&expected[1]],
        "# Rotwand\n\n## Up\n\nWe saw **three** marmots\\.\n\n![dot](files/Rotwand%20-%201.gif)\n".replace("\\.", ".")
    );
    assert_eq!(files[&expected[0]], "# ROTWAND\n\n[the other](Rotwand.md) \\[x\\] [web](https://a.example/)\n");
    assert!(files[&expected[3]].starts_with("GIF89a"));
    assert_eq!(
        files["README.md"],
        "# Trips\n\n## Alps 2026\n\n- [Rotwand](Alps%202026/Rotwand.md)\n- [ROTWAND](Alps%202026/ROTWAND%20%282%29.md)\n- [Untitled page](Alps%202026/Untitled.md)\n"
    );
    let html = texts(&ann.get(&format!("/export/{notebook}?as=html")));
    let rotwand = &html[&format!("{folder}/Rotwand.html")];
    assert!(rotwand.starts_with(
        "<!DOCTYPE html>\n<html lang=\"en-US\"><head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    ));
    assert!(rotwand.contains("src=\"files/Rotwand%20-%201.gif\""), "{rotwand}");
    assert!(html[&format!("{folder}/ROTWAND (2).html")].contains("<a href=\"Rotwand.html\""));
    assert!(html["index.html"].contains("<ul>\n<li><a href=\"Alps%202026/Rotwand.html\">Rotwand</a></li>\n"));
    // A section is its own folder, and a page without files is one file.
    assert!(texts(&ann.get(&format!("/export/{alps}?as=markdown"))).contains_key("Rotwand.md"));
    let zipped = texts(&ann.get(&format!("/export/{first}?as=markdown")));
    assert_eq!(zipped.keys().collect::<Vec<_>>(), ["Rotwand.md", "files/Rotwand - 1.gif"]);
    let alone = ann.get(&format!("/export/{}?as=markdown", page(&world, &alps, "<title>\u{202e}a/b</title><p>c")));
    assert_eq!(
        (alone.header("content-type"), alone.header("content-disposition")),
        ("text/markdown; charset=utf-8", "attachment; filename=\"_a_b.md\"")
    );
    assert!(alone.body.ends_with("c\n"), "{}", alone.body);
}

#[test]
fn what_is_printed_is_one_page_that_runs_nothing() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let (notebook, alps) = section(&world, "Trips + more", "Alps");
    page(&world, &alps, &format!("<title><i>One</title><p>first<img src='{DOT}'>"));
    let second = page(
        &world,
        &alps,
        "<title>Two</title><body data-absolute-enabled='true'><div style='position:absolute;left:900px;top:9px'><p>second</div>",
    );
    let printed = ann.get(&format!("/print/{notebook}"));
    assert_eq!(printed.status, 200, "{printed:?}");
    let policy = printed.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; ") && policy.contains("; sandbox ") && !policy.contains("script"), "{policy}");
    let places = ["Trips + more", "Alps", "&lt;i&gt;One", "first", "Two", "second"]
        .map(|part| printed.body.find(&format!(">{part}")).unwrap_or_else(|| panic!("{part}: {}", printed.body)));
    assert!(places.is_sorted(), "{}", printed.body);
    let src = printed.body.split("src=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    assert_eq!(Browser::beside(&world).get(&src).status, 200, "{src}");
    let alone = ann.get(&format!("/print/{second}")).body;
    assert!(alone.contains(">second<") && !alone.contains(">first<"));
}

#[test]
fn only_what_one_may_read_goes_along() {
    let world = World::new();
    let ann = Browser::of_ann(&world);
    let unknown = ann.get("/pages/x");
    for name in ["private", "secret"] {
        let of = format!("1-{}", world.names[name]);
        for path in [format!("/export?of={of}"), format!("/export/{of}?as=markdown"), format!("/print/{of}")] {
            let answer = ann.get(&path);
            assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{path}");
        }
    }
    let diary = &world.names["diary"];
    for path in [format!("/export/{diary}?as=html"), format!("/print/{diary}"), "/export/x?as=html".to_owned(), "/print/%00".to_owned()] {
        assert_eq!(ann.get(&path).status, 404, "{path}");
    }
    // As what, is not guessed.
    assert_eq!(ann.get(&format!("/export/1-{}", world.names["course"])).status, 404);
    assert_eq!(Browser::beside(&world).get(&format!("/export/1-{}?as=html", world.names["course"])).status, 303);
}
