//! Statements with labels, in one spelling for both engines.
//!
//! The spelling is PostgreSQL's. For SQLite, `$1` becomes `?1`, and `FOR UPDATE` and its kin fall away, because its one
//! writer has locked everything already. What else differs is spelt twice, side by side.

use std::sync::OnceLock;

/// One statement of the program. Made by [`sql!`](crate::sql!) only, where it is run.
pub struct Sql {
    label: &'static str,
    postgres: &'static str,
    /// The spelling for SQLite where it is written by hand.
    sqlite: Option<&'static str>,
    /// The spelling for SQLite where it is derived, made at first use.
    derived: OnceLock<String>,
}

/// Makes a `&'static Sql` of a label and a statement.
///
/// The label is `noun.deed`; it is what logs, errors and tests call the statement.
/// ```
/// use store::{Sql, sql};
/// let one: &'static Sql = sql!("node.lock", "SELECT name FROM node WHERE id = $1 FOR UPDATE");
/// let two: &'static Sql = sql!("clock.now", sqlite: "SELECT unixepoch()", postgres: "SELECT extract(epoch FROM now())::bigint");
/// assert_eq!((one.label(), two.label()), ("node.lock", "clock.now"));
/// ```
#[macro_export]
macro_rules! sql {
    ($label:expr, sqlite: $sqlite:expr, postgres: $postgres:expr $(,)?) => {{
        static SQL: $crate::Sql = $crate::Sql::new($label, $postgres, Some($sqlite));
        &SQL
    }};
    ($label:expr, $text:expr $(,)?) => {{
        static SQL: $crate::Sql = $crate::Sql::new($label, $text, None);
        &SQL
    }};
}

impl Sql {
    /// Only for [`sql!`](crate::sql!).
    #[doc(hidden)]
    #[must_use]
    pub const fn new(label: &'static str, postgres: &'static str, sqlite: Option<&'static str>) -> Self {
        Self { label, postgres, sqlite, derived: OnceLock::new() }
    }

    /// Returns what logs, errors and tests call this statement.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.label
    }

    pub(crate) fn postgres(&self) -> &'static str {
        self.postgres
    }

    pub(crate) fn sqlite(&self) -> &str {
        self.sqlite.unwrap_or_else(|| self.derived.get_or_init(|| to_sqlite(self.postgres)))
    }
}

/// A statement that was put together for one request, of the program's own words: what a client said is in parameters only.
///
/// Its text is its shape, so requests of one shape share what the engine prepares; how many shapes a connection keeps is
/// bounded there.
pub(crate) struct OwnedSql {
    label: &'static str,
    text: String,
}

impl OwnedSql {
    pub(crate) const fn new(label: &'static str, text: String) -> Self {
        Self { label, text }
    }

    pub(crate) fn label(&self) -> &'static str {
        self.label
    }

    /// Returns the text, as the engine spells it that it was made for.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Derives SQLite's spelling from PostgreSQL's. Quoted text and comments stay as they are.
fn to_sqlite(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut after_word = false;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '\'' | '"' => quoted(rest, next),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '$' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                out.push('?');
                rest = &rest[1..];
                continue;
            }
            'F' | 'f' if !after_word => match locking_clause(rest) {
                Some(length) => {
                    out.truncate(out.trim_end().len());
                    rest = &rest[length..];
                    continue;
                }
                None => 1,
            },
            _ => next.len_utf8(),
        };
        out.push_str(&rest[..taken]);
        after_word = next == '_' || next.is_alphanumeric();
        rest = &rest[taken..];
    }
    out
}

/// Returns the length of the quoted text that `rest` begins with. A doubled quote ends one and begins the next.
fn quoted(rest: &str, quote: char) -> usize {
    rest[1..].find(quote).map_or(rest.len(), |end| end + 2)
}

/// Returns the length of the locking clause that `rest` begins with, if it begins with one.
fn locking_clause(rest: &str) -> Option<usize> {
    let strengths: [&[&str]; 4] = [&["FOR", "UPDATE"], &["FOR", "SHARE"], &["FOR", "NO", "KEY", "UPDATE"], &["FOR", "KEY", "SHARE"]];
    let mut length = strengths.iter().find_map(|words| phrase(rest, words))?;
    if let Some(of) = phrase(&rest[length..], &["OF"]) {
        length += of + tables(&rest[length + of..]);
    }
    for waiting in [&["SKIP", "LOCKED"] as &[&str], &["NOWAIT"]] {
        length += phrase(&rest[length..], waiting).unwrap_or(0);
    }
    Some(length)
}

/// Returns the length of `words` at the beginning of `rest`, with the white space before and between them.
fn phrase(rest: &str, words: &[&str]) -> Option<usize> {
    let mut length = 0;
    for word in words {
        let here = rest[length..].trim_start();
        let found = here.get(..word.len()).filter(|found| found.eq_ignore_ascii_case(word))?;
        let after = &here[found.len()..];
        if after.starts_with(|c: char| c == '_' || c.is_alphanumeric()) {
            return None;
        }
        length = rest.len() - after.len();
    }
    Some(length)
}

/// Returns the length of a list of table names: ` a, b`.
fn tables(rest: &str) -> usize {
    let mut length = 0;
    loop {
        let here = rest[length..].trim_start();
        let after = here.trim_start_matches(|c: char| c == '_' || c.is_alphanumeric());
        length = rest.len() - after.len();
        match after.trim_start().strip_prefix(',') {
            Some(more) => length = rest.len() - more.len(),
            None => return length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::to_sqlite;

    #[test]
    fn parameters_are_numbered_with_question_marks() {
        assert_eq!(to_sqlite("SELECT $1, $12 WHERE a=$1"), "SELECT ?1, ?12 WHERE a=?1");
    }

    #[test]
    fn quoted_text_and_comments_stay() {
        let text = "SELECT '$1 FOR UPDATE it''s $2', \"x$3\" -- $4 FOR UPDATE\n/* FOR SHARE $5 */ FROM t";
        assert_eq!(to_sqlite(text), text);
        assert_eq!(to_sqlite("SELECT '$1"), "SELECT '$1");
    }

    #[test]
    fn locking_clauses_fall_away() {
        for clause in [
            " FOR UPDATE",
            " FOR SHARE",
            " FOR NO KEY UPDATE",
            " FOR KEY SHARE",
            " FOR UPDATE OF n",
            " FOR UPDATE OF n, section SKIP LOCKED",
            " FOR UPDATE SKIP LOCKED",
            "\n  for share  nowait",
        ] {
            assert_eq!(to_sqlite(&format!("SELECT 1 FROM n LIMIT $1{clause}")), "SELECT 1 FROM n LIMIT ?1");
            assert_eq!(to_sqlite(&format!("WITH a AS (SELECT 1{clause}) SELECT $1")), "WITH a AS (SELECT 1) SELECT ?1");
        }
    }

    #[test]
    fn words_that_only_look_like_a_clause_stay() {
        for text in
            ["SELECT for_update FROM t", "SELECT substring(a FROM 1 FOR 2)", "SELECT waitFOR UPDATE", "SELECT a FOR UPDATES", "SELECT é"]
        {
            assert_eq!(to_sqlite(text), text);
        }
    }
}
