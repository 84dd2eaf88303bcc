//! Small pictures of pictures. The sources are of anybody's making, so what they may cost is bounded before a pixel is decoded.
//!
//! Nothing here does I/O or keeps anything; drawing takes long, so it belongs on a thread that may be kept busy.

mod cost;
mod draw;
mod size;

pub use cost::{BYTES_MAX, COST_BYTES_MAX, SIDE_MAX, can_be_drawn, cost_bytes};
pub use draw::{Undrawable, draw};
pub use size::{SIZE_SIDE_MAX, Size};
