//! Filling a drive by the program's own verbs, in this process beside the server: as the server would, without the wire.

use crate::ambient::{OsIds, SystemClock};
use crate::stand::site::Site;
use crate::tree::{Tree, file_name};
use app::item::{self, Anchor, At, Bytes, How, Only, Which};
use app::{App, Blobs, Caller, Digests, Settings};
use model::{ConflictBehavior, Location, Right};
use std::sync::Arc;
use store::content::Content;
use store::{SqliteOptions, Store};
use tokio::runtime::Runtime;

/// The drive of a site's one person.
pub struct Shelf {
    app: App,
    blobs: Blobs,
    caller: Arc<Caller>,
    runtime: Runtime,
}

/// A file to put: its path, and what it holds.
type Staged = (Vec<String>, Content, Digests);

impl Shelf {
    pub fn of(site: &Site) -> Self {
        let store = Store::open_sqlite(&site.data().join("looseleaf.db"), SqliteOptions::default()).expect("the database opens");
        let blobs = Blobs::open_folder(&site.data().join("blobs")).expect("the blobs open");
        let app = App::new(store, Box::new(SystemClock), Box::new(OsIds), Settings::default(), testkit::ambient::seal());
        let token = site.token.clone();
        let caller = app.read(move |cx| app::caller::authenticate(cx, &token)).wait().expect("the token is good");
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime starts");
        Self { app, blobs, caller: Arc::new(caller), runtime }
    }

    /// Puts a tree into the drive's root, a folder at a time.
    pub fn put_tree(&self, tree: Tree) {
        for (folder, numbers) in tree.folders() {
            let path = |number| vec![tree.name(), folder.clone(), file_name(number)];
            self.put(numbers.map(|number| (path(number), tree.content(number))).collect());
        }
    }

    /// Puts all files of a tree into one folder of the drive's root.
    pub fn put_flat(&self, tree: Tree, name: &str) {
        for (_, numbers) in tree.folders() {
            self.put(numbers.map(|number| (vec![name.to_owned(), file_name(number)], tree.content(number))).collect());
        }
    }

    /// Puts files in one transaction. What lies at one of the paths is replaced.
    pub fn put(&self, files: Vec<(Vec<String>, Vec<u8>)>) {
        let staged: Vec<Staged> = self.runtime.block_on(async {
            let mut staged = Vec::with_capacity(files.len());
            for (path, bytes) in files {
                let mut intake = self.blobs.digesting(&OsIds);
                intake.push(&bytes).await.expect("the blobs take it");
                let (content, digests) = intake.finish_digested().await.expect("the blobs take it");
                staged.push((path, content, digests));
            }
            staged
        });
        let caller = self.caller.clone();
        let put = self.app.write(move |cx| {
            for (path, content, digests) in &staged {
                let at = At { drive: Which::Default(Location::Me), anchor: Anchor::Root, path: path.clone() };
                let to = item::reach(cx, &caller, &at, Right::Write)?;
                item::put(cx, &caller, &to, Bytes { content, digests }, &OVER)?;
            }
            Ok(())
        });
        put.wait().expect("the files can be put");
    }
}

const OVER: How<'static> =
    How { conflict: ConflictBehavior::Replace, only: Only::Always, description: None, fs_created: None, fs_modified: None };
