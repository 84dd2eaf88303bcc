use super::content::{QUICK_BYTES_MAX, canonical};
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
    let found = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let found = access::page(cx, &caller, &place, &id, Right::Read, Need::ReadPages)?;
            Ok(match page::body(cx, &found)? {
                Body::Inline(canonical) if canonical.len() <= QUICK_BYTES_MAX => Found::Seen(Seen::of(&canonical)?),
                body => Found::Large(found.row().content, body),
            })
        })
        .await?;
    let seen = match found {
        Found::Seen(seen) => seen,
        Found::Large(hash, body) => {
            let canonical = canonical(&call, &hash, body).await?;
            tokio::task::spawn_blocking(move || Seen::of(&canonical)).await.map_err(|_| Error::Internal)??
        }
    };
    let context = call.root.urls().type_context("PagePreview", "onenotePagePreview");
    let links = Links { preview_image_url: ImageUrl { href: seen.image } };
    Ok(Reply::ok(&Preview { context, preview_text: seen.text, links }))
}

enum Found {
    Seen(Seen),
    /// The page has this content, which is too large to be read while the store waits.
    Large(Hash, Body),
}

struct Seen {
    text: String,
    image: Option<String>,
}

impl Seen {
    fn of(canonical: &[u8]) -> app::Result<Self> {
        let document = page::document(canonical)?;
        let image = match document.first_image() {
            Some(Image::Address(address)) => Some(address.to_owned()),
            // Without a token nobody gets what we hold, and the address is promised to be a public one.
            Some(Image::Resource(_)) | None => None,
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
