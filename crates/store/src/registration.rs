//! Apps that may ask for tokens, and where they may be sent back to.

use crate::ids::{count, moment};
use crate::{Result, Row, Tx, params, sql};
use model::Timestamp;

/// An app that may ask for tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Its client id.
    pub app: String,
    /// What people are told it is called.
    pub name: String,
    /// Whether it can keep a secret, and has to show it.
    pub is_confidential: bool,
    /// Whether it has to prove that who brings a code is who asked for it. Source: RFC 7636.
    pub needs_pkce: bool,
    /// The scopes that it may ask people for, separated by spaces; nothing for any.
    pub scopes: String,
    /// The scopes that it has without a person, separated by spaces.
    pub own_scopes: String,
    /// When it was registered.
    pub created: Timestamp,
}

/// Registers an app. `false` if one has the client id or the name.
pub fn insert(tx: &mut Tx<'_>, it: &Registration) -> Result<bool> {
    let rows = tx.run(
        sql!(
            "registration.insert",
            "INSERT INTO registration (app, name, name_key, is_confidential, needs_pkce, scopes, own_scopes, created_at_us) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"
        ),
        &params![&it.app, &it.name, &model::fold(&it.name), it.is_confidential, it.needs_pkce, &it.scopes, &it.own_scopes, it.created],
    )?;
    Ok(rows == 1)
}

/// Returns an app.
pub fn get(tx: &mut Tx<'_>, app: &str) -> Result<Option<Registration>> {
    tx.row(
        sql!(
            "registration.get",
            "SELECT app, name, is_confidential, needs_pkce, scopes, own_scopes, created_at_us FROM registration WHERE app = $1"
        ),
        &params![app],
        read,
    )
}

/// Returns an app by its name, in any letter case.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<Registration>> {
    tx.row(
        sql!(
            "registration.by_name",
            "SELECT app, name, is_confidential, needs_pkce, scopes, own_scopes, created_at_us FROM registration WHERE name_key = $1"
        ),
        &params![&model::fold(name)],
        read,
    )
}

/// Returns all apps, by name.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Registration>> {
    tx.rows(
        sql!(
            "registration.list",
            "SELECT app, name, is_confidential, needs_pkce, scopes, own_scopes, created_at_us FROM registration ORDER BY name_key"
        ),
        &params![],
        read,
    )
}

/// Returns apps by name, after a folded name.
pub fn after(tx: &mut Tx<'_>, after: &str, limit: usize) -> Result<Vec<Registration>> {
    tx.rows(
        sql!(
            "registration.after",
            "SELECT app, name, is_confidential, needs_pkce, scopes, own_scopes, created_at_us FROM registration \
             WHERE name_key > $1 ORDER BY name_key LIMIT $2"
        ),
        &params![after, limit],
        read,
    )
}

/// Returns how many secrets an app has.
pub fn secret_count(tx: &mut Tx<'_>, app: &str) -> Result<u64> {
    let found =
        tx.row(sql!("registration.secret_count", "SELECT COUNT(*) FROM registration_secret WHERE app = $1"), &params![app], |row| {
            count(row, 0)
        })?;
    Ok(found.unwrap_or(0))
}

/// Forgets an app. What it was given, [`crate::authorization::end_all_of_app`] ends.
pub fn remove(tx: &mut Tx<'_>, app: &str) -> Result<()> {
    tx.run(sql!("registration.remove_redirects", "DELETE FROM registration_redirect WHERE app = $1"), &params![app])?;
    tx.run(sql!("registration.remove_secrets", "DELETE FROM registration_secret WHERE app = $1"), &params![app])?;
    tx.run(sql!("registration.remove_consents", "DELETE FROM consent WHERE app = $1"), &params![app])?;
    tx.run(sql!("registration.remove", "DELETE FROM registration WHERE app = $1"), &params![app])?;
    Ok(())
}

/// Adds an address that an app may be sent back to.
pub fn add_redirect(tx: &mut Tx<'_>, app: &str, uri: &str) -> Result<()> {
    tx.run(
        sql!("registration.add_redirect", "INSERT INTO registration_redirect (app, uri) VALUES ($1, $2) ON CONFLICT DO NOTHING"),
        &params![app, uri],
    )?;
    Ok(())
}

/// Returns the addresses that an app may be sent back to.
pub fn redirects(tx: &mut Tx<'_>, app: &str) -> Result<Vec<String>> {
    tx.rows(sql!("registration.redirects", "SELECT uri FROM registration_redirect WHERE app = $1 ORDER BY uri"), &params![app], |row| {
        row.text(0)
    })
}

/// Adds a secret of an app, by its hash.
pub fn add_secret(tx: &mut Tx<'_>, app: &str, hash: &[u8; 32], now: Timestamp) -> Result<()> {
    tx.run(
        sql!("registration.add_secret", "INSERT INTO registration_secret (app, hash, created_at_us) VALUES ($1, $2, $3)"),
        &params![app, hash, now],
    )?;
    Ok(())
}

/// Ends an app's secrets but those made after `since`. Returns how many.
pub fn end_secrets(tx: &mut Tx<'_>, app: &str, since: Timestamp) -> Result<u64> {
    tx.run(sql!("registration.end_secrets", "DELETE FROM registration_secret WHERE app = $1 AND created_at_us < $2"), &params![app, since])
}

/// Returns the hashes of an app's secrets.
pub fn secrets(tx: &mut Tx<'_>, app: &str) -> Result<Vec<[u8; 32]>> {
    tx.rows(sql!("registration.secrets", "SELECT hash FROM registration_secret WHERE app = $1"), &params![app], |row| row.array(0))
}

fn read(row: &Row<'_>) -> Result<Registration> {
    Ok(Registration {
        app: row.text(0)?,
        name: row.text(1)?,
        is_confidential: row.boolean(2)?,
        needs_pkce: row.boolean(3)?,
        scopes: row.text(4)?,
        own_scopes: row.text(5)?,
        created: moment(row, 6)?,
    })
}
