//! What a person with paper would keep: every copy is a copy of everything.

use model::{FileId, NodeId, NodeKind, PageKey, Timestamp, placed};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub key: PageKey,
    pub title: String,
    pub app: String,
    pub modified: Timestamp,
    pub level: u32,
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

    pub fn title(&self, key: &PageKey) -> String {
        self.pages.iter().find(|page| page.key == *key).expect("the page is there").title.clone()
    }

    pub fn remove(&mut self, key: &PageKey) {
        self.pages.retain(|page| page.key != *key);
    }

    /// Puts a page, with those below it, where `position` others stand before it.
    pub fn arrange(&mut self, key: &PageKey, level: Option<u32>, position: Option<usize>) {
        let at = self.pages.iter().position(|page| page.key == *key).expect("the page is there");
        let old = self.pages[at].level;
        let level = level.unwrap_or(old);
        if let Some(position) = position {
            let below = self.pages[at + 1..].iter().take_while(|page| page.level > old).count();
            let block: Vec<Page> = self.pages.drain(at..=at + below).collect();
            let position = position.min(self.pages.len());
            self.pages.splice(position..position, block);
        }
        self.pages.iter_mut().find(|page| page.key == *key).expect("the page is there").level = level;
    }

    pub fn bytes(&self) -> u64 {
        self.pages.iter().map(Page::bytes).sum()
    }
}

/// A file of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub text: String,
}

#[derive(Clone, Debug)]
pub struct Node {
    pub kind: NodeKind,
    pub name: String,
    /// None for the drive's root, and for a notebook that lies among the others.
    pub parent: Option<NodeId>,
    /// Siblings of a kind stand by it, and by name.
    pub ord: i64,
    pub section: Section,
    pub files: BTreeMap<FileId, File>,
}

/// A tree without ids: what a copy is made of.
#[derive(Clone, Debug)]
pub struct Tree {
    pub kind: NodeKind,
    pub name: String,
    pub ord: i64,
    pub section: Section,
    pub files: Vec<File>,
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

    /// Returns the children of a kind as they stand.
    pub fn standing(&self, parent: &NodeId, kind: NodeKind) -> Vec<NodeId> {
        let mut children = self.children(parent);
        children.retain(|id| self.nodes[id].kind == kind);
        children.sort_by_key(|id| (self.nodes[id].ord, self.nodes[id].name.clone()));
        children
    }

    /// Puts a node where `position` of its siblings stand before it.
    pub fn stand(&mut self, id: &NodeId, position: usize) {
        let node = &self.nodes[id];
        let mut others = self.standing(&node.parent.expect("not a notebook"), node.kind);
        others.retain(|other| other != id);
        let orders: Vec<i64> = others.iter().map(|id| self.nodes[id].ord).collect();
        let at = position.min(others.len());
        others.insert(at, *id);
        for (i, ord) in placed(&orders, at, 1, 1) {
            self.nodes.get_mut(&others[i]).expect("a sibling").ord = ord;
        }
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
        let files = node.files.values().cloned().collect();
        Tree { kind: node.kind, name: node.name.clone(), ord: node.ord, section: node.section.clone(), files, children }
    }

    /// Takes a tree out, its root first.
    pub fn remove(&mut self, root: &NodeId) -> Vec<(NodeId, Node)> {
        let mut removed: Vec<_> = self.nodes.remove(root).map(|node| (*root, node)).into_iter().collect();
        for child in self.children(root) {
            removed.extend(self.remove(&child));
        }
        removed
    }

    /// Says whether something other than `except` keeps a node of this kind, or a file, from a name.
    pub fn is_taken(&self, parent: Option<NodeId>, kind: Option<NodeKind>, name: &str, except: &[u8; 16]) -> bool {
        // Sections and groups may share a name.
        let is_section = |kind: NodeKind| kind == NodeKind::Section;
        let by_node = self.nodes.iter().any(|(id, node)| {
            let is_rival = kind.is_none_or(|kind| is_section(kind) == is_section(node.kind)) && node.kind != NodeKind::Root;
            id.0 != *except && node.parent == parent && is_rival && node.name == name
        });
        let files = parent.and_then(|parent| self.nodes.get(&parent)).map(|node| &node.files);
        by_node || files.is_some_and(|files| files.iter().any(|(id, file)| id.0 != *except && file.name == name))
    }

    /// Returns the file of an id, and the folder that it lies in.
    pub fn file(&self, id: &FileId) -> Option<(NodeId, &File)> {
        self.nodes.iter().find_map(|(folder, node)| Some((*folder, node.files.get(id)?)))
    }

    /// Returns how many bytes a tree holds.
    pub fn bytes(&self, root: &NodeId) -> u64 {
        let node = &self.nodes[root];
        let own = node.section.bytes() + node.files.values().map(|file| file.text.len() as u64).sum::<u64>();
        own + self.children(root).iter().map(|child| self.bytes(child)).sum::<u64>()
    }
}
