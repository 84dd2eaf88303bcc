//! What of an entity is written: what a request selected and expanded, or all there is without its word.

use super::thumbnail::Thumbnails;
use super::{Entity, ITEM};
use crate::fault::{DriveFault, RequestFault};
use crate::json::shortened;
use odata::Expand;

/// What of one type is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// A bit for each property, in the table's order.
    properties: u64,
    /// What is written of each child, if they are expanded.
    pub(crate) children: Option<Box<Shape>>,
    /// Which thumbnails are written, if they are expanded.
    pub(crate) thumbnails: Option<Thumbnails>,
}

impl Shape {
    /// Returns what a request sees that selects and expands nothing.
    pub(crate) const fn whole() -> Self {
        Self { properties: u64::MAX, children: None, thumbnails: None }
    }

    /// Returns what a request sees. An item's id is always among it.
    ///
    /// # Errors
    /// For what does not follow the syntax, names nothing, or is not expanded.
    pub(crate) fn asked<V>(entity: &Entity<V>, select: Option<&str>, expand: Option<&str>) -> Result<Self, RequestFault> {
        let mut shape = match select {
            Some(select) => Self::selected(entity, select.split(',').map(str::trim).filter(|name| !name.is_empty()))?,
            None => Self::whole(),
        };
        let expand = expand.map(odata::parse_expand).transpose().map_err(|error| RequestFault::OptionSyntax("$expand", error))?;
        for item in expand.unwrap_or_default() {
            shape.expand(entity, &item)?;
        }
        Ok(shape)
    }

    /// Says whether the property at a place in the table is written.
    pub(super) const fn shows(&self, at: usize) -> bool {
        self.properties >> at & 1 == 1
    }

    fn selected<'a, V>(entity: &Entity<V>, names: impl Iterator<Item = &'a str>) -> Result<Self, RequestFault> {
        let mut shape = Self { properties: 0, children: None, thumbnails: None };
        for name in names.chain(["id"]) {
            if name == "*" {
                return Ok(Self::whole());
            }
            // `folder/childCount` selects of a complex member; the whole of it is written.
            let first = name.split('/').next().unwrap_or(name);
            let known = entity.properties.iter().enumerate().filter(|(_, property)| property.name == first);
            let bits = known.fold(0, |bits, (at, _)| bits | 1 << at);
            let is_known = bits != 0 || [entity.absent, entity.expands, entity.unexpanded].into_iter().flatten().any(|it| *it == first);
            if !is_known && !first.starts_with('@') {
                return Err(RequestFault::UnknownTerm("$select", shortened(name), 0));
            }
            shape.properties |= bits;
        }
        Ok(shape)
    }

    fn expand<V>(&mut self, entity: &Entity<V>, item: &Expand<'_>) -> Result<(), RequestFault> {
        let name = item.path.text;
        if entity.unexpanded.contains(&name) {
            return Err(DriveFault::OptionNotServed(format!("$expand={name}")).into());
        }
        if !entity.expands.contains(&name) {
            return Err(RequestFault::UnknownTerm("$expand", shortened(name), item.path.position));
        }
        let refused = item.others.first().map(|other| (other.name.to_owned(), other.position));
        if let Some((name, position)) = refused.or_else(|| item.levels.map(|_| ("$levels".to_owned(), item.path.position))) {
            return Err(RequestFault::ExpandOption(name, position));
        }
        if name == "thumbnails" {
            if let Some(nested) = item.expand.first() {
                return Err(RequestFault::UnknownTerm("$expand", shortened(nested.path.text), nested.path.position));
            }
            self.thumbnails = Some(match &item.select {
                Some(paths) => Thumbnails::selected(paths.iter().map(|path| path.text))?,
                None => Thumbnails::whole(),
            });
            return Ok(());
        }
        let mut children = match &item.select {
            Some(paths) => Self::selected(&ITEM, paths.iter().map(|path| path.text))?,
            None => Self::whole(),
        };
        for nested in &item.expand {
            // A list of lists has no end.
            if nested.path.text == "children" {
                return Err(DriveFault::OptionNotServed(format!("$expand={name}($expand=children)")).into());
            }
            children.expand(&ITEM, nested)?;
        }
        self.children = Some(Box::new(children));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_selected_is_left_out() {
        let shape = |select, expand| Shape::asked(&ITEM, select, expand);
        let shown = |shape: &Shape| -> Vec<&str> {
            ITEM.properties.iter().enumerate().filter(|(at, _)| shape.shows(*at)).map(|(_, property)| property.name).collect()
        };
        assert_eq!(shown(&shape(Some("name, size"), None).unwrap()), ["id", "name", "size"]);
        // What the type has and we have nothing of is no fault: clients name all that they can use.
        assert_eq!(shown(&shape(Some("malware,deleted,bundle"), None).unwrap()), ["id"]);
        assert_eq!(shape(Some("colour"), None), Err(RequestFault::UnknownTerm("$select", "colour".to_owned(), 0)));
        assert_eq!(shape(Some("*"), None), Ok(Shape::whole()));
        let nested = shape(None, Some("children(select=id,name)")).unwrap();
        assert_eq!(shown(&nested.children.unwrap()), ["id", "name"]);
        let thumbnails = |expand| shape(None, Some(expand)).map(|shape| shape.thumbnails);
        assert_eq!(thumbnails("thumbnails"), Ok(Some(Thumbnails::whole())));
        assert_ne!(thumbnails("thumbnails($select=id,c30x40_Crop)"), thumbnails("thumbnails"));
        assert!(thumbnails("thumbnails($select=tiny)").is_err() && thumbnails("thumbnails($expand=small)").is_err());
        let nested = shape(None, Some("children($select=id;$expand=thumbnails)")).unwrap().children.unwrap();
        assert!(nested.thumbnails.is_some());
        assert!(shape(None, Some("children($expand=children)")).is_err());
        assert!(shape(None, Some("versions")).is_err());
        assert!(shape(None, Some("children($top=1)")).is_err());
    }
}
