//! Which servers elsewhere are trusted to say who people are, and trusting one.

use super::form;
use super::frame::{Frame, PIECE, Wrong, back, cut, href};
use super::gate::{Desk, Refusal};
use crate::identity::fault::OAuthFault;
use crate::outside::check_issuer;
use crate::reply::Reply;
use app::directory::After;
use app::issuer::{self, Creates, Fit, Issuer, NAME_CHARS_MAX, New, Unfit};
use app::{Error, desk};
use askama::Template;
use model::Scopes;

pub(super) const ROOM: &str = "/admin/issuers";

/// Which claim names people, if nothing else is said; as on the command line.
const NAME_CLAIM: &str = "preferred_username";

#[derive(Template)]
#[template(path = "admin/issuers.html")]
struct Issuers {
    frame: Frame,
    issuers: Vec<Row>,
    next: Option<String>,
    /// Who is to get an account, as the form says.
    creates: String,
    claim: String,
    /// All scopes that there are.
    scopes: Vec<&'static str>,
}

struct Row {
    href: String,
    name: String,
    url: String,
    for_what: &'static str,
    people: u64,
}

/// Says what an issuer is trusted with.
const fn for_what(issuer: &Issuer) -> &'static str {
    match (issuer.client.is_some(), issuer.audiences.is_empty()) {
        (true, true) => "signing in",
        (true, false) => "signing in, tokens",
        (false, _) => "tokens",
    }
}

/// `GET /admin/issuers`
pub(crate) async fn list(desk: Desk) -> Result<Reply, OAuthFault> {
    shown(&desk, None).await
}

async fn shown(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let after = desk.ask.query.get("after").map(After::named).unwrap_or_default();
    let mut issuers = desk.read(move |cx| desk::issuers(cx, &after, PIECE + 1)).await?;
    let next = cut(&mut issuers, |(last, _)| href(ROOM, &[("after", &last.name)]));
    let row = |(issuer, people): (Issuer, u64)| Row {
        href: href("/admin/issuer", &[("id", &issuer.id.to_string())]),
        for_what: for_what(&issuer),
        name: issuer.name,
        url: issuer.url,
        people,
    };
    let frame = desk.frame(ROOM, wrong);
    let or = |field: &str, other: &str| if frame.value(field).is_empty() { other.to_owned() } else { frame.value(field).to_owned() };
    let page = Issuers {
        issuers: issuers.into_iter().map(row).collect(),
        next,
        creates: or("creates", "never"),
        claim: or("claim", NAME_CLAIM),
        scopes: Scopes::spellings().collect(),
        frame,
    };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/issuers`
pub(crate) async fn add(desk: Desk) -> Result<Reply, OAuthFault> {
    match added(&desk).await {
        Ok(issuer) => Ok(back("/admin/issuer", &issuer.id.to_string(), "trusted")),
        Err(Refusal::Wrong(wrong)) => shown(&desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

fn unfit(unfit: Unfit) -> Wrong {
    match unfit {
        Unfit::Name => Wrong::new(
            "name",
            format!("A name has letters, digits, “-”, “_” and “.”, at most {NAME_CHARS_MAX}; it begins with a letter or a digit."),
        ),
        Unfit::Url => Wrong::new("url", "An address is https, or http on this machine, without a question mark and a #."),
        Unfit::Word(what) => {
            let field = match what {
                "client id" => "client",
                "client secret" => "secret",
                "audience" => "audiences",
                "scope" => "scopes",
                "claim" => "claim",
                "authority" => "authority",
                _ => "",
            };
            Wrong::new(field, format!("The {what} is empty, too long, or has a blank in it, or there are too many of it."))
        }
        Unfit::Scope(word) => Wrong::new("scopes", format!("{word} is no scope here. Below are all of them.")),
        Unfit::Domain(word) => Wrong::new("domains", format!("{word} is no domain. Write some as contoso.com, separated by spaces.")),
        Unfit::SecretAlone => Wrong::new("client", "A client secret belongs to a client id."),
        Unfit::ScopesOrAudience => Wrong::new(
            "audiences",
            "The audiences say which access tokens are taken, and the scopes what these may do. Give both, or neither.",
        ),
        Unfit::Nothing => {
            Wrong::new("client", "Say what it is trusted with: a client id to sign in through it, or audiences and scopes for its tokens.")
        }
    }
}

/// Reads what a form says of an issuer.
fn described(desk: &Desk) -> Result<Fit, Wrong> {
    let form = &desk.ask.form;
    let given = |field: &str| form.get(field).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let pair = |line: String| {
        let pair = line.rsplit_once('=').map(|(outside, here)| (outside.trim().to_owned(), here.trim().to_owned()));
        pair.ok_or_else(|| Wrong::new("scopes", format!("“{line}” does not say what it is here. Write notes.read=Notes.Read.")))
    };
    let new = New {
        name: given("name").unwrap_or_default(),
        url: given("url").unwrap_or_default(),
        client: given("client"),
        secret: given("secret"),
        authority: given("authority"),
        audiences: form::lines("audiences", form.get("audiences"))?,
        scopes: form::lines("scopes", form.get("scopes"))?.into_iter().map(pair).collect::<Result<_, _>>()?,
        name_claim: given("claim").unwrap_or_else(|| NAME_CLAIM.to_owned()),
        creates: match form.get("creates") {
            None | Some("never") => Creates::Never,
            Some("always") => Creates::Always,
            Some(_) => match given("domains") {
                Some(domains) => Creates::Domains(domains.split_whitespace().map(str::to_owned).collect()),
                None => return Err(Wrong::new("domains", "Name the domains.")),
            },
        },
    };
    new.check().map_err(unfit)
}

async fn added(desk: &Desk) -> Result<Issuer, Refusal> {
    let (fit, is_anew) = (described(desk)?, desk.ask.form.get("anew").is_some());
    let asked = fit.clone();
    let issuer = desk.read(move |cx| asked.issuer(cx)).await?;
    // A slip of the pen is told now, and not to the first who signs in.
    check_issuer(&issuer).await.map_err(|why| {
        let sentence = format!("It cannot be trusted: {why}. The address is what stands behind “issuer” in its own metadata.");
        Wrong::new("url", sentence)
    })?;
    let trusted = desk.write(move |cx, by| if is_anew { issuer::replace(cx, by, &fit) } else { issuer::add(cx, by, &fit) });
    trusted.await.map_err(|error| match error {
        Error::NameTaken(_) => {
            Wrong::new("name", "One of this name, or with this address, is trusted already. To say anew with what, tick that below.").into()
        }
        Error::NotFound => Wrong::new("anew", "None of this name with this address is trusted yet.").into(),
        other => other.into(),
    })
}
