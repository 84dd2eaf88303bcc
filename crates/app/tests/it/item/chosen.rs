//! Lists of what lies in a folder, filtered: they have what the whole list has that is so, in its order, and nothing else.

use super::shelf::{Named, Shelf};
use app::Settings;
use app::item::view::{self, Facet, ItemView};
use app::item::{self, Listing, Order};
use model::query::{Comparison, ItemField, Literal, Part, Predicate, Scalar};
use model::{Clock as _, ConflictBehavior, NodeId, Right, Timestamp};

type Filter = Predicate<ItemField>;

/// Returns the names that a filtered list has, piece by piece, and how many pieces these are.
pub(super) fn chosen(shelf: &Shelf, what: &str, (order, is_descending): (Order, bool), filter: &Filter, limit: usize) -> (String, usize) {
    let (who, at, filter) = (shelf.who.clone(), Named::from(what).at(), filter.clone());
    let read = shelf.world.read(move |cx| {
        let parent = item::item(cx, &who, &at, Right::Read)?;
        let (mut names, mut after, mut pieces) = (Vec::new(), None, 0);
        loop {
            let listing = Listing { order, is_descending, after: after.as_ref(), limit };
            let (found, stopped) = item::chosen(cx, &parent, &listing, &filter)?;
            assert!(found.len() <= limit);
            let is_full = found.len() == limit;
            let (items, places): (Vec<_>, Vec<_>) = found.into_iter().unzip();
            names.extend(view::children(cx, &who, &parent, &items)?.into_iter().map(|view| view.name));
            pieces += 1;
            after = stopped.or(places.into_iter().last().filter(|_| is_full));
            if after.is_none() {
                return Ok((names.join(" "), pieces));
            }
        }
    });
    read.unwrap()
}

fn compare(how: Comparison, field: ItemField, literal: Literal) -> Filter {
    Predicate::compare(how, Scalar::Field(field), Scalar::Literal(literal)).unwrap()
}

fn text(text: &str) -> Literal {
    Literal::Text(text.to_owned())
}

/// Returns filters, and by which of what is shown each can be told.
type Told = Box<dyn Fn(&ItemView) -> bool>;

fn filters(middle: Timestamp) -> Vec<(Filter, Told)> {
    let has = |part, sought: &str| Predicate::has(part, Scalar::Field(ItemField::Name), Scalar::Literal(text(sought))).unwrap();
    let is_file = |view: &ItemView| matches!(view.facet, Facet::File(_) | Facet::Section);
    let is_folder = |view: &ItemView| matches!(view.facet, Facet::Folder { .. });
    let is_notebook = |view: &ItemView| matches!(view.facet, Facet::Notebook { .. });
    vec![
        (compare(Comparison::Equal, ItemField::Name, text("b.txt")), Box::new(|view| model::fold(&view.name) == "b.txt")),
        (compare(Comparison::GreaterOrEqual, ItemField::Name, text("c")), Box::new(|view| *model::fold(&view.name) >= *"c")),
        (has(Part::AtEnd, ".one"), Box::new(|view| view.name.ends_with(".one"))),
        (has(Part::Anywhere, "o"), Box::new(|view| model::fold(&view.name).contains('o'))),
        (compare(Comparison::Greater, ItemField::Size, Literal::Integer(2)), Box::new(|view| view.size > 2)),
        (compare(Comparison::Less, ItemField::Modified, Literal::Moment(middle)), Box::new(move |view| view.modified.0 < middle)),
        (compare(Comparison::GreaterOrEqual, ItemField::Created, Literal::Moment(middle)), Box::new(move |view| view.created.0 >= middle)),
        (Predicate::True(ItemField::File), Box::new(is_file)),
        (Predicate::True(ItemField::Folder), Box::new(is_folder)),
        (Predicate::Not(Box::new(Predicate::True(ItemField::Notebook))), Box::new(move |view| !is_notebook(view))),
        (Predicate::True(ItemField::Holder), Box::new(move |view| is_folder(view) || is_notebook(view))),
        (
            Predicate::Any(vec![
                Predicate::True(ItemField::Folder),
                compare(Comparison::LessOrEqual, ItemField::Size, Literal::Integer(1)),
            ]),
            Box::new(move |view| is_folder(view) || view.size <= 1),
        ),
        (
            Predicate::All(vec![
                Predicate::True(ItemField::File),
                compare(Comparison::NotEqual, ItemField::Name, text("b.txt")),
                compare(Comparison::GreaterOrEqual, ItemField::Modified, Literal::Moment(middle)),
            ]),
            Box::new(move |view| is_file(view) && model::fold(&view.name) != "b.txt" && view.modified.0 >= middle),
        ),
    ]
}

/// Fills a folder of files in layers, folders and notebooks, and a notebook of sections and groups. Returns a moment between.
fn fill(shelf: &Shelf) -> Timestamp {
    for (name, bytes) in [("a.txt", "1"), ("B.txt", "22"), ("c.txt", "333"), ("d.one", "4444"), ("gone.txt", "5")] {
        shelf.file(&format!("Old/{name}"), bytes);
    }
    let old = NodeId(shelf.get("Old").unwrap().id.bytes);
    shelf.world.copy(&shelf.who, old, Some(shelf.world.root(&shelf.who)), "All").unwrap();
    shelf.world.work();
    shelf.world.clock.advance_seconds(60);
    let middle = shelf.world.clock.now();
    shelf.file("All/e.txt", "55555");
    shelf.file("All/a.txt", "1");
    shelf.delete("All/gone.txt").unwrap();
    shelf.folder("All", "Fold", ConflictBehavior::Fail).unwrap();
    shelf.file("All/Fold/inner.txt", "1234567");
    shelf.folder("All", "Empty", ConflictBehavior::Fail).unwrap();
    let notebook = shelf.world.notebook(&shelf.who, "Course").unwrap();
    for name in ["One", "two"] {
        shelf.world.section(&shelf.who, notebook, name).unwrap();
    }
    let group = shelf.world.group(&shelf.who, notebook, "More").unwrap();
    let section = shelf.world.section(&shelf.who, group, "Deep").unwrap();
    shelf.world.page(&shelf.who, section, "hello").unwrap();
    shelf.world.copy(&shelf.who, notebook, None, "Second").unwrap();
    shelf.world.work();
    middle
}

both! {
    fn what_is_chosen_is_what_the_whole_list_has_of_it(engine) {
        let shelf = Shelf::new(engine);
        let middle = fill(&shelf);
        let mut told = 0;
        for what in ["All", "Notebooks", "Notebooks/Course"] {
            for order in [Order::Name, Order::Size, Order::Modified] {
                for is_descending in [false, true] {
                    let whole: Vec<ItemView> =
                        shelf.list(what, order, is_descending).split(' ').filter(|name| !name.is_empty()).map(|name| shelf.get(format!("{what}/{name}").as_str()).unwrap()).collect();
                    for (filter, is_so) in filters(middle) {
                        let wanted: Vec<&str> = whole.iter().filter(|view| is_so(view)).map(|view| view.name.as_str()).collect();
                        told += wanted.len();
                        let (names, _) = chosen(&shelf, what, (order, is_descending), &filter, 3);
                        assert_eq!(names, wanted.join(" "), "{what} by {order:?}, falling: {is_descending}, {filter:?}");
                    }
                }
            }
        }
        assert!(told > 200, "{told}");
    }

    fn a_piece_ends_where_many_names_were_looked_at(engine) {
        let shelf = Shelf::set(engine, Settings { searched_names_max: 3, ..Settings::default() });
        for number in 0..7 {
            shelf.file(&format!("All/file {number}"), "1");
            shelf.folder("All", &format!("folder {number}"), ConflictBehavior::Fail).unwrap();
        }
        shelf.file("All/x", "333");
        for is_descending in [false, true] {
            let filter = compare(Comparison::Greater, ItemField::Size, Literal::Integer(2));
            let (names, pieces) = chosen(&shelf, "All", (Order::Name, is_descending), &filter, 9);
            assert_eq!(names, "x");
            assert!(pieces > 2 && pieces < 9, "{pieces}");
            // Each piece looks at all in another order, so it need not end.
            assert_eq!(chosen(&shelf, "All", (Order::Size, is_descending), &filter, 9), ("x".to_owned(), 1));
        }
    }
}
