//! Cutting text into the words that are looked for. Both engines get the same words and cut nothing themselves, so both find
//! the same pages.
//!
//! A word is a run of letters and digits, with its letter case folded away and the accents of Latin, Greek, Cyrillic, Hebrew
//! and Arabic taken off. Chinese and Japanese write no blanks: a run of their letters becomes its overlapping pairs, and its
//! last letter once more alone, so that every letter begins a word.

use unicode_normalization::UnicodeNormalization as _;

/// The longest word that is kept, in characters; of a longer one the beginning. Longer runs are data, not language.
pub const WORD_CHARS_MAX: usize = 64;

/// The most bytes of words that one page is found by. PostgreSQL indexes at most a megabyte with all positions.
pub const DOCUMENT_BYTES_MAX: usize = 256 * 1024;

/// Appends the words of a text, each followed by a blank, until `bytes_max` is reached.
pub(super) fn append(out: &mut String, text: &str, bytes_max: usize) {
    words(text, &mut |word| {
        let fits = out.len() + word.len() < bytes_max;
        if fits {
            out.push_str(word);
            out.push(' ');
        }
        fits
    });
}

/// Shows each word of a text, until `visit` has enough.
pub(super) fn words(text: &str, visit: &mut dyn FnMut(&str) -> bool) {
    let folded = fold(text);
    for run in folded.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        if !run_words(run, visit) {
            return;
        }
    }
}

fn run_words(run: &str, visit: &mut dyn FnMut(&str) -> bool) -> bool {
    if run.is_ascii() {
        return visit(&run[..run.len().min(WORD_CHARS_MAX)]);
    }
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let is_unspaced = unspaced(first);
        let end = rest.find(|c| unspaced(c) != is_unspaced).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        let goes_on = if is_unspaced { pairs(piece, visit) } else { visit(shortened(piece)) };
        if !goes_on {
            return false;
        }
    }
    true
}

/// Shows the overlapping pairs of a run without blanks, and its last letter.
fn pairs(run: &str, visit: &mut dyn FnMut(&str) -> bool) -> bool {
    run.char_indices().all(|(at, _)| {
        let two = run[at..].char_indices().nth(2).map_or(run.len(), |(length, _)| at + length);
        visit(&run[at..two])
    })
}

fn shortened(word: &str) -> &str {
    word.char_indices().nth(WORD_CHARS_MAX).map_or(word, |(end, _)| &word[..end])
}

/// Returns the form under which texts are compared.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare: String = text.nfkd().filter(|c| !is_accent(*c)).nfc().collect();
    // Upper case first joins letters that have several lower-case forms.
    bare.to_uppercase().to_lowercase().chars().filter(|c| !is_accent(*c)).collect()
}

/// Accents of scripts in which a word without them is still the word. Elsewhere such marks are letters.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}' | '\u{64b}'..='\u{652}' | '\u{670}')
}

/// Letters that are written without blanks between words: Chinese and Japanese.
pub(super) const fn unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        words(text, &mut |word| {
            found.push(word.to_owned());
            true
        });
        found
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(cut("Crème BRÛLÉE, straße/STRASSE ΟΔΟΣ οδός Ёлка"), ["creme", "brulee", "strasse", "strasse", "οδος", "οδος", "елка"]);
        assert_eq!(cut("ﬁne ① x²"), ["fine", "1", "x2"]);
    }

    #[test]
    fn marks_that_are_letters_stay() {
        assert_eq!(cut("が か"), ["が", "か"]);
    }

    #[test]
    fn runs_without_blanks_become_pairs() {
        assert_eq!(cut("日本語"), ["日本", "本語", "語"]);
        assert_eq!(cut("abc日本12"), ["abc", "日本", "本", "12"]);
        assert_eq!(cut("語"), ["語"]);
    }

    #[test]
    fn what_is_no_word_is_left_out() {
        assert_eq!(cut(" -- _ ' \" \0 \u{1}"), [""; 0]);
        assert_eq!(cut(&"x".repeat(1000)), ["x".repeat(WORD_CHARS_MAX)]);
        assert_eq!(cut(&"é".repeat(1000)), ["e".repeat(WORD_CHARS_MAX)]);
        assert_eq!(cut(&"ж".repeat(1000)), ["ж".repeat(WORD_CHARS_MAX)]);
    }

    #[test]
    fn a_document_has_an_end() {
        let mut out = String::new();
        append(&mut out, &"word ".repeat(100), 52);
        assert_eq!(out, "word ".repeat(10));
    }
}
