use super::address::{Base, Flavor, Target};
use super::call::Open;
use super::links::Links;
use super::schema::{STATUS, Shape, StatusView};
use super::wire;
use crate::fault::{DriveFault, Fault, RequestFault};
use crate::reply::Reply;
use app::Error;
use app::monitor::{self, Secret, Watched};
use app::operation::Operation;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderValue, StatusCode, header};
use model::{ItemId, NodeId, OperationState};
use std::time::Duration;

/// `GET monitor/{secret}`: how far a copy is, for whoever knows the address.
///
/// Clients of Graph follow a redirection and lose the status with it, and those of the first service wait for one; so each is
/// answered as the spelling of its copy was. Source: "Long running actions"; what clients were seen to do.
pub(crate) async fn handle(open: Open) -> Result<Reply, Fault> {
    let Target::Monitor(secret) = &open.address.target else { return Err(RequestFault::BadId.into()) };
    let Secret(secret) = read(secret).ok_or(DriveFault::NoMonitor)?;
    let watched = watch(&open, secret).await?;
    let flavor = if watched.is_legacy { Flavor::Legacy } else { Flavor::Graph };
    let links = Links { base: open.links.base.clone(), at: Base::V1, flavor, notebooks_are_folders: false, downloads: None, share: None };
    let operation = &watched.operation;
    let said = operation.error.as_deref().map(|word| {
        let error = Error::from_stored(word, operation.error_detail.as_deref());
        Fault::Verb(error).said_of_drive(flavor)
    });
    let view = StatusView {
        id: operation.id.0,
        state: operation.state,
        percent: operation.progress.percent(operation.state),
        created: operation.created,
        acted: operation.acted,
        made: operation.outcome.as_ref().map(|outcome| ItemId::of_node(&operation.request.target_drive, &outcome.node)),
        said,
        source: source(operation),
    };
    let status = match (operation.state, watched.is_legacy) {
        (OperationState::NotStarted | OperationState::Running, _) | (OperationState::Failed, true) => StatusCode::ACCEPTED,
        (OperationState::Completed, true) => StatusCode::SEE_OTHER,
        (OperationState::Completed | OperationState::Failed, false) => StatusCode::OK,
    };
    let mut reply = wire::entity(&links, &STATUS, &view, &Shape::whole())
        .with_value(header::CACHE_CONTROL, const { HeaderValue::from_static("no-store") });
    reply.status = status;
    if !operation.state.is_final() {
        reply = reply.with(header::RETRY_AFTER, "1");
    }
    match &view.made {
        Some(made) if status == StatusCode::SEE_OTHER => Ok(reply.with(header::LOCATION, &links.item(made))),
        _ => Ok(reply),
    }
}

/// How long to wait before the next look at a copy that runs: less than a second in all.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(60), Duration::from_millis(120), Duration::from_millis(240), Duration::from_millis(480)];

/// Returns what a monitor shows. Clients of the first service ask again without a pause, so one whose copy runs is let wait for a
/// moment, as long as there are not too many.
async fn watch(open: &Open, secret: [u8; 32]) -> Result<Watched, Fault> {
    let look = || async {
        let found = open.server.app.read(move |cx| monitor::watch(cx, &Secret(secret))).await;
        found.map_err(|error| match error {
            Error::NotFound => DriveFault::NoMonitor.into(),
            other => Fault::from(other),
        })
    };
    let mut watched = look().await?;
    let runs = |watched: &Watched| watched.is_legacy && !watched.operation.state.is_final();
    if !runs(&watched) {
        return Ok(watched);
    }
    let Ok(_place) = open.server.watchers.try_acquire() else { return Ok(watched) };
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        watched = look().await?;
        if !runs(&watched) {
            break;
        }
    }
    Ok(watched)
}

/// Returns what is copied: the file, if it is one.
fn source(operation: &Operation) -> ItemId {
    let request = &operation.request;
    let id = request.source_key.map_or(request.source, |file| NodeId(file.0));
    ItemId::of_node(&request.source_drive, &id)
}

/// Returns the address of a monitor. Its secret is in the path, because clients encode queries anew.
pub(crate) fn url(base: &str, secret: &Secret) -> String {
    let mut out = format!("{base}/{}/monitor/", Base::V1.as_str());
    URL_SAFE_NO_PAD.encode_string(secret.0, &mut out);
    out
}

fn read(text: &str) -> Option<Secret> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    Some(Secret(bytes.try_into().ok()?))
}
