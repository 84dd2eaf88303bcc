//! Moving: a notebook's parts, notebooks, folders and files to another place in the same library, pages to any section of it.

use super::Reading;
use super::act::{Done, Refusal, Wrong};
use super::new::Spot;
use super::pick::{self, Deed};
use super::thing::{Found, KINDS, Thing};
use super::words::mendable;
use crate::fault::Fault;
use crate::reply::Reply;
use app::access::AllowedItem;
use app::arrange::{self, Change};
use app::page::place;
use app::{Caller, Cx, Error, item};
use model::{ConflictBehavior, NameRule, NodeKind, Right};

/// `GET /move`
pub(crate) async fn show(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    pick::show(reading, Deed::Move, wrong).await
}

/// `POST /move`: all of the things or none.
pub(crate) async fn handle(reading: &Reading) -> Result<Done, Refusal> {
    let (things, chosen) = (pick::things(&pick::named(reading))?, pick::chosen(&reading.ask.form));
    let [to] = &chosen[..] else { return Err(Wrong::new("", "Choose where it goes.").into()) };
    let (spot, caller) = (Spot::read(to)?, reading.caller.clone());
    let moved = reading.ask.server.app.write(move |cx| {
        let mut last = None;
        for thing in &things {
            last = Some(moved(cx, &caller, *thing, &spot)?);
        }
        // Several are seen where they are now.
        let seen = match last {
            Some(only) if things.len() == 1 => only,
            _ => Found::Node(spot.node(cx, &caller, KINDS)?),
        };
        Ok(seen.told(cx, &caller)?.href)
    });
    Ok(Done::said(moved.await.map_err(mendable)?, "moved"))
}

fn moved(cx: &mut Cx<'_, '_>, caller: &Caller, thing: Thing, spot: &Spot) -> app::Result<Found> {
    Ok(match thing.find(cx, caller, Right::Write)? {
        Found::Page(page) => {
            let section = spot.node(cx, caller, &[NodeKind::Section])?;
            let change = place::Change { section: Some(&section), ..place::Change::default() };
            Found::Page(place::change(cx, caller, &page, &change)?)
        }
        Found::Node(node) if matches!(node.node().kind, NodeKind::SectionGroup | NodeKind::Section) => {
            let parent = spot.node(cx, caller, &[NodeKind::Notebook, NodeKind::SectionGroup])?;
            let (name_rule, conflict) = (NameRule::Section, ConflictBehavior::Fail);
            let change = Change { name: None, name_rule, parent: Some(&parent), position: None, conflict };
            Found::Node(arrange::change(cx, caller, &node, &change)?)
        }
        found => {
            // Among whose notebooks one stands is whose it is: that is a copy, or another owner.
            let Spot::Node(_) = spot else { return Err(Error::DestinationUnfit) };
            let parent = AllowedItem::Node(spot.node(cx, caller, &[NodeKind::Root, NodeKind::Folder])?);
            let item = found.item().ok_or(Error::Internal)?;
            let change = item::Change { parent: Some(&parent), ..item::Change::default() };
            Found::of(item::change(cx, caller, &item, &change)?)
        }
    })
}
