//! What an app may do on a person's behalf. A scope limits; it never gives a right that the person lacks. What an app may without
//! a person, its scopes alone say.

use crate::Role;

/// What a call asks of the token's scopes.
///
/// Source: "Copy notebooks, sections, and pages" and "OneNote GET notebooks/id" list the scopes of their calls; the sets
/// are gathered in the wire contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// To speak for somebody at all. Any scope will do.
    Any,
    /// To see notebooks, section groups, sections and operations.
    ReadHierarchy,
    /// To see pages and their content.
    ReadPages,
    /// To create and to copy.
    Create,
    /// To change and delete.
    Write,
    /// To see, among the caller's own notebooks, those that others share with them.
    ReadShared,
    /// To see who may do what. Source: "Manage permissions on OneNote entities".
    ReadPermissions,
    /// To decide who may do what.
    ChangePermissions,
    /// To see drives, what lies in them, and what is in that.
    ReadItems,
    /// To change and to copy what lies in a drive.
    WriteItems,
    /// To see what lies in other people's drives and is shared. Source: "List items shared with the signed-in user".
    ReadSharedItems,
    /// To be told who signed in. Source: "OpenID Connect Core 1.0", section 5.4, as the next two.
    SignIn,
    /// To be told what they are called.
    ReadProfile,
    /// To be told their address for mail.
    ReadEmail,
    /// To go on while they are away. Source: "OpenID Connect Core 1.0", section 11.
    StaySignedIn,
    /// To see their own entry in the directory.
    ReadMe,
    /// To see who else there is.
    ReadPeople,
    /// To see which groups there are, and who is in them.
    ReadGroups,
}

/// How far a token meets a [`Need`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grant {
    /// Not at all.
    Nothing,
    /// For pages that the same app created.
    OwnPages,
    /// For what lies in the folder of the same app.
    OwnFolder,
    /// For everything that the person may touch.
    Everything,
}

/// One scope that the server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    name: &'static str,
    deed: Deed,
    family: Family,
}

/// What a scope is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Deed {
    Read,
    Create,
    ReadWriteCreatedByApp,
    ReadWriteAppFolder,
    ReadWrite,
    SignIn,
    Profile,
    Email,
    StaySignedIn,
    ReadMe,
    ReadPeople,
    ReadGroups,
    ReadDirectory,
}

/// What a scope reaches: one of the two services, and there whose accounts a scope was made for. Whose content a person may see is decided by permissions alone, on every surface; a
/// few calls were only ever made for some families.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Family {
    /// `office.onenote…`
    Consumer,
    /// `Notes.…`
    Enterprise,
    /// `Notes.….All`
    All,
    /// `onedrive.…` and `Files.…`: drives, and no notes.
    Files,
    /// `Files.….All` and `Sites.….All`
    AllFiles,
    /// Who people are; neither notes nor drives.
    Directory,
}

/// Every spelling.
const SPELLINGS: [(&str, Deed, Family); 34] = [
    ("office.onenote", Deed::Read, Family::Consumer),
    ("office.onenote_create", Deed::Create, Family::Consumer),
    ("office.onenote_update_by_app", Deed::ReadWriteCreatedByApp, Family::Consumer),
    ("office.onenote_update", Deed::ReadWrite, Family::Consumer),
    ("Notes.Read", Deed::Read, Family::Enterprise),
    ("Notes.Create", Deed::Create, Family::Enterprise),
    ("Notes.ReadWrite.CreatedByApp", Deed::ReadWriteCreatedByApp, Family::Enterprise),
    ("Notes.ReadWrite", Deed::ReadWrite, Family::Enterprise),
    ("Notes.Read.All", Deed::Read, Family::All),
    ("Notes.ReadWrite.All", Deed::ReadWrite, Family::All),
    ("onedrive.readonly", Deed::Read, Family::Files),
    ("onedrive.readwrite", Deed::ReadWrite, Family::Files),
    ("onedrive.appfolder", Deed::ReadWriteAppFolder, Family::Files),
    ("Files.Read", Deed::Read, Family::Files),
    ("Files.ReadWrite", Deed::ReadWrite, Family::Files),
    ("Files.ReadWrite.AppFolder", Deed::ReadWriteAppFolder, Family::Files),
    ("Files.Read.All", Deed::Read, Family::AllFiles),
    ("Files.ReadWrite.All", Deed::ReadWrite, Family::AllFiles),
    ("Sites.Read.All", Deed::Read, Family::AllFiles),
    ("Sites.ReadWrite.All", Deed::ReadWrite, Family::AllFiles),
    ("openid", Deed::SignIn, Family::Directory),
    ("profile", Deed::Profile, Family::Directory),
    ("email", Deed::Email, Family::Directory),
    ("offline_access", Deed::StaySignedIn, Family::Directory),
    ("wl.signin", Deed::SignIn, Family::Directory),
    ("wl.basic", Deed::Profile, Family::Directory),
    ("wl.emails", Deed::Email, Family::Directory),
    ("wl.offline_access", Deed::StaySignedIn, Family::Directory),
    ("User.Read", Deed::ReadMe, Family::Directory),
    ("User.ReadBasic.All", Deed::ReadPeople, Family::Directory),
    ("User.Read.All", Deed::ReadPeople, Family::Directory),
    ("GroupMember.Read.All", Deed::ReadGroups, Family::Directory),
    ("Group.Read.All", Deed::ReadGroups, Family::Directory),
    ("Directory.Read.All", Deed::ReadDirectory, Family::Directory),
];

impl Scope {
    /// Reads one spelling, in any letter case.
    pub fn parse(text: &str) -> Option<Self> {
        let known = SPELLINGS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(text));
        known.map(|(name, deed, family)| Self { name, deed: *deed, family: *family })
    }

    /// Returns its spelling.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Says whether an app can have it without a person: it reaches whatever anybody owns, then. Source: "Microsoft Graph permissions
    /// reference", the application kind.
    pub const fn is_for_apps_alone(self) -> bool {
        match self.family {
            Family::All | Family::AllFiles => true,
            Family::Directory => matches!(self.deed, Deed::ReadPeople | Deed::ReadGroups | Deed::ReadDirectory),
            Family::Consumer | Family::Enterprise | Family::Files => false,
        }
    }

    /// Returns what an app that has it without a person is in all notebooks and drives. `None` for nothing.
    const fn role_everywhere(self) -> Option<Role> {
        match (self.family, self.deed) {
            (Family::All | Family::AllFiles, Deed::ReadWrite) => Some(Role::Owner),
            (Family::All | Family::AllFiles, _) => Some(Role::Reader),
            _ => None,
        }
    }

    /// Returns what the scope grants of a need.
    pub const fn grants(self, need: Need) -> Grant {
        match self.family {
            Family::Consumer | Family::Enterprise | Family::All => self.grants_of_notes(need),
            Family::Files | Family::AllFiles => self.grants_of_files(need),
            Family::Directory => self.grants_of_directory(need),
        }
    }

    const fn grants_of_notes(self, need: Need) -> Grant {
        use Deed::{Create, Read, ReadWrite, ReadWriteCreatedByApp};
        match (need, self.deed, self.family) {
            (Need::Any | Need::ReadHierarchy, ..)
            | (Need::ReadPages, Read | ReadWrite, _)
            | (Need::Create, Create | ReadWriteCreatedByApp | ReadWrite, _)
            | (Need::Write, ReadWrite, _)
            | (Need::ReadShared, Read | ReadWrite, Family::All)
            // The document has `Notes.Read` here, and not `Notes.Read.All`.
            | (Need::ReadPermissions, Read, Family::Enterprise)
            | (Need::ReadPermissions | Need::ChangePermissions, ReadWriteCreatedByApp | ReadWrite, Family::Enterprise | Family::All) => {
                Grant::Everything
            }
            (Need::ReadPages | Need::Write, ReadWriteCreatedByApp, _) => Grant::OwnPages,
            _ => Grant::Nothing,
        }
    }

    const fn grants_of_files(self, need: Need) -> Grant {
        match (need, self.deed, self.family) {
            (Need::Any, ..)
            | (Need::ReadItems, Deed::Read | Deed::ReadWrite, _)
            | (Need::WriteItems, Deed::ReadWrite, _)
            | (Need::ReadSharedItems, Deed::Read | Deed::ReadWrite, Family::AllFiles) => Grant::Everything,
            (Need::ReadItems | Need::WriteItems, Deed::ReadWriteAppFolder, _) => Grant::OwnFolder,
            _ => Grant::Nothing,
        }
    }

    const fn grants_of_directory(self, need: Need) -> Grant {
        match (need, self.deed) {
            (Need::Any, _)
            | (Need::SignIn, Deed::SignIn)
            | (Need::ReadProfile, Deed::Profile)
            | (Need::ReadEmail, Deed::Email)
            | (Need::StaySignedIn, Deed::StaySignedIn)
            | (Need::ReadMe, Deed::ReadMe | Deed::ReadPeople | Deed::ReadDirectory)
            | (Need::ReadPeople, Deed::ReadPeople | Deed::ReadDirectory)
            | (Need::ReadGroups, Deed::ReadGroups | Deed::ReadDirectory) => Grant::Everything,
            _ => Grant::Nothing,
        }
    }
}

/// The scopes of one token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scopes(Vec<Scope>);

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl Scopes {
    /// Reads scopes separated by white space.
    ///
    /// # Errors
    /// The first word that is no scope.
    pub fn parse(text: &str) -> Result<Self, String> {
        text.split_whitespace().map(|word| Scope::parse(word).ok_or_else(|| word.to_owned())).collect::<Result<_, _>>().map(Self)
    }

    /// Returns the most that any of the scopes grants.
    pub fn grant(&self, need: Need) -> Grant {
        self.0.iter().map(|scope| scope.grants(need)).max().unwrap_or(Grant::Nothing)
    }

    /// Returns what an app that has these without a person is in all notebooks and drives. `None` for nothing: it knows of none.
    ///
    /// Which of both it reaches, and what it does there, its scopes say to each call as everybody's do.
    pub fn role_everywhere(&self) -> Option<Role> {
        self.0.iter().filter_map(|scope| scope.role_everywhere()).max()
    }

    /// Returns the first that no app can have without a person.
    pub fn first_for_people(&self) -> Option<Scope> {
        self.0.iter().copied().find(|scope| !scope.is_for_apps_alone())
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every spelling that is understood, for help texts.
    pub fn spellings() -> impl Iterator<Item = &'static str> {
        SPELLINGS.iter().map(|(name, ..)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_scopes_of_the_document_may_copy() {
        let document = "office.onenote_create office.onenote_update_by_app office.onenote_update Notes.Create \
                        Notes.ReadWrite.CreatedByApp Notes.ReadWrite Notes.ReadWrite.All";
        for word in document.split_whitespace() {
            assert_eq!(Scopes::parse(word).unwrap().grant(Need::Create), Grant::Everything, "{word}");
        }
        assert_eq!(Scopes::parse("office.onenote Notes.Read.All").unwrap().grant(Need::Create), Grant::Nothing);
    }

    #[test]
    fn the_widest_scope_counts() {
        let scopes = Scopes::parse("Notes.ReadWrite.CreatedByApp Notes.Read").unwrap();
        assert_eq!(scopes.grant(Need::ReadPages), Grant::Everything);
        assert_eq!(scopes.grant(Need::Write), Grant::OwnPages);
        assert_eq!(Scopes::parse("Notes.Create").unwrap().grant(Need::ReadPages), Grant::Nothing);
    }

    #[test]
    fn permissions_are_for_enterprise_scopes() {
        let enough =
            |need| -> Vec<&str> { Scopes::spellings().filter(|word| Scopes::parse(word).unwrap().grant(need) != Grant::Nothing).collect() };
        let change = ["Notes.ReadWrite.CreatedByApp", "Notes.ReadWrite", "Notes.ReadWrite.All"];
        assert_eq!(enough(Need::ChangePermissions), change);
        assert_eq!(enough(Need::ReadPermissions), [&["Notes.Read"][..], &change].concat());
        assert_eq!(enough(Need::ReadShared), ["Notes.Read.All", "Notes.ReadWrite.All"]);
    }

    #[test]
    fn notes_and_files_are_apart() {
        let enough = |need| -> Vec<&str> {
            Scopes::spellings().filter(|word| Scopes::parse(word).unwrap().grant(need) == Grant::Everything).collect()
        };
        let write = ["onedrive.readwrite", "Files.ReadWrite", "Files.ReadWrite.All", "Sites.ReadWrite.All"];
        assert_eq!(enough(Need::WriteItems), write);
        let all = ["Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"];
        assert_eq!(enough(Need::ReadSharedItems), all);
        assert_eq!(enough(Need::ReadItems).len(), 8);
        for word in ["Files.ReadWrite.AppFolder", "ONEDRIVE.appfolder"] {
            assert_eq!(Scopes::parse(word).unwrap().grant(Need::WriteItems), Grant::OwnFolder);
            assert_eq!(Scopes::parse(word).unwrap().grant(Need::ReadHierarchy), Grant::Nothing);
        }
        assert_eq!(Scopes::parse("Notes.ReadWrite.All").unwrap().grant(Need::ReadItems), Grant::Nothing);
        assert_eq!(Scopes::parse("Files.ReadWrite.All").unwrap().grant(Need::ReadPages), Grant::Nothing);
    }

    #[test]
    fn an_app_alone_has_scopes_for_all() {
        let for_apps: Vec<&str> =
            SPELLINGS.iter().map(|(name, ..)| *name).filter(|name| Scope::parse(name).unwrap().is_for_apps_alone()).collect();
        assert_eq!(
            for_apps,
            [
                "Notes.Read.All",
                "Notes.ReadWrite.All",
                "Files.Read.All",
                "Files.ReadWrite.All",
                "Sites.Read.All",
                "Sites.ReadWrite.All",
                "User.ReadBasic.All",
                "User.Read.All",
                "GroupMember.Read.All",
                "Group.Read.All",
                "Directory.Read.All"
            ]
        );
        let role = |text: &str| Scopes::parse(text).unwrap().role_everywhere();
        assert_eq!(role("Notes.Read.All User.Read.All"), Some(Role::Reader));
        assert_eq!(role("Notes.Read.All Files.ReadWrite.All"), Some(Role::Owner));
        assert_eq!(role("Directory.Read.All Notes.ReadWrite"), None);
        let first = Scopes::parse("Notes.Read.All openid").unwrap().first_for_people();
        assert_eq!(first.map(Scope::name), Some("openid"));
    }

    #[test]
    fn an_unknown_scope_is_named() {
        assert_eq!(Scopes::parse("Notes.Read Mail.Send"), Err("Mail.Send".to_owned()));
    }
}
