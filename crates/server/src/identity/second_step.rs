//! The second page of signing in, for who has a second factor: the code.
//!
//! The browser shows that the password was right by a cookie that stands for nobody. A code is tried against it alone, and counts into
//! the same lock-out as passwords.

use super::ask::Ask;
use super::fault::OAuthFault;
use super::pages::{self, SecondStep};
use super::{cookie, sign_in};
use crate::fault::Fault;
use crate::reply::Reply;
use crate::routes::identity::Reader;
use app::sign_in::{self as verb, Finished};
use http::{StatusCode, header};

const WRONG: &str =
    "That is no code that counts now. Each works once, for a minute: wait for the next. After ten wrong ones in a row, wait a few minutes.";

/// `GET /second-factor`
pub(crate) async fn ask(ask: Ask) -> Result<Reply, Fault> {
    let to = sign_in::to(ask.query.get("to"));
    let Some(half) = cookie::read_half(&ask.headers, &ask.base).map(str::to_owned) else { return Ok(sign_in::before(&ask.base, &to)) };
    Ok(match ask.server.app.read(move |cx| verb::half_of(cx, &half)).await? {
        Some(_) => form(StatusCode::OK, &to, None),
        None => sign_in::before(&ask.base, &to),
    })
}

/// `POST /second-factor`
pub(crate) async fn handle(ask: Ask) -> Result<Reply, Fault> {
    Ok(tried(&ask).await.unwrap_or_else(|fault| fault.reply(Reader::Person)))
}

async fn tried(ask: &Ask) -> Result<Reply, OAuthFault> {
    if !cookie::is_own_page(&ask.headers, &ask.base) {
        return Err(OAuthFault::Foreign);
    }
    let to = sign_in::to(ask.form.get("to"));
    let Some(half) = cookie::read_half(&ask.headers, &ask.base).map(str::to_owned) else { return Ok(sign_in::before(&ask.base, &to)) };
    let typed = ask.form.owned("code").unwrap_or_default();
    let before = cookie::read(&ask.headers, &ask.base).map(str::to_owned);
    match ask.server.app.write(move |cx| verb::finish(cx, &half, &typed, before.as_deref())).await? {
        Finished::In(session) => {
            ask.is_by(&session.user);
            let reply = pages::go(&to).with(header::SET_COOKIE, &cookie::set(&session, &ask.base));
            Ok(reply.with(header::SET_COOKIE, &cookie::forget_half(&ask.base)))
        }
        Finished::Wrong(user) => {
            ask.is_by(&user);
            Ok(form(StatusCode::FORBIDDEN, &to, Some(WRONG)))
        }
        Finished::Over => Ok(sign_in::before(&ask.base, &to).with(header::SET_COOKIE, &cookie::forget_half(&ask.base))),
    }
}

fn form(status: StatusCode, to: &str, wrong: Option<&str>) -> Reply {
    pages::page(status, &SecondStep { style: pages::style(), to, wrong }, None)
}
