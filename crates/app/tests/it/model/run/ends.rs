//! What chance meets too seldom, met on purpose at the end of a run.

use super::Run;
use super::copies::Waiting;
use app::operation::worker;
use model::{NodeId, NodeKind, PageId, PageKey};

impl Run {
    /// Cancels a copy of which some is built.
    pub(super) fn cancel_half_built(&mut self) {
        let notebook = self.add(NodeKind::Notebook, None);
        for _ in 0..4 {
            self.add(NodeKind::Section, Some(notebook));
        }
        let (who, name) = (self.callers[0].clone(), self.name());
        let operation = self.world.copy(&who, notebook, None, &name).unwrap();
        if operation.state.is_final() {
            return self.accepted(operation, Waiting::of(notebook, None, name));
        }
        let claim = worker::claim(&self.world.app).unwrap().expect("an operation waits");
        for _ in 0..2 {
            let _ = worker::advance(&self.world.app, &claim).unwrap();
        }
        if !self.world.operation(operation.id).state.is_final() {
            return self.world.cancel(&who, operation.id).unwrap();
        }
        let waiting = Waiting::of(notebook, None, name);
        self.accepted(self.world.operation(operation.id), waiting);
    }

    /// Leaves a list to be flattened that a copy shares and that another list lies on.
    pub(super) fn hide_in_shared_layers(&mut self) {
        let notebook = self.add(NodeKind::Notebook, None);
        let section = self.add(NodeKind::Section, Some(notebook));
        self.burst(section, 270, 0, 0);
        self.copy_and_wait(section, notebook);
        self.edit_first(section, 250);
        self.copy_and_wait(section, notebook);
        self.edit_first(section, 10);
    }

    /// Writes files and copies by turns, until layers are folded.
    pub(super) fn pile_up_files(&mut self) {
        let folder = self.add(NodeKind::Folder, Some(self.root));
        for _ in 0..=store::layer::SEALED_MAX + 1 {
            self.put_into(folder);
            self.copy_and_wait(folder, self.root);
        }
    }

    fn copy_and_wait(&mut self, section: NodeId, into: NodeId) {
        let (who, name) = (self.callers[0].clone(), self.name());
        let operation = self.world.copy(&who, section, Some(into), &name).unwrap();
        self.accepted(operation, Waiting::of(section, Some(into), name));
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
            self.before.changes(PageId { section, key: page.key }, &page.title, "hides", now);
            (page.title, page.modified) = ("hides".to_owned(), now);
        }
        let keys: Vec<PageKey> = plain.pages[..pages].iter().map(|page| page.key).collect();
        self.world.edit_many(&self.callers[0].clone(), section, &keys, "hides");
    }

    /// Moves a group that holds something to another notebook.
    pub(super) fn move_full_group(&mut self) {
        let [from, to] = [0, 1].map(|_| self.add(NodeKind::Notebook, None));
        let group = self.add(NodeKind::SectionGroup, Some(from));
        self.add(NodeKind::Section, Some(group));
        self.world.change(&self.callers[0].clone(), group, None, Some(to), None).unwrap();
        self.plain.nodes.get_mut(&group).expect("it was just made").parent = Some(to);
        self.plain.stand(&group, 0);
    }
}
