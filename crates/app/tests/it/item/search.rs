//! Finding by name.

use super::shelf::{Named, Shelf};
use app::item::{self, Item};
use model::{ConflictBehavior, Right};

fn found(shelf: &Shelf, top: &str, text: &str) -> String {
    let (who, at, text) = (shelf.who.clone(), Named::from(top).at(), text.to_owned());
    let names = shelf.world.read(move |cx| {
        let top = item::item(cx, &who, &at, Right::Read)?;
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            // Two at a time, so that pieces end between nodes and among files.
            let piece = item::search(cx, &top, &text, after, 2)?;
            let Some((_, last)) = piece.last() else { return Ok(names.join("|")) };
            after = Some(*last);
            names.extend(piece.into_iter().map(|(item, _)| match item {
                Item::Node(node) => node.name,
                Item::File(file) => file.row.name,
            }));
        }
    });
    names.unwrap()
}

both! {
    fn names_are_found_by_all_their_words(engine) {
        let shelf = Shelf::new(engine);
        shelf.folder("", "Plans", ConflictBehavior::Fail).unwrap();
        shelf.folder("Plans", "Old plans", ConflictBehavior::Fail).unwrap();
        for name in ["Plan A.txt", "PLAN b%.txt", "ÉTÉ plan.txt", "other"] {
            shelf.file(&format!("Plans/Old plans/{name}"), "1");
        }
        // What is hidden by a later row of its layers is not found.
        shelf.rename("Plans/Old plans/Plan A.txt", "Gone A.txt").unwrap();
        let sorted = |text: &str| {
            let names = found(&shelf, "", text);
            let mut names: Vec<&str> = names.split('|').collect();
            names.sort_unstable();
            names.join("|")
        };
        assert_eq!(sorted("plan"), "Old plans|PLAN b%.txt|Plans|ÉTÉ plan.txt");
        assert_eq!(found(&shelf, "", "txt été"), "ÉTÉ plan.txt");
        assert_eq!(found(&shelf, "", "%"), "PLAN b%.txt");
        assert_eq!(found(&shelf, "", "_"), "");
        assert_eq!(found(&shelf, "", "old plans"), "Old plans");
        assert_eq!(found(&shelf, "Plans/Old plans", "old"), "");
        assert_eq!(found(&shelf, "", "other plan"), "");
    }
}
