//! The HTML of blocks, read as any input is.

use super::key::Print;
use super::outcome::Unfit;
use crate::complaint::Complaint;
use crate::limits::{COMPLAINTS_MAX, INPUT_BYTES_MAX};
use crate::normalise::{Images, Lost};
use crate::parse::raw::Work;
use crate::parse::{ParseError, parse_fragment};
use crate::patch::rebuild::rebuild;
use crate::surroundings::Surroundings;
use crate::tree::{NodeId, Tree};

/// Reads pieces of HTML into a tree. All of them together may take what one page may.
pub(super) struct Reader<'a> {
    around: &'a dyn Surroundings,
    work: Work,
    images: Images,
    bytes: usize,
    pub(super) complaints: Vec<Complaint>,
}

/// Why a piece is not read.
pub(super) enum Stop {
    Unfit(Unfit),
    Page(ParseError),
}

impl<'a> Reader<'a> {
    pub(super) fn new(around: &'a dyn Surroundings) -> Self {
        Self { around, work: Work::default(), images: Images::default(), bytes: 0, complaints: vec![] }
    }

    /// Returns the blocks that some HTML says, as they stand in a page, with what they say. They are nowhere in the tree yet.
    pub(super) fn read(&mut self, html: &str, tree: &mut Tree) -> Result<Vec<(Print, NodeId)>, Stop> {
        self.bytes += html.len();
        if self.bytes > INPUT_BYTES_MAX {
            return Err(Stop::Page(ParseError::TooLarge { bytes_max: INPUT_BYTES_MAX }));
        }
        let (fragment, work) = parse_fragment(html, self.around, self.images).map_err(Stop::Page)?;
        self.work += work;
        self.work.check().map_err(Stop::Page)?;
        match fragment.lost {
            Some(Lost::Part { name }) => return Err(Stop::Unfit(Unfit::PartMissing { name })),
            Some(Lost::TooManyImages { images_max }) => return Err(Stop::Unfit(Unfit::TooManyImages { images_max })),
            None => self.images = fragment.images,
        }
        for complaint in fragment.complaints {
            let is_position = matches!(complaint, Complaint::PositionNotEnabled | Complaint::PositionNotTopLevel);
            if !is_position && self.complaints.len() < COMPLAINTS_MAX && !self.complaints.contains(&complaint) {
                self.complaints.push(complaint);
            }
        }
        let blocks = rebuild(&fragment.tree).map_err(Stop::Page)?;
        let prints: Vec<Print> = blocks.children(Tree::FLOW).map(|id| Print::of_block(&blocks, id)).collect();
        Ok(prints.into_iter().zip(tree.absorb(blocks)).collect())
    }
}
