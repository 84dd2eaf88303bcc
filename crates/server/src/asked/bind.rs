//! From what a client wrote to what is asked: names to fields, literals to values of their kinds.

use super::terms::Term;
use crate::fault::RequestFault;
use crate::json::shortened;
use crate::root::{node_id, permission_number};
use model::query::{Comparison, Field, Identity, Kind, KindMismatch, Literal, Part, Predicate, Scalar};
use model::{Role, Timestamp};
use odata::{Constant, Expression, Function};

pub(super) struct Binder<'t, F: 'static> {
    pub(super) option: &'static str,
    pub(super) terms: &'t [Term<F>],
    /// Whether letter case does not count: fields are folded, and so is what they are compared with.
    pub(super) folds: bool,
}

/// What an expression turns out to be.
enum Bound<F> {
    Scalar(Scalar<F>),
    Predicate(Predicate<F>),
    /// A moment of an entry, and the digits that are shown of it.
    Moment(F, u32),
    /// The id of something.
    Id(F),
    /// A part of an entry, if it has it.
    Facet(F),
    /// A role; nobody's, if it is none that anybody has.
    Role(Option<Role>),
}

impl<F: Field> Binder<'_, F> {
    /// Returns what is true or not.
    pub(super) fn predicate(&self, expression: &Expression<'_>) -> Result<Predicate<F>, RequestFault> {
        match self.bind(expression)? {
            Bound::Predicate(predicate) => Ok(predicate),
            _ => Err(self.mismatch(expression)),
        }
    }

    /// Returns what entries can be ordered by.
    pub(super) fn sortable(&self, expression: &Expression<'_>) -> Result<Scalar<F>, RequestFault> {
        match self.bind(expression)? {
            Bound::Scalar(scalar) if scalar.any_field(&|_| true) => Ok(scalar),
            Bound::Predicate(Predicate::True(field)) | Bound::Moment(field, _) | Bound::Id(field) => Ok(Scalar::Field(field)),
            _ => Err(self.mismatch(expression)),
        }
    }

    fn bind(&self, expression: &Expression<'_>) -> Result<Bound<F>, RequestFault> {
        use odata::Term as T;
        let fits = |bound: Result<Scalar<F>, KindMismatch>| bound.map(Bound::Scalar).map_err(|_| self.mismatch(expression));
        match &expression.term {
            T::Constant(constant) => self.constant(constant, expression),
            T::Path(path) => self.path(path),
            T::Call(function, arguments) => {
                let scalar = |at: usize| self.scalar(&arguments[at]);
                let has = |part| {
                    let found = Predicate::has(part, scalar(0)?, scalar(1)?).map_err(|_| self.mismatch(expression))?;
                    Ok(Bound::Predicate(found))
                };
                match function {
                    Function::Contains => has(Part::Anywhere),
                    Function::StartsWith => has(Part::AtStart),
                    Function::EndsWith => has(Part::AtEnd),
                    Function::Length => fits(scalar(0)?.of_text(Scalar::Length)),
                    Function::ToLower | Function::ToUpper if self.folds => fits(scalar(0)?.of_text(|text| *text)),
                    Function::ToLower => fits(scalar(0)?.of_text(Scalar::Lower)),
                    Function::ToUpper => fits(scalar(0)?.of_text(Scalar::Upper)),
                    Function::Trim => fits(scalar(0)?.of_text(Scalar::Trim)),
                    Function::IndexOf => fits(scalar(0)?.of_texts(scalar(1)?, Scalar::IndexOf)),
                    Function::Concat => fits(scalar(0)?.of_texts(scalar(1)?, Scalar::Concat)),
                    Function::Substring => {
                        let length = if arguments.len() > 2 { Some(scalar(2)?) } else { None };
                        fits(scalar(0)?.substring(scalar(1)?, length))
                    }
                }
            }
            T::Compare(how, sides) => {
                let (a, b) = (self.bind(&sides[0])?, self.bind(&sides[1])?);
                self.compare(comparison(*how), a, b).map(Bound::Predicate).ok_or_else(|| self.mismatch(expression))
            }
            T::Not(inside) => Ok(Bound::Predicate(Predicate::Not(Box::new(self.predicate(inside)?)))),
            T::All(parts) => {
                let mut all = Vec::with_capacity(parts.len());
                for part in parts {
                    // On one level, where what limits a list is looked for.
                    match self.predicate(part)? {
                        Predicate::All(more) => all.extend(more),
                        one => all.push(one),
                    }
                }
                Ok(Bound::Predicate(Predicate::All(all)))
            }
            T::Any(parts) => {
                let parts = parts.iter().map(|part| self.predicate(part)).collect::<Result<_, _>>()?;
                Ok(Bound::Predicate(Predicate::Any(parts)))
            }
        }
    }

    fn scalar(&self, expression: &Expression<'_>) -> Result<Scalar<F>, RequestFault> {
        match self.bind(expression)? {
            Bound::Scalar(scalar) => Ok(scalar),
            _ => Err(self.mismatch(expression)),
        }
    }

    fn constant(&self, constant: &Constant<'_>, expression: &Expression<'_>) -> Result<Bound<F>, RequestFault> {
        let literal = |literal| Ok(Bound::Scalar(Scalar::Literal(literal)));
        match constant {
            Constant::Null => literal(Literal::Null),
            Constant::Boolean(value) => Ok(Bound::Predicate(Predicate::Always(*value))),
            Constant::Integer(number) => literal(Literal::Integer(*number)),
            Constant::Text(text) if self.folds => literal(Literal::Text(model::fold(text))),
            Constant::Text(text) => literal(Literal::Text(text.clone().into_owned())),
            Constant::Moment(moment) => match Timestamp::from_civil(moment.date, moment.time, moment.offset_minutes) {
                Some(moment) => literal(Literal::Moment(moment)),
                None => Err(self.mismatch(expression)),
            },
            Constant::Member { type_name, member } => {
                let name = type_name.rsplit('.').next().unwrap_or(type_name);
                let is_role = name.eq_ignore_ascii_case("UserRole") || name.eq_ignore_ascii_case("onenoteUserRole");
                role(member).filter(|_| is_role).map(Bound::Role).ok_or_else(|| self.mismatch(expression))
            }
        }
    }

    fn path(&self, path: &odata::Path<'_>) -> Result<Bound<F>, RequestFault> {
        let known = self.terms.iter().find(|term| term.paths.contains(&path.text));
        let term = known.ok_or_else(|| RequestFault::UnknownField(self.option, shortened(path.text), path.position))?;
        Ok(match term.field.kind() {
            Kind::Boolean => Bound::Predicate(Predicate::True(term.field)),
            Kind::Node | Kind::Page | Kind::Permission => Bound::Id(term.field),
            Kind::Facet => Bound::Facet(term.field),
            Kind::Moment => Bound::Moment(term.field, term.digits),
            Kind::Text | Kind::Integer | Kind::Role | Kind::Null => Bound::Scalar(Scalar::Field(term.field)),
        })
    }

    /// Compares two things; nothing, if they cannot be.
    fn compare(&self, how: Comparison, a: Bound<F>, b: Bound<F>) -> Option<Predicate<F>> {
        use Bound as B;
        let is_not = how == Comparison::NotEqual;
        let is_equality = is_not || how == Comparison::Equal;
        let unless = |predicate| if is_not { Predicate::Not(Box::new(predicate)) } else { predicate };
        match (a, b) {
            (B::Predicate(a), B::Predicate(b)) if is_equality => Some(unless(same(a, b))),
            // What is true or not is not null.
            (B::Predicate(_), B::Scalar(Scalar::Literal(Literal::Null))) | (B::Scalar(Scalar::Literal(Literal::Null)), B::Predicate(_))
                if is_equality =>
            {
                Some(Predicate::Always(is_not))
            }
            (B::Facet(field), B::Scalar(Scalar::Literal(Literal::Null))) | (B::Scalar(Scalar::Literal(Literal::Null)), B::Facet(field))
                if is_equality =>
            {
                let is_there = Predicate::True(field);
                Some(if is_not { is_there } else { Predicate::Not(Box::new(is_there)) })
            }
            (B::Id(field), B::Scalar(Scalar::Literal(Literal::Text(text))))
            | (B::Scalar(Scalar::Literal(Literal::Text(text))), B::Id(field))
                if is_equality =>
            {
                Some(unless(Predicate::Is(field, identity(field.kind(), &text))))
            }
            (B::Role(role), B::Scalar(Scalar::Field(field))) | (B::Scalar(Scalar::Field(field)), B::Role(role)) => {
                has_role(how, field, role)
            }
            (B::Scalar(Scalar::Literal(Literal::Text(text))), B::Scalar(Scalar::Field(field)))
            | (B::Scalar(Scalar::Field(field)), B::Scalar(Scalar::Literal(Literal::Text(text))))
                if field.kind() == Kind::Role =>
            {
                has_role(how, field, role(&text)?)
            }
            (B::Moment(field, digits), B::Scalar(Scalar::Literal(Literal::Moment(moment)))) => shown(how, field, digits, moment),
            (B::Scalar(Scalar::Literal(Literal::Moment(moment))), B::Moment(field, digits)) => shown(turned(how), field, digits, moment),
            (a, b) => Predicate::compare(how, plain(a)?, plain(b)?).ok(),
        }
    }

    fn mismatch(&self, expression: &Expression<'_>) -> RequestFault {
        RequestFault::Mismatch(self.option, expression.position)
    }
}

/// Returns a value that has no predicate of its own.
fn plain<F: Field>(bound: Bound<F>) -> Option<Scalar<F>> {
    match bound {
        Bound::Scalar(scalar) => Some(scalar),
        Bound::Moment(field, _) | Bound::Id(field) => Some(Scalar::Field(field)),
        Bound::Predicate(_) | Bound::Role(_) | Bound::Facet(_) => None,
    }
}

fn same<F>(a: Predicate<F>, b: Predicate<F>) -> Predicate<F> {
    match (a, b) {
        (Predicate::Always(true), other) | (other, Predicate::Always(true)) => other,
        (Predicate::Always(false), other) | (other, Predicate::Always(false)) => Predicate::Not(Box::new(other)),
        (a, b) => Predicate::Same(Box::new([a, b])),
    }
}

/// Reads an id. What is none of ours is nobody's: a filter finds nothing then, other than an address.
fn identity(kind: Kind, text: &str) -> Identity {
    match kind {
        Kind::Page => text.parse().map_or(Identity::Nobody, Identity::Page),
        Kind::Permission => permission_number(text).map_or(Identity::Nobody, Identity::Permission),
        _ => node_id(text).map_or(Identity::Nobody, Identity::Node),
    }
}

/// Reads a role by its member's name; `Some(None)` for the one that nobody has who sees something.
fn role(name: &str) -> Option<Option<Role>> {
    match name {
        "Owner" => Some(Some(Role::Owner)),
        "Contributor" => Some(Some(Role::Contributor)),
        "Reader" => Some(Some(Role::Reader)),
        "None" => Some(None),
        _ => None,
    }
}

fn has_role<F: Field>(how: Comparison, field: F, role: Option<Role>) -> Option<Predicate<F>> {
    let found = match role {
        Some(role) => Predicate::compare(how, Scalar::Field(field), Scalar::Literal(Literal::Role(role))),
        None => Ok(Predicate::Always(how == Comparison::NotEqual)),
    };
    found.ok().filter(|_| field.kind() == Kind::Role && matches!(how, Comparison::Equal | Comparison::NotEqual))
}

const fn comparison(how: odata::Comparison) -> Comparison {
    match how {
        odata::Comparison::Equal => Comparison::Equal,
        odata::Comparison::NotEqual => Comparison::NotEqual,
        odata::Comparison::Greater => Comparison::Greater,
        odata::Comparison::GreaterOrEqual => Comparison::GreaterOrEqual,
        odata::Comparison::Less => Comparison::Less,
        odata::Comparison::LessOrEqual => Comparison::LessOrEqual,
    }
}

/// Returns the same comparison with its sides exchanged.
const fn turned(how: Comparison) -> Comparison {
    match how {
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Equal | Comparison::NotEqual => how,
    }
}

/// Compares a moment as replies show it, cut to some digits: whoever asks for what changed after the last change that they
/// were shown is not shown that one again.
fn shown<F: Field>(how: Comparison, field: F, digits: u32, moment: Timestamp) -> Option<Predicate<F>> {
    let unit = 10_i64.pow(6_u32.saturating_sub(digits));
    let first = moment.micros().div_euclid(unit) * unit;
    let (first, next) = (Timestamp::from_micros(first), Timestamp::from_micros(first).plus_micros(unit));
    let is_whole = first == moment;
    let is = |how, moment| Predicate::compare(how, Scalar::Field(field), Scalar::Literal(Literal::Moment(moment))).ok();
    let not_before = |moment| is(Comparison::GreaterOrEqual, moment);
    let before = |moment| is(Comparison::Less, moment);
    match how {
        Comparison::Equal if is_whole => Some(Predicate::All(vec![not_before(first)?, before(next)?])),
        Comparison::NotEqual if is_whole => Some(Predicate::Any(vec![before(first)?, not_before(next)?])),
        Comparison::Equal | Comparison::NotEqual => Some(Predicate::Always(how == Comparison::NotEqual)),
        Comparison::GreaterOrEqual if is_whole => not_before(first),
        Comparison::Greater | Comparison::GreaterOrEqual => not_before(next),
        Comparison::Less if is_whole => before(first),
        Comparison::Less | Comparison::LessOrEqual => before(next),
    }
}
