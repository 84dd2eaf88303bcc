//! Folders and files, beside notebooks.

use super::{World, allowed, allowed_item, me, put_file};
use app::item::{self, Only, Removal};
use app::{Caller, Result};
use model::{ConflictBehavior, FileId, NodeId, Right};

impl World {
    /// Returns the root of the drive that is the caller's own.
    ///
    /// # Panics
    /// If they have none.
    #[must_use]
    pub fn root(&self, who: &Caller) -> NodeId {
        let who = who.clone();
        self.read(move |cx| Ok(me(cx, &who)?.default_drive()?.root())).expect("a person has a drive")
    }

    /// Makes a folder.
    ///
    /// # Errors
    /// The verb's.
    pub fn folder(&self, who: &Caller, parent: NodeId, name: &str) -> Result<NodeId> {
        let (who, name) = (who.clone(), name.to_owned());
        self.write(move |cx| {
            let parent = allowed_item(cx, &who, &parent.0, Right::Write)?;
            Ok(NodeId(item::create_folder(cx, &who, &parent, &name, ConflictBehavior::Fail)?.0.id().bytes))
        })
    }

    /// Puts a text into the file of a name, which is made if there is none.
    ///
    /// # Errors
    /// The verb's.
    pub fn file(&self, who: &Caller, folder: NodeId, name: &str, text: &str) -> Result<FileId> {
        let (who, name, text) = (who.clone(), name.to_owned(), text.to_owned());
        self.write(move |cx| put_file(cx, &who, folder, &name, &text))
    }

    /// Moves a file to the recycle bin.
    ///
    /// # Errors
    /// The verb's.
    pub fn delete_file(&self, who: &Caller, id: FileId) -> Result<()> {
        let who = who.clone();
        self.write(move |cx| {
            let found = allowed_item(cx, &who, &id.0, Right::Write)?;
            item::delete(cx, &who, &found, Removal::ToTrash, Only::Always)
        })
    }

    /// Gives a file or a folder another name, place or both.
    ///
    /// # Errors
    /// The verb's.
    pub fn change_item(&self, who: &Caller, id: [u8; 16], name: Option<&str>, into: Option<NodeId>) -> Result<()> {
        let (who, name) = (who.clone(), name.map(str::to_owned));
        self.write(move |cx| {
            let found = allowed_item(cx, &who, &id, Right::Write)?;
            let parent = into.map(|into| allowed(cx, &who, into, Right::Write)).transpose()?.map(app::access::AllowedItem::Node);
            let change = item::Change { name: name.as_deref(), parent: parent.as_ref(), ..item::Change::default() };
            item::change(cx, &who, &found, &change).map(drop)
        })
    }
}
