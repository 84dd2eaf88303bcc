//! Trees of files: what is in them, and how they are laid out on a disk.

use std::fs;
use std::path::Path;

/// So many files lie in each folder of a tree.
const FOLDER_FILES: usize = 100;

/// A tree of files of one length, in folders of 100.
#[derive(Clone, Copy, Debug)]
pub struct Tree {
    pub files: usize,
    pub file_bytes: usize,
}

impl Tree {
    /// Returns how many items a copy of it has: its files, its folders and itself.
    pub fn items(self) -> usize {
        self.files + self.files.div_ceil(FOLDER_FILES) + 1
    }

    /// Returns the name of the tree.
    pub fn name(self) -> String {
        format!("{} files of {} KB", self.files, self.file_bytes / 1_000)
    }

    /// Returns its folders: the name of each, and the numbers of its files.
    pub fn folders(self) -> impl Iterator<Item = (String, std::ops::Range<usize>)> {
        (0..self.files.div_ceil(FOLDER_FILES)).map(move |folder| {
            let first = folder * FOLDER_FILES;
            (format!("Folder {folder}"), first..self.files.min(first + FOLDER_FILES))
        })
    }

    /// Returns what a file holds: no two of a tree are alike, so that nothing is stored once for two of them.
    pub fn content(self, number: usize) -> Vec<u8> {
        let mut state = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ self.file_bytes as u64;
        let words = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        });
        words.flatten().take(self.file_bytes).collect()
    }

    /// Writes the tree to a folder that is not there yet.
    pub fn write(self, to: &Path) {
        for (folder, numbers) in self.folders() {
            let folder = to.join(folder);
            fs::create_dir_all(&folder).expect("a folder can be made");
            for number in numbers {
                fs::write(folder.join(file_name(number)), self.content(number)).expect("a file can be written");
            }
        }
    }
}

/// Returns the name of a file.
pub fn file_name(number: usize) -> String {
    format!("File {number}.bin")
}

/// Returns the bytes of disk that a folder takes, with all in it.
pub fn disk_bytes(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let own = fs::symlink_metadata(folder).expect("it is there").blocks() * 512;
    if !folder.is_dir() {
        return own;
    }
    let entries = fs::read_dir(folder).expect("a folder can be read").flatten();
    own + entries.map(|entry| disk_bytes(&entry.path())).sum::<u64>()
}
