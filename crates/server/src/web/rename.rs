//! Another name for a notebook, a section group or a section, for a folder or a file.

use super::Reading;
use super::act::{Done, Refusal, Wrong};
use super::frame::Frame;
use super::thing::{Found, Told};
use super::words::mendable;
use crate::fault::Fault;
use crate::reply::Reply;
use app::arrange::{self, Change};
use app::{Error, item};
use askama::Template;
use http::StatusCode;
use model::{ConflictBehavior, NameRule, NodeKind, Right};

#[derive(Template)]
#[template(path = "web/rename.html")]
struct Page<'a> {
    frame: &'a Frame,
    told: &'a Told,
    of: &'a str,
    name: &'a str,
    wrong: Option<Wrong>,
}

/// `GET /rename`
pub(crate) async fn show(reading: &Reading, wrong: Option<Wrong>) -> Result<Reply, Fault> {
    let told = reading.told(Right::Write).await?;
    let typed = reading.ask.form.get("name").or_else(|| reading.ask.query.get("name"));
    let name = typed.unwrap_or(&told.name);
    let status = if wrong.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let frame = Frame::new(reading);
    Ok(frame.reply(status, &Page { frame: &frame, told: &told, of: reading.field("of"), name, wrong }))
}

/// `POST /rename`
pub(crate) async fn handle(reading: &Reading) -> Result<Done, Refusal> {
    let (thing, caller, name) = (reading.thing()?, reading.caller.clone(), reading.field("name").to_owned());
    let to = reading.ask.server.app.write(move |cx| {
        let found = thing.find(cx, &caller, Right::Write)?;
        if let Some(item) = found.filed() {
            let change = item::Change { name: Some(&name), ..item::Change::default() };
            let named = item::change(cx, &caller, &item, &change)?;
            return Ok(Found::of(named).told(cx, &caller)?.href);
        }
        let Found::Node(node) = found else { return Err(Error::NotFound) };
        let name_rule = rule(node.node().kind);
        let change = Change { name: Some(&name), name_rule, parent: None, position: None, conflict: ConflictBehavior::Fail };
        let node = arrange::change(cx, &caller, &node, &change)?;
        Ok(Found::Node(node).told(cx, &caller)?.href)
    });
    Ok(Done::said(to.await.map_err(mendable)?, "renamed"))
}

/// Returns the rule that the name of something has to pass.
pub(super) const fn rule(kind: NodeKind) -> NameRule {
    match kind {
        NodeKind::SectionGroup | NodeKind::Section => NameRule::Section,
        NodeKind::Notebook => NameRule::Notebook,
        NodeKind::Root | NodeKind::Folder | NodeKind::Shortcut => NameRule::Item,
    }
}
