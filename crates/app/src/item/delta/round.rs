//! One piece of what changed: it is filled from where the last one ended, until there is enough.

use super::changes::Changes;
use super::{Gone, Place, Token, Was};
use crate::access::Allowed;
use crate::item::view::Within;
use crate::{Cx, Result};
use model::{ItemId, NodeId, Timestamp};
use store::delta;
use store::file::File;
use store::file_list::read::{self, Since};
use store::file_list::trash;
use store::relocation::{self, Left, LeftAt};

/// How many deletions or moves are looked at by one statement.
const LOOKED_AT_ONCE: usize = 1_024;

/// What is told.
pub(super) enum Entry {
    Node(NodeId),
    File(Box<File>),
    Gone(Gone),
}

/// A round that is being told.
pub(super) struct Round<'a> {
    pub(super) top: &'a Allowed,
    pub(super) within: Within,
    pub(super) room: usize,
    /// How many removals may still be looked at.
    pub(super) looks: usize,
    pub(super) found: Vec<(Place, Entry)>,
}

impl Round<'_> {
    fn left(&self) -> usize {
        self.room - self.found.len()
    }

    /// Finds what a piece has room for. Returns where it stopped, if it had looked at too many.
    pub(super) fn fill(&mut self, cx: &mut Cx<'_, '_>, token: &Token, changes: &Changes<'_>) -> Result<Option<Place>> {
        let at = token.rest.as_ref().map(|rest| rest.at);
        if matches!(at, None | Some(Place::There(..))) {
            self.there(cx, at, changes)?;
        }
        let Some(since) = token.since else { return Ok(None) };
        if matches!(at, None | Some(Place::There(..) | Place::Gone(..))) {
            self.gone(cx, at, changes)?;
        }
        if !matches!(at, Some(Place::Left(_))) {
            let stopped = self.gone_files(cx, since, at, changes)?;
            if stopped.is_some() {
                return Ok(stopped);
            }
        }
        self.left_files(cx, since, at, changes)
    }

    fn there(&mut self, cx: &mut Cx<'_, '_>, at: Option<Place>, changes: &Changes<'_>) -> Result<()> {
        for node in &changes.there {
            let here = (node.depth, node.id);
            let mut after = None;
            match at {
                Some(Place::There(depth, id, _)) if here < (depth, id) => continue,
                Some(Place::There(depth, id, file)) if here == (depth, id) => after = file,
                _ if self.left() == 0 => return Ok(()),
                _ => self.found.push((Place::There(node.depth, node.id, None), Entry::Node(node.id))),
            }
            if let Some(since) = node.files {
                self.files(cx, &node.id, since, after, |file, place| {
                    (Place::There(node.depth, node.id, Some(place)), Entry::File(Box::new(file)))
                })?;
            }
        }
        Ok(())
    }

    fn files(
        &mut self,
        cx: &mut Cx<'_, '_>,
        folder: &NodeId,
        since: Since,
        after: Option<read::Place>,
        entry: impl Fn(File, read::Place) -> (Place, Entry),
    ) -> Result<()> {
        if self.left() > 0 {
            let files = delta::files(cx.tx, &self.top.drive().id, folder, since, after.as_ref(), self.left())?;
            self.found.extend(files.into_iter().map(|file| {
                let place = since.place(&file.row);
                entry(file, place)
            }));
        }
        Ok(())
    }

    fn gone(&mut self, cx: &mut Cx<'_, '_>, at: Option<Place>, changes: &Changes<'_>) -> Result<()> {
        for node in &changes.gone {
            let here = (node.depth, node.id);
            let mut after = None;
            match at {
                Some(Place::Gone(depth, id, _)) if here > (depth, id) => continue,
                Some(Place::Gone(depth, id, file)) if here == (depth, id) => match file {
                    Some(file) => after = Some(file),
                    None => continue,
                },
                _ => {}
            }
            if node.has_files {
                let (drive, within) = (self.top.drive().id, self.within);
                self.files(cx, &node.id, Since::Ever, after, |file, place| {
                    let gone = Gone {
                        id: ItemId::of_file(&drive, &file.id),
                        within,
                        name: file.row.name,
                        parent: ItemId::of_node(&drive, &file.folder),
                        was: Was::File,
                    };
                    (Place::Gone(here.0, here.1, Some(place)), Entry::Gone(gone))
                })?;
            }
            if self.left() == 0 {
                return Ok(());
            }
            let gone = self.lost(node.id.0, &node.name, &node.parent, node.was);
            self.found.push((Place::Gone(here.0, here.1, None), Entry::Gone(gone)));
        }
        Ok(())
    }

    fn gone_files(&mut self, cx: &mut Cx<'_, '_>, since: Timestamp, at: Option<Place>, changes: &Changes<'_>) -> Result<Option<Place>> {
        let mut after = match at {
            Some(Place::GoneFile(deleted, folder, key)) => Some((deleted, folder, key)),
            _ => None,
        };
        while self.left() > 0 {
            let Some(wanted) = self.to_look_at() else { return Ok(after.map(|(at, folder, key)| Place::GoneFile(at, folder, key))) };
            let files = trash::gone_since(cx.tx, &self.top.drive().id, since, after.as_ref(), wanted)?;
            self.looks -= files.len();
            let is_all = files.len() < wanted;
            after = files.last().map(|file| (file.deleted, file.folder, file.key)).or(after);
            for file in files.into_iter().filter(|file| changes.reaches(&file.folder)).take(self.left()) {
                let gone = self.lost(file.id.0, &file.name, &file.folder, Was::File);
                self.found.push((Place::GoneFile(file.deleted, file.folder, file.key), Entry::Gone(gone)));
            }
            if is_all {
                break;
            }
        }
        Ok(None)
    }

    /// Tells of files as gone that left a folder of the tree and lie outside of it now, or nowhere.
    fn left_files(&mut self, cx: &mut Cx<'_, '_>, since: Timestamp, at: Option<Place>, changes: &Changes<'_>) -> Result<Option<Place>> {
        let mut after = if let Some(Place::Left(at)) = at { at } else { LeftAt::before_all(since) };
        while self.left() > 0 {
            let Some(wanted) = self.to_look_at() else { return Ok(Some(Place::Left(after))) };
            let moves = relocation::files_after(cx.tx, &self.top.drive().id, &after, wanted)?;
            self.looks -= moves.len();
            let is_all = moves.len() < wanted;
            after = moves.last().map_or(after, |it| it.at);
            let is_outside = |it: &Left| changes.reaches(&it.at.folder) && !it.lies_in.is_some_and(|it| changes.shows(&it));
            for it in moves.into_iter().filter(is_outside).take(self.left()) {
                let gone = self.lost(it.at.file.0, &it.name, &it.at.folder, Was::File);
                self.found.push((Place::Left(it.at), Entry::Gone(gone)));
            }
            if is_all {
                break;
            }
        }
        Ok(None)
    }

    /// Returns how many removals to look at by one statement; none if it were too many.
    fn to_look_at(&self) -> Option<usize> {
        Some(LOOKED_AT_ONCE.min(self.looks)).filter(|it| *it > 0)
    }

    fn lost(&self, id: [u8; 16], name: &str, parent: &NodeId, was: Was) -> Gone {
        let drive = &self.top.drive().id;
        let id = ItemId::of_node(drive, &NodeId(id));
        Gone { id, within: self.within, name: name.to_owned(), parent: ItemId::of_node(drive, parent), was }
    }
}
