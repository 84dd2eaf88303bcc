//! Passwords, by Argon2id. To hash or try one takes tens of milliseconds and 19 MiB on purpose, so it is done outside of
//! transactions, and only a few at a time.

use crate::{Error, Result};
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};

/// The longest password that is looked at, in bytes.
pub const BYTES_MAX: usize = 1_024;

/// The shortest password that people may choose, in characters. Source: NIST SP 800-63B, section 3.1.1.2, has at least eight beside
/// a second factor; longer ones are not much harder to remember.
pub const CHARS_MIN: usize = 10;

/// A hash that no password has, of the same cost as any: what is tried where there is nobody of the name, so that it takes as
/// long.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bG9vc2VsZWFmbG9vc2VsZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The letters of a password that is made up: those that nobody takes for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Returns a password that nobody guesses, of a hundred bits: four groups of five letters, to be read out and typed.
pub fn fresh(ids: &dyn model::Ids) -> String {
    let mut random = [0; 20];
    ids.fill(&mut random);
    let letter = |byte: &u8| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]);
    let groups = random.chunks(5).map(|group| group.iter().map(letter).collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

/// Returns the hash of a password, in PHC form.
///
/// # Errors
/// [`Error::Internal`] if the parameters are refused, which they are not.
pub fn hash(password: &str, salt: &[u8; 16]) -> Result<String> {
    let salt = SaltString::encode_b64(salt).map_err(|_| Error::Internal)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|_| Error::Internal)?;
    Ok(hash.to_string())
}

/// Says whether this is the password of a hash. Without a hash it is not, which takes as long.
///
/// # Errors
/// [`Error::Internal`] for a hash that is none.
pub fn is_of(password: &str, hash: Option<&str>) -> Result<bool> {
    let parsed = PasswordHash::new(hash.unwrap_or(NOBODYS)).map_err(|_| Error::Internal)?;
    tracing::debug!("a password is tried");
    let matches = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    Ok(matches && hash.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_its_own_hash_alone() {
        let hash = hash("open sesame", &[7; 16]).unwrap();
        assert_eq!(is_of("open sesame", Some(&hash)), Ok(true));
        assert_eq!(is_of("open Sesame", Some(&hash)), Ok(false));
        assert_eq!(is_of("open sesame", None), Ok(false));
        assert_eq!(is_of("open sesame", Some("open sesame")), Err(Error::Internal));
    }

    #[test]
    fn a_password_that_is_made_up_can_be_typed() {
        struct Counting;
        impl model::Ids for Counting {
            fn fill(&self, bytes: &mut [u8]) {
                bytes.iter_mut().zip(20..).for_each(|(byte, n)| *byte = n);
            }
        }
        assert_eq!(fresh(&Counting), "wxyz2-34567-89abc-defgh");
    }

    #[test]
    fn nobodys_hash_costs_what_any_does() {
        let cost = |hash: &str| hash.rsplitn(3, '$').nth(2).unwrap().to_owned();
        assert_eq!(cost(NOBODYS), cost(&hash("any", &[1; 16]).unwrap()));
    }
}
