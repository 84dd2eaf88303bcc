//! What clients of drives compare bytes by: four digests, reckoned while the bytes pass, along with the hash that names them.
//! None of it is trusted for anything; contents are named by [`Hash`] alone.

mod quick_xor;

use crate::content::Hash;
use model::{Picture, PictureHead};
use quick_xor::QuickXor;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

/// The digests of a content, and what else clients are told of it. Source: OneDrive "hashes type", "image resource type".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digests {
    /// SHA-1.
    pub sha1: [u8; 20],
    /// SHA-256.
    pub sha256: [u8; 32],
    /// CRC-32, the lowest byte first.
    pub crc32: [u8; 4],
    /// OneDrive's own.
    pub quick_xor: [u8; 20],
    /// What it is a picture of, by its beginning; `None` for what is none.
    pub picture: Option<Picture>,
}

impl Digests {
    /// Reckons all of some bytes that are there at once.
    #[must_use]
    pub fn of(bytes: &[u8]) -> (Hash, Self) {
        let mut digester = Digester::default();
        digester.update(bytes);
        digester.finish()
    }
}

/// Reckons the digests of bytes, and their hash, as they come. A clone goes on from the same place.
#[derive(Clone, Default)]
pub struct Digester {
    hash: blake3::Hasher,
    sha1: Sha1,
    sha256: Sha256,
    crc32: crc32fast::Hasher,
    quick_xor: QuickXor,
    head: Head,
}

/// How many bytes go through all of them before the next: they stay in the processor's nearest memory.
const STEP_BYTES: usize = 16 * 1024;

impl Digester {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.head.take(bytes);
        for step in bytes.chunks(STEP_BYTES) {
            self.hash.update(step);
            self.sha1.update(step);
            self.sha256.update(step);
            self.crc32.update(step);
            self.quick_xor.update(step);
        }
    }

    /// Returns the hash and the digests of all that came.
    #[must_use]
    pub fn finish(self) -> (Hash, Digests) {
        let digests = Digests {
            sha1: self.sha1.finalize().into(),
            sha256: self.sha256.finalize().into(),
            crc32: self.crc32.finalize().to_le_bytes(),
            quick_xor: self.quick_xor.finish(),
            picture: self.head.picture(),
        };
        (Hash(*self.hash.finalize().as_bytes()), digests)
    }
}

/// The beginning of bytes, kept only as long as it may say of what a picture is.
#[derive(Clone)]
enum Head {
    Gathered(Vec<u8>),
    Known(Option<Picture>),
}

impl Default for Head {
    fn default() -> Self {
        Self::Gathered(Vec::new())
    }
}

/// As many bytes tell of what format a picture is; most of them say their size by then.
const FORMAT_BYTES: usize = 64;

impl Head {
    fn take(&mut self, bytes: &[u8]) {
        let Self::Gathered(gathered) = self else { return };
        let room = PictureHead::BYTES.saturating_sub(gathered.len());
        let (now, rest) = bytes.split_at(room.min(bytes.len()).min(STEP_BYTES));
        gathered.extend_from_slice(now);
        if gathered.len() < FORMAT_BYTES {
            return;
        }
        match PictureHead::of(gathered) {
            Some(head) if head.pixels.is_none() && gathered.len() < PictureHead::BYTES => {}
            head => *self = Self::Known(head.and_then(|head| head.shown())),
        }
        if !rest.is_empty() {
            self.take(rest);
        }
    }

    fn picture(self) -> Option<Picture> {
        match self {
            Self::Gathered(gathered) => PictureHead::of(&gathered)?.shown(),
            Self::Known(picture) => picture,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    #[test]
    fn digests_are_the_published_ones() {
        // "abc" from FIPS 180-4; the check value of CRC-32 is over "123456789".
        let (hash, abc) = Digests::of(b"abc");
        assert_eq!(hash, Hash::of(b"abc"));
        assert_eq!(hex(&abc.sha1), "A9993E364706816ABA3E25717850C26C9CD0D89D");
        assert_eq!(hex(&abc.sha256), "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
        assert_eq!(hex(&Digests::of(b"123456789").1.crc32), "2639F4CB");
    }

    #[test]
    fn a_picture_says_its_size_however_its_bytes_come() {
        let mut jpeg = b"\xff\xd8\xff".to_vec();
        // A preview, a colour profile.
        for _ in 0..3 {
            jpeg.extend(b"\xe2\xff\xfe");
            jpeg.resize(jpeg.len() + 0xfffc, 0);
            jpeg.push(0xff);
        }
        jpeg.extend(b"\xc0\0\x11\x08\0\x10\0\x20");
        let size = Some((32, 16));
        let found = |bytes: &[u8], piece: usize| {
            let mut digester = Digester::default();
            bytes.chunks(piece).for_each(|bytes| digester.update(bytes));
            digester.finish().1.picture.map(|picture| (picture.width, picture.height))
        };
        for piece in [1, 63, 64, 100_000, 1_000_000] {
            assert_eq!(found(&jpeg, piece), size, "{piece}");
            assert_eq!(found(b"GIF89a\x20\0\x10\0", piece), size, "{piece}");
            assert_eq!(found(&[b"GIF89a\x20\0\x10\0".as_slice(), &[0; 1_000]].concat(), piece), size, "{piece}");
            assert_eq!(found(&[b"no picture".as_slice(), &[0; 1_000]].concat(), piece), None, "{piece}");
        }
        // What has not said it by then is not waited for.
        let late = [b"\xff\xd8".as_slice(), &jpeg[2..3].repeat(PictureHead::BYTES), &jpeg[3..]].concat();
        assert_eq!(found(&late, 100_000), None);
    }

    #[test]
    fn bytes_in_pieces_are_the_same_bytes() {
        let bytes: Vec<u8> = (0..100_000u32).map(|at| (at % 251 * (at % 13) % 256) as u8).collect();
        let mut digester = Digester::default();
        for piece in bytes.chunks(777) {
            // A clone takes over, as one does when the next fragment of an upload comes.
            digester = digester.clone();
            digester.update(piece);
        }
        assert_eq!(digester.finish(), Digests::of(&bytes));
        assert_eq!(Digests::of(&bytes).0, Hash::of(&bytes));
    }
}
