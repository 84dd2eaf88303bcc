//! What happens to files.

use super::super::plain::File;
use super::Run;
use app::Error;
use model::{FileId, NodeId};
use std::collections::BTreeMap;
use store::file_list::read::{self, Listing, Order};

impl Run {
    /// Returns a file, and the folder that it lies in.
    pub(super) fn some_file(&self) -> Option<(NodeId, FileId)> {
        let of = |(folder, files): (&NodeId, &BTreeMap<FileId, File>)| files.keys().map(|file| (*folder, *file)).collect::<Vec<_>>();
        let all: Vec<_> = self.plain.nodes.iter().flat_map(|(id, node)| of((id, &node.files))).collect();
        self.pick(&all)
    }

    /// Puts a text under a new name, or into a file that is there.
    pub(super) fn put_file(&mut self) {
        let folder = self.some_folder();
        self.put_into(folder);
    }

    pub(super) fn put_into(&mut self, folder: NodeId) {
        let (who, text, mut name) = (self.caller(), self.text(), self.name());
        let there: Vec<FileId> = self.plain.nodes[&folder].files.keys().copied().collect();
        let over = self.pick(&there).filter(|_| self.random.below(2) == 0);
        if let Some(over) = over {
            name.clone_from(&self.plain.nodes[&folder].files[&over].name);
        }
        let id = self.world.file(&who, folder, &name, &text).unwrap();
        assert_eq!(over.unwrap_or(id), id);
        let node = self.plain.nodes.get_mut(&folder).expect("the folder is there");
        assert_eq!(node.files.insert(id, File { name, text }).is_some(), over.is_some());
    }

    /// Renames a file, moves it, or both.
    pub(super) fn change_file(&mut self) {
        let Some((folder, id)) = self.some_file() else { return };
        let (into, name) = (self.some_folder(), (self.random.below(2) == 0).then(|| self.name()));
        let file = self.plain.nodes[&folder].files[&id].clone();
        let wanted = name.clone().unwrap_or_else(|| file.name.clone());
        let is_taken = self.plain.is_taken(Some(into), None, &wanted, &id.0);
        match self.world.change_item(&self.caller(), id.0, name.as_deref(), Some(into)) {
            Ok(()) => assert!(!is_taken),
            Err(error) => return assert!(is_taken && matches!(error, Error::NameTaken(_)), "{error:?}"),
        }
        self.plain.nodes.get_mut(&folder).expect("the folder is there").files.remove(&id);
        self.plain.nodes.get_mut(&into).expect("the folder is there").files.insert(id, File { name: wanted, ..file });
    }

    /// Finds the files of a copied folder in the store by their names.
    pub(super) fn copied_files(&self, folder: &NodeId, files: &[File]) -> BTreeMap<FileId, File> {
        if files.is_empty() {
            return BTreeMap::new();
        }
        let (drive, id) = (self.drive(folder), *folder);
        let found = self.world.read(move |cx| {
            let row = store::folder::get(cx.tx, &drive, &id)?.ok_or(Error::NotFound)?;
            let listing = Listing { order: Order::Name, is_descending: false, after: None, limit: 1_000 };
            Ok(read::children(cx.tx, &row, &listing)?)
        });
        let id_of = |file: &File| found.iter().flatten().find(|found| found.row.name == file.name).expect("a copied file").id;
        files.iter().map(|file| (id_of(file), file.clone())).collect()
    }
}
