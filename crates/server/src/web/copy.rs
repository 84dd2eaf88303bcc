//! Copying: any number of things to any number of places, each copy an operation of its own.

use super::Reading;
use super::act::{Done, Refusal, Wrong};
use super::new::Spot;
use super::operations::{self, COPIES_MAX};
use super::pick::{self, Deed};
use super::rename::rule;
use super::thing::{Found, Thing};
use super::words::{self, mendable};
use crate::fault::Fault;
use crate::reply::Reply;
use app::access::{self, Allowed};
use app::copy::{self, Destination, Order, Source};
use app::idempotency::{self, Keyed, Made};
use app::operation::{self, Operation};
use app::{Caller, Cx, Error};
use model::{ConflictBehavior, NameRule, NodeKind, OperationId, Right};
use std::sync::Arc;

/// `GET /copy`
pub(crate) async fn show(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    pick::show(reading, Deed::Copy, wrong).await
}

/// `POST /copy`: begins all of the copies, and leads to where their progress is shown; a single one that is done already, to what it
/// made. What is refused is told there too, beside what is not.
pub(crate) async fn handle(reading: &Reading) -> Result<Done, Refusal> {
    let (things, chosen) = (pick::things(&pick::named(reading))?, pick::chosen(&reading.ask.form));
    if chosen.is_empty() {
        return Err(Wrong::new("", "Choose where the copy goes.").into());
    }
    if things.len() * chosen.len() > COPIES_MAX {
        return Err(Wrong::new("", format!("That would be more than {COPIES_MAX} copies. Choose fewer places at once.")).into());
    }
    let spots: Vec<Spot> = chosen.iter().map(|text| Spot::read(text)).collect::<Result<_, _>>()?;
    let name = reading.ask.form.owned("name").filter(|name| !name.trim().is_empty() && things.len() == 1);
    // What cannot be for any of them is said on the form, before anything is begun.
    let is_single = things.len() * spots.len() == 1;
    let keyed = reading.keyed("copy")?;
    let mut begun = Vec::new();
    for thing in &things {
        for spot in &spots {
            let keyed = keyed.clone().map(|keyed| Keyed { key: format!("{} {}", keyed.key, begun.len()), ..keyed });
            let one = One { thing: *thing, spot: spot.clone(), name: name.clone(), keyed, keeps_refusal: !is_single };
            begun.push(one.begin(reading).await?);
        }
    }
    reading.ask.server.app.wake();
    if let [one] = &begun[..]
        && let Some(href) = operations::result_href(reading, one).await?
    {
        return Ok(Done::said(href, "copied"));
    }
    Ok(Done::at(operations::href(begun.iter().map(|operation| operation.id))))
}

/// What holds files, folders and notebooks.
const FOLDERS: &[NodeKind] = &[NodeKind::Root, NodeKind::Folder];

/// One copy.
struct One {
    thing: Thing,
    spot: Spot,
    name: Option<String>,
    keyed: Option<Keyed>,
    /// Whether it stands among the others as one that failed, if it is refused.
    keeps_refusal: bool,
}

impl One {
    async fn begin(self, reading: &Reading) -> Result<Operation, Refusal> {
        let app = &reading.ask.server.app;
        let (one, caller) = (Arc::new(self), reading.caller.clone());
        let (id, correlation) = (OperationId(app.ids().guid(app.now())), model::format_guid(&reading.ask.asked.correlation));
        // What a refusal began is rolled back, and written down as refused by a transaction of its own.
        let write = |why: Option<Error>| {
            let (one, caller, correlation) = (one.clone(), caller.clone(), correlation.clone());
            app.write(move |cx| {
                let (made, _) = idempotency::once::<Error>(cx, &caller, one.keyed.as_ref(), |cx| {
                    one.start(cx, &caller, id, &correlation, why.as_ref()).map(|operation| Made::Operation(operation.id))
                })?;
                let Made::Operation(made) = made else { return Err(Error::Internal) };
                operation::get(cx, &caller, &made)
            })
        };
        match write(None).await {
            Err(error) if one.keeps_refusal && words::is_mendable(&error) => write(Some(error)).await.map_err(mendable),
            begun => begun.map_err(mendable),
        }
    }

    /// Begins it, or writes down that it was refused.
    fn start(
        &self,
        cx: &mut Cx<'_, '_>,
        caller: &Caller,
        id: OperationId,
        correlation: &str,
        why: Option<&Error>,
    ) -> app::Result<Operation> {
        let found = self.thing.find(cx, caller, Right::Read)?;
        let (source, name_rule, into) = match &found {
            Found::Page(page) => (Source::Page(page), NameRule::Section, Some(&[NodeKind::Section][..])),
            Found::File(file) => (Source::File(file), NameRule::Item, Some(FOLDERS)),
            Found::Node(node) => match node.node().kind {
                kind @ NodeKind::Notebook if matches!(self.spot, Spot::Place(_)) => (Source::Node(node), rule(kind), None),
                kind @ (NodeKind::Root | NodeKind::Folder | NodeKind::Shortcut | NodeKind::Notebook) => {
                    (Source::Node(node), rule(kind), Some(FOLDERS))
                }
                kind @ (NodeKind::SectionGroup | NodeKind::Section) => {
                    (Source::Node(node), rule(kind), Some(&[NodeKind::Notebook, NodeKind::SectionGroup][..]))
                }
            },
        };
        let target = self.target(cx, caller, into)?;
        let destination = if into.is_some() { Destination::Into(&target) } else { Destination::Notebooks(&target) };
        // A second copy of a thing, where the first one lies, is what somebody wants who asks for it; with a name of its own they say
        // which.
        let conflict = if self.name.is_some() { ConflictBehavior::Fail } else { ConflictBehavior::Rename };
        let order = Order { name: self.name.as_deref(), name_rule, conflict, with_versions: false, id, correlation };
        Ok(match why {
            None => copy::start(cx, caller, source, destination, &order)?.operation,
            Some(why) => copy::refused(cx, caller, source, destination, &order, why)?.operation,
        })
    }

    fn target(&self, cx: &mut Cx<'_, '_>, caller: &Caller, into: Option<&[NodeKind]>) -> app::Result<Allowed> {
        match into {
            None => {
                let place = self.spot.place(cx, caller)?;
                access::notebooks_home(cx, &place)
            }
            Some(kinds) => self.spot.node(cx, caller, kinds),
        }
    }
}
