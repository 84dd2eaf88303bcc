//! What of an entity is written: what a request selected and expanded, or what there is without its word.

mod nested;

use super::{Entity, Navigation, Shown, Target, nodes};
use crate::address::Surface;
use crate::fault::RequestFault;
use crate::json::shortened;
use app::expand::{DEPTH_MAX, Plan, Step, Way};
use model::NodeKind;
use model::query::{NodeField, Query};
use odata::{Expand, Levels, Path};

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
pub(super) enum Seen {
    /// Nothing.
    No,
    /// What is shown without being asked for.
    Default,
    /// What it leads to.
    Expanded(Box<Expanded>),
}

/// How what a navigation leads to is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expanded {
    /// Each thing's shape.
    pub(super) shape: Shape,
    /// Which of them are wanted, if not all.
    asked: Option<Query<NodeField>>,
}

/// How an expansion got to where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trail {
    /// Not at all: this is what the request asks for.
    Start,
    /// From what lies above. What leads up again goes round in a circle; what is above is shown there already.
    Down,
    /// From what lies below.
    Up,
}

impl Shape {
    /// Returns what a request sees that selects and expands nothing.
    pub(crate) fn whole<V>(entity: &Entity<V>, surface: Surface) -> Self {
        Self::unselected(entity, surface, Trail::Start)
    }

    /// Returns what a request sees.
    ///
    /// # Errors
    /// For what does not follow the syntax, names nothing, or cannot be expanded.
    pub(crate) fn asked<V>(entity: &Entity<V>, surface: Surface, select: Option<&str>, expand: Option<&str>) -> Result<Self, RequestFault> {
        let select = select.map(odata::parse_select).transpose().map_err(|error| RequestFault::OptionSyntax("$select", error))?;
        let expand = expand.map(odata::parse_expand).transpose().map_err(|error| RequestFault::OptionSyntax("$expand", error))?;
        Self::bound(entity, surface, select.as_deref(), &expand.unwrap_or_default(), Trail::Start)
    }

    /// Returns which ways are to be followed to write this.
    pub(crate) fn plan<V>(&self, entity: &Entity<V>) -> Plan {
        let mut plan = Plan::default();
        for (navigation, seen) in entity.navigations.iter().zip(&self.navigations) {
            if let (Seen::Expanded(found), Some((way, kind))) = (seen, navigation.to.way()) {
                plan.ways.push(Step { way, asked: found.asked.clone(), further: found.shape.plan(nodes(kind)) });
            }
        }
        plan
    }

    /// Says whether the property at a place in the surface's order is written.
    pub(super) fn shows(&self, at: usize) -> bool {
        self.properties >> at & 1 == 1
    }

    fn unselected<V>(entity: &Entity<V>, surface: Surface, trail: Trail) -> Self {
        let mut properties = 0;
        for (at, property) in entity.properties(surface).iter().enumerate() {
            properties |= u32::from(property.shown == Shown::Always) << at;
        }
        // What is expanded stands within what would be shown above it.
        let seen = |navigation: &Navigation<V>| if trail == Trail::Start { navigation.seen_by_default() } else { Seen::No };
        Self { properties, navigations: entity.navigations.iter().map(seen).collect() }
    }

    /// Exactly what is selected: that ends default expansions too, unless they are named.
    fn selected<V>(entity: &Entity<V>, surface: Surface, option: &'static str, paths: &[Path<'_>]) -> Result<Self, RequestFault> {
        let mut shape = Self { properties: 0, navigations: vec![Seen::No; entity.navigations.len()] };
        let whole = Self::unselected(entity, surface, Trail::Start);
        for path in paths {
            if path.text == "*" {
                shape.properties |= whole.properties;
            } else if let Some(at) = entity.properties(surface).iter().position(|property| property.names.are(path.text)) {
                shape.properties |= 1 << at;
            } else if let Some(at) = entity.navigations.iter().position(|navigation| navigation.name == path.text) {
                shape.navigations[at] = entity.navigations[at].seen_by_default();
            } else {
                return Err(RequestFault::UnknownTerm(option, shortened(path.text), path.position));
            }
        }
        Ok(shape)
    }

    fn bound<V>(
        entity: &Entity<V>,
        surface: Surface,
        select: Option<&[Path<'_>]>,
        expand: &[Expand<'_>],
        trail: Trail,
    ) -> Result<Self, RequestFault> {
        let option = if trail == Trail::Start { "$select" } else { "$expand" };
        let mut shape = match select {
            Some(paths) => Self::selected(entity, surface, option, paths)?,
            None => Self::unselected(entity, surface, trail),
        };
        for item in expand {
            if item.path.text == "*" {
                shape.expand_all(entity, surface, item, trail)?;
                continue;
            }
            let at = place(entity, surface, &item.path)?;
            let said = || (shortened(item.path.text), item.path.position);
            if matches!(shape.navigations[at], Seen::Expanded(_)) {
                let (name, position) = said();
                return Err(RequestFault::ExpandTwice(name, position));
            }
            let (way, kind) = entity.navigations[at].to.way().ok_or(RequestFault::ExpandPages(item.path.position))?;
            let Some(further) = trail.along(way) else {
                let (name, position) = said();
                return Err(RequestFault::ExpandCircle(name, position));
            };
            let asked = nested::read(way, kind, &item.others)?;
            let inner = Self::bound(nodes(kind), surface, item.select.as_deref(), &item.expand, further)?;
            let found = Box::new(Expanded { shape: inner, asked });
            shape.navigations[at] = Seen::Expanded(match item.levels {
                None => found,
                Some(levels) if way == Way::Below(NodeKind::SectionGroup) => found.repeated(levels, item.path.position)?,
                Some(_) => return Err(RequestFault::ExpandLevels(item.path.position)),
            });
        }
        Ok(shape)
    }

    /// `*` stands for everything that can be expanded.
    fn expand_all<V>(&mut self, entity: &Entity<V>, surface: Surface, item: &Expand<'_>, trail: Trail) -> Result<(), RequestFault> {
        let is_bare = item.select.is_none() && item.expand.is_empty() && item.levels.is_none() && item.others.is_empty();
        if !is_bare {
            return Err(RequestFault::ExpandOption("*(…)".to_owned(), item.path.position));
        }
        for (navigation, seen) in entity.navigations.iter().zip(&mut self.navigations) {
            if let Some((way, kind)) = navigation.to.way()
                && let Some(further) = trail.along(way)
                && !matches!(seen, Seen::Expanded(_))
            {
                *seen = Seen::Expanded(Box::new(Expanded { shape: Self::unselected(nodes(kind), surface, further), asked: None }));
            }
        }
        Ok(())
    }
}

impl Expanded {
    /// Puts this, which is of section groups, within itself so many times.
    fn repeated(self: Box<Self>, levels: Levels, position: usize) -> Result<Box<Self>, RequestFault> {
        let entity = nodes(NodeKind::SectionGroup);
        let way = Some((Way::Below(NodeKind::SectionGroup), NodeKind::SectionGroup));
        let at = entity.navigations.iter().position(|navigation| navigation.to.way() == way).unwrap_or_default();
        if self.shape.navigations.get(at) != Some(&Seen::No) {
            return Err(RequestFault::ExpandLevels(position));
        }
        let times = match levels {
            Levels::Max => DEPTH_MAX,
            Levels::Times(times) => usize::try_from(times).unwrap_or(DEPTH_MAX).min(DEPTH_MAX),
        };
        let mut deepest = self.clone();
        for _ in 1..times {
            let mut above = self.clone();
            above.shape.navigations[at] = Seen::Expanded(deepest);
            deepest = above;
        }
        Ok(deepest)
    }
}

impl Trail {
    /// Returns the trail after one more way; none if that leads back.
    const fn along(self, way: Way) -> Option<Self> {
        match (self, way) {
            (Self::Start | Self::Down, Way::Below(_)) => Some(Self::Down),
            (Self::Start | Self::Up, Way::Above(_)) => Some(Self::Up),
            (Self::Down, Way::Above(_)) | (Self::Up, Way::Below(_)) => None,
        }
    }
}

impl Target {
    /// Returns the way that leads there, and to what; none to pages, which are not expanded.
    pub(super) const fn way(self) -> Option<(Way, NodeKind)> {
        match self {
            Self::Above(kind) => Some((Way::Above(kind), kind)),
            Self::Below(kind) => Some((Way::Below(kind), kind)),
            Self::Pages => None,
        }
    }
}

impl<V> Navigation<V> {
    fn seen_by_default(&self) -> Seen {
        if self.default.is_some() { Seen::Default } else { Seen::No }
    }
}

/// Returns where the navigation stands that is to be expanded.
fn place<V>(entity: &Entity<V>, surface: Surface, path: &Path<'_>) -> Result<usize, RequestFault> {
    if let Some(at) = entity.navigations.iter().position(|navigation| navigation.name == path.text) {
        return Ok(at);
    }
    let name = shortened(path.text);
    if entity.properties(surface).iter().any(|property| property.names.are(path.text)) {
        return Err(RequestFault::ExpandProperty(name, path.position));
    }
    Err(RequestFault::UnknownTerm("$expand", name, path.position))
}

#[cfg(test)]
mod tests;
