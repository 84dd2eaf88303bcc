//! Shapes that several resources share, in the spelling of the OneNote service.

use crate::reply::help_url;
use crate::root::{PublicId, Root, Urls, collection, encoded};
use app::view::{Above, WebPath};
use model::{NodeId, NodeKind, Owner};
use page::Complaint;
use serde::Serialize;
use std::fmt::Write as _;

/// A list.
#[derive(Serialize)]
pub(crate) struct Collection<T> {
    #[serde(rename = "@odata.context")]
    pub(crate) context: String,
    pub(crate) value: Vec<T>,
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    pub(crate) next_link: Option<String>,
}

/// Where a thing opens in the client and in a browser.
#[derive(Serialize)]
pub(crate) struct Links {
    #[serde(rename = "oneNoteClientUrl")]
    pub(crate) client: Href,
    #[serde(rename = "oneNoteWebUrl")]
    pub(crate) web: Href,
}

#[derive(Serialize)]
pub(crate) struct Href {
    pub(crate) href: String,
}

/// What lies above a thing, as default expansions show it: `id,name,self`.
#[derive(Serialize)]
pub(crate) struct Parent<'a> {
    id: String,
    name: &'a str,
    #[serde(rename = "self")]
    this: String,
}

impl<'a> Parent<'a> {
    pub(crate) fn of(urls: &Urls, kind: NodeKind, above: &'a Above) -> Self {
        Self { id: PublicId(above.id).to_string(), name: &above.name, this: self_url(urls, kind, above.id) }
    }
}

/// Returns a node's own address.
pub(crate) fn self_url(urls: &Urls, kind: NodeKind, id: NodeId) -> String {
    urls.url(format_args!("{}/{}", collection(kind), PublicId(id)))
}

/// Returns the context of something that is expanded below a node.
pub(crate) fn expanded_context(urls: &Urls, kind: NodeKind, id: NodeId, what: &str) -> String {
    urls.context(format_args!("{}('{}')/{what}/$entity", collection(kind), PublicId(id)))
}

/// Returns where a node opens in a browser. The owner stands there by id, so the address stays when names change.
pub(crate) fn web_url(root: &Root, path: &WebPath) -> String {
    web_url_of(root, path, path.names.len())
}

/// Returns where the first `depth` names of a path open in a browser.
pub(crate) fn web_url_of(root: &Root, path: &WebPath, depth: usize) -> String {
    let mut url = root.base.to_string();
    // Writing to a String cannot fail.
    let _ = match path.owner {
        Owner::User(user) => write!(url, "/users/{user}"),
        Owner::Group(group) => write!(url, "/groups/{group}"),
        Owner::Site(site) => write!(url, "/sites/{site}"),
    };
    for name in std::iter::once(&path.library).chain(path.names.iter().take(depth)) {
        let _ = write!(url, "/{}", encoded(name));
    }
    url
}

/// Returns the two links to an address for browsers. Source: the values seen are the same but for the scheme.
pub(crate) fn links(web: String) -> Links {
    Links { client: Href { href: format!("onenote:{web}") }, web: Href { href: web } }
}

/// Something odd that was lived with. Source: "OneNote API error and warning codes".
#[derive(Serialize)]
pub(crate) struct Diagnostic {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// The type of a list of [`Diagnostic`], which stands beside it.
pub(crate) const DIAGNOSTICS_TYPE: &str = "#Collection(Microsoft.OneNote.Api.Diagnostic)";

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
            Complaint::ImageWithTwoSources => {
                (Some("20004"), "An image has both src and data-render-src; data-render-src was ignored.".to_owned())
            }
            Complaint::ImageNotFetched { src } => {
                (None, format!("The image '{src}' was not fetched; the page shows it from its address. Send it as a part to keep it."))
            }
            Complaint::AttachmentRenamed { name, to } => {
                (Some("20119"), format!("No file can be called '{name}'; the attachment is called '{to}' now."))
            }
            Complaint::AttachmentDropped { name } => {
                (None, format!("The attachment '{name}' names a part that is not there; its name was kept as text."))
            }
            Complaint::VideoNotSupported { src } => (Some("20168"), format!("The video '{src}' is not from a supported site.")),
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
