//! An edit, carried out on the page as it is by then.

use std::collections::{HashMap, HashSet};

use super::area::{Area, areas, count, outlines};
use super::edit::{AreaEdit, Block, Edit, Place, Retitle};
use super::key::{self, Print};
use super::outcome::{AreaConflict, Conflict, MergeError, Merged, MergedArea, Unfit};
use super::own::Own;
use super::read::{Reader, Stop};
use super::three::{self, Pick};
use super::{AREAS_MAX, BLOCKS_MAX, PLACE_MAX};
use crate::attribute::{Attribute, Name, Value};
use crate::document::{Document, clean_title};
use crate::element::Tag;
use crate::patch::rebuild::rebuild;
use crate::surroundings::Surroundings;
use crate::tree::{Element, NodeId, Place as Gap, Tree};

/// Carries an edit out on a page: all of it or nothing.
///
/// What the edit changed is found by comparing it with its base, and what others changed by comparing the page with the same base.
/// Where both added something in one place, both is there, theirs first. Where both did the same, it is done once, so an edit
/// that is sent again changes nothing. An outline in which nothing is left goes.
///
/// What is linked, shown or attached is offered to `around`, but for what is marked as the page's own. An image or a file that is
/// nowhere any more leaves its name, as in [`crate::parse()`].
///
/// # Errors
/// What overlaps with what others did; edits that say nothing sensible; and bounds that are passed, those of [`crate::parse()`] over
/// all HTML of the edit together.
///
/// ```
/// use page::blocks::{AreaEdit, Block, Edit, FLOW, Place, merge, sheet};
///
/// let stored = page::parse("<p>one<p>two", &page::Alone)?.document;
/// # let addresses = page::blocks::Addresses { page: &|_| String::new(), resource: &|_| String::new() };
/// # let html = sheet(&stored, &addresses)?.html;
/// # let keys: Vec<String> = html.split("data-block=\"").skip(1).map(|rest| rest[..32].to_owned()).collect();
/// // The keys of both paragraphs, as the sheet has them.
/// let [one, two] = keys.try_into().unwrap();
/// let edit = Edit {
///     title: None,
///     areas: vec![AreaEdit {
///         place: Place::Area(FLOW.to_owned()),
///         base: vec![one, two.clone()],
///         blocks: vec![Block::Html("<p>first</p>".to_owned()), Block::Keep(two)],
///     }],
/// };
/// // Somebody else changed the other paragraph.
/// let stored = page::parse("<p>one<p>second", &page::Alone)?.document;
/// assert_eq!(merge(&stored, &edit, &page::Alone)?.document.text(), "first\nsecond");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge(stored: &Document, edit: &Edit, around: &dyn Surroundings) -> Result<Merged, MergeError> {
    let unfit = |area, why| Err(MergeError::Unfit { area, why });
    if edit.areas.len() > AREAS_MAX {
        return unfit(AREAS_MAX, Unfit::TooManyAreas);
    }
    let (mut before, mut after) = (count(&stored.body), 0);
    for (index, AreaEdit { base, blocks, .. }) in edit.areas.iter().enumerate() {
        before = before.max(base.len());
        after += base.len().max(blocks.len());
        if before.max(after) > BLOCKS_MAX {
            return unfit(index, Unfit::TooManyBlocks);
        }
    }
    let own = Own::of(stored, around);
    let mut merging = Merging {
        tree: stored.body.clone(),
        areas: areas(&stored.body),
        taken: HashSet::new(),
        reader: Reader::new(&own),
        conflict: Conflict::default(),
    };
    let title = merging.title(&stored.title, edit.title.as_ref());
    let mut outcomes = Vec::with_capacity(edit.areas.len());
    for (index, area) in edit.areas.iter().enumerate() {
        outcomes.push(merging.area(index, area).map_err(|stop| match stop {
            Stop::Unfit(why) => MergeError::Unfit { area: index, why },
            Stop::Page(error) => MergeError::Page(error),
        })?);
    }
    let Merging { mut tree, reader: Reader { complaints, .. }, conflict, .. } = merging;
    if conflict != Conflict::default() {
        return Err(MergeError::Conflict(conflict));
    }
    outcomes.iter_mut().for_each(|outcome| outcome.apply(&mut tree));
    let places: HashMap<NodeId, usize> = outlines(&tree).into_iter().zip(1..).map(|((_, node), at)| (node, at)).collect();
    let mut document = Document { title, body: rebuild(&tree).map_err(MergeError::Page)?, ..stored.clone() };
    document.number_ink();
    if count(&document.body) > BLOCKS_MAX {
        return unfit(0, Unfit::TooManyBlocks);
    }
    let is_changed = document != *stored;
    let now = areas(&document.body);
    let merged = edit.areas.iter().zip(&outcomes).map(|(edit, outcome)| {
        let place = outcome.node.and_then(|node| if node == Tree::FLOW { Some(0) } else { places.get(&node).copied() });
        outcome.told(edit, place.and_then(|place| now.get(place)))
    });
    Ok(Merged { areas: merged.collect(), document, is_changed, complaints })
}

struct Merging<'a> {
    /// The page as it is stored, and beside it what the edit brings.
    tree: Tree,
    areas: Vec<Area>,
    /// Places in `areas` that the edit names.
    taken: HashSet<usize>,
    reader: Reader<'a>,
    conflict: Conflict,
}

/// A block of the edit.
struct Item {
    print: Print,
    /// What is new; `None` if it is one of the stored ones.
    node: Option<NodeId>,
}

/// What is to be done with an area.
#[derive(Default)]
struct Outcome {
    /// The area; of a new outline, once it is there.
    node: Option<NodeId>,
    /// A new outline.
    frame: Option<Element>,
    /// What is to stand in it, and whether the editor does not have it. `None` if it stays as it is.
    blocks: Option<Vec<NodeId>>,
    news: Vec<bool>,
}

impl Merging<'_> {
    fn title(&mut self, stored: &str, edit: Option<&Retitle>) -> String {
        let Some(Retitle { base, title }) = edit else { return stored.to_owned() };
        let (base, title) = (clean_title(base), clean_title(title));
        if stored == base {
            return title;
        }
        self.conflict.title = title != base && title != stored;
        stored.to_owned()
    }

    fn area(&mut self, index: usize, edit: &AreaEdit) -> Result<Outcome, Stop> {
        let base: Option<Vec<Print>> = edit.base.iter().map(|key| key::read(key)).collect();
        let base = base.ok_or(Stop::Unfit(Unfit::NoKey))?;
        let (found, frame) = self.find(&edit.place)?;
        let mine = self.items(edit)?;
        let Some(area) = found.map(|at| &self.areas[at]) else {
            let prints = mine.iter().map(|item| &item.print);
            if frame.is_none() && !mine.is_empty() && !prints.eq(&base) {
                self.conflict.areas.push(AreaConflict { area: index, blocks: edit.base.clone() });
            }
            // Of a new outline everything is new, whatever base it names; what it keeps is nowhere.
            return match frame {
                Some(frame) => {
                    let blocks: Option<Vec<NodeId>> = mine.iter().map(|item| item.node).collect();
                    let blocks = blocks.ok_or(Stop::Unfit(Unfit::KeyUnknown))?;
                    Ok(Outcome { frame: Some(frame), news: vec![false; blocks.len()], blocks: Some(blocks), node: None })
                }
                None => Ok(Outcome::default()),
            };
        };
        let prints: Vec<Print> = mine.iter().map(|item| item.print).collect();
        let ranges = match three::merge(&base, &prints, &area.prints) {
            Ok(picks) => match resolve(&picks, &mine, area) {
                Ok(blocks) => {
                    let news = picks.iter().map(|pick| matches!(pick, Pick::Theirs { is_news: true, .. })).collect();
                    return Ok(Outcome {
                        node: Some(area.node),
                        frame: None,
                        blocks: Some(blocks).filter(|blocks| *blocks != area.blocks),
                        news,
                    });
                }
                Err(print) => vec![base.iter().position(|other| *other == print).map_or(0..0, |at| at..at + 1)],
            },
            Err(ranges) => ranges,
        };
        let blocks = ranges.into_iter().flat_map(|range| edit.base[range].iter().cloned()).collect();
        self.conflict.areas.push(AreaConflict { area: index, blocks });
        Ok(Outcome::default())
    }

    /// Finds an area; of a new outline, the element that it will be.
    fn find(&mut self, place: &Place) -> Result<(Option<usize>, Option<Element>), Stop> {
        match place {
            Place::Area(key) => {
                let found = self.areas.iter().position(|area| area.key == *key);
                if found.is_some_and(|at| !self.taken.insert(at)) {
                    return Err(Stop::Unfit(Unfit::AreaTwice));
                }
                Ok((found, None))
            }
            Place::New { .. } => {
                let element = outline(place).ok_or(Stop::Unfit(Unfit::PlaceBeyond))?;
                let key = Print::of_frame(&element).to_text();
                let found = self.areas.iter().position(|area| area.key == key).filter(|at| self.taken.insert(*at));
                Ok((found, Some(element).filter(|_| found.is_none())))
            }
        }
    }

    /// Reads the blocks of an edit.
    fn items(&mut self, edit: &AreaEdit) -> Result<Vec<Item>, Stop> {
        let mut left: HashMap<&str, bool> = edit.base.iter().map(|key| (key.as_str(), true)).collect();
        let mut items = Vec::with_capacity(edit.blocks.len());
        for block in &edit.blocks {
            match block {
                Block::Keep(key) => {
                    let is_left = left.get_mut(key.as_str()).ok_or(Stop::Unfit(Unfit::KeyUnknown))?;
                    if !std::mem::take(is_left) {
                        return Err(Stop::Unfit(Unfit::KeyTwice));
                    }
                    let print = key::read(key).ok_or(Stop::Unfit(Unfit::NoKey))?;
                    items.push(Item { print, node: None });
                }
                Block::Html(html) => {
                    let read = self.reader.read(html, &mut self.tree)?;
                    items.extend(read.into_iter().map(|(print, node)| Item { print, node: Some(node) }));
                }
            }
            if items.len() > BLOCKS_MAX {
                return Err(Stop::Unfit(Unfit::TooManyBlocks));
            }
        }
        Ok(items)
    }
}

/// Finds the nodes of an area as it is to be.
///
/// # Errors
/// What was to be moved and is not there any more.
fn resolve(picks: &[Pick], mine: &[Item], area: &Area) -> Result<Vec<NodeId>, Print> {
    let used: HashSet<usize> = picks.iter().filter_map(|pick| if let Pick::Theirs { at, .. } = pick { Some(*at) } else { None }).collect();
    let mut free: HashMap<Print, Vec<NodeId>> = HashMap::new();
    for at in (0..area.blocks.len()).rev().filter(|at| !used.contains(at)) {
        free.entry(area.prints[at]).or_default().push(area.blocks[at]);
    }
    let nodes = picks.iter().map(|pick| match pick {
        Pick::Theirs { at, .. } => Ok(area.blocks[*at]),
        Pick::Mine(at) => {
            let Item { print, node } = &mine[*at];
            node.or_else(|| free.get_mut(print)?.pop()).ok_or(*print)
        }
    });
    nodes.collect()
}

impl Outcome {
    fn apply(&mut self, tree: &mut Tree) {
        let Some(blocks) = &self.blocks else { return };
        let node = match (self.node, self.frame.take()) {
            (Some(node), _) => node,
            (None, Some(frame)) if !blocks.is_empty() => {
                let node = tree.create(frame);
                tree.put(node, Gap { parent: Tree::OUTLINES, next: None });
                node
            }
            (None, _) => return,
        };
        self.node = Some(node);
        let before: Vec<NodeId> = tree.children(node).collect();
        before.into_iter().for_each(|id| tree.detach(id));
        blocks.iter().for_each(|id| tree.put(*id, Gap { parent: node, next: None }));
        if blocks.is_empty() && node != Tree::FLOW {
            tree.detach(node);
        }
    }

    /// Says what became of an area.
    fn told(&self, edit: &AreaEdit, now: Option<&Area>) -> MergedArea {
        let blocks = now.map(Area::keys).unwrap_or_default();
        let there: HashSet<&str> = blocks.iter().map(String::as_str).collect();
        let kept = edit.blocks.iter().filter_map(|block| if let Block::Keep(key) = block { Some(key) } else { None });
        let gone = kept.filter(|key| !there.contains(key.as_str())).cloned().collect();
        let news = blocks.iter().zip(&self.news).filter(|(_, is_news)| **is_news).map(|(key, _)| key.clone()).collect();
        MergedArea { key: now.map(|area| area.key.clone()), news, gone, blocks }
    }
}

/// Returns a new outline.
pub(super) fn outline(place: &Place) -> Option<Element> {
    let Place::New { left, top, width } = place else { return None };
    if *left.max(top).max(width) > PLACE_MAX || *width == 0 {
        return None;
    }
    let style = format!("position:absolute;left:{left}px;top:{top}px;width:{width}px");
    let style = Name::Style.admit(Tag::Div, &style)?;
    Some(Element { tag: Tag::Div, attributes: vec![Attribute { name: Name::Style, value: Value::Text(style) }] })
}
