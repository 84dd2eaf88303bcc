//! What queries mean, told a second time in plain code, for the engines to be compared with.

use model::query::{Comparison, Field, Identity, Kind, Literal, Order, Part, Predicate, Scalar};
use model::{NodeId, PageId, Role};
use std::cmp::Ordering;

/// A value of an entry. In an order null comes first, and a role from the owner down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Text(String),
    Role(std::cmp::Reverse<Role>),
    Node(NodeId),
    Page((model::PageKey, NodeId)),
}

impl Value {
    pub fn role(role: Role) -> Self {
        Self::Role(std::cmp::Reverse(role))
    }

    pub fn page(id: PageId) -> Self {
        Self::Page((id.key, id.section))
    }

    fn text(self) -> Option<String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn integer(self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(number) } else { None }
    }
}

/// An entry of a list as its view has it.
pub trait Entry<F> {
    fn value(&self, field: F) -> Value;
}

pub fn value<F: Field>(scalar: &Scalar<F>, entry: &impl Entry<F>) -> Value {
    let text = |scalar| value(scalar, entry).text();
    let found = match scalar {
        Scalar::Field(field) => return entry.value(*field),
        Scalar::Literal(literal) => {
            return match literal {
                Literal::Null => Value::Null,
                Literal::Text(text) => Value::Text(text.clone()),
                Literal::Integer(number) => Value::Integer(*number),
                Literal::Moment(moment) => Value::Integer(moment.micros()),
                Literal::Role(role) => Value::role(*role),
            };
        }
        Scalar::Lower(a) => text(a).map(|a| Value::Text(a.to_lowercase())),
        Scalar::Upper(a) => text(a).map(|a| Value::Text(a.to_uppercase())),
        Scalar::Trim(a) => text(a).map(|a| Value::Text(a.trim().to_owned())),
        Scalar::Length(a) => text(a).map(|a| Value::Integer(a.chars().count() as i64)),
        Scalar::IndexOf(both) => {
            text(&both[0]).zip(text(&both[1])).map(|(a, b)| Value::Integer(a.find(&b).map_or(-1, |at| a[..at].chars().count() as i64)))
        }
        Scalar::Substring(a, from, length) => text(a).map(|a| {
            let number = |scalar: &Scalar<F>| value(scalar, entry).integer().unwrap_or(0).max(0) as usize;
            let length = length.as_ref().map_or(usize::MAX, |length| number(length));
            Value::Text(a.chars().skip(number(from)).take(length).collect())
        }),
        Scalar::Concat(both) => text(&both[0]).zip(text(&both[1])).map(|(a, b)| Value::Text(a + &b)),
    };
    found.unwrap_or(Value::Null)
}

/// Says whether a predicate is true, or nothing where null decides.
pub fn holds<F: Field>(predicate: &Predicate<F>, entry: &impl Entry<F>) -> Option<bool> {
    let all = |parts: &[Predicate<F>]| {
        let found: Vec<_> = parts.iter().map(|part| holds(part, entry)).collect();
        if found.contains(&Some(false)) { Some(false) } else { found.into_iter().collect::<Option<Vec<_>>>().map(|_| true) }
    };
    match predicate {
        Predicate::Always(is) => Some(*is),
        Predicate::All(parts) => all(parts),
        Predicate::Any(parts) => {
            let found: Vec<_> = parts.iter().map(|part| holds(part, entry)).collect();
            if found.contains(&Some(true)) { Some(true) } else { found.into_iter().collect::<Option<Vec<_>>>().map(|_| false) }
        }
        Predicate::Not(inside) => holds(inside, entry).map(|is| !is),
        Predicate::Compare(how, a, b) => {
            let (a, b) = (value(a, entry), value(b, entry));
            let is_null = a == Value::Null || b == Value::Null;
            Some(match how {
                Comparison::Equal => a == b,
                Comparison::NotEqual => a != b,
                Comparison::Greater => !is_null && a > b,
                Comparison::GreaterOrEqual => !is_null && a >= b,
                Comparison::Less => !is_null && a < b,
                Comparison::LessOrEqual => !is_null && a <= b,
            })
        }
        Predicate::Has(part, a, b) => {
            let (a, b) = (value(a, entry).text()?, value(b, entry).text()?);
            Some(match part {
                Part::Anywhere => a.contains(&b),
                Part::AtStart => a.starts_with(&b),
                Part::AtEnd => a.ends_with(&b),
            })
        }
        Predicate::Is(field, id) => Some(match id {
            Identity::Node(node) => entry.value(*field) == Value::Node(*node),
            Identity::Page(page) => entry.value(*field) == Value::page(*page),
            Identity::Permission(number) => entry.value(*field) == Value::Integer(*number as i64),
            Identity::Nobody => false,
        }),
        Predicate::True(field) => Some(entry.value(*field) == Value::Boolean(true)),
        Predicate::Same(both) => Some(holds(&both[0], entry)? == holds(&both[1], entry)?),
    }
}

/// Compares two entries by the keys of an order; ids are not looked at.
pub fn compare<F: Field>(order: &[Order<F>], a: &impl Entry<F>, b: &impl Entry<F>) -> Ordering {
    let keys = order.iter().map(|key| {
        let of = |entry: Value| match (key.by.kind(), entry) {
            (Kind::Text, Value::Text(text)) => Value::Text(folded(&key.by, &text)),
            // Which of a page and its copies comes first, the ids decide after all keys.
            (_, Value::Page((key, _))) => Value::Page((key, NodeId([0; 16]))),
            (_, value) => value,
        };
        let found = of(value(&key.by, a)).cmp(&of(value(&key.by, b)));
        if key.is_descending { found.reverse() } else { found }
    });
    keys.fold(Ordering::Equal, Ordering::then)
}

/// Names have a form in which they are unique; of other texts the letters are made small.
fn folded<F: Field>(by: &Scalar<F>, text: &str) -> String {
    if format!("{by:?}") == "Field(Name)" { model::fold(text) } else { text.to_lowercase() }
}
