//! What a client of a drive's changes has seen, in letters.

use super::Cursor;
use app::item::Hit;
use app::item::delta::{Place, Rest, Token};
use model::{FileKey, NodeId, Timestamp};

impl Cursor for Token {
    const KIND: u8 = b'd';

    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for moment in [self.since, self.ended] {
            push_moment(&mut out, moment);
        }
        let Some(rest) = &self.rest else { return out };
        out.extend(rest.opened.micros().to_be_bytes());
        out.extend(rest.told.micros().to_be_bytes());
        let mut place = |kind: u8, depth: u32, node: &NodeId, file: Option<(Timestamp, FileKey)>| {
            out.push(kind);
            out.extend(depth.to_be_bytes());
            out.extend(node.bytes());
            push_moment(&mut out, file.map(|(moment, _)| moment));
            out.extend(file.iter().flat_map(|(_, key)| *key.bytes()));
        };
        match &rest.at {
            Place::There(depth, node, file) => place(0, *depth, node, *file),
            Place::Gone(depth, node, file) => place(1, *depth, node, *file),
            Place::GoneFile(deleted, folder, key) => place(2, 0, folder, Some((*deleted, *key))),
        }
        out
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (since, bytes) = moment_of(bytes)?;
        let (ended, bytes) = moment_of(bytes)?;
        if bytes.is_empty() {
            return Some(Self { since, ended, rest: None });
        }
        let (opened, bytes) = bytes.split_first_chunk::<8>()?;
        let (told, bytes) = bytes.split_first_chunk::<8>()?;
        let (kind, bytes) = bytes.split_first()?;
        let (depth, bytes) = bytes.split_first_chunk::<4>()?;
        let (node, bytes) = bytes.split_first_chunk::<16>()?;
        let (moment, bytes) = moment_of(bytes)?;
        let file = match moment {
            Some(moment) => Some((moment, FileKey(bytes.try_into().ok()?))),
            None if bytes.is_empty() => None,
            None => return None,
        };
        let (depth, node) = (u32::from_be_bytes(*depth), NodeId(*node));
        let at = match kind {
            0 => Place::There(depth, node, file),
            1 => Place::Gone(depth, node, file),
            2 => file.map(|(deleted, key)| Place::GoneFile(deleted, node, key))?,
            _ => return None,
        };
        let [opened, told] = [opened, told].map(|us| Timestamp::from_micros(i64::from_be_bytes(*us)));
        Some(Self { since, ended, rest: Some(Rest { opened, told, at }) })
    }
}

impl Cursor for Hit {
    const KIND: u8 = b'h';

    fn encode(&self) -> Vec<u8> {
        let nothing = Timestamp::from_micros(0);
        Token { since: None, ended: None, rest: Some(Rest { opened: nothing, told: nothing, at: self.0 }) }.encode()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Token::decode(bytes)?.rest.map(|rest| Self(rest.at))
    }
}

fn push_moment(out: &mut Vec<u8>, moment: Option<Timestamp>) {
    out.push(u8::from(moment.is_some()));
    out.extend(moment.iter().flat_map(|moment| moment.micros().to_be_bytes()));
}

/// Takes a moment, or that there is none, off the front.
fn moment_of(bytes: &[u8]) -> Option<(Option<Timestamp>, &[u8])> {
    match bytes.split_first()? {
        (0, rest) => Some((None, rest)),
        (1, rest) => {
            let (us, rest) = rest.split_first_chunk::<8>()?;
            Some((Some(Timestamp::from_micros(i64::from_be_bytes(*us))), rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tokens_of_changes_read_back(since: Option<i64>, ended: Option<i64>, kind in 0..4, depth: u32, node: [u8; 16], file: Option<(i64, [u8; 8])>) {
            let [since, ended] = [since, ended].map(|us| us.map(Timestamp::from_micros));
            let file = file.map(|(us, key)| (Timestamp::from_micros(us), FileKey(key)));
            let at = match (kind, file) {
                (0, file) => Some(Place::There(depth, NodeId(node), file)),
                (1, file) => Some(Place::Gone(depth, NodeId(node), file)),
                (2, Some((deleted, key))) => Some(Place::GoneFile(deleted, NodeId(node), key)),
                _ => None,
            };
            let rest = at.map(|at| Rest { opened: Timestamp::from_micros(5), told: Timestamp::from_micros(3), at });
            let token = Token { since, ended, rest };
            prop_assert_eq!(Token::decode(&token.encode()), Some(token));
        }
    }
}
