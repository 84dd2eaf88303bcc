//! quickXorHash: 160 bits, into which byte number *i* is exclusive-ored at bit 11·*i* mod 160, going round; at the end the
//! length goes into the last eight bytes. Source: OneDrive "Code snippets: QuickXorHash algorithm".
//!
//! Bytes 160 apart meet the same bits. So they are put together first, a whole row of 160 at a time, and only the one row
//! that is left is moved into place.

/// How many bytes go by until the place is the same again, and also how many bits there are.
const PERIOD: usize = 160;

/// How far the place moves with each byte, in bits.
const SHIFT: usize = 11;

const HASH_BYTES: usize = 20;

#[derive(Clone)]
pub(super) struct QuickXor {
    row: [u8; PERIOD],
    length: u64,
}

impl Default for QuickXor {
    fn default() -> Self {
        Self { row: [0; PERIOD], length: 0 }
    }
}

impl QuickXor {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        let at = usize::try_from(self.length % PERIOD as u64).unwrap_or_default();
        self.length += bytes.len() as u64;
        let (first, rest) = bytes.split_at(bytes.len().min(PERIOD - at));
        merge(&mut self.row[at..], first);
        rest.chunks(PERIOD).for_each(|row| merge(&mut self.row, row));
    }

    pub(super) fn finish(&self) -> [u8; HASH_BYTES] {
        let mut hash = [0; HASH_BYTES];
        for (at, byte) in self.row.iter().enumerate() {
            let bit = at * SHIFT % PERIOD;
            let [low, high] = (u16::from(*byte) << (bit % 8)).to_le_bytes();
            hash[bit / 8] ^= low;
            hash[(bit / 8 + 1) % HASH_BYTES] ^= high;
        }
        merge(&mut hash[HASH_BYTES - 8..], &self.length.to_le_bytes());
        hash
    }
}

fn merge(into: &mut [u8], bytes: &[u8]) {
    into.iter_mut().zip(bytes).for_each(|(into, byte)| *into ^= byte);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quick(bytes: &[u8]) -> [u8; HASH_BYTES] {
        let mut quick = QuickXor::default();
        quick.update(bytes);
        quick.finish()
    }

    /// What the description says, bit by bit.
    fn naive(bytes: &[u8]) -> [u8; HASH_BYTES] {
        let mut hash = [0; HASH_BYTES];
        for (at, byte) in bytes.iter().enumerate() {
            for bit in (0..8).filter(|bit| byte >> bit & 1 == 1) {
                let place = (at * 11 + bit) % 160;
                hash[place / 8] ^= 1 << (place % 8);
            }
        }
        let length = (bytes.len() as u64).to_le_bytes();
        (0..8).for_each(|at| hash[12 + at] ^= length[at]);
        hash
    }

    #[test]
    fn hashes_are_those_of_the_contract() {
        // In base64 there: nothing, `Sg==`, `luBZlaT6`, `DWAAX5/CIfrmErgZa8ot6ZraeSbu`.
        assert_eq!(quick(b""), [0; HASH_BYTES]);
        assert_eq!(quick(b"J"), [0x4a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        let six = [0x96, 0xe0, 0x59, 0x95, 0xa4, 0xfa];
        assert_eq!(quick(&six), [0x96, 0, 0x47, 0x16, 0x2a, 0x41, 0x0a, 0x7d, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
        let more =
            [0x0d, 0x60, 0x00, 0x5f, 0x9f, 0xc2, 0x21, 0xfa, 0xe6, 0x12, 0xb8, 0x19, 0x6b, 0xca, 0x2d, 0xe9, 0x9a, 0xda, 0x79, 0x26, 0xee];
        let wanted = [0x2d, 0x1d, 0x99, 0xd0, 0xf8, 0xee, 0x45, 0x81, 0x8a, 0x40, 0x1f, 0xe6, 0x85, 0, 0x2e, 0x32, 0xb0, 0x06, 0x65, 0xb4];
        assert_eq!(quick(&more), wanted);
    }

    proptest! {
        #[test]
        fn rows_change_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), piece in 1usize..400) {
            let mut pieces = QuickXor::default();
            bytes.chunks(piece).for_each(|piece| pieces.update(piece));
            prop_assert_eq!(pieces.finish(), naive(&bytes));
        }
    }
}
