//! Copies: asked for, followed step by step, and done in the model when they are done in the store.

use super::super::plain::{File, Node, Page, Tree};
use super::{FOLDERS_MAX, Run, SECTIONS_MAX};
use app::Error;
use app::operation::worker;
use model::{FileId, NodeId, NodeKind, OperationState, PageKey};
use store::operation::Operation;

/// A copy that a worker has to do.
pub(super) struct Waiting {
    pub(super) what: NodeId,
    /// A page of it.
    pub(super) key: Option<PageKey>,
    /// A file, wherever it lies by then.
    pub(super) file: Option<FileId>,
    pub(super) into: Option<NodeId>,
    pub(super) name: String,
    /// What it took, once it did.
    pub(super) taken: Option<Tree>,
}

impl Waiting {
    /// Of a whole tree.
    pub(super) fn of(what: NodeId, into: Option<NodeId>, name: String) -> Self {
        Self { what, key: None, file: None, into, name, taken: None }
    }
}

impl Run {
    pub(super) fn copy_page(&mut self) {
        let (Some(page), Some(into)) = (self.some_page(), self.pick(&self.sections())) else { return };
        let operation = self.world.copy_page(&self.callers[0].clone(), page, into).unwrap();
        let waiting = Waiting { key: Some(page.key), ..Waiting::of(page.section, Some(into), String::new()) };
        self.accepted(operation, waiting);
    }

    pub(super) fn copy_section(&mut self) {
        let Some(section) = self.some_section() else { return };
        let into = self.pick(&self.plain.of_kind(&[NodeKind::Notebook, NodeKind::SectionGroup]));
        self.copy(section, into);
    }

    pub(super) fn copy_tree(&mut self) {
        let Some(what) = self.pick(&self.plain.of_kind(&[NodeKind::Notebook, NodeKind::SectionGroup])) else { return };
        if self.plain.nodes[&what].kind == NodeKind::Notebook {
            let into = (self.random.below(3) == 0).then(|| self.some_folder());
            return self.copy(what, into);
        }
        let into = self.pick(&self.plain.of_kind(&[NodeKind::Notebook, NodeKind::SectionGroup]));
        self.copy(what, into);
    }

    pub(super) fn copy_folder(&mut self) {
        let what = self.some_folder();
        if what == self.root {
            return self.grow_folder();
        }
        let into = if self.random.below(2) == 0 { self.root } else { self.some_folder() };
        self.copy(what, Some(into));
    }

    pub(super) fn copy_file(&mut self) {
        let (Some((folder, file)), into, name) = (self.some_file(), self.some_folder(), self.name()) else { return };
        let operation = self.world.copy_file(&self.callers[0].clone(), file, into, &name).unwrap();
        self.accepted(operation, Waiting { file: Some(file), ..Waiting::of(folder, Some(into), name) });
    }

    fn copy(&mut self, what: NodeId, into: Option<NodeId>) {
        if self.sections().len() >= SECTIONS_MAX || self.plain.of_kind(&[NodeKind::Folder]).len() >= FOLDERS_MAX {
            return self.delete_node();
        }
        let name = self.name();
        let who = self.callers[0].clone();
        let into_itself = into.is_some_and(|into| self.plain.is_within(&into, &what));
        match self.world.copy(&who, what, into, &name) {
            Ok(operation) => {
                assert!(!into_itself);
                self.accepted(operation, Waiting::of(what, into, name));
            }
            Err(error) => assert!(into_itself && error == Error::CopyIntoItself, "{error:?}"),
        }
    }

    pub(super) fn accepted(&mut self, operation: Operation, waiting: Waiting) {
        self.waiting.insert(operation.id, waiting);
        self.follow(&operation);
    }

    /// Does in the model what an operation has just done in the store.
    fn follow(&mut self, operation: &Operation) {
        let Some(waiting) = self.waiting.get_mut(&operation.id) else { return };
        let has_taken = operation.is_planned || operation.state == OperationState::Completed;
        if has_taken && waiting.taken.is_none() && waiting.file.is_none() {
            let tree = self.plain.tree(&waiting.what);
            self.waiting.get_mut(&operation.id).unwrap().taken = Some(tree);
        }
        match operation.state {
            OperationState::NotStarted | OperationState::Running => return,
            OperationState::Failed => {
                let waiting = self.waiting.remove(&operation.id).unwrap();
                let source_gone = match waiting.file {
                    Some(file) => self.plain.file(&file).is_none(),
                    None => !self
                        .plain
                        .nodes
                        .get(&waiting.what)
                        .is_some_and(|node| waiting.key.is_none_or(|key| node.section.pages.iter().any(|page| page.key == key))),
                };
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
        if let Some(file) = waiting.file {
            let text = self.plain.file(&file).expect("the file is there").1.text.clone();
            let into = waiting.into.expect("a file lies in a folder");
            let into = self.plain.nodes.get_mut(&into).expect("the folder is there");
            into.files.insert(FileId(outcome.node.0), File { name: waiting.name, text });
            return;
        }
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
        let files = self.copied_files(&id, &tree.files);
        let (kind, name, ord, section) = (tree.kind, tree.name.clone(), tree.ord, tree.section.clone());
        self.plain.nodes.insert(id, Node { kind, name, parent, ord, section, files });
        let mut children = Vec::new();
        for kind in [NodeKind::Folder, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section] {
            let drive = found.drive;
            children.extend(self.world.read(move |cx| Ok(store::node::children(cx.tx, &drive, &id, kind, None, 1_000)?)).unwrap());
        }
        assert_eq!(children.len(), tree.children.len());
        for child in &tree.children {
            let found = children.iter().find(|found| found.kind == child.kind && found.name == child.name).expect("a copied child");
            self.attach(child, found.id, Some(id));
        }
    }

    /// Lets a worker make one step.
    pub(super) fn work(&mut self) {
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

    pub(super) fn cancel(&mut self) {
        let waiting: Vec<_> = self.waiting.keys().copied().collect();
        let Some(id) = self.pick(&waiting) else { return };
        self.world.cancel(&self.callers[0].clone(), id).unwrap();
        let operation = self.world.operation(id);
        self.follow(&operation);
        assert!(!self.waiting.contains_key(&id));
    }
}
