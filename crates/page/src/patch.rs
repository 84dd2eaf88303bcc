//! Changes to a page, by commands. Source: Graph concepts, `onenote-update-page`, contract section 7.
//!
//! Which element may suffer what is one table, in [`mod@target`]. The commands work on the loose tree, in [`mod@change`];
//! afterwards the whole page is built anew by the rules that any page is built by ([`mod@rebuild`]). So nothing that a
//! command brings can make a page that no client could have created.

mod change;
pub(crate) mod rebuild;
mod target;

use std::fmt;

use crate::complaint::Complaint;
use crate::document::Document;
use crate::ids::Version;
use crate::limits::COMMANDS_MAX;
use crate::parse::ParseError;
use crate::surroundings::Surroundings;
use change::Change;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What it is about: `body`, `title`, `#` and a `data-id`, or a generated id.
    pub target: String,
    /// What happens to it.
    pub action: Action,
    /// On which side. It means something where content is added.
    pub position: Position,
    /// HTML; for the title plain text, which is taken literally.
    pub content: Option<String>,
}

/// What happens to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Content is added inside the target.
    Append,
    /// Content is added beside the target.
    Insert,
    /// Content is added inside the target, before all else.
    Prepend,
    /// Content takes the target's place.
    Replace,
    /// The target goes. The schema has it and no document explains it; it works where `replace` does, as replacing by
    /// nothing would.
    Delete,
}

/// On which side content is added: of the target, or of what it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// Behind.
    #[default]
    After,
    /// Before.
    Before,
}

/// What became of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patched {
    /// The page.
    pub document: Document,
    /// What was mended or left out of the commands' content; at most 64.
    pub complaints: Vec<Complaint>,
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatchError {
    /// There are no commands. OneNote refuses with 20125.
    NoCommands,
    /// There are too many commands.
    TooManyCommands {
        /// The bound that was passed.
        commands_max: usize,
    },
    /// One command cannot be carried out.
    Command {
        /// Which, counted from zero.
        index: usize,
        /// Why not.
        why: Refusal,
    },
    /// The page, or what one of the commands brings, passes a bound.
    Page(ParseError),
}

/// Why a command cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The page has no such element, or the generated id is of another version. OneNote refuses with 20120.
    NotFound,
    /// `#title` or `#body`: the words stand without `#`. OneNote refuses with 20149.
    KeywordWithHash,
    /// No word, no generated id, and no `#` before it. OneNote refuses with 20134.
    NoHash,
    /// No target is given. OneNote refuses with 20121.
    NoTarget,
    /// Elements of this name take no change: cells, spans, links, what stands at a position and is no `div`. OneNote refuses
    /// with 20133.
    Unsupported {
        /// The element's name.
        name: &'static str,
    },
    /// A positioned `div` cannot be replaced. OneNote refuses with 20134.
    OutlineFixed,
    /// Nothing can stand beside the body or a positioned `div`. OneNote refuses with 20135.
    OutlineSibling,
    /// Nothing can be added inside an element of this name. OneNote refuses with 20138.
    NoChildren {
        /// The element's name.
        name: &'static str,
    },
    /// The target does not support the action, or not under this kind of id. OneNote refuses with 20141.
    ActionUnsupported,
    /// `before` where nothing is added. OneNote refuses with 20121.
    PositionUnfit,
    /// The action needs content. OneNote refuses with 20121.
    ContentMissing,
    /// Content for an action that takes none. OneNote refuses with 20121.
    ContentUnfit,
    /// The content shows or attaches a part of the request that is not there, or shows one that is no image. OneNote refuses
    /// with 20121.
    PartMissing {
        /// The part's name, shortened.
        name: String,
    },
    /// The commands together bring more images than one request may.
    TooManyImages {
        /// The bound that was passed.
        images_max: usize,
    },
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCommands => f.write_str("there are no commands"),
            Self::TooManyCommands { commands_max } => write!(f, "there are more than {commands_max} commands"),
            Self::Command { index, why } => write!(f, "command {index}: {why:?}"),
            Self::Page(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PatchError {}

/// Carries commands out, one after the other: all of them or none.
///
/// Generated ids are those of `version`, whatever the commands before have changed; a `data-id` is looked for in the page as
/// it is by then, and where several elements have the same one, it is the one that had it first. Links in content are
/// offered to `around` as in [`crate::parse()`]. Positions in content are dropped: a patch makes no outlines. Ink stays as it is.
///
/// # Errors
/// The first command that cannot be carried out, and bounds that are passed: those of [`crate::parse()`], over all commands
/// together, and [`COMMANDS_MAX`](crate::COMMANDS_MAX).
///
/// ```
/// use page::{Action, Command, Position, Version};
///
/// let document = page::parse("<p data-id=one>first</p>", &page::Alone)?.document;
/// let version = Version::of(&[7; 32]);
/// let second = Command {
///     target: "#one".into(),
///     action: Action::Insert,
///     position: Position::After,
///     content: Some("<p>second".into()),
/// };
/// let patched = page::patch(document, version, &[second], &page::Alone)?;
/// assert_eq!(patched.document.text(), "first\nsecond");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn patch(document: Document, version: Version, commands: &[Command], around: &dyn Surroundings) -> Result<Patched, PatchError> {
    if commands.is_empty() {
        return Err(PatchError::NoCommands);
    }
    if commands.len() > COMMANDS_MAX {
        return Err(PatchError::TooManyCommands { commands_max: COMMANDS_MAX });
    }
    let mut change = Change::of(document, version);
    for (index, command) in commands.iter().enumerate() {
        change.carry_out(command, around).map_err(|stop| match stop {
            change::Stop::Refused(why) => PatchError::Command { index, why },
            change::Stop::Page(error) => PatchError::Page(error),
        })?;
    }
    let (document, complaints) = change.finish().map_err(PatchError::Page)?;
    Ok(Patched { document, complaints })
}
