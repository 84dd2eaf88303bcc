//! Secrets that have to be read again, as they lie in rows: sealed by a key that is not in the database. Nothing is opened here.

use crate::ids::moment;
use crate::{Result, Row, Tx, Value, params, second_factor, sql};
use model::{IssuerId, Timestamp, UserId};

/// The length of what names a key, in bytes.
pub const KEY_ID_BYTES: usize = 16;

/// Names a key and says nothing of it.
pub type KeyId = [u8; KEY_ID_BYTES];

/// How many secrets one transaction looks at: so many are opened and sealed in a few milliseconds.
pub const BATCH: i64 = 64;

/// The purpose under which the organization's id lies among the server's own secrets, though it is none and never sealed.
pub const NO_SECRET: &str = "organization-id";

/// The tables that hold secrets.
pub(crate) const TABLES: [&str; 4] = ["server_secret", "signing_key", "second_factor", "issuer"];

/// A secret as it lies in a row. No `Debug`: a program before this one wrote some as they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// What lies there.
    pub bytes: Vec<u8>,
    /// By which key it is sealed; `None` for what is not.
    pub key: Option<KeyId>,
}

impl Sealed {
    /// Reads what lies in `column`, and in the one behind it by which key it is sealed.
    pub(crate) fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        Ok(Self { bytes: row.bytes(column)?, key: row.opt_array(column + 1)? })
    }

    /// Reads what may lie there.
    pub(crate) fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>> {
        let key = row.opt_array(column + 1)?;
        Ok(row.opt_bytes(column)?.map(|bytes| Self { bytes, key }))
    }
}

/// What a secret is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The server's own, for a purpose: what addresses are signed by.
    Server,
    /// What ID tokens are signed by.
    Signing,
    /// What a person's codes are reckoned from.
    Factor,
    /// What is shown to an issuer elsewhere.
    Issuer,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Server, Self::Signing, Self::Factor, Self::Issuer];
}

/// Whose a secret is: what the key of its row is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A purpose, or a signing key's id.
    Word(String),
    /// A person or an issuer.
    Id([u8; 16]),
}

impl Owner {
    /// Returns it as bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Word(word) => word.as_bytes(),
            Self::Id(id) => id,
        }
    }
}

impl<'a> From<&'a Owner> for Value<'a> {
    fn from(owner: &'a Owner) -> Self {
        match owner {
            Owner::Word(word) => Value::Text(word),
            Owner::Id(id) => Value::Bytes(id),
        }
    }
}

/// Returns some secrets of a kind in the order of their owners: those behind `after`, or the first.
///
/// # Errors
/// What the store can meet.
pub fn page(tx: &mut Tx<'_>, kind: Kind, after: Option<&Owner>) -> Result<Vec<(Owner, Sealed)>> {
    let by_word = |row: &Row<'_>| Ok((Owner::Word(row.text(0)?), Sealed::read(row, 1)?));
    let by_id = |row: &Row<'_>| Ok((Owner::Id(row.array(0)?), Sealed::read(row, 1)?));
    let (no_word, no_id) = (Value::Text(""), Value::Bytes(&[]));
    match kind {
        Kind::Server => tx.rows(
            sql!(
                "seal.page_server",
                "SELECT purpose, secret, sealed_by FROM server_secret WHERE purpose > $1 AND purpose <> $2 ORDER BY purpose LIMIT $3"
            ),
            &params![after.map_or(no_word, Value::from), NO_SECRET, BATCH],
            by_word,
        ),
        Kind::Signing => tx.rows(
            sql!("seal.page_signing", "SELECT id, secret, sealed_by FROM signing_key WHERE id > $1 ORDER BY id LIMIT $2"),
            &params![after.map_or(no_word, Value::from), BATCH],
            by_word,
        ),
        Kind::Factor => tx.rows(
            sql!("seal.page_factor", "SELECT user_id, secret, sealed_by FROM second_factor WHERE user_id > $1 ORDER BY user_id LIMIT $2"),
            &params![after.map_or(no_id, Value::from), BATCH],
            by_id,
        ),
        Kind::Issuer => tx.rows(
            sql!("seal.page_issuer", "SELECT id, secret, sealed_by FROM issuer WHERE id > $1 AND secret IS NOT NULL ORDER BY id LIMIT $2"),
            &params![after.map_or(no_id, Value::from), BATCH],
            by_id,
        ),
    }
}

/// Puts a secret in the place of what lies there, if that is still `before`.
///
/// # Errors
/// What the store can meet.
pub fn replace(tx: &mut Tx<'_>, kind: Kind, owner: &Owner, before: &Sealed, after: &Sealed) -> Result<()> {
    let replaces = match kind {
        Kind::Server => {
            sql!("seal.replace_server", "UPDATE server_secret SET secret = $2, sealed_by = $3 WHERE purpose = $1 AND secret = $4")
        }
        Kind::Signing => sql!("seal.replace_signing", "UPDATE signing_key SET secret = $2, sealed_by = $3 WHERE id = $1 AND secret = $4"),
        Kind::Factor => {
            sql!("seal.replace_factor", "UPDATE second_factor SET secret = $2, sealed_by = $3 WHERE user_id = $1 AND secret = $4")
        }
        Kind::Issuer => sql!("seal.replace_issuer", "UPDATE issuer SET secret = $2, sealed_by = $3 WHERE id = $1 AND secret = $4"),
    };
    tx.run(replaces, &params![owner, &after.bytes, after.key.as_ref(), &before.bytes])?;
    Ok(())
}

/// Forgets a secret that nothing opens, with all that is worth nothing without it. An issuer stays, without one.
///
/// # Errors
/// What the store can meet.
pub fn forget(tx: &mut Tx<'_>, kind: Kind, owner: &Owner, now: Timestamp) -> Result<()> {
    match (kind, owner) {
        (Kind::Server, _) => {
            tx.run(sql!("seal.forget_server", "DELETE FROM server_secret WHERE purpose = $1"), &params![owner])?;
        }
        (Kind::Signing, _) => {
            tx.run(sql!("seal.forget_signing", "DELETE FROM signing_key WHERE id = $1"), &params![owner])?;
        }
        (Kind::Issuer, _) => {
            // Servers that know it notice by the moment that it is another.
            let forgets = sql!(
                "seal.forget_issuer",
                "UPDATE issuer SET secret = NULL, sealed_by = NULL, \
                 changed_at_us = CASE WHEN changed_at_us < $2 THEN $2 ELSE changed_at_us + 1 END WHERE id = $1"
            );
            tx.run(forgets, &params![owner, now])?;
        }
        (Kind::Factor, Owner::Id(id)) => {
            second_factor::remove(tx, &UserId(*id))?;
        }
        (Kind::Factor, Owner::Word(_)) => {}
    }
    Ok(())
}

/// Returns what an issuer or a person is called whose secret it is; `None` for whom it is of nobody's.
///
/// # Errors
/// What the store can meet.
pub fn name(tx: &mut Tx<'_>, kind: Kind, owner: &Owner) -> Result<Option<String>> {
    match (kind, owner) {
        (Kind::Issuer, Owner::Id(id)) => Ok(crate::issuer::get(tx, &IssuerId(*id))?.map(|issuer| issuer.name)),
        (Kind::Factor, Owner::Id(id)) => Ok(crate::directory::user(tx, &UserId(*id))?.map(|user| user.name)),
        _ => Ok(None),
    }
}

/// By which key secrets are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The key.
    pub key: KeyId,
    /// Whether all are; else some may still lie there otherwise.
    pub is_done: bool,
    /// Since when.
    pub changed: Timestamp,
}

fn standing_of(row: &Row<'_>) -> Result<Standing> {
    Ok(Standing { key: row.array(0)?, is_done: row.boolean(1)?, changed: moment(row, 2)? })
}

/// Returns by which key secrets are sealed. `None` if nobody has said so yet.
///
/// # Errors
/// What the store can meet.
pub fn standing(tx: &mut Tx<'_>) -> Result<Option<Standing>> {
    tx.row(sql!("seal.get", "SELECT key_id, is_done, changed_at_us FROM seal WHERE only_row = 1"), &params![], standing_of)
}

/// Returns it, locked: until this transaction ends it stays the key.
///
/// # Errors
/// What the store can meet.
pub fn lock(tx: &mut Tx<'_>) -> Result<Option<Standing>> {
    tx.row(sql!("seal.lock", "SELECT key_id, is_done, changed_at_us FROM seal WHERE only_row = 1 FOR UPDATE"), &params![], standing_of)
}

/// Says by which key secrets are sealed from now on, where nobody has said so. `false` if somebody has.
///
/// # Errors
/// What the store can meet.
pub fn claim(tx: &mut Tx<'_>, key: &KeyId, is_done: bool, now: Timestamp) -> Result<bool> {
    tx.insert(
        sql!(
            "seal.claim",
            "INSERT INTO seal (only_row, key_id, is_done, changed_at_us) VALUES (1, $1, $2, $3) ON CONFLICT (only_row) DO NOTHING"
        ),
        &params![key, is_done, now],
    )
}

/// Says so anew.
///
/// # Errors
/// What the store can meet.
pub fn set(tx: &mut Tx<'_>, key: &KeyId, is_done: bool, now: Timestamp) -> Result<()> {
    tx.run(
        sql!("seal.set", "UPDATE seal SET key_id = $1, is_done = $2, changed_at_us = $3 WHERE only_row = 1"),
        &params![key, is_done, now],
    )?;
    Ok(())
}
