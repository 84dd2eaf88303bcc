//! Operations. Source: "Copy notebooks, sections, and pages", its completed example; the published schema.

use super::{Edm, Entity, Names, Property};
use crate::fault::{self, Said};
use crate::operation::wire::Resource;
use app::operation::Operation;
use model::{OperationState, push_guid};

/// An operation, and what it made.
pub(crate) struct OperationView {
    pub(crate) operation: Operation,
    pub(crate) resource: Option<Resource>,
    said: Option<Said>,
}

impl OperationView {
    pub(crate) fn new(operation: Operation, resource: Option<Resource>) -> Self {
        let said = operation.error.as_deref().map(|word| {
            let error = app::Error::from_stored(word, operation.error_detail.as_deref());
            fault::verb(&error)
        });
        Self { operation, resource, said }
    }

    /// Returns why it failed, if it did.
    pub(crate) fn said(&self) -> Option<&Said> {
        self.said.as_ref()
    }
}

/// An operation as a poll shows it.
pub(crate) static OPERATION: Entity<OperationView> = Entity {
    names: Names::new("OperationModel", "onenoteOperation"),
    set: "operations",
    legacy: &[ID, STATUS_TEXT, CREATED, ACTED, PERCENT_IF_RUNNING, RESOURCE_LOCATION, RESOURCE_ID, ERROR],
    graph: ON_GRAPH,
    navigations: &[],
    key,
};

/// The body of a 202: enough for clients that cannot read headers, such as web pages. Graph's schema has the whole operation
/// there.
pub(crate) static ACCEPTED: Entity<OperationView> = Entity {
    names: Names::new("CopyStatusModel", "onenoteOperation"),
    set: "operations",
    legacy: &[ID, STATUS_TEXT, CREATED, PERCENT],
    graph: ON_GRAPH,
    navigations: &[],
    key,
};

const ON_GRAPH: &[Property<OperationView>] = &[ID, STATUS, CREATED, ACTED, PERCENT, RESOURCE_ID, RESOURCE_LOCATION, ERROR];

const ID: Property<OperationView> = Property::new(Names::same("id"), Edm::String, |json, _, view| json.plain(|out| key(view, out)));

const STATUS: Property<OperationView> =
    Property::new(Names::same("status"), Edm::Type(Names::new("OperationStatus", "operationStatus")), |json, urls, view| {
        json.text(status(view.operation.state).on(urls.root.surface))
    });

/// On the legacy surface it is a text.
const STATUS_TEXT: Property<OperationView> = Property { edm: Edm::String, ..STATUS };

const CREATED: Property<OperationView> =
    Property::new(Names::same("createdDateTime"), Edm::DateTimeOffset, |json, _, view| json.moment(view.operation.created, 6));

const ACTED: Property<OperationView> =
    Property::new(Names::same("lastActionDateTime"), Edm::DateTimeOffset, |json, _, view| json.moment(view.operation.acted, 6));

/// A number as text: the published schema has it so.
const PERCENT: Property<OperationView> = Property::new(Names::same("percentComplete"), Edm::String, |json, _, view| {
    json.text(&view.operation.progress.percent(view.operation.state).to_string());
});

/// "If running", the article says.
const PERCENT_IF_RUNNING: Property<OperationView> = PERCENT.if_has(|view| !view.operation.state.is_final());

const RESOURCE_LOCATION: Property<OperationView> = Property::new(Names::same("resourceLocation"), Edm::String, |json, _, view| {
    json.text_or_null(view.resource.as_ref().map(|resource| resource.url.as_str()));
});

/// The original leaves it null; its schema allows the id.
const RESOURCE_ID: Property<OperationView> = Property::new(Names::same("resourceId"), Edm::String, |json, _, view| {
    json.text_or_null(view.resource.as_ref().map(|resource| resource.id.as_str()));
});

const ERROR: Property<OperationView> =
    Property::new(Names::same("error"), Edm::Type(Names::new("OperationError", "onenoteOperationError")), |json, _, view| {
        match &view.said {
            Some(said) => json.object(|json| {
                json.key("code");
                json.text(said.code);
                json.key("message");
                json.text(&said.message);
            }),
            None => json.null(),
        }
    });

fn key(view: &OperationView, out: &mut String) {
    out.push_str("copy-");
    push_guid(out, &view.operation.id.0);
}

/// "The status can be completed, running, or failed": on the legacy surface one that waits runs, too. Graph's clients read the
/// names of its schema, and mind the letter case.
const fn status(state: OperationState) -> Names {
    match state {
        OperationState::NotStarted => Names::new("running", "NotStarted"),
        OperationState::Running => Names::new("running", "Running"),
        OperationState::Completed => Names::new("completed", "Completed"),
        OperationState::Failed => Names::new("failed", "Failed"),
    }
}
