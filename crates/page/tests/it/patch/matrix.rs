//! The support matrix, whole: every kind of target, by every form of address, under every action on either side. Goal: what is
//! allowed and how the rest is refused is one table that can be held beside the contract's (section 7.2). Method: one page
//! that has everything, one command at a time.

use std::fmt::Write as _;

use expect_test::expect_file;
use page::{Action, Document, PatchError, RenderOptions};

use super::{VERSION, before, body, command, patch};
use crate::support::{assert_fixed_point, rendering};

const PAGE: &str = "<html><head><title>T</title></head><body data-absolute-enabled=true>
<div data-id=_default><p data-id=p>text <span data-id=span style='color:red'>red</span> <a data-id=a href='https://example.com/'>link</a></p>
<h2 data-id=h2>head</h2><pre data-id=pre>code</pre>
<div data-id=div><p>within</p><p><img data-id=img src='https://example.com/i.png'></p></div>
<blockquote data-id=blockquote>said</blockquote>
<ul data-id=ul><li data-id=li>one</li><li>two</li></ul><ol data-id=ol><li>first</li></ol>
<table data-id=table><tr data-id=tr><td data-id=td>cell</td></tr></table>
<p><iframe data-id=iframe data-original-src='https://www.youtube.com/embed/x'></iframe></p></div>
<div data-id=outline style='position:absolute;left:1px;top:2px'><p>outline</p></div>
<img data-id=absolute-img style='position:absolute;left:3px;top:4px' src='https://example.com/a.png'>";

const ACTIONS: [(Action, &str); 5] = [
    (Action::Append, "append"),
    (Action::Insert, "insert"),
    (Action::Prepend, "prepend"),
    (Action::Replace, "replace"),
    (Action::Delete, "delete"),
];

/// Returns each element's `data-id` and the id it has, or would have if it were one that gets one.
fn targets(document: &Document) -> Vec<(String, String)> {
    let options = RenderOptions { ids: Some(VERSION), ..rendering() };
    let html = page::render(document, &options);
    let guid = "abababab-abab-abab-abab-abababababab";
    let elements = html.split_once("<body").unwrap().1.split('<').skip(1).filter(|tag| !tag.starts_with('/'));
    let numbered = elements.enumerate().map(|(index, tag)| (format!("{{{guid}}}{{{}}}", index + 1), tag));
    numbered
        .filter_map(|(number, tag)| {
            let name = tag.split([' ', '>', '/']).next().unwrap();
            let handle = tag.split_once("data-id=\"")?.1.split_once('"')?.0;
            let id = format!("{name}:{number}");
            assert!(!tag.contains(" id=\"") || tag.contains(&id), "{tag} is not {id}");
            Some((handle.to_owned(), id))
        })
        .collect()
}

fn outcome(document: &Document, target: &str, action: Action, is_before: bool) -> String {
    let content = if action == Action::Delete { "" } else { "<p>NEW</p>" };
    let command = command(target, action, content);
    let command = if is_before { before(command) } else { command };
    match patch(document, &[command]) {
        Ok(patched) => {
            assert_fixed_point(&patched);
            let text = format!("{} {}", patched.title(), body(&patched));
            assert_eq!(text.contains("NEW"), action != Action::Delete, "{text}");
            assert_ne!(patched, *document);
            "yes".to_owned()
        }
        Err(PatchError::Command { index: 0, why }) => format!("{why:?}"),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn every_target_under_every_action() {
    let document = page::parse(PAGE, &page::Alone).unwrap().document;
    let mut table = String::new();
    let mut row = |name: &str, target: &str| {
        for (action, word) in ACTIONS {
            let (after, before) = (outcome(&document, target, action, false), outcome(&document, target, action, true));
            let _ = writeln!(table, "{name:<22} {word:<8} {}", if after == before { after } else { format!("{after}; before: {before}") });
        }
        table.push('\n');
    };
    for word in ["title", "body", "#title", "#body", "Body", "head", "p", "", "#none"] {
        row(&format!("'{word}'"), word);
    }
    for (handle, id) in targets(&document) {
        let kind = id.split_once(':').unwrap().0;
        row(&format!("{kind} #{handle}"), &format!("#{handle}"));
        row(&format!("{kind} by id"), &id);
        // Another version of the page, and another element's number.
        assert_eq!(outcome(&document, &id.replace("abab-", "cdcd-"), Action::Insert, false), "NotFound");
        assert_eq!(outcome(&document, &id.replace(kind, "cite"), Action::Insert, false), "NotFound");
    }
    expect_file!["matrix.txt"].assert_eq(&table);
}
