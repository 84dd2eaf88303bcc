//! What pages hold.

use app::page::{Prepared, Resource, Staged};
use app::{Error, Result, sweep};
use model::{ResourceId, Timestamp};
use store::Hash;
use store::blob::Part;
use store::content::{Body, Content};

/// Returns a page's HTML as if it had been parsed: the page library has tests of its own.
#[must_use]
pub fn prepared(text: &str, created: Option<Timestamp>) -> Prepared {
    let words = store::search::Document::new(text, "");
    Prepared { title: text.to_owned(), created, canonical: text.as_bytes().to_vec(), words, ..Prepared::default() }
}

/// A blob store for worlds whose contents all lie in their rows.
#[derive(Clone, Copy, Debug)]
pub struct NoBlobs;

impl sweep::Blobs for NoBlobs {
    fn read(&self, _: &str, _: &Hash) -> Result<Vec<u8>> {
        Err(Error::Internal)
    }

    fn remove(&self, _: &str) -> Result<()> {
        Ok(())
    }

    fn is_there(&self, _: &str) -> Result<bool> {
        Ok(false)
    }

    fn older_than(&self, _: Part, _: Timestamp) -> Result<Vec<String>> {
        Ok(Vec::new())
    }
}

/// Returns a content that lies in its row.
#[must_use]
pub fn inline(text: &str) -> Content {
    let bytes = text.as_bytes();
    Content { hash: Hash::of(bytes), bytes: bytes.len() as u64, body: Body::Inline(bytes.to_vec()) }
}

/// Returns a page as if it had been parsed and staged. What follows each `+` in the text are the bytes of an image.
#[must_use]
pub fn staged(text: &str) -> (Prepared, Staged) {
    let resources: Vec<Content> = text.split('+').skip(1).map(inline).collect();
    let named = resources.iter().zip(ResourceId::NUMBER_MIN..).map(|(content, number)| Resource {
        number,
        hash: content.hash,
        bytes: content.bytes,
        media_type: "image/png".to_owned(),
        file_name: None,
    });
    (Prepared { resources: named.collect(), ..prepared(text, None) }, Staged { content: inline(text), resources })
}
