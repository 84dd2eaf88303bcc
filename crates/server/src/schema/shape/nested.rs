//! What is asked of a nested list, by the options that stand in the parentheses of its expansion.

use crate::asked;
use crate::fault::RequestFault;
use crate::json::shortened;
use crate::query::{HIERARCHY, number, switch};
use app::expand::Way;
use model::NodeKind;
use model::query::{NodeField, Query};
use odata::NestedOption;

/// Reads the options; each stands there once. Nothing, if there are none. What leads to one thing has none: there is nothing
/// to choose from.
///
/// # Errors
/// For an option that is none there, and for what a list of its own would refuse.
pub(super) fn read(way: Way, kind: NodeKind, options: &[NestedOption<'_>]) -> Result<Option<Query<NodeField>>, RequestFault> {
    let Some(first) = options.first() else { return Ok(None) };
    if !matches!(way, Way::Below(_)) {
        return Err(refused(first));
    }
    // Whole, unless a client wants less: expanded lists are not paged, and one bound holds for all of them together.
    let mut query = Query::first(usize::MAX);
    for option in options {
        let name = OF_LISTS.iter().find(|name| name.eq_ignore_ascii_case(option.name)).copied();
        let within = |fault: RequestFault| fault.within_expand(option.value_position);
        match name {
            Some("filter") => query.predicate = Some(asked::filter(asked::nodes(kind), option.value).map_err(within)?),
            Some("orderby") => query.order = asked::order(asked::nodes(kind), option.value).map_err(within)?,
            Some("top") => query.limit = HIERARCHY.top(number("$top", option.value)?)?,
            Some("skip") => query.skip = HIERARCHY.skip(number("$skip", option.value)?)?,
            Some("count") => query.wants_count = switch("$count", option.value)?,
            _ => return Err(refused(option)),
        }
    }
    Ok(Some(query))
}

/// OData's options of lists. Only pages are searched, and they are not expanded.
const OF_LISTS: [&str; 6] = ["filter", "orderby", "top", "skip", "count", "search"];

fn refused(option: &NestedOption<'_>) -> RequestFault {
    match OF_LISTS.iter().find(|name| name.eq_ignore_ascii_case(option.name)) {
        Some(name) => RequestFault::ExpandOption(format!("${name}"), option.position),
        None => RequestFault::UnknownTerm("$expand", shortened(option.name), option.position),
    }
}
