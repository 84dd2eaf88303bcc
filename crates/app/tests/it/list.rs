//! Lists of the newest pages: how much they visit, by which plans, and what they show while layers are rebuilt under them.

mod drive_edition;
mod edition;
mod paging;
mod plan;
mod visit;
