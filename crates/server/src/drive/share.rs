//! How shares are spelled, and who comes by one. Source: "Accessing shared DriveItems".

pub(crate) mod page;

use super::address::{Anchor, Item, LINK, Target, Which};
use super::call::Open;
use crate::fault::{Fault, RequestFault};
use crate::root::permission_number;
use crate::server::Server;
use app::share::{self, Given, Key, Lock, Named, Opened, Proof, Token};
use app::{Caller, Error};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderName};
use model::{ItemId, ShareId, UserId, push_hex, read_hex};
use std::fmt::Write as _;
use std::sync::Arc;

/// The header with a link's password. Ours: the services ask for it in a browser alone.
const PASSWORD: HeaderName = HeaderName::from_static("share-password");

/// The longest password of a link, in bytes.
pub(crate) const PASSWORD_BYTES_MAX: usize = 256;

/// The longest address of a share that is decoded, in bytes.
const URL_BYTES_MAX: usize = 2_048;

/// Reads how a share is named: `s!` and its id, or `u!` and the address of a link in letters that an address can have. Whose
/// host that address names does not count: the server may go by several.
fn read(text: &str) -> Option<Named> {
    if let Some(id) = text.strip_prefix("s!") {
        let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
        return Some(Named::Id(ShareId(bytes.try_into().ok()?)));
    }
    let letters = text.strip_prefix("u!").filter(|letters| letters.len() <= URL_BYTES_MAX)?;
    let url = String::from_utf8(URL_SAFE_NO_PAD.decode(letters.trim_end_matches('=')).ok()?).ok()?;
    let (_, after) = url.split_once("://")?;
    let (_, path) = after.split_once('/')?;
    let secret = path.strip_prefix(&LINK[1..])?;
    token(secret.split(['/', '?', '#']).next().unwrap_or_default())
}

/// Reads what stands in a link's address.
fn token(text: &str) -> Option<Named> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    Some(Named::Token(Token(bytes.try_into().ok()?)))
}

/// Appends the address of a link.
pub(crate) fn push_url(out: &mut String, base: &str, token: &Token) {
    out.push_str(base);
    out.push_str(LINK);
    URL_SAFE_NO_PAD.encode_string(token.0, out);
}

/// Appends the id of a share.
pub(crate) fn push_id(out: &mut String, id: &ShareId) {
    out.push_str("s!");
    URL_SAFE_NO_PAD.encode_string(id.bytes(), out);
}

/// Appends the id of a permission: somebody's number, as on the notebooks' own surface, or a link's id.
pub(crate) fn push_key(out: &mut String, given: &Given) {
    match given {
        // Writing to a String cannot fail.
        Given::To(entry) => drop(write!(out, "1-{}", entry.number)),
        Given::ByLink(link) => push_hex(out, link.id.bytes()),
    }
}

/// Reads the id of a permission.
pub(crate) fn key(text: &str) -> Option<Key> {
    if let Some(number) = permission_number(text) {
        return Some(Key::Number(number));
    }
    let mut id = [0; 16];
    read_hex(text, &mut id).map(|()| Key::Link(ShareId(id)))
}

/// Returns under whose name requests by one address are counted where nobody says who they are.
pub(super) fn counted(path: &str) -> UserId {
    UserId(blake3::hash(path.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default())
}

impl Server {
    /// Lets whoever it is in by the share that the address names: from then on the request is one about its item.
    pub(super) async fn by_share(
        self: &Arc<Self>,
        open: &mut Open,
        who: Option<Arc<Caller>>,
        headers: &HeaderMap,
    ) -> Result<Arc<Caller>, Fault> {
        let (text, item) = match &open.address.target {
            Target::Share(text, item) => (text.clone(), item.clone()),
            Target::ShareItself(text) => (text.clone(), Item { anchor: Anchor::Root, path: Vec::new() }),
            _ => return Err(RequestFault::BadId.into()),
        };
        // To nobody, what is no share and what is not for everybody are told alike.
        let named = read(&text).ok_or(if who.is_some() { Error::NotFound } else { Error::Unauthenticated })?;
        let password = headers.get(PASSWORD).map(|value| value.as_bytes().to_vec());
        let opened = self.open_share(&named, who, password).await?;
        open.links.share = Some(text.into());
        let anchor = match item.anchor {
            Anchor::Root | Anchor::Special(_) => Anchor::Id(opened.item.to_string()),
            Anchor::Id(id) => Anchor::Id(id),
        };
        open.address.target = Target::Item(Which::Id(opened.item.drive.to_string()), Item { anchor, path: item.path });
        Ok(Arc::new(opened.caller))
    }

    /// Opens a share, with a password if it has one.
    pub(super) async fn open_share(
        self: &Arc<Self>,
        named: &Named,
        who: Option<Arc<Caller>>,
        password: Option<Vec<u8>>,
    ) -> Result<Opened, Fault> {
        let secret = self.link_secret().await?;
        let (key, asked) = (secret.clone(), named.clone());
        let lock = self.app.read(move |cx| share::lock(cx, &key, &asked)).await?;
        let proof = match (lock, password) {
            (Some(lock), Some(password)) => Some(self.proven(named, lock, password).await?),
            _ => None,
        };
        let named = named.clone();
        Ok(self.app.read(move |cx| share::open(cx, &secret, &named, who.as_deref(), proof.as_ref())).await?)
    }

    /// Tries a password, unless too many were tried of late.
    async fn proven(&self, named: &Named, lock: Lock, password: Vec<u8>) -> Result<Proof, Fault> {
        let id = match named {
            Named::Token(Token(bytes)) => bytes.first_chunk::<16>().copied().unwrap_or_default(),
            Named::Id(id) => id.0,
        };
        let _turn = self.passwords.begin(&UserId(id), self.app.now())?;
        let password = String::from_utf8(password).ok().filter(|text| text.len() <= PASSWORD_BYTES_MAX).ok_or(Error::LinkLocked)?;
        let tried = tokio::task::spawn_blocking(move || lock.open(&password)).await;
        Ok(tried.map_err(|_| Error::Internal)??)
    }
}

/// Returns the item of an address that [`Server::by_share`] has turned.
pub(super) fn item_of(open: &Open) -> Result<ItemId, Fault> {
    match &open.address.target {
        Target::Item(_, Item { anchor: Anchor::Id(id), .. }) => Ok(id.parse().map_err(|_| RequestFault::BadId)?),
        _ => Err(RequestFault::BadId.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_they_are_spelled() {
        let token = Token([7; share::TOKEN_BYTES]);
        let mut url = String::new();
        push_url(&mut url, "https://notes.example", &token);
        let spelled = format!("u!{}", URL_SAFE_NO_PAD.encode(&url));
        assert!(matches!(read(&spelled), Some(Named::Token(read)) if read.0 == token.0));
        assert!(matches!(read(&format!("{spelled}=")), Some(Named::Token(_))));
        let mut id = String::new();
        push_id(&mut id, &ShareId([9; 16]));
        assert!(matches!(read(&id), Some(Named::Id(ShareId(id))) if id == [9; 16]));
        for other in ["", "1", "s!", "u!", "u!aHR0cHM6Ly9ub3Rlcy5leGFtcGxlLw", "s!AAAA", &spelled[2..]] {
            assert!(read(other).is_none(), "{other}");
        }
    }

    #[test]
    fn permissions_are_read_as_they_are_spelled() {
        assert_eq!(key("1-23"), Some(Key::Number(23)));
        assert_eq!(
            key("000102030405060708090a0b0c0d0e0f"),
            Some(Key::Link(ShareId(*b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f")))
        );
        for other in ["", "1", "2-1", "+00102030405060708090a0b0c0d0e0f", "0102"] {
            assert_eq!(key(other), None, "{other}");
        }
    }
}
