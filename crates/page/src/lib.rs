//! Page HTML as a library: parse, normalise, store, render.
//!
//! Whatever a client sends becomes a [`Document`], a small tree that can only hold what [`parse()`] lets in: a closed list of
//! elements and attributes, with checked values. Everything that leaves the server is printed from that tree, so no text
//! of a stranger is ever repeated as markup. A document has one spelling for storing and hashing
//! ([`Document::to_canonical`]) and one for clients ([`render()`]), and both read back as the same document.
//!
//! Not in here: I/O, clocks, JSON, wire codes, and the bytes of images and attachments. What is odd about a page but can be
//! lived with is a [`Complaint`]; the caller decides what becomes of it.
//!
//! ```
//! let parsed = page::parse("<title>Plan</title><p onclick=steal()>Pack <b>bags", &page::Alone)?;
//! assert_eq!(parsed.document.title(), "Plan");
//!
//! let html = page::render(&parsed.document, &page::RenderOptions::default());
//! assert!(html.contains("<p>Pack <span style=\"font-weight:bold\">bags</span></p>"));
//! assert_eq!(page::parse(&html, &page::Alone)?.document, parsed.document);
//! # Ok::<(), page::ParseError>(())
//! ```

mod attribute;
pub mod blocks;
mod builder;
mod canonical;
mod complaint;
mod created;
mod defaults;
mod document;
mod element;
mod hex;
mod ids;
mod ink;
mod limits;
mod markdown;
mod normalise;
mod parse;
mod patch;
mod preview;
mod print;
mod reference;
mod render;
mod resource;
mod surroundings;
mod text;
mod tree;
mod value;

pub use canonical::CanonicalError;
pub use complaint::Complaint;
pub use created::{Civil, Created};
pub use document::Document;
pub use ids::Version;
pub use ink::{INK_MEDIA_TYPE, InkError, check_ink};
pub use limits::{COMMANDS_MAX, DEPTH_MAX, DOCUMENT_BYTES_MAX, DOCUMENT_ITEMS_MAX, INK_BYTES_MAX, INPUT_BYTES_MAX};
pub use markdown::{MarkdownOptions, markdown, markdown_line};
pub use parse::{ParseError, Parsed, parse};
pub use patch::{Action, Command, PatchError, Patched, Position, Refusal, patch};
pub use preview::Image;
pub use reference::Reference;
pub use render::{Audience, RenderOptions, render};
pub use resource::Resource;
pub use surroundings::{Alone, Found, Source, Surroundings};
