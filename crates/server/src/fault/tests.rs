use super::*;
use crate::drive::address::Flavor;
use crate::errors::{Sent, errors};
use crate::multipart::{FormFault, Lead};
use crate::upload::FragmentFault;
use app::upload::Refused;
use expect_test::expect_file;
use odata::SyntaxErrorKind;
use page::{Complaint, PatchError, Refusal};
use std::collections::BTreeSet;

/// Every error, once. A new variant does not compile here until it stands in the list below.
fn verbs() -> Vec<Error> {
    use Error as E;
    let listed = |error: &Error| match error {
        E::Unauthenticated
        | E::NoPerson
        | E::ScopeMissing(_)
        | E::NotFound
        | E::GroupNotFound
        | E::SiteNotFound
        | E::DestinationNotFound
        | E::DestinationUnfit
        | E::CopyIntoItself
        | E::MoveIntoItself
        | E::OtherDrive
        | E::NotebookOnly
        | E::Shortcut(_)
        | E::DriveRoot
        | E::NotAFolder
        | E::Resync
        | E::NoContent
        | E::NoVersions
        | E::CurrentVersion
        | E::SectionContent
        | E::ParentGone
        | E::LevelTooDeep { .. }
        | E::TooManyToOrder
        | E::PrincipalNotFound
        | E::DriveNotFound
        | E::Inherited
        | E::RootNotShared
        | E::TooManyShares
        | E::LinkLocked
        | E::Administration(_)
        | E::NotAllowed(_)
        | E::ForeignPages
        | E::NoDefaultLibrary
        | E::BadName(..)
        | E::NameTaken(_)
        | E::TooDeep
        | E::TooMuchToExpand
        | E::BadPage(_)
        | E::BadPatch(_)
        | E::Changed
        | E::ResourceGone
        | E::KeyReused
        | E::KeyOutcomeGone
        | E::SourceGone
        | E::Cancelled
        | E::AlreadyEnded
        | E::QuotaExceeded
        | E::SectionFull
        | E::Upload(_)
        | E::ZeroInText
        | E::TooManyCopies
        | E::TooManyChildren { .. }
        | E::Busy
        | E::Unavailable
        | E::DiskFull
        | E::Internal => (),
    };
    let all = vec![
        E::Unauthenticated,
        E::NoPerson,
        E::ScopeMissing(Need::ReadHierarchy),
        E::ScopeMissing(Need::ReadPages),
        E::ScopeMissing(Need::Create),
        E::ScopeMissing(Need::Write),
        E::NotFound,
        E::GroupNotFound,
        E::SiteNotFound,
        E::DestinationNotFound,
        E::DestinationUnfit,
        E::CopyIntoItself,
        E::MoveIntoItself,
        E::OtherDrive,
        E::NotebookOnly,
        E::Shortcut(Shortcut::Place),
        E::Shortcut(Shortcut::Target),
        E::Shortcut(Shortcut::SameDrive),
        E::Shortcut(Shortcut::TargetGone),
        E::Shortcut(Shortcut::TooMany),
        E::Shortcut(Shortcut::Copied),
        E::Shortcut(Shortcut::Shared),
        E::Shortcut(Shortcut::Followed),
        E::Shortcut(Shortcut::Through),
        E::DriveRoot,
        E::NoContent,
        E::NoVersions,
        E::CurrentVersion,
        E::SectionContent,
        E::ParentGone,
        E::LevelTooDeep { level_max: 2 },
        E::TooManyToOrder,
        E::PrincipalNotFound,
        E::DriveNotFound,
        E::Inherited,
        E::RootNotShared,
        E::TooManyShares,
        E::LinkLocked,
        E::Administration(app::admin::Refused::NotAdministrator),
        E::NotAllowed(Right::Read),
        E::NotAllowed(Right::Write),
        E::NotAllowed(Right::Manage),
        E::ForeignPages,
        E::NoDefaultLibrary,
        E::BadName(NameError::Blank, NameRule::Notebook),
        E::BadName(NameError::Character('?'), NameRule::Notebook2014),
        E::BadName(NameError::Character('?'), NameRule::Notebook),
        E::BadName(NameError::Character('?'), NameRule::Section),
        E::BadName(NameError::Character('.'), NameRule::Section),
        E::BadName(NameError::Character('\u{202e}'), NameRule::Section),
        E::BadName(NameError::Character(' '), NameRule::Item),
        E::BadName(NameError::LeadingSpace, NameRule::Section),
        E::BadName(NameError::TooLong { chars_max: 50 }, NameRule::Section),
        E::NameTaken("Week 1".to_owned()),
        E::NameTaken(String::new()),
        E::TooDeep,
        E::TooMuchToExpand,
        E::BadPage(ParseError::TooLarge { bytes_max: 10 }),
        E::BadPage(ParseError::TooDeep { depth_max: 10 }),
        E::BadPage(ParseError::TooManyElements { items_max: 10 }),
        E::BadPage(ParseError::NoteTagUnknown { tag: "chore".to_owned() }),
        E::BadPage(ParseError::NoteTagStatusUnknown { tag: "idea:completed".to_owned() }),
        E::BadPage(ParseError::VideoNotSupported { src: "https://example.com/v".to_owned() }),
        E::BadPage(ParseError::RenderInvalid { attribute: "data-render-method", value: "guess".to_owned() }),
        E::BadPatch(PatchError::NoCommands),
        E::BadPatch(PatchError::TooManyCommands { commands_max: 10 }),
        E::BadPatch(PatchError::Page(ParseError::TooLarge { bytes_max: 10 })),
        refused(Refusal::NotFound),
        refused(Refusal::KeywordWithHash),
        refused(Refusal::NoHash),
        refused(Refusal::NoTarget),
        refused(Refusal::Unsupported { name: "td" }),
        refused(Refusal::OutlineFixed),
        refused(Refusal::OutlineSibling),
        refused(Refusal::NoChildren { name: "table" }),
        refused(Refusal::ActionUnsupported),
        refused(Refusal::PositionUnfit),
        refused(Refusal::ContentMissing),
        refused(Refusal::ContentUnfit),
        refused(Refusal::PartMissing { name: "photo".to_owned() }),
        refused(Refusal::TooManyImages { images_max: 30 }),
        E::Changed,
        E::ResourceGone,
        E::KeyReused,
        E::KeyOutcomeGone,
        E::SourceGone,
        E::Cancelled,
        E::AlreadyEnded,
        E::QuotaExceeded,
        E::SectionFull,
        E::Upload(Refused::NoSession),
        E::Upload(Refused::OutOfOrder { expected: 10 }),
        E::Upload(Refused::Overlap { expected: 10 }),
        E::Upload(Refused::OtherTotal),
        E::Upload(Refused::FileTooLarge),
        E::Upload(Refused::TooManyFragments),
        E::Upload(Refused::Incomplete),
        E::Upload(Refused::TooManySessions),
        E::ZeroInText,
        E::TooManyCopies,
        E::TooManyChildren { children_max: 10 },
        E::Busy,
        E::Unavailable,
        E::DiskFull,
        E::Internal,
    ];
    all.iter().for_each(listed);
    all
}

fn refused(why: Refusal) -> Error {
    Error::BadPatch(PatchError::Command { index: 0, why })
}

fn requests() -> Vec<RequestFault> {
    use RequestFault as R;
    vec![
        R::Nowhere("/nothing".to_owned()),
        R::Method("PUT".to_owned(), "GET, POST".to_owned()),
        R::UriTooLong,
        R::WrongHost,
        R::Syntax(odata::SyntaxError { position: 7, kind: SyntaxErrorKind::UnclosedQuote }),
        R::BadUser,
        R::BadGroup,
        R::BadSite,
        R::BadId,
        R::BadDestinationId,
        R::TwoPlaces,
        R::NotServed("page.patch"),
        R::OptionUnknown("format".to_owned()),
        R::OptionSyntax("$expand", odata::SyntaxError { position: 7, kind: SyntaxErrorKind::Missing }),
        R::UnknownTerm("$select", "colour".to_owned(), 3),
        R::ExpandHere,
        R::ExpandProperty("links".to_owned(), 0),
        R::ExpandPages(9),
        R::ExpandCircle("parentNotebook".to_owned(), 16),
        R::ExpandTwice("sections".to_owned(), 9),
        R::ExpandLevels(9),
        R::ExpandOption("$search".to_owned(), 9),
        R::UnknownField("$filter", "colour".to_owned(), 3),
        R::Operator("$filter", 5),
        R::Mismatch("$orderby", 7),
        R::PageLevelHere,
        R::OptionValue("$top", "a number"),
        R::TopTooHigh { top_max: 100 },
        R::BadSkipToken,
        R::ContentType("application/json"),
        R::NoBody("application/json"),
        R::BodyTooLarge { bytes_max: 10 },
        R::Form(FormFault::NoLead(Lead::Presentation)),
        R::Form(FormFault::NoLead(Lead::Commands)),
        R::Form(FormFault::OnlyData(Lead::Presentation)),
        R::Form(FormFault::OnlyData(Lead::Commands)),
        R::Form(FormFault::TwoLeads(Lead::Presentation)),
        R::Form(FormFault::TwoLeads(Lead::Commands)),
        R::Form(FormFault::InkType),
        R::Form(FormFault::Ink(::page::InkError::TooLarge)),
        R::Form(FormFault::Ink(::page::InkError::NotText)),
        R::Form(FormFault::Ink(::page::InkError::Malformed("unexpected end of stream".to_owned()))),
        R::Form(FormFault::Ink(::page::InkError::NotInk)),
        R::Form(FormFault::InkHere),
        R::Form(FormFault::LeadType(Lead::Presentation)),
        R::Form(FormFault::LeadType(Lead::Commands)),
        R::Form(FormFault::TwiceNamed("image1".to_owned())),
        R::Form(FormFault::NoDisposition("image/png".to_owned())),
        R::Form(FormFault::Malformed("the last boundary is missing")),
        R::Form(FormFault::NoType("image1".to_owned())),
        R::Form(FormFault::NoHeaders),
        R::Form(FormFault::PartTooLarge("image1".to_owned())),
        R::Form(FormFault::TooManyParts),
        R::Form(FormFault::TooLarge),
        R::Fragment(FragmentFault::Range),
        R::Fragment(FragmentFault::TooLarge { bytes_end: 10 }),
        R::Fragment(FragmentFault::Length),
        R::BodyCut,
        R::Json("it ends early".to_owned()),
        R::JsonShape("it is not an object".to_owned()),
        R::UnknownMember("colour".to_owned()),
        R::CommandsShape("it is not an array"),
        R::CommandMember(0, "colour".to_owned()),
        R::CommandAction(0, "rotate".to_owned()),
        R::CommandValue(0, "target", "a text"),
        R::BadKey,
        R::BadIfMatch,
        R::NoSiteUrl,
        R::Batch("it holds no request".to_owned()),
        R::BatchRequest("its address cannot be read".to_owned()),
        R::FailedDependency("1".to_owned()),
        R::BatchFull,
        R::BatchLate,
        R::Parts("it has none".to_owned()),
        R::TooManyParts { parts_max: 10 },
        R::PartType,
        R::TooManyRequests { per_minute: 120, retry_after_seconds: 7 },
        R::TooManyAtOnce,
        R::PersonalCopy,
        R::PagesNeedSection,
        R::MemberMissing("userRole"),
        R::BadPersonalNotebooks,
        R::TitleHere,
        R::TokenOfNobody,
        R::TokenOfApp,
        R::IssuerAway,
    ]
    .into_iter()
    .chain(drives().into_iter().map(R::Drive))
    .collect()
}

fn drives() -> Vec<DriveFault> {
    use DriveFault as D;
    vec![
        D::DotDot,
        D::PathTooLong,
        D::BadItemId,
        D::SpecialFolder,
        D::Range(3),
        D::NoThumbnail,
        D::ThumbnailSize("tiny".to_owned()),
        D::NoPreference,
        D::NoParent,
        D::BadParent("its driveId is none"),
        D::ParentsDiffer,
        D::ParentUnfit,
        D::IntoNotebook,
        D::OutOfNotebook,
        D::CopyOfRoot,
        D::ChildrenOnly("name a folder"),
        D::Member("name", "a text"),
        D::Resync("https://notes.example/v1.0/drives/1/items/2/delta".to_owned()),
        D::NoMonitor,
        D::OptionNotServed("$filter".to_owned()),
        D::Format("pdf".to_owned()),
        D::ForeignSource,
    ]
}

#[test]
fn the_table_of_drives() {
    let verbs = verbs().into_iter().map(|error| (format!("{error:?}"), Fault::Verb(error)));
    let requests = requests().into_iter().map(|fault| (format!("{fault:?}"), Fault::Request(fault)));
    let mut table = String::new();
    for (name, fault) in verbs.chain(requests) {
        let said = fault.said_of_drive(Flavor::Graph);
        let inner = said.inner.map(|inner| format!(" / {inner}")).unwrap_or_default();
        table.push_str(&format!("{name}\n    {} {}{inner} {}\n", said.status.as_u16(), said.code, said.message));
    }
    expect_file!["drive.txt"].assert_eq(&table);
}

#[test]
fn the_table() {
    let verbs = verbs().into_iter().map(|error| (format!("{error:?}"), Fault::Verb(error)));
    let requests = requests().into_iter().map(|fault| (format!("{fault:?}"), Fault::Request(fault)));
    let mut table = String::new();
    for (name, fault) in verbs.chain(requests) {
        let said = fault.said(false);
        table.push_str(&format!("{name}\n    {} {} {}\n", said.status.as_u16(), said.code, said.message));
    }
    expect_file!["table.txt"].assert_eq(&table);
}

#[test]
fn the_root_of_2014_has_a_code_of_its_own_for_what_is_not_for_you() {
    let said = Fault::Verb(Error::NotFound).said(true);
    assert_eq!((said.status.as_u16(), said.code), (404, "40003"));
    assert_eq!(Fault::Verb(Error::NotFound).said(false).code, "20102");
    assert_eq!(Fault::Verb(Error::GroupNotFound).said(true).code, "20160");
}

#[test]
fn every_sentence_is_one() {
    let said = verbs().into_iter().map(Fault::Verb).chain(requests().into_iter().map(Fault::Request)).map(|fault| fault.said(false));
    for said in said {
        assert!(said.message.ends_with(['.', '"', '%', '~']) && !said.message.contains("{}"), "{}", said.message);
        assert!((said.code.len() == 5 || said.is_word()) && said.status.as_u16() >= 400);
    }
}

/// Every complaint, once. The library may have more one day; then the table of warnings is where it is missed.
fn complaints() -> Vec<Complaint> {
    use Complaint as C;
    let text = || "x".to_owned();
    vec![
        C::CreatedNotUnderstood { content: text() },
        C::ElementRemoved { name: text() },
        C::LinkDropped { href: text() },
        C::ImageDropped { src: text() },
        C::ImageWithoutSource,
        C::ImageWithTwoSources,
        C::NotDrawn { src: text() },
        C::TooManyImages { images_max: 10 },
        C::ItemTagDropped { tag: text() },
        C::ImageNotFetched { src: text() },
        C::AttachmentRenamed { name: text(), to: text() },
        C::AttachmentLinked { href: text() },
        C::AttachmentDropped { name: text() },
        C::AttachmentWithoutType { name: text() },
        C::PartUnused { name: text() },
        C::PositionNotEnabled,
        C::PositionNotTopLevel,
        C::PositionNotSupported { name: text() },
    ]
}

#[test]
fn the_handbook_explains_what_can_be_said_and_nothing_else() {
    let faults = || verbs().into_iter().map(Fault::Verb).chain(requests().into_iter().map(Fault::Request));
    let said: BTreeSet<(String, u16)> = faults()
        .flat_map(|fault| {
            let notes = [false, true].map(|is_2014| fault.said(is_2014));
            // What only requests about drives say, is never said elsewhere.
            let notes = notes.into_iter().filter(|_| !matches!(fault, Fault::Request(RequestFault::Drive(_)))).collect::<Vec<_>>();
            notes.into_iter().chain([Flavor::Legacy, Flavor::Graph].map(|flavor| fault.said_of_drive(flavor)))
        })
        .map(|said| (said.code.to_owned(), said.status.as_u16()))
        .collect();
    let mut explained = BTreeSet::new();
    let mut warned = BTreeSet::new();
    for error in errors() {
        match error.sent {
            Sent::Answered(statuses) => explained.extend(statuses.into_iter().map(|status| (error.code.to_owned(), status))),
            Sent::Warned => drop(warned.insert(error.code)),
            Sent::Never => {}
        }
    }
    let only = |some: &BTreeSet<(String, u16)>, others: &BTreeSet<_>| some.difference(others).cloned().collect::<Vec<_>>();
    assert_eq!(only(&said, &explained), [], "docs/handbook/reference/errors.md has no row for these answers");
    assert_eq!(only(&explained, &said), [], "docs/handbook/reference/errors.md explains what is never answered");
    assert_eq!(complaints().iter().filter_map(|complaint| warning(complaint).0).collect::<BTreeSet<_>>(), warned);
}
