//! Sites.

pub(crate) mod from_url;
