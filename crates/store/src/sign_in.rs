//! What signing in needs of an account: the hash of its password, and how often it went wrong. Names that nobody has are counted for as
//! well, by the same work.

use crate::ids::{RowId, moment};
use crate::{Result, Row, Tx, params, sql};
use model::{Timestamp, UserId};

/// How an account is kept closed. No `Debug`, so that it cannot slip into a log.
pub struct Account {
    /// Whose it is.
    pub user: UserId,
    /// The hash of the password, in PHC form; none where nobody can sign in by one.
    pub password_hash: Option<String>,
    /// How many passwords in a row were wrong.
    pub failures: u32,
    /// Until when no password is looked at.
    pub locked_until: Timestamp,
}

macro_rules! account {
    ($lock:literal) => {
        concat!(
            "SELECT u.id, u.password_hash, COALESCE(f.failures, 0), COALESCE(f.locked_until_us, 0) FROM user_account u \
             LEFT JOIN sign_in_failure f ON f.user_id = u.id WHERE u.name_key = $1 AND u.app IS NULL AND u.state = 0",
            $lock
        )
    };
}

/// Returns an account by its name, in any letter case, unless it is suspended.
pub fn account(tx: &mut Tx<'_>, name: &str) -> Result<Option<Account>> {
    tx.row(sql!("sign_in.account", account!("")), &params![&model::fold(name)], read)
}

/// Returns the same, and locks the person's row until the transaction ends: nobody changes the password meanwhile, and whoever waits for
/// that finds all browsers that were signed in by it.
pub fn account_locked(tx: &mut Tx<'_>, name: &str) -> Result<Option<Account>> {
    tx.row(sql!("sign_in.account_locked", account!(" FOR NO KEY UPDATE OF u")), &params![&model::fold(name)], read)
}

fn read(row: &Row<'_>) -> Result<Account> {
    Ok(Account {
        user: UserId::read(row, 0)?,
        password_hash: row.opt_text(1)?,
        failures: u32::try_from(row.integer(2)?).unwrap_or(u32::MAX),
        locked_until: moment(row, 3)?,
    })
}

/// Returns an account by whose it is, unless it is suspended.
pub fn account_of(tx: &mut Tx<'_>, user: &UserId) -> Result<Option<Account>> {
    let name = tx.row(
        sql!("sign_in.name", "SELECT name_key FROM user_account WHERE id = $1 AND app IS NULL AND state = 0"),
        &params![user],
        |row| row.text(0),
    )?;
    name.map_or(Ok(None), |name| account(tx, &name))
}

/// So many rows count for names that nobody has.
pub const SLOTS: u16 = 1_024;

/// Returns until when no password is looked at of a name that nobody has.
pub fn nobody_locked_until(tx: &mut Tx<'_>, slot: u16) -> Result<Timestamp> {
    let found =
        tx.row(sql!("sign_in.nobody", "SELECT locked_until_us FROM sign_in_nobody WHERE slot = $1"), &params![i64::from(slot)], |row| {
            moment(row, 0)
        })?;
    Ok(found.unwrap_or(Timestamp::from_micros(0)))
}

/// Notes that a password was tried of a name that nobody has, and returns how many in a row now.
pub fn count_nobody(tx: &mut Tx<'_>, slot: u16) -> Result<u32> {
    tx.run(
        sql!(
            "sign_in.count_nobody",
            "INSERT INTO sign_in_nobody (slot, failures, locked_until_us) VALUES ($1, 1, 0) \
             ON CONFLICT (slot) DO UPDATE SET failures = sign_in_nobody.failures + 1"
        ),
        &params![i64::from(slot)],
    )?;
    let failures =
        tx.row(sql!("sign_in.nobody_failures", "SELECT failures FROM sign_in_nobody WHERE slot = $1"), &params![i64::from(slot)], |row| {
            Ok(u32::try_from(row.integer(0)?).unwrap_or(u32::MAX))
        })?;
    Ok(failures.unwrap_or(1))
}

/// Looks at no password of a name that nobody has until a moment.
pub fn lock_nobody_until(tx: &mut Tx<'_>, slot: u16, until: Timestamp) -> Result<()> {
    tx.run(
        sql!("sign_in.lock_nobody", "UPDATE sign_in_nobody SET locked_until_us = $2 WHERE slot = $1"),
        &params![i64::from(slot), until],
    )?;
    Ok(())
}

/// Notes that a password was wrong, and returns how many in a row now.
pub fn count_failure(tx: &mut Tx<'_>, user: &UserId) -> Result<u32> {
    tx.run(
        sql!(
            "sign_in.count_failure",
            "INSERT INTO sign_in_failure (user_id, failures, locked_until_us) VALUES ($1, 1, 0) \
             ON CONFLICT (user_id) DO UPDATE SET failures = sign_in_failure.failures + 1"
        ),
        &params![user],
    )?;
    let failures = tx.row(sql!("sign_in.failures", "SELECT failures FROM sign_in_failure WHERE user_id = $1"), &params![user], |row| {
        Ok(u32::try_from(row.integer(0)?).unwrap_or(u32::MAX))
    })?;
    Ok(failures.unwrap_or(1))
}

/// Looks at no password of an account until a moment.
pub fn lock_until(tx: &mut Tx<'_>, user: &UserId, until: Timestamp) -> Result<()> {
    tx.run(sql!("sign_in.lock_until", "UPDATE sign_in_failure SET locked_until_us = $2 WHERE user_id = $1"), &params![user, until])?;
    Ok(())
}

/// Forgets what went wrong.
pub fn forget_failures(tx: &mut Tx<'_>, user: &UserId) -> Result<()> {
    tx.run(sql!("sign_in.forget_failures", "DELETE FROM sign_in_failure WHERE user_id = $1"), &params![user])?;
    Ok(())
}

/// Gives an account another password, by its hash.
pub fn set_password(tx: &mut Tx<'_>, user: &UserId, hash: Option<&str>) -> Result<()> {
    tx.run(sql!("sign_in.set_password", "UPDATE user_account SET password_hash = $2 WHERE id = $1"), &params![user, hash])?;
    Ok(())
}
