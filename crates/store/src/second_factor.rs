//! Second factors: what somebody's codes are reckoned from, what lets them in without, and browsers in which the code is still to come.

use crate::ids::{RowId, count, moment};
use crate::seal::Sealed;
use crate::{Result, Tx, params, sql};
use model::{IssuerId, Timestamp, UserId};

/// The length of a secret, in bytes. Source: RFC 4226, section 4: as long as the hash that it keys.
pub const SECRET_BYTES: usize = 20;

/// What somebody's codes are reckoned from.
#[derive(Clone)]
pub struct SecondFactor {
    /// The secret.
    pub secret: Sealed,
    /// When it was made.
    pub created: Timestamp,
    /// Since when it counts; `None` while nobody has proved that they have it.
    pub confirmed: Option<Timestamp>,
    /// The last step of time whose code was taken.
    pub last_step: i64,
}

/// A browser in which the code is still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Half {
    /// Whose.
    pub user: UserId,
    /// Which issuer vouched for them; none where it was a password.
    pub issuer: Option<IssuerId>,
    /// When they proved the rest, if that was noted.
    pub proved: Option<Timestamp>,
    /// From when on it is worth nothing.
    pub expires: Timestamp,
}

/// Keeps one that does not count yet, in place of another that does not.
pub fn put(tx: &mut Tx<'_>, user: &UserId, secret: &Sealed, now: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "second_factor.put",
            "INSERT INTO second_factor (user_id, secret, sealed_by, created_at_us, last_step) VALUES ($1, $2, $3, $4, 0) ON CONFLICT (user_id) \
             DO UPDATE SET secret = excluded.secret, sealed_by = excluded.sealed_by, created_at_us = excluded.created_at_us WHERE second_factor.confirmed_at_us IS NULL"
        ),
        &params![user, &secret.bytes, secret.key.as_ref(), now],
    )?;
    Ok(())
}

/// Returns somebody's, locked: each code of it is taken once.
pub fn lock(tx: &mut Tx<'_>, user: &UserId) -> Result<Option<SecondFactor>> {
    tx.row(
        sql!(
            "second_factor.lock",
            "SELECT secret, sealed_by, created_at_us, confirmed_at_us, last_step FROM second_factor WHERE user_id = $1 FOR UPDATE"
        ),
        &params![user],
        |row| {
            Ok(SecondFactor {
                secret: Sealed::read(row, 0)?,
                created: moment(row, 2)?,
                confirmed: row.opt_integer(3)?.map(Timestamp::from_micros),
                last_step: row.integer(4)?,
            })
        },
    )
}

/// Says whether somebody has one that counts.
pub fn counts(tx: &mut Tx<'_>, user: &UserId) -> Result<bool> {
    let found = tx.row(
        sql!("second_factor.counts", "SELECT 1 FROM second_factor WHERE user_id = $1 AND confirmed_at_us IS NOT NULL"),
        &params![user],
        |row| row.integer(0),
    )?;
    Ok(found.is_some())
}

/// Returns everybody who has one that counts.
pub fn users(tx: &mut Tx<'_>) -> Result<Vec<UserId>> {
    tx.rows(sql!("second_factor.users", "SELECT user_id FROM second_factor WHERE confirmed_at_us IS NOT NULL"), &params![], |row| {
        UserId::read(row, 0)
    })
}

/// Lets it count from now on.
pub fn confirm(tx: &mut Tx<'_>, user: &UserId, now: Timestamp) -> Result<()> {
    tx.run(sql!("second_factor.confirm", "UPDATE second_factor SET confirmed_at_us = $2 WHERE user_id = $1"), &params![user, now])?;
    Ok(())
}

/// Notes that the code of a step was taken.
pub fn use_up(tx: &mut Tx<'_>, user: &UserId, step: i64) -> Result<()> {
    tx.run(sql!("second_factor.use_up", "UPDATE second_factor SET last_step = $2 WHERE user_id = $1"), &params![user, step])?;
    Ok(())
}

/// Forgets somebody's, with what lets them in without it. `false` if they had none that counted.
pub fn remove(tx: &mut Tx<'_>, user: &UserId) -> Result<bool> {
    let counted = counts(tx, user)?;
    for forgets in [
        sql!("second_factor.remove", "DELETE FROM second_factor WHERE user_id = $1"),
        sql!("second_factor.remove_recovery", "DELETE FROM recovery_code WHERE user_id = $1"),
        sql!("second_factor.remove_half", "DELETE FROM sign_in_half WHERE user_id = $1"),
    ] {
        tx.run(forgets, &params![user])?;
    }
    Ok(counted)
}

/// Keeps what lets somebody in once without it, by its hash.
pub fn add_recovery(tx: &mut Tx<'_>, user: &UserId, hash: &[u8; 32]) -> Result<()> {
    tx.run(sql!("recovery_code.insert", "INSERT INTO recovery_code (user_id, hash) VALUES ($1, $2)"), &params![user, hash])?;
    Ok(())
}

/// Takes one of those. `false` if it is none of them.
pub fn use_recovery(tx: &mut Tx<'_>, user: &UserId, hash: &[u8; 32]) -> Result<bool> {
    Ok(tx.run(sql!("recovery_code.use", "DELETE FROM recovery_code WHERE user_id = $1 AND hash = $2"), &params![user, hash])? == 1)
}

/// Returns how many of them are left.
pub fn recovery_left(tx: &mut Tx<'_>, user: &UserId) -> Result<u64> {
    let found =
        tx.row(sql!("recovery_code.count", "SELECT COUNT(*) FROM recovery_code WHERE user_id = $1"), &params![user], |row| count(row, 0));
    Ok(found?.unwrap_or(0))
}

/// Writes down that the password was right in a browser, or an issuer vouched for somebody, and that the code is still to come.
pub fn insert_half(tx: &mut Tx<'_>, hash: &[u8; 32], it: &Half) -> Result<()> {
    tx.run(
        sql!(
            "sign_in_half.insert",
            "INSERT INTO sign_in_half (hash, user_id, expires_at_us, issuer_id, proved_at_us) VALUES ($1, $2, $3, $4, $5)"
        ),
        &params![hash, &it.user, it.expires, it.issuer.as_ref(), it.proved],
    )?;
    Ok(())
}

/// Returns whose code is still to come in a browser.
pub fn half(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Half>> {
    tx.row(
        sql!("sign_in_half.get", "SELECT user_id, expires_at_us, issuer_id, proved_at_us FROM sign_in_half WHERE hash = $1"),
        &params![hash],
        |row| {
            Ok(Half {
                user: UserId::read(row, 0)?,
                issuer: IssuerId::read_opt(row, 2)?,
                proved: row.opt_integer(3)?.map(Timestamp::from_micros),
                expires: moment(row, 1)?,
            })
        },
    )
}

/// Forgets one. `false` if it was forgotten before.
pub fn remove_half(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<bool> {
    Ok(tx.run(sql!("sign_in_half.remove", "DELETE FROM sign_in_half WHERE hash = $1"), &params![hash])? == 1)
}

/// Forgets all of somebody.
pub fn remove_halves_of(tx: &mut Tx<'_>, user: &UserId) -> Result<()> {
    tx.run(sql!("sign_in_half.remove_all", "DELETE FROM sign_in_half WHERE user_id = $1"), &params![user])?;
    Ok(())
}

/// Forgets some that were over before `cutoff`. Returns how many.
pub fn forget_halves(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<u64> {
    tx.run(
        sql!(
            "sign_in_half.forget",
            "DELETE FROM sign_in_half WHERE hash IN (SELECT h.hash FROM sign_in_half h WHERE h.expires_at_us < $1 LIMIT 256)"
        ),
        &params![cutoff],
    )
}
