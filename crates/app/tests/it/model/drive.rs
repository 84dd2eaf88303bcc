//! The steps, each on the store and on the model.

use super::plain::{Node, Page, Plain, Tree};
use crate::support::newest;
use app::operation::worker::{self, Claim};
use app::{Caller, Error, Settings};
use model::{AppId, NodeId, NodeKind, OperationId, OperationState, PageId, PageKey};
use std::collections::BTreeMap;
use store::layer::{collect, flatten};
use store::operation::Operation;
use store::page_list::read::{self, Listed, Position};
use store::page_list::write::{NewPage, Writer};
use store::{content, section};
use testkit::ambient::SeededIds;
use testkit::audit;
use testkit::world::{self, Engine, World};

/// More sections than this are not copied further, so that a run stays quick.
const SECTIONS_MAX: usize = 24;

/// A copy that a worker has to do.
struct Waiting {
    what: NodeId,
    key: Option<PageKey>,
    into: Option<NodeId>,
    name: String,
    /// What it took, once it did.
    taken: Option<Tree>,
}

pub struct Run {
    world: World,
    random: SeededIds,
    /// The same person, through two apps.
    callers: [Caller; 2],
    plain: Plain,
    waiting: BTreeMap<OperationId, Waiting>,
    claim: Option<Claim>,
    names: u32,
    /// Statements seen before restarts.
    seen: BTreeMap<&'static str, u64>,
    steps: u32,
    /// Where most of it happens, so that layers pile up.
    hot: Option<NodeId>,
    /// Whether this run also ends with what chance meets too seldom.
    is_thorough: bool,
}

impl Run {
    pub fn new(engine: Engine, seed: u64) -> Self {
        let settings = Settings {
            copies_at_once: !seed.is_multiple_of(3),
            copy_batch_nodes: if seed.is_multiple_of(2) { 2 } else { 1_000 },
            trash_kept_seconds: 100,
            ..Settings::default()
        };
        let world = World::with(engine, settings, seed);
        let alice = world.user("alice");
        let other = world.token("alice", "other-app", "Notes.ReadWrite");
        let mut run = Self {
            world,
            random: SeededIds::new(seed ^ 0x5eed),
            callers: [alice, other],
            plain: Plain::default(),
            waiting: BTreeMap::new(),
            claim: None,
            names: 0,
            seen: BTreeMap::new(),
            steps: 0,
            hot: None,
            is_thorough: seed % 5 == 1,
        };
        let notebook = run.add(NodeKind::Notebook, None);
        let section = run.add(NodeKind::Section, Some(notebook));
        run.hot = Some(section);
        run.burst(section, 140, 0, 0);
        run
    }

    pub fn step(&mut self) {
        self.steps += 1;
        match self.random.below(106) {
            0..12 => self.create(),
            12..30 => self.edit(),
            30..38 => self.delete_page(),
            38..41 => self.grow(),
            41..45 => self.some_burst(),
            45..47 => self.copy_page(),
            47..57 => self.copy_section(),
            57..61 => self.copy_tree(),
            61..65 => self.delete_node(),
            65..72 => self.work(),
            72..75 => self.cancel(),
            75..85 => self.flatten(),
            85..88 => self.collect(),
            88..90 => self.undone(),
            90..93 => self.world.clock.advance_seconds(self.random.below(50) as i64),
            93..95 => self.world.clock.advance_seconds(-(self.random.below(30) as i64)),
            95..97 => self.crash(),
            100..102 => self.move_page(),
            102..104 => self.arrange_page(),
            104..106 => self.move_node(),
            _ => self.check_lists(),
        }
        self.world.clock.advance_micros(self.random.below(3) as i64);
        if self.steps.is_multiple_of(25) {
            self.check();
        }
    }

    /// Ends everything that is under way, sweeps, looks once more, and returns which statements ran.
    pub fn finish(mut self) -> BTreeMap<&'static str, u64> {
        self.claim = None;
        while !self.waiting.is_empty() {
            self.world.clock.advance_seconds(100);
            self.work();
        }
        self.cancel_half_built();
        if self.is_thorough {
            self.hide_in_shared_layers();
            self.move_full_group();
        }
        self.check();
        self.check_lists();
        self.world.sweep_all();
        self.check();
        assert_eq!(audit::leftovers(self.world.app.store()), [""; 0]);
        self.remember();
        self.seen
    }

    /// Cancels a copy of which some is built.
    fn cancel_half_built(&mut self) {
        let notebook = self.add(NodeKind::Notebook, None);
        for _ in 0..4 {
            self.add(NodeKind::Section, Some(notebook));
        }
        let (who, name) = (self.callers[0].clone(), self.name());
        let operation = self.world.copy(&who, notebook, None, &name).unwrap();
        if operation.state.is_final() {
            return self.accepted(operation, Waiting { what: notebook, key: None, into: None, name, taken: None });
        }
        let claim = worker::claim(&self.world.app).unwrap().expect("an operation waits");
        for _ in 0..2 {
            let _ = worker::advance(&self.world.app, &claim).unwrap();
        }
        if !self.world.operation(operation.id).state.is_final() {
            return self.world.cancel(&who, operation.id).unwrap();
        }
        let waiting = Waiting { what: notebook, key: None, into: None, name, taken: None };
        self.accepted(self.world.operation(operation.id), waiting);
    }

    /// Leaves a list to be flattened that a copy shares and that another list lies on.
    fn hide_in_shared_layers(&mut self) {
        let notebook = self.add(NodeKind::Notebook, None);
        let section = self.add(NodeKind::Section, Some(notebook));
        self.burst(section, 270, 0, 0);
        self.copy_and_wait(section, notebook);
        self.edit_first(section, 250);
        self.copy_and_wait(section, notebook);
        self.edit_first(section, 10);
    }

    fn copy_and_wait(&mut self, section: NodeId, into: NodeId) {
        let (who, name) = (self.callers[0].clone(), self.name());
        let operation = self.world.copy(&who, section, Some(into), &name).unwrap();
        self.accepted(operation, Waiting { what: section, key: None, into: Some(into), name, taken: None });
        while !self.waiting.is_empty() {
            self.work();
        }
    }

    fn edit_first(&mut self, section: NodeId, pages: usize) {
        let clock = self.world.app.now();
        let plain = self.plain.section(&section);
        let now = plain.now(clock);
        plain.bound = now;
        for page in &mut plain.pages[..pages] {
            (page.title, page.modified) = ("hides".to_owned(), now);
        }
        let keys: Vec<PageKey> = plain.pages[..pages].iter().map(|page| page.key).collect();
        self.world.edit_many(&self.callers[0].clone(), section, &keys, "hides");
    }

    /// Moves a group that holds something to another notebook.
    fn move_full_group(&mut self) {
        let [from, to] = [0, 1].map(|_| self.add(NodeKind::Notebook, None));
        let group = self.add(NodeKind::SectionGroup, Some(from));
        self.add(NodeKind::Section, Some(group));
        self.world.change(&self.callers[0].clone(), group, None, Some(to), None).unwrap();
        self.plain.nodes.get_mut(&group).expect("it was just made").parent = Some(to);
        self.plain.stand(&group, 0);
    }

    fn caller(&self) -> Caller {
        self.callers[usize::from(self.random.below(4) == 0)].clone()
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("n{}", self.names)
    }

    fn pick<T: Clone>(&self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[self.random.below(from.len())].clone()) }
    }

    fn sections(&self) -> Vec<NodeId> {
        self.plain.of_kind(&[NodeKind::Section])
    }

    /// Every other time the hot section.
    fn some_section(&mut self) -> Option<NodeId> {
        let sections = self.sections();
        match self.hot.filter(|hot| sections.contains(hot)) {
            Some(hot) if self.random.below(2) == 0 => Some(hot),
            Some(_) => self.pick(&sections),
            None => {
                self.hot = self.pick(&sections);
                self.hot
            }
        }
    }

    fn some_page(&mut self) -> Option<PageId> {
        let section = self.some_section()?;
        let key = self.pick(&self.plain.nodes[&section].section.pages)?.key;
        Some(PageId { section, key })
    }

    /// Few texts, so that pages share contents now and then, some with an image that other texts have too.
    fn text(&self) -> String {
        match self.random.below(400) {
            text if text.is_multiple_of(3) => format!("text {text}+image {}", text % 7),
            text => format!("text {text}"),
        }
    }

    fn add(&mut self, kind: NodeKind, parent: Option<NodeId>) -> NodeId {
        let (who, name) = (self.caller(), self.name());
        let id = match (kind, parent) {
            (NodeKind::Notebook, _) => self.world.notebook(&who, &name),
            (NodeKind::SectionGroup, Some(parent)) => self.world.group(&who, parent, &name),
            (_, Some(parent)) => self.world.section(&who, parent, &name),
            (_, None) => panic!("only notebooks have no parent"),
        };
        let id = id.unwrap();
        let ord = self.world.app.now().micros();
        self.plain.nodes.insert(id, Node { kind, name, parent, ord, section: Default::default() });
        id
    }

    /// Adds a node somewhere.
    fn grow(&mut self) {
        if self.sections().len() >= SECTIONS_MAX {
            return;
        }
        let parents = self.plain.of_kind(&[NodeKind::Notebook, NodeKind::SectionGroup]);
        match (self.random.below(5), self.pick(&parents)) {
            (0, _) | (_, None) => drop(self.add(NodeKind::Notebook, None)),
            (1, parent) => drop(self.add(NodeKind::SectionGroup, parent)),
            (_, parent) => drop(self.add(NodeKind::Section, parent)),
        }
    }

    fn create(&mut self) {
        let Some(section) = self.some_section() else { return self.grow() };
        let (who, title) = (self.caller(), self.text());
        let clock = self.world.app.now();
        let id = self.world.page(&who, section, &title).unwrap();
        let plain = self.plain.section(&section);
        let modified = plain.now(clock);
        plain.append(Page { key: id.key, title, app: who.app().as_str().to_owned(), modified, level: 0 });
    }

    fn edit(&mut self) {
        let Some(page) = self.some_page() else { return };
        let (who, title, clock) = (self.caller(), self.text(), self.world.app.now());
        self.world.edit(&who, page, &title).unwrap();
        self.plain.section(&page.section).edit(&page.key, &title, clock);
    }

    fn delete_page(&mut self) {
        let Some(page) = self.some_page() else { return };
        self.world.delete_page(&self.caller(), page).unwrap();
        self.plain.section(&page.section).remove(&page.key);
    }

    fn some_burst(&mut self) {
        let Some(section) = self.some_section() else { return };
        // Layers that are edited all over are what a flatten is for.
        let all_over = self.plain.nodes[&section].section.pages.len() * 2;
        let (new, edits) = match self.random.below(3) {
            0 => (self.random.below(20), self.random.below(60)),
            _ => (0, all_over),
        };
        self.burst(section, new, edits, self.random.below(4));
    }

    /// Many changes of one section in one transaction, through one writer.
    fn burst(&mut self, section: NodeId, new: usize, edits: usize, removes: usize) {
        let clock = self.world.app.now();
        let before = self.plain.nodes[&section].section.clone();
        let now = before.now(clock);
        let plain = self.plain.section(&section);
        let fresh: Vec<PageKey> = (0..new).map(|_| PageKey(self.world.guid())).collect();
        let texts: Vec<String> = (0..new + edits).map(|_| format!("burst {}", self.random.below(400))).collect();
        let (new_texts, edit_texts) = texts.split_at(new);
        for (key, title) in fresh.iter().zip(new_texts) {
            plain.append(Page { key: *key, title: title.clone(), app: "test-app".into(), modified: now, level: 0 });
        }
        let mut edited = Vec::new();
        for title in edit_texts {
            if !plain.pages.is_empty() {
                let at = self.random.below(plain.pages.len());
                let page = &mut plain.pages[at];
                (page.title, page.modified) = (title.clone(), now);
                edited.push((page.key, title.clone()));
                plain.bound = now;
            }
        }
        let mut removed = Vec::new();
        for _ in 0..removes {
            if !plain.pages.is_empty() {
                let at = self.random.below(plain.pages.len());
                removed.push(plain.pages.remove(at).key);
            }
        }
        let created: Vec<_> = fresh.into_iter().zip(new_texts.to_vec()).collect();
        let drive = self.drive(&section);
        let by = *self.callers[0].user();
        let done = self.world.write(move |cx| {
            let app = AppId::new("test-app").unwrap();
            let ids = cx.ids();
            for (_, title) in created.iter().chain(&edited) {
                content::put(cx.tx, &world::inline(title), clock)?;
            }
            let mut writer = Writer::lock(cx.tx, ids, &drive, &section, clock)?.ok_or(Error::NotFound)?;
            assert_eq!(writer.now(), now);
            for (key, title) in &created {
                let body = world::inline(title);
                let new = NewPage {
                    key: *key,
                    content: &body.hash,
                    bytes: body.bytes,
                    title,
                    created: clock,
                    modified: None,
                    level: 0,
                    app: &app,
                };
                writer.append(&new)?;
            }
            for (key, title) in &edited {
                let body = world::inline(title);
                let found = writer.page(key)?.ok_or(Error::NotFound)?;
                writer.replace(found, &body.hash, body.bytes, title)?;
            }
            for key in &removed {
                let found = writer.page(key)?.ok_or(Error::NotFound)?;
                writer.remove(found)?;
            }
            writer.finish(&by)?;
            Ok(())
        });
        done.unwrap();
    }

    fn drive(&self, node: &NodeId) -> model::DriveId {
        let node = *node;
        self.world.read(move |cx| Ok(store::node::find(cx.tx, &node)?.ok_or(Error::NotFound)?.drive)).unwrap()
    }

    fn copy_page(&mut self) {
        let (Some(page), Some(into)) = (self.some_page(), self.pick(&self.sections())) else { return };
        let operation = self.world.copy_page(&self.callers[0].clone(), page, into).unwrap();
        let waiting = Waiting { what: page.section, key: Some(page.key), into: Some(into), name: String::new(), taken: None };
        self.accepted(operation, waiting);
    }

    fn move_page(&mut self) {
        let (Some(page), Some(into)) = (self.some_page(), self.pick(&self.sections())) else { return };
        if into == page.section {
            return;
        }
        let (who, level, position) = (self.callers[0].clone(), self.some_level(), self.some_position());
        let moved = self.world.place(&who, page, level, position, Some(into)).unwrap();
        assert_eq!(moved.section, into);
        let from = self.plain.section(&page.section);
        let row = from.pages.iter().find(|row| row.key == page.key).expect("the page is there").clone();
        from.remove(&page.key);
        let to = self.plain.section(&into);
        to.append(Page { key: moved.key, ..row });
        to.arrange(&moved.key, level, position);
    }

    fn arrange_page(&mut self) {
        let Some(page) = self.some_page() else { return };
        let (who, level, position) = (self.callers[0].clone(), self.some_level(), self.some_position());
        assert_eq!(self.world.place(&who, page, level, position, None).unwrap(), page);
        self.plain.section(&page.section).arrange(&page.key, level, position);
    }

    fn some_level(&self) -> Option<u32> {
        self.pick(&[None, Some(0), Some(1), Some(2)]).flatten()
    }

    /// Few places, so that there is no room left between some pages.
    fn some_position(&self) -> Option<usize> {
        self.pick(&[None, Some(0), Some(1), Some(2), Some(20), Some(usize::MAX)]).flatten()
    }

    /// Renames a node, moves it somewhere, and puts it in order among others, or some of that.
    fn move_node(&mut self) {
        let Some(what) = self.pick(&self.plain.of_kind(&[NodeKind::SectionGroup, NodeKind::Section])) else { return };
        let into = self.pick(&self.plain.of_kind(&[NodeKind::Notebook, NodeKind::SectionGroup])).filter(|_| self.random.below(3) > 0);
        let name = (self.random.below(2) == 0).then(|| self.name());
        let (who, position) = (self.callers[0].clone(), self.some_position());
        let into_itself = into.is_some_and(|into| self.plain.is_within(&into, &what));
        // Copies hold nodes of the same names.
        let (node, wanted) = (&self.plain.nodes[&what], name.as_ref());
        let lies_in = into.or(node.parent).expect("not a notebook");
        let mut siblings = self.plain.standing(&lies_in, node.kind).into_iter().filter(|id| *id != what);
        let is_taken = siblings.any(|id| self.plain.nodes[&id].name == *wanted.unwrap_or(&node.name));
        match self.world.change(&who, what, name.as_deref(), into, position) {
            Ok(()) => assert!(!into_itself && !is_taken),
            Err(Error::MoveIntoItself) => return assert!(into_itself),
            Err(error) => return assert!(is_taken && matches!(error, Error::NameTaken(_)), "{error:?}"),
        }
        let node = self.plain.nodes.get_mut(&what).expect("the node is there");
        let moves = into.is_some_and(|into| node.parent != Some(into));
        if let Some(name) = name {
            node.name = name;
        }
        if moves {
            node.parent = into;
        }
        if moves || position.is_some() {
            self.plain.stand(&what, position.unwrap_or(usize::MAX));
        }
    }

    fn copy_section(&mut self) {
        let Some(section) = self.some_section() else { return };
        let into = self.pick(&self.plain.of_kind(&[NodeKind::Notebook, NodeKind::SectionGroup]));
        self.copy(section, into);
    }

    fn copy_tree(&mut self) {
        let Some(what) = self.pick(&self.plain.of_kind(&[NodeKind::Notebook, NodeKind::SectionGroup])) else { return };
        if self.plain.nodes[&what].kind == NodeKind::Notebook {
            return self.copy(what, None);
        }
        let into = self.pick(&self.plain.of_kind(&[NodeKind::Notebook, NodeKind::SectionGroup]));
        self.copy(what, into);
    }

    fn copy(&mut self, what: NodeId, into: Option<NodeId>) {
        if self.sections().len() >= SECTIONS_MAX {
            return self.delete_node();
        }
        let name = self.name();
        let who = self.callers[0].clone();
        let into_itself = into.is_some_and(|into| self.plain.is_within(&into, &what));
        match self.world.copy(&who, what, into, &name) {
            Ok(operation) => {
                assert!(!into_itself);
                self.accepted(operation, Waiting { what, key: None, into, name, taken: None });
            }
            Err(error) => assert!(into_itself && error == Error::CopyIntoItself, "{error:?}"),
        }
    }

    fn accepted(&mut self, operation: Operation, waiting: Waiting) {
        self.waiting.insert(operation.id, waiting);
        self.follow(&operation);
    }

    /// Does in the model what an operation has just done in the store.
    fn follow(&mut self, operation: &Operation) {
        let Some(waiting) = self.waiting.get_mut(&operation.id) else { return };
        let has_taken = operation.is_planned || operation.state == OperationState::Completed;
        if has_taken && waiting.taken.is_none() {
            let tree = self.plain.tree(&waiting.what);
            self.waiting.get_mut(&operation.id).unwrap().taken = Some(tree);
        }
        match operation.state {
            OperationState::NotStarted | OperationState::Running => return,
            OperationState::Failed => {
                let waiting = self.waiting.remove(&operation.id).unwrap();
                let source_gone = !self
                    .plain
                    .nodes
                    .get(&waiting.what)
                    .is_some_and(|node| waiting.key.is_none_or(|key| node.section.pages.iter().any(|page| page.key == key)));
                let target_gone = waiting.into.is_some_and(|into| !self.plain.nodes.contains_key(&into));
                match operation.error.as_deref() {
                    Some("source-gone") => assert!(source_gone && waiting.taken.is_none()),
                    Some("destination-not-found") => assert!(target_gone),
                    // It moved there while the copy waited.
                    Some("copy-into-itself") => {
                        let moved_into = waiting.into.is_some_and(|into| self.plain.is_within(&into, &waiting.what));
                        assert!(moved_into && waiting.taken.is_none());
                    }
                    other => assert_eq!(other, Some("cancelled")),
                }
                return;
            }
            OperationState::Completed => {}
        }
        let waiting = self.waiting.remove(&operation.id).unwrap();
        let outcome = operation.outcome.clone().unwrap();
        match waiting.key {
            Some(key) => {
                let source = &self.plain.nodes[&waiting.what].section;
                let page = source.pages.iter().find(|page| page.key == key).expect("the page is there").clone();
                self.plain.section(&outcome.node).append(Page { key: outcome.key.unwrap(), ..page });
            }
            None => {
                let mut tree = waiting.taken.expect("a copy that completed has taken its source");
                tree.name = waiting.name;
                tree.ord = operation.created.micros();
                self.attach(&tree, outcome.node, waiting.into);
            }
        }
    }

    /// Finds the copy's nodes in the store by their names, and puts the tree there.
    fn attach(&mut self, tree: &Tree, id: NodeId, parent: Option<NodeId>) {
        let found = self.world.read(move |cx| store::node::find(cx.tx, &id)?.ok_or(Error::NotFound)).unwrap();
        assert_eq!((found.kind, &found.name), (tree.kind, &tree.name));
        let (kind, name, ord, section) = (tree.kind, tree.name.clone(), tree.ord, tree.section.clone());
        self.plain.nodes.insert(id, Node { kind, name, parent, ord, section });
        let mut children = Vec::new();
        for kind in [NodeKind::SectionGroup, NodeKind::Section] {
            let drive = found.drive;
            children.extend(self.world.read(move |cx| Ok(store::node::children(cx.tx, &drive, &id, kind, None, 1_000)?)).unwrap());
        }
        assert_eq!(children.len(), tree.children.len());
        for child in &tree.children {
            let found = children.iter().find(|found| found.kind == child.kind && found.name == child.name).expect("a copied child");
            self.attach(child, found.id, Some(id));
        }
    }

    fn delete_node(&mut self) {
        let all = self.plain.of_kind(&[NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section]);
        let Some(id) = self.pick(&all) else { return };
        // One notebook stays.
        let notebooks = self.plain.of_kind(&[NodeKind::Notebook]);
        if notebooks == [id] {
            return;
        }
        // The hot section stays for long.
        if self.hot.is_some_and(|hot| self.plain.is_within(&hot, &id)) && self.random.below(4) > 0 {
            return;
        }
        self.world.delete(&self.callers[0].clone(), id).unwrap();
        self.plain.remove(&id);
    }

    /// Lets a worker make one step.
    fn work(&mut self) {
        let claim = match self.claim.take() {
            Some(claim) => claim,
            None => match worker::claim(&self.world.app).unwrap() {
                Some(claim) => claim,
                None => return,
            },
        };
        let more = worker::advance(&self.world.app, &claim).unwrap();
        let operation = self.world.operation(claim.id);
        self.follow(&operation);
        if more {
            self.claim = Some(claim);
        }
    }

    fn cancel(&mut self) {
        let waiting: Vec<_> = self.waiting.keys().copied().collect();
        let Some(id) = self.pick(&waiting) else { return };
        self.world.cancel(&self.callers[0].clone(), id).unwrap();
        let operation = self.world.operation(id);
        self.follow(&operation);
        assert!(!self.waiting.contains_key(&id));
    }

    fn flatten(&mut self) {
        let step = self.world.write(|cx| {
            let now = cx.now();
            Ok(flatten::step(cx.tx, now)?)
        });
        let _: flatten::Flattened = step.unwrap();
        if self.random.below(6) == 0 {
            self.crash();
        }
    }

    /// Moves the clock past the delays and removes what can be removed.
    fn collect(&mut self) {
        self.world.clock.advance_seconds(collect::GRACE_SECONDS + 1);
        let swept = app::sweep::round(&self.world.app, &testkit::world::NoBlobs);
        swept.unwrap();
    }

    /// Writes much, then thinks better of it: once the whole closure, once a savepoint in it.
    fn undone(&mut self) {
        let Some(section) = self.some_section() else { return };
        let (who, drive) = (self.callers[0].clone(), self.drive(&section));
        let keys: Vec<_> = self.plain.nodes[&section].section.pages.iter().map(|page| page.key).take(3).collect();
        let clock = self.world.app.now();
        let (by, operation) = (*who.user(), OperationId(self.world.guid()));
        let whole = keys.clone();
        let refused = self.world.write(move |cx| {
            world::create_page(cx, &who, section, "never")?;
            for key in &whole {
                world::edit_page(cx, &who, PageId { section, key: *key }, "never")?;
            }
            let order = app::copy::Order {
                name: Some("never"),
                name_rule: model::NameRule::Notebook,
                conflict: model::ConflictBehavior::Fail,
                id: operation,
                correlation: "",
            };
            let lies_in = store::node::find(cx.tx, &section)?.and_then(|node| node.parent);
            world::copy_node(cx, &who, section, lies_in, &order)?;
            Err::<(), _>(Error::Busy)
        });
        assert_eq!(refused, Err(Error::Busy));
        let done = self.world.write(move |cx| {
            let ids = cx.ids();
            let failed: store::Result<()> = cx.tx.savepoint(|tx| {
                let body = world::inline("never");
                content::put(tx, &body, clock)?;
                let mut writer = Writer::lock(tx, ids, &drive, &section, clock)?.ok_or(store::Error::Busy)?;
                for key in &keys {
                    if let Some(found) = writer.page(key)? {
                        writer.replace(found, &body.hash, body.bytes, "never")?;
                    }
                }
                writer.finish(&by)?;
                Err(store::Error::Busy)
            });
            assert!(matches!(failed, Err(store::Error::Busy)), "{failed:?}");
            Ok(())
        });
        done.unwrap();
    }

    fn crash(&mut self) {
        self.remember();
        self.world.restart();
        // A worker's claim dies with it; the lease has to run out.
        self.claim = None;
    }

    fn remember(&mut self) {
        for (label, times) in self.world.app.store().statements_seen() {
            *self.seen.entry(label).or_default() += times;
        }
    }

    fn check(&self) {
        for (id, node) in &self.plain.nodes {
            if node.kind == NodeKind::Section {
                self.check_section(id);
            } else {
                self.check_standing(id);
            }
        }
        let found = audit::complaints(self.world.app.store());
        assert!(found.is_empty(), "step {}: {found:?}", self.steps);
    }

    fn check_standing(&self, id: &NodeId) {
        let (drive, parent) = (self.drive(id), *id);
        for kind in [NodeKind::SectionGroup, NodeKind::Section] {
            let found = self.world.read(move |cx| Ok(store::node::place::standing(cx.tx, &drive, &parent, kind)?)).unwrap();
            let found: Vec<NodeId> = found.into_iter().map(|(id, _)| id).collect();
            assert_eq!(found, self.plain.standing(id, kind), "step {}", self.steps);
        }
    }

    fn check_section(&self, id: &NodeId) {
        let (drive, section, step) = (self.drive(id), *id, self.steps);
        let (row, found) = self
            .world
            .read(move |cx| {
                let row = section::get(cx.tx, &drive, &section)?.ok_or(Error::NotFound)?;
                let pages = read::newest_in(cx.tx, &row, None, 1_000_000, None)?;
                Ok((row, pages))
            })
            .unwrap();
        let plain = &self.plain.nodes[id].section;
        assert_eq!((row.n, row.bytes, row.page_bound), (plain.pages.len() as u64, plain.bytes(), plain.bound), "step {step}");
        let mut by_order: Vec<_> = found.iter().map(|listed| &listed.row).collect();
        by_order.sort_by_key(|row| row.ord);
        let by_order: Vec<_> = by_order
            .into_iter()
            .map(|row| {
                assert_eq!(row.content, store::Hash::of(row.title.as_bytes()));
                let level = u32::try_from(row.level).unwrap();
                Page { key: row.key, title: row.title.clone(), app: row.app.clone(), modified: row.modified, level }
            })
            .collect();
        assert_eq!(by_order, plain.pages, "step {step}");
        // One page by its key: the first, and one that is not there.
        if let Some(page) = plain.pages.first().cloned() {
            let got = self.world.read(move |cx| Ok(read::get(cx.tx, &drive, &section, &page.key)?)).unwrap();
            assert_eq!(got.map(|row| row.title), Some(page.title));
        }
        let none = self.world.read(move |cx| Ok(read::get(cx.tx, &drive, &section, &PageKey([7; 16]))?)).unwrap();
        assert_eq!(none, None);
    }

    /// Reads lists of the newest page by page: nothing twice, nothing lost, in order.
    fn check_lists(&mut self) {
        let app = ["test-app", "other-app", ""][self.random.below(3)];
        let limit = 1 + self.random.below(9);
        let plain = |id: &NodeId, section: &super::plain::Section| -> Vec<Position> {
            let pages = section.pages.iter().filter(|page| app.is_empty() || page.app == app);
            pages.map(|page| Position { modified: page.modified, key: page.key, section: *id }).collect()
        };
        let mut all: Vec<Position> = self.plain.nodes.iter().flat_map(|(id, node)| plain(id, &node.section)).collect();
        all.sort_unstable_by_key(|position| std::cmp::Reverse(*position));
        let Some(first) = self.sections().first().copied() else { return };
        let drive = self.drive(&first);
        // Deep lists are long; a stretch from the top is enough for those over all sections.
        all.truncate(limit * 6);
        let whole = self.page_through(limit, 6, move |tx, after, limit| newest(tx, &drive, after, limit, of(app).as_ref()));
        assert_eq!(whole, all);
        if let Some(id) = self.some_section() {
            let mut wanted = plain(&id, &self.plain.nodes[&id].section);
            wanted.sort_unstable_by_key(|position| std::cmp::Reverse(*position));
            let pages = self.page_through(limit * 3, usize::MAX, move |tx, after, limit| {
                let row = section::get(tx, &drive, &id)?.ok_or(store::Error::Busy)?;
                read::newest_in(tx, &row, after, limit, of(app).as_ref())
            });
            assert_eq!(pages, wanted);
        }
    }

    fn page_through(
        &self,
        limit: usize,
        pages_max: usize,
        list: impl Fn(&mut store::Tx<'_>, Option<&Position>, usize) -> store::Result<Vec<Listed>> + Clone + Send + 'static,
    ) -> Vec<Position> {
        let mut found: Vec<Position> = Vec::new();
        for _ in 0..pages_max {
            let (after, list) = (found.last().copied(), list.clone());
            let more = self.world.read(move |cx| Ok(list(cx.tx, after.as_ref(), limit)?)).unwrap();
            found.extend(more.iter().map(Listed::position));
            if more.len() < limit {
                break;
            }
        }
        found
    }
}

fn of(app: &str) -> Option<AppId> {
    AppId::new(app).ok()
}
