//! Files that come in fragments. A fragment becomes an object of its own; which of them the file is made of, the session's row
//! says. A row is found by the hash of its secret alone.

use crate::blob::pieces::Pieces;
use crate::ids::{RowId, count, moment};
use crate::{Error, Result, Row, Tx, content, params, sql};
use model::{ConflictBehavior, DriveId, NodeId, Timestamp, UserId};

/// What a session's row is found by.
pub type SecretHash = [u8; 32];

/// What is to become of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// It takes a name in a folder.
    Child {
        /// The folder, or the root, that was there when the session began.
        parent: NodeId,
        /// The names of what is missing from there: folders, and last the file. A row keeps them with slashes between, which no
        /// name has.
        path: Vec<String>,
    },
    /// It becomes what a file holds. Holds that one's id.
    Item([u8; 16]),
}

/// What was asked for when a session began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Who asked.
    pub user: UserId,
    /// Through which app.
    pub app: String,
    /// Whether only the app's own folder was in its reach.
    pub own_folder_only: bool,
    /// The drive.
    pub drive: DriveId,
    /// What is to become of the file.
    pub target: Target,
    /// What happens if the name is taken.
    pub conflict: ConflictBehavior,
    /// What people say of it.
    pub description: Option<String>,
    /// When the file was made, by its owner's account.
    pub fs_created: Option<Timestamp>,
    /// When the file was changed, by its owner's account.
    pub fs_modified: Option<Timestamp>,
    /// The version that may be replaced, as the client spelt it.
    pub if_match: Option<String>,
    /// Whether the last fragment completes it, or only another call.
    pub is_deferred: bool,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// What was asked for.
    pub order: Order,
    /// What the names of its objects begin with.
    pub stem: String,
    /// The file's length, once the client said it.
    pub total: Option<u64>,
    /// How many of its bytes are there.
    pub received: u64,
    /// How many fragments were begun; the number of the next.
    pub attempts: u32,
    /// The objects that the bytes lie in.
    pub pieces: Pieces,
    /// From when on it is no more.
    pub expires: Timestamp,
}

/// Writes a session down. `total` is the file's length, where it is known.
///
/// # Errors
/// What the store can meet.
pub fn insert(
    tx: &mut Tx<'_>,
    hash: &SecretHash,
    stem: &str,
    order: &Order,
    total: Option<u64>,
    now: Timestamp,
    expires: Timestamp,
) -> Result<()> {
    let (target, name): (&[u8; 16], _) = match &order.target {
        Target::Child { parent, path } => (parent.bytes(), Some(path.join("/"))),
        Target::Item(id) => (id, None),
    };
    tx.run(
        sql!(
            "upload.insert",
            "INSERT INTO upload (secret_hash, stem, user_id, app, own_folder, drive, target, name, conflict, description, fs_created_us, \
             fs_modified_us, if_match, is_deferred, total_bytes, received_bytes, attempts, runs, created_at_us, expires_at_us) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0, '', $16, $17)"
        ),
        &params![
            hash,
            stem,
            &order.user,
            &order.app,
            order.own_folder_only,
            &order.drive,
            target,
            name.as_deref(),
            conflict_number(order.conflict),
            order.description.as_deref(),
            order.fs_created,
            order.fs_modified,
            order.if_match.as_deref(),
            order.is_deferred,
            total,
            now,
            expires
        ],
    )?;
    Ok(())
}

/// Returns a session, whether or not its time is over. Locked, so that of two that change it the second sees what the first did.
///
/// # Errors
/// What the store can meet.
pub fn lock(tx: &mut Tx<'_>, hash: &SecretHash) -> Result<Option<Upload>> {
    tx.row(
        sql!(
            "upload.lock",
            "SELECT stem, user_id, app, own_folder, drive, target, name, conflict, description, fs_created_us, fs_modified_us, if_match, \
             is_deferred, total_bytes, received_bytes, attempts, runs, expires_at_us FROM upload WHERE secret_hash = $1 FOR UPDATE"
        ),
        &params![hash],
        read,
    )
}

/// Returns a session, whether or not its time is over.
///
/// # Errors
/// What the store can meet.
pub fn get(tx: &mut Tx<'_>, hash: &SecretHash) -> Result<Option<Upload>> {
    tx.row(
        sql!(
            "upload.get",
            "SELECT stem, user_id, app, own_folder, drive, target, name, conflict, description, fs_created_us, fs_modified_us, if_match, \
             is_deferred, total_bytes, received_bytes, attempts, runs, expires_at_us FROM upload WHERE secret_hash = $1"
        ),
        &params![hash],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Upload> {
    let (stem, target) = (row.text(0)?, row.array::<16>(5)?);
    let pieces = Pieces::parse(&format!("{stem}:{}", row.text_ref(16)?)).ok_or_else(|| Error::corrupt("the runs of an upload"))?;
    Ok(Upload {
        order: Order {
            user: UserId::read(row, 1)?,
            app: row.text(2)?,
            own_folder_only: row.boolean(3)?,
            drive: DriveId::read(row, 4)?,
            target: match row.opt_text(6)? {
                Some(names) => Target::Child { parent: NodeId(target), path: names.split('/').map(str::to_owned).collect() },
                None => Target::Item(target),
            },
            conflict: conflict(row.integer(7)?)?,
            description: row.opt_text(8)?,
            fs_created: row.opt_integer(9)?.map(Timestamp::from_micros),
            fs_modified: row.opt_integer(10)?.map(Timestamp::from_micros),
            if_match: row.opt_text(11)?,
            is_deferred: row.boolean(12)?,
        },
        stem,
        total: row.opt_integer(13)?.map(|bytes| u64::try_from(bytes).unwrap_or(0)),
        received: count(row, 14)?,
        attempts: u32::try_from(row.integer(15)?).map_err(|_| Error::corrupt("the attempts of an upload"))?,
        pieces,
        expires: moment(row, 17)?,
    })
}

/// Notes that a fragment has begun to come, under the number that the session says next.
///
/// # Errors
/// What the store can meet.
pub fn begin(tx: &mut Tx<'_>, hash: &SecretHash) -> Result<()> {
    tx.run(sql!("upload.begin", "UPDATE upload SET attempts = attempts + 1 WHERE secret_hash = $1"), &params![hash])?;
    Ok(())
}

/// Writes down what has come, and gives the session more time.
///
/// # Errors
/// What the store can meet.
pub fn advance(tx: &mut Tx<'_>, hash: &SecretHash, total: u64, pieces: &Pieces, expires: Timestamp) -> Result<()> {
    tx.run(
        sql!(
            "upload.advance",
            "UPDATE upload SET total_bytes = $2, received_bytes = $3, runs = $4, expires_at_us = $5 WHERE secret_hash = $1"
        ),
        &params![hash, total, pieces.bytes(), &pieces.runs(), expires],
    )?;
    Ok(())
}

/// Has those of a session's objects that no content took over removed later.
///
/// # Errors
/// What the store can meet.
pub fn release_left(tx: &mut Tx<'_>, upload: &Upload, kept: Option<&Pieces>) -> Result<()> {
    let mut left = Pieces::new(&upload.stem);
    for number in (0..upload.attempts).filter(|number| kept.is_none_or(|kept| !kept.has(*number))) {
        // Their lengths do not matter any more.
        if !left.push(number, 1) {
            release(tx, &left)?;
            left = Pieces::new(&upload.stem);
            let _ = left.push(number, 1);
        }
    }
    release(tx, &left)
}

/// Forgets a session, so that it counts for no quota any more. Its objects stay: see [`release_left`].
///
/// # Errors
/// What the store can meet.
pub fn forget(tx: &mut Tx<'_>, hash: &SecretHash) -> Result<()> {
    tx.run(sql!("upload.remove", "DELETE FROM upload WHERE secret_hash = $1"), &params![hash])?;
    Ok(())
}

fn release(tx: &mut Tx<'_>, pieces: &Pieces) -> Result<()> {
    pieces.names().iter().try_for_each(|name| content::release_blob(tx, name))
}

/// Returns some sessions whose time was over before `cutoff`.
///
/// # Errors
/// What the store can meet.
pub fn expired(tx: &mut Tx<'_>, cutoff: Timestamp) -> Result<Vec<SecretHash>> {
    tx.rows(
        sql!("upload.expired", "SELECT secret_hash FROM upload WHERE expires_at_us < $1 ORDER BY expires_at_us LIMIT 64"),
        &params![cutoff],
        |row| row.array::<32>(0),
    )
}

/// Returns how many sessions somebody has whose time is not over.
///
/// # Errors
/// What the store can meet.
pub fn count_of(tx: &mut Tx<'_>, user: &UserId, now: Timestamp) -> Result<u64> {
    let found = tx.row(
        sql!("upload.count", "SELECT COUNT(*) FROM upload WHERE user_id = $1 AND expires_at_us > $2"),
        &params![user, now],
        |row| count(row, 0),
    )?;
    Ok(found.unwrap_or(0))
}

/// Returns some sessions of a drive.
///
/// # Errors
/// What the store can meet.
pub fn of_drive(tx: &mut Tx<'_>, drive: &DriveId, limit: usize) -> Result<Vec<SecretHash>> {
    tx.rows(
        sql!("upload.of_drive", "SELECT secret_hash FROM upload WHERE drive = $1 ORDER BY secret_hash LIMIT $2"),
        &params![drive, limit],
        |row| row.array::<32>(0),
    )
}

/// Says whether a session has this stem.
///
/// # Errors
/// What the store can meet.
pub(crate) fn has_stem(tx: &mut Tx<'_>, stem: &str) -> Result<bool> {
    Ok(tx.row(sql!("upload.stem", "SELECT 1 FROM upload WHERE stem = $1"), &params![stem], |row| row.integer(0))?.is_some())
}

impl Upload {
    /// Says whether all of the file has come.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.total == Some(self.received)
    }
}

const fn conflict_number(conflict: ConflictBehavior) -> i64 {
    match conflict {
        ConflictBehavior::Fail => 0,
        ConflictBehavior::Replace => 1,
        ConflictBehavior::Rename => 2,
    }
}

fn conflict(number: i64) -> Result<ConflictBehavior> {
    match number {
        0 => Ok(ConflictBehavior::Fail),
        1 => Ok(ConflictBehavior::Replace),
        2 => Ok(ConflictBehavior::Rename),
        _ => Err(Error::corrupt("what an upload does with a name that is taken")),
    }
}
