//! A page as areas of blocks, for an editor that changes some blocks and leaves the others alone.
//!
//! An *area* is what flows, or an outline at a position; its *blocks* are what stands directly in it. An editor gets the areas as
//! HTML ([`sheet`]), each block with a key, and sends back an [`Edit`]: the keys that it began with, and for each block either the
//! key of one that stays or new HTML. [`merge`] carries that out on the page as it is by then: what others did meanwhile to other
//! blocks stays, what they did to the same ones is a [`Conflict`].
//!
//! A block that stays is the stored one: nothing of it goes through the editor. So what an editor does not understand it shows and
//! never sends; such blocks are marked. New HTML follows the rules that any page follows, by the same reader.
//!
//! Links between pages, images and files of the page are known again by a mark behind their addresses. A mark says nothing that
//! the stored page does not hold: one that it does not know is an address like any other.

mod align;
mod area;
mod difference;
mod edit;
mod key;
mod merge;
mod outcome;
mod own;
mod print;
mod read;
mod second;
mod three;
mod understood;

pub use difference::{Difference, Part, What, difference};
pub use edit::{Apart, ApartArea, ApartBlock, AreaEdit, Block, Edit, Place, Retitle};
pub use merge::merge;
pub use outcome::{AreaConflict, Conflict, MergeError, Merged, MergedArea, Unfit};
pub use print::{Addresses, Sheet, TooManyBlocks, fits, html, marked, sheet};
pub use second::second;

/// The key of the area that flows. Every page has it.
pub const FLOW: &str = "flow";

/// The most blocks of a page that is edited: a browser takes seconds for more, and comparing them would take long.
pub const BLOCKS_MAX: usize = 10_000;

/// The most areas of one edit. A wall full of notes has fewer.
pub const AREAS_MAX: usize = 1_000;

/// How far from the corner of the page a new outline may stand, and how wide it may be, in pixels: what a position can say.
pub const PLACE_MAX: u32 = 100_000;
