use super::held::QUICK_BYTES_MAX;
use super::links;
use super::rendered::{Shown, canonical};
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use ::page::Image;
use app::page::{self, Body, Hash};
use app::{Error, access, place};
use model::{Need, Right};
use serde::Serialize;

/// `GET pages/{id}/preview`: how the page begins. Source: "Get OneNote content and structure".
pub(crate) async fn handle(call: Call) -> Result<Reply, Fault> {
    let (caller, location, id) = (call.caller.clone(), call.root.location(), call.page()?);
    let (id, found) = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let found = access::page(cx, &caller, &place, &id, Right::Read, Need::ReadPages)?;
            let seen = match page::body(cx, &found)? {
                Body::Inline(canonical) if canonical.len() <= QUICK_BYTES_MAX => Found::Seen(Seen::of(&canonical)?),
                body => Found::Large(found.row().content, body),
            };
            Ok((found.id(), seen))
        })
        .await?;
    let seen = match found {
        Found::Seen(seen) => seen,
        Found::Large(hash, body) => {
            let canonical = canonical(&call.server, &hash, body).await?;
            tokio::task::spawn_blocking(move || Seen::of(&canonical)).await.map_err(|_| Error::Internal)??
        }
    };
    let urls = call.root.urls();
    let href = seen.image.map(|image| match image {
        First::Address(address) => address,
        First::Resource(shown) => links::resource_url(&urls, id, &shown),
    });
    let links = Links { preview_image_url: ImageUrl { href } };
    Ok(Reply::ok(&Preview { context: urls.type_context("PagePreview", "onenotePagePreview"), preview_text: seen.text, links }))
}

enum Found {
    Seen(Seen),
    /// The page has this content, which is too large to be read while the store waits.
    Large(Hash, Body),
}

/// What a preview takes from a page.
struct Seen {
    text: String,
    image: Option<First>,
}

/// The first image on a page.
enum First {
    /// Somewhere in the web.
    Address(String),
    /// Among what we hold. Whoever may read the page may get it.
    Resource(Shown),
}

impl Seen {
    fn of(canonical: &[u8]) -> app::Result<Self> {
        let document = page::document(canonical)?;
        let image = match document.first_image() {
            Some(Image::Address(address)) => Some(First::Address(address.to_owned())),
            Some(Image::Resource(resource)) => Some(First::Resource(Shown::of(resource))),
            None => None,
        };
        Ok(Self { text: document.preview(), image })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Preview {
    #[serde(rename = "@odata.context")]
    context: String,
    preview_text: String,
    links: Links,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Links {
    preview_image_url: ImageUrl,
}

#[derive(Serialize)]
struct ImageUrl {
    href: Option<String>,
}
