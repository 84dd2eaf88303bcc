//! Predicates and terms in SQL.
//!
//! No term is written twice where it could hold another, or a nested query would grow beyond all bounds.

use super::statement::Statement;
use crate::directory::role_number;
use model::query::{Comparison, Field, Identity, Literal, Part, Predicate, Scalar};

/// How the fields of one relation are spelled.
pub(super) trait Fields<F> {
    /// Writes the field's value.
    fn write<'a>(&'a self, statement: &mut Statement<'a>, field: F);

    /// Writes that the field holds the id of a node.
    fn write_is<'a>(&'a self, statement: &mut Statement<'a>, field: F, id: &'a Identity) {
        match id {
            Identity::Node(node) => {
                self.write(statement, field);
                statement.push(" = ").bind(node);
            }
            Identity::Page(_) | Identity::Permission(_) | Identity::Nobody => {
                statement.push("FALSE");
            }
        }
    }

    /// Writes a column that already holds the field's text without its letter case, if there is one.
    fn write_folded<'a>(&'a self, _: &mut Statement<'a>, _: F) -> bool {
        false
    }
}

/// Writes a predicate, in parentheses where it needs any. It is true or not; where null is part of it, it may be null too,
/// which chooses nothing.
pub(super) fn predicate<'a, F: Field>(to: &mut Statement<'a>, fields: &'a dyn Fields<F>, what: &'a Predicate<F>) {
    match what {
        Predicate::Always(true) => {
            to.push("TRUE");
        }
        Predicate::Always(false) => {
            to.push("FALSE");
        }
        Predicate::All(parts) => joined(to, fields, parts, " AND ", "TRUE"),
        Predicate::Any(parts) => joined(to, fields, parts, " OR ", "FALSE"),
        Predicate::Not(inside) => {
            to.push("NOT (");
            predicate(to, fields, inside);
            to.push(")");
        }
        Predicate::Compare(how, a, b) => compare(to, fields, *how, a, b),
        Predicate::Has(part, text, sought) => has(to, fields, *part, text, sought),
        Predicate::Is(_, Identity::Nobody) => {
            to.push("FALSE");
        }
        // Of what may be null it is false then, and its contrary true.
        Predicate::Is(field, id) => {
            to.push("COALESCE(");
            fields.write_is(to, *field, id);
            to.push(", FALSE)");
        }
        Predicate::True(field) => fields.write(to, *field),
        Predicate::Same(both) => {
            to.push("((");
            predicate(to, fields, &both[0]);
            to.push(") = (");
            predicate(to, fields, &both[1]);
            to.push("))");
        }
    }
}

fn joined<'a, F: Field>(to: &mut Statement<'a>, fields: &'a dyn Fields<F>, parts: &'a [Predicate<F>], word: &str, none: &str) {
    to.push("(");
    if parts.is_empty() {
        to.push(none);
    }
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            to.push(word);
        }
        predicate(to, fields, part);
    }
    to.push(")");
}

fn compare<'a, F: Field>(to: &mut Statement<'a>, fields: &'a dyn Fields<F>, how: Comparison, a: &'a Scalar<F>, b: &'a Scalar<F>) {
    let null = Scalar::Literal(Literal::Null);
    let is_equality = matches!(how, Comparison::Equal | Comparison::NotEqual);
    if is_equality && (*a == null || *b == null) {
        to.push("(");
        scalar(to, fields, if *a == null { b } else { a });
        to.push(if how == Comparison::Equal { " IS NULL)" } else { " IS NOT NULL)" });
        return;
    }
    let (may_a, may_b) = (a.is_nullable(), b.is_nullable());
    let word = match how {
        Comparison::Equal if may_a && may_b => " IS NOT DISTINCT FROM ",
        Comparison::NotEqual if may_a && may_b => " IS DISTINCT FROM ",
        Comparison::Equal => " = ",
        Comparison::NotEqual => " <> ",
        Comparison::Greater => " > ",
        Comparison::GreaterOrEqual => " >= ",
        Comparison::Less => " < ",
        Comparison::LessOrEqual => " <= ",
    };
    // What is null is not equal, but neither greater nor less. Source: OData, "comparison operators".
    let needs_word = (may_a || may_b) && !(is_equality && may_a && may_b);
    to.push(if needs_word { "COALESCE(" } else { "(" });
    scalar(to, fields, a);
    to.push(word);
    scalar(to, fields, b);
    to.push(match (needs_word, how) {
        (false, _) => ")",
        (true, Comparison::NotEqual) => ", TRUE)",
        (true, _) => ", FALSE)",
    });
}

fn has<'a, F: Field>(to: &mut Statement<'a>, fields: &'a dyn Fields<F>, part: Part, text: &'a Scalar<F>, sought: &'a Scalar<F>) {
    // PostgreSQL has no word for the end of a text.
    let (postgres, sqlite, is_reversed, close) = match part {
        Part::Anywhere => ("(strpos(", "(instr(", false, ") > 0)"),
        Part::AtStart => ("starts_with(", "starts_with(", false, ")"),
        Part::AtEnd => ("starts_with(", "ends_with(", to.is_postgres, ")"),
    };
    let term = |to: &mut Statement<'a>, term: &'a Scalar<F>| {
        to.push(if is_reversed { "reverse(" } else { "" });
        scalar(to, fields, term);
        to.push(if is_reversed { ")" } else { "" });
    };
    to.either(postgres, sqlite);
    term(to, text);
    to.push(", ");
    term(to, sought);
    to.push(close);
}

/// Characters that `trim` removes: Unicode's white space. Source: "PropList.txt" of the Unicode character database.
const WHITE_SPACE: &str = "\t\n\u{b}\u{c}\r \u{85}\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\
                           \u{2009}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";

/// Writes a term. In PostgreSQL a text is always of the collation `C`, by its column or by our word.
pub(super) fn scalar<'a, F: Field>(to: &mut Statement<'a>, fields: &'a dyn Fields<F>, what: &'a Scalar<F>) {
    match what {
        Scalar::Field(field) => fields.write(to, *field),
        Scalar::Literal(Literal::Null) => {
            to.push("NULL");
        }
        Scalar::Literal(Literal::Text(text)) => {
            to.bind_text(text);
        }
        Scalar::Literal(Literal::Integer(number)) => {
            to.bind_integer(*number);
        }
        Scalar::Literal(Literal::Moment(moment)) => {
            to.bind_integer(moment.micros());
        }
        Scalar::Literal(Literal::Role(role)) => {
            to.bind_integer(role_number(*role));
        }
        Scalar::Lower(text) => mapped(to, fields, "looseleaf_lower(", text),
        Scalar::Upper(text) => mapped(to, fields, "looseleaf_upper(", text),
        Scalar::Trim(text) => {
            to.push("TRIM(");
            scalar(to, fields, text);
            to.push(", ").bind_text(WHITE_SPACE).push(")");
        }
        Scalar::Length(text) => {
            to.push("length(");
            scalar(to, fields, text);
            to.push(")");
        }
        Scalar::IndexOf(both) => {
            to.either("(strpos(", "(instr(");
            scalar(to, fields, &both[0]);
            to.push(", ");
            scalar(to, fields, &both[1]);
            to.push(") - 1)");
        }
        Scalar::Substring(text, from, length) => {
            to.push("substr(");
            scalar(to, fields, text);
            to.push(", ");
            number(to, fields, from);
            to.push(" + 1");
            if let Some(length) = length {
                to.push(", ");
                number(to, fields, length);
            }
            to.push(")");
        }
        Scalar::Concat(both) => {
            to.push("(");
            scalar(to, fields, &both[0]);
            to.push(" || ");
            scalar(to, fields, &both[1]);
            to.push(")");
        }
    }
}

fn mapped<'a, F: Field>(to: &mut Statement<'a>, fields: &'a dyn Fields<F>, function: &str, text: &'a Scalar<F>) {
    to.push("(").push(function);
    scalar(to, fields, text);
    // What the function makes of it is of the collation that knows letters, which must not decide what is equal or less.
    to.either(") COLLATE \"C\")", "))");
}

/// Writes a number of characters: at least none, and no more than any text of ours has, so that no engine's arithmetic ends.
/// One that is null counts as none, as PostgreSQL's words for it have it.
fn number<'a, F: Field>(to: &mut Statement<'a>, fields: &'a dyn Fields<F>, what: &'a Scalar<F>) {
    to.either("CAST(LEAST(GREATEST(", "coalesce(min(max(");
    scalar(to, fields, what);
    to.either(", 0), 1000000) AS INTEGER)", ", 0), 1000000), 0)");
}

/// How many characters of a text count in an order. A list's next address holds the texts that it goes on after, and titles
/// have no bound of their own.
const SORT_CHARS: &str = "64";

/// Writes a term as an order takes it: a text without its letter case, and a role from the owner down.
pub(super) fn sort_key<'a, F: Field>(to: &mut Statement<'a>, fields: &'a dyn Fields<F>, what: &'a Scalar<F>) {
    use model::query::Kind;
    if let Scalar::Field(field) = what
        && fields.write_folded(to, *field)
    {
        return;
    }
    match what.kind() {
        Kind::Text => {
            to.push("(looseleaf_lower(substr(");
            scalar(to, fields, what);
            to.push(", 1, ").push(SORT_CHARS).push(")").either(") COLLATE \"C\")", "))");
        }
        Kind::Role => {
            to.push("(2 - ");
            scalar(to, fields, what);
            to.push(")");
        }
        _ => scalar(to, fields, what),
    }
}
