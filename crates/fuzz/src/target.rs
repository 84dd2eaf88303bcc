//! The targets.

mod drive;
mod html;
mod ink;
mod odata;
mod patch;
mod request;
mod site;

/// Something that takes bytes, and panics if what comes of them must not be.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// What it is called on the command line.
    pub name: &'static str,
    /// Inputs to begin with.
    pub seeds: &'static [&'static str],
    /// What the input's language is made of.
    pub words: &'static [&'static str],
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
    request::JSON,
    request::COMMANDS,
    request::BATCH_JSON,
    request::BATCH_PARTS,
    request::MULTIPART,
    request::COMMAND_PARTS,
    request::PAGE,
    drive::ADDRESS,
    drive::COPY,
];
