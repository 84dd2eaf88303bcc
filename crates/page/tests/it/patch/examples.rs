//! What commands do, by example. Source of those so marked: Graph concepts, `onenote-update-page`.

use page::{Action, Command, Complaint, PatchError, Position, Refusal};

use super::{VERSION, after, before, body, command, id_before, patch};
use crate::support::parse;

const LIST: &str = "<p data-id=para-id>text</p><ul data-id=list-id><li>one</li></ul>";

// Source: as above, the first example.
#[test]
fn an_image_above_a_paragraph_and_an_item_at_the_end_of_a_list() {
    let image = "<img src=\"https://example.com/i.png\" alt=\"Image above the target paragraph\" />";
    let commands =
        [before(command("#para-id", Action::Insert, image)), command("#list-id", Action::Append, "<li>Item at the end of the list</li>")];
    assert_eq!(
        after(LIST, &commands),
        "<p><img src=\"https://example.com/i.png\" alt=\"Image above the target paragraph\" /></p>\
         <p data-id=\"para-id\">text</p><ul data-id=\"list-id\"><li>one</li><li>Item at the end of the list</li></ul>"
    );
}

// Source: as above, "Append to the body element".
#[test]
fn the_body_is_the_first_div_on_the_page() {
    let commands = [command("body", Action::Prepend, "<p>first</p>"), command("body", Action::Append, "<p>last</p>")];
    assert_eq!(after("<p>x", &commands), "<p>first</p><p>x</p><p>last</p>");
    assert_eq!(after("", &commands), "<p>first</p><p>last</p>");
    let outlines = "<body data-absolute-enabled=true><img src=https://example.com/i.png style='position:absolute'>\
                    <div style='position:absolute'>one</div><div style='position:absolute'>two</div>";
    assert!(after(outlines, &commands).contains("<p>first</p><p>one</p><p>last</p></div><div"), "{}", after(outlines, &commands));
}

// Source: as above, "Append to a div".
#[test]
fn a_div_takes_a_first_and_a_last_child() {
    let commands = [
        before(command("#div1", Action::Append, "<img data-id=\"first-child\" src=\"https://example.com/i.png\" />")),
        command("#div1", Action::Append, "<p data-id=\"last-child\">New paragraph appended to the div</p>"),
    ];
    assert_eq!(
        after("<div data-id=div1>text</div>", &commands),
        "<div data-id=\"div1\"><img src=\"https://example.com/i.png\" data-id=\"first-child\" /><br />text\
         <p data-id=\"last-child\">New paragraph appended to the div</p></div>"
    );
}

// Source: as above, "Replace an image".
#[test]
fn an_image_gives_way_to_a_div() {
    let div = command("#img1", Action::Replace, "<div data-id=\"new-div\"><p>This div replaces the image</p></div>");
    let new = "<div data-id=\"new-div\"><p>This div replaces the image</p></div>";
    let image = "<img data-id=img1 src=https://example.com/i.png>";
    assert_eq!(after(&format!("<p>a</p>{image}"), std::slice::from_ref(&div)), format!("<p>a</p>{new}"));
    assert_eq!(after(&format!("<div data-id=x>{image}</div>"), std::slice::from_ref(&div)), format!("<div data-id=\"x\">{new}</div>"));
    // Among text it parts the line, and what surrounded it goes on behind it.
    assert_eq!(
        after(&format!("<p data-id=p>a <b>b {image} c</b> d</p>"), std::slice::from_ref(&div)),
        format!("<p data-id=\"p\">a <span style=\"font-weight:bold\">b</span></p>{new}<p><span style=\"font-weight:bold\">c</span> d</p>")
    );
    assert_eq!(after(&format!("<p data-id=p>a <b>{image}</b></p>"), &[div]), format!("<p data-id=\"p\">a</p>{new}"));
}

#[test]
fn inline_content_beside_an_image_stays_in_its_line() {
    let html = "<p>a <img data-id=i src=https://example.com/i.png> b</p>";
    let text = command("#i", Action::Insert, "<b> c</b>");
    assert_eq!(
        after(html, &[text]),
        "<p>a <img src=\"https://example.com/i.png\" data-id=\"i\" /><span style=\"font-weight:bold\"> c</span> b</p>"
    );
    let other = command("#i", Action::Replace, "<img src=https://example.com/j.png>");
    assert_eq!(after(html, &[other]), "<p>a <img src=\"https://example.com/j.png\" /> b</p>");
}

// Source: as above, "Change the title".
#[test]
fn a_title_is_taken_literally() {
    let document = parse("<title>Old</title><p>x").document;
    for (content, title) in [("New title", "New title"), ("a &amp; <b>b</b>\n", "a &amp; <b>b</b>"), ("", "")] {
        assert_eq!(patch(&document, &[command("title", Action::Replace, content)]).unwrap().title(), title);
    }
}

// Source: as above, "Update a to-do item"; contract section 12, question 11.
#[test]
fn a_line_is_replaced_also_by_its_handle() {
    let task = command("#task1", Action::Replace, "<p data-tag=\"to-do:completed\" data-id=\"task1\">First task</p>");
    assert_eq!(
        after("<p data-tag=to-do data-id=task1>First task</p>", &[task]),
        "<p data-id=\"task1\" data-tag=\"to-do:completed\">First task</p>"
    );
}

#[test]
fn a_line_of_a_list_gives_way_to_another() {
    let document = parse("<ul><li>one<li>two<li>three</ul>").document;
    let two = id_before(&document, "two</li>");
    for content in ["<li>new</li>", "new", "<p>new</p>"] {
        let patched = body(&patch(&document, &[command(&two, Action::Replace, content)]).unwrap());
        let new = if content == "<p>new</p>" { "<p>new</p>" } else { "new" };
        assert_eq!(patched, format!("<ul><li>one</li><li>{new}</li><li>three</li></ul>"));
    }
}

// Source: contract section 6.7.
#[test]
fn an_item_that_is_sent_alone_brings_its_note_tag() {
    assert_eq!(
        after("<ul data-id=l><li>a</ul>", &[command("#l", Action::Append, "<li data-tag=to-do>b</li>")]),
        "<ul data-id=\"l\"><li>a</li><li><span data-tag=\"to-do\">b</span></li></ul>"
    );
}

#[test]
fn what_stands_outside_a_list_needs_one() {
    assert_eq!(
        after("<p data-id=p>a", &[command("#p", Action::Insert, "<li>b</li><li>c</li>d")]),
        "<p data-id=\"p\">a</p><ul><li>b</li><li>c</li></ul><p>d</p>"
    );
}

#[test]
fn loose_text_gets_a_line_of_its_own() {
    assert_eq!(
        after("<div data-id=d>a</div>", &[command("#d", Action::Append, "b <i>c</i>")]),
        "<div data-id=\"d\">a<br />b <span style=\"font-style:italic\">c</span></div>"
    );
    assert_eq!(
        after("<p>a</p>", &[command("body", Action::Append, " b <i>c</i> ")]),
        "<p>a</p><p>b <span style=\"font-style:italic\">c</span></p>"
    );
}

#[test]
fn a_table_and_a_div_are_replaced_by_their_ids() {
    let document = parse("<div data-id=d><table><tr><td>a</table></div>").document;
    let table = command(&id_before(&document, "a</td>"), Action::Replace, "<table><tr><td>b</td></tr></table>");
    let div = command(&id_before(&document, "<table"), Action::Replace, "<p>c</p>");
    assert_eq!(body(&patch(&document, &[table]).unwrap()), "<div data-id=\"d\"><table><tr><td>b</td></tr></table></div>");
    assert_eq!(body(&patch(&document, &[div]).unwrap()), "<p>c</p>");
}

#[test]
fn what_is_deleted_leaves_nothing_behind() {
    let html = "<p>a <b><img data-id=i src=https://example.com/i.png></b></p><ul><li data-id=l>x</ul><p data-id=p>b</p>";
    let delete = |target: &str| Command { content: None, ..command(target, Action::Delete, "") };
    assert_eq!(after(html, &[delete("#i"), delete("#l"), delete("#p")]), "<p>a</p>");
}

#[test]
fn a_page_that_is_not_changed_reads_back_the_same() {
    let document = parse("<p>a <b>b</b><pre>\n\n c</pre><ul><li>x<ol><li>y</ol></ul><table><tr><td><p>c<td>d</table>e").document;
    assert_eq!(patch(&document, &[command("body", Action::Append, "")]).unwrap(), document);
}

#[test]
fn commands_see_what_those_before_them_did() {
    let commands = [
        command("body", Action::Append, "<p data-id=new>new</p>"),
        command("#new", Action::Insert, "<p>newer</p>"),
        command("#new", Action::Replace, "<p>newest</p>"),
    ];
    assert_eq!(after("<p>x", &commands), "<p>x</p><p>newest</p><p>newer</p>");
}

#[test]
fn a_handle_belongs_to_whoever_had_it_first() {
    let commands = [command("#a", Action::Insert, "<p data-id=a>second</p>"), command("#a", Action::Replace, "<p>gone</p>")];
    assert_eq!(after("<p data-id=a>first</p>", &commands), "<p>gone</p><p data-id=\"a\">second</p>");
    let third = [commands.as_slice(), &[command("#a", Action::Insert, "<p>third</p>")]].concat();
    assert_eq!(after("<p data-id=a>first</p>", &third), "<p>gone</p><p data-id=\"a\">second</p><p>third</p>");
}

#[test]
fn generated_ids_are_those_of_the_version() {
    let document = parse("<p>one<p>two").document;
    let (one, two) = (id_before(&document, "one</p>"), id_before(&document, "two</p>"));
    let commands = [command(&one, Action::Insert, "<p>new</p>"), command(&two, Action::Insert, "<p>end</p>")];
    assert_eq!(body(&patch(&document, &commands).unwrap()), "<p>one</p><p>new</p><p>two</p><p>end</p>");
    let twice = [command(&one, Action::Replace, "x"), command(&one, Action::Replace, "y")];
    assert_eq!(patch(&document, &twice), Err(PatchError::Command { index: 1, why: Refusal::NotFound }));
}

// Source: contract section 7.2.
#[test]
fn positions_in_content_are_dropped() {
    let content = "<body data-absolute-enabled=true><div style='position:absolute;left:5px;top:6px;width:7px'><p>a</p></div><p>b</p>";
    let document = parse("<p>x").document;
    let patched = page::patch(document, VERSION, &[command("body", Action::Append, content)], &page::Alone).unwrap();
    assert_eq!(body(&patched.document), "<p>x</p><div style=\"width:7px\"><p>a</p></div><p>b</p>");
    assert_eq!(patched.complaints, []);
}

#[test]
fn content_is_normalised_as_a_page_is() {
    let content = "<p id=x onclick=steal()>a<script>steal()</script><a href='javascript:x()'>b</a>";
    let document = parse("").document;
    let commands = [command("body", Action::Append, content), command("body", Action::Append, content)];
    let patched = page::patch(document, VERSION, &commands, &page::Alone).unwrap();
    assert_eq!(body(&patched.document), "<p>ab</p><p>ab</p>");
    assert_eq!(patched.complaints, [Complaint::LinkDropped { href: "javascript:x()".into() }]);
}

#[test]
fn a_command_says_all_it_must_and_nothing_else() {
    let document = parse(LIST).document;
    let why = |command: Command| match patch(&document, &[command]) {
        Err(PatchError::Command { index: 0, why }) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(why(Command { content: None, ..command("body", Action::Append, "") }), Refusal::ContentMissing);
    assert_eq!(why(command("#para-id", Action::Delete, "<p>")), Refusal::ContentUnfit);
    assert_eq!(why(Command { position: Position::Before, ..command("#para-id", Action::Replace, "<p>") }), Refusal::PositionUnfit);
}
