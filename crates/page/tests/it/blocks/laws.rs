//! What holds for any page and any edit.

use page::blocks::{Block, Edit, MergeError, merge};
use page::{Alone, Document, ParseError};
use proptest::prelude::*;

use super::{Shown, keep_all, shown};
use crate::fixed_point::{cases, soup, tree};
use crate::samples;
use crate::support::{Neighbours, assert_fixed_point};

/// Pages with outlines, links between pages, images and files.
pub fn documents() -> impl Strategy<Value = Document> {
    (prop::collection::vec(tree(), 0..6), any::<bool>()).prop_filter_map("what no page may say", |(trees, absolute)| {
        let start = if absolute { "<body data-absolute-enabled=true>" } else { "" };
        match page::parse(&format!("{start}{}", trees.concat()), &Neighbours) {
            Ok(parsed) => Some(parsed.document),
            Err(ParseError::VideoNotSupported { .. } | ParseError::RenderInvalid { .. }) => None,
            Err(error) => panic!("{error}"),
        }
    })
}

fn nothing_edited_is_nothing_changed(document: &Document) {
    let merged = merge(document, &keep_all(document), &Alone).unwrap();
    assert!(!merged.is_changed);
    assert_eq!(merged.document, *document);
    for (area, shown) in merged.areas.iter().zip(shown(document)) {
        assert_eq!((area.key.as_ref(), &area.blocks), (Some(&shown.key), &shown.keys()));
        assert_eq!((&area.news, &area.gone), (&vec![], &vec![]));
    }
}

/// Each block goes through the editor and comes back as it was shown: with its tags, styles, ids, links and images. No surroundings
/// help: what the page has it knows by the marks.
fn what_was_shown_comes_back_equal(document: &Document) {
    for (at, area) in shown(document).iter().enumerate() {
        for (index, (_, html)) in area.blocks.iter().enumerate().filter(|(_, (_, html))| comes_back(html)) {
            let mut edit = keep_all(document);
            edit.areas[at].blocks[index] = Block::Html(html.clone());
            let merged = merge(document, &edit, &Alone).unwrap();
            assert!(!merged.is_changed, "{html}\n{}\n{}", document.to_canonical(), merged.document.to_canonical());
        }
    }
}

/// Also what an editor does not understand, since it may be sent to become a page of its own. But for what would be taken for the
/// outline around what flows.
fn comes_back(html: &str) -> bool {
    let tag = html.split('>').next().unwrap();
    !(tag.contains(" data-kept") && tag.contains(" data-id=\"_default\""))
}

fn with(area: &Shown, at: usize, html: &str) -> Edit {
    let mut edit = area.kept();
    edit.blocks[at] = Block::Html(html.to_owned());
    Edit { title: None, areas: vec![edit] }
}

/// Everything that a page has, but for one block.
fn but(document: &Document, (area, block): (usize, usize)) -> Vec<Shown> {
    let mut shown = shown(document);
    // Keys count what is equal, which another block may be then.
    for area in &mut shown {
        area.blocks.iter_mut().for_each(|(key, html)| {
            let long = std::mem::take(key);
            *html = html.replace(&long, "");
            *key = long.split('-').next().unwrap().to_owned();
        });
    }
    shown[area].blocks.remove(block);
    shown
}

fn all(shown: &[Shown]) -> Vec<(usize, usize)> {
    shown.iter().enumerate().flat_map(|(at, area)| (0..area.blocks.len()).map(move |block| (at, block))).collect()
}

fn chosen(shown: &[Shown], at: prop::sample::Index) -> Option<(usize, usize)> {
    let all = all(shown);
    (!all.is_empty()).then(|| all[at.index(all.len())])
}

#[test]
fn the_samples_keep_to_the_laws() {
    for document in samples::documents() {
        nothing_edited_is_nothing_changed(&document);
        what_was_shown_comes_back_equal(&document);
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn pages_in_which_nothing_was_edited_are_not_changed(document in documents()) {
        nothing_edited_is_nothing_changed(&document);
    }

    #[test]
    fn blocks_that_were_shown_come_back_equal(document in documents()) {
        what_was_shown_comes_back_equal(&document);
    }

    /// All at once, too, in one request.
    #[test]
    fn areas_that_were_shown_come_back_equal(document in documents()) {
        let mut edit = keep_all(&document);
        for (area, shown) in edit.areas.iter_mut().zip(shown(&document)) {
            area.blocks =
                shown.blocks.into_iter().map(|(key, html)| if comes_back(&html) { Block::Html(html) } else { Block::Keep(key) }).collect();
        }
        let merged = merge(&document, &edit, &Alone).unwrap();
        prop_assert_eq!(merged.document, document);
    }

    #[test]
    fn a_block_that_is_edited_leaves_the_others(document in documents(), at in any::<prop::sample::Index>()) {
        let shown = shown(&document);
        let Some((area, block)) = chosen(&shown, at) else { return Ok(()) };
        let edit = with(&shown[area], block, "<p>qqq</p>");
        let merged = merge(&document, &edit, &Alone).unwrap();
        prop_assert!(merged.is_changed);
        prop_assert_eq!(but(&merged.document, (area, block)), but(&document, (area, block)));
        assert_fixed_point(&merged.document);
    }

    #[test]
    fn edits_of_different_blocks_can_come_in_any_order(document in documents(), [one, other] in any::<[prop::sample::Index; 2]>()) {
        let shown = shown(&document);
        let all = all(&shown);
        if all.len() < 2 {
            return Ok(());
        }
        let (one, other) = (all[one.index(all.len())], all[other.index(all.len())]);
        if one == other {
            return Ok(());
        }
        let (first, second) = (with(&shown[one.0], one.1, "<p>qqq"), with(&shown[other.0], other.1, "<p>zzz"));
        let after = |document: &Document, edits: [&Edit; 2]| {
            edits.iter().try_fold(document.clone(), |document, edit| Ok::<_, MergeError>(merge(&document, edit, &Alone)?.document))
        };
        let merged = after(&document, [&first, &second]).unwrap();
        prop_assert_eq!(&merged, &after(&document, [&second, &first]).unwrap());
        prop_assert_eq!(merged.to_canonical().matches("<p>qqq</p>").count(), 1);
        prop_assert_eq!(merged.to_canonical().matches("<p>zzz</p>").count(), 1);
    }

    /// An edit whose answer was lost is sent again.
    #[test]
    fn edits_that_are_sent_again_change_nothing(document in documents(), at in any::<prop::sample::Index>(), html in tree()) {
        let shown = shown(&document);
        let Some((area, block)) = chosen(&shown, at) else { return Ok(()) };
        let edit = with(&shown[area], block, &html);
        // What no page may say.
        let Ok(merged) = merge(&document, &edit, &Neighbours) else { return Ok(()) };
        // An outline may have lost its last block, and with it gone; then it is not there to be edited.
        if merged.areas[0].key.is_none() {
            return Ok(());
        }
        let again = merge(&merged.document, &edit, &Neighbours).unwrap();
        prop_assert!(!again.is_changed, "{}\n{}", merged.document.to_canonical(), again.document.to_canonical());
        prop_assert_eq!(&again.areas[0].blocks, &merged.areas[0].blocks);
    }

    /// What comes of it is a page like any other, whatever is sent.
    #[test]
    fn any_html_makes_a_page(document in documents(), at in any::<prop::sample::Index>(), html in prop_oneof![soup(), tree(), "[<>/a-z =\"'&;!\\-\\PC]{0,200}"]) {
        let shown = shown(&document);
        let Some((area, block)) = chosen(&shown, at) else { return Ok(()) };
        match merge(&document, &with(&shown[area], block, &html), &Neighbours) {
            Ok(merged) => {
                assert_fixed_point(&merged.document);
                nothing_edited_is_nothing_changed(&merged.document);
            }
            Err(MergeError::Page(ParseError::VideoNotSupported { .. } | ParseError::RenderInvalid { .. }) | MergeError::Unfit { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    /// And what is kept of it is what a page of its own would keep.
    #[test]
    fn html_ends_as_in_a_page_of_its_own(trees in prop::collection::vec(tree(), 0..4)) {
        // But for positions, which blocks have not.
        let html = trees.concat().replace("data-absolute-enabled=true", "");
        let document = Document::new("");
        let mut edit = keep_all(&document);
        edit.areas[0].blocks.push(Block::Html(html.clone()));
        match (merge(&document, &edit, &Neighbours), page::parse(&html, &Neighbours)) {
            (Ok(merged), Ok(parsed)) => prop_assert_eq!(super::body(&merged.document), super::body(&parsed.document)),
            (Err(_), _) => {}
            (Ok(_), Err(error)) => panic!("{error}"),
        }
    }
}
