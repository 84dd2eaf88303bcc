//! An app.

use super::apps::{ROOM, kind};
use super::frame::{Frame, back, href};
use super::gate::Desk;
use super::person::day;
use super::question::Question;
use super::secret::Secret;
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::desk::{self, Registered};
use app::oauth::registration;
use askama::Template;

/// Where an app is.
const APP: &str = "/admin/app";

#[derive(Template)]
#[template(path = "admin/app.html")]
struct App {
    frame: Frame,
    id: String,
    name: String,
    kind: &'static str,
    is_confidential: bool,
    since: String,
    redirects: Vec<String>,
    scopes: String,
    own: String,
    secrets: u64,
    removal: String,
}

fn words(scopes: String, none: &str) -> String {
    if scopes.is_empty() { none.to_owned() } else { scopes }
}

async fn found(desk: &Desk) -> Result<Registered, OAuthFault> {
    let id: String = desk.id()?;
    Ok(desk.read(move |cx| desk::app(cx, &id)).await?)
}

/// `GET /admin/app`
pub(crate) async fn page(desk: Desk) -> Result<Reply, OAuthFault> {
    let Registered { app, redirects, secrets } = found(&desk).await?;
    let page = App {
        frame: desk.frame(ROOM, None),
        kind: kind(&app),
        is_confidential: app.is_confidential,
        since: day(app.created),
        redirects,
        scopes: words(app.scopes, "anything"),
        own: words(app.own_scopes, "nothing"),
        secrets,
        removal: href("/admin/app/remove", &[("id", &app.app)]),
        id: app.app,
        name: app.name,
    };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/app/secret`
pub(crate) async fn secret(desk: Desk) -> Result<Reply, OAuthFault> {
    let (id, only): (String, bool) = (desk.id()?, desk.ask.form.get("only").is_some());
    let made = desk.write(move |cx, by| {
        let app = desk::app(cx, &id)?.app;
        if !app.is_confidential {
            return Err(app::Error::NotFound);
        }
        Ok((registration::another_secret(cx, by, &app, only)?, app))
    });
    let (secret, app) = made.await?;
    let page = Secret {
        frame: desk.frame(ROOM, None),
        title: format!("{} has another secret", app.name),
        sentence: "Give it to the app.",
        on: href(APP, &[("id", &app.app)]),
        shown: vec![("Client id", app.app), ("Client secret", secret)],
    };
    Ok(page.page(&desk))
}

/// `GET /admin/app/remove`
pub(crate) async fn removal(desk: Desk) -> Result<Reply, OAuthFault> {
    let Registered { app, .. } = found(&desk).await?;
    let page = Question {
        frame: desk.frame(ROOM, None),
        question: format!("Remove {}?", app.name),
        sentence: "All that people gave it ends, and it can ask nobody any more. What it made for them stays.".to_owned(),
        back: href(APP, &[("id", &app.app)]),
        action: "/admin/app/remove",
        act: "Remove it",
        id: app.app,
    };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/app/remove`
pub(crate) async fn remove(desk: Desk) -> Result<Reply, OAuthFault> {
    let id: String = desk.id()?;
    let removed = desk.write(move |cx, by| {
        let app = desk::app(cx, &id)?.app;
        registration::remove(cx, by, &app)
    });
    removed.await?;
    Ok(back(ROOM, "", "removed"))
}
