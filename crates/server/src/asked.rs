//! What a list is asked for by `$filter` and `$orderby`: the names of a surface bound to what the verbs know, and values to
//! what those have.

mod bind;
mod terms;

pub(crate) use terms::{PAGES, PERMISSIONS, Term, nodes};

use crate::fault::RequestFault;
use model::query::{Field, ItemField, Order, Predicate};
use odata::{SyntaxError, SyntaxErrorKind};

/// What is asked for; at least one of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked<F> {
    pub(crate) filter: Option<Predicate<F>>,
    pub(crate) order: Vec<Order<F>>,
}

impl<F: Field> Asked<F> {
    /// Reads both options. Nothing, if there are none.
    ///
    /// # Errors
    /// For what does not follow the syntax, names nothing here, or compares what cannot be compared.
    pub(crate) fn read(terms: &[Term<F>], filter: Option<&str>, order: Option<&str>) -> Result<Option<Self>, RequestFault> {
        if filter.is_none() && order.is_none() {
            return Ok(None);
        }
        let filter = filter.map(|text| self::filter(terms, text)).transpose()?;
        let order = order.map(|text| self::order(terms, text)).transpose()?.unwrap_or_default();
        Ok(Some(Self { filter, order }))
    }
}

/// Reads a filter.
pub(crate) fn filter<F: Field>(terms: &[Term<F>], text: &str) -> Result<Predicate<F>, RequestFault> {
    let filter = odata::parse_filter(text).map_err(|error| syntax("$filter", error))?;
    bind::Binder { option: "$filter", terms, folds: false }.predicate(&filter)
}

/// Reads a filter of what lies in a folder, where names count in any letter case. Where notebooks are shown as folders, they
/// are found as such.
pub(crate) fn items(text: &str, notebooks_are_folders: bool) -> Result<Predicate<ItemField>, RequestFault> {
    let filter = odata::parse_filter(text).map_err(|error| syntax("$filter", error))?;
    let terms = terms::items(notebooks_are_folders);
    bind::Binder { option: "$filter", terms, folds: true }.predicate(&filter)
}

/// Reads an order. What was named before orders nothing more, so it is left out.
pub(crate) fn order<F: Field>(terms: &[Term<F>], text: &str) -> Result<Vec<Order<F>>, RequestFault> {
    let binder = bind::Binder { option: "$orderby", terms, folds: false };
    let mut order: Vec<Order<F>> = Vec::new();
    for key in odata::parse_orderby(text).map_err(|error| syntax("$orderby", error))? {
        let by = binder.sortable(&key.expression)?;
        if !order.iter().any(|known| known.by == by) {
            order.push(Order { by, is_descending: key.is_descending });
        }
    }
    Ok(order)
}

/// Says what is wrong with an option's text. What OData has and we have not is told apart from what nobody has.
fn syntax(option: &'static str, error: SyntaxError) -> RequestFault {
    match error.kind {
        SyntaxErrorKind::Unsupported => RequestFault::Operator(option, error.position),
        _ => RequestFault::OptionSyntax(option, error),
    }
}

#[cfg(test)]
mod tests;
