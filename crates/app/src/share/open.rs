//! Coming by a link.

use super::{Pass, Proof, Token};
use crate::access;
use crate::caller::{Reach, Standing};
use crate::promise::Secret;
use crate::view::around::NOBODY;
use crate::{Caller, Cx, Error, Result};
use model::{AppId, Grant, ItemId, LinkScope, Need, Right, ShareId, Timestamp};
use store::planted;
use store::share_link::{self, Link};

/// How a share is named.
#[derive(Clone)]
pub enum Named {
    /// By its address, which is a secret.
    Token(Token),
    /// By its id, which is none: it opens nothing that is not open anyway.
    Id(ShareId),
}

/// A share that somebody came by.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Whoever it is, with what the link gives them.
    pub caller: Caller,
    /// What it leads to. Whether that is there, and the caller may see it, is still to be asked.
    pub item: ItemId,
    /// The link.
    pub link: ShareId,
}

/// Opens a share to somebody, or to nobody in particular.
///
/// # Errors
/// [`Error::NotFound`] for what is no link, and for one that was ended or whose time is over, without saying which;
/// [`Error::Unauthenticated`] for nobody where the link is not for everybody; [`Error::LinkLocked`].
pub fn open(cx: &mut Cx<'_, '_>, secret: &Secret, named: &Named, who: Option<&Caller>, proof: Option<&Proof>) -> Result<Opened> {
    let link = find(cx, secret, named)?;
    let opens = match (named, link.scope) {
        (Named::Token(_), LinkScope::Anonymous) => true,
        (Named::Token(_), LinkScope::Organization) if who.is_some() || planted::is("links-for-anybody") => true,
        _ if who.is_none() => return Err(Error::Unauthenticated),
        _ => false,
    };
    if opens
        && !planted::is("link-passwords-unasked")
        && link.password_hash.as_ref().is_some_and(|hash| !proof.is_some_and(|proof| proof.is_of(hash)))
    {
        return Err(Error::LinkLocked);
    }
    if let (false, Some(who)) = (opens, who) {
        access::item_anywhere(cx, who, link.on.bytes(), Right::Read)?;
    }
    let item = link.on.item(&link.drive);
    let caller = match who {
        Some(who) => Caller { pass: opens.then(|| pass(&link)), ..who.clone() },
        None => nobody(&link)?,
    };
    Ok(Opened { caller, item, link: link.id })
}

/// Returns the link that is meant.
pub(super) fn find(cx: &mut Cx<'_, '_>, secret: &Secret, named: &Named) -> Result<Link> {
    let id = match named {
        Named::Token(token) => token.read(secret).ok_or(Error::NotFound)?,
        Named::Id(id) => *id,
    };
    let now = cx.now();
    share_link::get(cx.tx, &id)?.filter(|link| !link.is_over(now)).ok_or(Error::NotFound)
}

/// Returns nobody in particular, as they come by what a link promised; `None` if the link is no more.
pub(crate) fn visitor(cx: &mut Cx<'_, '_>, id: &ShareId) -> Result<Option<Caller>> {
    let now = cx.now();
    let link = share_link::get(cx.tx, id)?.filter(|link| !link.is_over(now));
    link.as_ref().map(nobody).transpose()
}

fn pass(link: &Link) -> Pass {
    Pass { link: link.id, drive: link.drive, on: link.on, role: link.role }
}

fn nobody(link: &Link) -> Result<Caller> {
    let need = if link.role.gives(Right::Write) { Need::WriteItems } else { Need::ReadItems };
    Ok(Caller {
        user: NOBODY,
        name: String::new(),
        standing: Standing::Person,
        app: AppId::new(&link.app).map_err(|_| Error::Internal)?,
        reach: Reach::Only { need, grant: Grant::Everything },
        expires: link.expires.unwrap_or(Timestamp::from_micros(i64::MAX)),
        pass: Some(pass(link)),
    })
}
