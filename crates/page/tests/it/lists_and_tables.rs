//! What a list says about its items, and a table about its cells, each of them says itself.

use expect_test::expect;
use page::Complaint;

use crate::support::{assert_fixed_point, check, parse};

// Source: Graph concepts, `onenote-note-tags`.
#[test]
fn a_lists_note_tag_stands_in_each_item() {
    check(
        "<ul data-tag=to-do><li>one<li>two<ul><li>inner</ul></ul><li data-tag=idea>bare",
        expect![[r#"
            <ul><li><span data-tag="to-do">one</span></li><li><span data-tag="to-do">two</span><ul><li>inner</li></ul></li></ul>
            <ul><li><span data-tag="idea">bare</span></li></ul>
        "#]],
    );
    check(
        "<ol><li data-tag=idea>one</ol><ol data-tag=question><li data-tag=idea>two<li data-tag=question>three</ol>",
        expect![[r#"
            <ol><li>one</li></ol>
            <ol><li><span data-tag="question">two</span></li><li><span data-tag="question">three</span></li></ol>
            ItemTagDropped { tag: "idea" }
        "#]],
    );
}

#[test]
fn a_lists_styles_stand_in_each_item() {
    check(
        "<ol style='list-style-type:upper-roman;color:red;margin-top:3pt'><li>one<li style='list-style-type:decimal;color:blue'>two</ol>",
        expect![[r#"
            <ol style="margin-top:3pt"><li style="list-style-type:upper-roman"><span style="color:red">one</span></li><li><span style="color:blue">two</span></li></ol>
        "#]],
    );
    check(
        "<ul style='list-style-type:disc'><li>one<ul style='list-style-type:circle'><li>two<table><td><li>cell</table></ul></ul>",
        expect![[r#"
            <ul><li>one<ul><li style="list-style-type:circle">two<table><tr><td><ul><li>cell</li></ul></td></tr></table></li></ul></li></ul>
        "#]],
    );
}

// Source: Graph concepts, `onenote-input-output-html`.
#[test]
fn a_tables_border_colour_and_width_stand_in_each_cell() {
    check(
        "<table style='border:1px;width:500px' bgcolor=red><tr><td>a<td>b<td style='border:0px;background-color:white;width:9px'>c<tr bgcolor=blue><td colspan=2>d<td>e</table>",
        expect![[r#"
            <table style="border:1px"><tr><td style="width:166px;background-color:red;border:1px">a</td><td style="width:166px;background-color:red;border:1px">b</td><td style="width:9px;background-color:white">c</td></tr><tr><td colspan="2" style="width:333px;background-color:blue;border:1px">d</td><td style="width:166px;background-color:blue;border:1px">e</td></tr></table>
        "#]],
    );
    check(
        "<table border=0 width=100%><tr><td>a<td><table border><td>b</table></table>",
        expect![[r#"
            <table><tr><td style="width:50%">a</td><td style="width:50%"><table style="border:1px"><tr><td style="border:1px">b</td></tr></table></td></tr></table>
        "#]],
    );
}

#[test]
fn old_tags_of_items_are_kept_where_they_are_stored() {
    let old = "<!--looseleaf page 1-->\n<html lang=\"en\"><title></title><main>\n<ul><li data-tag=\"idea\">x</li></ul>\n</main>\n</html>\n";
    let document = page::Document::from_canonical(old).unwrap();
    assert!(document.to_canonical().contains("<li><span data-tag=\"idea\">x</span></li>"));
    assert_fixed_point(&document);
    assert_eq!(parse("<ul><li data-tag=idea>x</ul>").complaints, [Complaint::ItemTagDropped { tag: "idea".into() }]);
}
