//! Where things lie in what is exported: under names that every file system takes, each once.

use ::page::{Document, INK_MEDIA_TYPE};
use app::export::Part;
use model::PageId;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::{HashMap, HashSet};

/// The longest name, in characters, before its ending: paths of a dozen of these still fit on Windows.
const NAME_CHARS_MAX: usize = 80;

/// What Windows takes for devices, whatever ending stands behind.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Returns a name that can be one of a file everywhere.
pub(super) fn safe(name: &str) -> String {
    let is_bad = |c: char| {
        c.is_control()
            || matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = name.chars().map(|c| if is_bad(c) { '_' } else { c }).take(NAME_CHARS_MAX).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean = clean.trim_matches(['.', ' ']);
    let stem = clean.split('.').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
    match clean {
        "" => "Untitled".to_owned(),
        clean if DEVICES.contains(&stem.as_str()) => format!("_{clean}"),
        clean => clean.to_owned(),
    }
}

/// Names that are taken, where small and capital letters are the same.
#[derive(Default)]
pub(super) struct Taken(HashSet<String>);

impl Taken {
    /// Takes a path, with a number behind its name if it is taken already. `path` is without the ending.
    pub(super) fn take(&mut self, path: &str, ending: &str) -> String {
        let of = |number: usize| match (number, ending) {
            (0, "") => path.to_owned(),
            (0, ending) => format!("{path}.{ending}"),
            (number, "") => format!("{path} ({})", number + 1),
            (number, ending) => format!("{path} ({}).{ending}", number + 1),
        };
        let free = (0..).map(of).find(|path| !self.0.contains(&path.to_lowercase())).unwrap_or_default();
        self.0.insert(free.to_lowercase());
        free
    }
}

/// Where each page lies.
#[derive(Default)]
pub(super) struct Paths {
    of: HashMap<PageId, String>,
    /// The folder of each part, without a slash at its end; empty for the top.
    folders: Vec<String>,
}

impl Paths {
    /// Gives every page of some parts a place. `index` is the file at the top that lists them.
    pub(super) fn of(parts: &[Part], ending: &str, index: &str, taken: &mut Taken) -> Self {
        let mut paths = Self::default();
        let mut known: HashMap<&[String], String> = HashMap::new();
        taken.0.insert(index.to_lowercase());
        for part in parts {
            let mut folder = String::new();
            for depth in 1..=part.path.len() {
                let around = &part.path[..depth];
                // Two sections may have one name only in different letters.
                let is_own = depth == part.path.len();
                folder = match known.get(around).filter(|_| !is_own) {
                    Some(folder) => folder.clone(),
                    None => taken.take(&joined(&folder, &safe(&part.path[depth - 1])), ""),
                };
                known.insert(around, folder.clone());
            }
            for page in &part.pages {
                let path = taken.take(&joined(&folder, &safe(&page.title)), ending);
                paths.of.insert(page.id, path);
            }
            paths.folders.push(folder);
        }
        paths
    }

    /// Gives one page the place of a file.
    pub(super) fn one(id: PageId, path: String) -> Self {
        Self { of: HashMap::from([(id, path)]), folders: vec![String::new()] }
    }

    pub(super) fn get(&self, page: &PageId) -> Option<&str> {
        self.of.get(page).map(String::as_str)
    }

    pub(super) fn folder(&self, part: usize) -> &str {
        self.folders.get(part).map_or("", String::as_str)
    }
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// What need not be encoded in a relative address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'/').remove(b',');

/// Returns the address of a file for another one, which lies in `folder`.
pub(super) fn relative(folder: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (folder.split('/').filter(|name| !name.is_empty()).collect(), to.split('/').collect());
    let same = from.iter().zip(&to[..to.len() - 1]).take_while(|(one, other)| one == other).count();
    let up = "../".repeat(from.len() - same);
    format!("{up}{}", utf8_percent_encode(&to[same..].join("/"), PLAIN))
}

/// Where the images and files of one page lie, by their numbers.
#[derive(Default)]
pub(super) struct Files(Vec<(u32, String)>);

impl Files {
    /// Gives them a place beside their page, which lies at `path`.
    pub(super) fn of(document: &Document, path: &str, taken: &mut Taken) -> Self {
        let names: HashMap<u32, &str> = document.attachments().map(|(resource, name)| (resource.number, name)).collect();
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let files = document.resources().enumerate().map(|(at, resource)| {
            let name = match names.get(&resource.number) {
                Some(name) => format!("{stem} - {}", safe(name)),
                None if resource.media_type == INK_MEDIA_TYPE => format!("{stem} - ink.inkml"),
                None => format!("{stem} - {}.{}", at + 1, ending(&resource.media_type)),
            };
            let (name, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
            (resource.number, taken.take(&joined(&joined(folder, "files"), name), ending))
        });
        Self(files.collect())
    }

    /// As [`Files::of`], of a page that nothing else lies beside.
    pub(super) fn alone(document: &Document) -> Self {
        Self::of(document, "page", &mut Taken::default())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, number: u32) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == number).map(|(_, path)| path.as_str())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &str)> {
        self.0.iter().map(|(number, path)| (*number, path.as_str()))
    }
}

fn ending(media_type: &str) -> &str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" | "image/gif" | "image/bmp" | "image/webp" | "image/tiff" => &media_type["image/".len()..],
        "application/pdf" => "pdf",
        "text/plain" => "txt",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ones_everywhere() {
        for (name, expected) in [
            ("Plan", "Plan"),
            ("a/b: c?", "a_b_ c_"),
            ("  ..  ", "Untitled"),
            ("", "Untitled"),
            ("CON", "_CON"),
            ("com1.txt", "_com1.txt"),
            ("common", "common"),
            ("x.", "x"),
            ("\u{202e}gpj.exe", "_gpj.exe"),
            ("漢字 é", "漢字 é"),
        ] {
            assert_eq!(safe(name), expected, "{name}");
        }
        assert_eq!(safe(&"ä".repeat(300)).chars().count(), NAME_CHARS_MAX);
    }

    #[test]
    fn a_name_is_taken_once_in_whatever_letters() {
        let mut taken = Taken::default();
        assert_eq!(taken.take("a/Plan", "md"), "a/Plan.md");
        assert_eq!(taken.take("a/plan", "md"), "a/plan (2).md");
        assert_eq!(taken.take("b/plan", "md"), "b/plan.md");
        assert_eq!(taken.take("b", ""), "b");
        assert_eq!(taken.take("B", ""), "B (2)");
    }

    #[test]
    fn addresses_lead_from_folder_to_folder() {
        assert_eq!(relative("", "a b/c.md"), "a%20b/c.md");
        assert_eq!(relative("a/b", "a/b/c.md"), "c.md");
        assert_eq!(relative("a/b", "a/c (2)/d#.md"), "../c%20%282%29/d%23.md");
        assert_eq!(relative("a/b", "c.md"), "../../c.md");
    }
}
