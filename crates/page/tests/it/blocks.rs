//! Pages as blocks that are edited, by many at once. Goal: an editor changes what it changes and nothing else, whatever it does to what it
//! was shown. Method: laws for random pages and the samples, and examples for what people do.

mod difference;
mod laws;
mod merged;
mod shown;

use page::Document;
use page::blocks::{self, Addresses, AreaEdit, Block, Edit, FLOW, Place};

use crate::support::{address, parse, resource_address};

pub fn addresses() -> Addresses<'static> {
    Addresses { page: &address, resource: &resource_address }
}

pub fn sheet(document: &Document) -> String {
    blocks::sheet(document, &addresses()).unwrap().html
}

/// An area as an editor has it: its key, and of each block its key and HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub key: String,
    pub blocks: Vec<(String, String)>,
}

impl Shown {
    pub fn keys(&self) -> Vec<String> {
        self.blocks.iter().map(|(key, _)| key.clone()).collect()
    }

    /// An edit that keeps everything.
    pub fn kept(&self) -> AreaEdit {
        AreaEdit { place: Place::Area(self.key.clone()), base: self.keys(), blocks: self.keys().into_iter().map(Block::Keep).collect() }
    }
}

/// What an editor reads from a sheet. All text is escaped, so an attribute with its quote is one.
pub fn shown(document: &Document) -> Vec<Shown> {
    let html = sheet(document);
    let areas = html.split(" data-area=\"").skip(1).map(|area| {
        let key = area.split_once('"').unwrap().0.to_owned();
        let keys: Vec<String> = area.split(" data-block=\"").skip(1).map(|block| block.split_once('"').unwrap().0.to_owned()).collect();
        let blocks = blocks::html(document, &key, &keys, &addresses());
        assert_eq!(blocks.len(), keys.len());
        Shown { key, blocks }
    });
    areas.collect()
}

pub fn keep_all(document: &Document) -> Edit {
    Edit { title: None, areas: shown(document).iter().map(Shown::kept).collect() }
}

/// Each paragraph of a page that flows, by its text.
pub fn page_of(paragraphs: &[&str]) -> Document {
    parse(&paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect::<String>()).document
}

/// An edit of what flows: `=n` keeps the block at that place, all else is HTML.
pub fn flow(document: &Document, blocks: &[&str]) -> Edit {
    let flow = shown(document).remove(0);
    assert_eq!(flow.key, FLOW);
    let block = |text: &&str| match text.strip_prefix('=') {
        Some(at) => Block::Keep(flow.keys()[at.parse::<usize>().unwrap()].clone()),
        None => Block::Html((*text).to_owned()),
    };
    Edit { title: None, areas: vec![AreaEdit { blocks: blocks.iter().map(block).collect(), ..flow.kept() }] }
}

/// The body as it is stored.
pub fn body(document: &Document) -> String {
    document.to_canonical().split_once("<main").unwrap().1.split_once(">\n").unwrap().1.replace("</html>\n", "")
}
