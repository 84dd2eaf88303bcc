//! Orders, and where a list goes on in one.

use super::expression::{Fields, sort_key};
use super::statement::Statement;
use crate::{Result, Row, Value};
use model::query::{Field, Key, Kind, Order, Seek};

/// The order of a list: some keys, and the columns of its ids, which decide between equal ones.
pub(super) struct Ordering<'a, F> {
    pub(super) keys: &'a [Order<F>],
    /// The columns of the ids.
    pub(super) ties: &'static [&'static str],
    /// Whether the greatest ids come first.
    pub(super) ties_fall: bool,
}

impl<F: Field> Ordering<'_, F> {
    /// Writes the keys as further columns of the result.
    pub(super) fn columns<'a>(&'a self, to: &mut Statement<'a>, fields: &'a dyn Fields<F>) {
        for key in self.keys {
            to.push(", ");
            sort_key(to, fields, &key.by);
        }
    }

    pub(super) fn order_by<'a>(&'a self, to: &mut Statement<'a>, fields: &'a dyn Fields<F>) {
        to.push(" ORDER BY ");
        for key in self.keys {
            sort_key(to, fields, &key.by);
            to.push(match (key.by.is_nullable(), key.is_descending) {
                (false, false) => ", ",
                (false, true) => " DESC, ",
                (true, false) => " ASC NULLS FIRST, ",
                (true, true) => " DESC NULLS LAST, ",
            });
        }
        for (at, tie) in self.ties.iter().enumerate() {
            to.push(if at > 0 { ", " } else { "" }).push(tie).push(if self.ties_fall { " DESC" } else { "" });
        }
    }

    /// Writes the condition for what follows a place, beginning with `AND`. `ids` are those of the entry there, in the order
    /// of the ties.
    pub(super) fn seek<'a>(&'a self, to: &mut Statement<'a>, fields: &'a dyn Fields<F>, after: &'a Seek, ids: &[&'a [u8; 16]]) {
        let is_even = self.keys.iter().all(|key| key.is_descending == self.ties_fall && !key.by.is_nullable());
        to.push(" AND ");
        if is_even {
            // Engines seek in an index by this form only.
            to.push("(");
            for key in self.keys {
                sort_key(to, fields, &key.by);
                to.push(", ");
            }
            to.push(&self.ties.join(", ")).push(if self.ties_fall { ") < (" } else { ") > (" });
            for (order, key) in self.keys.iter().zip(&after.keys) {
                value(to, order, key);
                to.push(", ");
            }
            self.bind_ids(to, ids);
            to.push(")");
            return;
        }
        for (order, key) in self.keys.iter().zip(&after.keys) {
            to.push("(");
            beyond(to, fields, order, key);
            to.push(" OR (");
            same(to, fields, order, key);
            to.push(" AND ");
        }
        to.push("(").push(&self.ties.join(", ")).push(if self.ties_fall { ") < (" } else { ") > (" });
        self.bind_ids(to, ids);
        to.push(")").push(&"))".repeat(self.keys.len()));
    }

    fn bind_ids<'a>(&self, to: &mut Statement<'a>, ids: &[&'a [u8; 16]]) {
        for (at, id) in ids.iter().enumerate() {
            to.push(if at > 0 { ", " } else { "" }).bind(*id);
        }
    }

    /// Reads the keys, which begin at column `first`.
    pub(super) fn read(&self, row: &Row<'_>, first: usize) -> Result<Vec<Key>> {
        (first..first + self.keys.len()).map(|column| Ok(key_of(row.value(column)?))).collect()
    }
}

fn key_of(value: Value<'_>) -> Key {
    match value {
        Value::Integer(number) => Key::Integer(number),
        Value::Text(text) => Key::Text(text.to_owned()),
        Value::Bytes(bytes) => Key::Bytes(bytes.to_vec()),
        // No key is a fraction.
        Value::Null | Value::Real(_) => Key::Null,
    }
}

/// Writes that the key comes after the value.
fn beyond<'a, F: Field>(to: &mut Statement<'a>, fields: &'a dyn Fields<F>, order: &'a Order<F>, key: &'a Key) {
    match (key, order.is_descending) {
        (Key::Null, true) => {
            to.push("FALSE");
        }
        (Key::Null, false) => {
            sort_key(to, fields, &order.by);
            to.push(" IS NOT NULL");
        }
        (_, is_descending) => {
            sort_key(to, fields, &order.by);
            to.push(if is_descending { " < " } else { " > " });
            value(to, order, key);
            if is_descending && order.by.is_nullable() {
                to.push(" OR ");
                sort_key(to, fields, &order.by);
                to.push(" IS NULL");
            }
        }
    }
}

fn same<'a, F: Field>(to: &mut Statement<'a>, fields: &'a dyn Fields<F>, order: &'a Order<F>, key: &'a Key) {
    sort_key(to, fields, &order.by);
    if *key == Key::Null {
        to.push(" IS NULL");
    } else {
        to.push(" = ");
        value(to, order, key);
    }
}

/// Writes the value of a key, as one of the kind that the order has: a token that was tampered with compares as something.
fn value<'a, F: Field>(to: &mut Statement<'a>, order: &'a Order<F>, key: &'a Key) {
    match order.by.kind() {
        Kind::Text => {
            to.bind_text(if let Key::Text(text) = key { text } else { "" });
        }
        Kind::Node | Kind::Page => {
            to.bind(if let Key::Bytes(bytes) = key { bytes.as_slice() } else { &[] });
        }
        Kind::Boolean | Kind::Facet => {
            to.push(if *key == Key::Integer(1) { "TRUE" } else { "FALSE" });
        }
        Kind::Integer | Kind::Moment | Kind::Role | Kind::Permission | Kind::Null => {
            to.bind_integer(if let Key::Integer(number) = key { *number } else { 0 });
        }
    }
}
