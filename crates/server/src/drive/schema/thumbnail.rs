//! Thumbnails. Source: "thumbnailSet resource type", "thumbnail resource type".

use super::super::links::Links;
use super::{Entity, Property, Shape};
use crate::fault::RequestFault;
use crate::json::shortened;
use crate::schema::Json;
use app::item::view::ItemView;
use model::{ItemId, Picture};
use thumbnail::{Size, can_be_drawn};

/// The id of the one set that a picture has.
pub(crate) const SET: &str = "0";

/// A thumbnail that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The picture itself.
    Source,
    /// One of this size.
    Of(Size),
}

impl Wanted {
    /// Reads how clients spell it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text == "source" { Some(Self::Source) } else { Size::parse(text).map(Self::Of) }
    }
}

/// Which thumbnails a set is shown with, each under its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thumbnails(Vec<(String, Wanted)>);

/// The most sizes that one request names. There are seven names, and who wants more of their own asks again.
const SIZES_MAX: usize = 16;

impl Thumbnails {
    /// Returns those that a set has without being asked for more.
    pub(crate) fn whole() -> Self {
        let named = |name: &&str| Some(((*name).to_owned(), Wanted::parse(name)?));
        Self(Size::OF_SET.iter().filter_map(named).collect())
    }

    /// Returns those that a request selects.
    ///
    /// # Errors
    /// For what names none, and for too many.
    pub(crate) fn selected<'a>(names: impl Iterator<Item = &'a str>) -> Result<Self, RequestFault> {
        let mut wanted: Vec<(String, Wanted)> = Vec::new();
        for name in names.filter(|name| *name != "id" && !name.starts_with('@')) {
            if name == "*" {
                return Ok(Self::whole());
            }
            let size = Wanted::parse(name).ok_or_else(|| RequestFault::UnknownTerm("$select", shortened(name), 0))?;
            if wanted.iter().any(|(known, _)| known == name) {
                continue;
            }
            if wanted.len() >= SIZES_MAX {
                return Err(RequestFault::OptionValue("$select", "at most 16 sizes of thumbnails"));
            }
            wanted.push((name.to_owned(), size));
        }
        Ok(Self(wanted))
    }

    /// Returns those that the query option selects, or all.
    ///
    /// # Errors
    /// As [`Thumbnails::selected`].
    pub(crate) fn asked(select: Option<&str>) -> Result<Self, RequestFault> {
        match select {
            Some(select) => Self::selected(select.split(',').map(str::trim).filter(|name| !name.is_empty())),
            None => Ok(Self::whole()),
        }
    }
}

/// Returns the picture that thumbnails of an item show, if any can be made.
pub(crate) fn drawable(view: &ItemView) -> Option<Picture> {
    view.picture().filter(|picture| can_be_drawn(picture, view.size))
}

/// Writes the sets of an item: one, or none.
pub(crate) fn sets(json: &mut Json, links: &Links, view: &ItemView, wanted: &Thumbnails) {
    json.array(|json| {
        if let Some(picture) = drawable(view) {
            json.object(|json| set(json, links, view, &picture, wanted));
        }
    });
}

/// Writes the members of a set.
pub(crate) fn set(json: &mut Json, links: &Links, view: &ItemView, picture: &Picture, Thumbnails(wanted): &Thumbnails) {
    json.key("id");
    json.text(SET);
    for (name, wanted) in wanted {
        json.key(name);
        let thumbnail = Thumbnail::new(view, picture, *wanted);
        json.object(|json| THUMBNAIL.members(json, links, &thumbnail, &Shape::whole()));
    }
}

/// A thumbnail of an item.
pub(crate) struct Thumbnail {
    width: u32,
    height: u32,
    of: ItemId,
    wanted: Wanted,
}

impl Thumbnail {
    pub(crate) fn new(view: &ItemView, picture: &Picture, wanted: Wanted) -> Self {
        let (width, height) = match wanted {
            Wanted::Source => (picture.width, picture.height),
            Wanted::Of(size) => size.of(picture.width, picture.height),
        };
        Self { width, height, of: view.id, wanted }
    }

    /// Appends where its bytes are.
    pub(crate) fn push_url(&self, out: &mut String, links: &Links) {
        match self.wanted {
            Wanted::Source => links.push_download(out, &self.of),
            Wanted::Of(size) => links.push_thumbnail(out, &self.of, size),
        }
    }
}

/// Thumbnails.
pub(crate) static THUMBNAIL: Entity<Thumbnail> = Entity {
    properties: &[
        Property::new("height", |json, _, view: &Thumbnail| json.number(i64::from(view.height))),
        Property::new("width", |json, _, view: &Thumbnail| json.number(i64::from(view.width))),
        Property::new("url", |json, links, view: &Thumbnail| json.plain(|out| view.push_url(out, links))),
    ],
    absent: &["sourceItemId"],
    expands: &[],
    unexpanded: &["content"],
    along: None,
};
