//! What somebody sees of their account: the apps that they let in, their password, the browsers that they are signed in in.

use super::ask::{Ask, Browser};
use super::authorize::deeds;
use super::cookie;
use super::fault::OAuthFault;
use super::pages::{self, Account, AppRow};
use super::sign_in;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::{factor, oauth, password};
use http::{StatusCode, header};
use model::Scopes;

/// `GET /account`
pub(crate) async fn page(ask: Ask) -> Result<Reply, Fault> {
    match ask.browser().await? {
        Some(browser) => Ok(shown(&ask, &browser, StatusCode::OK, None, None).await?),
        None => Ok(sign_in::first(&ask)),
    }
}

pub(super) async fn shown(ask: &Ask, browser: &Browser, status: StatusCode, said: Option<&str>, wrong: Option<&str>) -> app::Result<Reply> {
    let user = browser.session.user;
    let found = ask.server.app.read(move |cx| {
        let is_admin = app::desk::person(cx, &user)?.is_admin;
        Ok((oauth::given(cx, &user)?, app::sign_in::sessions(cx, &user)?, is_admin, factor::recovery_left(cx, &user)?))
    });
    let (given, count, is_admin, recovery_left) = found.await?;
    let apps: Vec<AppRow> = given
        .into_iter()
        .map(|given| AppRow {
            name: given.name.unwrap_or_else(|| given.app.clone()),
            id: given.app,
            deeds: deeds(&Scopes::parse(&given.scopes).unwrap_or_default()).join(", "),
            since: given.since.iso(0).chars().take(10).collect(),
        })
        .collect();
    let browsers = if count > 1 { format!("{count} browsers") } else { "this browser alone".to_owned() };
    let page = Account {
        style: pages::style(),
        name: &browser.session.name,
        token: &browser.form_token,
        apps: &apps,
        browsers: &browsers,
        password_min: password::CHARS_MIN,
        is_admin,
        recovery_left,
        said,
        wrong,
    };
    Ok(pages::page(status, &page, None))
}

/// Returns who sent a form of this page.
pub(super) async fn sender(ask: &Ask) -> Result<Browser, OAuthFault> {
    let browser = ask.browser().await?.ok_or(OAuthFault::SignedOut("/account"))?;
    if ask.is_own_form(&browser) { Ok(browser) } else { Err(OAuthFault::Foreign) }
}

/// `POST /account/apps`: takes back what an app may.
pub(crate) async fn forget_app(ask: Ask) -> Result<Reply, Fault> {
    Ok(app_forgotten(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn app_forgotten(ask: &Ask) -> Result<Reply, OAuthFault> {
    let browser = sender(ask).await?;
    let app = ask.form.owned("app").ok_or(OAuthFault::Param("app"))?;
    let user = browser.session.user;
    ask.server.app.write(move |cx| oauth::forget_app(cx, &user, &app)).await?;
    Ok(shown(ask, &browser, StatusCode::OK, Some("Taken back. It has to ask you again."), None).await?)
}

/// `POST /account/browsers`: signs out of all others.
pub(crate) async fn forget_browsers(ask: Ask) -> Result<Reply, Fault> {
    Ok(browsers_forgotten(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn browsers_forgotten(ask: &Ask) -> Result<Reply, OAuthFault> {
    let browser = sender(ask).await?;
    let (user, own) = (browser.session.user, cookie::read(&ask.headers, &ask.base).unwrap_or_default().to_owned());
    ask.server.app.write(move |cx| app::sign_in::end_others(cx, &user, &own)).await?;
    Ok(shown(ask, &browser, StatusCode::OK, Some("You are signed out of all other browsers."), None).await?)
}

/// `POST /account/password`: whoever knows the present one sets another. All other browsers are signed out.
pub(crate) async fn change_password(ask: Ask) -> Result<Reply, Fault> {
    Ok(password_changed(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn password_changed(ask: &Ask) -> Result<Reply, OAuthFault> {
    let browser = sender(ask).await?;
    let field = |name| ask.form.owned(name).unwrap_or_default();
    let (old, new, again) = (field("old"), field("new"), field("again"));
    let wrong = if new != again {
        Some("The new one was not the same twice.")
    } else if new.chars().count() < password::CHARS_MIN || new.len() > password::BYTES_MAX {
        Some("The new one is too short, or longer than any needs to be.")
    } else {
        None
    };
    if wrong.is_some() {
        return Ok(shown(ask, &browser, StatusCode::BAD_REQUEST, None, wrong).await?);
    }
    let (server, name) = (&ask.server, browser.session.name.clone());
    let own = cookie::read(&ask.headers, &ask.base).unwrap_or_default().to_owned();
    let changed = server.passwords_of_people.change(&server.app, &name, (old, new), own).await.map_err(OAuthFault::Other)?;
    let Some(cookie) = changed else {
        return Ok(shown(ask, &browser, StatusCode::FORBIDDEN, None, Some("That is not your present password.")).await?);
    };
    // The forms of the page that is shown belong to the new cookie.
    let browser = Browser { form_token: cookie::form_token(&cookie.secret), ..browser };
    let reply = shown(ask, &browser, StatusCode::OK, Some("Changed. You are signed out of all other browsers."), None).await?;
    Ok(reply.with(header::SET_COOKIE, &cookie::set(&cookie, &ask.base)))
}
