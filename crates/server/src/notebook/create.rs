use crate::call::Call;
use crate::fault::Fault;
use crate::hierarchy::{again, alone, created};
use crate::reply::Reply;
use crate::wire::self_url;
use app::idempotency::{self, Made};
use app::{notebook, place, view};
use model::{NameRule, NodeKind};

/// `POST notebooks`: in the `Notebooks` folder of the location's default library. Source: "OneNote POST notebooks".
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let ([name], conflict) = call.members([call.root.surface.name_member()])?;
    let (name, keyed) = (name.unwrap_or_default(), call.keyed()?);
    let rule = if call.root.is_2014() { NameRule::Notebook2014 } else { NameRule::Notebook };
    let (caller, location) = (call.caller.clone(), call.root.location());
    let view = call
        .write(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let mut made_now = None;
            let (made, _) = idempotency::once::<app::Error>(cx, &caller, keyed.as_ref(), |cx| {
                let notebook = notebook::create(cx, &caller, &place, &name, rule, conflict)?;
                let id = notebook.node().id;
                made_now = Some(notebook);
                Ok(Made::Node(id))
            })?;
            let allowed = match made_now {
                Some(allowed) => allowed,
                None => again(cx, &caller, made, NodeKind::Notebook)?,
            };
            view::node(cx, &caller, &allowed)
        })
        .await?;
    let urls = call.root.urls();
    // The page of 2014 prints the collection's context on a single notebook; the later ones mark it as an entity.
    let context = if call.root.is_2014() { "notebooks" } else { "notebooks/$entity" };
    Ok(created(alone(&urls, &view, format_args!("{context}")), &self_url(&urls, NodeKind::Notebook, view.id)))
}
