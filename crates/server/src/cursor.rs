//! `$skiptoken`: where a list goes on, in letters.
//!
//! A token names the last entry that was given, so the list neither repeats nor skips when others are added. It is bound to
//! the caller and the list by a checksum. That is no secret: whoever computes one reads their own list from a place of
//! their choice, under the same rights.

mod changes;

use crate::fault::RequestFault;
use app::item;
use app::notebook::After;
use app::page::Position;
use app::search;
use model::query::{Key, Seek};
use model::{NodeId, PageKey, Timestamp, UserId};

/// A place in a list.
pub(crate) trait Cursor: Sized {
    /// Tells tokens of different kinds of lists apart.
    const KIND: u8;

    fn encode(&self) -> Vec<u8>;

    fn decode(bytes: &[u8]) -> Option<Self>;
}

impl Cursor for After {
    const KIND: u8 = b'n';

    fn encode(&self) -> Vec<u8> {
        [self.1.bytes().as_slice(), self.0.as_bytes()].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (id, key) = bytes.split_first_chunk::<16>()?;
        Some((String::from_utf8(key.to_vec()).ok()?, NodeId(*id)))
    }
}

impl Cursor for item::Position {
    const KIND: u8 = b'i';

    fn encode(&self) -> Vec<u8> {
        [self.value.to_be_bytes().as_slice(), self.name_key.as_bytes()].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (value, name_key) = bytes.split_first_chunk::<8>()?;
        let name_key = String::from_utf8(name_key.to_vec()).ok()?;
        Some(Self { value: i64::from_be_bytes(*value), name_key })
    }
}

impl Cursor for Position {
    const KIND: u8 = b'p';

    fn encode(&self) -> Vec<u8> {
        [self.key.bytes().as_slice(), self.section.bytes(), &self.modified.micros().to_be_bytes()].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (key, rest) = bytes.split_first_chunk::<16>()?;
        let (section, rest) = rest.split_first_chunk::<16>()?;
        let modified = i64::from_be_bytes(rest.try_into().ok()?);
        Some(Self { modified: Timestamp::from_micros(modified), key: PageKey(*key), section: NodeId(*section) })
    }
}

impl Cursor for search::Position {
    const KIND: u8 = b'f';

    fn encode(&self) -> Vec<u8> {
        let followed = match self.followed {
            None => 0,
            Some(false) => 1,
            Some(true) => 2,
        };
        [&[followed], self.page.encode().as_slice()].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (followed, page) = bytes.split_first()?;
        let followed = match followed {
            0 => None,
            1 => Some(false),
            2 => Some(true),
            _ => return None,
        };
        Some(Self { followed, page: Position::decode(page)? })
    }
}

impl Cursor for Seek {
    const KIND: u8 = b's';

    fn encode(&self) -> Vec<u8> {
        let mut out = self.node.bytes().to_vec();
        out.push(u8::from(self.page.is_some()));
        out.extend(self.page.iter().flat_map(|page| *page.bytes()));
        for key in &self.keys {
            let (tag, bytes) = match key {
                Key::Null => (0, Vec::new()),
                Key::Integer(number) => (1, number.to_be_bytes().to_vec()),
                Key::Text(text) => (2, text.as_bytes().to_vec()),
                Key::Bytes(bytes) => (3, bytes.clone()),
            };
            out.push(tag);
            // No key is longer: orders look at the beginnings of texts.
            out.extend(u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_be_bytes());
            out.extend(bytes);
        }
        out
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (node, rest) = bytes.split_first_chunk::<16>()?;
        let (has_page, mut rest) = rest.split_first()?;
        let mut page = None;
        if *has_page == 1 {
            let (key, after) = rest.split_first_chunk::<16>()?;
            (page, rest) = (Some(PageKey(*key)), after);
        }
        let mut keys = Vec::new();
        while let Some((tag, after)) = rest.split_first() {
            let (length, after) = after.split_first_chunk::<2>()?;
            let (bytes, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
            rest = after;
            keys.push(match tag {
                0 => Key::Null,
                1 => Key::Integer(i64::from_be_bytes(bytes.try_into().ok()?)),
                2 => Key::Text(String::from_utf8(bytes.to_vec()).ok()?),
                3 => Key::Bytes(bytes.to_vec()),
                _ => return None,
            });
        }
        Some(Self { keys, node: NodeId(*node), page })
    }
}

/// The longest token that is looked at, in hexadecimal digits. A name of 128 characters makes one of some 1,100.
const DIGITS_MAX: usize = 8_192;

const CHECK_BYTES: usize = 8;

/// Spells a place in the list `list` of `caller`.
pub(crate) fn spell<C: Cursor>(cursor: &C, caller: &UserId, list: &str) -> String {
    let mut bytes = vec![C::KIND];
    bytes.extend(cursor.encode());
    let check = check(&bytes, caller, list);
    bytes.extend(check);
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        digits.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        digits.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    digits
}

/// Reads a place that was spelled for this caller and list.
pub(crate) fn read<C: Cursor>(token: &str, caller: &UserId, list: &str) -> Result<C, RequestFault> {
    decoded(token, caller, list).ok_or(RequestFault::BadSkipToken)
}

fn decoded<C: Cursor>(token: &str, caller: &UserId, list: &str) -> Option<C> {
    if token.len() > DIGITS_MAX || !token.len().is_multiple_of(2) {
        return None;
    }
    let digits: Vec<u8> = token.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    let (said, found) = bytes.split_last_chunk::<CHECK_BYTES>()?;
    if check(said, caller, list) != *found {
        return None;
    }
    let (kind, cursor) = said.split_first()?;
    if *kind == C::KIND { C::decode(cursor) } else { None }
}

fn check(said: &[u8], caller: &UserId, list: &str) -> [u8; CHECK_BYTES] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"looseleaf skiptoken 1").update(caller.bytes()).update(&(list.len() as u64).to_be_bytes());
    hasher.update(list.as_bytes()).update(said);
    let mut check = [0; CHECK_BYTES];
    hasher.finalize_xof().fill(&mut check);
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ANN: UserId = UserId([1; 16]);

    #[test]
    fn a_token_is_for_one_caller_and_one_list() {
        let after: After = ("trip".to_owned(), NodeId([7; 16]));
        let token = spell(&after, &ANN, "me/notes/notebooks");
        assert_eq!(read::<After>(&token, &ANN, "me/notes/notebooks"), Ok(after));
        assert_eq!(read::<After>(&token, &UserId([2; 16]), "me/notes/notebooks"), Err(RequestFault::BadSkipToken));
        assert_eq!(read::<After>(&token, &ANN, "me/notes/sections"), Err(RequestFault::BadSkipToken));
        assert_eq!(read::<Position>(&token, &ANN, "me/notes/notebooks"), Err(RequestFault::BadSkipToken));
    }

    proptest! {
        #[test]
        fn positions_read_back(modified in -60_000_000_000_000_000_i64..250_000_000_000_000_000, key: [u8; 16], section: [u8; 16]) {
            let position = Position { modified: Timestamp::from_micros(modified), key: PageKey(key), section: NodeId(section) };
            let token = spell(&position, &ANN, "pages");
            prop_assert_eq!(read::<Position>(&token, &ANN, "pages"), Ok(position));
        }

        #[test]
        fn a_changed_digit_is_seen(at in 0_usize..90, digit in "[0-9a-f]") {
            let position = Position { modified: Timestamp::from_micros(5), key: PageKey([3; 16]), section: NodeId([4; 16]) };
            let mut token = spell(&position, &ANN, "pages");
            let at = at % token.len();
            if token[at..=at] != digit {
                token.replace_range(at..=at, &digit);
                prop_assert_eq!(read::<Position>(&token, &ANN, "pages"), Err(RequestFault::BadSkipToken));
            }
        }

        #[test]
        fn places_in_orders_read_back(numbers: Vec<i64>, text in "[^\\x00]{0,40}", node: [u8; 16], page: Option<[u8; 16]>) {
            let mut keys: Vec<Key> = numbers.into_iter().take(4).map(Key::Integer).collect();
            keys.extend([Key::Null, Key::Text(text), Key::Bytes(node.to_vec())]);
            let seek = Seek { keys, node: NodeId(node), page: page.map(PageKey) };
            let token = spell(&seek, &ANN, "pages");
            prop_assert_eq!(read::<Seek>(&token, &ANN, "pages"), Ok(seek));
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = app::item::delta::Token::decode(&bytes);
            let _ = Seek::decode(&bytes);
            let _ = search::Position::decode(&bytes);
        }

        #[test]
        fn nothing_panics(token in ".*") {
            prop_assert!(read::<After>(&token, &ANN, "x").is_err());
        }
    }
}
