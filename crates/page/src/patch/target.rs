//! Which element a command means, and whether that element may suffer it.

use std::collections::{HashMap, VecDeque};

use super::{Action, Refusal};
use crate::attribute::{Name, Value};
use crate::element::{Kind, Tag};
use crate::ids::{self, Named, Version};
use crate::render::DEFAULT_OUTLINE_ID;
use crate::tree::{Data, NodeId, Tree};

/// What a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Title,
    /// The body, or what it stands for.
    Node(NodeId),
}

/// How the client named it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// `title` or `body`.
    Word,
    /// Its `data-id`.
    Handle,
    /// Its generated id.
    Id,
}

/// All names that elements of a page go by.
pub(super) struct Names {
    version: Version,
    /// In the order of printing, as the page was before any command.
    elements: Vec<NodeId>,
    /// The elements with each `data-id`, oldest first. May hold some that are gone.
    handles: HashMap<String, VecDeque<NodeId>>,
    /// The first positioned `div`. No command makes one or takes one away.
    outline: Option<NodeId>,
}

impl Names {
    pub(super) fn of(tree: &Tree, version: Version) -> Self {
        let mut names = Self { version, elements: tree.elements(Tree::FLOW), handles: HashMap::new(), outline: None };
        names.elements.extend(tree.elements(Tree::OUTLINES));
        let is_outline = |id: &&NodeId| tree.parent(**id) == Some(Tree::OUTLINES) && tree.tag(**id) == Some(Tag::Div);
        names.outline = names.elements.iter().find(is_outline).copied();
        let elements = std::mem::take(&mut names.elements);
        elements.iter().for_each(|id| names.add(tree, *id));
        Self { elements, ..names }
    }

    /// Learns the `data-id` of an element, if it has one.
    pub(super) fn add(&mut self, tree: &Tree, id: NodeId) {
        if let Data::Element(element) = tree.data(id)
            && let Some(Value::Text(handle)) = element.value(Name::DataId)
        {
            self.handles.entry(handle.clone()).or_default().push_back(id);
        }
    }

    /// Finds what a target names.
    pub(super) fn find(&mut self, tree: &Tree, target: &str) -> Result<(Target, By), Refusal> {
        let target = target.trim();
        if let Some(handle) = target.strip_prefix('#') {
            return self.handle(tree, handle).map(|id| (Target::Node(id), By::Handle));
        }
        if target.eq_ignore_ascii_case("title") {
            return Ok((Target::Title, By::Word));
        }
        if target.eq_ignore_ascii_case("body") {
            return Ok((Target::Node(self.first_outline(tree)), By::Word));
        }
        match ids::read(target, self.version) {
            Some(Named::DefaultOutline) => Ok((Target::Node(Tree::FLOW), By::Id)),
            Some(Named::Element { index, tag }) => {
                let found = self.elements.get(index).copied();
                let is_it = |id: &NodeId| tree.is_attached(*id) && tree.tag(*id).is_some_and(|of| of.name().eq_ignore_ascii_case(tag));
                found.filter(is_it).map(|id| (Target::Node(id), By::Id)).ok_or(Refusal::NotFound)
            }
            Some(Named::Nothing) => Err(Refusal::NotFound),
            None if target.is_empty() => Err(Refusal::NoTarget),
            None => Err(Refusal::NoHash),
        }
    }

    fn handle(&mut self, tree: &Tree, handle: &str) -> Result<NodeId, Refusal> {
        if let Some(ids) = self.handles.get_mut(handle) {
            while let Some(id) = ids.front() {
                if tree.is_attached(*id) {
                    return Ok(*id);
                }
                // What is gone never comes back.
                ids.pop_front();
            }
        }
        match handle {
            DEFAULT_OUTLINE_ID => Ok(Tree::FLOW),
            word if word.eq_ignore_ascii_case("title") || word.eq_ignore_ascii_case("body") => Err(Refusal::KeywordWithHash),
            _ => Err(Refusal::NotFound),
        }
    }

    /// Returns the first `div` in print. What has no position is printed first, in a `div` of its own, if there is any of it.
    fn first_outline(&self, tree: &Tree) -> NodeId {
        let has_flow = tree.first_child(Tree::FLOW).is_some();
        self.outline.filter(|_| !has_flow).unwrap_or(Tree::FLOW)
    }
}

/// What an element is to commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    /// The body, or a positioned `div`.
    Outline,
    /// A `div` within a `div`, or a quotation.
    Division,
    List,
    Table,
    /// What holds a line of text: paragraphs, headings, items.
    Line,
    /// Images, attachments, videos.
    Leaf,
    /// Everything else.
    Other,
}

impl Role {
    pub(super) fn of(tree: &Tree, target: Target) -> Self {
        let Target::Node(id) = target else { return Self::Title };
        let Some(tag) = tree.tag(id) else { return Self::Outline };
        if tree.parent(id) == Some(Tree::OUTLINES) {
            return if tag == Tag::Div { Self::Outline } else { Self::Other };
        }
        match tag {
            Tag::Div | Tag::Blockquote => Self::Division,
            Tag::Ul | Tag::Ol => Self::List,
            Tag::Table => Self::Table,
            Tag::Br => Self::Other,
            tag if tag.kind() == Kind::Leaf => Self::Leaf,
            tag if matches!(tag.kind(), Kind::Block | Kind::Item) => Self::Line,
            _ => Self::Other,
        }
    }
}

/// Says whether an element may suffer an action. Contract section 7.2, with the choices 11 and 12 of its section 12: lines
/// can be replaced by their `data-id`, and a `div` within a `div` by its generated id.
pub(super) fn allow(role: Role, by: By, action: Action, name: &'static str) -> Result<(), Refusal> {
    use Action::{Append, Delete, Insert, Prepend, Replace};
    match (role, action) {
        (Role::Title, Replace) => Ok(()),
        (Role::Title, _) => Err(Refusal::ActionUnsupported),
        (Role::Other, _) => Err(Refusal::Unsupported { name }),
        (Role::Outline, Replace | Delete) if by == By::Id => Err(Refusal::OutlineFixed),
        (Role::Outline, Replace | Delete) => Err(Refusal::ActionUnsupported),
        (Role::Outline, Insert) => Err(Refusal::OutlineSibling),
        (Role::Outline | Role::Division | Role::List, Append | Prepend) => Ok(()),
        (Role::Table | Role::Line | Role::Leaf, Append | Prepend) => Err(Refusal::NoChildren { name }),
        (Role::Division | Role::List | Role::Table, Replace | Delete) if by == By::Handle => Err(Refusal::ActionUnsupported),
        (_, Insert | Replace | Delete) => Ok(()),
    }
}
