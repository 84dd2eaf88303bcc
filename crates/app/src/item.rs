//! What lies in drives, as drives show it: one thing is a folder here, and a notebook on the notebooks' own surface.

mod find;
mod quota;
pub mod view;

pub use find::{Anchor, At, Drives, Which, children, drive, drives, item, section_name};
pub use store::node::position;
