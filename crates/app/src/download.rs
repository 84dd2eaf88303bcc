//! Addresses of files that can be fetched without a token for a while. Source: OneDrive "Download files", pre-authenticated
//! URLs.
//!
//! What such an address says of the file is its id alone, so it shows what the file holds when it is used. One of a version
//! or a thumbnail says which too, and is signed with another key: who was given the one has not been given the other.

use crate::promise::{self, Purpose, Secret};
use crate::{Caller, Cx, Error, Result};
use model::{DriveCid, ItemId, Timestamp, push_hex, read_hex};

/// How long an address lives, in seconds. Source: OneDrive "driveItem resource type", `@microsoft.graph.downloadUrl`.
pub const DOWNLOAD_SECONDS: i64 = 60 * 60;

/// The length of an item's id, in bytes.
const ITEM_BYTES: usize = 8 + 16;

/// Returns the key, if one was made.
///
/// # Errors
/// What the store can meet.
pub fn find_secret(cx: &mut Cx<'_, '_>) -> Result<Option<Secret>> {
    promise::find_secret(cx, Purpose::Download)
}

/// Returns the key, and makes it if there is none.
///
/// # Errors
/// What the store can meet.
pub fn make_secret(cx: &mut Cx<'_, '_>) -> Result<Secret> {
    promise::make_secret(cx, Purpose::Download)
}

/// Appends what stands in the address of a file that `caller` may read: hexadecimal digits.
pub fn push_ticket(secret: &Secret, caller: &Caller, item: &ItemId, until: Timestamp, out: &mut String) {
    let thing = thing(item);
    push_hex(out, &thing);
    secret.push_promise(caller, &thing, until, out);
}

/// Returns which file a ticket is for, and whom it speaks for: the person who was given it, for reading, until it ends. Whether
/// they may still read the file is for the caller of this to ask.
///
/// # Errors
/// [`Error::NotFound`] for what is no ticket, or one that has ended, without saying which.
pub fn redeem(cx: &mut Cx<'_, '_>, secret: &Secret, ticket: &str) -> Result<(Caller, ItemId)> {
    let (caller, thing) = read::<ITEM_BYTES>(cx, secret, ticket)?;
    Ok((caller, item(&thing).0))
}

/// What of a file a ticket is for, where that is not what the file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The version of this number.
    Version(i64),
    /// A thumbnail, by a number that says of which size.
    Thumbnail(i64),
}

impl Part {
    const fn taken(self) -> (Purpose, i64) {
        match self {
            Self::Version(number) => (Purpose::Version, number),
            Self::Thumbnail(number) => (Purpose::Thumbnail, number),
        }
    }
}

/// Appends what stands in the address of a part of a file that `caller` may read: hexadecimal digits.
pub fn push_part_ticket(secret: &Secret, caller: &Caller, item: &ItemId, part: Part, until: Timestamp, out: &mut String) {
    let (purpose, number) = part.taken();
    let mut thing = [0; PART_BYTES];
    thing[..ITEM_BYTES].copy_from_slice(&self::thing(item));
    thing[ITEM_BYTES..].copy_from_slice(&number.to_be_bytes());
    push_hex(out, &thing);
    secret.of(purpose).push_promise(caller, &thing, until, out);
}

/// Returns which part of which file a ticket is for, and whom it speaks for, as [`redeem`] does. `of` says what kind of part is
/// meant.
///
/// # Errors
/// As [`redeem`].
pub fn redeem_part(cx: &mut Cx<'_, '_>, secret: &Secret, of: fn(i64) -> Part, ticket: &str) -> Result<(Caller, ItemId, i64)> {
    let (purpose, _) = of(0).taken();
    let (caller, thing) = read::<PART_BYTES>(cx, &secret.of(purpose), ticket)?;
    let (item, number) = item(&thing);
    Ok((caller, item, number.first_chunk().map_or(0, |number| i64::from_be_bytes(*number))))
}

/// The length of an item's id and a part's number, in bytes.
const PART_BYTES: usize = ITEM_BYTES + 8;

/// Takes a ticket apart: the thing that it is for, in `THING` bytes, and whom it speaks for.
fn read<const THING: usize>(cx: &mut Cx<'_, '_>, secret: &Secret, ticket: &str) -> Result<(Caller, [u8; THING])> {
    let (digits, promise) = ticket.split_at_checked(2 * THING).ok_or(Error::NotFound)?;
    let mut thing = [0; THING];
    read_hex(digits, &mut thing).ok_or(Error::NotFound)?;
    let caller = secret.caller(cx, &thing, promise).map_err(|error| match error {
        Error::Unauthenticated => Error::NotFound,
        error => error,
    })?;
    Ok((caller, thing))
}

fn thing(item: &ItemId) -> [u8; ITEM_BYTES] {
    let mut thing = [0; ITEM_BYTES];
    thing[..8].copy_from_slice(item.drive.bytes());
    thing[8..].copy_from_slice(&item.bytes);
    thing
}

/// Returns the item that a thing begins with, and what follows it.
fn item(thing: &[u8]) -> (ItemId, &[u8]) {
    let (mut drive, mut bytes) = ([0; 8], [0; 16]);
    let (id, rest) = thing.split_at(ITEM_BYTES.min(thing.len()));
    for (into, byte) in drive.iter_mut().chain(&mut bytes).zip(id) {
        *into = *byte;
    }
    (ItemId { drive: DriveCid(drive), bytes }, rest)
}
