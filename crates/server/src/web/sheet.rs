//! What somebody wrote on a page, for the frame that shows it.

use super::Reading;
use super::links::Links;
use crate::address::{Spelling, Surface, Version};
use crate::fault::Fault;
use crate::identity::pages;
use crate::page::links::granted_url;
use crate::page::rendered::{self, Form, Look, Made};
use crate::reply::Reply;
use crate::root::Root;
use app::access;
use app::place;
use app::promise::Secret;
use app::resource::grant::{self, GRANT_SECONDS};
use http::{HeaderValue, header};
use model::{Need, PageId, Right};

/// How what is on a page looks where it does not say itself.
pub(super) const STYLE: &str = include_str!("../../templates/web/sheet.css");

/// It is printed from a closed list of elements, and should that ever leak, a browser runs nothing of it and gives it no origin.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; \
     sandbox allow-popups allow-popups-to-escape-sandbox allow-downloads allow-top-navigation-by-user-activation",
);

/// `GET /pages/{id}/content`
pub(crate) async fn page(reading: &Reading) -> Result<Reply, Fault> {
    let id = reading.named().parse().map_err(|_| app::Error::NotFound)?;
    let secret = reading.ask.server.secret().await?;
    let server = reading.ask.server.clone();
    let html = rendered::looked(&server, Form::Person, |made| look_up(reading, id, secret.clone(), made)).await?;
    Ok(framed(&html))
}

/// Puts a printed page into the frame that shows it.
pub(super) fn framed(html: &str) -> Reply {
    // The printer escapes all text, so this stands there once.
    let html = html.replacen("</head>", &format!("<style>{STYLE}</style></head>"), 1);
    in_frame(Reply::html(format!("<!DOCTYPE html>\n{html}")))
}

/// Says of a reply that it is for a frame, in which nothing runs.
pub(super) fn in_frame(reply: Reply) -> Reply {
    pages::not_kept(reply)
        .with_value(header::CONTENT_SECURITY_POLICY, POLICY)
        .with_value(header::REFERRER_POLICY, const { HeaderValue::from_static("no-referrer") })
        .with_value(header::X_FRAME_OPTIONS, const { HeaderValue::from_static("SAMEORIGIN") })
}

async fn look_up(reading: &Reading, id: PageId, secret: Secret, made: Option<Made>) -> Result<Look<String>, Fault> {
    let (server, caller, base) = (reading.ask.server.clone(), reading.caller.clone(), reading.ask.base.clone());
    let looked = reading.ask.server.app.read(move |cx| {
        let found = access::page_anywhere(cx, &caller, &id, Right::Read, Need::ReadPages)?;
        let template = match rendered::at_hand(cx, &server, &found, Form::Person, made.as_ref())? {
            Look::Page(template) => template,
            Look::Unrendered(hash, body) => return Ok(Look::Unrendered(hash, body)),
        };
        let mut links = Links::new(cx, &found);
        let pages = template.references().iter().map(|reference| links.path(reference)).collect::<app::Result<Vec<_>>>()?;
        let home = place::home_of(cx, &found.section().drive().owner)?;
        let me = Root::new(base.clone(), Surface::Legacy, Version::V1, Spelling::Me, caller.user());
        let urls = me.at(&home, caller.user()).urls();
        // The frame has no origin, and so no cookie: what it loads is promised to who reads, for a while.
        let until = cx.now().plus_seconds(GRANT_SECONDS);
        let granted = |shown: &_| granted_url(&urls, found.id(), shown, |id| grant::grant(&secret, &caller, id, until));
        Ok(Look::Page(template.fill(found.row().created, &pages, &granted)))
    });
    Ok(looked.await?)
}
