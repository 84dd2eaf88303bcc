//! Operations: asked for, cancelled.

pub(crate) mod cancel;
pub(crate) mod get;
pub(crate) mod wire;
