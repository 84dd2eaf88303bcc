//! What changed since a token: a client that applies it has what a listing shows.

use super::shelf::{Named, OVER, Shelf, walked};
use app::access::AllowedItem;
use app::copy::{self, Destination, Order, Source};
use app::item::delta::{Asked, Gone, Token, delta};
use app::item::view::{self, Facet, ItemView};
use app::item::{self, Change, Removal};
use app::{Error, Settings};
use model::{ConflictBehavior, ItemId, NameRule, NodeId, OperationId, Right};
use std::collections::BTreeMap;
use testkit::ambient::SeededIds;
use testkit::world::{Engine, World};

/// What a client compares.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    name: String,
    parent: Option<ItemId>,
    size: u64,
    children: Option<u64>,
    versions: (u64, u64),
}

impl Known {
    fn of(view: &ItemView) -> Self {
        let children = match view.facet {
            Facet::Root { child_count } | Facet::Folder { child_count } => Some(child_count),
            Facet::Shortcut(_) | Facet::File(_) | Facet::Notebook { .. } | Facet::Section => None,
        };
        let parent = view.parent.as_ref().map(|parent| parent.id);
        Self { name: view.name.clone(), parent, size: view.size, children, versions: (view.version, view.content_version) }
    }
}

/// A client of a folder.
struct Client {
    top: ItemId,
    limit: usize,
    token: Option<Token>,
    known: BTreeMap<ItemId, Known>,
    /// How many entries the last round had.
    told: usize,
}

/// A piece: what is there, what is gone, and what to ask for next.
type Piece = (Vec<ItemView>, Vec<Gone>, Token, bool);

fn ask(shelf: &Shelf, top: ItemId, asked: Asked, limit: usize) -> app::Result<Piece> {
    let (who, at) = (shelf.who.clone(), Named::Id(top).at());
    shelf.world.read(move |cx| {
        let top = item::item(cx, &who, &at, Right::Read)?;
        let page = delta(cx, &who, &top, &asked, limit)?;
        Ok((view::children(cx, &who, &top, &page.items)?, page.gone, page.next, page.is_last))
    })
}

impl Client {
    fn new(shelf: &Shelf, top: &str, limit: usize) -> Self {
        let top = shelf.get(top).unwrap().id;
        Self { top, limit, token: None, known: BTreeMap::new(), told: 0 }
    }

    /// Asks for one piece. Says whether it was the last.
    fn piece(&mut self, shelf: &Shelf) -> bool {
        let asked = self.token.clone().map_or(Asked::Everything, Asked::After);
        let is_first = self.token.as_ref().is_none_or(|token| token.rest.is_none());
        let (items, gone, next, is_last) = ask(shelf, self.top, asked, self.limit).unwrap();
        self.told = items.len() + gone.len() + if is_first { 0 } else { self.told };
        assert!(is_last || !(items.is_empty() && gone.is_empty()), "a client would take it for the last");
        for view in items {
            let known = Known::of(&view);
            assert!(view.id == self.top || self.known.contains_key(&known.parent.unwrap()), "{} comes after what lies in it", view.name);
            self.known.insert(view.id, known);
        }
        for gone in gone {
            self.forget(&gone.id);
        }
        self.token = Some(next);
        is_last
    }

    fn forget(&mut self, id: &ItemId) {
        self.known.remove(id);
        let below: Vec<ItemId> = self.known.iter().filter(|(_, known)| known.parent == Some(*id)).map(|(id, _)| *id).collect();
        below.iter().for_each(|id| self.forget(id));
    }

    fn sync(&mut self, shelf: &Shelf) -> usize {
        while !self.piece(shelf) {}
        self.told
    }

    fn is_right(&self, shelf: &Shelf) {
        let listed = listed(shelf, self.top);
        let names = |tree: &BTreeMap<ItemId, Known>| tree.values().map(|known| known.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&self.known), names(&listed));
        assert_eq!(self.known, listed);
    }
}

/// Returns all that lies below an item, and itself, as lists show it.
fn listed(shelf: &Shelf, top: ItemId) -> BTreeMap<ItemId, Known> {
    let who = shelf.who.clone();
    let views = shelf.world.read(move |cx| walked(cx, &who, &top.bytes));
    views.unwrap().iter().map(|view| (view.id, Known::of(view))).collect()
}

fn copy(shelf: &Shelf, what: &ItemView, into: ItemId, name: &str) -> app::Result<()> {
    let (who, what, into, name) = (shelf.who.clone(), Named::from(what).at(), Named::Id(into).at(), name.to_owned());
    shelf.world.write(move |cx| {
        let AllowedItem::Node(source) = item::item(cx, &who, &what, Right::Read)? else { return Err(Error::NotAFolder) };
        let AllowedItem::Node(target) = item::item(cx, &who, &into, Right::Write)? else { return Err(Error::NotAFolder) };
        let order = Order {
            name: Some(&name),
            name_rule: NameRule::Item,
            conflict: ConflictBehavior::Fail,
            id: OperationId(cx.guid()),
            with_versions: false,
            correlation: "",
        };
        copy::start(cx, &who, Source::Node(&source), Destination::Into(&target), &order)?;
        Ok(())
    })?;
    shelf.world.work();
    Ok(())
}

/// A drive that is changed by chance.
struct Chance {
    shelf: Shelf,
    chance: SeededIds,
    made: u32,
    binned: Vec<ItemView>,
    sections: Vec<NodeId>,
}

impl Chance {
    fn new(engine: Engine, seed: u64) -> Self {
        let settings = Settings { copy_batch_nodes: 3, copies_at_once: false, removals_looked_max: 5, ..Settings::default() };
        let world = World::with(engine, settings, seed);
        let who = world.user("ann");
        let shelf = Shelf { world, who };
        shelf.folder("", "Fixed", ConflictBehavior::Fail).unwrap();
        let notebook = shelf.world.notebook(&shelf.who, "Course").unwrap();
        let sections = ["One", "Two"].map(|name| shelf.world.section(&shelf.who, notebook, name).unwrap()).to_vec();
        Self { shelf, chance: SeededIds::new(seed), made: 0, binned: Vec::new(), sections }
    }

    fn fresh(&mut self) -> String {
        self.made += 1;
        format!("n{}", self.made)
    }

    /// Returns something below the root, or a folder.
    fn some(&self, is_folder: bool) -> Option<ItemView> {
        let root = self.shelf.get("").unwrap();
        let all: Vec<ItemId> = listed(&self.shelf, root.id).into_keys().filter(|id| *id != root.id).collect();
        let views = all.into_iter().map(|id| self.shelf.get(Named::Id(id)).unwrap());
        let fit: Vec<ItemView> = views
            .filter(|view| !["Fixed", "Notebooks", "Course"].contains(&view.name.as_str()))
            .filter(|view| !view.path.names.iter().any(|name| name == "Course"))
            .filter(|view| !is_folder || matches!(view.facet, Facet::Folder { .. }))
            .collect();
        (!fit.is_empty()).then(|| fit[self.chance.below(fit.len())].clone())
    }

    /// Returns a folder, the fixed one or the root among them.
    fn folder(&self) -> ItemId {
        let own = if self.chance.below(2) == 0 { "" } else { "Fixed" };
        match self.chance.below(3) {
            0 => self.shelf.get(own).unwrap().id,
            _ => self.some(true).map_or_else(|| self.shelf.get(own).unwrap().id, |view| view.id),
        }
    }

    fn step(&mut self) {
        self.shelf.world.clock.advance_micros(1 + self.chance.below(3).cast_signed() as i64 * 1_000);
        let (folder, name) = (self.folder(), self.fresh());
        match self.chance.below(100) {
            0..15 => drop(self.shelf.folder(Named::Id(folder), &name, ConflictBehavior::Fail)),
            15..40 => {
                let at = Named::Id(folder).at();
                let at = item::At { path: vec![name.clone()], ..at };
                self.shelf.put(Named::At(at), &name, OVER).unwrap();
            }
            40..50 => {
                if let Some(found) = self.some(false).filter(|view| matches!(view.facet, Facet::File(_))) {
                    self.shelf.put(&found, &name, OVER).unwrap();
                }
            }
            50..65 => {
                if let Some(found) = self.some(false) {
                    // Into itself, or among things of another kind: what is refused changes nothing.
                    let _ = self.shelf.with(&found, move |cx, who, found| {
                        let parent = item::item(cx, who, &Named::Id(folder).at(), Right::Write)?;
                        item::change(cx, who, found, &Change { parent: Some(&parent), name: Some(&name), ..Change::default() })
                    });
                }
            }
            65..75 => {
                if let Some(found) = self.some(false) {
                    self.shelf.delete(&found).unwrap();
                    self.binned.push(found);
                }
            }
            75..80 => {
                if let Some(found) = self.some(false) {
                    self.shelf.with(&found, |cx, who, found| item::delete(cx, who, found, Removal::ForGood, item::Only::Always)).unwrap();
                    self.shelf.world.sweep();
                }
            }
            80..87 => {
                if let Some(found) = self.binned.pop() {
                    let _ = self.shelf.restore(&found, Some("Fixed"), Some(Box::leak(name.into_boxed_str())));
                }
            }
            87..93 => {
                if let Some(found) = self.some(false) {
                    let _ = copy(&self.shelf, &found, folder, &name);
                }
            }
            _ => {
                let section = self.sections[self.chance.below(self.sections.len())];
                self.shelf.world.page(&self.shelf.who, section, &name).unwrap();
            }
        }
    }
}

both! {
    fn a_client_that_applies_what_changed_has_what_is_listed(engine) {
        let seed = std::env::var("LOOSELEAF_SEED").map_or(7, |seed| seed.parse().unwrap());
        let mut run = Chance::new(engine, seed);
        let mut clients = [("", 1_000), ("", 3), ("Fixed", 2)].map(|(top, limit)| Client::new(&run.shelf, top, limit));
        let steps = if engine == Engine::Sqlite { 140 } else { 60 };
        for step in 0..steps {
            run.step();
            for (at, client) in clients.iter_mut().enumerate() {
                // Pieces are taken in the midst of changes, too.
                match run.chance.below(4) {
                    0 => drop(client.sync(&run.shelf)),
                    1 if at > 0 => drop(client.piece(&run.shelf)),
                    _ => {}
                }
            }
            if step % 20 == 19 {
                for client in &mut clients {
                    run.shelf.world.clock.advance_micros(100);
                    client.sync(&run.shelf);
                    // What a round under way had passed by, the next one tells.
                    run.shelf.world.clock.advance_micros(100);
                    client.sync(&run.shelf);
                    client.is_right(&run.shelf);
                    if engine == Engine::Sqlite {
                        assert_eq!(client.sync(&run.shelf), 0, "nothing is told twice");
                    }
                }
            }
        }
    }

    fn no_piece_asks_more_after_many_moves_than_after_few(engine) {
        let most = [20, 80].map(|files| {
            let shelf = Shelf::new(engine);
            for (parent, name) in [("", "A"), ("", "B"), ("A", "Inner")] {
                shelf.folder(parent, name, ConflictBehavior::Fail).unwrap();
            }
            for number in 0..files {
                shelf.file(&format!("A/file {number}"), "1");
            }
            shelf.world.clock.advance_seconds(1_000);
            let clients = ["", "A", "B"].map(|top| {
                let token = ask(&shelf, shelf.get(top).unwrap().id, Asked::Latest, 10).unwrap().2;
                Client { token: Some(token), ..Client::new(&shelf, top, 3) }
            });
            for number in 0..files {
                shelf.world.clock.advance_micros(1);
                // Within the one folder, or out of it and into the other.
                let into = if number % 2 == 0 { "A/Inner" } else { "B" };
                shelf.change(format!("A/file {number}").as_str(), Some(into), Change::default()).unwrap();
            }
            clients.map(|mut client| {
                let (mut most, mut is_last) = (0, false);
                while !is_last {
                    let ran = shelf.world.statements(|| is_last = client.piece(&shelf));
                    most = most.max(ran.values().sum::<u64>());
                }
                most
            })
        });
        assert_eq!(most[0], most[1]);
    }

    fn what_left_a_folder_is_told_in_pieces_that_look_at_a_few_moves(engine) {
        const FILES: usize = 9;
        let shelf = Shelf::set(engine, Settings { removals_looked_max: 2, ..Settings::default() });
        for (parent, name) in [("", "A"), ("A", "Inner"), ("", "B"), ("", "C")] {
            shelf.folder(parent, name, ConflictBehavior::Fail).unwrap();
        }
        for number in 0..FILES {
            shelf.file(&format!("B/file {number}"), "1");
            shelf.file(&format!("A/file {number} of A"), "1");
        }
        let mut clients = ["", "A", "B", "C"].map(|top| Client::new(&shelf, top, 3));
        clients.iter_mut().for_each(|client| assert!(client.sync(&shelf) > 0));
        shelf.world.clock.advance_seconds(1_000);
        for number in 0..FILES {
            shelf.world.clock.advance_micros(1);
            shelf.change(format!("B/file {number}").as_str(), Some("C"), Change::default()).unwrap();
            shelf.change(format!("A/file {number} of A").as_str(), Some("A/Inner"), Change::default()).unwrap();
        }
        // The last to be looked at is what the client of A has to hear of.
        shelf.change("A/Inner/file 0 of A", Some("C"), Change::default()).unwrap();
        shelf.delete("C/file 1").unwrap();
        shelf.delete("C/file 2").unwrap();
        for client in &mut clients {
            client.sync(&shelf);
            client.is_right(&shelf);
        }
    }

    fn what_comes_back_elsewhere_is_gone_from_where_it_was(engine) {
        let shelf = Shelf::new(engine);
        for (parent, name) in [("", "A"), ("A", "Inner"), ("", "B")] {
            shelf.folder(parent, name, ConflictBehavior::Fail).unwrap();
        }
        shelf.file("A/x", "1");
        shelf.file("A/Inner/y", "1");
        let mut clients = ["", "A", "B"].map(|top| Client::new(&shelf, top, 10));
        clients.iter_mut().for_each(|client| assert!(client.sync(&shelf) > 0));
        for path in ["A/x", "A/Inner"] {
            shelf.world.clock.advance_seconds(1_000);
            let was = shelf.get(path).unwrap();
            shelf.delete(path).unwrap();
            shelf.world.clock.advance_seconds(1);
            shelf.restore(&was, Some("B"), None).unwrap();
        }
        for client in &mut clients {
            client.sync(&shelf);
            client.is_right(&shelf);
        }
    }

    fn a_change_tells_what_changed_and_what_is_above_it(engine) {
        let shelf = Shelf::new(engine);
        for path in ["a", "a/b", "a/c", "d"] {
            let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
            shelf.folder(parent, name, ConflictBehavior::Fail).unwrap();
        }
        shelf.file("a/b/x", "1");
        shelf.file("a/b/y", "1");
        shelf.world.clock.advance_seconds(1_000);
        let top = shelf.get("").unwrap().id;
        let (items, gone, latest, is_last) = ask(&shelf, top, Asked::Latest, 10).unwrap();
        assert!(items.is_empty() && gone.is_empty() && is_last);
        let told = |token: &Token| {
            // On PostgreSQL, what happened a moment ago is told again.
            shelf.world.clock.advance_seconds(1_000);
            let (items, gone, next, _) = ask(&shelf, top, Asked::After(token.clone()), 100).unwrap();
            let mut names: Vec<String> = items.iter().map(|view| view.name.clone()).collect();
            names.extend(gone.iter().map(|gone| format!("-{}", gone.name)));
            (names.join(" "), next)
        };
        assert_eq!(told(&latest).0, "");
        shelf.world.clock.advance_seconds(1_000);
        shelf.file("a/b/x", "22");
        let (names, token) = told(&latest);
        assert_eq!(names, "root a b x");
        shelf.world.clock.advance_seconds(1_000);
        let y = shelf.get("a/b/y").unwrap();
        shelf.change(&y, Some("d"), Change::default()).unwrap();
        let (names, token) = told(&token);
        assert!(["root a d y b", "root d y a b", "root a d b y", "root d a b y", "root a d y b"].contains(&names.as_str()), "{names}");
        shelf.world.clock.advance_seconds(1_000);
        shelf.delete("a/b").unwrap();
        let (names, token) = told(&token);
        assert_eq!(names, "root a -x -b");
        // A token of long ago cannot be told what was deleted since.
        shelf.world.clock.advance_seconds(31 * 24 * 60 * 60);
        let stale = ask(&shelf, top, Asked::After(token), 10).unwrap_err();
        assert_eq!(stale, Error::Resync);
        let x = shelf.file("d/x", "1").id;
        assert_eq!(ask(&shelf, x, Asked::Everything, 10).unwrap_err(), Error::NotAFolder);
    }
}
