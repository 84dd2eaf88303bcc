//! The documented forms of input and output, by examples of our own, as files: what is sent, and what is given out for it.
//! Source: Graph concepts, `onenote-input-output-html`, `onenote-abs-pos`, `onenote-note-tags`, contract section 6.9.

use std::path::PathBuf;

use expect_test::expect_file;
use page::RenderOptions;

use crate::support::{Neighbours, assert_fixed_point, rendering};

fn check(name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/documented");
    let input = std::fs::read_to_string(folder.join(format!("{name}.in.html"))).unwrap();
    let parsed = page::parse(&input, &Neighbours).unwrap();
    assert_fixed_point(&parsed.document);
    let options = RenderOptions { created: Some("2026-01-31T09:00:00.0000000"), ..rendering() };
    let mut output = page::render(&parsed.document, &options);
    for complaint in parsed.complaints {
        output += &format!("{complaint:?}\n");
    }
    expect_file![folder.join(format!("{name}.out.html"))].assert_eq(&output);
}

#[test]
fn text() {
    check("text");
}

#[test]
fn lists() {
    check("lists");
}

#[test]
fn tables() {
    check("tables");
}

#[test]
fn media() {
    check("media");
}

#[test]
fn positions() {
    check("positions");
}

#[test]
fn clipping() {
    check("clipping");
}
