//! What is looked for, in each engine's own words.

use super::words::{self, unspaced};
use std::fmt::Write as _;

/// The most words that one search looks for. Each costs a look into the index.
pub const WORDS_MAX: usize = 32;

/// What is looked for: every term must stand on the page, a term of several words as they follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    words: Vec<String>,
    /// Whether the last word may go on.
    is_prefix: bool,
}

/// There are more than [`WORDS_MAX`] words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyWords;

impl Sought {
    /// Takes the terms as they were typed: words or phrases. A term that ends with `*` finds what begins so; one without a
    /// letter or digit is left out.
    ///
    /// # Errors
    /// [`TooManyWords`].
    pub fn new<'a>(terms: impl IntoIterator<Item = &'a str>) -> Result<Self, TooManyWords> {
        let mut count = 0;
        let mut kept = Vec::new();
        for text in terms {
            let term = Term::new(text);
            count += term.words.len();
            if count > WORDS_MAX {
                return Err(TooManyWords);
            }
            if !term.words.is_empty() {
                kept.push(term);
            }
        }
        Ok(Self { terms: kept })
    }

    /// Says whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Returns the words for an engine; `in_title` asks for them all in the title.
    pub(crate) fn spelled(&self, is_postgres: bool, in_title: bool) -> String {
        if is_postgres { self.tsquery(in_title) } else { self.fts5(in_title) }
    }

    /// FTS5's own language. Words hold letters and digits only, so nothing in the quotes can end them.
    fn fts5(&self, in_title: bool) -> String {
        let terms: Vec<String> = self.terms.iter().map(Term::fts5).collect();
        let all = terms.join(" AND ");
        if in_title { format!("{{title}} : ({all})") } else { all }
    }

    fn tsquery(&self, in_title: bool) -> String {
        let terms: Vec<String> = self.terms.iter().map(|term| term.tsquery(in_title)).collect();
        terms.join(" & ")
    }
}

impl Term {
    fn new(text: &str) -> Self {
        let mut found = Vec::new();
        words::words(text, &mut |word| {
            found.push(word.to_owned());
            found.len() <= WORDS_MAX
        });
        let mut is_prefix = text.ends_with('*');
        // A run without blanks ends with its last letter alone, and in a longer text that letter begins a pair.
        let ends_unspaced = found.last().is_some_and(|last| last.chars().count() == 1 && last.chars().all(unspaced));
        match found.len() {
            1 if ends_unspaced => is_prefix = true,
            0 | 1 => {}
            _ if ends_unspaced && found[found.len() - 2].chars().all(unspaced) => drop(found.pop()),
            _ => {}
        }
        Self { words: found, is_prefix }
    }

    fn fts5(&self) -> String {
        let star = if self.is_prefix { " *" } else { "" };
        format!("\"{}\"{star}", self.words.join(" "))
    }

    fn tsquery(&self, in_title: bool) -> String {
        let mut out = String::from("(");
        for (at, word) in self.words.iter().enumerate() {
            let is_last = at + 1 == self.words.len();
            let marks = match (self.is_prefix && is_last, in_title) {
                (true, true) => ":*A",
                (true, false) => ":*",
                (false, true) => ":A",
                (false, false) => "",
            };
            // Writing to a String cannot fail.
            let _ = write!(out, "{}'{word}'{marks}", if at == 0 { "" } else { " <-> " });
        }
        out.push(')');
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(terms: &[&str]) -> (String, String) {
        let sought = Sought::new(terms.iter().copied()).unwrap();
        (sought.spelled(false, false), sought.spelled(true, true))
    }

    #[test]
    fn words_and_phrases_are_spelled_for_each_engine() {
        let (fts5, tsquery) = both(&["Plan", "crème brûlée", "tri*", "--"]);
        assert_eq!(fts5, r#""plan" AND "creme brulee" AND "tri" *"#);
        assert_eq!(tsquery, "('plan':A) & ('creme':A <-> 'brulee':A) & ('tri':*A)");
    }

    #[test]
    fn runs_without_blanks_match_within_longer_ones() {
        assert_eq!(both(&["日本語"]).0, r#""日本 本語""#);
        assert_eq!(both(&["語"]).0, r#""語" *"#);
        assert_eq!(both(&["日本 abc"]).0, r#""日本 本 abc""#);
    }

    #[test]
    fn nothing_to_look_for_is_nothing_and_too_much_is_refused() {
        assert!(Sought::new(["*", "  ", "'\""]).unwrap().is_empty());
        assert_eq!(Sought::new(["x"; 33]), Err(TooManyWords));
        assert_eq!(Sought::new([&*"x ".repeat(10_000)]), Err(TooManyWords));
    }
}
