//! What of an entity is written: what a request selected and expanded, or what there is without its word.

use super::{Entity, Shown};
use crate::address::Surface;

/// What of one type is written, on one surface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// A bit for each property, in the surface's order.
    properties: u32,
    /// A word on each navigation, in the table's order.
    pub(super) navigations: Vec<Seen>,
}

/// What is seen of a navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Nothing.
    No,
    /// What is shown without being asked for.
    Default,
}

impl Shape {
    /// Returns what a request sees that selects and expands nothing.
    pub(crate) fn whole<V>(entity: &Entity<V>, surface: Surface) -> Self {
        let mut properties = 0;
        for (at, property) in entity.properties(surface).iter().enumerate() {
            properties |= u32::from(property.shown == Shown::Always) << at;
        }
        let seen = |is_default| if is_default { Seen::Default } else { Seen::No };
        let navigations = entity.navigations.iter().map(|navigation| seen(navigation.default.is_some())).collect();
        Self { properties, navigations }
    }

    /// Says whether the property at a place in the surface's order is written.
    pub(super) fn shows(&self, at: usize) -> bool {
        self.properties >> at & 1 == 1
    }
}
