//! The query string of a call about drives. What is not known there is ignored: clients bring options of their own.

use super::schema::{Entity, ITEM, Shape};
use crate::fault::{DriveFault, RequestFault};
use crate::query::{conflict, is_conflict_name};
use crate::root::encoded;
use app::item::Order;
use model::ConflictBehavior;
use std::fmt::Write as _;

/// What the query string says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    pub(crate) select: Option<String>,
    pub(crate) expand: Option<String>,
    pub(crate) orderby: Option<String>,
    pub(crate) filter: Option<String>,
    pub(crate) top: Option<usize>,
    /// The `$skiptoken`, undecoded.
    pub(crate) token: Option<String>,
    /// What changes are told from: a token, undecoded, or `latest`.
    pub(crate) since: Option<String>,
    /// What is looked for.
    pub(crate) words: Option<String>,
    /// Which sites are looked for.
    pub(crate) search: Option<String>,
    /// What a file's bytes are to be made into.
    pub(crate) format: Option<String>,
    /// What to do when a name is taken, if the address says it.
    pub(crate) conflict: Option<ConflictBehavior>,
}

/// How much a list gives, if the client does not say. Source: "List children of a driveItem".
pub(crate) const TOP_DEFAULT: usize = 200;

/// The most that a list gives at once; whoever asks for more gets this. Clients ask for 999 and 1,000.
pub(crate) const TOP_MAX: usize = 1_000;

impl Query {
    /// Asks whether a list is wanted in its own order, and all of it.
    ///
    /// # Errors
    /// [`DriveFault::OptionNotServed`], which names the option.
    pub(crate) fn as_it_comes(&self) -> Result<(), DriveFault> {
        let asked = [("$filter", &self.filter), ("$orderby", &self.orderby)].into_iter().find(|(_, asked)| asked.is_some());
        asked.map_or(Ok(()), |(name, _)| Err(DriveFault::OptionNotServed(name.to_owned())))
    }

    /// Reads a query string.
    ///
    /// # Errors
    /// For an option that is known and has a value that it cannot have, or two values.
    pub(crate) fn read(text: &str) -> Result<Self, RequestFault> {
        let mut query = Self::default();
        for option in odata::options(text) {
            let option = option.map_err(RequestFault::Syntax)?;
            if is_conflict_name(&option.name) {
                let said = conflict(&option.value).ok_or(RequestFault::OptionValue("conflictBehavior", "fail, replace or rename"))?;
                once(&mut query.conflict, "conflictBehavior", said)?;
            } else if option.name == "(token" {
                // The function's argument behind a question mark, `delta?(token='…')`, as it is documented too.
                let said = option.value.strip_prefix('\'').and_then(|value| value.strip_suffix("')"));
                once(&mut query.since, "token", said.ok_or(RequestFault::OptionValue("token", "a text in quotes"))?.to_owned())?;
            } else if option.is("top") {
                once(&mut query.top, "$top", number(&option.value)?)?;
            } else {
                let known = [
                    ("select", "$select", &mut query.select),
                    ("expand", "$expand", &mut query.expand),
                    ("orderby", "$orderby", &mut query.orderby),
                    ("filter", "$filter", &mut query.filter),
                    ("skiptoken", "$skiptoken", &mut query.token),
                    ("token", "token", &mut query.since),
                    ("q", "q", &mut query.words),
                    ("search", "$search", &mut query.search),
                    ("format", "format", &mut query.format),
                ];
                if let Some((_, name, into)) = known.into_iter().find(|(name, ..)| option.is(name)) {
                    once(into, name, option.value.into_owned())?;
                }
            }
        }
        Ok(query)
    }

    /// Returns what of an entity is written.
    ///
    /// # Errors
    /// As [`Shape::asked`].
    pub(crate) fn shape<V>(&self, entity: &Entity<V>) -> Result<Shape, RequestFault> {
        Shape::asked(entity, self.select.as_deref(), self.expand.as_deref())
    }

    /// Returns what is written of each item of a list. What lies in it is not: a list of lists has no end.
    ///
    /// # Errors
    /// As [`Shape::asked`], and for `$expand=children`.
    pub(crate) fn shape_in_list(&self) -> Result<Shape, RequestFault> {
        let shape = self.shape(&ITEM)?;
        if shape.children.is_some() { Err(DriveFault::OptionNotServed("$expand=children".to_owned()).into()) } else { Ok(shape) }
    }

    /// Returns what is said of the children that are expanded along with an item, as the rest of their list is asked for.
    pub(crate) fn of_children(&self) -> Self {
        let expanded = self.expand.as_deref().and_then(|expand| odata::parse_expand(expand).ok()).unwrap_or_default();
        let children = expanded.into_iter().rfind(|item| item.path.text == "children");
        let select = children.and_then(|item| item.select);
        let names = |paths: Vec<odata::Path<'_>>| paths.iter().map(|path| path.text).collect::<Vec<_>>().join(",");
        Self { select: select.map(names), top: self.top, ..Self::default() }
    }

    /// Returns how many entries of a list are asked for.
    pub(crate) fn limit(&self) -> usize {
        self.top.unwrap_or(TOP_DEFAULT).clamp(1, TOP_MAX)
    }

    /// Refuses what a list is not chosen and ordered by. By name is how it is ordered anyway.
    pub(crate) fn only_by_name(&self) -> Result<(), RequestFault> {
        if self.filter.is_some() {
            return Err(DriveFault::OptionNotServed("$filter".to_owned()).into());
        }
        match self.orderby.as_deref().map(str::trim) {
            None | Some("name" | "name asc") => Ok(()),
            Some(_) => Err(DriveFault::OptionNotServed("$orderby".to_owned()).into()),
        }
    }

    /// Returns what a list of items is ordered by, and whether the greatest comes first. Source: "Optional OData query
    /// parameters" of OneDrive.
    ///
    /// # Errors
    /// For another order.
    pub(crate) fn item_order(&self) -> Result<(Order, bool), RequestFault> {
        let mut words = self.orderby.as_deref().unwrap_or("name").split_ascii_whitespace();
        let refused = || RequestFault::OptionValue("$orderby", "name, size or lastModifiedDateTime, and asc or desc");
        let order = match words.next() {
            Some("name") => Order::Name,
            Some("size") => Order::Size,
            Some("lastModifiedDateTime") => Order::Modified,
            _ => return Err(refused()),
        };
        match (words.next(), words.next()) {
            (None | Some("asc"), None) => Ok((order, false)),
            (Some("desc"), None) => Ok((order, true)),
            _ => Err(refused()),
        }
    }

    /// Returns the options that hold for the rest of a list too, as its address has them, with the token in front.
    pub(crate) fn carried(&self, token: &str) -> String {
        format!("$skiptoken={}{}", encoded(token), self.rest())
    }

    /// Returns the options that hold for the rest of a list too, to follow others.
    pub(crate) fn rest(&self) -> String {
        let mut out = String::new();
        let options = [("$select", &self.select), ("$expand", &self.expand), ("$orderby", &self.orderby), ("$filter", &self.filter)];
        for (name, value) in options {
            if let Some(value) = value {
                // Writing to a String cannot fail.
                let _ = write!(out, "&{name}={}", encoded(value));
            }
        }
        if let Some(top) = self.top {
            let _ = write!(out, "&$top={top}");
        }
        out
    }
}

fn number(text: &str) -> Result<usize, RequestFault> {
    let is_plain = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain).ok_or(RequestFault::OptionValue("$top", "a number"))
}

fn once<T>(into: &mut Option<T>, name: &'static str, value: T) -> Result<(), RequestFault> {
    match into.replace(value) {
        None => Ok(()),
        Some(_) => Err(RequestFault::OptionValue(name, "one value")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_one_option_and_others_are_ignored() {
        let query =
            Query::read("%24top=999&select=id,@content.downloadUrl&AVOverride=1&odata.x=y&%40name.conflictBehavior=replace").unwrap();
        assert_eq!(
            (query.limit(), query.select.as_deref(), query.conflict),
            (999, Some("id,@content.downloadUrl"), Some(ConflictBehavior::Replace))
        );
        assert_eq!(Query::read("$top=5000").unwrap().limit(), TOP_MAX);
        assert_eq!(Query::read("").unwrap().limit(), TOP_DEFAULT);
        assert!(Query::read("$top=-1").is_err());
        assert!(Query::read("$top=1&top=2").is_err());
        assert!(Query::read("$orderby=size").unwrap().only_by_name().is_err());
        assert!(Query::read("$orderby=name%20asc").unwrap().only_by_name().is_ok());
        let order = |text: &str| Query::read(text).unwrap().item_order().ok();
        assert_eq!(order("orderby=size%20desc"), Some((Order::Size, true)));
        assert_eq!(order("$orderby=lastModifiedDateTime"), Some((Order::Modified, false)));
        for wrong in ["$orderby=createdDateTime", "$orderby=name,size", "$orderby=name%20down", "$orderby="] {
            assert_eq!(order(wrong), None, "{wrong}");
        }
        let carried = |text: &str| Query::read(text).unwrap().carried("a b");
        assert_eq!(carried("select=id&$top=2"), "$skiptoken=a%20b&$select=id&$top=2");
        assert_eq!(carried("filter=size%20gt%201"), "$skiptoken=a%20b&$filter=size%20gt%201");
    }

    #[test]
    fn a_token_may_stand_in_parentheses() {
        let since = |text: &str| Query::read(text).map(|query| query.since);
        assert_eq!(since("(token='latest')&$top=2"), Ok(Some("latest".to_owned())));
        assert_eq!(since("%28token='12ab'%29"), Ok(Some("12ab".to_owned())));
        for wrong in ["(token=latest)", "(token='latest'", "(token='1')&token=2"] {
            assert!(since(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_rest_of_what_was_expanded_shows_what_the_first_of_it_did() {
        let carried = |text: &str| Query::read(text).unwrap().of_children().carried("a");
        assert_eq!(carried("$select=size&$expand=children(select=id,name)&$top=2&$orderby=size"), "$skiptoken=a&$select=id%2Cname&$top=2");
        assert_eq!(carried("$select=size&$expand=children"), "$skiptoken=a");
    }
}
