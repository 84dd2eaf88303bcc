//! What is wrong, in the words of the drive's surface: a status, one of fifteen codes, and perhaps a finer one within.
//!
//! Statuses and sentences are those of the one table where it has them; what they are called here follows from the status
//! unless it stands below. Source: "Error codes and messages" of OneDrive; wire contract, section 7.

use super::{Fault, RequestFault, Said};
use crate::drive::address::{BadAddress, Flavor};
use crate::json::shortened;
use crate::upload;
use ::thumbnail::SIZE_SIDE_MAX;
use app::Error;
use app::item::shortcut::Refused as Shortcut;
use http::StatusCode as S;
use model::{NameError, Right};

/// What can be wrong with a request about drives alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DriveFault {
    /// A path leads up.
    DotDot,
    /// A path is longer than any item's.
    PathTooLong,
    /// An item's id is none of ours.
    BadItemId,
    /// A special folder that is none.
    SpecialFolder,
    /// A copy by the first service's name, without the header that says that the answer may come later.
    NoPreference,
    /// A copy by the first service's name, and it is not said to where.
    NoParent,
    /// `parentReference` is not what it can be. Holds what is wrong.
    BadParent(&'static str),
    /// The id and the path in `parentReference` name two things, or its drive does not have its item.
    ParentsDiffer,
    /// Nothing can be put into the target.
    ParentUnfit,
    /// The target is a notebook or lies in one.
    IntoNotebook,
    /// What is in a notebook stays in notebooks.
    OutOfNotebook,
    /// The root cannot be copied.
    CopyOfRoot,
    /// `childrenOnly` of what has no children, or together with a name.
    ChildrenOnly(&'static str),
    /// A member of the body has another type than it takes. Holds its name and what it takes.
    Member(&'static str, &'static str),
    /// A query option, or a value of one, that is documented and not served. Holds it.
    OptionNotServed(String),
    /// A file's bytes are at an address that is none of an upload session here.
    ForeignSource,
    /// A file's bytes are to be made into what they are not.
    Format(String),
    /// No thumbnail can be made of an item.
    NoThumbnail,
    /// A thumbnail of a size that there is not. Holds it.
    ThumbnailSize(String),
    /// Something about sharing that is documented, and that this server does not do. Holds what, and what to do instead.
    NotShared(&'static str),
    /// What changed since a token cannot be told, and the client has to begin again. Holds the address to do that at.
    Resync(String),
    /// There is no such monitor, or not any more.
    NoMonitor,
    /// A file has none of the bytes that are asked for. Holds how many it has.
    Range(u64),
}

impl From<DriveFault> for RequestFault {
    fn from(fault: DriveFault) -> Self {
        Self::Drive(fault)
    }
}

impl From<DriveFault> for Fault {
    fn from(fault: DriveFault) -> Self {
        RequestFault::Drive(fault).into()
    }
}

impl From<BadAddress> for RequestFault {
    fn from(bad: BadAddress) -> Self {
        match bad {
            BadAddress::Syntax(error) => Self::Syntax(error),
            BadAddress::DotDot => Self::Drive(DriveFault::DotDot),
            BadAddress::PathTooLong => Self::Drive(DriveFault::PathTooLong),
            BadAddress::TooManyMembers => Self::Nowhere(String::new()),
        }
    }
}

impl DriveFault {
    /// The table of what is refused of such requests alone.
    pub(super) fn said(&self) -> Said {
        let bad = |message: String| Said::new(S::BAD_REQUEST, "invalidRequest", message);
        match self {
            Self::DotDot => bad("A path cannot lead up with `..`. Name the item from the root, or by its id.".into()).within("invalidPath"),
            Self::PathTooLong => bad("The path is too long. It may have at most 430 characters.".into()).within("pathIsTooLong"),
            Self::BadItemId => {
                bad("The id of the item is not valid. Use an id as this server gives it out.".into()).within("invalidResourceId")
            }
            Self::SpecialFolder => {
                bad("There is no special folder of this name. There are approot, documents, photos, cameraroll, music and desktop.".into())
            }
            Self::NoPreference => bad("A copy goes on after its answer. Send the preference for it: `Prefer: respond-async`.".into()),
            Self::NoParent => bad("It is not said to where. Send parentReference with an id or a path.".into()),
            Self::BadParent(why) => bad(format!("The parentReference cannot be used: {why}.")),
            Self::ParentsDiffer => {
                bad("The parentReference names two different things: its id, its path and its driveId must mean the same.".into())
            }
            Self::ParentUnfit => bad("Nothing can be put into the target. Name a folder.".into()),
            Self::IntoNotebook => Said::new(
                S::FORBIDDEN,
                "notAllowed",
                "What is in a notebook is put there through the notebooks' own addresses. Name a folder outside of notebooks.",
            ),
            Self::OutOfNotebook => Said::new(
                S::BAD_REQUEST,
                "notSupported",
                "Sections and section groups are copied into notebooks and section groups. Name one of these.",
            ),
            Self::CopyOfRoot => bad("The root cannot be copied. Send childrenOnly, or copy what lies in it.".into()),
            Self::ChildrenOnly(why) => bad(format!("With childrenOnly, {why}.")),
            Self::Member(name, takes) => bad(format!("The member {name} takes {takes}.")),
            // A whole endpoint that is not served is 501, an option of one 400.
            Self::OptionNotServed(option) => Said::new(
                S::BAD_REQUEST,
                "notSupported",
                format!("The query option {option} is documented, but not served by this version of the server. Leave it out."),
            ),
            Self::ForeignSource => Said::new(
                S::BAD_REQUEST,
                "notSupported",
                "Files are not fetched from elsewhere. Send the uploadUrl of an upload session, as this server gave it out.",
            ),
            Self::Format(format) => Said::new(
                S::UNSUPPORTED_MEDIA_TYPE,
                "notSupported",
                format!("Files are given out as they are, and not as {}. Leave format out.", shortened(format)),
            ),
            Self::NoThumbnail => Said::new(
                S::NOT_FOUND,
                "itemNotFound",
                "There is no thumbnail of this. They are made of PNG, JPEG, GIF, WebP and BMP that are whole and not too large.",
            ),
            Self::ThumbnailSize(name) => bad(format!(
                "There is no size {name}. There are small, medium, large, smallSquare, mediumSquare, largeSquare and source, and c300x200 or c300x200_Crop with sides up to {SIZE_SIDE_MAX}."
            )),
            Self::NotShared(why) => Said::new(S::BAD_REQUEST, "notSupported", *why),
            Self::Resync(location) => {
                Said { location: Some(location.clone()), ..by_status(&super::verb(&Error::Resync)).within("resyncChangesApplyDifferences") }
            }
            Self::Range(bytes) => Said {
                content_range: Some(format!("bytes */{bytes}")),
                ..Said::new(
                    S::RANGE_NOT_SATISFIABLE,
                    "invalidRange",
                    format!("The file has {bytes} bytes, and none of them are in this range. Ask for some that it has."),
                )
            },
            Self::NoMonitor => Said::new(
                S::NOT_FOUND,
                "operationNotFound",
                "There is no operation at this address, or it ended long ago. Look for the item itself.",
            ),
        }
    }
}

impl Fault {
    /// Says what is wrong, on the drive's surface.
    pub(crate) fn said_of_drive(&self, flavor: Flavor) -> Said {
        let said = self.said(false);
        let code = |code| Said { code, ..said.clone() };
        match self {
            Self::Request(RequestFault::Drive(DriveFault::Resync(_))) if flavor == Flavor::Legacy => {
                said.within("ResyncChangesApplyDifferences")
            }
            Self::Request(RequestFault::Drive(_)) => said,
            // To ask for the one drive of somebody who has none is to ask for what is not there.
            Self::Verb(Error::NoDefaultLibrary) => Said::new(
                S::NOT_FOUND,
                "itemNotFound",
                "This site has no default document library. List its drives, or ask who runs the server to add one.",
            ),
            Self::Verb(Error::DestinationUnfit) => DriveFault::ParentUnfit.said(),
            Self::Verb(Error::PrincipalNotFound) => Said {
                message: "There is no person or group with this email or objectId. Send the name that they sign in by, or their id.".into(),
                ..code("invalidRequest")
            },
            // The notebooks' own surface has another status for it.
            Self::Verb(Error::Inherited) => Said { status: S::FORBIDDEN, ..code("notAllowed") },
            Self::Verb(Error::Upload(refused)) => said.told(upload::words(refused)),
            Self::Request(RequestFault::Fragment(fault)) => said.told(fault.words()),
            // What else has tags here are pages.
            Self::Verb(Error::Changed) => Said {
                message: "The item has changed since the version that the request names, or is not there. Get it again.".into(),
                ..code("resourceModified").within("entityTagDoesNotMatch")
            },
            Self::Verb(error) => {
                of_verb(error, flavor).map_or_else(|| by_status(&said), |(code, inner)| Said { code, inner, ..said.clone() })
            }
            Self::Request(fault) => match fault {
                RequestFault::Method(..) => code("notAllowed"),
                RequestFault::UriTooLong => code("invalidRequest").within("pathIsTooLong"),
                RequestFault::BodyTooLarge { .. } => code("invalidRequest").within("maxStreamSizeExceeded"),
                RequestFault::ExpandOption(..) => Said { status: S::BAD_REQUEST, ..code("notSupported") },
                RequestFault::OptionUnknown(_)
                | RequestFault::OptionSyntax(..)
                | RequestFault::OptionValue(..)
                | RequestFault::UnknownTerm(..)
                | RequestFault::UnknownField(..) => code("invalidRequest").within("invalidQueryOption"),
                // A client begins a list again when it reads these three words.
                RequestFault::BadSkipToken => Said {
                    message: "Invalid paging token. Follow @odata.nextLink as it was given, or begin again without it.".into(),
                    ..code("invalidRequest")
                },
                RequestFault::BadIfMatch => code("invalidRequest").within("malformedEntityTag"),
                RequestFault::PersonalCopy => Said { status: S::FORBIDDEN, ..code("notAllowed") },
                _ => by_status(&said),
            },
        }
    }
}

/// Returns the codes of what a verb refuses, where the status alone does not tell.
fn of_verb(error: &Error, flavor: Flavor) -> Option<(&'static str, Option<&'static str>)> {
    Some(match error {
        Error::Unauthenticated if flavor == Flavor::Legacy => ("unauthenticated", None),
        Error::Unauthenticated => ("InvalidAuthenticationToken", None),
        Error::NoPerson => ("BadRequest", None),
        Error::SectionContent => ("notSupported", None),
        Error::Shortcut(Shortcut::Through | Shortcut::TargetGone | Shortcut::TooMany) => return None,
        Error::Shortcut(_) => ("notSupported", None),
        Error::AlreadyEnded | Error::NotebookOnly => ("notAllowed", None),
        Error::LinkLocked => ("accessDenied", Some("accessRestricted")),
        Error::ForeignPages | Error::NotAllowed(Right::Write | Right::Manage) => ("accessDenied", Some("accessRestricted")),
        Error::BadName(NameError::TooLong { .. }, _) => ("invalidRequest", Some("pathIsTooLong")),
        Error::BadName(..) => ("invalidRequest", Some("invalidPath")),
        Error::TooDeep => ("invalidRequest", Some("pathTooDeep")),
        Error::TooMuchToExpand => ("invalidRequest", Some("tooManyResultsRequested")),
        Error::ResourceGone => ("resourceModified", None),
        Error::Busy | Error::TooManyCopies => ("activityLimitReached", Some("throttledRequest")),
        Error::Cancelled => ("operationCancelled", None),
        _ => return None,
    })
}

/// Returns a fault under the code that its status has here.
fn by_status(said: &Said) -> Said {
    let code = match said.status {
        S::UNAUTHORIZED => "unauthenticated",
        S::FORBIDDEN => "accessDenied",
        S::NOT_FOUND => "itemNotFound",
        S::CONFLICT => "nameAlreadyExists",
        S::GONE => "resyncRequired",
        S::PRECONDITION_FAILED => "resourceModified",
        S::RANGE_NOT_SATISFIABLE => "invalidRange",
        S::TOO_MANY_REQUESTS => "activityLimitReached",
        S::INTERNAL_SERVER_ERROR => "generalException",
        S::NOT_IMPLEMENTED => "notSupported",
        S::SERVICE_UNAVAILABLE => "serviceNotAvailable",
        S::INSUFFICIENT_STORAGE => "quotaLimitReached",
        _ => "invalidRequest",
    };
    Said { code, ..said.clone() }
}

impl Said {
    /// Says the same in other words.
    fn told(self, (status, code, inner): upload::Words) -> Self {
        Self { status, code, inner: Some(inner), ..self }
    }

    /// Puts a finer code within.
    fn within(self, inner: &'static str) -> Self {
        Self { inner: Some(inner), ..self }
    }

    /// Returns the code that a monitor shows: a client copies by itself what it was refused, and knows that by its beginning.
    pub(crate) fn job_code(&self) -> &'static str {
        if self.code == "accessDenied" { "AccessDenied_accessDenied" } else { self.code }
    }
}
