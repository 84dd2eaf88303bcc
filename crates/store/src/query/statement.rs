//! A statement in the making: words and, beside them, the values of its parameters.

use crate::sql::OwnedSql;
use crate::{Result, Row, Tx, Value};
use model::NodeId;
use std::fmt::Write as _;

/// A statement and its parameters. They are numbered in the order in which they are bound.
pub(crate) struct Statement<'a> {
    text: String,
    params: Vec<Value<'a>>,
    pub(crate) is_postgres: bool,
}

impl<'a> Statement<'a> {
    pub(crate) fn new(tx: &Tx<'_>) -> Self {
        Self { text: String::with_capacity(1024), params: Vec::new(), is_postgres: tx.is_postgres() }
    }

    /// Adds words of ours.
    pub(crate) fn push(&mut self, words: &str) -> &mut Self {
        self.text.push_str(words);
        self
    }

    /// Adds words that differ.
    pub(crate) fn either(&mut self, postgres: &str, sqlite: &str) -> &mut Self {
        let words = if self.is_postgres { postgres } else { sqlite };
        self.push(words)
    }

    /// Adds a parameter where its type can be seen, beside a column.
    pub(crate) fn bind(&mut self, value: impl Into<Value<'a>>) -> &mut Self {
        self.params.push(value.into());
        self.text.push(if self.is_postgres { '$' } else { '?' });
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{}", self.params.len());
        self
    }

    /// Adds a text parameter, whatever stands beside it.
    pub(crate) fn bind_text(&mut self, text: &'a str) -> &mut Self {
        self.push("CAST(").bind(text).either(" AS TEXT) COLLATE \"C\"", " AS TEXT)")
    }

    /// Adds a parameter that is a number, whatever stands beside it.
    pub(crate) fn bind_integer(&mut self, number: i64) -> &mut Self {
        self.push("CAST(").bind(number).push(" AS BIGINT)")
    }

    /// Adds a list of parameters in parentheses; of one alone, it is the same as equality to an engine.
    pub(crate) fn bind_list<V: Into<Value<'a>>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.push("(");
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self.push(")")
    }

    /// Adds a list of ids, of which there is at least one. It is filled up to a power of two with what stands in it already, so that
    /// there are few shapes of a statement.
    pub(crate) fn bind_filled(&mut self, ids: &'a [NodeId]) -> &mut Self {
        self.bind_list(ids.iter().chain(ids.last().into_iter().cycle()).take(ids.len().next_power_of_two()))
    }

    /// Runs it and returns what `map` makes of each row.
    pub(crate) fn rows<T>(self, tx: &mut Tx<'_>, label: &'static str, map: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        tx.rows_owned(&OwnedSql::new(label, self.text), &self.params, map)
    }

    /// Runs it for one count.
    pub(crate) fn count(self, tx: &mut Tx<'_>, label: &'static str) -> Result<u64> {
        let counts = self.rows(tx, label, |row| crate::ids::count(row, 0))?;
        Ok(counts.into_iter().next().unwrap_or(0))
    }
}
