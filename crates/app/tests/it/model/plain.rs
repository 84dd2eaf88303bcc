//! What a person with paper would keep: every copy is a copy of everything.

use model::{NodeId, NodeKind, PageKey, Timestamp};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub key: PageKey,
    pub title: String,
    pub app: String,
    pub modified: Timestamp,
}

impl Page {
    /// Its text, and the images that follow each `+` in it.
    fn bytes(&self) -> u64 {
        let images = self.title.split('+').skip(1).map(str::len);
        (self.title.len() + images.sum::<usize>()) as u64
    }
}

/// A section's pages by rising order, and the newest moment it ever showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    pub pages: Vec<Page>,
    pub bound: Timestamp,
}

impl Section {
    pub fn now(&self, clock: Timestamp) -> Timestamp {
        clock.after(self.bound)
    }

    pub fn append(&mut self, page: Page) {
        self.bound = self.bound.max(page.modified);
        self.pages.push(page);
    }

    pub fn edit(&mut self, key: &PageKey, title: &str, clock: Timestamp) {
        let now = self.now(clock);
        self.bound = now;
        let page = self.pages.iter_mut().find(|page| page.key == *key).expect("the page is there");
        page.title = title.to_owned();
        page.modified = now;
    }

    pub fn remove(&mut self, key: &PageKey) {
        self.pages.retain(|page| page.key != *key);
    }

    pub fn bytes(&self) -> u64 {
        self.pages.iter().map(Page::bytes).sum()
    }
}

#[derive(Clone, Debug)]
pub struct Node {
    pub kind: NodeKind,
    pub name: String,
    /// None for a notebook.
    pub parent: Option<NodeId>,
    pub section: Section,
}

/// A tree without ids: what a copy is made of.
#[derive(Clone, Debug)]
pub struct Tree {
    pub kind: NodeKind,
    pub name: String,
    pub section: Section,
    pub children: Vec<Tree>,
}

#[derive(Default)]
pub struct Plain {
    pub nodes: BTreeMap<NodeId, Node>,
}

impl Plain {
    pub fn of_kind(&self, kinds: &[NodeKind]) -> Vec<NodeId> {
        self.nodes.iter().filter(|(_, node)| kinds.contains(&node.kind)).map(|(id, _)| *id).collect()
    }

    pub fn section(&mut self, id: &NodeId) -> &mut Section {
        &mut self.nodes.get_mut(id).expect("the section is there").section
    }

    pub fn children(&self, parent: &NodeId) -> Vec<NodeId> {
        self.nodes.iter().filter(|(_, node)| node.parent == Some(*parent)).map(|(id, _)| *id).collect()
    }

    pub fn is_within(&self, id: &NodeId, root: &NodeId) -> bool {
        let mut here = Some(*id);
        while let Some(id) = here {
            if id == *root {
                return true;
            }
            here = self.nodes.get(&id).and_then(|node| node.parent);
        }
        false
    }

    /// Copies a tree, whole.
    pub fn tree(&self, root: &NodeId) -> Tree {
        let node = &self.nodes[root];
        let children = self.children(root).iter().map(|child| self.tree(child)).collect();
        Tree { kind: node.kind, name: node.name.clone(), section: node.section.clone(), children }
    }

    pub fn remove(&mut self, root: &NodeId) {
        for child in self.children(root) {
            self.remove(&child);
        }
        self.nodes.remove(root);
    }
}
