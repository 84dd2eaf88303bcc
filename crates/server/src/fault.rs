//! What is wrong, as clients are told: the only place that knows statuses, codes and sentences.
//!
//! Codes are those of "OneNote API error and warning codes"; most statuses are not published and are our choice (wire
//! contract, section 8.2). The sentences are our own, and say what to do next.

mod drive;
mod form;
mod patch;
mod request;
mod warning;
mod wire;

pub(crate) use drive::DriveFault;
pub(crate) use request::RequestFault;
pub(crate) use warning::warning;
pub(crate) use wire::Voice;

use crate::upload;
use app::Error;
use app::item::shortcut::{Refused as Shortcut, SHORTCUTS_MAX};
use http::StatusCode;
use model::{Grant, NameError, NameRule, Need, Right, Scopes};
use page::ParseError;
use std::borrow::Cow;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The verb refused.
    Verb(Error),
    /// It never reached a verb.
    Request(RequestFault),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Verb(error)
    }
}

impl From<RequestFault> for Fault {
    fn from(fault: RequestFault) -> Self {
        Self::Request(fault)
    }
}

/// A fault in the words of the OneNote service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: Cow<'static, str>,
    /// A finer code within, where the surface has such.
    pub(crate) inner: Option<&'static str>,
    /// The methods that the address takes, where it was asked by another.
    pub(crate) allow: Option<String>,
    /// The address to go on at.
    pub(crate) location: Option<String>,
    /// Which bytes there are, where others were asked for.
    pub(crate) content_range: Option<String>,
    /// When the request may be sent again, if that can be told better than by the status.
    pub(crate) retry_after_seconds: Option<u32>,
}

impl Said {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            inner: None,
            allow: None,
            location: None,
            content_range: None,
            retry_after_seconds: None,
        }
    }

    /// Says whether the code is a word: what the service's gateway says, and not the service.
    pub(crate) fn is_word(&self) -> bool {
        self.code.starts_with(|first: char| first.is_ascii_alphabetic())
    }
}

impl Fault {
    /// Says what is wrong. `is_2014` is whether the request came in on the root without a location, whose page promises codes
    /// from 40001 to 49999 for what the user may not see.
    pub(crate) fn said(&self, is_2014: bool) -> Said {
        match self {
            Self::Verb(Error::NotFound | Error::NotAllowed(Right::Read)) if is_2014 => Said { code: "40003", ..verb(&Error::NotFound) },
            Self::Verb(error) => verb(error),
            Self::Request(fault) => fault.said(),
        }
    }
}

/// What is refused of shortcuts.
fn shortcut(refused: Shortcut) -> (StatusCode, &'static str, Cow<'static, str>) {
    let bad = |message: &'static str| (StatusCode::BAD_REQUEST, "20157", message.into());
    let missing = |message: &'static str| (StatusCode::NOT_FOUND, "20156", message.into());
    match refused {
        Shortcut::Place => bad("Shortcuts lie in the root of a person's drive only. Name the root of yours."),
        Shortcut::Target => bad("A shortcut leads to a folder, or to the root of the drive of a group or a site. Name one of these."),
        Shortcut::SameDrive => bad("A shortcut leads to another drive. Move or copy what lies in this one."),
        Shortcut::TargetGone => missing("There is nothing with the id in remoteItem that you may see. Use one that sharedWithMe names."),
        Shortcut::TooMany => {
            let most = format!("The drive has {SHORTCUTS_MAX} shortcuts, with those in its recycle bin. Remove some of them for good.");
            (StatusCode::BAD_REQUEST, "10017", most.into())
        }
        Shortcut::Copied => bad(
            "Shortcuts are not copied, and neither is all that lies in a root that holds some. Make another shortcut, or copy what it leads to.",
        ),
        Shortcut::Shared => bad("A shortcut gives nobody a right, so it is not shared. Share what it leads to."),
        Shortcut::Followed => bad("This is a shortcut, and nothing lies in it. Use what its remoteItem names, by that id in that drive."),
        Shortcut::Through => missing("The path leads through a shortcut. Begin it at what its remoteItem names, by that id in that drive."),
    }
}

/// The table of what verbs refuse.
pub(crate) fn verb(error: &Error) -> Said {
    use StatusCode as S;
    let (status, code, message): (_, _, Cow<'static, str>) = match error {
        Error::Unauthenticated => (
            S::UNAUTHORIZED,
            "40001",
            "The request has no valid token. Send `Authorization: Bearer …` with a token that has not expired or been revoked.".into(),
        ),
        // Source: Graph's own answer, which its clients look for.
        Error::NoPerson => (
            S::BAD_REQUEST,
            "BadRequest",
            "The token speaks for an app and for nobody, so there is no `me`. Name whose content is meant: `users/{id}`, `groups/{id}` or `sites/{id}`.".into(),
        ),
        Error::ScopeMissing(need) => (S::FORBIDDEN, "40004", scope_missing(*need).into()),
        // Whoever may not read learns no more than if nothing were there.
        Error::NotFound | Error::NotAllowed(Right::Read) => (S::NOT_FOUND, "20102", "There is nothing with this id here that you may see. Check the id, and the location in the address.".into()),
        Error::GroupNotFound => (S::NOT_FOUND, "20160", "There is no such group, or you are not a member. Check the group's id.".into()),
        Error::SiteNotFound => (
            S::NOT_FOUND,
            "20158",
            "There is no such site, or you are not a member. Check its address, or both of its ids.".into(),
        ),
        // Its surface answers 400: clients there take that for a wrong id.
        Error::DriveNotFound => (
            S::BAD_REQUEST,
            "20112",
            "There is no drive with this id that you may see. Use an id as this server gives it out, or me/drive.".into(),
        ),
        Error::DestinationNotFound => (
            S::NOT_FOUND,
            "20156",
            "There is nothing with the destination's id there that you may see. Check the id, and the group or site if you named one.".into(),
        ),
        Error::DestinationUnfit => (
            S::BAD_REQUEST,
            "20157",
            "The destination cannot hold this. Notebooks and section groups hold sections, sections hold pages.".into(),
        ),
        Error::CopyIntoItself => {
            (S::BAD_REQUEST, "20157", "The destination lies within what is copied. Choose one outside of it.".into())
        }
        Error::MoveIntoItself => {
            (S::BAD_REQUEST, "20157", "The destination lies within what is moved. Choose one outside of it.".into())
        }
        Error::OtherDrive => (
            S::BAD_REQUEST,
            "20157",
            "The destination is somebody else's, or in another library, and what is moved stays within one. Copy it there, and delete it here.".into(),
        ),
        // Only drives have these, and tell them in their own words.
        Error::NotebookOnly => (
            S::FORBIDDEN,
            "40004",
            "A notebook holds section groups and sections, whose files end in .one, and these lie nowhere else. Choose another place or name.".into(),
        ),
        Error::Shortcut(refused) => shortcut(*refused),
        Error::DriveRoot => (
            S::BAD_REQUEST,
            "20157",
            "The root of a drive has its name and place for good. Do this with what lies in it.".into(),
        ),
        Error::NoContent => (S::BAD_REQUEST, "20157", "Only files have a content of their own. Ask for what lies in this.".into()),
        Error::NoVersions => (S::BAD_REQUEST, "20157", "Only files have versions, and what lies in notebooks keeps none. Ask for those of a file.".into()),
        Error::CurrentVersion => (
            S::BAD_REQUEST,
            "20157",
            "This version is what the file holds now, and cannot be removed. Delete the file, or restore another version first.".into(),
        ),
        Error::SectionContent => (
            S::BAD_REQUEST,
            "20157",
            "Sections are not given out as files. Read the section's pages at the notebooks' addresses.".into(),
        ),
        Error::ParentGone => (
            S::NOT_FOUND,
            "20156",
            "What this lay in was deleted too. Name another folder in parentReference, or restore that one first.".into(),
        ),
        Error::LevelTooDeep { level_max } => {
            (S::BAD_REQUEST, "20126", format!("A page's level may be 0 to {level_max}. Send one of these.").into())
        }
        Error::TooManyToOrder => (
            S::BAD_REQUEST,
            "10017",
            "There are too many pages to put in order: the section may have 100000, and 256 subpages may come along. Move some to another section.".into(),
        ),
        Error::NotAllowed(Right::Write) => {
            (S::FORBIDDEN, "40002", "You may see this, but not change it. Ask its owner to share it with you for writing.".into())
        }
        Error::NotAllowed(Right::Manage) => {
            (S::FORBIDDEN, "40003", "Only owners see and change who may do what. Ask one of them to do it, or to make you an owner.".into())
        }
        Error::ForeignPages => (
            S::FORBIDDEN,
            "40004",
            "The app may touch only pages that it created, and there are others. Ask for the scope Notes.ReadWrite or office.onenote_update.".into(),
        ),
        Error::NoDefaultLibrary => (
            S::FORBIDDEN,
            "40002",
            "This site has no default document library, so nothing can be created in it. Ask who runs the server to add one.".into(),
        ),
        Error::PrincipalNotFound => (
            S::BAD_REQUEST,
            "30109",
            "There is no person or group with this userId. Send a person's name, or the claim that a permission shows.".into(),
        ),
        // The service has no code for what only we refuse; 10017 is its most general. The statuses say what is the matter.
        Error::Inherited => (
            S::CONFLICT,
            "10017",
            "This permission comes from what lies above, or from owning the library or being a member of it. End it there; nothing was changed.".into(),
        ),
        // Only drives have these, and tell them in their own words.
        Error::RootNotShared => (
            S::BAD_REQUEST,
            "20157",
            "The root of a person's own drive is not shared. Share what lies in it.".into(),
        ),
        Error::TooManyShares => (
            S::BAD_REQUEST,
            "10017",
            format!(
                "This is shared with as many as anything may be: {} people and groups, and {} links. Make a group of them, or end some.",
                app::permission::PERMISSIONS_MAX,
                app::share::LINKS_MAX
            )
            .into(),
        ),
        Error::LinkLocked => (
            S::FORBIDDEN,
            "40004",
            "This sharing link opens with a password. Send it in the header Share-Password, or open the link in a browser.".into(),
        ),
        Error::BadName(why, rule) => (S::BAD_REQUEST, name_code(*why, *rule), bad_name(*why, *rule).into()),
        Error::NameTaken(name) => (S::CONFLICT, "20117", name_taken(name).into()),
        // The code is one of the service's own failures, with 500 there; here it is the request that is wrong.
        Error::TooDeep => (S::BAD_REQUEST, "10019", "Section groups are nested too deeply here. Create it further up.".into()),
        Error::TooMuchToExpand => (
            S::BAD_REQUEST,
            "20266",
            format!("There is more here than one answer expands: at most {} notebooks, section groups and sections. Ask for a part, or list them.", app::expand::EXPANDED_MAX).into(),
        ),
        Error::BadPage(why) => return bad_page(why),
        Error::BadPatch(why) => return patch::said(why),
        // The header is ours, and its status is HTTP's.
        Error::Changed => (
            S::PRECONDITION_FAILED,
            "20123",
            "The page has changed since the version that If-Match names. Get it again, and repeat the change on that.".into(),
        ),
        // The address is right, so this is no 404: the same request, with the bytes, will do.
        Error::ResourceGone => (
            S::CONFLICT,
            "20113",
            "An image or a file of the page was deleted a moment ago, with the last page that had it. Send its bytes along.".into(),
        ),
        Error::NotAFolder => {
            (S::BAD_REQUEST, "10017", "This can be asked only of what holds something. Name a folder, a notebook or the root.".into())
        }
        Error::Resync => (
            S::GONE,
            "10017",
            "What changed since this token cannot be told any more. Begin again without it, and compare.".into(),
        ),
        Error::KeyReused => (
            S::UNPROCESSABLE_ENTITY,
            "10017",
            "The Idempotency-Key was used for another request. Use a fresh key for each request, and the same one only to repeat it.".into(),
        ),
        Error::KeyOutcomeGone => (S::NOT_FOUND, "20113", "This request was carried out before, and what it made has been deleted since.".into()),
        Error::SourceGone => (
            S::NOT_FOUND,
            "20113",
            "What was to be copied was deleted, or is not shared with you any more. Nothing was copied.".into(),
        ),
        // Only operations say it, and they have no status; it is the one that was observed with the code.
        Error::Cancelled => (S::INTERNAL_SERVER_ERROR, "19999", "The operation was cancelled. Nothing was copied.".into()),
        Error::AlreadyEnded => (S::CONFLICT, "10017", "The operation has ended already, so it cannot be cancelled. Get it to see how.".into()),
        Error::QuotaExceeded => (S::INSUFFICIENT_STORAGE, "30101", "The storage quota does not allow it. Delete something, or ask for more.".into()),
        Error::SectionFull => (S::INSUFFICIENT_STORAGE, "30102", "The section holds as many pages as a section may. Use another one.".into()),
        // Only drives have them, and tell them in their own words.
        Error::Upload(refused) => (S::BAD_REQUEST, "10017", upload::sentence(refused).into()),
        Error::ZeroInText => {
            (S::BAD_REQUEST, "10017", "A text in the request holds the character U+0000, which no text here can. Leave it out.".into())
        }
        Error::TooManyCopies => {
            (S::TOO_MANY_REQUESTS, "10003", "You have too many copies under way. Wait for one of them to end, then send this one again.".into())
        }
        Error::TooManyChildren { children_max } => (
            S::BAD_REQUEST,
            "10017",
            format!("More than {children_max} items lie in the folder. Copy the folder whole, or its items one by one.").into(),
        ),
        // The pages of who runs the server say it in the verb's own words.
        Error::Administration(_) => {
            (S::FORBIDDEN, "40003", "Only who runs the server may do this, and it was refused. Ask them, or do it on the command line.".into())
        }
        Error::Busy => (S::TOO_MANY_REQUESTS, "10007", "The server is too busy. Try again in a moment.".into()),
        Error::Unavailable => (S::SERVICE_UNAVAILABLE, "10002", "The service is not available. Try again later.".into()),
        Error::DiskFull => (S::INSUFFICIENT_STORAGE, "30101", "The server's disk is full. Tell who runs the server.".into()),
        Error::Internal => (
            S::INTERNAL_SERVER_ERROR,
            "10001",
            "Something went wrong in the server. Tell who runs it, with the X-CorrelationId or request-id of this reply.".into(),
        ),
    };
    Said::new(status, code, message)
}

fn name_code(why: NameError, rule: NameRule) -> &'static str {
    match (why, rule) {
        (NameError::Blank, _) => "20152",
        (NameError::Character(_) | NameError::LikeId, NameRule::Notebook | NameRule::Notebook2014 | NameRule::Item) => "20115",
        (NameError::Character(_) | NameError::LikeId, NameRule::Section) => "20153",
        (NameError::LeadingSpace, _) => "20154",
        (NameError::TooLong { .. }, _) => "20155",
    }
}

fn bad_name(why: NameError, rule: NameRule) -> String {
    match why {
        NameError::Blank => "The name is missing or blank. Give it at least one character.".to_owned(),
        NameError::LikeId => "The name is spelt like an id, by which somebody else may be meant. Choose another.".to_owned(),
        NameError::Character('.') => "The name ends with a dot. Leave it out.".to_owned(),
        NameError::Character(' ') => "The name ends with a space. Leave it out.".to_owned(),
        NameError::Character(c) if rule.forbidden().contains(c) => {
            let all: Vec<String> = rule.forbidden().chars().map(String::from).collect();
            format!("The name has the character {c}. It may have none of {}", all.join(" "))
        }
        NameError::Character(c) => format!("The name has the invisible character U+{:04X}. Leave it out.", u32::from(c)),
        NameError::LeadingSpace => "The name begins with a space. Leave it out.".to_owned(),
        NameError::TooLong { chars_max } => format!("The name is too long. It may have at most {chars_max} characters."),
    }
}

fn name_taken(name: &str) -> String {
    if name.is_empty() {
        // Two requests met, and the database only says that they did.
        return "Another item has this name already. Choose another name.".to_owned();
    }
    format!("Another item here has the name '{name}' already. Choose another name, or send conflictBehavior with rename or replace.")
}

fn scope_missing(need: Need) -> String {
    let enough: Vec<&str> = Scopes::spellings().filter(|word| allows(word, need)).collect();
    format!("The token's scopes do not allow this call. Any one of these does: {}.", enough.join(", "))
}

/// One that reaches only the app's own folder is not named: who comes with it and is told this needs to reach further.
fn allows(word: &str, need: Need) -> bool {
    let grant = model::Scope::parse(word).map_or(Grant::Nothing, |scope| scope.grants(need));
    !matches!(grant, Grant::Nothing | Grant::OwnFolder)
}

fn bad_page(why: &ParseError) -> Said {
    match why {
        ParseError::TooLarge { bytes_max } => Said::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "20008",
            format!("The page is too large. It may have at most {bytes_max} bytes. Split it."),
        ),
        ParseError::TooDeep { depth_max } => Said::new(
            StatusCode::BAD_REQUEST,
            "10019",
            format!("The page's elements are nested too deeply. They may be nested at most {depth_max} deep."),
        ),
        ParseError::TooManyElements { items_max } => Said::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "20008",
            format!("The page, or one of its tags, holds too much: at most {items_max} elements or attributes. Split it."),
        ),
        ParseError::NoteTagUnknown { tag } => {
            Said::new(StatusCode::BAD_REQUEST, "20139", format!("There is no note tag '{tag}'. Choose one of the documented shapes."))
        }
        ParseError::NoteTagStatusUnknown { tag } => Said::new(
            StatusCode::BAD_REQUEST,
            "20140",
            format!("The note tag '{tag}' has a status that it cannot have. Only tags for tasks can have one, and only 'completed'."),
        ),
        ParseError::VideoNotSupported { src } => Said::new(
            StatusCode::BAD_REQUEST,
            "20168",
            format!("The video '{src}' is not from a supported site. Link to it instead, or name its address in data-original-src."),
        ),
        ParseError::RenderInvalid { attribute, value } => Said::new(
            StatusCode::BAD_REQUEST,
            "20136",
            format!("The attribute {attribute} is missing or cannot be '{value}'. Give it one of its documented values."),
        ),
    }
}

#[cfg(test)]
mod tests;
