//! Objects that have lain for a while: whoever looks for what a crash left behind asks the rows about each of them.

use super::{Blobs, unavailable};
use crate::error::Cause;
use crate::{Error, Result};
use model::Timestamp;
use object_store::ObjectStore as _;
use object_store::path::Path;

/// A part of all objects, so that nobody has to look through all of them at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(u8);

impl Part {
    /// How many there are.
    pub const COUNT: i64 = 256;

    /// Returns the part of this number, counted around.
    #[must_use]
    pub const fn number(number: i64) -> Self {
        Self(number.to_le_bytes()[0])
    }

    /// Returns all parts.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=u8::MAX).map(Self)
    }

    fn folder(self) -> String {
        format!("{:02x}", self.0)
    }
}

impl Blobs {
    /// Returns the names of a part's objects that were written before `cutoff`, and of those that were never finished. What is
    /// not called as an object is somebody else's, and left out.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn older_than(&self, part: Part, cutoff: Timestamp) -> Result<Vec<String>> {
        let mut names = Vec::new();
        let mut folders = vec![Path::from(part.folder())];
        while let Some(folder) = folders.pop() {
            let listed = self.0.list_with_delimiter(Some(&folder)).await.map_err(unavailable)?;
            folders.extend(listed.common_prefixes);
            let old = listed.objects.into_iter().filter(|object| object.last_modified.timestamp_micros() < cutoff.micros());
            names.extend(old.map(|object| object.location.to_string()));
        }
        let (root, folder) = (self.1.clone(), part.folder());
        let looked = tokio::task::spawn_blocking(move || unfinished(&root, &folder, cutoff)).await;
        let left = looked.map_err(std::io::Error::other).and_then(|left| left);
        names.extend(left.map_err(|cause| Error::Unavailable(Cause::new(cause)))?);
        names.retain(|name| is_object(name));
        Ok(names)
    }
}

/// Returns the names of files in a part's folder that were last written before `cutoff` and never finished.
fn unfinished(root: &std::path::Path, folder: &str, cutoff: Timestamp) -> std::io::Result<Vec<String>> {
    let (mut names, mut folders) = (Vec::new(), vec![root.join(folder)]);
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            // Folders are made for the first object in them.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if is_unfinished(&entry.file_name().to_string_lossy()) {
                // One that is gone by now was finished.
                let Ok(written) = entry.metadata().and_then(|data| data.modified()) else { continue };
                let age = written.duration_since(std::time::UNIX_EPOCH).map_err(std::io::Error::other)?;
                if i64::try_from(age.as_micros()).is_ok_and(|micros| micros < cutoff.micros()) {
                    names.extend(entry.path().strip_prefix(root).ok().map(|name| name.to_string_lossy().into_owned()));
                }
            }
        }
    }
    Ok(names)
}

/// Says whether a name is that of an object that was never finished.
pub(super) fn is_unfinished(name: &str) -> bool {
    name.contains('#')
}

/// Says whether a name is one that we give.
fn is_object(name: &str) -> bool {
    let mut steps = name.split('/');
    let [Some(one), Some(two), Some(last), None] = [steps.next(), steps.next(), steps.next(), steps.next()] else { return false };
    let begins = last.strip_prefix(one).is_some_and(|rest| rest.starts_with(two));
    let digits = last.bytes().take_while(u8::is_ascii_hexdigit).count();
    one.len() == 2 && two.len() == 2 && begins && digits >= 32
}

#[cfg(test)]
mod tests {
    use super::is_object;

    #[test]
    fn only_our_own_names_are_objects() {
        let digits = "0123456789abcdef".repeat(2);
        for ours in ["", ".7", ".7#1", "#1", "0123456789abcdef0123456789abcdef-0123456789abcdef"] {
            assert!(is_object(&format!("01/23/{digits}{ours}")), "{ours}");
        }
        for other in ["notes.txt", "01/23/notes.txt", "01/23/45/0123", &format!("01/24/{digits}"), &format!("0/123/{digits}")] {
            assert!(!is_object(other), "{other}");
        }
    }
}
