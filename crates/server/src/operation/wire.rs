//! How an operation is written down. Source: "Copy notebooks, sections, and pages", its completed example.

use crate::fault;
use crate::root::Urls;
use crate::wire::Diagnostic;
use app::operation::Operation;
use model::{OperationId, OperationState};
use serde::Serialize;

/// The body of a 202: enough for clients that cannot read headers, such as web pages.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Accepted {
    #[serde(rename = "@odata.context")]
    context: String,
    id: String,
    status: &'static str,
    created_date_time: String,
    percent_complete: String,
}

impl Accepted {
    pub(crate) fn of(urls: &Urls, operation: &Operation) -> Self {
        Self {
            context: urls.type_context("CopyStatusModel", "onenoteOperation"),
            id: public_id(&operation.id),
            status: status(operation.state),
            created_date_time: operation.created.iso(6),
            percent_complete: percent(operation),
        }
    }
}

/// An operation as a poll shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OperationModel {
    #[serde(rename = "@odata.context")]
    context: String,
    id: String,
    status: &'static str,
    created_date_time: String,
    last_action_date_time: String,
    /// "If running".
    #[serde(skip_serializing_if = "Option::is_none")]
    percent_complete: Option<String>,
    resource_location: Option<String>,
    resource_id: Option<String>,
    error: Option<ErrorModel>,
    #[serde(rename = "@api.diagnostics", skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct ErrorModel {
    code: &'static str,
    message: String,
}

/// What a completed operation made: its address, and its id.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) url: String,
    pub(crate) id: String,
}

impl OperationModel {
    pub(crate) fn of(urls: &Urls, operation: &Operation, resource: Option<Resource>) -> Self {
        let said = operation.error.as_deref().map(|word| {
            let error = app::Error::from_stored(word, operation.error_detail.as_deref());
            fault::verb(&error)
        });
        let (url, id) = resource.map(|resource| (resource.url, resource.id)).unzip();
        Self {
            context: urls.context(format_args!("operations/$entity")),
            id: public_id(&operation.id),
            status: status(operation.state),
            created_date_time: operation.created.iso(6),
            last_action_date_time: operation.acted.iso(6),
            percent_complete: (!operation.state.is_final()).then(|| percent(operation)),
            resource_location: url,
            resource_id: id,
            diagnostics: said.iter().map(|said| Diagnostic::new(said.code, &said.message)).collect(),
            error: said.map(|said| ErrorModel { code: said.code, message: said.message.into_owned() }),
        }
    }
}

/// Returns an operation's address.
pub(crate) fn operation_url(urls: &Urls, id: &OperationId) -> String {
    urls.url(format_args!("operations/{}", public_id(id)))
}

fn public_id(id: &OperationId) -> String {
    format!("copy-{id}")
}

/// "The status can be completed, running, or failed": one that waits runs, too.
const fn status(state: OperationState) -> &'static str {
    match state {
        OperationState::NotStarted | OperationState::Running => "running",
        OperationState::Completed => "completed",
        OperationState::Failed => "failed",
    }
}

/// A number as text: the published schema has it so.
fn percent(operation: &Operation) -> String {
    operation.progress.percent(operation.state).to_string()
}
