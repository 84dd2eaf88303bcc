//! Names of notebooks, section groups, sections, and of what else lies in drives.

use std::fmt;
use unicode_normalization::UnicodeNormalization as _;

/// The most characters a notebook's name may have.
///
/// The documents disagree: "OneNote POST notebooks" says 50, the error page of Graph (20155) says 128 for notebooks and 50
/// for the rest. The 2014 root keeps its 50; everywhere else we take the larger, because a client written for 128 would
/// break on 50. Neither says what a character is; we count Unicode scalar values.
pub const NOTEBOOK_NAME_CHARS_MAX: usize = 128;

/// The most characters a notebook's name may have on the 2014 root. Source: "OneNote POST notebooks".
pub const NOTEBOOK_NAME_CHARS_2014_MAX: usize = 50;

/// The most characters a section's or section group's name may have.
pub const NAME_CHARS_MAX: usize = 50;

/// The most characters a file's or a folder's name may have: as many as file systems take.
pub const ITEM_NAME_CHARS_MAX: usize = 255;

/// The longest end of a file's name that a number stands before, in characters, its dot included.
const EXTENSION_CHARS_MAX: usize = 32;

/// Which page of the documents rules a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameRule {
    /// "OneNote POST notebooks", word for word: 50 characters, none of `? * \ / : < > | & # " %`.
    Notebook2014,
    /// The later pages: 128 characters, none of `? * \ / : < > | "`. They forbid the apostrophe too, which the 2014 page
    /// allows by name; clients of that page use it, so it is fine everywhere.
    Notebook,
    /// Sections and section groups: 50 characters, none of `? * \ / : < > | & # " % ~`.
    Section,
    /// Files and folders: 255 characters, none of `? * \ / : < > | "`, no space at either end. What cannot be seen is fine here:
    /// files come from file systems where such names are, and must be found again under them. So is white space at either end
    /// that is not U+0020: clients put another character in the place of that one alone.
    Item,
}

impl NameRule {
    const fn chars_max(self) -> usize {
        match self {
            Self::Notebook2014 => NOTEBOOK_NAME_CHARS_2014_MAX,
            Self::Notebook => NOTEBOOK_NAME_CHARS_MAX,
            Self::Section => NAME_CHARS_MAX,
            Self::Item => ITEM_NAME_CHARS_MAX,
        }
    }

    fn is_space(self, c: char) -> bool {
        if self == Self::Item { c == ' ' } else { c.is_whitespace() }
    }

    /// Returns the characters that a name under this rule must not have.
    pub const fn forbidden(self) -> &'static str {
        match self {
            Self::Notebook2014 => "?*\\/:<>|&#\"%",
            Self::Notebook | Self::Item => "?*\\/:<>|\"",
            Self::Section => "?*\\/:<>|&#\"%~",
        }
    }
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameError {
    /// Missing, empty or only white space.
    Blank,
    /// A character that the rule forbids, a control character, or a final dot or space, which file systems lose.
    Character(char),
    /// It begins with white space.
    LeadingSpace,
    /// Longer than `chars_max` Unicode scalar values.
    TooLong {
        /// The limit of the rule.
        chars_max: usize,
    },
    /// It is spelt like an id, by which somebody else may be meant.
    LikeId,
}

/// A name that a rule has passed. Of a notebook and what lies in one, trailing white space is gone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name(String);

impl Name {
    /// Checks a name.
    ///
    /// # Errors
    /// The first [`NameError`] in the order of the documents' codes: blank, leading space, character, length.
    pub fn new(text: &str, rule: NameRule) -> Result<Self, NameError> {
        // Who puts a file somewhere looks for it under exactly this name.
        let name = if rule == NameRule::Item { text } else { text.trim_end() };
        if name.trim_end().is_empty() {
            return Err(NameError::Blank);
        }
        if name.ends_with(|c| rule.is_space(c)) {
            return Err(NameError::Character(' '));
        }
        if name.starts_with(|c| rule.is_space(c)) {
            return Err(NameError::LeadingSpace);
        }
        let bad = |c: &char| c.is_control() || (rule != NameRule::Item && is_invisible(*c)) || rule.forbidden().contains(*c);
        if let Some(c) = name.chars().find(bad) {
            return Err(NameError::Character(c));
        }
        if name.ends_with('.') {
            return Err(NameError::Character('.'));
        }
        if name.chars().count() > rule.chars_max() {
            return Err(NameError::TooLong { chars_max: rule.chars_max() });
        }
        Ok(Self(name.to_owned()))
    }

    /// Returns the name as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `Name 1`, `Name 2` …, shortened where the number would make it too long.
    #[must_use]
    pub fn numbered(&self, number: u32, rule: NameRule) -> Self {
        self.with_suffix(&format!(" {number}"), rule)
    }

    /// Returns `name 1.txt`, `name 2.txt` …: of a file the number stands before the extension.
    #[must_use]
    pub fn numbered_file(&self, number: u32) -> Self {
        // What begins with its only dot has no extension, and a long one is none: it would leave no room for the name.
        let dot = self.0.rfind('.').filter(|dot| *dot > 0);
        match dot.map(|dot| self.0.split_at(dot)) {
            Some((stem, extension)) if extension.chars().count() <= EXTENSION_CHARS_MAX => {
                Self(stem.to_owned()).with_suffix(&format!(" {number}{extension}"), NameRule::Item)
            }
            _ => self.numbered(number, NameRule::Item),
        }
    }

    fn with_suffix(&self, suffix: &str, rule: NameRule) -> Self {
        let keep = rule.chars_max().saturating_sub(suffix.chars().count());
        let stem: String = self.0.chars().take(keep).collect();
        Self(format!("{}{suffix}", stem.trim_end_matches(|c| rule.is_space(c))))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Characters that turn text around or cannot be seen, with which one name can be made to look like another.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Returns the form under which two names are the same: canonical composition, then letter case folded away.
///
/// Upper case first and lower case after joins letters with several lower-case forms (`ß` and `ss`, `ς` and `σ`). It is
/// the default folding of Unicode but for a few letters of no living language.
pub fn fold(name: &str) -> String {
    name.nfc().collect::<String>().to_uppercase().to_lowercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, rule: NameRule) -> Result<String, NameError> {
        Name::new(text, rule).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn the_page_of_2014_rules_word_for_word() {
        for c in "?*\\/:<>|&#\"%".chars() {
            assert_eq!(check(&format!("a{c}b"), NameRule::Notebook2014), Err(NameError::Character(c)));
        }
        assert_eq!(check("John's Restaurant Reviews", NameRule::Notebook2014), Ok("John's Restaurant Reviews".to_owned()));
        assert_eq!(check(&"n".repeat(50), NameRule::Notebook2014), Ok("n".repeat(50)));
        assert_eq!(check(&"n".repeat(51), NameRule::Notebook2014), Err(NameError::TooLong { chars_max: 50 }));
    }

    #[test]
    fn later_pages_allow_more() {
        assert_eq!(check("R&D #1 100%", NameRule::Notebook), Ok("R&D #1 100%".to_owned()));
        assert_eq!(check("R&D", NameRule::Section), Err(NameError::Character('&')));
        assert_eq!(check(&"é".repeat(128), NameRule::Notebook), Ok("é".repeat(128)));
        assert_eq!(check(&"é".repeat(129), NameRule::Notebook), Err(NameError::TooLong { chars_max: 128 }));
    }

    #[test]
    fn blanks_and_edges() {
        assert_eq!(check("", NameRule::Section), Err(NameError::Blank));
        assert_eq!(check(" \t", NameRule::Section), Err(NameError::Blank));
        assert_eq!(check(" a", NameRule::Section), Err(NameError::LeadingSpace));
        assert_eq!(check("a  ", NameRule::Section), Ok("a".to_owned()));
        assert_eq!(check("a.", NameRule::Section), Err(NameError::Character('.')));
        assert_eq!(check("a\u{202e}b", NameRule::Section), Err(NameError::Character('\u{202e}')));
        assert_eq!(check("a\0b", NameRule::Section), Err(NameError::Character('\0')));
    }

    #[test]
    fn files_are_found_under_exactly_their_names() {
        let item = |text: &str| check(text, NameRule::Item);
        for fine in ["a", "#1 100%.txt", "~backup", "CON", ".lock", "a\u{200b}b", "＊？", "..a", &"é".repeat(255)] {
            assert_eq!(item(fine), Ok(fine.to_owned()));
        }
        for c in "?*\\/:<>|\"\u{1}\u{7f}".chars() {
            assert_eq!(item(&format!("a{c}b")), Err(NameError::Character(c)));
        }
        assert_eq!(item("a "), Err(NameError::Character(' ')));
        assert_eq!((item(" a"), item(" ")), (Err(NameError::LeadingSpace), Err(NameError::Blank)));
        // Only the space itself: names of other kinds of white space come from file systems, and clients send them as they are.
        for fine in ["\u{a0}a", "a\u{a0}", "\u{3000}表.txt", "\u{2003}a\u{2003}"] {
            assert_eq!(item(fine), Ok(fine.to_owned()));
        }
        assert_eq!((item("\u{a0}"), item("a\u{85}")), (Err(NameError::Blank), Err(NameError::Character('\u{85}'))));
        for dots in [".", "..", "a."] {
            assert_eq!(item(dots), Err(NameError::Character('.')));
        }
        assert_eq!(item(&"n".repeat(256)), Err(NameError::TooLong { chars_max: 255 }));
    }

    #[test]
    fn a_files_number_stands_before_its_extension() {
        let numbered = |name: &str| Name::new(name, NameRule::Item).unwrap().numbered_file(1).to_string();
        assert_eq!(numbered("a.txt"), "a 1.txt");
        assert_eq!(numbered("a.tar.gz"), "a.tar 1.gz");
        assert_eq!((numbered("README"), numbered(".profile")), ("README 1".to_owned(), ".profile 1".to_owned()));
        assert_eq!(numbered("\u{a0}.txt"), "\u{a0} 1.txt");
        assert_eq!(numbered(&format!("{}.txt", "x".repeat(251))), format!("{} 1.txt", "x".repeat(249)));
        // An extension that leaves no room for a name.
        assert_eq!(numbered(&format!("a.{}", "x".repeat(253))).chars().count(), 255);
    }

    #[test]
    fn names_fold_alike_in_any_script() {
        assert_eq!(fold("STRASSE"), fold("straße"));
        assert_eq!(fold("Cafe\u{301}"), fold("CAFÉ"));
        assert_eq!(fold("ΣΊΣΥΦΟΣ"), fold("σίσυφος"));
        assert_ne!(fold("a"), fold("b"));
    }

    #[test]
    fn a_numbered_name_still_fits() {
        let long = Name::new(&"x".repeat(50), NameRule::Section).unwrap();
        assert_eq!(long.numbered(12, NameRule::Section).as_str(), format!("{} 12", "x".repeat(47)));
    }
}
