//! Any commands on any page. Goal: nothing panics, what comes of it is a page like any other, and a page that is built anew is
//! the page it was. Method: the random pages of [`crate::fixed_point`], with random commands at everything in them.

use page::{Action, Command, ParseError, Position, RenderOptions};
use proptest::prelude::*;

use super::{VERSION, patch};
use crate::fixed_point::{cases, soup, tree};
use crate::support::{Neighbours, rendering};

const ACTIONS: [Action; 5] = [Action::Append, Action::Insert, Action::Prepend, Action::Replace, Action::Delete];

/// A target is named by its place among the ids of the page, if it has that many.
fn commands() -> impl Strategy<Value = Vec<(usize, Action, bool, String)>> {
    let content = prop_oneof![tree(), soup(), Just("x".to_owned()), Just("<li>x".to_owned()), Just(String::new())];
    prop::collection::vec((0..24_usize, prop::sample::select(&ACTIONS), any::<bool>(), content), 1..6)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_commands_make_a_page(trees in prop::collection::vec(tree(), 0..5), absolute in any::<bool>(), commands in commands()) {
        let start = if absolute { "<body data-absolute-enabled=true>" } else { "" };
        let html = format!("{start}{}<img data-id=one src=https://example.com/i.png>", trees.concat());
        let parsed = page::parse(&html, &Neighbours);
        // Some things no page may say, whatever else it says.
        prop_assume!(!matches!(parsed, Err(ParseError::VideoNotSupported { .. } | ParseError::RenderInvalid { .. })));
        let document = parsed.unwrap().document;
        let options = RenderOptions { ids: Some(VERSION), ..rendering() };
        let printed = page::render(&document, &options);
        let ids: Vec<&str> = printed.split(" id=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
        let mut patched = document.clone();
        for (target, action, is_before, content) in commands {
            let target = match target.checked_sub(4) {
                None => ["body", "title", "#one", "#_default"][target].to_owned(),
                Some(at) => ids.get(at).map_or("#none".to_owned(), |id| (*id).to_owned()),
            };
            let position = if is_before { Position::Before } else { Position::After };
            let content = Some(content).filter(|_| action != Action::Delete);
            let command = Command { target, action, position, content };
            // One at a time, so that a refused one leaves the others; the ids go out of date, and then name others or nothing.
            patched = patch(&patched, &[command]).unwrap_or(patched);
        }
        let nothing = Command { target: "body".into(), action: Action::Append, position: Position::After, content: Some(String::new()) };
        prop_assert_eq!(patch(&document, &[nothing]).unwrap(), document);
    }
}
