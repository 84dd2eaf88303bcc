//! A piece of a page's text around the first of the words that were looked for.

/// The most characters before the word, and behind it.
const AROUND_CHARS: usize = 80;

/// Text with one word of it marked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    pub(super) before: String,
    /// The word; empty if none of them stands there as it was typed.
    pub(super) hit: String,
    pub(super) after: String,
}

impl Snippet {
    pub(super) fn of(text: &str, terms: &[String]) -> Self {
        let flat: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
        let folded: Vec<char> = flat.iter().copied().map(lower).collect();
        let terms = terms.iter().map(|term| term.trim_end_matches('*').chars().map(lower).collect::<Vec<char>>());
        let found = terms.filter(|term| !term.is_empty()).filter_map(|term| Some((find(&folded, &term)?, term.len()))).min();
        let (at, length) = found.unwrap_or((0, 0));
        let from = at.saturating_sub(AROUND_CHARS);
        let to = (at + length + AROUND_CHARS).min(flat.len());
        let piece = |range: std::ops::Range<usize>| flat[range].iter().collect::<String>();
        let (start, end) = (if from > 0 { "…" } else { "" }, if to < flat.len() { "…" } else { "" });
        Self {
            before: format!("{start}{}", piece(from..at)),
            hit: piece(at..at + length),
            after: format!("{}{end}", piece(at + length..to)),
        }
    }
}

/// Case alone is folded, a letter for a letter, so that places in both texts are the same.
fn lower(char: char) -> char {
    let mut lower = char.to_lowercase();
    lower.next().filter(|_| lower.next().is_none()).unwrap_or(char)
}

/// Returns where a word begins so.
fn find(text: &[char], term: &[char]) -> Option<usize> {
    let begins = |at: usize| at == 0 || !text[at - 1].is_alphanumeric();
    text.windows(term.len()).enumerate().find(|(at, window)| begins(*at) && *window == term).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, terms: &[&str]) -> (String, String, String) {
        let terms: Vec<String> = terms.iter().map(|term| (*term).to_owned()).collect();
        let Snippet { before, hit, after } = Snippet::of(text, &terms);
        (before, hit, after)
    }

    #[test]
    fn the_first_word_is_marked() {
        assert_eq!(of("We plant\n BEETS  in May", &["may", "beet"]), ("We plant ".into(), "BEET".into(), "S in May".into()));
        assert_eq!(of("sugarbeet", &["beet"]), (String::new(), String::new(), "sugarbeet".into()));
        assert_eq!(of("", &["x"]), (String::new(), String::new(), String::new()));
        assert_eq!(of("İstanbul größe", &["GRÖ"]).1, "grö");
        let long = format!("{}here{}", "a ".repeat(300), " b".repeat(300));
        let (before, hit, after) = of(&long, &["here"]);
        assert_eq!((before.chars().count(), &*hit, after.chars().count()), (AROUND_CHARS + 1, "here", AROUND_CHARS + 1));
    }
}
