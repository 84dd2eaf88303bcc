//! Addresses of files that can be fetched without a token for a while. Source: OneDrive "Download files", pre-authenticated
//! URLs.
//!
//! What such an address says of the file is its id alone, so it shows what the file holds when it is used. One of a former version
//! says its number too, and is signed with another key: who was given the one has not been given the other.

use crate::promise::{self, Purpose, Secret};
use crate::{Caller, Cx, Error, Result};
use model::{DriveCid, ItemId, Timestamp};

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
    promise::push_hex(out, &thing);
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

/// Appends what stands in the address of a version of a file that `caller` may read: hexadecimal digits.
pub fn push_version_ticket(secret: &Secret, caller: &Caller, item: &ItemId, number: i64, until: Timestamp, out: &mut String) {
    let mut thing = [0; VERSION_BYTES];
    thing[..ITEM_BYTES].copy_from_slice(&self::thing(item));
    thing[ITEM_BYTES..].copy_from_slice(&number.to_be_bytes());
    promise::push_hex(out, &thing);
    secret.of(Purpose::Version).push_promise(caller, &thing, until, out);
}

/// Returns which version of which file a ticket is for, and whom it speaks for, as [`redeem`] does.
///
/// # Errors
/// As [`redeem`].
pub fn redeem_version(cx: &mut Cx<'_, '_>, secret: &Secret, ticket: &str) -> Result<(Caller, ItemId, i64)> {
    let (caller, thing) = read::<VERSION_BYTES>(cx, &secret.of(Purpose::Version), ticket)?;
    let (item, number) = item(&thing);
    Ok((caller, item, number.first_chunk().map_or(0, |number| i64::from_be_bytes(*number))))
}

/// The length of an item's id and a version's number, in bytes.
const VERSION_BYTES: usize = ITEM_BYTES + 8;

/// Takes a ticket apart: the thing that it is for, in `THING` bytes, and whom it speaks for.
fn read<const THING: usize>(cx: &mut Cx<'_, '_>, secret: &Secret, ticket: &str) -> Result<(Caller, [u8; THING])> {
    let (digits, promise) = ticket.split_at_checked(2 * THING).ok_or(Error::NotFound)?;
    let mut thing = [0; THING];
    for (at, byte) in thing.iter_mut().enumerate() {
        let pair = digits.get(2 * at..2 * at + 2).filter(|pair| pair.bytes().all(|digit| digit.is_ascii_hexdigit()));
        *byte = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or(Error::NotFound)?;
    }
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
