//! Operations as work that survives whatever happens to its workers: the same promises for whatever is copied.

/// Makes a test per engine and per thing that is copied of each function, which gets both.
macro_rules! of_each {
    ($($(#[$meta:meta])* fn $name:ident($engine:ident, $what:ident) $body:block)*) => {
        $($(#[$meta])* fn $name($engine: testkit::world::Engine, $what: super::What) $body)*

        mod of_a_notebook {
            both! { $(fn $name(engine) { super::$name(engine, super::super::What::Notebook); })* }
        }

        mod of_a_folder {
            both! { $(fn $name(engine) { super::$name(engine, super::super::What::Folder); })* }
        }

        mod of_what_lies_in_one {
            both! { $(fn $name(engine) { super::$name(engine, super::super::What::Children); })* }
        }
    };
}

mod crash;
mod ended;
mod idempotency;
mod lease;

use app::operation::worker::{self, Claim};
use app::{Caller, Settings};
use model::{ConflictBehavior, NodeId, NodeKind, OperationState};
use store::operation::Operation;
use testkit::audit;
use testkit::world::{Engine, World};

/// What is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// A notebook, among its person's notebooks.
    Notebook,
    /// A folder with files and a notebook, in the root of its person's drive.
    Folder,
    /// What lies in the same folder, into another one of the copy's name.
    Children,
}

impl What {
    /// A tree that takes a copy several steps: nine nodes, three of them in `Africa`.
    const fn sketch(self) -> &'static str {
        match self {
            Self::Notebook => {
                "Atlas\n  Africa/\n    Chad: c1, c2\n    Mali: m1\n  Asia/\n    Inner/\n      Nepal: n1\n  Index: a, b, c\n  Notes\n"
            }
            Self::Folder | Self::Children => {
                "Atlas/: legend(lines), map(dots)\n  Africa/: map(dots)\n    Chad/: c1, c2\n    Mali/: m1\n  Asia/\n    Inner/\n      \
                 Nepal/: n1\n  Log\n    Index: a, b, c\n"
            }
        }
    }

    /// A tree of eight bytes.
    const fn eight_bytes(self) -> &'static str {
        match self {
            Self::Notebook => "Atlas\n  One: 1234\n  Two: 5678\n",
            Self::Folder | Self::Children => "Atlas/\n  One/: 1234\n  Two/: 5678\n",
        }
    }

    const fn kind(self) -> NodeKind {
        match self {
            Self::Notebook => NodeKind::Notebook,
            Self::Folder | Self::Children => NodeKind::Folder,
        }
    }
}

fn settings() -> Settings {
    Settings { copies_at_once: false, copy_batch_nodes: 3, attempts_max: 3, trash_kept_seconds: 100, ..Settings::default() }
}

/// A world with a person and a tree of theirs that is copied.
struct Bench {
    world: World,
    who: Caller,
    what: What,
    root: NodeId,
}

impl Bench {
    /// Copies are left to the worker.
    fn new(engine: Engine, what: What) -> Self {
        Self::with(engine, what, settings())
    }

    fn with(engine: Engine, what: What, settings: Settings) -> Self {
        Self::of(World::with(engine, settings, 1), what, None, what.sketch())
    }

    fn of(world: World, what: What, quota_bytes: Option<u64>, sketch: &str) -> Self {
        let who = world.user_with_quota("alice", quota_bytes);
        let root = world.sketch(&who, sketch)[0];
        Self { world, who, what, root }
    }

    fn ask(&self, who: &Caller, name: &str) -> app::Result<Operation> {
        match self.what {
            What::Notebook => self.world.copy(who, self.root, None, name),
            What::Folder => self.world.copy(who, self.root, Some(self.world.root(who)), name),
            What::Children => self.world.copy_children(who, self.root, self.room(who, name), ConflictBehavior::Fail),
        }
    }

    /// Asks for a copy of a part of the tree, into what can take it.
    fn ask_for_part(&self, name: &'static str, into: NodeId) -> Operation {
        let part = self.part(name);
        match self.what {
            What::Children => self.world.copy_children(&self.who, part, into, ConflictBehavior::Fail).unwrap(),
            _ => self.world.copy(&self.who, part, Some(into), "Copy").unwrap(),
        }
    }

    /// Returns the folder of this name in somebody's root, which is made if it is missing.
    fn room(&self, who: &Caller, name: &str) -> NodeId {
        let (root, folder) = (self.world.root(who), name.to_owned());
        let found = self.world.read(move |cx| {
            let drive = store::node::find(cx.tx, &root)?.unwrap().drive;
            Ok(store::node::child(cx.tx, &drive, &root, NodeKind::Folder, &folder)?)
        });
        found.unwrap().map_or_else(|| self.world.folder(who, root, name).unwrap(), |found| found.id)
    }

    /// Makes what a copy of this name needs beforehand.
    fn make_room(&self, name: &str) {
        if self.what == What::Children {
            self.room(&self.who, name);
        }
    }

    fn copy(&self, name: &str) -> Operation {
        self.ask(&self.who, name).unwrap()
    }

    /// What a copy of this name must look like.
    fn copy_of(&self, name: &str) -> String {
        self.what.sketch().replace("Atlas", name)
    }

    /// Returns the live copy of this name.
    fn find(&self, name: &str) -> Option<NodeId> {
        let (root, kind, name) = (self.root, self.what.kind(), name.to_owned());
        let found = self.world.read(move |cx| {
            let root = store::node::find(cx.tx, &root)?.unwrap();
            Ok(store::node::child(cx.tx, &root.drive, &root.parent.unwrap(), kind, &name)?)
        });
        let found = found.unwrap().map(|node| node.id);
        // The folder that children go into is there before them.
        found.filter(|id| self.what != What::Children || self.world.print(*id).lines().count() > 1 || self.world.print(*id).contains(": "))
    }

    /// Returns the group or folder in the tree that has this name.
    fn part(&self, name: &'static str) -> NodeId {
        let root = self.root;
        let found = self.world.read(move |cx| {
            let root = store::node::find(cx.tx, &root)?.unwrap();
            Ok(store::node::child(cx.tx, &root.drive, &root.id, NodeKind::Folder, name)?.unwrap().id)
        });
        found.unwrap()
    }

    /// Takes a name among the tree's siblings: as what is copied, or as a file.
    fn take(&self, name: &str) {
        match self.what {
            What::Notebook => drop(self.world.notebook(&self.who, name).unwrap()),
            What::Folder => drop(self.world.file(&self.who, self.world.root(&self.who), name, "in the way").unwrap()),
            What::Children => drop(self.world.file(&self.who, self.room(&self.who, name), "AFRICA", "in the way").unwrap()),
        }
    }

    /// The name that a copy of this name is told to be taken.
    const fn taken<'a>(&self, name: &'a str) -> &'a str {
        match self.what {
            What::Children => "Africa",
            _ => name,
        }
    }

    /// Makes something in the tree that can be written to.
    fn leaf(&self) -> NodeId {
        match self.what {
            What::Notebook => self.world.section(&self.who, self.root, "Three").unwrap(),
            What::Folder | What::Children => self.world.folder(&self.who, self.root, "Three").unwrap(),
        }
    }

    /// Writes a page into a leaf, or a file.
    fn write(&self, leaf: NodeId, text: &str) -> app::Result<()> {
        match self.what {
            What::Notebook => self.world.page(&self.who, leaf, text).map(drop),
            What::Folder | What::Children => self.world.file(&self.who, leaf, text, text).map(drop),
        }
    }

    fn claim(&self) -> Claim {
        worker::claim(&self.world.app).unwrap().expect("an operation waits")
    }

    fn advance(&self, claim: &Claim) -> bool {
        worker::advance(&self.world.app, claim).unwrap()
    }

    fn is_copied(&self, operation: &Operation, name: &str) {
        let ended = self.world.operation(operation.id);
        assert_eq!((ended.state, &ended.error), (OperationState::Completed, &None), "{name}");
        assert_eq!(self.world.print(ended.outcome.unwrap().node), self.copy_of(name));
        self.is_sound();
    }

    /// How an operation ended that did not go well.
    fn failed(&self, operation: &Operation) -> String {
        let ended = self.world.operation(operation.id);
        assert_eq!((ended.state, ended.outcome), (OperationState::Failed, None));
        self.is_sound();
        ended.error.unwrap()
    }

    fn is_sound(&self) {
        assert_eq!(audit::complaints(self.world.app.store()), [""; 0]);
    }

    /// Sweeps, and sees that nothing is left over.
    fn is_tidy(&self) {
        self.world.sweep_all();
        assert_eq!(audit::leftovers(self.world.app.store()), [""; 0]);
    }
}
