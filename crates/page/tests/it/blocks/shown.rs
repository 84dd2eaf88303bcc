//! What an editor is shown.

use expect_test::{Expect, expect};
use page::blocks::{BLOCKS_MAX, TooManyBlocks, sheet as sheet_of};

use super::{addresses, page_of, sheet};
use crate::support::Neighbours;

/// Keys are shortened to their first letters.
fn check(html: &str, expect: Expect) {
    let document = page::parse(html, &Neighbours).unwrap().document;
    let mut rest = sheet(&document);
    let mut short = String::new();
    while let Some(at) = next_key(&rest) {
        short.push_str(&rest[..at + 4]);
        short.push('\u{2026}');
        rest = rest[at + 32..].to_owned();
    }
    short.push_str(&rest);
    expect.assert_eq(&short);
}

fn next_key(text: &str) -> Option<usize> {
    (0..text.len().saturating_sub(31)).find(|at| text.as_bytes()[*at..at + 32].iter().all(u8::is_ascii_hexdigit))
}

#[test]
fn words_and_lists_are_written_in() {
    check(
        "<h1 data-id=h style='color:red'>Plan</h1><p data-tag=to-do>x <b>b</b> <a href='onenote:#P&page-id={11}&section-id={22}'>page</a></p>
         <ul><li>a<ol><li>b</ol></ul><blockquote><p>q</blockquote><pre>\n\n x</pre><hr><div style='text-align:center'>d</div>",
        expect![[r#"
            <div class="area" data-area="flow">
            <h1 data-block="0ec7…" data-id="h" style="color:red">Plan</h1>
            <p data-block="5917…" data-tag="to-do">x <span style="font-weight:bold">b</span> <a href="onenote:#T &amp; &quot;q&quot;&amp;page-id={11}&amp;section-id={22}#looseleaf-6d48…">page</a></p>
            <ul data-block="60ea…"><li>a<ol><li>b</li></ol></li></ul>
            <blockquote data-block="dc8c…"><p>q</p></blockquote>
            <pre data-block="39bc…">

             x</pre>
            <hr data-block="8e07…" />
            <div data-block="73e1…" style="text-align:center">d</div>
            </div>
        "#]],
    );
}

#[test]
fn images_files_and_films_stand_in_words() {
    check(
        "<p><img src=name:part1 width=3><object data=name:part2.pdf data-attachment='a<b.pdf' type=application/pdf></object>
         <iframe data-original-src=https://www.youtube.com/embed/x></iframe></p>",
        expect![[r#"
            <div class="area" data-area="flow">
            <p data-block="2584…"><img src="https://ours.example/resources/part1#looseleaf-0707…" width="3" /><object data="https://ours.example/resources/part2.pdf#looseleaf-0707…" data-attachment="a_b.pdf" type="application/pdf">a_b.pdf</object> <iframe width="480" height="360" data-original-src="https://www.youtube.com/embed/x"></iframe></p>
            </div>
        "#]],
    );
}

#[test]
fn plain_tables_are_written_in_and_others_are_kept() {
    check(
        "<table border=1><tr><td colspan=2>a<th><p>b<ul><li>c</ul></table><table><caption>C</caption><tr><td>x</table>
         <table><tr><td><table><tr><td>x</table></table>",
        expect![[r#"
            <div class="area" data-area="flow">
            <table data-block="4e31…" style="border:1px"><tr><td colspan="2" style="border:1px">a</td><th style="border:1px"><p>b</p><ul><li>c</li></ul></th></tr></table>
            <table data-block="b19a…" data-kept="" contenteditable="false" style="border:0px"><caption>C</caption><tr><td style="border:0px">x</td></tr></table>
            <table data-block="df66…" data-kept="" contenteditable="false" style="border:0px"><tr><td style="border:0px"><table style="border:0px"><tr><td style="border:0px">x</td></tr></table></td></tr></table>
            </div>
        "#]],
    );
}

#[test]
fn what_editors_would_tear_apart_is_kept() {
    check(
        "<div data-id=a>words<p>and a block</div><div data-id=b><p>a block</p>and words</div><div data-id=c><table><tr><td>x</table></div>
         <ul><li><hr></ul><blockquote>x<blockquote>y</blockquote></blockquote><div data-id=d><p>a</p><div data-id=e>b</div></div>",
        expect![[r#"
            <div class="area" data-area="flow">
            <div data-block="e4dc…" data-kept="" contenteditable="false" data-id="a">words<p>and a block</p></div>
            <div data-block="b16e…" data-kept="" contenteditable="false" data-id="b"><p>a block</p>and words</div>
            <div data-block="9772…" data-kept="" contenteditable="false" data-id="c"><table style="border:0px"><tr><td style="border:0px">x</td></tr></table></div>
            <ul data-block="523f…" data-kept="" contenteditable="false"><li><hr /></li></ul>
            <blockquote data-block="126d…" data-kept="" contenteditable="false">x<blockquote>y</blockquote></blockquote>
            <div data-block="6f81…" data-id="d"><p>a</p><div data-id="e">b</div></div>
            </div>
        "#]],
    );
}

#[test]
fn outlines_stand_where_they_stand() {
    check(
        "<body data-absolute-enabled=true style='font-family:Arial'><div data-id=o style='position:absolute;left:3px;top:4px'>x</div>
         <img src=name:part1 style='position:absolute;left:5px' width=9><object data=name:part2 data-attachment=x style='position:absolute'></object>
         <div style='position:absolute;left:3px;top:4px'></div><div style='position:absolute;left:3px;top:4px'><p>twin</div>",
        expect![[r#"
            <div class="area" data-area="flow">
            </div>
            <div class="area" data-area="d4ec…" data-id="o" style="position:absolute;left:3px;top:4px;width:624px">
            <p data-block="7fb5…">x</p>
            </div>
            <div class="area" data-area="f5af…" style="position:absolute;left:3px;top:4px;width:624px">
            </div>
            <div class="area" data-area="f5af…-2" style="position:absolute;left:3px;top:4px;width:624px">
            <p data-block="d4da…">twin</p>
            </div>
            <div class="alone" style="position:absolute;left:5px;top:120px"><img src="https://ours.example/resources/part1#looseleaf-0707…" width="9" />
            </div>
            <div class="alone" style="position:absolute;left:48px;top:120px"><object data="https://ours.example/resources/part2#looseleaf-0707…" data-attachment="x" type="image/png">x</object>
            </div>
        "#]],
    );
}

#[test]
fn what_would_be_taken_for_something_else_is_kept() {
    let document = page::parse("<section><div data-id=_default style='color:red'>x</div></section>", &Neighbours).unwrap().document;
    assert!(sheet(&document).contains("data-kept=\"\" contenteditable=\"false\" data-id=\"_default\""));
}

#[test]
fn equal_blocks_are_counted() {
    let html = sheet(&page_of(&["same", "other", "same"]));
    assert_eq!(html.matches("-2\"").count(), 1, "{html}");
}

#[test]
fn pages_that_no_browser_could_edit_are_refused() {
    assert!(sheet_of(&page_of(&vec!["x"; BLOCKS_MAX]), &addresses()).is_ok());
    assert_eq!(sheet_of(&page_of(&vec!["x"; BLOCKS_MAX + 1]), &addresses()), Err(TooManyBlocks));
}

#[test]
fn deep_lists_and_walls_of_images_are_kept() {
    let lists = |depth: usize| format!("{}x", "<ul><li>".repeat(depth));
    let images = |count: usize| format!("<p>{}", "<img src=https://example.com/i.png>".repeat(count));
    for (html, is_kept) in [(lists(15), false), (lists(17), true), (images(50), false), (images(51), true)] {
        let document = page::parse(&html, &Neighbours).unwrap().document;
        assert_eq!(sheet(&document).contains("data-kept"), is_kept);
    }
}
