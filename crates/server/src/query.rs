//! The query string: what each kind of call understands, and what it refuses.

use crate::address::Surface;
use crate::asked::{Asked, Term};
use crate::fault::{Fault, RequestFault};
use crate::json::shortened;
use crate::root::encoded;
use crate::schema::{Entity, Shape};
use app::search::Sought;
use model::query::Field;
use model::{ConflictBehavior, Need};
use odata::SearchTerm;
use std::fmt::Write as _;

/// Which query options a call has. Source: "Get OneNote content and structure", its table of options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// None that it minds. On calls that change something, options that mean nothing are ignored: Microsoft's own library
    /// sends `$filter` when it creates a notebook.
    Nothing,
    /// None at all: operations, sites.
    Strictly,
    /// Notebooks.
    Notebooks,
    /// Section groups or sections.
    List,
    /// One of them.
    Entity,
    /// Pages of all sections.
    Pages,
    /// Pages of one section.
    SectionPages,
    /// A page.
    Page,
    /// A page's content.
    Content,
    /// The number of notebooks, section groups or sections.
    Count,
    /// The number of pages.
    CountPages,
    /// An image or a file.
    Resource,
    /// Permissions of an entity.
    Permissions,
    /// One of them.
    Permission,
}

impl Reads {
    /// The options that are documented for the call.
    const fn documented(self) -> &'static [&'static str] {
        match self {
            Self::Nothing | Self::Strictly => &[],
            Self::Notebooks => &["top", "skip", "skiptoken", "filter", "orderby", "select", "expand", "count", "includesharednotebooks"],
            Self::List => &["top", "skip", "skiptoken", "filter", "orderby", "select", "expand", "count"],
            Self::Entity => &["select", "expand"],
            Self::Pages => &["top", "skip", "skiptoken", "filter", "orderby", "select", "expand", "count", "search"],
            Self::SectionPages => &["top", "skip", "skiptoken", "filter", "orderby", "select", "expand", "count", "search", "pagelevel"],
            Self::Page => &["select", "expand", "pagelevel"],
            Self::Permissions => &["top", "skip", "skiptoken", "filter", "orderby", "select", "count"],
            Self::Permission => &["select"],
            Self::Content => &["includeIDs", "preAuthenticated", "includeInkML"],
            Self::Count => &["filter"],
            Self::CountPages => &["filter", "search"],
            Self::Resource => &["publicAuth", "mimeType", "grant"],
        }
    }
}

/// What the query string says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Query {
    top: Option<usize>,
    skip: Option<usize>,
    /// The `$select`.
    select: Option<String>,
    /// The `$expand`.
    expand: Option<String>,
    /// The `$filter`.
    filter: Option<String>,
    /// The `$orderby`.
    orderby: Option<String>,
    /// The `$search`.
    search: Option<String>,
    /// Whether the whole list is counted.
    pub(crate) count: bool,
    /// Whether pages are shown with their level and place.
    pub(crate) page_level: bool,
    /// The `$skiptoken`, undecoded.
    pub(crate) token: Option<String>,
    /// Whether notebooks that others share with the caller are among the caller's own.
    pub(crate) with_shared: bool,
    /// Whether elements of a page get generated ids.
    pub(crate) include_ids: bool,
    /// Whether a page comes with its ink.
    pub(crate) include_ink: bool,
    /// Whether images of a page get addresses that can be read without a token.
    pub(crate) pre_authenticated: bool,
    /// The grant in such an address, unread.
    pub(crate) grant: Option<String>,
    /// What to do when a name is taken, if the address says it.
    pub(crate) conflict: Option<ConflictBehavior>,
    /// The section that a page without one is for.
    pub(crate) section_name: Option<String>,
}

/// What a search takes: [`app::search::WORDS_MAX`] words.
const WORDS_TAKEN: &str = "at most 32 words";

/// What all texts of a short query have together. Those that clients repeat are shorter.
const SHORT_BYTES_MAX: usize = 512;

/// How much a list gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    top_default: usize,
    top_max: usize,
    skip_max: usize,
    skip_takes: &'static str,
}

/// Lists of pages. Source: "Get OneNote content and structure": 20 by default, 100 at most.
///
/// The most that can be skipped is ours: whoever wants more follows the links, which do not count from the start.
pub(crate) const PAGES: Bounds = Bounds { top_default: 20, top_max: 100, skip_max: 10_000, skip_takes: "a number from 0 to 10000" };

/// Lists of notebooks, section groups and sections, which the original gives whole.
pub(crate) const HIERARCHY: Bounds = Bounds { top_default: 1_000, top_max: 1_000, skip_max: 1_000, skip_takes: "a number from 0 to 1000" };

/// A piece of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) skip: usize,
    pub(crate) limit: usize,
    /// What the client asked for, to be asked again by the link to the rest.
    pub(crate) top: Option<usize>,
}

impl Query {
    /// Returns what the options need of a token's scopes, beside what the call does.
    pub(crate) fn need(&self) -> Option<Need> {
        self.with_shared.then_some(Need::ReadShared)
    }

    /// Reads the query string of a call that only reads.
    pub(crate) fn of_read(text: &str, reads: Reads) -> Result<Self, RequestFault> {
        let mut query = Self::default();
        for option in odata::options(text) {
            let option = option.map_err(RequestFault::Syntax)?;
            let Some(name) = reads.documented().iter().find(|name| option.is(name)).copied() else {
                return Err(refused(option.plain_name()));
            };
            match name {
                "top" => once(&mut query.top, "$top", number("$top", &option.value)?)?,
                "skip" => once(&mut query.skip, "$skip", number("$skip", &option.value)?)?,
                "select" => once(&mut query.select, "$select", option.value.into_owned())?,
                "expand" => once(&mut query.expand, "$expand", option.value.into_owned())?,
                "filter" => once(&mut query.filter, "$filter", option.value.into_owned())?,
                "orderby" => once(&mut query.orderby, "$orderby", option.value.into_owned())?,
                "search" => once(&mut query.search, "$search", option.value.into_owned())?,
                "count" => query.count = switch("$count", &option.value)?,
                "pagelevel" => query.page_level = switch("pagelevel", &option.value)?,
                "skiptoken" => once(&mut query.token, "$skiptoken", option.value.into_owned())?,
                "preAuthenticated" => query.pre_authenticated = switch("preAuthenticated", &option.value)?,
                // It marks such an address, and says nothing that the grant does not.
                "publicAuth" => drop(switch("publicAuth", &option.value)?),
                // What an image is, its bytes say.
                "mimeType" => {}
                "grant" => once(&mut query.grant, "grant", option.value.into_owned())?,
                "includesharednotebooks" => query.with_shared = switch("includesharednotebooks", &option.value)?,
                "includeIDs" => query.include_ids = switch("includeIDs", &option.value)?,
                "includeInkML" => query.include_ink = switch("includeInkML", &option.value)?,
                _ => return Err(refused(name)),
            }
        }
        Ok(query)
    }

    /// Reads what a call that changes something minds of its query string, and ignores the rest.
    pub(crate) fn of_write(text: &str) -> Result<Self, RequestFault> {
        let mut query = Self::default();
        for option in odata::options(text) {
            let option = option.map_err(RequestFault::Syntax)?;
            if is_conflict_name(&option.name) {
                let conflict = conflict(&option.value).ok_or(RequestFault::OptionValue("conflictBehavior", "fail, replace or rename"))?;
                once(&mut query.conflict, "conflictBehavior", conflict)?;
            } else if option.is("sectionName") {
                once(&mut query.section_name, "sectionName", option.value.into_owned())?;
            }
        }
        Ok(query)
    }

    /// Returns what of the entities is asked for.
    pub(crate) fn shape<V>(&self, entity: &Entity<V>, surface: Surface) -> Result<Shape, RequestFault> {
        Shape::asked(entity, surface, self.select.as_deref(), self.expand.as_deref())
    }

    /// Returns the options that hold for the rest of a list too, as they are written in its address: each with a `&` before it.
    pub(crate) fn carried(&self) -> String {
        let mut text = if self.with_shared { "&includesharednotebooks=true".to_owned() } else { String::new() };
        let texts = [
            ("$filter", &self.filter),
            ("$orderby", &self.orderby),
            ("$search", &self.search),
            ("$select", &self.select),
            ("$expand", &self.expand),
        ];
        for (name, value) in texts {
            if let Some(value) = value {
                // Writing to a String cannot fail.
                let _ = write!(text, "&{name}={}", encoded(value));
            }
        }
        for (option, is_on) in [("$count", self.count), ("pagelevel", self.page_level)] {
            text.push_str(if is_on { "&" } else { "" });
            text.push_str(if is_on { option } else { "" });
            text.push_str(if is_on { "=true" } else { "" });
        }
        text
    }

    /// Returns what of a list is asked for, if anything is.
    pub(crate) fn asked<F: Field>(&self, terms: &[Term<F>]) -> Result<Option<Asked<F>>, RequestFault> {
        Asked::read(terms, self.filter.as_deref(), self.orderby.as_deref())
    }

    /// Returns what is searched for, if anything is.
    pub(crate) fn sought(&self) -> Result<Option<Sought>, RequestFault> {
        let Some(text) = &self.search else { return Ok(None) };
        let terms = odata::parse_search(text).map_err(|error| RequestFault::OptionSyntax("$search", error))?;
        let words = terms.iter().map(|term| match term {
            SearchTerm::Word(word) => word,
            SearchTerm::Phrase(phrase) => phrase.as_ref(),
        });
        Sought::new(words).map(Some).map_err(|_| RequestFault::OptionValue("$search", WORDS_TAKEN))
    }

    /// Returns what tells lists of one address apart: tokens of one do not go on in another.
    pub(crate) fn list(&self) -> String {
        match (&self.filter, &self.orderby, &self.search) {
            (None, None, None) => String::new(),
            asked => format!(" {asked:?}"),
        }
    }

    /// Says whether this takes little memory, so that it may be kept with its answer.
    pub(crate) fn is_short(&self) -> bool {
        let texts = [&self.select, &self.expand, &self.filter, &self.orderby, &self.search, &self.token];
        texts.into_iter().flatten().map(String::len).sum::<usize>() <= SHORT_BYTES_MAX
    }

    /// Returns which piece of a list is asked for.
    pub(crate) fn window(&self, bounds: Bounds) -> Result<Window, Fault> {
        let skip = bounds.skip(self.skip.unwrap_or(0))?;
        let top = self.top.map(|top| bounds.top(top)).transpose()?;
        Ok(Window { skip, limit: top.unwrap_or(bounds.top_default), top })
    }
}

impl Bounds {
    /// Returns a `$top` that is not too high.
    pub(crate) fn top(self, top: usize) -> Result<usize, RequestFault> {
        if top > self.top_max { Err(RequestFault::TopTooHigh { top_max: self.top_max }) } else { Ok(top) }
    }

    /// Returns a `$skip` that is not too high.
    pub(crate) fn skip(self, skip: usize) -> Result<usize, RequestFault> {
        if skip > self.skip_max { Err(RequestFault::OptionValue("$skip", self.skip_takes)) } else { Ok(skip) }
    }
}

/// Refuses an option that is not documented for the call; some have a code of their own.
fn refused(name: &str) -> RequestFault {
    match name {
        _ if name.eq_ignore_ascii_case("expand") => RequestFault::ExpandHere,
        _ if name.eq_ignore_ascii_case("pagelevel") => RequestFault::PageLevelHere,
        _ => RequestFault::OptionUnknown(shortened(name)),
    }
}

/// Reads a number.
pub(crate) fn number(name: &'static str, text: &str) -> Result<usize, RequestFault> {
    // `parse` would take a sign.
    let digits = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or(RequestFault::OptionValue(name, "a number"))
}

/// Reads what is on or off.
pub(crate) fn switch(name: &'static str, text: &str) -> Result<bool, RequestFault> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(RequestFault::OptionValue(name, "true or false")),
    }
}

fn once<T>(into: &mut Option<T>, name: &'static str, value: T) -> Result<(), RequestFault> {
    match into.replace(value) {
        None => Ok(()),
        Some(_) => Err(RequestFault::OptionValue(name, "one value")),
    }
}

/// The spellings of `conflictBehavior`, in the query and in the body.
pub(crate) fn is_conflict_name(name: &str) -> bool {
    matches!(name, "conflictBehavior" | "@name.conflictBehavior" | "@microsoft.graph.conflictBehavior")
}

/// Reads what to do when a name is taken.
pub(crate) fn conflict(text: &str) -> Option<ConflictBehavior> {
    match text.to_ascii_lowercase().as_str() {
        "fail" => Some(ConflictBehavior::Fail),
        "replace" => Some(ConflictBehavior::Replace),
        "rename" => Some(ConflictBehavior::Rename),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_spellings_and_every_case_are_one_option() {
        let read = |text| Query::of_read(text, Reads::Pages).unwrap();
        assert_eq!(read("$top=5&SKIP=2"), read("TOP=5&&$skip=2%20"));
        assert_eq!(read("$top=5").window(PAGES), Ok(Window { skip: 0, limit: 5, top: Some(5) }));
        assert_eq!(read("").window(PAGES), Ok(Window { skip: 0, limit: 20, top: None }));
        assert_eq!(read("top=101").window(PAGES), Err(RequestFault::TopTooHigh { top_max: 100 }.into()));
    }

    #[test]
    fn an_option_counts_where_it_is_documented() {
        let read = |text, reads| Query::of_read(text, reads).unwrap_err();
        assert_eq!(read("includesharednotebooks=true", Reads::List), RequestFault::OptionUnknown("includesharednotebooks".to_owned()));
        assert!(Query::of_read("includesharednotebooks=true", Reads::Notebooks).unwrap().with_shared);
        assert_eq!(read("search=x", Reads::List), RequestFault::OptionUnknown("search".to_owned()));
        assert_eq!(read("$expand=x", Reads::Content), RequestFault::ExpandHere);
        assert_eq!(read("pageLevel=true", Reads::Pages), RequestFault::PageLevelHere);
        assert_eq!(read("includeids=1", Reads::Content), RequestFault::OptionValue("includeIDs", "true or false"));
        assert!(Query::of_read("includeids=false&pagelevel=false", Reads::SectionPages).is_err());
        assert!(Query::of_read("pagelevel=false", Reads::SectionPages).is_ok());
        assert_eq!(read("count=yes", Reads::Pages), RequestFault::OptionValue("$count", "true or false"));
        assert_eq!(read("top=5", Reads::Count), RequestFault::OptionUnknown("top".to_owned()));
        assert_eq!(app::search::WORDS_MAX, 32);
        let query = Query::of_read("includeIds=TRUE&includeInkML=true", Reads::Content).unwrap();
        assert!(query.include_ids && query.include_ink);
        assert_eq!(read("includeInkML=1", Reads::Content), RequestFault::OptionValue("includeInkML", "true or false"));
    }

    #[test]
    fn a_change_minds_only_what_it_knows() {
        let query = Query::of_write("$filter=x&@name.conflictBehavior=Rename&sectionname=Inbox").unwrap();
        assert_eq!((query.conflict, query.section_name.as_deref()), (Some(ConflictBehavior::Rename), Some("Inbox")));
        assert!(Query::of_write("conflictBehavior=maybe").is_err());
    }

    proptest! {
        #[test]
        fn nothing_panics(text in ".*") {
            for reads in [Reads::Strictly, Reads::List, Reads::SectionPages, Reads::Content] {
                let _ = Query::of_read(&text, reads);
            }
            let _ = Query::of_write(&text);
        }
    }
}
