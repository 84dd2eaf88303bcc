//! What follows a drive or an item in an address: relations, and actions in three spellings.

use super::BadAddress;
use odata::{Parentheses, Segment};

/// In whose manner a reply is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Flavor {
    /// The service of 2015 and its later form under `_api`.
    Legacy,
    /// Microsoft Graph.
    Graph,
    /// The request does not tell: both sets of annotations, else as Graph.
    Both,
}

impl Flavor {
    /// Says whether replies have the annotations of the first service.
    pub(crate) const fn is_legacy(self) -> bool {
        matches!(self, Self::Legacy | Self::Both)
    }

    /// Says whether replies have the annotations of Graph.
    pub(crate) const fn is_graph(self) -> bool {
        matches!(self, Self::Graph | Self::Both)
    }
}

/// A piece of what follows a drive or an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// A relation, an id, or an action by its one name.
    pub(crate) name: String,
    /// The arguments of a call.
    pub(crate) arguments: Vec<(String, String)>,
    /// Whose spelling an action has.
    pub(crate) flavor: Option<Flavor>,
}

impl Member {
    pub(super) fn plain(name: &str) -> Self {
        Self { name: name.to_owned(), arguments: Vec::new(), flavor: None }
    }
}

/// No address has more members: `permissions/{id}`, `thumbnails/{id}/{size}/content`.
const MEMBERS_MAX: usize = 6;

/// The actions and functions, by the one name that the table has for them. Letter case counts.
const ACTIONS: &[&str] = &[
    "copy",
    "createLink",
    "invite",
    "createUploadSession",
    "delta",
    "search",
    "recent",
    "sharedWithMe",
    "restore",
    "permanentDelete",
    "preview",
    "checkin",
    "checkout",
    "follow",
    "unfollow",
    "validatePermission",
];

/// The spellings of 2015. What came later has its name behind `oneDrive.`.
const OF_2015: &[(&str, &str)] = &[
    ("action.copy", "copy"),
    ("action.createLink", "createLink"),
    ("action.invite", "invite"),
    ("upload.createSession", "createUploadSession"),
    ("view.delta", "delta"),
    ("view.changes", "view.changes"),
    ("view.search", "search"),
    ("view.recent", "recent"),
    ("view.sharedWithMe", "sharedWithMe"),
];

/// Reads members that were decoded.
pub(super) fn read(text: &str) -> Result<Vec<Member>, BadAddress> {
    let mut members = Vec::new();
    for segment in odata::segments(text) {
        if members.len() >= MEMBERS_MAX {
            return Err(BadAddress::TooManyMembers);
        }
        let parsed = Segment::parse(segment)?;
        let (name, flavor) = action(parsed.name);
        let (key, arguments) = match parsed.parentheses {
            Parentheses::Absent | Parentheses::Empty => (None, Vec::new()),
            Parentheses::Key(key) => (Some(key.as_str().to_owned()), Vec::new()),
            Parentheses::Arguments(given) => {
                (None, given.into_iter().map(|(name, value)| (name.to_owned(), value.as_str().to_owned())).collect())
            }
        };
        members.push(Member { name: name.to_owned(), arguments, flavor });
        // `permissions('1')` is the same as `permissions/1`.
        members.extend(key.map(|key| Member::plain(&key)));
    }
    Ok(members)
}

/// Returns the one name of an action, and whose spelling it has; anything else as it is.
fn action(text: &str) -> (&str, Option<Flavor>) {
    if let Some((_, name)) = OF_2015.iter().find(|(spelling, _)| *spelling == text) {
        return (name, Some(Flavor::Legacy));
    }
    let known = |name: &str| ACTIONS.contains(&name);
    match (text.strip_prefix("oneDrive."), text.strip_prefix("microsoft.graph.")) {
        (Some(name), _) if known(name) => (name, Some(Flavor::Legacy)),
        (_, Some(name)) if known(name) => (name, Some(Flavor::Graph)),
        _ if known(text) => (text, Some(Flavor::Graph)),
        _ => (text, None),
    }
}
