//! Where a link opens in a browser: a file is fetched, of a folder a page says what lies in it.

use super::token;
use crate::drive::address::{LINK, Target};
use crate::drive::call::Open;
use crate::drive::links::Downloads;
use crate::fault::{Fault, RequestFault};
use crate::identity::pages::{self, Entry, Folder, Locked};
use crate::identity::sign_in;
use crate::intake::Pieces;
use crate::reply::Reply;
use crate::root::encoded;
use crate::web::look;
use app::access::AllowedItem;
use app::item::view::{self, Facet, ItemView};
use app::item::{self, Anchor, At, Listing, Order, Which};
use app::share::Opened;
use app::{Caller, Error};
use http::StatusCode;
use model::{ItemId, Right};
use std::sync::Arc;

/// The most of what lies in a folder that one page shows.
const SHOWN_MAX: usize = 1_000;

/// The longest form that is read, in bytes: a password of the longest, each byte of it written in three.
const FORM_BYTES_MAX: u64 = 1_024;

/// `GET` of a link.
pub(crate) async fn get(open: Open) -> Result<Reply, Fault> {
    Ok(show(open, None).await.unwrap_or_else(look::wrong))
}

/// `POST` of a link, with its password in a form.
pub(crate) async fn unlock(open: Open) -> Result<Reply, Fault> {
    Ok(unlocked(open).await.unwrap_or_else(look::wrong))
}

async fn unlocked(mut open: Open) -> Result<Reply, Fault> {
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
    let here = path.iter().fold(format!("{LINK}{}", encoded(&text)), |here, name| format!("{here}/{}", encoded(name)));
    let reader = open.reader().await?;
    let Opened { caller, item, .. } = match open.server.open_share(&named, reader, password).await {
        Ok(opened) => opened,
        Err(Fault::Verb(Error::LinkLocked)) => return Ok(locked(is_tried)),
        // It is for people of this server.
        Err(Fault::Verb(Error::Unauthenticated)) => return Ok(sign_in::before(&open.links.base, &here)),
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
        return Ok(pages::go(&url));
    }
    let href = |child: &ItemView| match child.facet {
        Facet::File(_) => {
            let mut url = String::new();
            open.links.push_download(&mut url, &child.id);
            Some(url)
        }
        // What lies in a notebook is read by apps, and what a shortcut leads to is in another drive.
        Facet::Section | Facet::Shortcut(_) => None,
        Facet::Root { .. } | Facet::Folder { .. } | Facet::Notebook { .. } => Some(format!("{here}/{}", encoded(&child.name))),
    };
    let entries: Vec<Entry> = children.iter().map(|child| Entry { name: child.name.clone(), href: href(child) }).collect();
    let first = (entries.len() == SHOWN_MAX).then_some(SHOWN_MAX);
    Ok(pages::unreferred(StatusCode::OK, &Folder { style: pages::style(), name: &top.name, entries: &entries, first }))
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
    pages::unreferred(StatusCode::FORBIDDEN, &Locked { style: pages::style(), is_tried })
}
