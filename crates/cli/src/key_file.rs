//! The file that holds the key of the secrets in the database. It is apart from the database, so that a copy of that gives none away.
//!
//! A line for each key, the first of which seals. There is more than one only while secrets are brought from one under another.

use crate::ambient::OsIds;
use crate::config::Config;
use crate::error::{Failure, Result};
use app::seal::{KEY_BYTES, Key};
use model::{Ids as _, push_hex, read_hex};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The file within a data folder, if no other is named.
pub const NAME: &str = "secret.key";

/// What a line with a key begins with.
const MARK: &str = "looseleaf-key-1 ";

const HEAD: &str = "# The key of the secrets in Looseleaf's database. Keep a copy of it, apart from the copies of the database.\n";

/// More than any such file has: a line has 81.
const BYTES_MAX: u64 = 4096;

/// The most keys in a file. Each attempt to renew it that breaks off leaves one more, until another command finishes it.
const KEYS_MAX: usize = 16;

/// A file, whether it is there or not.
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// Returns the file that is used.
    pub fn of(config: &Config) -> Self {
        Self(config.key_file.clone().unwrap_or_else(|| config.folder().join(NAME)))
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the keys in it, at least one. `None` if it is not there.
    ///
    /// # Errors
    /// If it cannot be read, or holds something else.
    pub fn read(&self) -> Result<Option<Vec<Key>>> {
        let file = match File::open(&self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failure("cannot be read", &error)),
        };
        let mut text = String::new();
        file.take(BYTES_MAX).read_to_string(&mut text).map_err(|error| self.failure("cannot be read", &error))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let keys: Option<Vec<Key>> = lines.map(key).collect();
        match keys {
            Some(keys) if !keys.is_empty() => Ok(Some(keys)),
            // What is in it is not repeated: it may be a key with a slip of the pen.
            _ => Err(Failure::new(format!("{} holds no key", self.0.display()))
                .hint("put the copy of the key there that was made; a line of it begins with `looseleaf-key-1`")
                .hint("if that is lost for good, move the file away; `looseleaf key renew --forget` then says what is lost with it")),
        }
    }

    /// Makes the file with a fresh key, unless another process has just made it. Returns the keys that are in it then.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn make(&self) -> Result<Vec<Key>> {
        // It gets its name once it is whole and on the disk: nobody reads half of it, and of two that are made at once one stays.
        let mut random = [0; 8];
        OsIds.fill(&mut random);
        let mut ending = ".".to_owned();
        push_hex(&mut ending, &random);
        let fresh = self.beside(&ending);
        self.write(&fresh, &[fresh_key()])?;
        let linked = std::fs::hard_link(&fresh, &self.0);
        let _ = std::fs::remove_file(&fresh);
        match linked {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(self.failure("cannot be written", &error)),
            _ => self.sync_folder()?,
        }
        self.read()?.ok_or_else(|| Failure::new(format!("{} has vanished", self.0.display())))
    }

    /// Waits until nobody else changes the file, and keeps others from it until what is returned is dropped: of two who renew it at
    /// once, the second would put a key in the place of the one that all is sealed by.
    ///
    /// # Errors
    /// If there can be no such lock.
    pub fn alone(&self) -> Result<File> {
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(self.beside(".lock"));
        lock.and_then(|lock| lock.lock().map(|()| lock)).map_err(|error| self.failure("cannot be locked", &error))
    }

    /// Puts keys in the place of those that are there, at once. For who has it [alone](Self::alone).
    ///
    /// # Errors
    /// If it cannot be written, or they are too many; then it is as it was.
    pub fn replace(&self, keys: &[Key]) -> Result {
        if keys.len() > KEYS_MAX {
            return Err(Failure::new(format!(
                "{} holds {} keys already: as many attempts to renew it broke off",
                self.0.display(),
                KEYS_MAX
            ))
            .hint("any other command, as `looseleaf user list`, finishes the last one, or says what is in its way"));
        }
        let fresh = self.beside(".new");
        // What an attempt that broke off has left.
        let _ = std::fs::remove_file(&fresh);
        self.write(&fresh, keys)?;
        std::fs::rename(&fresh, &self.0).map_err(|error| self.failure("cannot be written", &error))?;
        self.sync_folder()
    }

    /// Keeps the file as it is under another name too, which tells its first key from others. Returns that name.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep_aside(&self, first: &Key) -> Result<PathBuf> {
        let mut ending = ".former-".to_owned();
        push_hex(&mut ending, &first.id()[..4]);
        let aside = self.beside(&ending);
        match std::fs::hard_link(&self.0, &aside) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(self.failure("cannot be kept aside", &error)),
            _ => Ok(aside),
        }
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.0.file_name().unwrap_or_default().to_os_string();
        name.push(ending);
        self.0.with_file_name(name)
    }

    /// Writes keys to a file that is not there yet, to the disk.
    fn write(&self, path: &Path, keys: &[Key]) -> Result {
        let mut text = HEAD.to_owned();
        for key in keys {
            text.push_str(MARK);
            push_hex(&mut text, key.bytes());
            text.push('\n');
        }
        let write = || -> std::io::Result<()> {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(|error| self.failure("cannot be written", &error))
    }

    fn sync_folder(&self) -> Result {
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| self.failure("cannot be written", &error))
    }

    fn failure(&self, what: &str, error: &std::io::Error) -> Failure {
        Failure::new(format!("the key {} {what}: {error}", self.0.display()))
            .hint("its folder has to be there and be this user's; --key-file FILE names another")
    }
}

/// Returns a key that nobody has had.
pub fn fresh_key() -> Key {
    let mut bytes = [0; KEY_BYTES];
    OsIds.fill(&mut bytes);
    Key::new(bytes)
}

fn key(line: &str) -> Option<Key> {
    let mut bytes = [0; KEY_BYTES];
    let digits = line.strip_prefix(MARK)?.trim();
    read_hex(digits, &mut bytes).map(|()| Key::new(bytes))
}
