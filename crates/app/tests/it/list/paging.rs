//! Goal: whoever pages through a list meets each page that nobody touches exactly once, whatever is rebuilt meanwhile.
//! Method: two hundred pages rest, the others are edited over and over between two requests, so that folds and flattens
//! run and lists are collected.

use crate::support::newest;
use model::{NodeId, PageKey};
use std::collections::BTreeMap;
use store::page_list::read::{self, Listed, Position};
use store::{section, sql};
use testkit::audit;
use testkit::world::World;

both! {
    fn nothing_comes_twice_and_nothing_is_lost(engine) {
        let world = World::new(engine);
        let who = world.user("alice");
        let nodes = world.sketch(&who, "Atlas\n  One\n  Other: x\n");
        let (root, one) = (nodes[0], nodes[1]);
        let resting = world.fill(&who, one, 200);
        let busy = world.fill(&who, one, 150);
        let mut seen: [BTreeMap<(NodeId, PageKey), u32>; 2] = Default::default();
        let mut after: [Option<Position>; 2] = [None, None];
        let mut is_over = [false, false];
        let mut round = 0;
        while is_over != [true, true] {
            for whole in [false, true] {
                let at = usize::from(whole);
                if is_over[at] {
                    continue;
                }
                let position = after[at];
                // The section's own list, and that of all sections of the drive, its copies included.
                let found: Vec<Listed> = world
                    .read(move |cx| {
                        let drive = store::node::find(cx.tx, &one)?.unwrap().drive;
                        let row = section::get(cx.tx, &drive, &one)?.unwrap();
                        Ok(if whole {
                            newest(cx.tx, &drive, position.as_ref(), 150, None)?
                        } else {
                            read::newest_in(cx.tx, &row, position.as_ref(), 13, None)?
                        })
                    })
                    .unwrap();
                is_over[at] = found.is_empty();
                after[at] = found.last().map(Listed::position).or(after[at]);
                for listed in found {
                    *seen[at].entry((listed.section, listed.row.key)).or_default() += 1;
                }
            }
            world.clock.advance_seconds(240);
            if round < 12 {
                world.copy(&who, one, Some(root), &format!("copy {round}")).unwrap();
            }
            let part = (round * 40) % busy.len();
            world.edit_many(&who, one, &busy[part..(part + 40).min(busy.len())], &format!("edit {round}"));
            world.sweep();
            round += 1;
        }
        let ran = world.app.store().statements_seen();
        for label in ["page.fold", "flatten.done", "collect.release"] {
            assert!(ran.contains_key(label), "{label} did not run in {round} rounds");
        }
        for (at, seen) in seen.iter().enumerate() {
            let twice: Vec<_> = seen.iter().filter(|((section, key), times)| **times > 1 && (*section != one || resting.contains(key))).collect();
            assert!(twice.is_empty(), "{at}: {twice:?}");
            for key in &resting {
                assert_eq!(seen.get(&(one, *key)), Some(&1), "{at}");
            }
        }
        assert_eq!(audit::complaints(world.app.store()), [""; 0]);
        assert!(audit::number(world.app.store(), sql!("test.copies", "SELECT COUNT(*) FROM section")) > 10);
    }
}
