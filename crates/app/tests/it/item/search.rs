//! Finding by name.

use super::shelf::{Named, Shelf};
use app::Settings;
use app::item::{self, Found, Item};
use model::{ConflictBehavior, Right};

/// Returns the names that are found, and in how many pieces.
fn pieces(shelf: &Shelf, top: &str, text: &str, limit: usize) -> (String, usize) {
    let (who, at, text) = (shelf.who.clone(), Named::from(top).at(), text.to_owned());
    let names = shelf.world.read(move |cx| {
        let top = item::item(cx, &who, &at, Right::Read)?;
        let (mut names, mut after, mut pieces) = (Vec::new(), None, 0);
        loop {
            let Found { items, next } = item::search(cx, &top, &text, after, limit)?;
            assert!(items.len() <= limit);
            names.extend(items.into_iter().map(|item| match item {
                Item::Node(node) => node.name,
                Item::File(file) => file.row.name,
            }));
            pieces += 1;
            after = next;
            if after.is_none() {
                return Ok((names.join("|"), pieces));
            }
        }
    });
    names.unwrap()
}

fn found(shelf: &Shelf, top: &str, text: &str) -> String {
    // Two at a time, so that pieces end between nodes and among files.
    pieces(shelf, top, text, 2).0
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
    fn a_piece_ends_where_very_many_names_were_looked_at(engine) {
        let shelf = Shelf::set(engine, Settings { searched_names_max: 3, ..Settings::default() });
        for folder in ["A", "B"] {
            for number in 0..5 {
                shelf.file(&format!("{folder}/file {number}.txt"), "1");
            }
        }
        shelf.file("B/sought.txt", "1");
        let (names, pieces_of_one) = pieces(&shelf, "", "sought", 9);
        assert_eq!(names, "sought.txt");
        assert!(pieces_of_one > 2, "{pieces_of_one}");
        let (names, _) = pieces(&shelf, "", "file", 9);
        assert_eq!(names.split('|').count(), 10, "{names}");
        assert_eq!(pieces(&shelf, "", "nothing", 9).0, "");
    }
}
