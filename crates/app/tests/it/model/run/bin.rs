//! What lies in the recycle bin, and comes back or goes for good.

use super::super::plain::{File, Node};
use super::Run;
use app::Error;
use app::item::Removal;
use model::{FileId, NodeId};

/// What was deleted and can come back.
#[derive(Default)]
pub(super) struct Bin {
    /// Files, and what they lay in.
    files: Vec<(FileId, NodeId, File)>,
    /// Trees, with all that they held, their roots first.
    pub(super) nodes: Vec<Vec<(NodeId, Node)>>,
}

impl Run {
    /// Deletes a file, now and then for good.
    pub(super) fn delete_file(&mut self) {
        let Some((folder, id)) = self.some_file() else { return };
        let removal = if self.random.below(4) == 0 { Removal::ForGood } else { Removal::ToTrash };
        self.world.remove_file(&self.caller(), id, removal).unwrap();
        let file = self.plain.nodes.get_mut(&folder).and_then(|node| node.files.remove(&id)).expect("the file is there");
        match removal {
            Removal::ToTrash => self.bin.files.push((id, folder, file)),
            Removal::ForGood => assert_eq!(self.world.erase(&self.callers[0], id.0), Err(Error::NotFound)),
        }
    }

    /// Brings a file back: to where it was, or elsewhere under another name.
    pub(super) fn restore_file(&mut self) {
        let Some((id, lay_in, file)) = self.pick(&self.bin.files) else { return };
        let elsewhere = (self.random.below(3) == 0).then(|| (self.some_folder(), self.name()));
        let restored = self.world.restore(&self.caller(), id.0, elsewhere.as_ref().map(|(into, name)| (*into, name.as_str())));
        let (into, name) = elsewhere.unwrap_or((lay_in, file.name.clone()));
        if !self.plain.nodes.contains_key(&into) {
            return assert_eq!(restored, Err(Error::ParentGone));
        }
        if self.plain.is_taken(Some(into), None, &name, &id.0) {
            return assert_eq!(restored, Err(Error::NameTaken(name)));
        }
        restored.unwrap();
        self.bin.files.retain(|(other, ..)| *other != id);
        self.plain.nodes.get_mut(&into).expect("the folder is there").files.insert(id, File { name, ..file });
    }

    /// Removes a file from the bin for good.
    pub(super) fn erase_file(&mut self) {
        let Some((id, ..)) = self.pick(&self.bin.files) else { return };
        self.world.erase(&self.callers[0], id.0).unwrap();
        assert_eq!(self.world.restore(&self.callers[0], id.0, None), Err(Error::NotFound));
        self.bin.files.retain(|(other, ..)| *other != id);
    }

    /// Brings a tree back to where it was.
    pub(super) fn restore_node(&mut self) {
        let Some(tree) = self.pick(&self.bin.nodes) else { return };
        let (id, root) = &tree[0];
        let restored = self.world.restore(&self.callers[0], id.0, None);
        if root.parent.is_some_and(|parent| !self.plain.nodes.contains_key(&parent)) {
            return assert_eq!(restored, Err(Error::ParentGone));
        }
        if self.plain.is_taken(root.parent, Some(root.kind), &root.name, &id.0) {
            return assert_eq!(restored, Err(Error::NameTaken(root.name.clone())));
        }
        restored.unwrap();
        self.bin.nodes.retain(|other| other[0].0 != *id);
        self.plain.nodes.extend(tree);
    }
}
