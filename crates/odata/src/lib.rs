//! OData's syntax as a library: addresses and query strings to small trees, errors with positions.
//!
//! Only syntax lives here. Which names mean something, and what, the caller knows; so do the bounds on what is worth
//! parsing. Nothing here does I/O, keeps state, or panics on any input.
//!
//! - [`segments()`] splits a path, [`decode()`] undoes percent-encoding, [`Segment::parse`] reads one segment.
//! - [`options()`] splits a query string.
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

mod decode;
mod error;
mod options;
mod segment;
mod segments;

pub use decode::decode;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use options::{Option as QueryOption, Options, options};
pub use segment::{Literal, Parentheses, Segment};
pub use segments::{Segments, segments};
