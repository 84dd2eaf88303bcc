//! Our five kinds of value in PostgreSQL's types. The server decides the types: those of a parameter it infers from where
//! the parameter stands.

use crate::Value;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use std::error::Error;

type Outcome<T> = Result<T, Box<dyn Error + Sync + Send>>;

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Outcome<IsNull> {
        match *self {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(value) => integer(value, ty, out),
            Value::Real(value) => match *ty {
                Type::FLOAT8 => value.to_sql(ty, out),
                // Rounding is what a column of this type is for.
                #[expect(clippy::cast_possible_truncation, reason = "see above")]
                Type::FLOAT4 => (value as f32).to_sql(ty, out),
                _ => mismatch("a real number", ty),
            },
            Value::Text(value) if <&str as ToSql>::accepts(ty) => value.to_sql(ty, out),
            Value::Text(_) => mismatch("text", ty),
            Value::Bytes(value) if *ty == Type::BYTEA => value.to_sql(ty, out),
            Value::Bytes(_) => mismatch("bytes", ty),
        }
    }

    fn accepts(_: &Type) -> bool {
        // It depends on the value, which only `to_sql` sees.
        true
    }

    to_sql_checked!();
}

fn integer(value: i64, ty: &Type, out: &mut BytesMut) -> Outcome<IsNull> {
    match *ty {
        Type::INT8 => value.to_sql(ty, out),
        Type::INT4 => i32::try_from(value)?.to_sql(ty, out),
        Type::INT2 => i16::try_from(value)?.to_sql(ty, out),
        Type::BOOL if value == 0 || value == 1 => (value == 1).to_sql(ty, out),
        #[expect(clippy::cast_precision_loss, reason = "SQLite converts an integer for a real column the same way")]
        Type::FLOAT8 => (value as f64).to_sql(ty, out),
        _ => mismatch("an integer", ty),
    }
}

fn mismatch(kind: &str, ty: &Type) -> Outcome<IsNull> {
    Err(format!("{kind} is given where the server expects {ty}").into())
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Outcome<Self> {
        Ok(match *ty {
            Type::INT8 => Value::Integer(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Integer(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Integer(i16::from_sql(ty, raw)?.into()),
            // What `EXISTS` and comparisons give; SQLite gives 0 or 1.
            Type::BOOL => Value::Integer(bool::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => Value::Real(f32::from_sql(ty, raw)?.into()),
            Type::BYTEA => Value::Bytes(raw),
            _ => Value::Text(<&str>::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Outcome<Self> {
        Ok(Value::Null)
    }

    fn accepts(ty: &Type) -> bool {
        let others = [Type::INT8, Type::INT4, Type::INT2, Type::BOOL, Type::FLOAT8, Type::FLOAT4, Type::BYTEA];
        others.contains(ty) || <&str as FromSql>::accepts(ty)
    }
}
