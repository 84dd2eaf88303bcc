use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::reply::Reply;
use app::site;
use serde::Serialize;

/// `GET myOrganization/siteCollections/FromUrl(url='…')`. Source: "Copy notebooks, sections, and pages".
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let given = call.arguments.iter().find(|(name, _)| name.eq_ignore_ascii_case("url"));
    // Microsoft's own library writes an apostrophe inside of the address as a double quote.
    let url = given.map(|(_, url)| url.replace('"', "'")).filter(|url| !url.is_empty()).ok_or(RequestFault::NoSiteUrl)?;
    let caller = call.caller.clone();
    let site = call.read(move |cx| site::from_url(cx, &caller, &url)).await?;
    let urls = call.root.urls();
    let (collection, site) = (site.collection.to_string(), site.id.to_string());
    Ok(Reply::ok(&SiteMetadata { context: urls.type_context("SiteMetadata", "siteMetadata"), collection, site }))
}

#[derive(Serialize)]
struct SiteMetadata {
    #[serde(rename = "@odata.context")]
    context: String,
    #[serde(rename = "siteCollectionId")]
    collection: String,
    #[serde(rename = "siteId")]
    site: String,
}
