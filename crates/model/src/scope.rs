//! What an app may do on a person's behalf. A scope limits; it never gives a right that the person lacks.

/// What a call asks of the token's scopes.
///
/// Source: "Copy notebooks, sections, and pages" and "OneNote GET notebooks/id" list the scopes of their calls; the sets
/// are gathered in the wire contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// To see notebooks, section groups, sections and operations.
    ReadHierarchy,
    /// To see pages and their content.
    ReadPages,
    /// To create and to copy.
    Create,
    /// To change and delete.
    Write,
}

/// How far a token meets a [`Need`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grant {
    /// Not at all.
    Nothing,
    /// For pages that the same app created.
    OwnPages,
    /// For everything that the person may touch.
    Everything,
}

/// One scope that the server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// `office.onenote`, `Notes.Read`, `Notes.Read.All`.
    Read,
    /// `office.onenote_create`, `Notes.Create`.
    Create,
    /// `office.onenote_update_by_app`, `Notes.ReadWrite.CreatedByApp`.
    ReadWriteCreatedByApp,
    /// `office.onenote_update`, `Notes.ReadWrite`, `Notes.ReadWrite.All`.
    ReadWrite,
}

/// Every spelling, consumer and enterprise. The `.All` scopes reach no further here: whose content a person may see is
/// decided by permissions alone, on every surface.
const SPELLINGS: [(&str, Scope); 9] = [
    ("office.onenote", Scope::Read),
    ("office.onenote_create", Scope::Create),
    ("office.onenote_update_by_app", Scope::ReadWriteCreatedByApp),
    ("office.onenote_update", Scope::ReadWrite),
    ("Notes.Read", Scope::Read),
    ("Notes.Create", Scope::Create),
    ("Notes.ReadWrite.CreatedByApp", Scope::ReadWriteCreatedByApp),
    ("Notes.ReadWrite", Scope::ReadWrite),
    ("Notes.Read.All", Scope::Read),
];

impl Scope {
    /// Reads one spelling, in any letter case.
    pub fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("Notes.ReadWrite.All") {
            return Some(Self::ReadWrite);
        }
        SPELLINGS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, scope)| *scope)
    }

    /// Returns what the scope grants of a need.
    pub const fn grants(self, need: Need) -> Grant {
        match (self, need) {
            (_, Need::ReadHierarchy) | (Self::Read, Need::ReadPages) | (Self::ReadWrite, _) => Grant::Everything,
            (Self::Create | Self::ReadWriteCreatedByApp, Need::Create) => Grant::Everything,
            (Self::ReadWriteCreatedByApp, Need::ReadPages | Need::Write) => Grant::OwnPages,
            (Self::Read, Need::Create | Need::Write) | (Self::Create, Need::ReadPages | Need::Write) => Grant::Nothing,
        }
    }
}

/// The scopes of one token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scopes(Vec<Scope>);

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

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every spelling that is understood, for help texts.
    pub fn spellings() -> impl Iterator<Item = &'static str> {
        SPELLINGS.iter().map(|(name, _)| *name).chain(["Notes.ReadWrite.All"])
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
    fn an_unknown_scope_is_named() {
        assert_eq!(Scopes::parse("Notes.Read Mail.Send"), Err("Mail.Send".to_owned()));
    }
}
