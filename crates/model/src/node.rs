/// What a node of a drive's tree is.
///
/// Pages are not nodes: they live in their section's page list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// The top of a drive.
    Root,
    /// A folder.
    Folder,
    /// A notebook: OneDrive shows it as an item with a `package` facet.
    Notebook,
    /// A section group.
    SectionGroup,
    /// A section.
    Section,
}

impl NodeKind {
    /// Says whether a node of this kind may hold one of `child`.
    pub const fn may_hold(self, child: Self) -> bool {
        match self {
            Self::Root | Self::Folder => matches!(child, Self::Folder | Self::Notebook),
            Self::Notebook | Self::SectionGroup => matches!(child, Self::SectionGroup | Self::Section),
            Self::Section => false,
        }
    }
}

/// What to do when a name is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ConflictBehavior {
    /// Refuse. The default for everything but uploads.
    #[default]
    Fail,
    /// Move the present holder of the name to the recycle bin.
    Replace,
    /// Take the next free name: `Name 1`, `Name 2` …
    Rename,
}
