//! Removing people, groups, sites and libraries: what becomes of what they hold is asked, on a page that says what that is.

use super::frame::{Frame, Wrong, back, href};
use super::gate::{Desk, Refusal, refused};
use super::person::{HoldingRow, holding, not_own};
use super::{groups, sites};
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::admin::{self, Fate, OwnedAlone};
use app::desk::{self, Holding};
use app::{Error, account};
use askama::Template;
use model::{GroupId, Owner, SiteId, UserId};

const PEOPLE: &str = "/admin/people";

#[derive(Template)]
#[template(path = "admin/leaving.html")]
struct Leaving {
    frame: Frame,
    id: String,
    /// The library, if it is one of several.
    library: String,
    name: String,
    back: String,
    sentence: &'static str,
    action: &'static str,
    holdings: Vec<HoldingRow>,
    /// Whether nothing lies in any of these.
    is_empty: bool,
    /// What they alone own beside it.
    alone: Vec<String>,
}

fn is_empty(holdings: &[Holding]) -> bool {
    holdings.iter().all(|it| it.bytes == 0 && it.notebooks.names.is_empty() && it.top.names.is_empty())
}

/// What a form says about what becomes of something.
fn fate(desk: &Desk) -> Result<Fate, Refusal> {
    match desk.ask.form.get("fate") {
        Some("give") => Ok(Fate::GiveTo(desk.ask.form.owned("to").ok_or_else(|| Wrong::new("to", "Name somebody."))?)),
        Some("discard") => Ok(Fate::Discard),
        _ => Err(OAuthFault::Param("fate").into()),
    }
}

/// Says what is wrong with whom something was to be given.
fn heirless(error: Error) -> Refusal {
    match error {
        Error::NotFound => Wrong::new("to", "There is nobody of this name.").into(),
        Error::NameTaken(_) => Wrong::new("to", "They cannot have it. Name somebody else.").into(),
        other => refused(other),
    }
}

/// `GET /admin/person/remove`
pub(crate) async fn person(desk: Desk) -> Result<Reply, OAuthFault> {
    person_asked(&desk, None).await
}

async fn person_asked(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let id: UserId = desk.id()?;
    let found = desk.read(move |cx| {
        let user = desk::person(cx, &id)?;
        Ok((desk::holdings(cx, &Owner::User(id))?, admin::owned_alone(cx, &id)?, user))
    });
    let (holdings, OwnedAlone { groups, sites }, user) = found.await?;
    let page = Leaving {
        frame: desk.frame(PEOPLE, wrong),
        back: href("/admin/person", &[("id", &id.to_string())]),
        id: id.to_string(),
        library: String::new(),
        name: user.name,
        sentence: "They are kept out for good. What they made for others stays, and goes on showing their name. This is what they own; \
                   what becomes of it?",
        action: "/admin/person/remove",
        is_empty: is_empty(&holdings),
        holdings: holdings.into_iter().map(holding).collect(),
        alone: groups.into_iter().map(|group| group.name).chain(sites.into_iter().map(|site| site.url)).collect(),
    };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/person/remove`
pub(crate) async fn remove_person(desk: Desk) -> Result<Reply, OAuthFault> {
    match person_removed(&desk).await {
        Ok(said) => Ok(back(PEOPLE, "", said)),
        Err(Refusal::Wrong(wrong)) => person_asked(&desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

async fn person_removed(desk: &Desk) -> Result<&'static str, Refusal> {
    not_own(desk)?;
    let (id, fate) = (desk.id::<UserId>()?, fate(desk)?);
    let said = gone(&fate);
    desk.write(move |cx, by| account::remove(cx, by, &id, &fate)).await.map_err(heirless)?;
    Ok(said)
}

/// What is said once something is gone.
const fn gone(fate: &Fate) -> &'static str {
    match fate {
        Fate::GiveTo(_) => "given",
        Fate::Discard => "discarded",
    }
}

/// `GET /admin/group/remove`
pub(crate) async fn group(desk: Desk) -> Result<Reply, OAuthFault> {
    group_asked(&desk, None).await
}

async fn group_asked(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let id: GroupId = desk.id()?;
    let (group, holdings) = desk.read(move |cx| Ok((desk::group(cx, &id)?, desk::holdings(cx, &Owner::Group(id))?))).await?;
    let page = Leaving {
        frame: desk.frame(groups::ROOM, wrong),
        back: href("/admin/group", &[("id", &id.to_string())]),
        id: id.to_string(),
        library: String::new(),
        name: group.name,
        sentence: "What is shared with it is shared with its members no more. This is what it owns; what becomes of it?",
        action: "/admin/group/remove",
        is_empty: is_empty(&holdings),
        holdings: holdings.into_iter().map(holding).collect(),
        alone: Vec::new(),
    };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/group/remove`
pub(crate) async fn remove_group(desk: Desk) -> Result<Reply, OAuthFault> {
    match group_removed(&desk).await {
        Ok(said) => Ok(back(groups::ROOM, "", said)),
        Err(Refusal::Wrong(wrong)) => group_asked(&desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

async fn group_removed(desk: &Desk) -> Result<&'static str, Refusal> {
    let (id, fate) = (desk.id::<GroupId>()?, fate(desk)?);
    let said = gone(&fate);
    desk.write(move |cx, by| admin::remove_group(cx, by, &id, Some(&fate))).await.map_err(heirless)?;
    Ok(said)
}

/// `GET /admin/site/remove`, and of a library of one, `GET /admin/site/libraries/remove`
pub(crate) async fn site(desk: Desk) -> Result<Reply, OAuthFault> {
    site_asked(&desk, None).await
}

async fn site_asked(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let id: SiteId = desk.id()?;
    let library = desk.library();
    let (site, mut holdings) = desk.read(move |cx| Ok((desk::site(cx, &id)?, desk::holdings(cx, &Owner::Site(id))?))).await?;
    let whole = library.is_none();
    if let Some(library) = &library {
        holdings.retain(|it| it.name == *library);
        if holdings.is_empty() {
            return Err(Error::NotFound.into());
        }
    }
    let page = Leaving {
        frame: desk.frame(sites::ROOM, wrong),
        back: href("/admin/site", &[("id", &id.to_string())]),
        id: id.to_string(),
        name: library.clone().unwrap_or(site.url),
        library: library.unwrap_or_default(),
        sentence: if whole { "This is what the site owns; what becomes of it?" } else { "What becomes of what lies in it?" },
        action: if whole { "/admin/site/remove" } else { "/admin/site/libraries/remove" },
        is_empty: is_empty(&holdings),
        holdings: holdings.into_iter().map(holding).collect(),
        alone: Vec::new(),
    };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/site/remove`
pub(crate) async fn remove_site(desk: Desk) -> Result<Reply, OAuthFault> {
    match site_removed(&desk).await {
        Ok(said) => Ok(back(sites::ROOM, "", said)),
        Err(Refusal::Wrong(wrong)) => site_asked(&desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

async fn site_removed(desk: &Desk) -> Result<&'static str, Refusal> {
    let (id, fate) = (desk.id::<SiteId>()?, fate(desk)?);
    let said = gone(&fate);
    desk.write(move |cx, by| admin::remove_site(cx, by, &id, Some(&fate))).await.map_err(heirless)?;
    Ok(said)
}

/// `POST /admin/site/libraries/remove`
pub(crate) async fn remove_library(desk: Desk) -> Result<Reply, OAuthFault> {
    match library_removed(&desk).await {
        Ok(said) => Ok(back("/admin/site", &desk.id::<SiteId>()?.to_string(), said)),
        Err(Refusal::Wrong(wrong)) => site_asked(&desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

async fn library_removed(desk: &Desk) -> Result<&'static str, Refusal> {
    let (id, fate) = (desk.id::<SiteId>()?, fate(desk)?);
    let library = desk.library().ok_or(OAuthFault::Param("library"))?;
    let said = gone(&fate);
    desk.write(move |cx, by| admin::remove_site_library(cx, by, &id, &library, Some(&fate))).await.map_err(heirless)?;
    Ok(said)
}
