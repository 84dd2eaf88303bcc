//! Two things that carry one counter, among others that nobody looks at: pages of a section, or files of a folder.

use app::{Caller, Cx, Error, Result};
use model::{FileKey, Need, NodeId, NodeKind, PageId, PageKey, Right};
use store::content::{self, Body};
use store::file_list::read::{Listing, Order};
use store::file_list::write::Change;
use store::{Hash, file_list, folder, page_list, section};
use testkit::world::{World, allowed_page, edit_page, inline, put_file};

const FILLERS: usize = 150;
const FILES: [&str; 2] = ["twin 0", "twin 1"];

/// What the twins are, and the others beside them.
#[derive(Clone)]
pub enum Twins {
    Pages { twins: [PageKey; 2], fillers: Vec<PageKey> },
    Files { fillers: Vec<FileKey> },
}

/// Twins, what copies of their place go into, and their place.
pub type Born = (Twins, NodeId, NodeId);

impl Twins {
    pub fn pages(world: &World, who: &Caller) -> Born {
        let nodes = world.sketch(who, "Atlas\n  One: 0, 0\n");
        let section = nodes[1];
        let keys = world.read(move |cx| {
            let row = section_row(cx, &section)?;
            let pages = page_list::read::newest_in(cx.tx, &row, None, 2, None)?;
            Ok(pages.iter().map(|listed| listed.row.key).collect::<Vec<_>>())
        });
        let fillers = world.fill(who, section, FILLERS);
        (Self::Pages { twins: keys.unwrap().try_into().unwrap(), fillers }, nodes[0], section)
    }

    pub fn files(world: &World, who: &Caller) -> Born {
        let nodes = world.sketch(who, "Atlas/\n  One/: twin 0(0), twin 1(0)\n");
        let (folder, by) = (nodes[1], who.clone());
        let fillers = world.write(move |cx| {
            for i in 0..FILLERS {
                put_file(cx, &by, folder, &format!("filler {i}"), "0")?;
            }
            let files = files(cx, &folder)?.1;
            Ok(files.into_iter().filter(|file| !FILES.contains(&file.row.name.as_str())).map(|file| file.row.key).collect())
        });
        (Self::Files { fillers: fillers.unwrap() }, nodes[0], folder)
    }

    /// What must have happened to them.
    pub const fn paths(&self) -> &'static [&'static str] {
        match self {
            Self::Pages { .. } => &["page.fold", "flatten.done", "collect.release", "section.remove"],
            Self::Files { .. } => &["file.fold", "flatten.done", "collect.release", "folder.remove"],
        }
    }

    /// Raises their counter in one place.
    pub fn raise(&self, cx: &mut Cx<'_, '_>, who: &Caller, place: NodeId) -> Result<()> {
        // The place is locked by the first edit, so the counter is read after it.
        match self {
            Self::Pages { twins, .. } => {
                let [first, second] = twins.map(|key| PageId { section: place, key });
                edit_page(cx, who, first, "locked")?;
                let next = next(&allowed_page(cx, who, second, Right::Read, Need::ReadPages)?.row().title);
                edit_page(cx, who, first, &next)?;
                edit_page(cx, who, second, &next)
            }
            Self::Files { .. } => {
                put_file(cx, who, place, FILES[0], "locked")?;
                let drive = node(cx, &place, NodeKind::Folder)?;
                let second = file_list::read::named(cx.tx, &drive, &place, FILES[1])?.ok_or(Error::NotFound)?;
                let next = next(&text(cx, &second.row.content)?);
                put_file(cx, who, place, FILES[0], &next)?;
                put_file(cx, who, place, FILES[1], &next).map(drop)
            }
        }
    }

    /// Edits all the others, so that layers hide rows.
    pub fn churn(&self, cx: &mut Cx<'_, '_>, who: &Caller, place: NodeId, text: &str) -> Result<()> {
        let (ids, now, body, by) = (cx.ids(), cx.now(), inline(text), who.user());
        content::put(cx.tx, &body, now)?;
        match self {
            Self::Pages { fillers, .. } => {
                let drive = node(cx, &place, NodeKind::Section)?;
                let writer = page_list::write::Writer::lock(cx.tx, ids, &drive, &place, now)?;
                let mut writer = writer.ok_or(Error::NotFound)?;
                for key in fillers {
                    let found = writer.page(key)?.ok_or(Error::Internal)?;
                    writer.replace(found, &body.hash, body.bytes, text, by)?;
                }
                writer.finish(by)?;
            }
            Self::Files { fillers } => {
                let drive = node(cx, &place, NodeKind::Folder)?;
                let writer = file_list::write::Writer::lock(cx.tx, ids, &drive, &place, now)?;
                let mut writer = writer.ok_or(Error::NotFound)?;
                for key in fillers {
                    let found = writer.file(key)?.ok_or(Error::Internal)?;
                    writer.replace(found, &body.hash, body.bytes, &Change::default(), by)?;
                }
                writer.finish(by)?;
            }
        }
        Ok(())
    }

    /// Reads a place whole, checks it against itself and returns the counter.
    pub fn look(&self, cx: &mut Cx<'_, '_>, place: &NodeId) -> Result<String> {
        let (n, all, [one, other]) = match self {
            Self::Pages { twins, .. } => {
                let row = section_row(cx, place)?;
                let pages = page_list::read::newest_in(cx.tx, &row, None, 10 + FILLERS, None)?;
                let title = |key: &PageKey| pages.iter().find(|listed| listed.row.key == *key).expect("a twin is there").row.title.clone();
                (row.held.n, pages.len(), [title(&twins[0]), title(&twins[1])])
            }
            Self::Files { .. } => {
                let (n, files) = files(cx, place)?;
                let content = |name: &str| files.iter().find(|file| file.row.name == name).expect("a twin is there").row.content;
                let [one, other] = FILES.map(content);
                (n, files.len(), [text(cx, &one)?, text(cx, &other)?])
            }
        };
        assert_eq!((n, all), (all as u64, FILES.len() + FILLERS));
        assert_eq!(one, other, "the twins differ");
        Ok(one)
    }
}

fn next(counter: &str) -> String {
    (counter.parse::<u64>().unwrap() + 1).to_string()
}

/// Returns the drive of a live node of this kind.
fn node(cx: &mut Cx<'_, '_>, id: &NodeId, kind: NodeKind) -> Result<model::DriveId> {
    let found = store::node::find(cx.tx, id)?.filter(|node| node.kind == kind);
    Ok(found.ok_or(Error::NotFound)?.drive)
}

fn section_row(cx: &mut Cx<'_, '_>, id: &NodeId) -> Result<section::Section> {
    let drive = node(cx, id, NodeKind::Section)?;
    section::get(cx.tx, &drive, id)?.ok_or(Error::NotFound)
}

/// Returns how many files a folder says that it has, and all of them.
fn files(cx: &mut Cx<'_, '_>, id: &NodeId) -> Result<(u64, Vec<store::file::File>)> {
    let drive = node(cx, id, NodeKind::Folder)?;
    let row = folder::get(cx.tx, &drive, id)?.ok_or(Error::NotFound)?;
    let listing = Listing { order: Order::Name, is_descending: false, after: None, limit: 10 + FILLERS };
    Ok((row.held.n, file_list::read::children(cx.tx, &row, &listing)?))
}

fn text(cx: &mut Cx<'_, '_>, hash: &Hash) -> Result<String> {
    match content::get(cx.tx, hash)? {
        Some(Body::Inline(bytes)) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        _ => Err(Error::Internal),
    }
}
