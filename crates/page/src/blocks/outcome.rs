//! What becomes of an edit, and why nothing does.

use std::fmt;

use crate::complaint::Complaint;
use crate::document::Document;
use crate::parse::ParseError;

/// What became of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The page with the edit.
    pub document: Document,
    /// Whether that is another page than the stored one. If not, nothing is to be written.
    pub is_changed: bool,
    /// The areas of the edit, in its order.
    pub areas: Vec<MergedArea>,
    /// What was mended or left out of the edit's HTML; at most 64.
    pub complaints: Vec<Complaint>,
}

/// An area of an edit as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergedArea {
    /// Its key; `None` if there is no such area now, since nothing is in it.
    pub key: Option<String>,
    /// The keys of its blocks, in order.
    pub blocks: Vec<String>,
    /// Those of them that the editor does not have, because others wrote them.
    pub news: Vec<String>,
    /// Blocks that the edit kept, and that are gone, because others took them away.
    pub gone: Vec<String>,
}

/// Why nothing was merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeError {
    /// Others changed the same meanwhile.
    Conflict(Conflict),
    /// The edit cannot be carried out on any page.
    Unfit {
        /// Which area of it, counted from zero.
        area: usize,
        /// Why not.
        why: Unfit,
    },
    /// The page, or what the edit brings, passes a bound, or says what no page may.
    Page(ParseError),
}

/// What both sides changed. Something is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// Whether it is about the title.
    pub title: bool,
    /// The areas that it is about.
    pub areas: Vec<AreaConflict>,
}

/// What of an area both sides changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaConflict {
    /// Which area of the edit, counted from zero.
    pub area: usize,
    /// Blocks of the edit's base that both changed; all of them if the area itself is gone. None if both changed what stands between
    /// blocks.
    pub blocks: Vec<String>,
}

/// Why an edit is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// More areas than an edit may have.
    TooManyAreas,
    /// More blocks than an edit, or a page that is edited, may have.
    TooManyBlocks,
    /// The area comes twice.
    AreaTwice,
    /// What names a block is no key.
    NoKey,
    /// A block is kept that is not in the base.
    KeyUnknown,
    /// A block is kept twice.
    KeyTwice,
    /// A new outline is to stand beyond what a page has.
    PlaceBeyond,
    /// The HTML shows or attaches a part of the request that is not there, or shows one that is no image.
    PartMissing {
        /// The part's name, shortened.
        name: String,
    },
    /// The edit brings more images than one request may.
    TooManyImages {
        /// The bound that was passed.
        images_max: usize,
    },
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(_) => f.write_str("others changed the same"),
            Self::Unfit { area, why } => write!(f, "area {area}: {why:?}"),
            Self::Page(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for MergeError {}
