//! What an editor sends.

/// A change of a page, as an editor says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// The title, if it was changed.
    pub title: Option<Retitle>,
    /// The areas that were changed, and new ones. Others stay as they are.
    pub areas: Vec<AreaEdit>,
}

/// A change of the title. Both are plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retitle {
    /// The title that the editor began with.
    pub base: String,
    /// The one that it is to be.
    pub title: String,
}

/// A change of an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaEdit {
    /// Which one.
    pub place: Place,
    /// The keys of its blocks as the editor got them, in order.
    pub base: Vec<String>,
    /// Its blocks as they are to be, in order. Those of `base` that are not named here are deleted.
    pub blocks: Vec<Block>,
}

/// Which area is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The one with this key.
    Area(String),
    /// A new outline. If one stands at just this place already, that one.
    New {
        /// Pixels from the left; at most [`PLACE_MAX`](super::PLACE_MAX).
        left: u32,
        /// Pixels from the top; at most [`PLACE_MAX`](super::PLACE_MAX).
        top: u32,
        /// Pixels; from 1 to [`PLACE_MAX`](super::PLACE_MAX).
        width: u32,
    },
}

/// A block as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// The one with this key, which is among the base of the area; each once.
    Keep(String),
    /// What this HTML says: any number of blocks, by the rules of [`crate::parse()`]. It has no positions.
    Html(String),
}

/// All that an editor has, to become a page of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Apart {
    /// Its title: plain text.
    pub title: String,
    /// Its areas, all of them.
    pub areas: Vec<ApartArea>,
}

/// An area of [`Apart`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApartArea {
    /// Its key, if it has one.
    pub area: Option<String>,
    /// Where it stands, if it is an outline: [`Place::New`]. What is neither here nor on the stored page goes to what flows.
    pub at: Option<Place>,
    /// Its blocks, in order.
    pub blocks: Vec<ApartBlock>,
}

/// A block of [`Apart`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApartBlock {
    /// Its key, if it is a stored one.
    pub keep: Option<String>,
    /// Its HTML, in case that is gone.
    pub html: String,
}
