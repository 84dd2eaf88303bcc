//! A server elsewhere that says who people are.

use super::frame::{Frame, back, href};
use super::gate::Desk;
use super::issuers::ROOM;
use super::person::day;
use super::question::Question;
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::desk;
use app::issuer::{self, Creates, Issuer as Trusted};
use askama::Template;
use model::IssuerId;

#[derive(Template)]
#[template(path = "admin/issuer.html")]
struct Issuer {
    frame: Frame,
    name: String,
    url: String,
    since: String,
    people: u64,
    /// By which name this server is registered there.
    client: Option<String>,
    has_secret: bool,
    /// Where people come back to.
    returns: String,
    audiences: Vec<String>,
    /// What its scopes are here.
    scopes: Vec<(String, String)>,
    creates: String,
    claim: String,
    has_authority: bool,
    removal: String,
}

async fn found(desk: &Desk) -> Result<(Trusted, u64), OAuthFault> {
    let id: IssuerId = desk.id()?;
    Ok(desk.read(move |cx| desk::issuer(cx, &id)).await?)
}

/// `GET /admin/issuer`
pub(crate) async fn page(desk: Desk) -> Result<Reply, OAuthFault> {
    let (it, people) = found(&desk).await?;
    let words = |text: &str| text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let pairs = words(&it.scopes).into_iter().filter_map(|pair| pair.rsplit_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())));
    let page = Issuer {
        frame: desk.frame(ROOM, None),
        since: day(it.changed),
        people,
        has_secret: it.secret.is_some(),
        returns: format!("{}/signed-in/{}", desk.ask.base, it.name),
        audiences: words(&it.audiences),
        scopes: pairs.collect(),
        creates: match Creates::stored(&it.creates) {
            Creates::Never => "nobody; somebody has to say who they are, by looseleaf issuer link".to_owned(),
            Creates::Always => "whoever it vouches for".to_owned(),
            Creates::Domains(domains) => format!("whoever has a mail address in {}", domains.join(", ")),
        },
        claim: it.name_claim,
        has_authority: it.authority.is_some(),
        removal: href("/admin/issuer/remove", &[("id", &it.id.to_string())]),
        client: it.client,
        name: it.name,
        url: it.url,
    };
    Ok(desk.page(&page.frame, &page))
}

/// `GET /admin/issuer/remove`
pub(crate) async fn removal(desk: Desk) -> Result<Reply, OAuthFault> {
    let (it, people) = found(&desk).await?;
    let whom = match people {
        0 => "It vouches for nobody yet.".to_owned(),
        1 => "Somebody whom it vouches for is signed out of all browsers, and what they let apps do after it had vouched for them ends."
            .to_owned(),
        many => format!(
            "The {many} people whom it vouches for are signed out of all browsers, and what they let apps do after it had vouched for them ends."
        ),
    };
    let id = it.id.to_string();
    let page = Question {
        frame: desk.frame(ROOM, None),
        question: format!("Trust {} no more?", it.name),
        sentence: format!(
            "Nobody signs in through it any more, and its tokens are refused. {whom} People and what is theirs stay; who has no password here \
             comes in no more until they get one."
        ),
        back: href("/admin/issuer", &[("id", &id)]),
        action: "/admin/issuer/remove",
        act: "Trust it no more",
        id,
    };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/issuer/remove`
pub(crate) async fn remove(desk: Desk) -> Result<Reply, OAuthFault> {
    let id: IssuerId = desk.id()?;
    desk.write(move |cx, by| issuer::remove(cx, by, &id)).await?;
    Ok(back(ROOM, "", "untrusted"))
}
