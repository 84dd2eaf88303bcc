//! What somebody wrote, as a page of its own: where it cannot be put together with what others did.

use std::collections::HashMap;

use super::area::areas;
use super::edit::{Apart, ApartArea, Place};
use super::key;
use super::merge::outline;
use super::outcome::{MergeError, Unfit};
use super::own::Own;
use super::read::{Reader, Stop};
use super::{AREAS_MAX, BLOCKS_MAX};
use crate::document::{Document, clean_title};
use crate::element::Tag;
use crate::patch::Patched;
use crate::patch::rebuild::rebuild;
use crate::surroundings::Surroundings;
use crate::tree::{Data, NodeId, Place as Gap, Tree};

/// Makes a page of all that an editor has. Blocks that the stored page still has are taken from there, and so is what stands alone;
/// others are read as they were shown.
///
/// # Errors
/// As [`super::merge`], but for conflicts.
pub fn second(stored: &Document, edit: &Apart, around: &dyn Surroundings) -> Result<Patched, MergeError> {
    let unfit = |area, why| MergeError::Unfit { area, why };
    if edit.areas.len() > AREAS_MAX {
        return Err(unfit(AREAS_MAX, Unfit::TooManyAreas));
    }
    if edit.areas.iter().map(|area| area.blocks.len()).sum::<usize>() > BLOCKS_MAX {
        return Err(unfit(0, Unfit::TooManyBlocks));
    }
    let own = Own::of(stored, around);
    let mut reader = Reader::new(&own);
    let mut tree = stored.body.clone();
    let known = areas(&tree);
    let mut free: HashMap<_, Vec<NodeId>> = HashMap::new();
    for area in &known {
        area.prints.iter().zip(&area.blocks).for_each(|(print, id)| free.entry(*print).or_default().push(*id));
        area.blocks.iter().for_each(|id| tree.detach(*id));
    }
    let frames: HashMap<&str, NodeId> = known.iter().map(|area| (area.key.as_str(), area.node)).collect();
    for (index, ApartArea { area, at, blocks }) in edit.areas.iter().enumerate() {
        let mut nodes = vec![];
        for block in blocks {
            let stored = block.keep.as_deref().and_then(key::read).and_then(|print| free.get_mut(&print)?.pop());
            match stored {
                Some(node) => nodes.push(node),
                None => {
                    let read = reader.read(&block.html, &mut tree).map_err(|stop| match stop {
                        Stop::Unfit(why) => unfit(index, why),
                        Stop::Page(error) => MergeError::Page(error),
                    })?;
                    nodes.extend(read.into_iter().map(|(_, node)| node));
                }
            }
        }
        let known = area.as_deref().and_then(|key| frames.get(key)).copied();
        let node = match (known, at) {
            (Some(node), _) => node,
            (None, Some(place @ Place::New { .. })) => {
                let frame = tree.create(outline(place).ok_or_else(|| unfit(index, Unfit::PlaceBeyond))?);
                tree.put(frame, Gap { parent: Tree::OUTLINES, next: None });
                frame
            }
            (None, _) => Tree::FLOW,
        };
        nodes.into_iter().for_each(|id| tree.put(id, Gap { parent: node, next: None }));
    }
    let empty: Vec<NodeId> = tree.children(Tree::OUTLINES).filter(|id| is_empty_outline(&tree, *id)).collect();
    empty.into_iter().for_each(|id| tree.detach(id));
    let body = rebuild(&tree).map_err(MergeError::Page)?;
    let mut document = Document { title: clean_title(&edit.title), body, ..stored.clone() };
    document.number_ink();
    Ok(Patched { document, complaints: reader.complaints })
}

fn is_empty_outline(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.data(id), Data::Element(element) if element.tag == Tag::Div) && tree.first_child(id).is_none()
}
