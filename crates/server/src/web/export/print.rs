//! A page, or all pages of a section, a group or a notebook, as one page that is there to be printed: nothing around it, each page on a
//! sheet of its own, and what stands at a position one below the other, so that no sheet cuts it off.

use super::archive::Out;
use super::page::Loader;
use super::{Whole, busy, find, streamed, too_much};
use crate::address::{Spelling, Surface, Version};
use crate::fault::Fault;
use crate::identity::pages;
use crate::page::links::granted_url;
use crate::page::rendered::{Shown, escaped};
use crate::reply::Reply;
use crate::root::Root;
use crate::web::Reading;
use app::promise::Secret;
use app::resource::grant::{self, GRANT_SECONDS};
use app::view::PageView;
use app::{Caller, place};
use http::{HeaderValue, StatusCode, header};
use std::io::{self, Write as _};
use std::sync::Arc;

/// How it looks, on paper and before.
const STYLE: &str = concat!(include_str!("../../../templates/web/sheet.css"), include_str!("../../../templates/web/print.css"));

/// As the frame in which a page is read: nothing runs, and it has no origin.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; \
     sandbox allow-popups allow-popups-to-escape-sandbox allow-modals allow-top-navigation-by-user-activation",
);

/// `GET /print/{id}`
pub(crate) async fn page(reading: &Reading) -> Result<Reply, Fault> {
    let server = &reading.ask.server;
    let Some(place) = server.exports.take(reading.caller.user()) else { return Ok(busy()) };
    let Some(whole) = find(reading).await? else { return Ok(too_much()) };
    let secret = server.secret().await?;
    let printer = Printer { loader: Loader::of(reading), base: reading.ask.base.clone(), caller: reading.caller.clone(), secret };
    let server = server.clone();
    let body = streamed(move |out| printer.write(&server, &whole, out), place);
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let reply = Reply { status: StatusCode::OK, headers: vec![(header::CONTENT_TYPE, html)], body };
    Ok(pages::not_kept(reply)
        .with_value(header::CONTENT_SECURITY_POLICY, POLICY)
        .with_value(header::REFERRER_POLICY, const { HeaderValue::from_static("no-referrer") })
        .with_value(header::X_FRAME_OPTIONS, const { HeaderValue::from_static("DENY") }))
}

struct Printer {
    loader: Loader,
    base: Arc<str>,
    caller: Arc<Caller>,
    secret: Secret,
}

impl Printer {
    fn write(&self, server: &crate::server::Server, whole: &Whole, out: &mut Out) -> io::Result<()> {
        let name = match whole {
            Whole::Page(view) => &view.title,
            Whole::More(export) => &export.top.name,
        };
        let name = escaped(name);
        write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{name}</title><style>{STYLE}</style></head>\n<body>\n"
        )?;
        match whole {
            Whole::Page(view) => self.one(server, view, out)?,
            Whole::More(export) => {
                writeln!(out, "<header><h1 dir=\"auto\">{name}</h1></header>")?;
                for part in &export.parts {
                    if !part.path.is_empty() {
                        writeln!(out, "<h2 class=\"part\" dir=\"auto\">{}</h2>", escaped(&part.path.join(" › ")))?;
                    }
                    for view in &part.pages {
                        self.one(server, view, out)?;
                    }
                }
            }
        }
        out.write_all(b"</body></html>\n")
    }

    fn one(&self, server: &crate::server::Server, view: &PageView, out: &mut Out) -> io::Result<()> {
        let Some(loaded) = self.loader.load(&view.id).map_err(io::Error::other)? else { return Ok(()) };
        let owner = loaded.page().section().drive().owner;
        let (base, caller) = (self.base.clone(), self.caller.clone());
        let root = server.app.read(move |cx| {
            let me = Root::new(base.clone(), Surface::Legacy, Version::V1, Spelling::Me, caller.user());
            Ok((me.at(&place::home_of(cx, &owner)?, caller.user()), cx.now().plus_seconds(GRANT_SECONDS)))
        });
        let (root, until) = root.wait().map_err(io::Error::other)?;
        let urls = root.urls();
        let page = |reference: &_| loaded.target(reference).map_or_else(String::new, |target| format!("{}/pages/{target}", self.base));
        let resource = |resource: &_| {
            granted_url(&urls, loaded.page().id(), &Shown::of(resource), |id| grant::grant(&self.secret, &self.caller, id, until))
        };
        let html = loaded.html(view.created, &page, &resource);
        // The printer escapes all text and all values, so these stand there once.
        let body = html.split_once("<body").and_then(|(_, rest)| rest.split_once(">\n")).map_or("", |(_, rest)| rest);
        let body = body.strip_suffix("</body></html>\n").unwrap_or(body);
        let letters =
            html.split_once("<body").and_then(|(_, rest)| rest.split_once(" style=\"")?.1.split_once('"')).map_or("", |(style, _)| style);
        let title = if view.title.is_empty() { "Untitled page".to_owned() } else { escaped(&view.title) };
        write!(out, "<article style=\"{letters}\">\n<h1 class=\"title\" dir=\"auto\">{title}</h1>\n{body}</article>\n")
    }
}
