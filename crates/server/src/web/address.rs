//! Where notebooks, and what is in them, open in a browser: the addresses that their `links` give out.

use super::Reading;
use crate::fault::Fault;
use crate::identity::pages;
use crate::reply::Reply;
use crate::root::PublicId;
use app::view::WebPath;
use app::{Error, web};
use model::{NodeId, NodeKind, Owner, PageId, PageKey};

/// What can be opened.
const KINDS: &[NodeKind] = &[NodeKind::Notebook, NodeKind::SectionGroup, NodeKind::Section];

/// `GET /users/{id}/{library}/…`, and the same of groups and sites.
pub(crate) async fn opened(Reading { ask, caller, .. }: &Reading) -> Result<Reply, Fault> {
    if let Some(page) = ask.query.get("wd").and_then(page) {
        return Ok(pages::go(&format!("{}/pages/{page}", ask.base)));
    }
    let path = path(&ask.path).ok_or(Error::NotFound)?;
    let caller = caller.clone();
    let found = ask.server.app.read(move |cx| web::node(cx, &caller, KINDS, &path).map(|found| found.node().clone())).await?;
    let collection = if found.kind == NodeKind::Section { "sections" } else { "notebooks" };
    Ok(pages::go(&format!("{}/{collection}/{}", ask.base, PublicId(found.id))))
}

/// Returns the page that `wd` names: `target(section.one|its id/title|its id/)`. Source: the values seen in recorded answers.
fn page(wd: &str) -> Option<PageId> {
    let ids: Vec<[u8; 16]> = wd.split(['|', '/']).filter_map(model::parse_guid).collect();
    match ids.as_slice() {
        // The title of a page, which stands between, may be like an id.
        [section, .., page] => Some(PageId { section: NodeId(*section), key: PageKey(*page) }),
        _ => None,
    }
}

/// Takes the path of an address apart that this server gave out as one of `links`: `/users/{id}/{library}/{folder}/{notebook}…`.
pub(crate) fn path(path: &str) -> Option<WebPath> {
    let mut pieces = odata::segments(path);
    let (whose, id) = (pieces.next()?, odata::decode(pieces.next()?).ok()?);
    let owner = match whose {
        "users" => Owner::User(id.parse().ok()?),
        "groups" => Owner::Group(id.parse().ok()?),
        "sites" => Owner::Site(id.parse().ok()?),
        _ => return None,
    };
    let library = odata::decode(pieces.next()?).ok()?.into_owned();
    let names = pieces.map(|piece| odata::decode(piece).map(|name| name.into_owned())).collect::<Result<_, _>>().ok()?;
    Some(WebPath { owner, library, names })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_from_its_address() {
        let section = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
        let key = "6fa459ea-ee8a-3ca4-894e-db77e160355e";
        let named = page(&format!("target(Week 1.one|{section}/Plan|{key}/)")).unwrap();
        assert_eq!((Some(named.section.0), Some(named.key.0)), (model::parse_guid(section), model::parse_guid(key)));
        // The title may hold what parts the pieces.
        assert_eq!(page(&format!("target(a|b.one|{section}/either/or|{key}/)")), Some(named));
        assert_eq!(page(&format!("target({key}.one|{section}/{section}|{key}/)")), Some(named));
        assert_eq!(page("target(x)"), None);
    }
}
