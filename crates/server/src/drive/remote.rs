//! Items of other drives, as a drive shows them that does as if it held them: with their `remoteItem`; and shortcuts, which it does
//! hold. Source: "remoteItem resource type".

use super::links::Links;
use super::query::Query;
use super::schema::{ITEM, Shape};
use crate::fault::RequestFault;
use crate::schema::Json;
use app::item::view::{Facet, ItemView};

/// What a remote item has.
const REMOTE: &str = "id,name,size,webUrl,createdBy,createdDateTime,lastModifiedBy,lastModifiedDateTime,parentReference,\
                      fileSystemInfo,folder,package,file,shared";

/// What stands beside it.
const BESIDE: &str = "id,name,size,webUrl,createdBy,createdDateTime,lastModifiedBy,lastModifiedDateTime,fileSystemInfo";

/// How items are written that may be of another drive.
pub(crate) struct Remote {
    /// What is written of one that lies here.
    here: Shape,
    /// What is written of one that does not, beside its `remoteItem`.
    beside: Shape,
    /// What its `remoteItem` has, if that is asked for.
    remote: Option<Shape>,
}

impl Remote {
    /// Reads what is asked for.
    ///
    /// # Errors
    /// As [`Query::shape_in_list`].
    pub(crate) fn asked(query: &Query) -> Result<Self, RequestFault> {
        let (select, expand) = (query.select.as_deref(), query.expand.as_deref());
        let has_remote = select.is_none_or(|select| select.split(',').any(|name| matches!(name.trim(), "remoteItem" | "*")));
        Ok(Self {
            here: query.shape_in_list()?,
            beside: Shape::asked(&ITEM, Some(select.unwrap_or(BESIDE)), expand)?,
            remote: has_remote.then(|| Shape::asked(&ITEM, Some(REMOTE), None)).transpose()?,
        })
    }

    /// Writes a list of items, each with whether it lies elsewhere.
    pub(crate) fn write<'a>(&self, json: &mut Json, links: &Links, views: impl Iterator<Item = (&'a ItemView, bool)>) {
        json.array(|json| {
            for (view, is_remote) in views {
                // A shortcut says itself what it leads to.
                let is_remote = is_remote && !matches!(view.facet, Facet::Shortcut(_));
                json.object(|json| {
                    ITEM.members(json, links, view, if is_remote { &self.beside } else { &self.here });
                    if let Some(remote) = self.remote.as_ref().filter(|_| is_remote) {
                        json.key("remoteItem");
                        json.object(|json| ITEM.members(json, links, view, remote));
                    }
                });
            }
        });
    }
}

/// Writes what a shortcut leads to; of what the caller may not see, or is gone, where it is or was.
pub(super) fn of_shortcut(json: &mut Json, links: &Links, view: &ItemView) {
    let Facet::Shortcut(remote) = &view.facet else { return json.object(|_| ()) };
    let shape = Shape::asked(&ITEM, Some(REMOTE), None).unwrap_or_else(|_| Shape::whole());
    json.object(|json| match &remote.seen {
        Some(seen) => ITEM.members(json, links, seen, &shape),
        None => {
            json.key("id");
            json.plain(|out| remote.id.push(out));
            json.key("parentReference");
            json.object(|json| {
                json.key("driveId");
                json.plain(|out| remote.id.drive.push(out));
            });
            // By this clients tell folders.
            json.key("folder");
            json.object(|_| ());
        }
    });
}
