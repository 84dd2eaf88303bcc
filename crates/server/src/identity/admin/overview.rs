//! How much there is, and what is under way.

use super::frame::{Frame, back};
use super::gate::Desk;
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::desk::{self, Counts};
use askama::Template;
use model::{OperationId, OperationState};

/// How many operations are shown.
const OPERATIONS_MAX: u32 = 50;

#[derive(Template)]
#[template(path = "admin/overview.html")]
struct Overview {
    frame: Frame,
    counts: Counts,
    operations: Vec<Row>,
}

struct Row {
    id: String,
    who: String,
    state: &'static str,
    percent: u8,
    since: String,
}

/// `GET /admin`
pub(crate) async fn page(desk: Desk) -> Result<Reply, OAuthFault> {
    let (counts, found) = desk.read(|cx| Ok((desk::counts(cx)?, desk::operations(cx, OPERATIONS_MAX)?))).await?;
    let row = |(operation, who): (app::operation::Operation, Option<String>)| Row {
        id: operation.id.to_string(),
        who: who.unwrap_or_else(|| operation.request.caller.to_string()),
        state: if operation.state == OperationState::NotStarted { "waits" } else { "runs" },
        percent: operation.progress.percent(operation.state),
        since: operation.created.iso(0).replace('T', " "),
    };
    let page = Overview { frame: desk.frame("/admin", None), counts, operations: found.into_iter().map(row).collect() };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/operations/cancel`
pub(crate) async fn cancel(desk: Desk) -> Result<Reply, OAuthFault> {
    let id: OperationId = desk.id()?;
    match desk.write(move |cx, by| app::operation::cancel_any(cx, by, &id)).await {
        Ok(()) => Ok(back("/admin", "", "cancelled")),
        // It ended while somebody looked at it.
        Err(app::Error::AlreadyEnded) => Ok(back("/admin", "", "had-ended")),
        Err(error) => Err(error.into()),
    }
}
