//! Bringing all secrets of a database under one key: those that an older program wrote, and those sealed by a former key.
//!
//! By batches, each of which is a transaction and leaves alone what is done; whatever breaks off is taken up by whoever opens the
//! database next. What else happens to the key, the file that it lies in included, is for whoever puts the program together.

use super::is_current;
use crate::admin::Admin;
use crate::{App, Cx, Error, Result};
use store::check::Finding;
use store::seal::{self as rows, Kind, Owner, Sealed};

/// How a database stands to the keys that are at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has said yet by which key its secrets are sealed.
    New,
    /// They are by the first of ours.
    Ours,
    /// They are by one of ours, and those that lie there otherwise are to be brought under the first.
    Unfinished,
    /// They are by a key that we do not have.
    Other,
}

/// Returns how a database stands to the keys that are at hand.
///
/// # Errors
/// What the store can meet.
pub fn standing(app: &App) -> Result<Standing> {
    app.read(|cx| {
        let Some(found) = rows::standing(cx.tx)? else { return Ok(Standing::New) };
        Ok(match (cx.seal().first() == Some(found.key), cx.seal().has(&found.key)) {
            (true, _) if found.is_done => Standing::Ours,
            (_, true) => Standing::Unfinished,
            (_, false) => Standing::Other,
        })
    })
    .wait()
}

/// What to do with a secret that no key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// Leave it where it is.
    Stays,
    /// Forget it, and all that is worth nothing without it.
    Goes,
}

/// A secret that was forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// What is shown to an issuer of this name.
    Issuer(String),
    /// The second factor of the person of this name.
    Factor(String),
    /// A key that ID tokens were signed by. Another is made when it is needed.
    Signing,
    /// A key that addresses were signed by. Another is made when it is needed.
    Addresses,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// How many secrets were sealed anew.
    pub sealed: u64,
    /// What was forgotten.
    pub forgotten: Vec<Forgotten>,
    /// What no key opens and stays, in words.
    pub left: Vec<String>,
}

impl Settled {
    fn and(&mut self, other: Self) {
        self.sealed += other.sealed;
        self.forgotten.extend(other.forgotten);
        self.left.extend(other.left);
    }
}

/// Brings all secrets under the first key. Does next to nothing where they are.
///
/// # Errors
/// [`Error::Internal`] for [`Standing::Other`], unless what is lost goes; what the store can meet. What was done until then stays done.
pub fn settle(app: &App, lost: Lost) -> Result<Settled> {
    let mut settled = Settled::default();
    if lost == Lost::Stays && standing(app)? == Standing::Ours {
        return Ok(settled);
    }
    if app.write(move |cx| begin(cx, lost)).wait()? {
        return Ok(settled);
    }
    for kind in Kind::ALL {
        let mut after = None;
        loop {
            let behind = after.clone();
            let (next, batch) = app.write_erasing(move |cx| brought(cx, kind, behind.as_ref(), lost)).wait()?;
            settled.and(batch);
            after = next;
            if after.is_none() {
                break;
            }
        }
    }
    for left in &settled.left {
        tracing::error!(what = left, "a secret does not open by the key that is at hand");
    }
    app.store().scrub_secrets()?;
    tracing::info!(sealed = settled.sealed, forgotten = settled.forgotten.len(), "secrets are under one key");
    app.write(|cx| {
        is_current(cx)?;
        let (ours, now) = (cx.seal().first().ok_or(Error::Internal)?, cx.now());
        Ok(rows::set(cx.tx, &ours, true, now)?)
    })
    .wait()?;
    Ok(settled)
}

/// Writes down that secrets are under another key.
///
/// # Errors
/// What the store can meet.
pub fn renewed(cx: &mut Cx<'_, '_>, by: &Admin) -> Result<()> {
    by.note(cx, "key renew", "")
}

/// Says by which key secrets are sealed from now on: whoever has not got it seals none any more. Returns whether that is all.
fn begin(cx: &mut Cx<'_, '_>, lost: Lost) -> Result<bool> {
    let (ours, now) = (cx.seal().first().ok_or(Error::Internal)?, cx.now());
    let Some(standing) = rows::lock(cx.tx)? else {
        let mut is_empty = true;
        for kind in Kind::ALL {
            is_empty = is_empty && rows::page(cx.tx, kind, None)?.is_empty();
        }
        // Another process may do the same in the same moment, with a key of its own.
        if !rows::claim(cx.tx, &ours, is_empty, now)? {
            is_current(cx)?;
        }
        return Ok(is_empty);
    };
    if lost == Lost::Stays && !cx.seal().has(&standing.key) {
        return Err(Error::Internal);
    }
    rows::set(cx.tx, &ours, false, now)?;
    Ok(false)
}

/// Brings some secrets of a kind under the first key. Returns where to go on, and what came of it.
fn brought(cx: &mut Cx<'_, '_>, kind: Kind, after: Option<&Owner>, lost: Lost) -> Result<(Option<Owner>, Settled)> {
    is_current(cx)?;
    let (seal, ours) = (cx.seal(), cx.seal().first());
    let (mut settled, mut last) = (Settled::default(), None);
    for (owner, found) in rows::page(cx.tx, kind, after)? {
        if found.key != ours || (lost == Lost::Goes && seal.open(kind, &owner, &found).is_none()) {
            match as_it_was(cx, kind, &owner, &found) {
                Some(plain) => {
                    let anew = super::beforehand(cx, kind, &owner, &plain)?;
                    rows::replace(cx.tx, kind, &owner, &found, &anew)?;
                    settled.sealed += 1;
                }
                None if lost == Lost::Stays => settled.left.push(said(kind, &owner)),
                None => settled.forgotten.extend(forget(cx, kind, &owner)?),
            }
        }
        last = Some(owner);
    }
    Ok((last, settled))
}

/// Returns a secret, sealed or not. `None` for what does not open.
fn as_it_was(cx: &Cx<'_, '_>, kind: Kind, owner: &Owner, found: &Sealed) -> Option<Vec<u8>> {
    match found.key {
        None => Some(found.bytes.clone()),
        Some(_) => cx.seal().open(kind, owner, found),
    }
}

/// Forgets a secret, and writes down that it is forgotten. `None` for what nobody had any use of yet.
fn forget(cx: &mut Cx<'_, '_>, kind: Kind, owner: &Owner) -> Result<Option<Forgotten>> {
    let (name, now) = (rows::name(cx.tx, kind, owner)?.unwrap_or_default(), cx.now());
    let counted = match (kind, owner) {
        (Kind::Factor, Owner::Id(id)) => store::second_factor::counts(cx.tx, &model::UserId(*id))?,
        _ => true,
    };
    rows::forget(cx.tx, kind, owner, now)?;
    let what = if name.is_empty() { said(kind, owner) } else { format!("{} of {name}", noun(kind)) };
    Admin::operator().note(cx, "key renew --forget", &what)?;
    Ok(counted.then_some(match kind {
        Kind::Issuer => Forgotten::Issuer(name),
        Kind::Factor => Forgotten::Factor(name),
        Kind::Signing => Forgotten::Signing,
        Kind::Server => Forgotten::Addresses,
    }))
}

/// What a look at all secrets has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// How many there are.
    pub secrets: u64,
    /// What is wrong with them.
    pub findings: Vec<Finding>,
    /// Which of them no key opens that is at hand, in words.
    pub lost: Vec<String>,
}

/// Looks whether all secrets open, and changes nothing.
///
/// # Errors
/// What the store can meet.
pub fn findings(app: &App) -> Result<Findings> {
    let mut all = Findings::default();
    for kind in Kind::ALL {
        let mut after = None;
        loop {
            let behind: Option<Owner> = after.clone();
            let page = app.read(move |cx| Ok(rows::page(cx.tx, kind, behind.as_ref())?)).wait()?;
            for (owner, found) in &page {
                all.secrets += 1;
                let seal = app.seal();
                let wrong = match found.key {
                    None => Some("lies in the database as it is; `looseleaf key renew` seals it"),
                    Some(key) if !seal.has(&key) => Some("is sealed by a key that is not at hand"),
                    Some(_) if seal.open(kind, owner, found).is_none() => Some("does not open; `looseleaf key renew --forget` forgets it"),
                    Some(_) => None,
                };
                all.lost.extend(wrong.filter(|_| found.key.is_some()).map(|_| said(kind, owner)));
                all.findings.extend(wrong.map(|wrong| Finding::damage(format!("{} {wrong}", said(kind, owner)))));
            }
            after = page.into_iter().next_back().map(|(owner, _)| owner);
            if after.is_none() {
                break;
            }
        }
    }
    Ok(all)
}

const fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Server => "the key for addresses",
        Kind::Signing => "the key for ID tokens",
        Kind::Factor => "the second factor",
        Kind::Issuer => "the client secret",
    }
}

/// Says whose a secret is, as its row knows it.
pub(super) fn said(kind: Kind, owner: &Owner) -> String {
    match (kind, owner) {
        (_, Owner::Word(word)) => format!("{} `{word}`", noun(kind)),
        (Kind::Issuer, Owner::Id(id)) => format!("{} of issuer {}", noun(kind), model::format_guid(id)),
        (_, Owner::Id(id)) => format!("{} of person {}", noun(kind), model::format_guid(id)),
    }
}
