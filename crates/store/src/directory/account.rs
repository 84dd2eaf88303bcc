//! Accounts: those of people, and those by which apps act that act for nobody. Such an account is in no list of people, has no
//! password, and can be given nothing.

use crate::ids::RowId;
use crate::{Result, Row, Tx, params, sql};
use model::{Timestamp, UserId};

/// Whoever does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub id: UserId,
    /// What the person, or the app, is called.
    pub name: String,
    /// The client id of an app that acts without a person; none for people.
    pub app: Option<String>,
}

fn read(row: &Row<'_>) -> Result<Account> {
    Ok(Account { id: UserId::read(row, 0)?, name: row.text(1)?, app: row.opt_text(2)? })
}

/// Returns an account that may do anything at all: an app's, or one of somebody who is here and not suspended.
pub fn acting(tx: &mut Tx<'_>, id: &UserId) -> Result<Option<Account>> {
    tx.row(sql!("account.acting", "SELECT id, name, app FROM user_account WHERE id = $1 AND state = 0"), &params![id], read)
}

/// Returns an account, a person's or an app's, also of who is gone.
pub fn get(tx: &mut Tx<'_>, id: &UserId) -> Result<Option<Account>> {
    tx.row(sql!("account.get", "SELECT id, name, app FROM user_account WHERE id = $1"), &params![id], read)
}

/// Returns the account by which an app acts without a person, and makes it of `fresh` if there is none. It is called `name` from
/// now on.
pub fn of_app(tx: &mut Tx<'_>, app: &str, name: &str, fresh: &UserId, now: Timestamp) -> Result<UserId> {
    // No name has a control character, and who is gone has another one.
    let key = format!("\u{2}{app}");
    tx.run(
        sql!(
            "account.insert",
            "INSERT INTO user_account (id, name, name_key, password_hash, created_at_us, app) VALUES ($1, $2, $3, NULL, $4, $5) \
             ON CONFLICT (name_key) DO UPDATE SET name = excluded.name"
        ),
        &params![fresh, name, &key, now, app],
    )?;
    let found = tx.row(sql!("account.of_app", "SELECT id, name, app FROM user_account WHERE app = $1"), &params![app], read)?;
    Ok(found.map_or(*fresh, |found| found.id))
}
