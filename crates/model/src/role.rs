/// What a permission gives on a node and everything below it.
///
/// Source: "OneNote GET notebooks/id", property `userRole`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// May look.
    Reader,
    /// May look and change.
    Contributor,
    /// May look, change and decide who else may.
    Owner,
}

/// The one thing that a verb asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// To see.
    Read,
    /// To change.
    Write,
    /// To decide who may.
    Manage,
}

/// To whom a sharing link opens what it leads to, the widest first. Source: "SharingLink resource type".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkScope {
    /// To whoever has it.
    Anonymous,
    /// To people of this server who have it.
    Organization,
    /// To nobody who may not see it anyway: such a link only says where something is.
    Users,
}

impl Role {
    /// Says whether the role gives the right.
    pub const fn gives(self, right: Right) -> bool {
        match right {
            Right::Read => true,
            Right::Write => matches!(self, Self::Contributor | Self::Owner),
            Right::Manage => matches!(self, Self::Owner),
        }
    }
}
