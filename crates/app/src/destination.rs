//! Where a person may put something: what a picker shows them.

mod folder;

use crate::place::{self, Place};
use crate::shelf::{self, Keeper};
use crate::view::NodeView;
use crate::{Caller, Cx, Error, Result, everywhere, notebook};
use model::{Location, NodeId, NodeKind, Right};

/// The most that are shown. Who looks for another one types some of its name.
pub const SHOWN_MAX: usize = 100;

/// The most nodes of one kind at one place that are looked through.
const LOOKED_AT_MAX: usize = 2_000;

/// Something that can be put somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// A notebook: to one's own, or those of a group or a site.
    Notebook,
    /// A section or a section group: into notebooks and section groups.
    Section,
    /// A page: into sections.
    Page,
    /// A file or a folder, or a notebook among them: into folders, and to the top of a drive.
    Item,
}

/// Somewhere.
#[derive(Clone, Debug)]
pub enum Destination {
    /// Among the notebooks of a place.
    Place(Location, Keeper),
    /// In a notebook, a section group or a section.
    Node(Box<NodeView>),
    /// In a folder, or at the top of a drive.
    Folder {
        /// The folder, or the root.
        id: NodeId,
        /// What it is called, with the names of what it lies in, as far as the caller may know them.
        path: Vec<String>,
    },
}

impl Destination {
    /// Returns what it is called, with the names of what it lies in.
    pub fn path(&self) -> Vec<&str> {
        match self {
            Self::Place(_, Keeper::Own) => vec!["Yours"],
            Self::Place(_, Keeper::Others) => vec!["Shared with you"],
            Self::Place(_, Keeper::Group(name) | Keeper::Site(name)) => vec![name],
            Self::Node(view) => {
                let names = &view.path.names;
                let notebook = view.notebook.as_ref().map_or(&view.name, |above| &above.name);
                // The folders around a notebook tell nobody anything.
                let start = names.iter().position(|name| name == notebook).unwrap_or_default();
                names[start..].iter().map(String::as_str).collect()
            }
            Self::Folder { path, .. } => path.iter().map(String::as_str).collect(),
        }
    }
}

/// Returns where the caller may put such a thing, by place and name; of very many those whose name, or that of something around
/// them, has all of the words. The second part says whether there are more.
///
/// # Errors
/// [`Error::NoPerson`]; what the store can meet.
pub fn all(cx: &mut Cx<'_, '_>, caller: &Caller, load: Load, words: &str) -> Result<(Vec<Destination>, bool)> {
    let words: Vec<String> = words.split_whitespace().map(model::fold).collect();
    let mut found = Vec::new();
    for shelf in shelf::places(cx, caller)? {
        let (keeper, place) = shelf;
        if load == Load::Notebook {
            let takes_new = place.role.is_some_and(|role| role.gives(Right::Write)) && place.default_drive().is_ok();
            let named = Destination::Place(place.location, keeper);
            if takes_new && has_all(&named, &words) {
                found.push(named);
            }
        } else if load == Load::Item {
            folder::of_place(cx, caller, (&keeper, &place), &words, &mut found)?;
        } else {
            below(cx, caller, &place, load, &words, &mut found)?;
        }
    }
    if load == Load::Item {
        folder::shared(cx, caller, &words, &mut found)?;
    } else if load != Load::Notebook {
        for owner in everywhere::sharers(cx, caller)? {
            match place::resolve(cx, caller, Location::User(owner)) {
                Ok(place) => below(cx, caller, &place, load, &words, &mut found)?,
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
    }
    let has_more = found.len() > SHOWN_MAX;
    found.truncate(SHOWN_MAX);
    Ok((found, has_more))
}

fn has_all(destination: &Destination, words: &[String]) -> bool {
    let names = model::fold(&destination.path().join(" "));
    words.iter().all(|word| names.contains(word.as_str()))
}

fn below(cx: &mut Cx<'_, '_>, caller: &Caller, place: &Place, load: Load, words: &[String], found: &mut Vec<Destination>) -> Result<()> {
    let kinds: &[NodeKind] = if load == Load::Page { &[NodeKind::Section] } else { &[NodeKind::Notebook, NodeKind::SectionGroup] };
    for kind in kinds {
        if found.len() > SHOWN_MAX {
            return Ok(());
        }
        // Without words the first ones will do.
        let limit = if words.is_empty() { SHOWN_MAX + 1 } else { LOOKED_AT_MAX };
        let nodes = notebook::all_of(cx, caller, place, *kind, None, limit)?.entries;
        let writable = nodes.into_iter().filter(|view| view.role.gives(Right::Write));
        found.extend(writable.map(|view| Destination::Node(Box::new(view))).filter(|node| has_all(node, words)));
    }
    Ok(())
}
