//! What a client of a drive's changes has seen, in letters.

use super::Cursor;
use app::item::delta::{LeftAt, Place, Rest, Token};
use app::item::{Hit, Spot};
use app::share::Received;
use model::{FileId, FileKey, NodeId, Timestamp};

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
        let mut place = |kind: u8, depth: u32, id: &[u8; 16], moment: Option<Timestamp>, more: &[u8]| {
            out.push(kind);
            out.extend(depth.to_be_bytes());
            out.extend(id);
            push_moment(&mut out, moment);
            out.extend(more);
        };
        let moment = |file: &Option<(Timestamp, FileKey)>| file.map(|(moment, _)| moment);
        let key = |file: &Option<(Timestamp, FileKey)>| file.map(|(_, key)| key.0.to_vec()).unwrap_or_default();
        match &rest.at {
            Place::There(depth, node, file) => place(0, *depth, &node.0, moment(file), &key(file)),
            Place::Gone(depth, node, file) => place(1, *depth, &node.0, moment(file), &key(file)),
            Place::GoneFile(deleted, folder, key) => place(2, 0, &folder.0, Some(*deleted), &key.0),
            Place::Left(left) => place(3, 0, &left.file.0, Some(left.moment), &left.folder.0),
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
        let (moment, more) = moment_of(bytes)?;
        let file = || match moment {
            Some(moment) => Some(Some((moment, FileKey(more.try_into().ok()?)))),
            None => more.is_empty().then_some(None),
        };
        let (depth, item) = (u32::from_be_bytes(*depth), *node);
        let at = match kind {
            0 => Place::There(depth, NodeId(item), file()?),
            1 => Place::Gone(depth, NodeId(item), file()?),
            2 => file()?.map(|(deleted, key)| Place::GoneFile(deleted, NodeId(item), key))?,
            3 => Place::Left(LeftAt { moment: moment?, file: FileId(item), folder: NodeId(more.try_into().ok()?) }),
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

impl Cursor for Spot {
    const KIND: u8 = b'g';

    fn encode(&self) -> Vec<u8> {
        let mut out = vec![u8::from(self.share.is_some())];
        out.extend(self.share.iter().flat_map(Cursor::encode));
        out.extend(self.at.iter().flat_map(|at| Hit(*at).encode()));
        out
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (share, at) = match bytes.split_first()? {
            (0, at) => (None, at),
            (1, rest) => {
                // A drive, whether it is a file, and its id.
                let (share, at) = rest.split_first_chunk::<33>()?;
                (Some(Received::decode(share)?), at)
            }
            _ => return None,
        };
        let at = if at.is_empty() { None } else { Some(Hit::decode(at)?.0) };
        Some(Self { share, at })
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
    use model::DriveId;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tokens_of_changes_read_back(since: Option<i64>, ended: Option<i64>, kind in 0..5, depth: u32, node: [u8; 16], file: Option<(i64, [u8; 8])>) {
            let [since, ended] = [since, ended].map(|us| us.map(Timestamp::from_micros));
            let file = file.map(|(us, key)| (Timestamp::from_micros(us), FileKey(key)));
            let at = match (kind, file) {
                (0, file) => Some(Place::There(depth, NodeId(node), file)),
                (1, file) => Some(Place::Gone(depth, NodeId(node), file)),
                (2, Some((deleted, key))) => Some(Place::GoneFile(deleted, NodeId(node), key)),
                (3, Some((moment, _))) => Some(Place::Left(LeftAt { moment, file: FileId(node), folder: NodeId([depth as u8; 16]) })),
                _ => None,
            };
            let rest = at.map(|at| Rest { opened: Timestamp::from_micros(5), told: Timestamp::from_micros(3), at });
            let token = Token { since, ended, rest };
            prop_assert_eq!(Token::decode(&token.encode()), Some(token));
            for share in [None, Some(Received::at(DriveId(node), depth % 2 == 0, node))] {
                let spot = Spot { share, at };
                prop_assert_eq!(Spot::decode(&spot.encode()), Some(spot));
            }
        }
    }
}
