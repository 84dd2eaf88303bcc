//! OData's syntax as a library: addresses and query strings to small trees, errors with positions.
//!
//! Only syntax lives here. Which names mean something, and what, the caller knows. Nothing here does I/O, keeps state, or panics on any input.
//!
//! - [`segments()`] splits a path, [`decode()`] undoes percent-encoding, [`Segment::parse`] reads one segment.
//! - [`options()`] splits a query string. [`parse_filter`], [`parse_orderby`], [`parse_select`], [`parse_expand`] and
//!   [`parse_search`] read what the options say, within the bounds of [`limits`].
//!
//! ```
//! let path = "/me/notes/notebooks('1-a')//Microsoft.OneNote.Api.GetRecentNotebooks(includePersonalNotebooks=true)/";
//! let parts: Vec<&str> = odata::segments(path).collect();
//! let [_, _, keyed, call] = parts[..] else { panic!("four segments") };
//!
//! let keyed = odata::Segment::parse(keyed)?;
//! assert_eq!((keyed.name, keyed.key()), ("notebooks", Some("1-a")));
//!
//! let call = odata::Segment::parse(call)?;
//! assert!(call.is_named("getrecentnotebooks"));
//! assert_eq!(call.argument("includepersonalnotebooks"), Some("true"));
//! # Ok::<(), odata::SyntaxError>(())
//! ```

mod constant;
mod decode;
mod error;
mod expand;
mod filter;
pub mod limits;
mod options;
mod orderby;
mod reader;
mod search;
mod segment;
mod segments;
mod select;

pub use constant::{Constant, Moment};
pub use decode::decode;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use expand::{Expand, Levels, NestedOption, parse_expand};
pub use filter::{Comparison, Expression, Function, Term, parse_filter};
pub use options::{Option as QueryOption, Options, options};
pub use orderby::{OrderKey, parse_orderby};
pub use reader::Path;
pub use search::{SearchTerm, parse_search};
pub use segment::{Literal, Parentheses, Segment};
pub use segments::{Segments, segments};
pub use select::parse_select;
