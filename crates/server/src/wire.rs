//! Bodies of replies: entities and lists, with what stands around their members.

use crate::reply::help_url;
use crate::root::{PublicId, Urls, collection};
use crate::schema::{Entity, Item, Json, Names, OperationView, Shape};
use app::expand::Branch;
use model::{NodeId, NodeKind};
use page::Complaint;

/// What an entity of a list takes, more or less, in bytes.
const ENTRY_BYTES: usize = 1_200;

/// Writes an entity that stands alone.
pub(crate) fn entity<V>(
    urls: &Urls,
    context: &str,
    entity: &Entity<V>,
    item: Item<'_, V>,
    shape: &Shape,
    diagnostics: &[Diagnostic],
) -> Json {
    let mut json = begun(urls, 1);
    json.object(|json| {
        write_context(json, urls, context);
        if !diagnostics.is_empty() {
            // The type of the list stands beside it.
            json.key("api.diagnostics@odata.type");
            json.text(DIAGNOSTICS_TYPE.on(urls.root.surface));
            write_diagnostics(json, diagnostics);
        }
        entity.members(json, urls, item, shape);
    });
    json
}

/// Writes an operation, and why it failed once more where the service says it too.
pub(crate) fn operation(urls: &Urls, context: &str, entity: &Entity<OperationView>, view: &OperationView) -> Json {
    let mut json = begun(urls, 1);
    json.object(|json| {
        write_context(json, urls, context);
        entity.members(json, urls, Item::alone(view), &Shape::whole(entity, urls.root.surface));
        if let Some(said) = view.said() {
            write_diagnostics(json, &[Diagnostic::new(said.code, &said.message)]);
        }
    });
    json
}

/// Writes a list.
pub(crate) fn list<V>(
    urls: &Urls,
    context: &str,
    entity: &Entity<V>,
    (views, branches): (&[V], &[Branch]),
    shape: &Shape,
    (count, next_link): (Option<u64>, Option<&str>),
) -> Json {
    let mut json = begun(urls, views.len() + 1);
    json.object(|json| {
        write_context(json, urls, context);
        if let Some(count) = count {
            json.key("@odata.count");
            json.number(i64::try_from(count).unwrap_or(i64::MAX));
        }
        json.key("value");
        json.array(|json| {
            for (at, view) in views.iter().enumerate() {
                json.object(|json| entity.members(json, urls, Item::new(view, at, branches), shape));
            }
        });
        if let Some(link) = next_link {
            json.key("@odata.nextLink");
            json.text(link);
        }
    });
    json
}

fn begun(urls: &Urls, entries: usize) -> Json {
    Json::new(ENTRY_BYTES * entries, urls.root.is_bare)
}

fn write_context(json: &mut Json, urls: &Urls, context: &str) {
    if !urls.root.is_bare {
        json.key("@odata.context");
        json.text(context);
    }
}

/// Returns a node's own address.
pub(crate) fn self_url(urls: &Urls, kind: NodeKind, id: NodeId) -> String {
    urls.url(format_args!("{}/{}", collection(kind), PublicId(id)))
}

/// Something odd that was lived with. Source: "OneNote API error and warning codes".
pub(crate) struct Diagnostic {
    message: String,
    url: Option<String>,
}

const DIAGNOSTICS_TYPE: Names = Names::new("#Collection(Microsoft.OneNote.Api.Diagnostic)", "#Collection(microsoft.graph.diagnostic)");

/// Writes what was odd, as a member.
pub(crate) fn write_diagnostics(json: &mut Json, diagnostics: &[Diagnostic]) {
    json.key("@api.diagnostics");
    json.array(|json| {
        for diagnostic in diagnostics {
            json.object(|json| {
                json.key("message");
                json.text(&diagnostic.message);
                if let Some(url) = &diagnostic.url {
                    json.key("url");
                    json.text(url);
                }
            });
        }
    });
}

impl Diagnostic {
    pub(crate) fn new(code: &str, message: &str) -> Self {
        Self { message: message.to_owned(), url: Some(help_url(code)) }
    }

    /// Says what was odd about a page.
    pub(crate) fn of(complaint: &Complaint) -> Self {
        let (code, message) = match complaint {
            Complaint::CreatedNotUnderstood { content } => {
                (Some("20007"), format!("The time of creation '{content}' was not understood; the server's time was used."))
            }
            Complaint::ElementRemoved { name } => {
                (None, format!("The element '{name}' is not supported; it was removed with its content."))
            }
            Complaint::LinkDropped { href } => (None, format!("The link to '{href}' is not supported; its text was kept.")),
            Complaint::ImageDropped { src } => (None, format!("The image '{src}' could not be taken; its alternative text was kept.")),
            Complaint::ImageWithoutSource => (Some("20006"), "An image names no source; its alternative text was kept.".to_owned()),
            Complaint::ImageWithTwoSources => (
                Some("20004"),
                "An image has both src and data-render-src; src counts only where data-render-src is no image. Send one of them."
                    .to_owned(),
            ),
            Complaint::NotDrawn { src } => {
                (None, format!("No picture is drawn of '{src}'; the file, or a link to it, stands in its place. Send a picture as a part."))
            }
            Complaint::TooManyImages { images_max } => {
                (None, format!("Only the first {images_max} images were taken. Send the others in requests of their own."))
            }
            Complaint::ItemTagDropped { tag } => (
                None,
                format!("The note tag '{tag}' of a list item was dropped: its list's tag, or that it has none, outranks it. Tag the list."),
            ),
            Complaint::ImageNotFetched { src } => {
                (None, format!("The image '{src}' was not fetched; the page shows it from its address. Send it as a part to keep it."))
            }
            Complaint::AttachmentRenamed { name, to } => {
                (Some("20119"), format!("No file can be called '{name}'; the attachment is called '{to}' now."))
            }
            Complaint::AttachmentDropped { name } => {
                (None, format!("The attachment '{name}' names a part that is not there; its name was kept as text."))
            }
            Complaint::AttachmentWithoutType { name } => {
                (None, format!("The attachment '{name}' has no type; what it is was taken from its content."))
            }
            Complaint::PartUnused { name } => {
                (None, format!("The part '{name}' is named nowhere on the page, as name:{name}; it was not kept."))
            }
            Complaint::PositionNotEnabled => {
                (Some("20146"), "Positions were ignored: the body does not have data-absolute-enabled=\"true\".".to_owned())
            }
            Complaint::PositionNotTopLevel => {
                (Some("20147"), "A position was ignored: its element is not a direct child of the body.".to_owned())
            }
            Complaint::PositionNotSupported { name } => {
                (Some("20148"), format!("A position was ignored: the element '{name}' cannot have one."))
            }
            // The library may come to complain of more before this table knows.
            _ => (None, "Something on the page was changed or left out.".to_owned()),
        };
        Self { message, url: code.map(help_url) }
    }
}
