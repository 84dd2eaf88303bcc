//! Servers elsewhere that vouch for people, and who these people are here.

use crate::ids::{RowId, count, moment};
use crate::seal::Sealed;
use crate::{Result, Row, Tx, params, sql};
use model::{IssuerId, Timestamp, UserId};

/// A server elsewhere that vouches for people.
#[derive(Clone)]
pub struct Issuer {
    /// Names it.
    pub id: IssuerId,
    /// What people are told it is called. It stands in addresses.
    pub name: String,
    /// What it calls itself, to the letter.
    pub url: String,
    /// By which name we are registered there; none where nobody signs in through it.
    pub client: Option<String>,
    /// What we show there to prove that we are ourselves.
    pub secret: Option<Sealed>,
    /// The authorities that its certificate is held against, as PEM; none for those of the machine.
    pub authority: Option<String>,
    /// For whom its access tokens have to be, separated by spaces; nothing where none are taken.
    pub audiences: String,
    /// What its scopes are here, as `outside=Here`, separated by spaces.
    pub scopes: String,
    /// Which claim holds a person's name.
    pub name_claim: String,
    /// Who gets an account at first sight: nothing, `*`, or domains separated by spaces.
    pub creates: String,
    /// When it was last said what it is.
    pub changed: Timestamp,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, url, client, secret, sealed_by, authority, audiences, scopes, name_claim, creates, changed_at_us FROM issuer WHERE ",
            $rest
        )
    };
}

/// Adds an issuer. `false` if one has the name or the address.
pub fn insert(tx: &mut Tx<'_>, it: &Issuer) -> Result<bool> {
    let rows = tx.run(
        sql!(
            "issuer.insert",
            "INSERT INTO issuer (id, name, name_key, url, client, secret, sealed_by, authority, audiences, scopes, name_claim, creates, changed_at_us) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING"
        ),
        &params![
            &it.id,
            &it.name,
            &model::fold(&it.name),
            &it.url,
            it.client.as_deref(),
            it.secret.as_ref().map(|secret| &secret.bytes),
            it.secret.as_ref().and_then(|secret| secret.key.as_ref()),
            it.authority.as_deref(),
            &it.audiences,
            &it.scopes,
            &it.name_claim,
            &it.creates,
            it.changed
        ],
    )?;
    Ok(rows == 1)
}

/// Says anew what an issuer is, but for its id, its name and its address.
pub fn change(tx: &mut Tx<'_>, it: &Issuer) -> Result<()> {
    tx.run(
        sql!(
            "issuer.change",
            "UPDATE issuer SET client = $2, secret = $3, sealed_by = $4, authority = $5, audiences = $6, scopes = $7, \
             name_claim = $8, creates = $9, changed_at_us = $10 WHERE id = $1"
        ),
        &params![
            &it.id,
            it.client.as_deref(),
            it.secret.as_ref().map(|secret| &secret.bytes),
            it.secret.as_ref().and_then(|secret| secret.key.as_ref()),
            it.authority.as_deref(),
            &it.audiences,
            &it.scopes,
            &it.name_claim,
            &it.creates,
            it.changed
        ],
    )?;
    Ok(())
}

/// Returns an issuer.
pub fn get(tx: &mut Tx<'_>, id: &IssuerId) -> Result<Option<Issuer>> {
    tx.row(sql!("issuer.get", select!("id = $1")), &params![id], read)
}

/// Returns an issuer that is trusted until this transaction ends, for who comes in by it.
pub fn get_kept(tx: &mut Tx<'_>, id: &IssuerId) -> Result<Option<Issuer>> {
    tx.row(sql!("issuer.get_kept", select!("id = $1 FOR SHARE")), &params![id], read)
}

/// Returns an issuer, locked: nobody comes in by it meanwhile, and those who did are found.
pub fn get_locked(tx: &mut Tx<'_>, id: &IssuerId) -> Result<Option<Issuer>> {
    tx.row(sql!("issuer.get_locked", select!("id = $1 FOR NO KEY UPDATE")), &params![id], read)
}

/// Returns an issuer by its name, in any letter case.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<Issuer>> {
    tx.row(sql!("issuer.by_name", select!("name_key = $1")), &params![&model::fold(name)], read)
}

/// Returns an issuer by what it calls itself.
pub fn by_url(tx: &mut Tx<'_>, url: &str) -> Result<Option<Issuer>> {
    tx.row(sql!("issuer.by_url", select!("url = $1")), &params![url], read)
}

/// Returns all issuers, by name.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Issuer>> {
    tx.rows(sql!("issuer.list", select!("TRUE ORDER BY name_key")), &params![], read)
}

/// Returns some issuers, by name, after a folded name.
pub fn after(tx: &mut Tx<'_>, name: &str, limit: usize) -> Result<Vec<Issuer>> {
    tx.rows(sql!("issuer.after", select!("name_key > $1 ORDER BY name_key LIMIT $2")), &params![name, limit], read)
}

/// Returns the names of those through which people sign in.
pub fn doors(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.rows(sql!("issuer.doors", "SELECT name FROM issuer WHERE client IS NOT NULL ORDER BY name_key"), &params![], |row| row.text(0))
}

/// Forgets an issuer. Those for whom it vouched are signed out of all browsers; who they are is kept for [`recall`].
pub fn remove(tx: &mut Tx<'_>, id: &IssuerId) -> Result<()> {
    for forgets in [
        sql!("issuer.remove_halves", "DELETE FROM sign_in_half WHERE issuer_id = $1"),
        sql!(
            "issuer.remove_sessions",
            "DELETE FROM browser_session WHERE user_id IN (SELECT o.user_id FROM outside_identity o WHERE o.issuer_id = $1)"
        ),
        sql!(
            "issuer.keep_identities",
            "INSERT INTO outside_past (url, subject, user_id, created_at_us) \
             SELECT i.url, o.subject, o.user_id, o.created_at_us FROM issuer i CROSS JOIN outside_identity o \
             WHERE i.id = $1 AND o.issuer_id = i.id ON CONFLICT (url, subject) \
             DO UPDATE SET user_id = excluded.user_id, created_at_us = excluded.created_at_us"
        ),
        sql!("issuer.remove_identities", "DELETE FROM outside_identity WHERE issuer_id = $1"),
        sql!("issuer.remove", "DELETE FROM issuer WHERE id = $1"),
    ] {
        tx.run(forgets, &params![id])?;
    }
    Ok(())
}

/// Remembers of an issuer that is trusted again who was let go or suspended meanwhile, or before. The others come anew, unless
/// [`is_past`] says otherwise by then.
pub fn recall(tx: &mut Tx<'_>, it: &Issuer) -> Result<()> {
    tx.run(
        sql!(
            "issuer.recall",
            "INSERT INTO outside_identity (issuer_id, subject, user_id, created_at_us) \
             SELECT i.id, p.subject, p.user_id, p.created_at_us FROM issuer i CROSS JOIN outside_past p CROSS JOIN user_account u \
             WHERE i.id = $1 AND p.url = i.url AND u.id = p.user_id AND u.state <> 0"
        ),
        &params![&it.id],
    )?;
    tx.run(
        sql!(
            "issuer.forget_past",
            "DELETE FROM outside_past WHERE url = $2 AND subject IN (SELECT o.subject FROM outside_identity o WHERE o.issuer_id = $1)"
        ),
        &params![&it.id, &it.url],
    )?;
    Ok(())
}

/// Says whether somebody whom an issuer vouched for earlier was let go or suspended since.
pub fn is_past(tx: &mut Tx<'_>, url: &str, subject: &str) -> Result<bool> {
    let found = tx.row(
        sql!(
            "issuer.past",
            "SELECT 1 FROM outside_past p CROSS JOIN user_account u WHERE p.url = $1 AND p.subject = $2 AND u.id = p.user_id AND u.state <> 0"
        ),
        &params![url, subject],
        |row| row.integer(0),
    )?;
    Ok(found.is_some())
}

fn read(row: &Row<'_>) -> Result<Issuer> {
    Ok(Issuer {
        id: IssuerId::read(row, 0)?,
        name: row.text(1)?,
        url: row.text(2)?,
        client: row.opt_text(3)?,
        secret: Sealed::read_opt(row, 4)?,
        authority: row.opt_text(6)?,
        audiences: row.text(7)?,
        scopes: row.text(8)?,
        name_claim: row.text(9)?,
        creates: row.text(10)?,
        changed: moment(row, 11)?,
    })
}

/// Somebody whom an issuer vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who they are there.
    pub subject: String,
    /// What they are called here.
    pub name: String,
    /// Since when we know.
    pub since: Timestamp,
}

/// Returns who somebody is here, also if they are gone.
pub fn user(tx: &mut Tx<'_>, issuer: &IssuerId, subject: &str) -> Result<Option<UserId>> {
    tx.row(
        sql!("outside_identity.user", "SELECT user_id FROM outside_identity WHERE issuer_id = $1 AND subject = $2"),
        &params![issuer, subject],
        |row| UserId::read(row, 0),
    )
}

/// Says who somebody is here. Whoever they were before, they are not any more.
pub fn link(tx: &mut Tx<'_>, issuer: &IssuerId, subject: &str, user: &UserId, now: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "outside_identity.link",
            "INSERT INTO outside_identity (issuer_id, subject, user_id, created_at_us) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (issuer_id, subject) DO UPDATE SET user_id = excluded.user_id, created_at_us = excluded.created_at_us"
        ),
        &params![issuer, subject, user, now],
    )?;
    Ok(())
}

/// Forgets who somebody is here, and was. `false` if that was not known.
pub fn unlink(tx: &mut Tx<'_>, issuer: &IssuerId, subject: &str) -> Result<bool> {
    let past = tx.run(
        sql!("outside_past.unlink", "DELETE FROM outside_past WHERE subject = $2 AND url IN (SELECT i.url FROM issuer i WHERE i.id = $1)"),
        &params![issuer, subject],
    )?;
    let rows = tx.run(
        sql!("outside_identity.unlink", "DELETE FROM outside_identity WHERE issuer_id = $1 AND subject = $2"),
        &params![issuer, subject],
    )?;
    Ok(rows + past > 0)
}

/// Returns how many people an issuer vouches for.
pub fn people(tx: &mut Tx<'_>, issuer: &IssuerId) -> Result<u64> {
    let found =
        tx.row(sql!("outside_identity.count", "SELECT COUNT(*) FROM outside_identity WHERE issuer_id = $1"), &params![issuer], |row| {
            count(row, 0)
        })?;
    Ok(found.unwrap_or(0))
}

/// Returns everybody whom an issuer vouches for.
pub fn known(tx: &mut Tx<'_>, issuer: &IssuerId) -> Result<Vec<Known>> {
    tx.rows(
        sql!(
            "outside_identity.list",
            "SELECT o.subject, u.name, o.created_at_us FROM outside_identity o CROSS JOIN user_account u \
             WHERE o.issuer_id = $1 AND u.id = o.user_id ORDER BY u.name, o.subject"
        ),
        &params![issuer],
        |row| Ok(Known { subject: row.text(0)?, name: row.text(1)?, since: moment(row, 2)? }),
    )
}
