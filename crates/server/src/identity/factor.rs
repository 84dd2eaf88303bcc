//! Turning the second factor on and off, at one's account. On takes the password and then a code; off takes a code.

use super::account::{sender, shown};
use super::ask::{Ask, Browser};
use super::fault::OAuthFault;
use super::pages::{self, Factor, FactorShown, Recovery};
use super::{cookie, qr};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::factor::{self, Begun, Secret};
use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// How many letters of a secret stand together, for people to type.
const GROUP: usize = 4;

/// `POST /account/factor`
pub(crate) async fn begin(ask: Ask) -> Result<Reply, Fault> {
    Ok(begun(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn begun(ask: &Ask) -> Result<Reply, OAuthFault> {
    let browser = sender(ask).await?;
    let (server, name) = (&ask.server, &browser.session.name);
    let password = ask.form.owned("password").unwrap_or_default();
    match server.passwords_of_people.begin_factor(&server.app, name, password).await.map_err(OAuthFault::Other)? {
        Begun::Made(secret) => Ok(page(&browser, StatusCode::OK, Some(to_show(ask, name, &secret)?), None)),
        Begun::Wrong => Ok(shown(ask, &browser, StatusCode::FORBIDDEN, None, Some("That is not your present password.")).await?),
        Begun::There => Ok(shown(ask, &browser, StatusCode::CONFLICT, None, Some("The second factor is on already.")).await?),
    }
}

fn page(browser: &Browser, status: StatusCode, shown: Option<FactorShown>, wrong: Option<&str>) -> Reply {
    pages::page(status, &Factor { style: pages::style(), token: &browser.form_token, shown, wrong }, None)
}

/// Returns what a phone needs.
fn to_show(ask: &Ask, name: &str, secret: &Secret) -> Result<FactorShown, OAuthFault> {
    let text = secret.text();
    let address = address(pages::host(&ask.base), name, &text);
    let svg = qr::svg(&address).ok_or(OAuthFault::Other(Fault::Verb(app::Error::Internal)))?;
    let groups: Vec<&str> = (0..text.len()).step_by(GROUP).filter_map(|at| text.get(at..at + GROUP)).collect();
    Ok(FactorShown { svg, address, secret: groups.join(" ") })
}

/// Returns the address by which a phone learns a secret. A colon parts the server from the name there, however it is spelt, so neither
/// may hold one: with that of a port, phones show another name, or take the address for a forged one. Source: "Key Uri Format" of
/// Google Authenticator, which all such apps read.
fn address(host: &str, name: &str, secret: &str) -> String {
    let encoded = |text: &str| utf8_percent_encode(&text.replace(':', " "), NON_ALPHANUMERIC).to_string();
    let issuer = encoded(&format!("Looseleaf {host}"));
    format!("otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30", encoded(name))
}

/// `POST /account/factor/prove`
pub(crate) async fn prove(ask: Ask) -> Result<Reply, Fault> {
    Ok(proved(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn proved(ask: &Ask) -> Result<Reply, OAuthFault> {
    let browser = sender(ask).await?;
    let user = browser.session.user;
    ask.server.passwords_of_people.count(&user.to_string(), ask.server.app.now())?;
    let (typed, own) = (ask.form.owned("code").unwrap_or_default(), cookie::read(&ask.headers, &ask.base).unwrap_or_default().to_owned());
    match ask.server.app.write(move |cx| factor::prove(cx, &user, &typed, &own)).await? {
        Some(codes) => {
            let page = Recovery { style: pages::style(), name: &browser.session.name, base: &ask.base, codes: &codes };
            Ok(pages::page(StatusCode::OK, &page, None))
        }
        // What the phone needs is not shown again: this form takes no password.
        None => Ok(page(
            &browser,
            StatusCode::FORBIDDEN,
            None,
            Some("That is not the code of this moment. Type the next one; after a quarter of an hour, begin again at your account."),
        )),
    }
}

/// `POST /account/factor/remove`
pub(crate) async fn remove(ask: Ask) -> Result<Reply, Fault> {
    Ok(removed(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn removed(ask: &Ask) -> Result<Reply, OAuthFault> {
    let browser = sender(ask).await?;
    let (user, typed) = (browser.session.user, ask.form.owned("code").unwrap_or_default());
    if ask.server.app.write(move |cx| factor::turn_off(cx, &user, &typed)).await? {
        return Ok(shown(ask, &browser, StatusCode::OK, Some("The second factor is off."), None).await?);
    }
    Ok(shown(ask, &browser, StatusCode::FORBIDDEN, None, Some("That is no code that counts now. Wait for the next one.")).await?)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn one_colon_parts_the_server_from_the_name() {
        assert_eq!(
            address("localhost:8380", "ann: 1", "MRUZ"),
            "otpauth://totp/Looseleaf%20localhost%208380:ann%20%201?secret=MRUZ&issuer=Looseleaf%20localhost%208380&algorithm=SHA1&digits=6&period=30"
        );
    }
}
