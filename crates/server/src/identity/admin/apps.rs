//! Which apps may ask people to let them in, and registering one.

use super::form;
use super::frame::{Frame, PIECE, Wrong, back, cut, href};
use super::gate::{Desk, Refusal};
use super::person::day;
use super::secret::Secret;
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::Error;
use app::desk;
use app::directory::After;
use app::oauth::registration::{self, NAME_CHARS_MAX, New, REDIRECTS_MAX, Registration, Unfit};
use askama::Template;
use model::{AppId, Scopes};

pub(super) const ROOM: &str = "/admin/apps";

#[derive(Template)]
#[template(path = "admin/apps.html")]
struct Apps {
    frame: Frame,
    apps: Vec<Row>,
    next: Option<String>,
    /// All scopes that there are.
    scopes: Vec<&'static str>,
}

struct Row {
    href: String,
    name: String,
    kind: &'static str,
    since: String,
}

/// Spells what an app is.
pub(super) const fn kind(app: &Registration) -> &'static str {
    if app.is_confidential { "confidential" } else { "public" }
}

/// `GET /admin/apps`
pub(crate) async fn list(desk: Desk) -> Result<Reply, OAuthFault> {
    shown(&desk, None).await
}

async fn shown(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let after = desk.ask.query.get("after").map(After::named).unwrap_or_default();
    let mut apps = desk.read(move |cx| desk::apps(cx, &after, PIECE + 1)).await?;
    let next = cut(&mut apps, |last| href(ROOM, &[("after", &last.name)]));
    let row = |app: Registration| Row {
        href: href("/admin/app", &[("id", &app.app)]),
        kind: kind(&app),
        since: day(app.created),
        name: app.name,
    };
    let page =
        Apps { frame: desk.frame(ROOM, wrong), apps: apps.into_iter().map(row).collect(), next, scopes: Scopes::spellings().collect() };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/apps`
pub(crate) async fn add(desk: Desk) -> Result<Reply, OAuthFault> {
    match added(&desk).await {
        Ok(reply) => Ok(reply),
        Err(Refusal::Wrong(wrong)) => shown(&desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

fn unfit(unfit: Unfit) -> Wrong {
    match unfit {
        Unfit::Name => Wrong::new("name", format!("A name has 1 to {NAME_CHARS_MAX} characters, and no control character.")),
        Unfit::Scope(word) => Wrong::new("scopes", format!("{word} is no scope. Below are all of them.")),
        Unfit::Redirect(uri) => Wrong::new(
            "redirects",
            format!(
                "Nobody can be sent to {uri}. It has to be https, http on this machine (localhost, 127.0.0.1, [::1]), or a scheme with a \
                 dot in it; without a #; and there are {REDIRECTS_MAX} at most."
            ),
        ),
        Unfit::ForPeople(word) => Wrong::new("own", format!("No app has {word} without a person. Those that end in .All can be its own.")),
        Unfit::OwnScopes => Wrong::new("own", "Only a confidential app has scopes of its own."),
    }
}

async fn added(desk: &Desk) -> Result<Reply, Refusal> {
    let form = &desk.ask.form;
    let id = form.get("id").map(str::trim).filter(|id| !id.is_empty());
    let app = id.map(AppId::new).transpose().map_err(|_| Wrong::new("id", "A client id has no blanks, and at most 128 characters."))?;
    let is_confidential = form.get("kind") == Some("confidential");
    let new = New {
        app,
        name: form.owned("name").unwrap_or_default(),
        is_confidential,
        // Who can show a secret may do without; who cannot has nothing else.
        needs_pkce: !is_confidential,
        scopes: form.owned("scopes").unwrap_or_default(),
        own_scopes: form.owned("own").unwrap_or_default(),
        redirects: form::lines("redirects", form.get("redirects"))?,
    };
    let is_own = |word: &str| new.own_scopes.split_whitespace().any(|own| own == word) && Scopes::parse(&new.scopes).is_ok();
    let own_word = Scopes::parse(&new.own_scopes).err().filter(|word| is_own(word));
    let new = new.check().map_err(|why| match (unfit(why), own_word) {
        (wrong, Some(_)) if wrong.field == "scopes" => Wrong { field: "own", ..wrong },
        (wrong, _) => wrong,
    })?;
    let added = desk.write(move |cx, by| {
        let added = registration::add(cx, by, &new)?;
        Ok((added.registration, added.secret))
    });
    let (app, secret) = added.await.map_err(|error| match error {
        Error::NameTaken(name) => Refusal::Wrong(Wrong::new("name", format!("There is an app called {name}, or one with its client id."))),
        other => other.into(),
    })?;
    Ok(match secret {
        None => back("/admin/app", &app.app, "added"),
        Some(secret) => Secret {
            frame: desk.frame(ROOM, None),
            title: format!("{} is registered", app.name),
            sentence: "Give these to the app.",
            on: href("/admin/app", &[("id", &app.app)]),
            shown: vec![("Client id", app.app), ("Client secret", secret)],
        }
        .page(desk),
    })
}
