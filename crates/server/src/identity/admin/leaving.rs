//! Removing somebody: what becomes of what they own is asked.

use super::frame::{Frame, Wrong, back, href};
use super::gate::{Desk, Refusal};
use super::person::{HoldingRow, holding, not_own};
use crate::identity::fault::OAuthFault;
use crate::reply::Reply;
use app::{Error, account, admin, desk};
use askama::Template;
use model::{Owner, UserId};

const ROOM: &str = "/admin/people";

/// How many hundreds of things one request puts into the recycle bin. Where there are more, the page says so, and is sent again.
const HUNDREDS_MAX: usize = 50;

#[derive(Template)]
#[template(path = "admin/leaving.html")]
struct Leaving {
    frame: Frame,
    id: String,
    name: String,
    back: String,
    sentence: &'static str,
    action: &'static str,
    holdings: Vec<HoldingRow>,
}

/// `GET /admin/person/remove`
pub(crate) async fn person(desk: Desk) -> Result<Reply, OAuthFault> {
    shown(&desk, None).await
}

async fn shown(desk: &Desk, wrong: Option<Wrong>) -> Result<Reply, OAuthFault> {
    let id: UserId = desk.id()?;
    let (user, holdings) = desk.read(move |cx| Ok((desk::person(cx, &id)?, desk::holdings(cx, &Owner::User(id))?))).await?;
    let page = Leaving {
        frame: desk.frame(ROOM, wrong),
        back: href("/admin/person", &[("id", &id.to_string())]),
        id: id.to_string(),
        name: user.name,
        sentence: "They are kept out for good. What they made for others stays, and goes on showing their name. This is what they own; \
                   what becomes of it?",
        action: "/admin/person/remove",
        holdings: holdings.into_iter().map(holding).collect(),
    };
    Ok(desk.page(&page.frame, &page))
}

/// `POST /admin/person/remove`
pub(crate) async fn remove(desk: Desk) -> Result<Reply, OAuthFault> {
    match removed(&desk).await {
        Ok(reply) => Ok(reply),
        Err(Refusal::Wrong(wrong)) => shown(&desk, Some(wrong)).await,
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

async fn removed(desk: &Desk) -> Result<Reply, Refusal> {
    not_own(desk)?;
    let id: UserId = desk.id()?;
    let user = desk.read(move |cx| desk::person(cx, &id)).await?;
    match desk.ask.form.get("fate") {
        Some("give") => {
            let to = desk.ask.form.owned("to").ok_or_else(|| Wrong::new("to", "Name somebody."))?;
            let given = desk.write(move |cx, by| {
                // Both in one transaction: nobody is gone with nobody to have what was theirs.
                let user = desk::person(cx, &id)?;
                if admin::user_by_name(cx, &to).is_err() {
                    return Ok(false);
                }
                by.note(cx, "user remove --give-to", &format!("{} {to}", user.name))?;
                account::give(cx, &user.name, &to)?;
                account::remove(cx, &user.name)?;
                Ok(true)
            });
            match given.await {
                Ok(true) => Ok(back(ROOM, "", "given")),
                Ok(false) => Err(Wrong::new("to", "There is nobody of this name.").into()),
                Err(Error::NameTaken(_)) => Err(Wrong::new("to", "Nobody can be given what is their own. Name somebody else.").into()),
                Err(error) => Err(error.into()),
            }
        }
        Some("discard") => {
            // Nobody adds anything meanwhile.
            desk.write(move |cx, _| {
                let user = desk::person(cx, &id)?;
                account::suspend(cx, &user.name, true).map(drop)
            })
            .await?;
            for _ in 0..HUNDREDS_MAX {
                let name = user.name.clone();
                if desk.write(move |cx, _| account::discard_some(cx, &name)).await? == 0 {
                    let name = user.name.clone();
                    let removed = desk.write(move |cx, by| {
                        by.note(cx, "user remove --discard", &name)?;
                        account::remove(cx, &name)
                    });
                    removed.await?;
                    return Ok(back(ROOM, "", "discarded"));
                }
            }
            Err(Wrong::new("", "So much was theirs that some of it is left. They are suspended; send this again.").into())
        }
        _ => Err(OAuthFault::Param("fate").into()),
    }
}
