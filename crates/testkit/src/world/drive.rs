//! Folders and files, beside notebooks.

use super::tree::order;
use super::{World, allowed, allowed_item, me, put_file};
use app::access::AllowedItem;
use app::copy::{self, Destination, Order, Source};
use app::item::{self, Anchor, At, Only, Removal, Which};
use app::{Caller, Error, Result};
use model::{ConflictBehavior, DriveCid, DriveId, FileId, ItemId, NameRule, NodeId, OperationId, Right};
use store::operation::Operation;

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
        self.remove_file(who, id, Removal::ToTrash)
    }

    /// Deletes a file: to the recycle bin, or for good.
    ///
    /// # Errors
    /// The verb's.
    pub fn remove_file(&self, who: &Caller, id: FileId, removal: Removal) -> Result<()> {
        let who = who.clone();
        self.write(move |cx| {
            let found = allowed_item(cx, &who, &id.0, Right::Write)?;
            item::delete(cx, &who, &found, removal, Only::Always)
        })
    }

    /// Brings a file or a node back from the recycle bin: to where it was, or into a folder under a name.
    ///
    /// # Errors
    /// The verb's.
    pub fn restore(&self, who: &Caller, id: [u8; 16], elsewhere: Option<(NodeId, &str)>) -> Result<()> {
        let (who, at) = (who.clone(), self.at(who, id));
        let elsewhere = elsewhere.map(|(into, name)| (into, name.to_owned()));
        self.write(move |cx| {
            let found = item::trashed(cx, &who, &at)?;
            let (into, name) = elsewhere.clone().unzip();
            let into = into.map(|into| allowed(cx, &who, into, Right::Write)).transpose()?.map(AllowedItem::Node);
            item::restore(cx, &who, found, into.as_ref(), name.as_deref()).map(drop)
        })
    }

    /// Removes a file or a node from the recycle bin for good.
    ///
    /// # Errors
    /// The verb's.
    pub fn erase(&self, who: &Caller, id: [u8; 16]) -> Result<()> {
        let (who, at) = (who.clone(), self.at(who, id));
        self.write(move |cx| {
            let found = item::trashed(cx, &who, &at)?;
            item::erase(cx, &who, &found)
        })
    }

    /// Asks for a copy of a file.
    ///
    /// # Errors
    /// The verb's.
    pub fn copy_file(&self, who: &Caller, id: FileId, into: NodeId, name: &str) -> Result<Operation> {
        let (who, name, operation) = (who.clone(), name.to_owned(), OperationId(self.guid()));
        self.write(move |cx| {
            let AllowedItem::File(source) = allowed_item(cx, &who, &id.0, Right::Read)? else { return Err(Error::Internal) };
            let target = allowed(cx, &who, into, Right::Write)?;
            let order = Order { name: Some(&name), name_rule: NameRule::Item, ..order(operation) };
            Ok(copy::start(cx, &who, Source::File(&source), Destination::Into(&target), &order)?.operation)
        })
    }

    /// Returns how an address names something in the caller's own drive.
    #[must_use]
    pub fn at(&self, who: &Caller, id: [u8; 16]) -> At {
        let drive = DriveCid::of(&DriveId(self.root(who).0));
        At { drive: Which::Id(drive), anchor: Anchor::Id(ItemId { drive, bytes: id }), path: Vec::new() }
    }

    /// Gives a file or a folder another name, place or both.
    ///
    /// # Errors
    /// The verb's.
    pub fn change_item(&self, who: &Caller, id: [u8; 16], name: Option<&str>, into: Option<NodeId>) -> Result<()> {
        let (who, name) = (who.clone(), name.map(str::to_owned));
        self.write(move |cx| {
            let found = allowed_item(cx, &who, &id, Right::Write)?;
            let parent = into.map(|into| allowed(cx, &who, into, Right::Write)).transpose()?.map(AllowedItem::Node);
            let change = item::Change { name: name.as_deref(), parent: parent.as_ref(), ..item::Change::default() };
            item::change(cx, &who, &found, &change).map(drop)
        })
    }
}
