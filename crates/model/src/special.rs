use crate::Owner;

/// A folder with a meaning beside its name. Source: "Get a special folder by name".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpecialFolder {
    /// What an app keeps for itself: one for each app.
    AppRoot,
    /// Documents.
    Documents,
    /// Pictures.
    Photos,
    /// Pictures that were taken.
    CameraRoll,
    /// Music.
    Music,
    /// What lies on a desktop.
    Desktop,
}

impl SpecialFolder {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::AppRoot, Self::Documents, Self::Photos, Self::CameraRoll, Self::Music, Self::Desktop];

    /// Returns its one word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AppRoot => "approot",
            Self::Documents => "documents",
            Self::Photos => "photos",
            Self::CameraRoll => "cameraroll",
            Self::Music => "music",
            Self::Desktop => "desktop",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|folder| folder.as_str() == word)
    }

    /// Says whether the drives of an owner have it. What one person's device keeps is in drives of persons alone.
    pub const fn is_in_drives_of(self, owner: &Owner) -> bool {
        match self {
            Self::AppRoot | Self::Documents | Self::Photos => true,
            Self::CameraRoll | Self::Music | Self::Desktop => matches!(owner, Owner::User(_)),
        }
    }
}
