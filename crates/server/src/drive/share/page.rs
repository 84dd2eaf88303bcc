//! Where a link opens in a browser: a file is fetched, of a folder a plain page says what lies in it.

use super::token;
use crate::drive::address::{LINK, Target};
use crate::drive::call::Open;
use crate::drive::links::Downloads;
use crate::fault::{Fault, RequestFault};
use crate::health::escaped;
use crate::intake::Pieces;
use crate::reply::Reply;
use crate::root::encoded;
use app::access::AllowedItem;
use app::item::view::{self, Facet, ItemView};
use app::item::{self, Anchor, At, Listing, Order, Which};
use app::share::Opened;
use app::{Caller, Error};
use http::{HeaderValue, StatusCode, header};
use model::{ItemId, Right};
use std::fmt::Write as _;
use std::sync::Arc;

/// The most of what lies in a folder that one page shows.
const SHOWN_MAX: usize = 1_000;

/// The longest form that is read, in bytes: a password of the longest, each byte of it written in three.
const FORM_BYTES_MAX: u64 = 1_024;

/// Nothing runs on these pages, and nothing is loaded.
const POLICY: &str = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// `GET` of a link.
pub(crate) async fn get(open: Open) -> Result<Reply, Fault> {
    show(open, None).await
}

/// `POST` of a link, with its password in a form.
pub(crate) async fn unlock(mut open: Open) -> Result<Reply, Fault> {
    let patience = open.server.options.body_timeout;
    let mut pieces = Pieces::of(&open.headers, std::mem::take(&mut open.coming), FORM_BYTES_MAX, patience)?;
    let mut form = Vec::new();
    while let Some(piece) = pieces.next().await? {
        form.extend_from_slice(&piece);
    }
    let password = form.strip_prefix(b"password=").ok_or(RequestFault::MemberMissing("password"))?;
    let plain: Vec<u8> = password.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let password = percent_encoding::percent_decode(&plain).collect();
    show(open, Some(password)).await
}

async fn show(mut open: Open, password: Option<Vec<u8>>) -> Result<Reply, Fault> {
    let Target::Link(text, path) = open.address.target.clone() else { return Err(RequestFault::BadId.into()) };
    let named = token(&text).ok_or(Error::NotFound)?;
    let is_tried = password.is_some();
    let Opened { caller, item, .. } = match open.server.open_share(&named, None, password).await {
        Ok(opened) => opened,
        Err(Fault::Verb(Error::LinkLocked)) => return Ok(locked(is_tried)),
        Err(Fault::Verb(Error::Unauthenticated)) => return Ok(for_members()),
        Err(fault) => return Err(fault),
    };
    let caller = Arc::new(caller);
    open.links.downloads = Some(Downloads::of(&open.server, caller.clone()).await?);
    let asked = path.clone();
    let (top, children) = open.server.app.read(move |cx| found(cx, &caller, item, &asked)).await?;
    if let Facet::File(_) = top.facet {
        let mut url = String::new();
        open.links.push_download(&mut url, &top.id);
        // After a form, too, the file is fetched by a `GET`.
        return Ok(guarded(Reply::empty(StatusCode::SEE_OTHER)).with(header::LOCATION, &url));
    }
    let here = path.iter().fold(format!("{LINK}{}", encoded(&text)), |here, name| format!("{here}/{}", encoded(name)));
    let mut list = String::new();
    for child in &children {
        let href = match child.facet {
            Facet::File(_) => {
                let mut url = String::new();
                open.links.push_download(&mut url, &child.id);
                url
            }
            Facet::Section => String::new(),
            Facet::Root { .. } | Facet::Folder { .. } | Facet::Notebook { .. } => format!("{here}/{}", encoded(&child.name)),
        };
        let name = escaped(&child.name);
        // Writing to a String cannot fail. What lies in a notebook is read by apps.
        let _ = if href.is_empty() {
            write!(list, "<li>{name}</li>")
        } else {
            write!(list, "<li><a href=\"{}\">{name}</a></li>", escaped(&href))
        };
    }
    Ok(page(&top.name, &format!("<ul>{list}</ul>")))
}

fn found(cx: &mut app::Cx<'_, '_>, caller: &Caller, id: ItemId, path: &[String]) -> app::Result<(ItemView, Vec<ItemView>)> {
    let at = At { drive: Which::Id(id.drive), anchor: Anchor::Id(id), path: path.to_vec() };
    let found = item::item(cx, caller, &at, Right::Read)?;
    let top = view::item(cx, caller, &found)?;
    if matches!(found, AllowedItem::File(_)) {
        return Ok((top, Vec::new()));
    }
    let listing = Listing { order: Order::Name, is_descending: false, after: None, limit: SHOWN_MAX };
    let items: Vec<_> = item::children(cx, &found, &listing)?.into_iter().map(|(item, _)| item).collect();
    Ok((top, view::children(cx, caller, &found, &items)?))
}

fn locked(is_tried: bool) -> Reply {
    let said = if is_tried { "<p>That is not the password.</p>" } else { "" };
    let form = "<form method=\"post\"><label>Password <input type=\"password\" name=\"password\" autofocus required></label> \
                <button>Open</button></form>";
    let mut reply = page("This link has a password", &format!("{said}{form}"));
    reply.status = StatusCode::FORBIDDEN;
    reply
}

fn for_members() -> Reply {
    let mut reply = page("This link is for people of this server", "<p>Apps open it over the API, with a token of theirs.</p>");
    reply.status = StatusCode::UNAUTHORIZED;
    reply
}

fn page(title: &str, body: &str) -> Reply {
    let title = escaped(title);
    guarded(Reply::html(format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body><h1>{title}</h1>\n{body}\n\
         </body></html>\n"
    )))
}

/// The address is a secret: nothing keeps it, and no other page is told of it.
fn guarded(reply: Reply) -> Reply {
    reply
        .with_value(header::CACHE_CONTROL, const { HeaderValue::from_static("no-store") })
        .with_value(header::REFERRER_POLICY, const { HeaderValue::from_static("no-referrer") })
        .with_value(header::CONTENT_SECURITY_POLICY, const { HeaderValue::from_static(POLICY) })
}
