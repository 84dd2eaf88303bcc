//! Signing in, in a browser.

use super::ask::Ask;
use super::authorize;
use super::cookie;
use super::fault::OAuthFault;
use super::pages::{self, Door, SignIn};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::issuer;
use app::oauth::registration::Returning;
use app::sign_in::Admitted;
use http::{StatusCode, header};

/// The longest address that somebody goes on to, in bytes: as long as any that is read.
const TO_BYTES_MAX: usize = 16_384;

/// Where somebody goes who came to do nothing but sign in.
const HOME: &str = "/notebooks";

const WRONG: &str = "That name and password do not go together. After ten wrong ones in a row, wait a few minutes.";

/// `GET /sign-in`
pub(crate) async fn ask(ask: Ask) -> Result<Reply, Fault> {
    let to = to(ask.query.get("to"));
    Ok(match returning(&ask, &to).await {
        Ok(app) => form(&ask, StatusCode::OK, &to, "", None, app.as_ref()).await?,
        Err(fault) => fault.reply(Reader::Person),
    })
}

/// `POST /sign-in`
pub(crate) async fn handle(ask: Ask) -> Result<Reply, Fault> {
    Ok(tried(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn tried(ask: &Ask) -> Result<Reply, OAuthFault> {
    if !cookie::is_own_page(&ask.headers, &ask.base) {
        return Err(OAuthFault::Foreign);
    }
    let to = to(ask.form.get("to"));
    let (name, password) = (ask.form.owned("name").unwrap_or_default(), ask.form.owned("password").unwrap_or_default());
    let server = &ask.server;
    let before = cookie::read(&ask.headers, &ask.base).map(str::to_owned);
    let admitted = server.passwords_of_people.sign_in(&server.app, &name, password, before).await.map_err(OAuthFault::Other)?;
    match admitted {
        Some(admitted) => Ok(on(ask, &admitted, &to)),
        None => Ok(form(ask, StatusCode::FORBIDDEN, &to, &name, Some(WRONG), returning(ask, &to).await?.as_ref()).await?),
    }
}

/// Sends a browser on that is admitted: to where it goes, or to type a code first.
pub(super) fn on(ask: &Ask, admitted: &Admitted, to: &str) -> Reply {
    match admitted {
        Admitted::In(cookie) => {
            ask.is_by(&cookie.user);
            pages::go(to).with(header::SET_COOKIE, &cookie::set(cookie, &ask.base))
        }
        Admitted::Half(half) => {
            ask.is_by(&half.user);
            let after: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
            pages::go(&format!("/second-factor?to={after}")).with(header::SET_COOKIE, &cookie::set_half(&half.secret, &ask.base))
        }
    }
}

async fn form(
    ask: &Ask,
    status: StatusCode,
    to: &str,
    name: &str,
    wrong: Option<&str>,
    returning: Option<&Returning>,
) -> app::Result<Reply> {
    let doors = ask.server.app.read(issuer::doors).await?;
    let after: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
    let doors: Vec<Door> = doors.into_iter().map(|name| Door { to: format!("/sign-in/{name}?to={after}"), name }).collect();
    let app = returning.map(|returning| returning.app.name.as_str());
    let page = SignIn { style: pages::style(), app, to, name, wrong, doors: &doors };
    Ok(pages::page(status, &page, returning.map(|returning| returning.redirect_uri.as_str())))
}

/// Sends a browser to sign in, and back to where it is.
pub(crate) fn first(ask: &Ask) -> Reply {
    let here = if ask.raw_query.is_empty() { ask.path.clone() } else { format!("{}?{}", ask.path, ask.raw_query) };
    before(&ask.base, &here)
}

/// Sends a browser to sign in, and on to somewhere on this server.
pub(crate) fn before(base: &str, to: &str) -> Reply {
    let to: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
    pages::go(&format!("{base}/sign-in?to={to}"))
}

/// Returns where to go after signing in: somewhere on this server, whatever was asked for.
pub(super) fn to(asked: Option<&str>) -> String {
    let is_here = |to: &&str| {
        let is_path = to.starts_with('/') && !to[1..].starts_with(['/', '\\']);
        is_path && to.len() <= TO_BYTES_MAX && to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    asked.filter(is_here).unwrap_or(HOME).to_owned()
}

/// Returns the app that sent somebody to sign in, if one did.
async fn returning(ask: &Ask, to: &str) -> Result<Option<Returning>, OAuthFault> {
    let Some((path, query)) = to.split_once('?') else { return Ok(None) };
    if !path.ends_with("/authorize") && !path.ends_with("_authorize.srf") {
        return Ok(None);
    }
    let fields = super::ask::Fields::read(query.as_bytes()).map_err(OAuthFault::Twice)?;
    authorize::returning(&ask.server, &fields).await.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        let authorize = "/common/oauth2/v2.0/authorize?client_id=a&redirect_uri=https%3A%2F%2Fapp.example";
        assert_eq!(to(Some(authorize)), authorize);
        for bad in ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\nb", "", "/x\\y", "evil"] {
            assert_eq!(to(Some(bad)), HOME, "{bad}");
        }
        assert_eq!(to(None), HOME);
    }
}
