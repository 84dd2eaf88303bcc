//! The demo: a user of the API, with an HTTP client of its own and no way around the server.

mod book;
mod client;
mod figures;
mod story;
mod tour;

pub use figures::Figures;
pub use story::{Look, Story};
pub use tour::{Size, Tour};
