//! What can be wrong with a request before any verb sees it.

use super::{DriveFault, Said};
use crate::multipart::FormFault;
use crate::upload::FragmentFault;
use http::StatusCode as S;
use odata::SyntaxError;

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RequestFault {
    /// There is nothing at the address. Holds its path.
    Nowhere(String),
    /// The address does not take the method. Holds the method, and those that it takes.
    Method(String, String),
    /// The address is longer than any that is read.
    UriTooLong,
    /// The `Host` is none that this server goes by.
    WrongHost,
    /// The address or the query string does not follow OData's syntax.
    Syntax(SyntaxError),
    /// The address names a user by what is no id.
    BadUser,
    /// The address or the body names a group by what is no id.
    BadGroup,
    /// The address or the body names a site by what are no ids.
    BadSite,
    /// The id in the address is none of ours.
    BadId,
    /// The destination's id is missing, or none of ours.
    BadDestinationId,
    /// The body names a group and a site, or half a site.
    TwoPlaces,
    /// A documented call that is not served. Holds its name.
    NotServed(&'static str),
    /// A query option that means nothing here.
    OptionUnknown(String),
    /// `$expand` where nothing can be expanded.
    ExpandHere,
    /// `$expand` of a property that leads nowhere. Holds its name and where it stands.
    ExpandProperty(String, usize),
    /// `$expand` of the pages of a section. Holds where it stands.
    ExpandPages(usize),
    /// `$expand` back to where it came from. Holds the name and where it stands.
    ExpandCircle(String, usize),
    /// `$expand` twice of the same. Holds the name and where it stands.
    ExpandTwice(String, usize),
    /// `$levels` of what has none, or beside the same expansion written out. Holds where it stands.
    ExpandLevels(usize),
    /// An option within `$expand` that means nothing there. Holds the option and where it stands.
    ExpandOption(String, usize),
    /// A query option's value does not follow OData's syntax.
    OptionSyntax(&'static str, SyntaxError),
    /// A name in a query option is none here. Holds the option, the name and where it stands.
    UnknownTerm(&'static str, String, usize),
    /// A name in `$filter` or `$orderby` is none that lists here are filtered or ordered by. Holds the option, the name and
    /// where it stands.
    UnknownField(&'static str, String, usize),
    /// An operator or a function that is not served. Holds the option and where it stands.
    Operator(&'static str, usize),
    /// What does not fit together. Holds the option and where it stands.
    Mismatch(&'static str, usize),
    /// `pagelevel` where there are no levels.
    PageLevelHere,
    /// A query option's value is not what it should be. Holds the option and what it takes.
    OptionValue(&'static str, &'static str),
    /// `$top` asks for more than is given at once.
    TopTooHigh {
        /// The most that is given.
        top_max: usize,
    },
    /// The `$skiptoken` is not one that the server gave to this caller for this list.
    BadSkipToken,
    /// The body is of a type that the call does not take. Holds what it takes.
    ContentType(&'static str),
    /// The body, or its `Content-Type`, is missing. Holds what the call takes.
    NoBody(&'static str),
    /// The body is larger than the call takes.
    BodyTooLarge {
        /// The most that it takes.
        bytes_max: usize,
    },
    /// The body has several parts, and something is wrong with them.
    Form(FormFault),
    /// A fragment of a file cannot be taken.
    Fragment(FragmentFault),
    /// The body did not come to its end.
    BodyCut,
    /// The body is no JSON, nests too deeply, or says something twice. Holds what is wrong.
    Json(String),
    /// The body is JSON, but not an object of texts.
    JsonShape(String),
    /// The body has a member that the call does not know.
    UnknownMember(String),
    /// The body is JSON, but not commands. Holds what is wrong.
    CommandsShape(&'static str),
    /// A command has a member that none has. Holds which command, from zero, and the member.
    CommandMember(usize, String),
    /// A command has an action that is none. Holds which command, from zero, and the action.
    CommandAction(usize, String),
    /// A member of a command is not what it takes. Holds which command, from zero, the member and what it takes.
    CommandValue(usize, &'static str, &'static str),
    /// The `Idempotency-Key` is empty, too long, or not printable.
    BadKey,
    /// `If-Match` is not one entity tag.
    BadIfMatch,
    /// The `url` of a site is missing.
    NoSiteUrl,
    /// A batch in JSON cannot be understood. Holds why.
    Batch(String),
    /// A request in a batch is none. Holds why.
    BatchRequest(String),
    /// A request in a batch depends on one that failed. Holds the id of that.
    FailedDependency(String),
    /// The answers to a batch have no place for another one.
    BatchFull,
    /// A batch has taken too long for another request to be begun.
    BatchLate,
    /// A body in parts cannot be taken apart. Holds why.
    Parts(String),
    /// A body has too many parts.
    TooManyParts {
        /// The most that it may have.
        parts_max: usize,
    },
    /// A part of a batch does not say that it is a request.
    PartType,
    /// The person makes more requests in a minute than they may.
    TooManyRequests {
        /// How many they may make.
        per_minute: u32,
        /// When the next one can be made.
        retry_after_seconds: u32,
    },
    /// The person has more requests under way than they may.
    TooManyAtOnce,
    /// Copying what a person owns is switched off.
    PersonalCopy,
    /// A member that the call cannot do without. Holds its name.
    MemberMissing(&'static str),
    /// Whose notebooks are meant is not said.
    BadPersonalNotebooks,
    /// A page's title is part of its content.
    TitleHere,
    /// Pages without a section in a group or site.
    PagesNeedSection,
    /// A token of an issuer elsewhere is good, and nobody here is the person for whom it speaks.
    TokenOfNobody,
    /// A token of an issuer elsewhere speaks for an app, and for nobody.
    TokenOfApp,
    /// The issuer that a token names cannot be asked what it signs with.
    IssuerAway,
    /// A request about drives, and something is wrong with it that can be wrong with no other.
    Drive(DriveFault),
}

impl RequestFault {
    /// Says the same of a text that stands within `$expand`, from the byte `at` on.
    pub(crate) fn within_expand(self, at: usize) -> Self {
        match self {
            Self::OptionSyntax(_, error) => Self::OptionSyntax("$expand", SyntaxError { position: at + error.position, ..error }),
            Self::UnknownField(_, name, position) => Self::UnknownField("$expand", name, at + position),
            Self::Operator(_, position) => Self::Operator("$expand", at + position),
            Self::Mismatch(_, position) => Self::Mismatch("$expand", at + position),
            other => other,
        }
    }

    /// The table of what is refused before a verb.
    pub(crate) fn said(&self) -> Said {
        match self {
            // The words are those of Graph's gateway; on the legacy surface there is no code.
            Self::Nowhere(path) => {
                Said::new(S::NOT_FOUND, "UnknownError", format!("There is nothing at the address '{path}'. GET / says where the API is."))
            }
            Self::Method(method, allowed) => Said {
                allow: Some(allowed.clone()),
                ..Said::new(S::METHOD_NOT_ALLOWED, "BadRequest", format!("This address does not take {method}. It takes {allowed}."))
            },
            Self::UriTooLong => Said::new(S::URI_TOO_LONG, "20005", "The address is too long. It may have at most 16384 characters."),
            // HTTP has a status for it, and a 404 would make clients believe that what they ask for is gone.
            Self::WrongHost => Said::new(
                S::MISDIRECTED_REQUEST,
                "20130",
                "This server does not go by the name in Host. Use its address, or ask who runs it to allow this name.",
            ),
            Self::Syntax(error) => Said::new(S::BAD_REQUEST, "20128", format!("The address cannot be read: {error}.")),
            Self::BadUser => Said::new(S::BAD_REQUEST, "20161", "The user in the address is no id. Use `me`, or the user's id."),
            Self::BadGroup => Said::new(S::NOT_FOUND, "20160", "The group's id is none. Use the id of a group that you are a member of."),
            Self::BadSite => {
                Said::new(S::NOT_FOUND, "20158", "The ids of the site are none. Ask for them with siteCollections/FromUrl(url='…').")
            }
            Self::BadId => Said::new(S::BAD_REQUEST, "20112", "The id in the address is not valid. Use an id as this server gives it out."),
            Self::BadDestinationId => Said::new(
                S::BAD_REQUEST,
                "20157",
                "The destination's id is missing or not valid. Send the member `id` with an id as this server gives it out.",
            ),
            Self::TwoPlaces => {
                Said::new(S::BAD_REQUEST, "20126", "Name one place: either groupId, or siteCollectionId and siteId together.")
            }
            Self::NotServed(name) => Said::new(
                S::NOT_IMPLEMENTED,
                "20111",
                format!("The call {name} is documented, but not served by this version of the server."),
            ),
            Self::OptionUnknown(name) => {
                Said::new(S::BAD_REQUEST, "20108", format!("The query option {name} is not supported here. Leave it out."))
            }
            Self::ExpandHere => Said::new(S::BAD_REQUEST, "20103", "There is nothing here that $expand could expand. Leave it out."),
            Self::ExpandProperty(name, position) => Said::new(
                S::BAD_REQUEST,
                "20144",
                format!(
                    "In $expand, '{name}' at position {position} is a plain property. Name it in $select; $expand takes what leads to other entities."
                ),
            ),
            Self::ExpandPages(position) => Said::new(
                S::BAD_REQUEST,
                "20103",
                format!(
                    "In $expand, 'pages' at position {position} leads to pages, which are not expanded. List them at the section's pagesUrl."
                ),
            ),
            Self::ExpandCircle(name, position) => Said::new(
                S::BAD_REQUEST,
                "20142",
                format!("In $expand, '{name}' at position {position} leads back to where it came from. Leave it out."),
            ),
            Self::ExpandTwice(name, position) => Said::new(
                S::BAD_REQUEST,
                "20143",
                format!("In $expand, '{name}' at position {position} stands twice. Write it once, with all of its options."),
            ),
            Self::ExpandLevels(position) => Said::new(
                S::BAD_REQUEST,
                "20143",
                format!(
                    "In $expand, the $levels at position {position} cannot stand there: only sectionGroups has levels, and either them or a nested sectionGroups."
                ),
            ),
            Self::ExpandOption(name, position) => Said::new(
                S::BAD_REQUEST,
                "20108",
                format!(
                    "Within $expand, the option {name} at position {position} is not supported there. Lists take filter, orderby, top, skip, count, select and expand, and sectionGroups levels; what leads to one thing takes select and expand, and * takes none."
                ),
            ),
            Self::OptionSyntax(name, error) => {
                Said::new(S::BAD_REQUEST, "20128", format!("The query option {name} cannot be read: {error}."))
            }
            Self::UnknownTerm(option, name, position) => Said::new(
                S::BAD_REQUEST,
                "20145",
                format!(
                    "In {option}, there is nothing called '{name}' here, at position {position}. Names are matched in their letter case."
                ),
            ),
            Self::UnknownField(option, name, position) => Said::new(
                S::BAD_REQUEST,
                "20127",
                format!(
                    "In {option}, '{name}' at position {position} is nothing that this list can be filtered or ordered by. Names are matched in their letter case."
                ),
            ),
            Self::Operator(option, position) => Said::new(
                S::BAD_REQUEST,
                "20106",
                format!(
                    "In {option}, the operator or function at position {position} is not supported. Use eq, ne, gt, ge, lt, le, and, or, not, contains, startswith, endswith, length, indexof, substring, tolower, toupper, trim and concat."
                ),
            ),
            Self::Mismatch(option, position) => Said::new(
                S::BAD_REQUEST,
                "20143",
                format!(
                    "In {option}, what stands at position {position} does not fit: compare texts in quotes with texts, numbers with numbers, and times without quotes with times; ids and roles are equal or not."
                ),
            ),
            Self::PageLevelHere => {
                Said::new(S::BAD_REQUEST, "20104", "Only a page and the pages of one section have levels. Leave pagelevel out.")
            }
            Self::OptionValue(name, takes) => Said::new(S::BAD_REQUEST, "20128", format!("The query option {name} takes {takes}.")),
            Self::TopTooHigh { top_max } => Said::new(
                S::BAD_REQUEST,
                "20129",
                format!("$top may be at most {top_max} here. Follow @odata.nextLink for the rest; within $expand, send $skip."),
            ),
            Self::BadSkipToken => Said::new(
                S::BAD_REQUEST,
                "20143",
                "The $skiptoken is not one that this server gave you for this list. Follow @odata.nextLink as it was given, or begin again without it.",
            ),
            Self::ContentType(takes) => Said::new(
                S::UNSUPPORTED_MEDIA_TYPE,
                "20131",
                format!("The Content-Type is not allowed here. Send {takes}, in UTF-8 and not compressed."),
            ),
            Self::NoBody(takes) => Said::new(S::BAD_REQUEST, "20132", format!("The body or its Content-Type is missing. Send {takes}.")),
            Self::BodyTooLarge { bytes_max } => {
                Said::new(S::PAYLOAD_TOO_LARGE, "20008", format!("The request is too large. Its body may have at most {bytes_max} bytes."))
            }
            Self::Form(fault) => fault.said(),
            // Only drives have them, and tell them in their own words.
            Self::Fragment(fault) => Said::new(S::BAD_REQUEST, "10017", fault.sentence()),
            Self::BodyCut => Said::new(S::REQUEST_TIMEOUT, "10017", "The body did not come to its end. Send it again."),
            Self::Json(why) => Said::new(S::BAD_REQUEST, "20020", format!("The body is no well-formed JSON: {why}.")),
            Self::JsonShape(why) => Said::new(S::BAD_REQUEST, "20126", format!("The JSON is not what this call takes: {why}.")),
            Self::CommandsShape(what) => Said::new(S::BAD_REQUEST, "20109", format!("The JSON is not what a patch takes: {what}.")),
            Self::CommandMember(index, name) => Said::new(
                S::BAD_REQUEST,
                "20126",
                format!("Command {}: the member '{name}' is not supported. A command has target, action, position and content.", index + 1),
            ),
            Self::CommandAction(index, name) => Said::new(
                S::BAD_REQUEST,
                "20122",
                format!("Command {}: '{name}' is no action. Use append, insert, prepend, replace or delete.", index + 1),
            ),
            Self::CommandValue(index, member, takes) => {
                Said::new(S::BAD_REQUEST, "20121", format!("Command {}: the member {member} takes {takes}.", index + 1))
            }
            Self::UnknownMember(name) => Said::new(
                S::BAD_REQUEST,
                "20126",
                format!("The member '{name}' is not supported here. Leave it out; names are matched as they are written."),
            ),
            Self::BadKey => Said::new(
                S::BAD_REQUEST,
                "10017",
                "The Idempotency-Key must have 1 to 255 printable ASCII characters. A fresh GUID for each request is a good one.",
            ),
            Self::BadIfMatch => Said::new(
                S::BAD_REQUEST,
                "10017",
                "If-Match takes one entity tag, as the reply to a GET of the page gives it in ETag, or *.",
            ),
            Self::NoSiteUrl => Said::new(S::BAD_REQUEST, "30114", "The site's address is missing. Ask FromUrl(url='https://…')."),
            // The words are those of Graph's gateway, which takes batches apart itself.
            Self::Batch(why) => Said::new(S::BAD_REQUEST, "BadRequest", format!("The batch cannot be read: {why}.")),
            Self::FailedDependency(id) => Said::new(
                S::FAILED_DEPENDENCY,
                "FailedDependency",
                format!("The request was not made, because it depends on the request '{id}', which failed."),
            ),
            Self::BatchRequest(why) => Said::new(S::BAD_REQUEST, "20100", format!("The request in the batch cannot be read: {why}.")),
            Self::BatchFull => {
                Said::new(S::PAYLOAD_TOO_LARGE, "20008", "The answers to the batch are too large together. Make this request by itself.")
            }
            Self::BatchLate => Said::new(
                S::SERVICE_UNAVAILABLE,
                "10002",
                "The batch took too long, so this request was not made. Make it in another batch.",
            ),
            Self::Parts(why) => Said::new(S::BAD_REQUEST, "20011", format!("The parts of the body cannot be told apart: {why}.")),
            Self::TooManyParts { parts_max } => {
                Said::new(S::BAD_REQUEST, "20015", format!("The body has too many parts. It may have at most {parts_max}."))
            }
            Self::PartType => {
                Said::new(S::BAD_REQUEST, "20012", "The part has no Content-Type, or another one than application/http. Send that.")
            }
            Self::TooManyRequests { per_minute, retry_after_seconds } => Said {
                retry_after_seconds: Some(*retry_after_seconds),
                ..Said::new(
                    S::TOO_MANY_REQUESTS,
                    "20166",
                    format!(
                        "You make too many requests. This server takes {per_minute} a minute from a person. Wait for as many seconds as \
                         Retry-After says."
                    ),
                )
            },
            Self::TooManyAtOnce => Said::new(
                S::TOO_MANY_REQUESTS,
                "10003",
                "You have too many requests under way. Wait for one of them to be answered, then send this one again.",
            ),
            Self::PersonalCopy => Said::new(
                S::NOT_IMPLEMENTED,
                "20111",
                "Copying is switched off for notebooks that a person owns. Copy between groups and sites, or ask who runs the server.",
            ),
            Self::MemberMissing(name) => Said::new(S::BAD_REQUEST, "30114", format!("The member '{name}' is missing. Send it.")),
            Self::BadPersonalNotebooks => Said::new(
                S::BAD_REQUEST,
                "30114",
                "Say whether your own notebooks are meant too: GetRecentNotebooks(includePersonalNotebooks=true), or =false.",
            ),
            Self::TitleHere => Said::new(
                S::BAD_REQUEST,
                "20135",
                "A page's title is part of its content. PATCH …/content with the target title and the action replace.",
            ),
            Self::TokenOfNobody => Said::new(
                S::UNAUTHORIZED,
                "40001",
                "The token is good, but nobody here is the person for whom it speaks. Sign in here once, or ask who runs the server to say who you are.",
            ),
            Self::TokenOfApp => Said::new(
                S::UNAUTHORIZED,
                "40001",
                "The token speaks for an app and for nobody. Tokens of other issuers are taken for people alone; an app without a person is registered here.",
            ),
            Self::IssuerAway => Said::new(
                S::SERVICE_UNAVAILABLE,
                "10002",
                "The issuer of the token cannot be asked what it signs with. Send the request again in a moment.",
            ),
            Self::Drive(fault) => fault.said(),
            Self::PagesNeedSection => {
                Said::new(S::BAD_REQUEST, "20151", "In a group or a site, name the section: POST to …/sections/{id}/pages.")
            }
        }
    }
}
