//! Commands at work on a loose tree.

use super::rebuild::rebuild;
use super::target::{By, Names, Role, Target, allow};
use super::{Action, Command, Position, Refusal};
use crate::attribute::Name;
use crate::builder::is_not_handle;
use crate::complaint::Complaint;
use crate::document::{Document, clean_title};
use crate::element::{Kind, Model, Tag};
use crate::ids::Version;
use crate::limits::{COMPLAINTS_MAX, DEPTH_MAX};
use crate::normalise::{Images, Lost};
use crate::parse::raw::Work;
use crate::parse::{ParseError, parse_fragment};
use crate::surroundings::Surroundings;
use crate::tree::{Data, Element, NodeId, Place, Tree};

/// A page that is being changed.
pub(super) struct Change {
    document: Document,
    names: Names,
    /// What reading took so far: all commands together may take what one page may.
    work: Work,
    /// So are images.
    images: Images,
    complaints: Vec<Complaint>,
}

/// How deep the loose tree may become: deeper than a page, since wrappers that say nothing still stand in it, but not so deep
/// that climbing it once for each command would take long.
const LOOSE_DEPTH_MAX: usize = 4 * DEPTH_MAX;

/// Why it goes no further.
pub(super) enum Stop {
    Refused(Refusal),
    Page(ParseError),
}

impl From<Refusal> for Stop {
    fn from(why: Refusal) -> Self {
        Self::Refused(why)
    }
}

impl Change {
    pub(super) fn of(document: Document, version: Version) -> Self {
        let names = Names::of(&document.body, version);
        Self { document, names, work: Work::default(), images: Images::default(), complaints: vec![] }
    }

    pub(super) fn finish(mut self) -> Result<(Document, Vec<Complaint>), ParseError> {
        self.document.body = rebuild(&self.document.body)?;
        self.document.number_ink();
        Ok((self.document, self.complaints))
    }

    pub(super) fn carry_out(&mut self, command: &Command, around: &dyn Surroundings) -> Result<(), Stop> {
        let (target, by) = self.names.find(&self.document.body, &command.target)?;
        let content = self.fitting(command, target, by)?;
        let Target::Node(id) = target else {
            // Plain text, as it stands: "no parsing, no unescaping".
            self.document.title = clean_title(content);
            return Ok(());
        };
        let content = self.read(content, id, around)?;
        match (command.action, command.position) {
            (Action::Append, Position::After) => self.fill(id, None, content),
            (Action::Append, Position::Before) | (Action::Prepend, _) => self.fill(id, self.tree().first_child(id), content),
            (Action::Insert, Position::After) => self.put_beside(id, self.tree().place_after(id), content),
            (Action::Insert, Position::Before) => self.put_beside(id, self.tree().place_before(id), content),
            (Action::Replace | Action::Delete, _) => self.replace(id, content),
        }
        self.work.check().map_err(Stop::Page)
    }

    /// Checks everything about a command that can be checked before its content is read.
    fn fitting<'c>(&self, command: &'c Command, target: Target, by: By) -> Result<&'c str, Refusal> {
        let name = match target {
            Target::Title => "title",
            Target::Node(id) => self.tree().tag(id).map_or("body", Tag::name),
        };
        allow(Role::of(self.tree(), target), by, command.action, name)?;
        let adds = matches!(command.action, Action::Append | Action::Insert | Action::Prepend);
        if command.position == Position::Before && !adds {
            return Err(Refusal::PositionUnfit);
        }
        match (command.action, command.content.as_deref()) {
            (Action::Delete, None | Some("")) => Ok(""),
            (Action::Delete, Some(_)) => Err(Refusal::ContentUnfit),
            (_, Some(content)) => Ok(content),
            (_, None) => Err(Refusal::ContentMissing),
        }
    }

    /// Reads content for a place at or in an element, and takes it into the tree, where it is nowhere yet.
    fn read(&mut self, html: &str, target: NodeId, around: &dyn Surroundings) -> Result<Vec<NodeId>, Stop> {
        if html.is_empty() {
            return Ok(vec![]);
        }
        let (fragment, work) = parse_fragment(html, around, self.images).map_err(Stop::Page)?;
        self.work += work;
        self.work.check().map_err(Stop::Page)?;
        // The answer to a patch has no body in which to complain, so what would be lost is refused.
        match fragment.lost {
            Some(Lost::Part { name }) => return Err(Refusal::PartMissing { name }.into()),
            Some(Lost::TooManyImages { images_max }) => return Err(Refusal::TooManyImages { images_max }.into()),
            None => self.images = fragment.images,
        }
        for complaint in fragment.complaints {
            // That content has no positions of its own is documented.
            let is_position = matches!(complaint, Complaint::PositionNotEnabled | Complaint::PositionNotTopLevel);
            if !is_position && self.complaints.len() < COMPLAINTS_MAX && !self.complaints.contains(&complaint) {
                self.complaints.push(complaint);
            }
        }
        let tree = &mut self.document.body;
        if tree.height(target) + fragment.tree.deepest() > LOOSE_DEPTH_MAX {
            return Err(Stop::Page(ParseError::TooDeep { depth_max: DEPTH_MAX }));
        }
        let top = tree.absorb(fragment.tree);
        for id in &top {
            self.names.add(tree, *id);
            tree.elements(*id).into_iter().for_each(|id| self.names.add(tree, id));
        }
        Ok(top)
    }

    /// Adds content inside an element that holds blocks or items.
    fn fill(&mut self, id: NodeId, next: Option<NodeId>, content: Vec<NodeId>) {
        self.put(Place { parent: id, next }, content);
    }

    /// Adds content beside an element.
    fn put_beside(&mut self, id: NodeId, place: Option<Place>, content: Vec<NodeId>) {
        // Found a moment ago, so it is somewhere.
        let Some(place) = place else { return };
        let is_in_line = self.tree().tag(id).is_some_and(|tag| tag.kind() == Kind::Leaf);
        if is_in_line && content.iter().all(|id| self.is_inline(*id)) {
            content.into_iter().for_each(|id| self.tree_mut().put(id, place));
        } else {
            let place = self.between_blocks(place);
            self.put(place, content);
        }
    }

    fn replace(&mut self, id: NodeId, content: Vec<NodeId>) {
        let Some(Place { parent, .. }) = self.tree().place_before(id) else { return };
        let place = self.tree().place_after(id);
        // It leaves its place only now: what is put beside it looks at what it is.
        self.tree_mut().detach(id);
        self.put_beside(id, place, content);
        self.prune(parent);
    }

    /// Puts content where blocks or items stand, so that it keeps to lines of its own.
    fn put(&mut self, place: Place, content: Vec<NodeId>) {
        let is_list = self.tree().tag(place.parent).is_some_and(|tag| tag.model() == Model::List);
        let mut line: Option<NodeId> = None;
        for id in content {
            let stands_alone = match (is_list, self.tree().tag(id)) {
                // A list within a list goes to the item before, as in any page.
                (true, tag) => matches!(tag, Some(Tag::Li | Tag::Ul | Tag::Ol)),
                (false, _) => !self.is_inline(id),
            };
            if stands_alone {
                line = None;
                self.tree_mut().put(id, place);
            } else if line.is_some() || !self.is_blank(id) {
                let parent = match line {
                    Some(line) => line,
                    None => {
                        let tag = if is_list { Tag::Li } else { Tag::Div };
                        let wrapper = self.tree_mut().create(Element { tag, attributes: vec![] });
                        self.tree_mut().put(wrapper, place);
                        wrapper
                    }
                };
                line = Some(parent);
                self.tree_mut().put(id, Place { parent, next: None });
            }
        }
    }

    /// Returns a place like this one where blocks may stand, splitting what stands around it if there is something on both
    /// sides.
    fn between_blocks(&mut self, mut place: Place) -> Place {
        loop {
            let holds_blocks = match self.tree().tag(place.parent) {
                None => true,
                Some(tag) => matches!(tag.model(), Model::Outline | Model::Flow | Model::List),
            };
            if holds_blocks {
                return place;
            }
            let above = if self.tree().before(place).is_none() {
                self.tree().place_before(place.parent)
            } else {
                if let Some(next) = place.next {
                    self.split(place.parent, next);
                }
                self.tree().place_after(place.parent)
            };
            let Some(above) = above else { return place };
            place = above;
        }
    }

    /// Moves a child and all behind it to a second element like the first, which follows it.
    fn split(&mut self, id: NodeId, first: NodeId) {
        let Data::Element(Element { tag, attributes }) = self.tree().data(id) else { return };
        let attributes = attributes.iter().filter(|attribute| is_not_handle(attribute)).cloned().collect();
        let second = Element { tag: *tag, attributes };
        let Some(place) = self.tree().place_after(id) else { return };
        let tree = self.tree_mut();
        let second = tree.create(second);
        tree.put(second, place);
        let (mut next, mut moved) = (Some(first), 0);
        while let Some(id) = next {
            next = tree.place_after(id).and_then(|place| place.next);
            tree.detach(id);
            tree.put(id, Place { parent: second, next: None });
            moved += 1;
        }
        self.work += Work { nodes: moved, ..Work::default() };
    }

    /// Takes away what holds nothing any more, and was only there to hold something.
    fn prune(&mut self, id: NodeId) {
        let mut at = id;
        while let Data::Element(element) = self.tree().data(at) {
            let is_holder = match element.tag {
                Tag::Ul | Tag::Ol => true,
                tag if tag.kind() == Kind::Inline => true,
                tag => tag.model() == Model::Phrasing && element.value(Name::DataId).is_none(),
            };
            let Some(Place { parent, .. }) = self.tree().place_before(at) else { return };
            if !is_holder || self.tree().first_child(at).is_some() || parent == Tree::OUTLINES {
                return;
            }
            self.tree_mut().detach(at);
            at = parent;
        }
    }

    fn is_inline(&self, id: NodeId) -> bool {
        self.tree().tag(id).is_none_or(|tag| matches!(tag.kind(), Kind::Inline | Kind::Leaf))
    }

    fn is_blank(&self, id: NodeId) -> bool {
        matches!(self.tree().data(id), Data::Text(text) if text.bytes().all(|byte| byte.is_ascii_whitespace()))
    }

    fn tree(&self) -> &Tree {
        &self.document.body
    }

    fn tree_mut(&mut self) -> &mut Tree {
        &mut self.document.body
    }
}
