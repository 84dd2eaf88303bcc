use super::content::{QUICK_BYTES_MAX, canonical};
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
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
                Body::Inline(canonical) if canonical.len() <= QUICK_BYTES_MAX => Found::Seen(page::document(&canonical)?.preview()),
                body => Found::Large(found.row().content, body),
            })
        })
        .await?;
    let preview_text = match found {
        Found::Seen(text) => text,
        Found::Large(hash, body) => {
            let canonical = canonical(&call, &hash, body).await?;
            let seen = tokio::task::spawn_blocking(move || page::document(&canonical).map(|document| document.preview())).await;
            seen.map_err(|_| Error::Internal)??
        }
    };
    let context = call.root.urls().type_context("PagePreview", "onenotePagePreview");
    Ok(Reply::ok(&Preview { context, preview_text, links: Links { preview_image_url: ImageUrl { href: None } } }))
}

enum Found {
    Seen(String),
    /// The page has this content, which is too large to be read while the store waits.
    Large(Hash, Body),
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
