//! What can be wrong with a request, in the domain's words. No status, no code, no sentence for the client: `server` has
//! those, in one table.

use crate::item::shortcut::Refused;
use model::{NameError, NameRule, Need, Right};

/// What a verb answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a verb was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// We do not know the caller: no token, or one that is unknown, expired or revoked.
    Unauthenticated,
    /// What was asked for is somebody's own, and an app asks without a person.
    NoPerson,
    /// The token's scopes do not allow this kind of call.
    ScopeMissing(Need),
    /// It is not there, or not for the caller to see. Nobody can tell which.
    NotFound,
    /// There is no such group, or the caller is no member.
    GroupNotFound,
    /// There is no such site, or the caller is no member.
    SiteNotFound,
    /// The destination of a copy is not there, or not for the caller to see.
    DestinationNotFound,
    /// The destination cannot hold what is copied: a section where a notebook is meant, a page where a section is.
    DestinationUnfit,
    /// A tree cannot be copied into itself.
    CopyIntoItself,
    /// A tree cannot be moved into itself.
    MoveIntoItself,
    /// What lies in one drive cannot be moved to another.
    OtherDrive,
    /// A notebook holds section groups and sections, and these lie nowhere else.
    NotebookOnly,
    /// A shortcut is not what was asked of it, or cannot be made.
    Shortcut(crate::item::shortcut::Refused),
    /// The root of a drive can be neither named nor moved, removed or copied whole.
    DriveRoot,
    /// Only files have a content of their own.
    NoContent,
    /// Only files have versions.
    NoVersions,
    /// What a file holds now cannot be removed from it as a version.
    CurrentVersion,
    /// What a section holds is its pages; it has no bytes that could be given out.
    SectionContent,
    /// What it lay in is gone, so it has to be said where it goes.
    ParentGone,
    /// A page may not be indented so far.
    LevelTooDeep {
        /// The deepest level.
        level_max: u32,
    },
    /// More pages would have to be put in order than one request may.
    TooManyToOrder,
    /// The caller may see it, but not do this to it.
    NotAllowed(Right),
    /// An app that may touch only pages of its own making asked for a section that holds others.
    ForeignPages,
    /// There is no such drive, or the caller has no business in it.
    DriveNotFound,
    /// The site has no default document library, so no notebook can be created there.
    NoDefaultLibrary,
    /// A permission is to be given to somebody who is not there.
    PrincipalNotFound,
    /// A permission comes from elsewhere, and cannot be ended here.
    Inherited,
    /// What is a person's own drive is not shared as a whole.
    RootNotShared,
    /// Something is shared with as many people, or by as many links, as anything may be.
    TooManyShares,
    /// What a sharing link leads to opens with a password, and none was given, or another.
    LinkLocked,
    /// The name breaks a rule.
    BadName(NameError, NameRule),
    /// A sibling has the name.
    NameTaken(String),
    /// Section groups may not nest deeper.
    TooDeep,
    /// What is to be shown around the things asked for is more than one answer holds.
    TooMuchToExpand,
    /// The page's HTML cannot be taken.
    BadPage(::page::ParseError),
    /// A command of a patch cannot be carried out, so none was.
    BadPatch(::page::PatchError),
    /// `If-Match` names another version.
    Changed,
    /// An image or a file that the page names was deleted, with the last page that had it, while the request came in.
    ResourceGone,
    /// The idempotency key was used for another request.
    KeyReused,
    /// What the repeated request made is gone.
    KeyOutcomeGone,
    /// What is copied was deleted while the copy ran, or is not for the caller to see any more.
    SourceGone,
    /// The operation was cancelled.
    Cancelled,
    /// The operation has ended already.
    AlreadyEnded,
    /// The drive's quota does not allow it.
    QuotaExceeded,
    /// The section holds as many pages as it may.
    SectionFull,
    /// What changes below something is asked of what holds nothing.
    NotAFolder,
    /// What changed since a token cannot be told any more: the client has to begin again.
    Resync,
    /// An upload session does not take what came.
    Upload(crate::upload::Refused),
    /// A text in the request holds U+0000, which no stored text can.
    ZeroInText,
    /// The caller has as many copies under way as anybody may; one more may be asked for once one has ended.
    TooManyCopies,
    /// More lies in the folder than can be copied without it.
    TooManyChildren {
        /// The most.
        children_max: u64,
    },
    /// What only who runs the server asks for was refused.
    Administration(crate::admin::Refused),
    /// Others hold what is needed; the same request may succeed in a moment.
    Busy,
    /// The database cannot be reached.
    Unavailable,
    /// The disk is full, or its database may not grow.
    DiskFull,
    /// A bug or damage; the log has the cause.
    Internal,
}

impl Error {
    /// Says whether trying the same again could help.
    pub const fn retryable(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable | Self::DiskFull)
    }

    /// Returns how an operation's row keeps this error: a word, and what it is about.
    pub fn stored(&self) -> (&'static str, Option<String>) {
        let word = match self {
            Self::NameTaken(name) => return ("name-taken", Some(name.clone())),
            Self::NotFound | Self::SourceGone => "source-gone",
            Self::DestinationNotFound | Self::GroupNotFound | Self::SiteNotFound => "destination-not-found",
            Self::DestinationUnfit | Self::NoDefaultLibrary => "destination-unfit",
            Self::NotebookOnly => "notebook-only",
            Self::CopyIntoItself => "copy-into-itself",
            Self::NotAllowed(_) => "not-allowed",
            Self::ForeignPages => "foreign-pages",
            Self::TooDeep => "too-deep",
            Self::TooManyChildren { .. } => "too-many-children",
            Self::Shortcut(Refused::Copied) => "shortcut-copied",
            Self::Cancelled => "cancelled",
            Self::QuotaExceeded => "quota-exceeded",
            Self::SectionFull => "section-full",
            Self::DiskFull => "disk-full",
            Self::Busy | Self::Unavailable => "unavailable",
            Self::Unauthenticated
            | Self::NoPerson
            | Self::ScopeMissing(_)
            | Self::BadName(..)
            | Self::TooMuchToExpand
            | Self::BadPage(_)
            | Self::BadPatch(_)
            | Self::Changed
            | Self::ResourceGone
            | Self::KeyReused
            | Self::KeyOutcomeGone
            | Self::AlreadyEnded
            | Self::MoveIntoItself
            | Self::OtherDrive
            | Self::Shortcut(_)
            | Self::DriveRoot
            | Self::NoContent
            | Self::NoVersions
            | Self::CurrentVersion
            | Self::SectionContent
            | Self::ParentGone
            | Self::LevelTooDeep { .. }
            | Self::TooManyToOrder
            | Self::PrincipalNotFound
            | Self::DriveNotFound
            | Self::Inherited
            | Self::RootNotShared
            | Self::TooManyShares
            | Self::LinkLocked
            | Self::NotAFolder
            | Self::Resync
            | Self::Upload(_)
            | Self::TooManyCopies
            | Self::ZeroInText
            | Self::Administration(_)
            | Self::Internal => "internal",
        };
        (word, None)
    }

    /// Reads what an operation's row keeps. A word of a newer release is an internal error to this one.
    pub fn from_stored(word: &str, detail: Option<&str>) -> Self {
        match word {
            "name-taken" => Self::NameTaken(detail.unwrap_or_default().to_owned()),
            "source-gone" => Self::SourceGone,
            "destination-not-found" => Self::DestinationNotFound,
            "destination-unfit" => Self::DestinationUnfit,
            "notebook-only" => Self::NotebookOnly,
            "copy-into-itself" => Self::CopyIntoItself,
            "not-allowed" => Self::NotAllowed(Right::Write),
            "foreign-pages" => Self::ForeignPages,
            "too-deep" => Self::TooDeep,
            "too-many-children" => Self::TooManyChildren { children_max: crate::copy::CHILDREN_MAX },
            "shortcut-copied" => Self::Shortcut(Refused::Copied),
            "cancelled" => Self::Cancelled,
            "quota-exceeded" => Self::QuotaExceeded,
            "section-full" => Self::SectionFull,
            "disk-full" => Self::DiskFull,
            "unavailable" => Self::Unavailable,
            _ => Self::Internal,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        use store::Error as E;
        match error {
            E::ZeroInText(_) => Self::ZeroInText,
            E::Busy => Self::Busy,
            E::Full => Self::DiskFull,
            E::Unavailable(_) | E::Failed => {
                tracing::error!(?error, "the store is not available");
                Self::Unavailable
            }
            E::Conflict(label) if label.starts_with("copy.") || label.starts_with("node.") => Self::NameTaken(String::new()),
            E::Conflict(_) | E::Reference(_) | E::Corrupt { .. } | E::Newer { .. } | E::Altered { .. } | E::Foreign | E::Internal(_) => {
                tracing::error!(?error, "the store answered what no request can cause");
                Self::Internal
            }
        }
    }
}

impl std::fmt::Display for Error {
    /// For the log and the command line; clients get the sentences of their surface.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NameTaken(name) => write!(out, "the name {name:?} is taken"),
            Self::BadName(NameError::Blank, _) => out.write_str("the name cannot be used: it is blank"),
            Self::BadName(NameError::Character(c), _) => write!(out, "the name cannot be used: it has the character {c:?}"),
            Self::BadName(NameError::LeadingSpace, _) => out.write_str("the name cannot be used: it begins with a space"),
            Self::BadName(NameError::TooLong { chars_max }, _) => {
                write!(out, "the name cannot be used: it has more than {chars_max} characters")
            }
            Self::ZeroInText => out.write_str("a text holds the character U+0000"),
            Self::DiskFull => out.write_str("the disk is full"),
            Self::Busy => out.write_str("the data folder is busy; try again"),
            Self::Unavailable => out.write_str("the store is not available"),
            Self::NotFound => out.write_str("there is no such thing"),
            Self::GroupNotFound => out.write_str("there is no such group"),
            Self::SiteNotFound => out.write_str("there is no such site"),
            Self::AlreadyEnded => out.write_str("the operation has ended already"),
            Self::Administration(refused) => refused.fmt(out),
            other => write!(out, "{other:?}"),
        }
    }
}

impl std::error::Error for Error {}
