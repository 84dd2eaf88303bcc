//! What people do to one page at once.

use page::blocks::{
    Apart, ApartArea, ApartBlock, AreaConflict, AreaEdit, BLOCKS_MAX, Block, Conflict, Edit, FLOW, MergeError, PLACE_MAX, Place,
};
use page::blocks::{Retitle, Unfit, merge, second};
use page::{Alone, Document};

use super::{body, flow, page_of, shown};
use crate::support::{Neighbours, parse};

/// What comes of two edits of one page, the second of which does not know of the first.
fn both(base: &Document, theirs: &Edit, mine: &Edit) -> Result<String, MergeError> {
    let stored = merge(base, theirs, &Alone).unwrap().document;
    merge(&stored, mine, &Alone).map(|merged| merged.document.text().replace('\n', " "))
}

#[test]
fn different_paragraphs_are_both_there() {
    let base = page_of(&["one", "two", "three"]);
    let edited = |theirs: &[&str], mine: &[&str]| both(&base, &flow(&base, theirs), &flow(&base, mine)).unwrap();
    assert_eq!(edited(&["<p>ONE", "=1", "=2"], &["=0", "=1", "<p>THREE"]), "ONE two THREE");
    assert_eq!(edited(&["<p>ONE", "=1", "=2"], &["=0", "<p>TWO", "=2"]), "ONE TWO three");
    assert_eq!(edited(&["=1", "=2"], &["=0", "<p>TWO", "=2"]), "TWO three");
    assert_eq!(edited(&["=0", "=1", "=2", "<p>four"], &["=0", "=1", "=2", "<p>five<p>six"]), "one two three four five six");
    assert_eq!(edited(&["=2", "=0", "=1"], &["=0", "<p>TWO", "=2"]), "three one TWO");
    assert_eq!(edited(&["=0", "<p>TWO", "=2"], &["=0", "<p><b></b>TWO</p>", "=2", "<p>four"]), "one TWO three four");
}

#[test]
fn the_same_paragraph_is_a_conflict() {
    let base = page_of(&["one", "two", "three"]);
    let two = shown(&base)[0].keys()[1].clone();
    let theirs = flow(&base, &["=0", "<p>TWO", "<p>THREE"]);
    for mine in [&["=0", "<p>zwei", "=2"][..], &["=0", "=2"], &["=1", "=0", "=2", "<p>x"], &["<p>ONE", "=0", "<p>zwei", "=2"]] {
        let Err(MergeError::Conflict(conflict)) = both(&base, &theirs, &flow(&base, mine)) else {
            // Moving the first behind the second is a change of the first alone.
            assert_eq!(mine[0], "=1");
            continue;
        };
        assert!(!conflict.title);
        assert_eq!(conflict.areas.len(), 1);
        assert!(conflict.areas[0].blocks.contains(&two));
    }
}

#[test]
fn the_editor_is_told_what_others_did() {
    let base = page_of(&["one", "two", "three"]);
    let keys = shown(&base)[0].keys();
    let stored = merge(&base, &flow(&base, &["=0", "<p>news", "=2"]), &Alone).unwrap().document;
    let merged = merge(&stored, &flow(&base, &["<p>ONE", "=1", "=2"]), &Alone).unwrap();
    let [area] = &merged.areas[..] else { panic!() };
    assert_eq!(area.key.as_deref(), Some(FLOW));
    assert_eq!(area.blocks, shown(&merged.document)[0].keys());
    assert_eq!(area.news, [area.blocks[1].clone()]);
    assert_eq!(area.gone, [keys[1].clone()]);
    assert_eq!(merged.document.text(), "ONE\nnews\nthree");
    // The next edit begins with what was told.
    let base = AreaEdit {
        place: Place::Area(FLOW.into()),
        base: area.blocks.clone(),
        blocks: area.blocks.iter().cloned().map(Block::Keep).collect(),
    };
    assert!(!merge(&merged.document, &Edit { title: None, areas: vec![base] }, &Alone).unwrap().is_changed);
}

fn two_outlines() -> Document {
    let outline = |left: u32, text: &str| format!("<div data-id=o{left} style='position:absolute;left:{left}px'><p>{text}<p>more</div>");
    parse(&format!("<body data-absolute-enabled=true><p>flows</p>{}{}", outline(10, "left"), outline(700, "right"))).document
}

#[test]
fn outlines_are_areas_of_their_own() {
    let base = two_outlines();
    let areas = shown(&base);
    assert_eq!(areas.iter().map(|area| area.blocks.len()).collect::<Vec<_>>(), [1, 2, 2]);
    let mut edit = areas[2].kept();
    edit.blocks[0] = Block::Html("<p>RIGHT</p>".into());
    let edit = Edit { title: None, areas: vec![edit] };
    // Somebody took the other outline away.
    let mut gone = areas[1].kept();
    gone.blocks.clear();
    let gone = Edit { title: None, areas: vec![gone] };
    let merged = merge(&merge(&base, &gone, &Alone).unwrap().document, &edit, &Alone).unwrap();
    assert_eq!(
        body(&merged.document),
        "<p>flows</p>\n</main>\n<div data-id=\"o700\" style=\"position:absolute;left:700px;top:120px;width:624px\"><p>RIGHT</p><p>more</p></div>\n"
    );
    assert_eq!(merged.areas[0].key.as_ref(), Some(&areas[2].key));
    // Somebody took away the one that was edited.
    let stored = merge(&base, &Edit { areas: vec![AreaEdit { blocks: vec![], ..areas[2].kept() }], title: None }, &Alone).unwrap();
    assert_eq!(stored.areas[0].key, None);
    let conflict = AreaConflict { area: 0, blocks: areas[2].keys() };
    assert_eq!(merge(&stored.document, &edit, &Alone), Err(MergeError::Conflict(Conflict { title: false, areas: vec![conflict] })));
    // Who had not edited it is told.
    let untouched = Edit { title: None, areas: vec![areas[2].kept()] };
    let merged = merge(&stored.document, &untouched, &Alone).unwrap();
    assert_eq!((merged.is_changed, &merged.areas[0].key, &merged.areas[0].gone), (false, &None, &areas[2].keys()));
}

fn new_outline(left: u32, top: u32, width: u32, html: &[&str]) -> AreaEdit {
    let blocks = html.iter().map(|html| Block::Html((*html).to_owned())).collect();
    AreaEdit { place: Place::New { left, top, width }, base: vec![], blocks }
}

#[test]
fn outlines_can_be_new() {
    let base = page_of(&["one"]);
    let edit = Edit { title: None, areas: vec![new_outline(12, 34, 320, &["loose", "<ul><li>item</ul>"]), new_outline(1, 2, 3, &["  "])] };
    let merged = merge(&base, &edit, &Alone).unwrap();
    assert_eq!(
        body(&merged.document),
        "<p>one</p>\n</main>\n<div style=\"position:absolute;left:12px;top:34px;width:320px\"><p>loose</p><ul><li>item</li></ul></div>\n"
    );
    let area = &shown(&merged.document)[1];
    assert_eq!((merged.areas[0].key.as_ref(), &merged.areas[0].blocks), (Some(&area.key), &area.keys()));
    // Nothing stands in the other one.
    assert_eq!((merged.areas[1].key.as_ref(), &merged.areas[1].blocks), (None, &vec![]));
    // Sent again, they are there already.
    assert!(!merge(&merged.document, &edit, &Alone).unwrap().is_changed);
    for (left, top, width) in [(PLACE_MAX + 1, 0, 1), (0, PLACE_MAX + 1, 1), (0, 0, PLACE_MAX + 1), (0, 0, 0)] {
        let edit = Edit { title: None, areas: vec![new_outline(left, top, width, &["x"])] };
        assert_eq!(merge(&base, &edit, &Alone), Err(MergeError::Unfit { area: 0, why: Unfit::PlaceBeyond }));
    }
    let edit = Edit { title: None, areas: vec![new_outline(PLACE_MAX, PLACE_MAX, PLACE_MAX, &["x"])] };
    assert!(merge(&base, &edit, &Alone).unwrap().is_changed);
}

#[test]
fn titles_are_merged_too() {
    let titled = |title: &str| parse(&format!("<title>{title}</title><p>x")).document;
    let edit = |base: &str, title: &str| Edit { title: Some(Retitle { base: base.into(), title: title.into() }), areas: vec![] };
    let title = |stored: &str, base: &str, mine: &str| match merge(&titled(stored), &edit(base, mine), &Alone) {
        Ok(merged) => format!("{} {}", merged.document.title(), merged.is_changed),
        Err(MergeError::Conflict(Conflict { title: true, areas })) => format!("conflict {}", areas.len()),
        Err(error) => panic!("{error}"),
    };
    assert_eq!(title("old", "old", " new\n title "), "new title true");
    assert_eq!(title("old", "old", "old "), "old false");
    assert_eq!(title("theirs", "old", "old"), "theirs false");
    assert_eq!(title("new", "old", "new"), "new false");
    assert_eq!(title("theirs", "old", "new"), "conflict 0");
}

#[test]
fn what_the_page_holds_is_known_by_its_marks_and_nothing_else_is() {
    let html = "<p data-id=x>See <a href='onenote:#P&page-id={11}&section-id={22}'>it</a> <img src=name:part1 alt=me>
        <object data=name:part2.pdf data-attachment=a.pdf type=application/pdf></object></p><p>other";
    let stored = page::parse(html, &Neighbours).unwrap().document;
    let shown = &shown(&stored)[0].blocks[0].1;
    assert_eq!(shown.matches("#looseleaf-").count(), 3, "{shown}");
    // One paragraph, with a word more; and a copy of the image in the other.
    let image = shown.split_once("<img").unwrap().1.split_once('>').unwrap().0;
    let edit = flow(&stored, &[&shown.replace("See", "Do see"), &format!("<p>other <img{image}>")]);
    let merged = merge(&stored, &edit, &Alone).unwrap();
    assert_eq!(merged.complaints, []);
    let text = stored.to_canonical();
    let symbol = text.split_once("src=\"").unwrap().1.split_once('"').unwrap().0;
    let expected = text.replace("See", "Do see").replace("<p>other", &format!("<p>other <img src=\"{symbol}\" alt=\"me\" />"));
    assert_eq!(merged.document.to_canonical(), expected);
    // On a page that holds none of it, a mark says nothing.
    let elsewhere = merge(&page_of(&[]), &flow(&page_of(&[]), &[shown]), &Alone).unwrap();
    assert_eq!(elsewhere.document.resources().count() + elsewhere.document.references().count(), 0);
    assert!(!elsewhere.complaints.is_empty());
    // But the address does, for who may read what is there.
    let elsewhere = merge(&page_of(&[]), &flow(&page_of(&[]), &[shown]), &Neighbours).unwrap();
    assert_eq!(elsewhere.document.resources().count() + elsewhere.document.references().count(), 3);
}

#[test]
fn parts_of_the_request_are_shown_or_missed() {
    let base = page_of(&["one"]);
    let merged = merge(&base, &flow(&base, &["=0", "<p><img src=name:part1></p>"]), &Neighbours).unwrap();
    assert_eq!(merged.document.resources().count(), 1);
    let missing = merge(&base, &flow(&base, &["=0", "<p><img src=name:nothing></p>"]), &Neighbours);
    assert_eq!(missing, Err(MergeError::Unfit { area: 0, why: Unfit::PartMissing { name: "nothing".into() } }));
}

#[test]
fn edits_that_say_nothing_are_refused() {
    let base = page_of(&["one", "two"]);
    let refused = |change: &dyn Fn(&mut Edit)| {
        let mut edit = flow(&base, &["=0", "=1"]);
        change(&mut edit);
        match merge(&base, &edit, &Alone) {
            Err(MergeError::Unfit { why, .. }) => why,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(&|edit| edit.areas[0].base[0] = "x".into()), Unfit::NoKey);
    assert_eq!(refused(&|edit| drop(edit.areas[0].base.remove(0))), Unfit::KeyUnknown);
    assert_eq!(refused(&|edit| edit.areas[0].blocks[1] = edit.areas[0].blocks[0].clone()), Unfit::KeyTwice);
    assert_eq!(refused(&|edit| edit.areas.push(edit.areas[0].clone())), Unfit::AreaTwice);
    assert_eq!(
        refused(&|edit| edit.areas.extend(vec![AreaEdit { base: vec![], blocks: vec![], ..edit.areas[0].clone() }; 1_000])),
        Unfit::TooManyAreas
    );
    assert_eq!(refused(&|edit| edit.areas[0].blocks.extend(vec![Block::Html(String::new()); BLOCKS_MAX])), Unfit::TooManyBlocks);
    assert_eq!(refused(&|edit| edit.areas[0].blocks.push(Block::Html("<p>x".repeat(BLOCKS_MAX)))), Unfit::TooManyBlocks);
    assert_eq!(refused(&|edit| edit.areas[0].base.resize(BLOCKS_MAX + 1, "0".repeat(32))), Unfit::TooManyBlocks);
    // What can be many is refused as in any page.
    let deep = merge(&base, &flow(&base, &[&"<div>".repeat(1_000)]), &Alone);
    assert!(matches!(deep, Err(MergeError::Page(page::ParseError::TooDeep { .. }))), "{deep:?}");
}

#[test]
fn long_pages_are_merged_soon() {
    let paragraphs: Vec<String> = (0..BLOCKS_MAX / 2).map(|at| format!("paragraph {}", at / 3)).collect();
    let base = page_of(&paragraphs.iter().map(String::as_str).collect::<Vec<_>>());
    let mut mine = shown(&base)[0].kept();
    mine.blocks.reverse();
    let edit = Edit { title: None, areas: vec![mine] };
    assert!(merge(&base, &edit, &Alone).unwrap().is_changed);
}

#[test]
fn what_cannot_be_merged_becomes_a_page_of_its_own() {
    let base = two_outlines();
    let areas = shown(&base);
    let apart = Apart {
        title: "Plan (mine)".into(),
        areas: areas
            .iter()
            .map(|area| ApartArea {
                area: Some(area.key.clone()),
                at: (area.key != FLOW).then_some(Place::New { left: 10, top: 120, width: 624 }),
                blocks: area.blocks.iter().map(|(key, html)| ApartBlock { keep: Some(key.clone()), html: html.clone() }).collect(),
            })
            .chain([ApartArea {
                area: None,
                at: Some(Place::New { left: 1, top: 2, width: 3 }),
                blocks: vec![ApartBlock { keep: None, html: "new".into() }],
            }])
            .collect(),
    };
    let made = second(&base, &apart, &Alone).unwrap().document;
    assert_eq!(made.title(), "Plan (mine)");
    assert_eq!(body(&made), body(&base) + "<div style=\"position:absolute;left:1px;top:2px;width:3px\"><p>new</p></div>\n");
    // Nothing of it is stored any more.
    let stored = page_of(&[]);
    let made = second(&stored, &apart, &Alone).unwrap().document;
    assert_eq!(made.text(), "flows\nleft\nmore\nright\nmore\nnew");
}
