//! Functions over text that SQLite knows for ASCII only, or not at all. On PostgreSQL they are built in, or made by a migration.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

/// Makes the functions known to a connection. Null in gives null out.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("looseleaf_lower", 1, flags, |context| mapped(context, str::to_lowercase))?;
    connection.create_scalar_function("looseleaf_upper", 1, flags, |context| mapped(context, str::to_uppercase))?;
    connection.create_scalar_function("starts_with", 2, flags, |context| compared(context, |a, b| a.starts_with(b)))?;
    connection.create_scalar_function("ends_with", 2, flags, |context| compared(context, |a, b| a.ends_with(b)))
}

fn mapped(context: &Context<'_>, map: fn(&str) -> String) -> Result<Option<String>> {
    Ok(text(context, 0)?.map(map))
}

fn compared(context: &Context<'_>, is: fn(&str, &str) -> bool) -> Result<Option<bool>> {
    Ok(text(context, 0)?.zip(text(context, 1)?).map(|(a, b)| is(a, b)))
}

fn text<'a>(context: &'a Context<'_>, at: usize) -> Result<Option<&'a str>> {
    match context.get_raw(at) {
        ValueRef::Null => Ok(None),
        value => Ok(Some(value.as_str()?)),
    }
}
