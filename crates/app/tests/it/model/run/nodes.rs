//! What happens to folders, notebooks, section groups and sections.

use super::super::plain::Node;
use super::{FOLDERS_MAX, Run, SECTIONS_MAX};
use app::Error;
use model::{NodeId, NodeKind};

impl Run {
    pub(super) fn add(&mut self, kind: NodeKind, parent: Option<NodeId>) -> NodeId {
        let (who, name) = (self.caller(), self.name());
        let id = match (kind, parent) {
            (NodeKind::Notebook, _) => self.world.notebook(&who, &name),
            (NodeKind::Folder, Some(parent)) => self.world.folder(&who, parent, &name),
            (NodeKind::SectionGroup, Some(parent)) => self.world.group(&who, parent, &name),
            (_, Some(parent)) => self.world.section(&who, parent, &name),
            (_, None) => panic!("only notebooks have no parent"),
        };
        let id = id.unwrap();
        let ord = self.world.app.now().micros();
        self.plain.nodes.insert(id, Node { kind, name, parent, ord, section: Default::default(), files: Default::default() });
        id
    }

    /// Adds a node somewhere.
    pub(super) fn grow(&mut self) {
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

    pub(super) fn grow_folder(&mut self) {
        if self.plain.of_kind(&[NodeKind::Folder]).len() < FOLDERS_MAX {
            let parent = self.some_folder();
            self.add(NodeKind::Folder, Some(parent));
        }
    }

    /// Returns a folder, or the root. Every other time the hot one.
    pub(super) fn some_folder(&self) -> NodeId {
        let hot = self.hot_folder.filter(|hot| self.plain.nodes.contains_key(hot) && self.random.below(2) == 0);
        hot.or_else(|| self.some_other_folder()).unwrap_or(self.root)
    }

    fn some_other_folder(&self) -> Option<NodeId> {
        self.pick(&self.plain.of_kind(&[NodeKind::Root, NodeKind::Folder]))
    }

    /// Moves a folder or a notebook into a folder, under its own name or another.
    pub(super) fn move_tree(&mut self) {
        let Some(what) = self.pick(&self.plain.of_kind(&[NodeKind::Folder, NodeKind::Notebook])) else { return };
        let (into, name) = (self.some_folder(), (self.random.below(2) == 0).then(|| self.name()));
        let (who, node) = (self.callers[0].clone(), &self.plain.nodes[&what]);
        let into_itself = self.plain.is_within(&into, &what);
        let wanted = name.clone().unwrap_or_else(|| node.name.clone());
        let is_taken = self.plain.is_taken(Some(into), Some(node.kind), &wanted, &what.0);
        match self.world.change_item(&who, what.0, name.as_deref(), Some(into)) {
            Ok(()) => assert!(!into_itself && !is_taken),
            Err(Error::MoveIntoItself) => return assert!(into_itself),
            Err(error) => return assert!(is_taken && matches!(error, Error::NameTaken(_)), "{error:?}"),
        }
        let node = self.plain.nodes.get_mut(&what).expect("the node is there");
        (node.name, node.parent) = (wanted, Some(into));
    }

    /// Renames a node, moves it somewhere, and puts it in order among others, or some of that.
    pub(super) fn move_node(&mut self) {
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

    pub(super) fn delete_node(&mut self) {
        let all = self.plain.of_kind(&[NodeKind::Folder, NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section]);
        let Some(id) = self.pick(&all) else { return };
        // One notebook stays.
        if self.plain.of_kind(&[NodeKind::Notebook]).iter().all(|notebook| self.plain.is_within(notebook, &id)) {
            return;
        }
        // What is hot stays for long.
        if [self.hot, self.hot_folder].iter().flatten().any(|hot| self.plain.is_within(hot, &id)) && self.random.below(4) > 0 {
            return;
        }
        self.world.delete(&self.callers[0].clone(), id).unwrap();
        let removed = self.plain.remove(&id);
        self.bin.nodes.push(removed);
    }

    pub(super) fn drive(&self, node: &NodeId) -> model::DriveId {
        let node = *node;
        self.world.read(move |cx| Ok(store::node::find(cx.tx, &node)?.ok_or(Error::NotFound)?.drive)).unwrap()
    }
}
