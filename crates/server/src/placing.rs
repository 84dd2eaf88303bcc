//! Bodies that say where something is to be, and what it is to be called. Ours, but for the name of a section.

use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::json::{Value, shortened};
use crate::root;
use app::access::{self, Allowed};
use app::{Caller, Cx, Error};
use model::{ConflictBehavior, NodeId, NodeKind, Right};

/// What a node is to become. What is not said stays.
#[derive(Clone, Debug)]
pub(crate) struct NodePlacing {
    pub(crate) name: Option<String>,
    pub(crate) parent: Option<Goal>,
    pub(crate) order: Option<usize>,
    pub(crate) conflict: ConflictBehavior,
}

/// Where a page is to be. What is not said stays.
#[derive(Clone, Debug)]
pub(crate) struct PagePlacing {
    pub(crate) level: Option<u32>,
    pub(crate) order: Option<usize>,
    pub(crate) section: Option<Goal>,
}

/// What something is to lie in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Goal {
    kind: NodeKind,
    id: NodeId,
}

impl Goal {
    /// Looks up where something is to go.
    ///
    /// # Errors
    /// [`Error::DestinationNotFound`], [`Error::DestinationUnfit`] for something of another kind, [`Error::NotAllowed`].
    pub(crate) fn find(&self, cx: &mut Cx<'_, '_>, caller: &Caller) -> app::Result<Allowed> {
        const ANY: &[NodeKind] = &[NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];
        let found = access::node_anywhere(cx, caller, ANY, &self.id, Right::Write).map_err(|error| match error {
            Error::NotFound => Error::DestinationNotFound,
            other => other,
        })?;
        if found.node().kind == self.kind { Ok(found) } else { Err(Error::DestinationUnfit) }
    }
}

/// Reads what a notebook, section group or section is to become.
pub(crate) fn node(call: &Call, kind: NodeKind) -> Result<NodePlacing, Fault> {
    let name = call.root.surface.name_member();
    let ([name, order, notebook, group], conflict) = match kind {
        // A notebook lies in a library, and moves by the drive that has folders.
        NodeKind::Notebook => {
            let ([name, order], conflict) = call.values([name, "order"])?;
            ([name, order, None, None], conflict)
        }
        _ => call.values([name, "order", "parentNotebook", "parentSectionGroup"])?,
    };
    let parent = match (notebook, group) {
        (Some(_), Some(_)) => return Err(said("it names two parents; send parentNotebook or parentSectionGroup")),
        (Some(value), None) => Some(goal(value, NodeKind::Notebook)?),
        (None, Some(value)) => Some(goal(value, NodeKind::SectionGroup)?),
        (None, None) => None,
    };
    let placing = NodePlacing {
        name: name.map(|value| text(call.root.surface.name_member(), value)).transpose()?,
        order: order.map(|value| number("order", value)).transpose()?,
        parent,
        conflict,
    };
    let says_nothing = placing.name.is_none() && placing.order.is_none() && placing.parent.is_none();
    // A rename without a name is what this call has a code for.
    if says_nothing { Ok(NodePlacing { name: Some(String::new()), ..placing }) } else { Ok(placing) }
}

/// Reads where a page is to be.
pub(crate) fn page(call: &Call) -> Result<PagePlacing, Fault> {
    let ([level, order, section, title], _) = call.values(["level", "order", "parentSection", "title"])?;
    if title.is_some() {
        return Err(RequestFault::TitleHere.into());
    }
    let placing = PagePlacing {
        // A level that is too deep is the verb's to refuse.
        level: level.map(|value| number("level", value)).transpose()?.map(|level| u32::try_from(level).unwrap_or(u32::MAX)),
        order: order.map(|value| number("order", value)).transpose()?,
        section: section.map(|value| goal(value, NodeKind::Section)).transpose()?,
    };
    let says_nothing = placing.level.is_none() && placing.order.is_none() && placing.section.is_none();
    if says_nothing { Err(said("it says nothing; send level, order or parentSection")) } else { Ok(placing) }
}

fn said(what: &str) -> Fault {
    RequestFault::JsonShape(what.to_owned()).into()
}

/// Reads a member that is a text.
pub(crate) fn text(name: &str, value: Value) -> Result<String, Fault> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(said(&format!("the member '{name}' is not a text"))),
    }
}

/// Reads a member that counts something.
fn number(name: &str, value: Value) -> Result<usize, Fault> {
    // `parse` would take a sign.
    let digits = |text: &String| text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = match value {
        Value::Number(text) if digits(&text) => text.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| said(&format!("the member '{name}' is not a whole number from 0 to 999999999")))
}

/// Reads `{"id": "…"}`.
fn goal(value: Value, kind: NodeKind) -> Result<Goal, Fault> {
    let Value::Object(members) = value else { return Err(said("a parent is an object with an id")) };
    let mut found = None;
    for (name, value) in members {
        match (name.as_str(), value) {
            ("id", Value::Text(text)) => found = root::node_id(&text),
            ("id", _) => {}
            (other, _) => return Err(RequestFault::UnknownMember(shortened(other)).into()),
        }
    }
    Ok(Goal { kind, id: found.ok_or(RequestFault::BadDestinationId)? })
}
