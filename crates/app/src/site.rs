//! Sites by their address.

use crate::caller::Standing;
use crate::{Caller, Cx, Error, Result, place};
use model::{Owner, SiteCollectionId, SiteId};
use store::directory;

pub use store::directory::Site;

/// Returns the site of an address.
///
/// # Errors
/// [`Error::SiteNotFound`] if there is none, or the caller is no member.
pub fn from_url(cx: &mut Cx<'_, '_>, caller: &Caller, url: &str) -> Result<Site> {
    let site = at(cx, url)?;
    seen(cx, caller, site)
}

/// Returns a site by both of its ids.
///
/// # Errors
/// As [`from_url`].
pub fn by_id(cx: &mut Cx<'_, '_>, caller: &Caller, collection: &SiteCollectionId, id: &SiteId) -> Result<Site> {
    let site = directory::site(cx.tx, id)?.filter(|site| site.collection == *collection).ok_or(Error::SiteNotFound)?;
    seen(cx, caller, site)
}

/// Returns the site of an address, for who asks for the caller's right to it later.
///
/// # Errors
/// [`Error::SiteNotFound`] if there is none.
pub fn at(cx: &mut Cx<'_, '_>, url: &str) -> Result<Site> {
    let key = url_key(url).ok_or(Error::SiteNotFound)?;
    directory::site_by_url(cx.tx, &key)?.ok_or(Error::SiteNotFound)
}

/// Where a piece of a list of sites ended: a normalised address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After(pub String);

/// How many sites are looked through for words.
const SITES_MAX: usize = 100_000;

/// Returns the caller's sites that have all of some words in their address, in any letter case: by address, after a place, at most
/// `limit`; each with its place. All of a person's are looked at, as nobody is a member of very many, and for an app alone the first
/// 100,000 that there are.
///
/// # Errors
/// What the store can meet.
pub fn search(cx: &mut Cx<'_, '_>, caller: &Caller, words: &[&str], after: Option<&After>, limit: usize) -> Result<Vec<(Site, After)>> {
    let words: Vec<String> = words.iter().map(|word| model::fold(word)).collect();
    let after = after.map_or("", |after| &after.0);
    let found = match caller.standing {
        Standing::Person => directory::sites_of(cx.tx, caller.user(), after)?,
        Standing::App(Some(_)) => directory::sites_after(cx.tx, after, if words.is_empty() { limit } else { SITES_MAX })?,
        Standing::App(None) => Vec::new(),
    };
    let has_all = |url_key: &str| words.iter().all(|word| url_key.contains(word.as_str()));
    Ok(found.into_iter().filter(|(_, key)| has_all(key)).take(limit).map(|(site, key)| (site, After(key))).collect())
}

fn seen(cx: &mut Cx<'_, '_>, caller: &Caller, site: Site) -> Result<Site> {
    place::role_in(cx, caller, &Owner::Site(site.id))?.ok_or(Error::SiteNotFound)?;
    Ok(site)
}

/// Returns the form under which two addresses are the same: no scheme, no port if it is the scheme's own, no trailing slash,
/// letter case folded. `None` if it is no absolute http address.
///
/// Sites are addressed by people and by configuration files, where case and a last slash wander.
pub fn url_key(url: &str) -> Option<String> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let port = match scheme.to_ascii_lowercase().as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.strip_suffix(port).unwrap_or(host);
    let is_clean = !host.is_empty() && !rest.chars().any(|c| c.is_control() || c.is_whitespace());
    is_clean.then(|| model::fold(&format!("{host}{path}")))
}

/// Returns the host of a normalised address: sites of one host form a collection.
pub(crate) fn host(url_key: &str) -> &str {
    url_key.split('/').next().unwrap_or(url_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_compare_as_people_write_them() {
        let key = Some("contoso.example/sites/site-a".to_owned());
        assert_eq!(url_key("https://contoso.example/sites/site-a"), key);
        assert_eq!(url_key("HTTPS://Contoso.Example/Sites/Site-A/"), key);
        assert_eq!(url_key("https://contoso.example:443/sites/site-a"), key);
        assert_eq!(url_key("http://contoso.example:80/sites/site-a/"), key);
        for elsewhere in ["https://contoso.example:80/sites/site-a", "https://contoso.example:4430/sites/site-a", "https://:443/x"] {
            assert_ne!(url_key(elsewhere), key, "{elsewhere}");
        }
        assert_eq!(url_key("https://:443/x"), None);
        assert_eq!(url_key("contoso.example"), None);
        assert_eq!(url_key("ftp://contoso.example"), None);
        assert_eq!(url_key("https:///x"), None);
    }
}
