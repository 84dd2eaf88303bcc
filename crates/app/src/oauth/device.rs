//! Devices without a browser: they show a short code, and somebody types it elsewhere. Source: RFC 8628.

use super::code::{Answer, let_in};
use super::issue::issue;
use super::{Asked, Client, Refused, Result, asked, consent};
use crate::sign_in::Session;
use crate::{Cx, Error, bearer};
use store::authorization::device::{self as rows, Request, State};
use store::authorization::{self, SecretHash};
use store::registration::{self, Registration};

/// How long a code is good, in seconds.
pub const DEVICE_SECONDS: i64 = 15 * 60;

/// How long a device waits between two questions, in seconds; longer by as much each time that it does not.
pub const INTERVAL_SECONDS: u32 = 5;

/// The letters of a code that people type: no vowels, so that they spell nothing. Source: RFC 8628, section 6.1.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// How many there are: 20 to the 8th is 2.5e10, and who guesses is signed in and counted.
const LETTERS_COUNT: usize = 8;

/// How often a code is drawn anew because another device has it.
const TRIES_MAX: u32 = 16;

/// What a device gets at first. No `Debug`, so that its secret cannot slip into a log.
pub struct Begun {
    /// What it asks with from then on.
    pub device_code: String,
    /// What it shows, with a hyphen.
    pub user_code: String,
}

/// Begins a device's request.
///
/// # Errors
/// [`Refused::Scope`], [`Refused::NoScope`].
pub fn begin(cx: &mut Cx<'_, '_>, client: &Client, scope: &str) -> Result<Begun> {
    let asked = asked(client.registration(), scope)?;
    let expires = cx.now().plus_seconds(DEVICE_SECONDS);
    for _ in 0..TRIES_MAX {
        let (device_code, user_code) = (bearer::fresh(cx, bearer::Kind::Device), draw(cx));
        let request = Request {
            user_code: user_code.clone(),
            app: client.id().to_owned(),
            scopes: asked.text(),
            state: State::Waits,
            interval_seconds: INTERVAL_SECONDS,
            polled: None,
            expires,
        };
        if rows::insert(cx.tx, &bearer::hash(&device_code), &request)? {
            let (front, back) = user_code.split_at(LETTERS_COUNT / 2);
            return Ok(Begun { device_code, user_code: format!("{front}-{back}") });
        }
    }
    Err(Error::Busy.into())
}

fn draw(cx: &Cx<'_, '_>) -> String {
    let mut code = String::new();
    while code.len() < LETTERS_COUNT {
        let mut byte = [0];
        cx.ids().fill(&mut byte);
        // A byte above the last whole round of letters would make the first ones likelier.
        if usize::from(byte[0]) < 256 / LETTERS.len() * LETTERS.len() {
            code.push(char::from(LETTERS[usize::from(byte[0]) % LETTERS.len()]));
        }
    }
    code
}

/// Returns what somebody typed as it is kept: small letters are large ones, and what is between them counts for nothing.
fn typed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).take(2 * LETTERS_COUNT).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// A device's request, as somebody is shown it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The app.
    pub app: Registration,
    /// What it asks for.
    pub asked: Asked,
}

/// Returns the request that waits for somebody under a code.
///
/// # Errors
/// [`Refused::Grant`] if none does.
pub fn look(cx: &mut Cx<'_, '_>, code: &str) -> Result<Shown> {
    let found = rows::by_user_code(cx.tx, &typed(code))?;
    show(cx, found)
}

fn show(cx: &mut Cx<'_, '_>, found: Option<Request>) -> Result<Shown> {
    let now = cx.now();
    let found = found.filter(|it| it.state == State::Waits && it.expires > now).ok_or(Refused::Grant)?;
    let app = registration::get(cx.tx, &found.app)?.ok_or(Refused::Grant)?;
    Ok(Shown { app, asked: Asked::stored(&found.scopes) })
}

/// Lets a device in, or refuses it.
///
/// # Errors
/// As [`look`]; [`Refused::SignedOut`].
pub fn decide(cx: &mut Cx<'_, '_>, session: &Session, code: &str, is_let_in: bool) -> Result<Shown> {
    let code = typed(code);
    let found = rows::lock_by_user_code(cx.tx, &code)?;
    let shown = show(cx, found)?;
    let authorization = if is_let_in {
        consent::give(cx, &session.user, &shown.app.app, &shown.asked)?;
        Some(let_in(cx, session, &shown.app.app, &shown.asked)?.id)
    } else {
        None
    };
    rows::decide(cx.tx, &code, authorization.as_ref())?;
    Ok(shown)
}

/// Answers a device that asks whether it was let in.
///
/// # Errors
/// What the store can meet.
pub fn poll(cx: &mut Cx<'_, '_>, client: &Client, device_code: &str) -> Result<Answer> {
    let hash = bearer::hash(device_code);
    let found = rows::lock(cx.tx, &hash)?.filter(|found| found.app == client.id());
    let Some(found) = found else { return Ok(Answer::Refused(Refused::Grant)) };
    match &found.state {
        _ if found.expires <= cx.now() => Ok(Answer::Refused(Refused::TooLate)),
        State::Waits => wait(cx, &hash, &found).map(Answer::Refused),
        State::Refused => {
            rows::remove(cx.tx, &hash)?;
            Ok(Answer::Refused(Refused::Denied))
        }
        State::LetIn(id) => {
            rows::remove(cx.tx, &hash)?;
            let it = authorization::lock(cx.tx, id)?.filter(|it| it.ended.is_none());
            let Some(it) = it else { return Ok(Answer::Refused(Refused::Grant)) };
            let asked = Asked::stored(&it.scopes);
            Ok(Answer::Issued(Box::new(issue(cx, &it, &asked, None)?)))
        }
    }
}

fn wait(cx: &mut Cx<'_, '_>, hash: &SecretHash, found: &Request) -> Result<Refused> {
    let now = cx.now();
    let is_too_soon = found.polled.is_some_and(|polled| now < polled.plus_seconds(i64::from(found.interval_seconds)));
    let interval = found.interval_seconds + if is_too_soon { INTERVAL_SECONDS } else { 0 };
    rows::polled(cx.tx, hash, now, interval.min(60))?;
    Ok(if is_too_soon { Refused::SlowDown } else { Refused::Pending })
}
