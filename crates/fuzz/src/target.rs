//! The targets.

mod drive;
mod html;
mod ink;
mod json;
mod odata;
mod parts;
mod patch;
mod picture;
mod request;
mod site;
mod token;

/// Something that takes bytes, and panics if what comes of them must not be.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// What it is called on the command line.
    pub name: &'static str,
    /// Inputs to begin with.
    pub seeds: &'static [&'static str],
    /// What the input's language is made of: lists, of which targets may share some.
    pub words: &'static [&'static [&'static str]],
    /// How many inputs the test command tries. A second or two on a slow machine.
    pub tests: u64,
    /// Takes an input.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: &[Target] = &[
    html::TARGET,
    patch::TARGET,
    ink::TARGET,
    odata::TARGET,
    request::ADDRESS,
    json::JSON,
    json::COMMANDS,
    json::BATCH_JSON,
    parts::BATCH_PARTS,
    parts::MULTIPART,
    parts::COMMAND_PARTS,
    parts::FILES,
    request::PAGE,
    drive::ADDRESS,
    drive::COPY,
    drive::RANGE,
    drive::RELATED,
    picture::TARGET,
    token::TARGET,
];
