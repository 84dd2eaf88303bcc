//! Bodies of replies: entities and lists, with what stands around their members.

use crate::fault::{self, Said};
use crate::reply::help_url;
use crate::root::{PublicId, Urls, collection};
use crate::schema::{Entity, Item, Json, Names, OperationView, Shape};
use app::expand::Branch;
use model::{NodeId, NodeKind};
use page::Complaint;
use std::borrow::Cow;

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
            write_diagnostics(json, &urls.root.base, diagnostics);
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
            write_diagnostics(json, &urls.root.base, &[Diagnostic::of_fault(said)]);
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
    message: Cow<'static, str>,
    code: Option<&'static str>,
}

const DIAGNOSTICS_TYPE: Names = Names::new("#Collection(Microsoft.OneNote.Api.Diagnostic)", "#Collection(microsoft.graph.diagnostic)");

/// Writes what was odd, as a member.
fn write_diagnostics(json: &mut Json, base: &str, diagnostics: &[Diagnostic]) {
    json.key("@api.diagnostics");
    json.array(|json| {
        for diagnostic in diagnostics {
            json.object(|json| {
                json.key("message");
                json.text(&diagnostic.message);
                if let Some(code) = diagnostic.code {
                    json.key("url");
                    json.text(&help_url(base, code));
                }
            });
        }
    });
}

impl Diagnostic {
    /// Says why an operation failed.
    fn of_fault(said: &Said) -> Self {
        Self { message: said.message.clone(), code: Some(said.code) }
    }

    /// Says what was odd about a page.
    pub(crate) fn of(complaint: &Complaint) -> Self {
        let (code, message) = fault::warning(complaint);
        Self { message: message.into(), code }
    }
}
