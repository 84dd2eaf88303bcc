//! Files in folders, as the store keeps them.

mod basic;
mod chance;
mod copy;
mod damage;
mod plan;
mod race;

use app::{Caller, Cx, Error, Result};
use model::{DriveId, FileId, NodeId, NodeKind, UserId};
use store::content::{self, Body, Content};
use store::file::{self, File};
use store::file_list::read::{self, Listing, Order};
use store::file_list::write::{Found, NewFile, Writer};
use store::node::Node;
use store::{Hash, folder};
use testkit::world::World;

/// A drive with somebody who owns it.
struct Drive {
    world: World,
    who: Caller,
    id: DriveId,
}

/// Does something with a folder that is locked for writing.
type Deed<T> = Box<dyn Fn(&mut Writer<'_, '_>, &Caller) -> Result<T> + Send>;

impl Drive {
    fn new(engine: testkit::world::Engine) -> Self {
        Self::of(World::new(engine))
    }

    fn of(world: World) -> Self {
        let who = world.user("alice");
        let owner = model::Owner::User(*who.user());
        let id = world.read(move |cx| Ok(store::drive::of_owner(cx.tx, &owner)?[0].id)).unwrap();
        Self { world, who, id }
    }

    fn root(&self) -> NodeId {
        NodeId(self.id.0)
    }

    /// Makes a folder.
    fn folder(&self, parent: NodeId, name: &str) -> NodeId {
        let (drive, by, name) = (self.id, *self.who.user(), name.to_owned());
        self.world.write(move |cx| Ok(insert_folder(cx, &drive, &parent, &name, &by)?.expect("the name is free"))).unwrap()
    }

    /// Locks a folder, does something there and writes it back.
    fn within<T: Send + 'static>(&self, folder: NodeId, deed: Deed<T>) -> Result<T> {
        let (drive, who) = (self.id, self.who.clone());
        self.world.write(move |cx| {
            let (ids, now) = (cx.ids(), cx.now());
            let mut writer = Writer::lock_or_make(cx.tx, ids, &drive, &folder, who.user(), now)?.ok_or(Error::NotFound)?;
            let done = deed(&mut writer, &who)?;
            writer.finish(who.user())?;
            Ok(done)
        })
    }

    /// Adds a file that holds `text`.
    fn put(&self, folder: NodeId, name: &str, text: &str) -> File {
        let (name, body) = (name.to_owned(), self.content(text));
        self.within(folder, Box::new(move |writer, who| Ok(writer.add(&new(&name, &body), who.user())?))).unwrap()
    }

    /// Adds many files in one transaction.
    fn fill(&self, folder: NodeId, files: usize) {
        let body = self.content("content of many");
        let deed = move |writer: &mut Writer<'_, '_>, who: &Caller| {
            for i in 0..files {
                writer.add(&new(&format!("file {i:05}"), &body), who.user())?;
            }
            Ok(())
        };
        self.within(folder, Box::new(deed)).unwrap();
    }

    /// Does something to a file.
    fn change<T: Send + 'static>(
        &self,
        file: &File,
        deed: impl Fn(&mut Writer<'_, '_>, Found, &Caller) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let key = file.row.key;
        self.within(
            file.folder,
            Box::new(move |writer, who| {
                let found = writer.file(&key)?.ok_or(Error::NotFound)?;
                deed(writer, found, who)
            }),
        )
    }

    /// Stores a content.
    fn content(&self, text: &str) -> Content {
        let body = Content { hash: Hash::of(text.as_bytes()), bytes: text.len() as u64, body: Body::Inline(text.as_bytes().to_vec()) };
        let stored = body.clone();
        self.world
            .write(move |cx| {
                let now = cx.now();
                Ok(content::put(cx.tx, &stored, now)?)
            })
            .unwrap();
        body
    }

    fn find(&self, id: FileId) -> Option<File> {
        self.world.read(move |cx| Ok(file::find(cx.tx, &id)?)).unwrap()
    }

    /// Returns all files of a folder by name.
    fn files(&self, folder: NodeId) -> Vec<File> {
        let drive = self.id;
        self.world.read(move |cx| all(cx, &drive, &folder, Order::Name, false)).unwrap()
    }

    /// Returns what a folder shows, in one line.
    fn print(&self, folder: NodeId) -> String {
        let names: Vec<_> = self.files(folder).into_iter().map(|file| file.row.name).collect();
        names.join(" ")
    }
}

/// Makes a folder, or nothing where a folder has its name.
pub(crate) fn insert_folder(cx: &mut Cx<'_, '_>, drive: &DriveId, parent: &NodeId, name: &str, by: &UserId) -> Result<Option<NodeId>> {
    let now = cx.now();
    let node = Node {
        drive: *drive,
        id: NodeId(cx.guid()),
        parent: Some(*parent),
        notebook: None,
        kind: NodeKind::Folder,
        name: name.to_owned(),
        created: now,
        created_by: *by,
        modified: now,
        modified_by: *by,
    };
    Ok(store::node::insert(cx.tx, &node)?.then_some(node.id))
}

fn new<'a>(name: &'a str, body: &'a Content) -> NewFile<'a> {
    NewFile { content: &body.hash, bytes: body.bytes, name, description: None, fs_created: None, fs_modified: None }
}

/// Returns all files of a folder, a few at a time.
fn all(cx: &mut Cx<'_, '_>, drive: &DriveId, folder: &NodeId, order: Order, is_descending: bool) -> Result<Vec<File>> {
    let Some(folder) = folder::get(cx.tx, drive, folder)? else { return Ok(Vec::new()) };
    let mut found: Vec<File> = Vec::new();
    loop {
        let after = found.last().map(|file| order.position(&file.row));
        let listing = Listing { order, is_descending, after: after.as_ref(), limit: 3 };
        let piece = read::children(cx.tx, &folder, &listing)?;
        if piece.is_empty() {
            assert_eq!(found.len() as u64, folder.held.n);
            return Ok(found);
        }
        found.extend(piece);
    }
}
