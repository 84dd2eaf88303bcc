//! Addresses of pages inside of pages: which are ours, and how ours are written for a reader.

use super::rendered::Shown;
use crate::address::{self, Under};
use crate::host::Hosts;
use crate::root::{Root, Urls};
use ::page::Reference;
use app::access::{self, AllowedPage};
use app::page::Own;
use app::{Caller, Cx, Error, link, place};
use model::{NodeKind, PageId, ResourceId, Right};
use std::collections::HashMap;

/// Returns what of this server an address names, under any location and version: `self` or `contentUrl` of a page, or an image
/// or a file as the HTML of a page names it. A page also by where people read it.
pub(super) fn own(hosts: &Hosts, base: &str, href: &str) -> Option<Own> {
    let path = hosts.own_path(href, base)?;
    if let Some(id) = path.strip_prefix("/pages/") {
        return id.strip_suffix("/edit").unwrap_or(id).parse().ok().map(Own::Page);
    }
    let address = address::parse(path).ok()??;
    let Under::Api(..) = address.under else { return None };
    let [collection, id, rest @ ..] = address.parts.as_slice() else { return None };
    let is_content = match rest {
        [word] => ["content", "$value"].iter().any(|known| word.text.eq_ignore_ascii_case(known)),
        _ => false,
    };
    if collection.text.eq_ignore_ascii_case("pages") && (rest.is_empty() || is_content) {
        return id.text.parse().ok().map(Own::Page);
    }
    let is_resource = collection.text.eq_ignore_ascii_case("resources") && is_content;
    if is_resource { id.text.parse().ok().map(Own::Resource) } else { None }
}

/// The most links of one page that are looked up. Further ones lead to the page that they were made for.
const LOOKED_UP_MAX: usize = 1_000;

/// Returns the address that each reference has for this reader, in their order.
///
/// It is the address of the page's content, under the reader's own root where the page can be found there: what follows a
/// link in HTML wants HTML, and the reader's root is the one that the reader may use.
///
/// # Errors
/// What the store can meet.
pub(super) fn resolve(
    cx: &mut Cx<'_, '_>,
    caller: &Caller,
    root: &Root,
    from: &AllowedPage,
    references: &[Reference],
) -> app::Result<Vec<String>> {
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let here = root.urls();
    let mut known: HashMap<Reference, String> = HashMap::new();
    let mut urls = Vec::with_capacity(references.len());
    for reference in references {
        if let Some(url) = known.get(reference) {
            urls.push(url.clone());
            continue;
        }
        let url = if known.len() < LOOKED_UP_MAX {
            resolve_one(cx, caller, &here, from, reference)?
        } else {
            content_url(&here, &PageId { section: model::NodeId(reference.section), key: model::PageKey(reference.page_key) })
        };
        known.insert(*reference, url.clone());
        urls.push(url);
    }
    Ok(urls)
}

fn resolve_one(cx: &mut Cx<'_, '_>, caller: &Caller, here: &Urls, from: &AllowedPage, reference: &Reference) -> app::Result<String> {
    let target = link::resolve(cx, from.section(), reference)?;
    if target.section == from.section().node().id {
        return Ok(content_url(here, &target));
    }
    match access::node_anywhere(cx, caller, &[NodeKind::Section], &target.section, Right::Read) {
        Ok(section) if section.drive().id == from.section().drive().id => Ok(content_url(here, &target)),
        Ok(section) => {
            let home = place::home_of(cx, &section.drive().owner)?;
            Ok(content_url(&here.root.at(&home, caller.user()).urls(), &target))
        }
        // Not there, or not for this reader: the address answers so to whoever follows it.
        Err(Error::NotFound | Error::NotAllowed(_)) => Ok(content_url(here, &target)),
        Err(error) => Err(error),
    }
}

fn content_url(urls: &Urls, page: &PageId) -> String {
    urls.url(format_args!("pages/{page}/content"))
}

/// Returns the address of an image or a file of a page. Source: "Get OneNote content and structure", the images in its HTML.
pub(super) fn resource_url(urls: &Urls, page: PageId, shown: &Shown) -> String {
    urls.url(format_args!("resources/{}/$value", ResourceId { page, number: shown.number }))
}

/// Returns the address of an image that can be read without a token while the grant in it lives. Source: "Pre-authenticated
/// image URLs" in the service's blog.
pub(crate) fn granted_url(urls: &Urls, page: PageId, shown: &Shown, grant: impl FnOnce(&ResourceId) -> String) -> String {
    let id = ResourceId { page, number: shown.number };
    let grant = grant(&id);
    urls.url(format_args!("resources/{id}/content?publicAuth=true&mimeType={}&grant={grant}", shown.media_type))
}
