/// What a node of a drive's tree is.
///
/// Pages are not nodes: they live in their section's page list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// The top of a drive.
    Root,
    /// A folder.
    Folder,
    /// What leads to a folder of another drive, and holds nothing itself.
    Shortcut,
    /// A notebook: OneDrive shows it as an item with a `package` facet.
    Notebook,
    /// A section group.
    SectionGroup,
    /// A section.
    Section,
}

impl NodeKind {
    /// Says whether its name is unique among files and all others of which this is said.
    pub const fn lies_beside_files(self) -> bool {
        matches!(self, Self::Folder | Self::Shortcut | Self::Notebook)
    }

    /// Says whether a node of this kind may hold one of `child`.
    pub const fn may_hold(self, child: Self) -> bool {
        match self {
            // Source: OneDrive, where shared folders are mounted in the root only.
            Self::Root => matches!(child, Self::Folder | Self::Notebook | Self::Shortcut),
            Self::Folder => matches!(child, Self::Folder | Self::Notebook),
            Self::Notebook | Self::SectionGroup => matches!(child, Self::SectionGroup | Self::Section),
            Self::Section | Self::Shortcut => false,
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
