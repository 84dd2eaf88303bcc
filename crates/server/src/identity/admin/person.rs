//! Somebody: what they own, and what they may.

use super::form::{self, sized};
use super::frame::{Frame, Wrong, back, href};
use super::gate::{Desk, Refusal, refused};
use super::question::Question;
use super::quota;
use super::secret::Secret;
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::admin::{self, Admin};
use app::desk::{self, First, Holding};
use app::directory::User;
use app::{Cx, account, factor, sign_in};
use askama::Template;
use model::{Owner, Timestamp, UserId};

const ROOM: &str = "/admin/people";

/// Where somebody is.
const PERSON: &str = "/admin/person";

/// Where somebody's second factor is forgotten.
const FACTOR: &str = "/admin/person/factor";

/// How many of somebody's groups are named.
const GROUPS_MAX: usize = 200;

#[derive(Template)]
#[template(path = "admin/person.html")]
struct Person {
    frame: Frame,
    id: String,
    name: String,
    since: String,
    state: String,
    is_suspended: bool,
    is_admin: bool,
    /// Whether they are who looks.
    is_self: bool,
    browsers: String,
    /// Whether they have one, in words.
    factor: String,
    /// Where it can be forgotten.
    factor_removal: Option<String>,
    /// Where what they did is.
    log: String,
    holdings: Vec<HoldingRow>,
    groups: Vec<GroupRow>,
}

/// A drive, in words.
pub(super) struct HoldingRow {
    pub(super) name: String,
    pub(super) bytes: String,
    pub(super) room: String,
    pub(super) notebooks: First,
    pub(super) top: First,
}

struct GroupRow {
    id: String,
    name: String,
}

/// Spells the day of a moment.
pub(super) fn day(moment: Timestamp) -> String {
    moment.iso(0).chars().take(10).collect()
}

/// Says what somebody is, where that is worth a word.
pub(super) fn state(user: &User) -> String {
    let words = [(user.is_admin, "administrator"), (user.is_suspended, "suspended")];
    words.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
}

pub(super) fn holding(it: Holding) -> HoldingRow {
    HoldingRow {
        name: it.name,
        bytes: sized(it.bytes),
        room: it.quota_bytes.map_or_else(|| "no limit".to_owned(), sized),
        notebooks: it.notebooks,
        top: it.top,
    }
}

/// `GET /admin/person`
pub(crate) async fn page(desk: Desk) -> Result<Reply, OAuthFault> {
    shown(&desk, None).await
}

async fn shown(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let id: UserId = desk.id()?;
    let found = desk.read(move |cx| {
        let user = desk::person(cx, &id)?;
        let holdings = desk::holdings(cx, &Owner::User(id))?;
        let groups = desk::groups_of(cx, &id, GROUPS_MAX)?;
        Ok((user, holdings, groups, sign_in::sessions(cx, &id)?, factor::recovery_left(cx, &id)?))
    });
    let (user, holdings, groups, browsers, codes) = found.await?;
    let page = Person {
        frame: desk.frame(ROOM, wrong),
        id: id.to_string(),
        since: day(user.created),
        state: match state(&user).as_str() {
            "" => "may sign in".to_owned(),
            state => state.to_owned(),
        },
        is_suspended: user.is_suspended,
        is_admin: user.is_admin,
        is_self: desk.is_own(&id),
        browsers: match browsers {
            0 => "in no browser".to_owned(),
            1 => "in one browser".to_owned(),
            count => format!("in {count} browsers"),
        },
        factor: match codes {
            None => "none".to_owned(),
            Some(1) => "codes of their phone, or one code on paper".to_owned(),
            Some(left) => format!("codes of their phone, or one of {left} codes on paper"),
        },
        factor_removal: codes.filter(|_| !desk.is_own(&id)).map(|_| href(FACTOR, &[("id", &id.to_string())])),
        log: href("/admin/log", &[("who", &user.name)]),
        name: user.name,
        holdings: holdings.into_iter().map(holding).collect(),
        groups: groups.into_iter().map(|group| GroupRow { id: group.id.to_string(), name: group.name }).collect(),
    };
    Ok(desk.page(&page.frame, &page))
}

/// Does something to somebody, whom the form names by their id.
async fn changed<V>(desk: &Desk, mut verb: V) -> Result<User, Refusal>
where
    V: FnMut(&mut Cx<'_, '_>, &Admin, &UserId) -> app::Result<User> + Send + 'static,
{
    let id: UserId = desk.id()?;
    desk.write(move |cx, by| verb(cx, by, &id)).await.map_err(refused)
}

/// The same to somebody else than who asks.
async fn others_changed<V>(desk: &Desk, verb: V) -> Result<User, Refusal>
where
    V: FnMut(&mut Cx<'_, '_>, &Admin, &UserId) -> app::Result<User> + Send + 'static,
{
    not_own(desk)?;
    changed(desk, verb).await
}

async fn done(desk: &Desk, outcome: Result<User, Refusal>, said: &'static str) -> Result<Reply, OAuthFault> {
    match outcome {
        Ok(user) => Ok(back(PERSON, &user.id.to_string(), said)),
        Err(Refusal::Wrong(wrong)) => shown(desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

/// Refuses what people are not to do to themselves: nobody would be left who could undo it.
pub(super) fn not_own(desk: &Desk) -> Result<(), Refusal> {
    let id: UserId = desk.id()?;
    if desk.is_own(&id) { Err(Wrong::new("", "This is for somebody else to do, or for the command line.").into()) } else { Ok(()) }
}

/// `POST /admin/person/suspend`
pub(crate) async fn suspend(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = others_changed(&desk, account::suspend).await;
    done(&desk, outcome, "suspended").await
}

/// `POST /admin/person/quota`
pub(crate) async fn quota(desk: Desk) -> Result<Reply, OAuthFault> {
    let id: UserId = desk.id()?;
    match quota::set(&desk, Owner::User(id)).await {
        Ok(said) => Ok(back(PERSON, &id.to_string(), said)),
        Err(refusal) => done(&desk, Err(refusal), "").await,
    }
}

/// `POST /admin/person/resume`
pub(crate) async fn resume(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = changed(&desk, account::resume).await;
    done(&desk, outcome, "resumed").await
}

/// `POST /admin/person/administrator`: makes somebody one, or no longer.
pub(crate) async fn administrator(desk: Desk) -> Result<Reply, OAuthFault> {
    if desk.ask.form.get("is") == Some("yes") {
        let outcome = changed(&desk, |cx, by, id| admin::set_admin(cx, by, id, true)).await;
        return done(&desk, outcome, "administrator").await;
    }
    let outcome = others_changed(&desk, |cx, by, id| admin::set_admin(cx, by, id, false)).await;
    done(&desk, outcome, "no-administrator").await
}

/// `POST /admin/person/sign-out`
pub(crate) async fn sign_out(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = changed(&desk, sign_in::end_all).await;
    done(&desk, outcome, "signed-out").await
}

/// `GET /admin/person/factor`
pub(crate) async fn factor_asked(desk: Desk) -> Result<Reply, OAuthFault> {
    let id: UserId = desk.id()?;
    let user = desk.read(move |cx| desk::person(cx, &id)).await?;
    let page = Question {
        frame: desk.frame(ROOM, None),
        question: format!("Forget the second factor of {}?", user.name),
        sentence:
            "Their password is enough then, and their codes on paper are good for nothing. Make sure that it is they who ask; they can \
                   have another one at /account."
                .to_owned(),
        back: href(PERSON, &[("id", &id.to_string())]),
        action: FACTOR,
        act: "Forget it",
        id: id.to_string(),
    };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/person/factor`
pub(crate) async fn factor_removed(desk: Desk) -> Result<Reply, OAuthFault> {
    let outcome = others_changed(&desk, |cx, by, id| {
        // That there is none any more is what was asked for.
        factor::remove(cx, by, id)?;
        desk::person(cx, id)
    });
    let outcome = outcome.await;
    done(&desk, outcome, "no-factor").await
}

/// `POST /admin/person/password`
pub(crate) async fn password(desk: Desk) -> Result<Reply, OAuthFault> {
    match password_set(&desk).await {
        Ok(reply) => Ok(reply),
        Err(refusal) => done(&desk, Err(refusal), "").await,
    }
}

async fn password_set(desk: &Desk) -> Result<Reply, Refusal> {
    let password = form::new_password(desk).await?;
    if password.hash.is_none() {
        // Who has none comes in by no door, and may be the last who runs the server.
        not_own(desk)?;
    }
    let hash = password.hash;
    let user = changed(desk, move |cx, by, id| sign_in::set_password(cx, by, id, hash.as_deref())).await?;
    let id = user.id.to_string();
    Ok(match password.fresh {
        None => back(PERSON, &id, "password"),
        Some(fresh) => Secret {
            frame: desk.frame(ROOM, None),
            title: format!("{} has another password", user.name),
            sentence: "They are signed out of all browsers. Give them this one, and ask them to choose another at /account.",
            shown: vec![("Name", user.name), ("Password", fresh)],
            on: href(PERSON, &[("id", &id)]),
        }
        .page(desk),
    })
}
