//! The steps, each on the store and on the model.

mod before;
mod bin;
mod compare;
mod copies;
mod ends;
mod files;
mod nodes;
mod pages;
mod shown;
mod upkeep;

use super::plain::{Node, Plain};
use app::operation::worker::Claim;
use app::{Caller, Settings};
use before::Before;
use bin::Bin;
use copies::Waiting;
use model::{NodeId, NodeKind, OperationId, PageId};
use std::collections::BTreeMap;
use testkit::ambient::SeededIds;
use testkit::audit;
use testkit::world::{Engine, World};

/// More sections than this are not copied further, so that a run stays quick.
const SECTIONS_MAX: usize = 24;
/// More folders than this neither.
const FOLDERS_MAX: usize = 12;

pub struct Run {
    world: World,
    random: SeededIds,
    /// The same person, through two apps.
    callers: [Caller; 2],
    plain: Plain,
    /// The root of their drive.
    root: NodeId,
    bin: Bin,
    before: Before,
    waiting: BTreeMap<OperationId, Waiting>,
    claim: Option<Claim>,
    names: u32,
    /// Statements seen before restarts.
    seen: BTreeMap<&'static str, u64>,
    steps: u32,
    /// Where most of it happens, so that layers pile up.
    hot: Option<NodeId>,
    hot_folder: Option<NodeId>,
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
        let root = world.root(&alice);
        let mut run = Self {
            world,
            root,
            bin: Bin::default(),
            before: Before::default(),
            random: SeededIds::new(seed ^ 0x5eed),
            callers: [alice, other],
            plain: Plain::default(),
            waiting: BTreeMap::new(),
            claim: None,
            names: 0,
            seen: BTreeMap::new(),
            steps: 0,
            hot: None,
            hot_folder: None,
            is_thorough: seed % 5 == 1,
        };
        let top = Node {
            kind: NodeKind::Root,
            name: "root".to_owned(),
            parent: None,
            ord: 0,
            section: Default::default(),
            files: Default::default(),
        };
        run.plain.nodes.insert(root, top);
        run.hot_folder = Some(run.add(NodeKind::Folder, Some(root)));
        let notebook = run.add(NodeKind::Notebook, None);
        let section = run.add(NodeKind::Section, Some(notebook));
        run.hot = Some(section);
        run.burst(section, 140, 0, 0);
        run
    }

    pub fn step(&mut self) {
        self.steps += 1;
        match self.random.below(150) {
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
            97..100 => self.restore_page(),
            100..102 => self.move_page(),
            102..104 => self.arrange_page(),
            104..106 => self.move_node(),
            106..118 => self.put_file(),
            118..124 => self.change_file(),
            124..128 => self.delete_file(),
            128..131 => self.restore_file(),
            131..132 => self.erase_file(),
            132..134 => self.copy_file(),
            134..141 => self.copy_folder(),
            141..144 => self.move_tree(),
            144..147 => self.grow_folder(),
            147..150 => self.restore_node(),
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
            self.pile_up_files();
        }
        self.check();
        self.check_lists();
        self.world.sweep_all();
        self.check();
        assert_eq!(audit::leftovers(self.world.app.store()), [""; 0]);
        self.remember();
        self.seen
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
}
