//! The moments of change that a filter leaves, so that nothing before or after them is looked at.

use model::Timestamp;
use model::query::{Comparison, Literal, PageField, Predicate, Scalar};

/// A stretch of time.
#[derive(Clone, Copy)]
pub(super) struct Span {
    /// Not before this moment.
    pub(super) from: Timestamp,
    /// Before this one.
    pub(super) until: Timestamp,
}

impl Span {
    /// All of time.
    pub(super) const ALL: Self = Self { from: Timestamp::from_micros(i64::MIN), until: Timestamp::from_micros(i64::MAX) };

    /// Returns what the filter leaves; all of time where pages are numbered before they are chosen.
    pub(super) fn of_filter(filter: Option<&Predicate<PageField>>, is_numbered: bool) -> Self {
        match filter {
            Some(filter) if !is_numbered => Self::of(filter.conjuncts()),
            _ => Self::ALL,
        }
    }

    /// Returns what some predicates leave that are all to be true.
    pub(super) fn of<'p>(conjuncts: impl IntoIterator<Item = &'p Predicate<PageField>>) -> Self {
        let mut span = Self::ALL;
        for conjunct in conjuncts.into_iter().filter(|conjunct| Self::says_all_of(conjunct)) {
            let Predicate::Compare(how, _, Scalar::Literal(Literal::Moment(moment))) = conjunct else { continue };
            let next = moment.plus_micros(1);
            let (from, until) = match how {
                Comparison::Equal => (*moment, next),
                Comparison::Greater => (next, span.until),
                Comparison::GreaterOrEqual => (*moment, span.until),
                Comparison::Less => (span.from, *moment),
                Comparison::LessOrEqual => (span.from, next),
                Comparison::NotEqual => continue,
            };
            span = Self { from: span.from.max(from), until: span.until.min(until) };
        }
        span
    }

    /// Says whether a span says as much as the conjunct.
    pub(super) fn says_all_of(conjunct: &Predicate<PageField>) -> bool {
        match conjunct {
            Predicate::Compare(Comparison::NotEqual, ..) => false,
            Predicate::Compare(_, Scalar::Field(PageField::Modified), Scalar::Literal(Literal::Moment(_))) => true,
            _ => false,
        }
    }

    /// Returns where it begins, if it does.
    pub(super) fn from(&self) -> Option<Timestamp> {
        (self.from > Self::ALL.from).then_some(self.from)
    }

    /// Returns where it ends, if it does.
    pub(super) fn until(&self) -> Option<Timestamp> {
        (self.until < Self::ALL.until).then_some(self.until)
    }
}
