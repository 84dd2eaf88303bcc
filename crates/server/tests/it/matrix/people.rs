//! Who asks: everybody, the groups and the site.

use app::admin::{self, Admin, NewSite};
use model::{GroupId, Role, Scopes};

/// What the app is called that made the pages, and another one.
pub const MAKER: &str = "WLID-0000000048123456";
const OTHER: &str = "WLID-0000000048654321";

/// The person behind each name of the policy, and the app that they come through.
pub const PEOPLE: [(&str, &str, &str); 9] = [
    ("owner", "olga", MAKER),
    ("elsewhere", "olga", OTHER),
    ("contributor", "cleo", MAKER),
    ("reader", "rex", MAKER),
    ("member", "mia", MAKER),
    ("nested", "nora", MAKER),
    ("writer", "will", MAKER),
    ("former", "fay", MAKER),
    ("outsider", "otto", MAKER),
];

/// Who is asked with every scope.
const WITH_ALL: [&str; 2] = ["owner", "contributor"];

/// Scopes of each kind, for the others: what differs between scopes, who asks does not change.
const SOME: [&str; 11] = [
    "openid",
    "Notes.Read",
    "Notes.Create",
    "Notes.ReadWrite.CreatedByApp",
    "Notes.ReadWrite.All",
    "Files.Read",
    "Files.ReadWrite",
    "Files.ReadWrite.AppFolder",
    "Files.ReadWrite.All",
    "User.Read",
    "Directory.Read.All",
];

/// Who is who they are by groups in groups, and what they are asked with: every need is met by one of these, and the rest others tell.
const BY_GROUPS: [&str; 2] = ["nested", "writer"];
const WIDEST: [&str; 5] = ["openid", "Notes.ReadWrite.All", "Files.ReadWrite.All", "User.Read", "Directory.Read.All"];

/// Returns the scopes that somebody is asked with, a token for each.
pub fn scopes(name: &str) -> Vec<&'static str> {
    match name {
        name if WITH_ALL.contains(&name) => Scopes::spellings().collect(),
        name if BY_GROUPS.contains(&name) => WIDEST.to_vec(),
        _ => SOME.to_vec(),
    }
}

/// The groups that something is given to.
#[derive(Clone, Copy)]
pub struct Groups {
    /// It owns a shelf.
    pub club: GroupId,
    pub readers: GroupId,
    pub writers: GroupId,
}

/// Adds everybody, the groups and the site.
pub fn add(cx: &mut app::Cx<'_, '_>) -> app::Result<(Groups, (String, String))> {
    for user in ["olga", "cleo", "rex", "mia", "nora", "will", "fay", "otto", "sue", "gus"] {
        admin::add_user(cx, &Admin::operator(), user, None, None)?;
    }
    let of = |members: &[&str]| members.iter().map(|member| (*member).to_owned()).collect::<Vec<_>>();
    let club = admin::add_group(cx, &Admin::operator(), "Club", &of(&["olga", "cleo", "sue", "gus"]), None)?;
    testkit::by_name::set_member(cx, &club.id, "rex", Some(Role::Reader))?;
    let readers = admin::add_group(cx, &Admin::operator(), "Readers", &of(&["mia"]), None)?;
    // Nora owns a group that reads elsewhere, and Will one in a group in those that write.
    let writers = admin::add_group(cx, &Admin::operator(), "Writers", &[], None)?;
    admin::add_group(cx, &Admin::operator(), "Guests", &of(&["nora"]), None)?;
    admin::add_group(cx, &Admin::operator(), "Authors", &of(&["will"]), None)?;
    for (outer, inner, role) in [
        ("Readers", "Guests", Role::Reader),
        ("Club", "Guests", Role::Reader),
        ("Writers", "Authors", Role::Owner),
        ("Club", "Writers", Role::Contributor),
    ] {
        testkit::by_name::set_inner(cx, outer, inner, Some(role))?;
    }
    let members = [("olga", Role::Owner), ("cleo", Role::Contributor), ("rex", Role::Reader)].map(|(name, role)| (name.to_owned(), role));
    let url = "https://library.example/sites/shelf".to_owned();
    let site = admin::add_site(
        cx,
        &Admin::operator(),
        &NewSite { url, has_default_library: true, members: members.to_vec(), ..NewSite::default() },
    )?;
    let groups = Groups { club: club.id, readers: readers.id, writers: writers.id };
    Ok((groups, (site.collection.to_string(), site.id.to_string())))
}
