//! One row of a statement's result. Columns are named by their place, counted from 0.

use crate::{Cause, Error, Result, Value};

/// One row of a result, borrowed from the engine while it stands there.
///
/// # Errors
/// Every accessor answers [`Error::Corrupt`] when the column does not hold what was asked for, or is not there.
pub struct Row<'a> {
    label: &'static str,
    cells: Cells<'a>,
}

/// Where the cells are.
pub(crate) enum Cells<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn new(label: &'static str, cells: Cells<'a>) -> Self {
        Self { label, cells }
    }

    /// Returns the cell as it is.
    pub fn value(&self, column: usize) -> Result<Value<'_>> {
        match &self.cells {
            Cells::Sqlite(row) => {
                use rusqlite::types::ValueRef;
                match row.get_ref(column).map_err(|error| self.corrupt(column, error))? {
                    ValueRef::Null => Ok(Value::Null),
                    ValueRef::Integer(value) => Ok(Value::Integer(value)),
                    ValueRef::Real(value) => Ok(Value::Real(value)),
                    ValueRef::Text(bytes) => std::str::from_utf8(bytes).map(Value::Text).map_err(|error| self.corrupt(column, error)),
                    ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes)),
                }
            }
            Cells::Postgres(row) => row.try_get(column).map_err(|error| self.corrupt(column, error)),
        }
    }

    /// Returns a whole number.
    pub fn integer(&self, column: usize) -> Result<i64> {
        match self.value(column)? {
            Value::Integer(value) => Ok(value),
            other => Err(self.other(column, "an integer", other)),
        }
    }

    /// Returns a boolean, which is stored as 0 or 1.
    pub fn boolean(&self, column: usize) -> Result<bool> {
        match self.value(column)? {
            Value::Integer(0) => Ok(false),
            Value::Integer(1) => Ok(true),
            other => Err(self.other(column, "0 or 1", other)),
        }
    }

    /// Returns a floating-point number.
    pub fn real(&self, column: usize) -> Result<f64> {
        match self.value(column)? {
            Value::Real(value) => Ok(value),
            other => Err(self.other(column, "a real number", other)),
        }
    }

    /// Returns text.
    pub fn text(&self, column: usize) -> Result<String> {
        self.text_ref(column).map(str::to_owned)
    }

    /// Returns text without copying it out of the row.
    pub fn text_ref(&self, column: usize) -> Result<&str> {
        match self.value(column)? {
            Value::Text(value) => Ok(value),
            other => Err(self.other(column, "text", other)),
        }
    }

    /// Returns bytes.
    pub fn bytes(&self, column: usize) -> Result<Vec<u8>> {
        self.bytes_ref(column).map(<[u8]>::to_vec)
    }

    /// Returns bytes without copying them out of the row.
    pub fn bytes_ref(&self, column: usize) -> Result<&[u8]> {
        match self.value(column)? {
            Value::Bytes(value) => Ok(value),
            other => Err(self.other(column, "bytes", other)),
        }
    }

    /// Returns exactly `N` bytes.
    pub fn array<const N: usize>(&self, column: usize) -> Result<[u8; N]> {
        match self.value(column)? {
            Value::Bytes(value) => value.try_into().map_err(|_| self.corrupt(column, format!("{} bytes instead of {N}", value.len()))),
            other => Err(self.other(column, "bytes", other)),
        }
    }

    /// Returns a whole number, or nothing for null.
    pub fn opt_integer(&self, column: usize) -> Result<Option<i64>> {
        self.unless_null(column, Self::integer)
    }

    /// Returns a floating-point number, or nothing for null.
    pub fn opt_real(&self, column: usize) -> Result<Option<f64>> {
        self.unless_null(column, Self::real)
    }

    /// Returns text, or nothing for null.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>> {
        self.unless_null(column, Self::text)
    }

    /// Returns bytes, or nothing for null.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<Vec<u8>>> {
        self.unless_null(column, Self::bytes)
    }

    /// Returns exactly `N` bytes, or nothing for null.
    pub fn opt_array<const N: usize>(&self, column: usize) -> Result<Option<[u8; N]>> {
        self.unless_null(column, Self::array)
    }

    /// Says that the column holds what no caller understands, for the nouns that read more than plain values.
    pub fn corrupt(&self, column: usize, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::Corrupt { label: self.label, column: Some(column), cause: Cause::new(cause) }
    }

    fn unless_null<T>(&self, column: usize, read: impl FnOnce(&Self, usize) -> Result<T>) -> Result<Option<T>> {
        if self.value(column)? == Value::Null { Ok(None) } else { read(self, column).map(Some) }
    }

    /// Names the kind that was found, never the value: errors are logged, and values are the users'.
    fn other(&self, column: usize, wanted: &str, found: Value<'_>) -> Error {
        let found = match found {
            Value::Null => "null",
            Value::Integer(_) => "an integer",
            Value::Real(_) => "a real number",
            Value::Text(_) => "text",
            Value::Bytes(_) => "bytes",
        };
        self.corrupt(column, format!("{found} instead of {wanted}"))
    }
}
