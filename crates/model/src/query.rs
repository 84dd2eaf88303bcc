//! What a list is asked for: which entries, in which order, from where on. Only meaning lives here: how it is spelled on the
//! wire `server` knows, and what it is in SQL `store` does.

use crate::{NodeId, PageId, PageKey, Role, Timestamp};
use std::cmp::Ordering;
use std::fmt;

/// What kind of value a term has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text. Compared letter by letter, case counts; lengths and places count Unicode scalar values.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A moment.
    Moment,
    /// What somebody is on a node. Equal or not; in an order the owner comes first.
    Role,
    /// A node's id. Equal or not.
    Node,
    /// A page's id. Equal or not.
    Page,
    /// A permission's id. Equal or not; in an order by its number.
    Permission,
    /// Whether something has a part. Null or not.
    Facet,
    /// Only the null literal.
    Null,
}

/// A property by which entries are chosen and ordered.
pub trait Field: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// Returns what kind of value it has.
    fn kind(self) -> Kind;

    /// Says whether it may be null.
    fn is_nullable(self) -> bool;
}

/// What notebooks, section groups and sections are chosen and ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeField {
    /// The id.
    Id,
    /// The name. In an order, letter case does not count.
    Name,
    /// When it was created.
    Created,
    /// When it was last changed; a section's rolls up from its pages, and nothing further.
    Modified,
    /// The name of who created it; empty for somebody who is gone.
    CreatedBy,
    /// The name of who last changed it.
    ModifiedBy,
    /// Whether pages that name no section go here.
    IsDefault,
    /// Whether anybody but its owner can see it.
    IsShared,
    /// What the caller is on it.
    Role,
    /// The notebook around it, null for what has none or none that the caller may see.
    NotebookId,
    /// That notebook's name.
    NotebookName,
    /// The section group that it lies in, null for what lies in none or none that the caller may see.
    GroupId,
    /// That group's name.
    GroupName,
}

impl Field for NodeField {
    fn kind(self) -> Kind {
        match self {
            Self::Id | Self::NotebookId | Self::GroupId => Kind::Node,
            Self::Name | Self::CreatedBy | Self::ModifiedBy | Self::NotebookName | Self::GroupName => Kind::Text,
            Self::Created | Self::Modified => Kind::Moment,
            Self::IsDefault | Self::IsShared => Kind::Boolean,
            Self::Role => Kind::Role,
        }
    }

    fn is_nullable(self) -> bool {
        matches!(self, Self::NotebookId | Self::NotebookName | Self::GroupId | Self::GroupName)
    }
}

/// What pages are chosen and ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageField {
    /// The id.
    Id,
    /// The title.
    Title,
    /// When it was created.
    Created,
    /// When it was last changed.
    Modified,
    /// The app that created it.
    App,
    /// Its indentation.
    Level,
    /// Its place among the pages of its section that the caller may see, from 0.
    Order,
    /// The section that shows it.
    SectionId,
    /// That section's name.
    SectionName,
    /// The notebook around it, null for one that the caller may not see.
    NotebookId,
    /// That notebook's name.
    NotebookName,
}

impl PageField {
    /// Says whether all pages of a section have the same value.
    pub const fn is_of_section(self) -> bool {
        matches!(self, Self::SectionId | Self::SectionName | Self::NotebookId | Self::NotebookName)
    }
}

impl Field for PageField {
    fn kind(self) -> Kind {
        match self {
            Self::Id => Kind::Page,
            Self::Title | Self::App | Self::SectionName | Self::NotebookName => Kind::Text,
            Self::Created | Self::Modified => Kind::Moment,
            Self::Level | Self::Order => Kind::Integer,
            Self::SectionId | Self::NotebookId => Kind::Node,
        }
    }

    fn is_nullable(self) -> bool {
        matches!(self, Self::NotebookId | Self::NotebookName)
    }
}

/// What the permissions of a node are chosen and ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermissionField {
    /// The id.
    Id,
    /// The name of who has it.
    Name,
    /// The claim that stands for who has it.
    UserId,
    /// What they are on the node.
    Role,
}

impl Field for PermissionField {
    fn kind(self) -> Kind {
        match self {
            Self::Id => Kind::Permission,
            Self::Name | Self::UserId => Kind::Text,
            Self::Role => Kind::Role,
        }
    }

    fn is_nullable(self) -> bool {
        false
    }
}

/// What the items of a folder are chosen by: as drives show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemField {
    /// The name that drives show, folded: letter case does not count.
    Name,
    /// What it takes, in bytes; of what holds others, what these take together.
    Size,
    /// When it was created.
    Created,
    /// When it was last changed; a section's rolls up from its pages.
    Modified,
    /// Whether it is a file, or a section.
    File,
    /// Whether it is a folder, or a section group.
    Folder,
    /// Whether it is a notebook.
    Notebook,
    /// Whether it is a folder, a section group or a notebook.
    Holder,
}

impl Field for ItemField {
    fn kind(self) -> Kind {
        match self {
            Self::Name => Kind::Text,
            Self::Size => Kind::Integer,
            Self::Created | Self::Modified => Kind::Moment,
            Self::File | Self::Folder | Self::Notebook | Self::Holder => Kind::Facet,
        }
    }

    fn is_nullable(self) -> bool {
        false
    }
}

/// A value that stands in the query itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the kinds")]
pub enum Literal {
    Null,
    Text(String),
    Integer(i64),
    Moment(Timestamp),
    Role(Role),
}

/// Something that has a value for every entry. Made by the functions below, which see to it that the kinds fit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the protocol's functions")]
pub enum Scalar<F> {
    Field(F),
    Literal(Literal),
    Lower(Box<Scalar<F>>),
    Upper(Box<Scalar<F>>),
    Trim(Box<Scalar<F>>),
    Length(Box<Scalar<F>>),
    /// The place of the second text in the first, from 0; -1 if it is not there.
    IndexOf(Box<[Scalar<F>; 2]>),
    /// What follows so many characters, and no more than so many. Less than none is none.
    Substring(Box<Scalar<F>>, Box<Scalar<F>>, Option<Box<Scalar<F>>>),
    Concat(Box<[Scalar<F>; 2]>),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the meaning")]
pub enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// How one text stands in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the meaning")]
pub enum Part {
    Anywhere,
    AtStart,
    AtEnd,
}

/// An id that a list is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// A node's.
    Node(NodeId),
    /// A page's.
    Page(PageId),
    /// A permission's: the number of who has it.
    Permission(u64),
    /// A text that is nobody's id.
    Nobody,
}

/// Something that is true of an entry, or not. What null is part of is true of nothing, except that null equals null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicate<F> {
    /// The same for every entry.
    Always(bool),
    /// All are true.
    All(Vec<Predicate<F>>),
    /// One is true.
    Any(Vec<Predicate<F>>),
    /// It is not true.
    Not(Box<Predicate<F>>),
    /// Two values of one kind, compared.
    Compare(Comparison, Scalar<F>, Scalar<F>),
    /// The first text has the second as a part.
    Has(Part, Scalar<F>, Scalar<F>),
    /// The field holds this id.
    Is(F, Identity),
    /// The boolean field is true, or what it stands for is there.
    True(F),
    /// Both are true, or neither.
    Same(Box<[Predicate<F>; 2]>),
}

/// Kinds that do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindMismatch;

impl<F: Field> Scalar<F> {
    /// Returns what kind of value this has.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Field(field) => field.kind(),
            Self::Literal(Literal::Null) => Kind::Null,
            Self::Literal(Literal::Moment(_)) => Kind::Moment,
            Self::Literal(Literal::Role(_)) => Kind::Role,
            Self::Length(_) | Self::IndexOf(_) | Self::Literal(Literal::Integer(_)) => Kind::Integer,
            _ => Kind::Text,
        }
    }

    /// Says whether it may be null.
    pub fn is_nullable(&self) -> bool {
        match self {
            Self::Field(field) => field.is_nullable(),
            Self::Literal(literal) => *literal == Literal::Null,
            Self::Lower(a) | Self::Upper(a) | Self::Trim(a) | Self::Length(a) => a.is_nullable(),
            Self::IndexOf(both) | Self::Concat(both) => both.iter().any(Self::is_nullable),
            Self::Substring(text, ..) => text.is_nullable(),
        }
    }

    /// Says whether some field that it names has a property.
    pub fn any_field(&self, is: &impl Fn(F) -> bool) -> bool {
        match self {
            Self::Field(field) => is(*field),
            Self::Literal(_) => false,
            Self::Lower(a) | Self::Upper(a) | Self::Trim(a) | Self::Length(a) => a.any_field(is),
            Self::IndexOf(both) | Self::Concat(both) => both.iter().any(|a| a.any_field(is)),
            Self::Substring(text, from, length) => {
                text.any_field(is) || from.any_field(is) || length.as_ref().is_some_and(|length| length.any_field(is))
            }
        }
    }

    /// Makes a function of one text.
    ///
    /// # Errors
    /// [`KindMismatch`] for what is no text; so in all functions below.
    pub fn of_text(self, function: fn(Box<Self>) -> Self) -> Result<Self, KindMismatch> {
        self.wants(Kind::Text).map(|text| function(Box::new(text)))
    }

    /// Makes a function of two texts.
    ///
    /// # Errors
    /// [`KindMismatch`].
    pub fn of_texts(self, other: Self, function: fn(Box<[Self; 2]>) -> Self) -> Result<Self, KindMismatch> {
        Ok(function(Box::new([self.wants(Kind::Text)?, other.wants(Kind::Text)?])))
    }

    /// Makes a part of a text.
    ///
    /// # Errors
    /// [`KindMismatch`].
    pub fn substring(self, from: Self, length: Option<Self>) -> Result<Self, KindMismatch> {
        let number = |scalar: Self| scalar.wants(Kind::Integer).map(Box::new);
        Ok(Self::Substring(Box::new(self.wants(Kind::Text)?), number(from)?, length.map(number).transpose()?))
    }

    fn wants(self, kind: Kind) -> Result<Self, KindMismatch> {
        if self.kind() == kind { Ok(self) } else { Err(KindMismatch) }
    }
}

impl<F: Field> Predicate<F> {
    /// Compares two values. Null can be equal to something or not, and is neither greater nor less than anything.
    ///
    /// # Errors
    /// [`KindMismatch`] for two kinds; for more than equal or not where a kind has no more; and for ids and booleans, which
    /// have predicates of their own.
    pub fn compare(how: Comparison, a: Scalar<F>, b: Scalar<F>) -> Result<Self, KindMismatch> {
        let kind = if a.kind() == Kind::Null { b.kind() } else { a.kind() };
        let is_null = |scalar: &Scalar<F>| scalar.kind() == Kind::Null;
        let fits = |scalar: &Scalar<F>| scalar.kind() == kind || is_null(scalar);
        if !fits(&a) || !fits(&b) {
            return Err(KindMismatch);
        }
        let is_equality = matches!(how, Comparison::Equal | Comparison::NotEqual);
        match kind {
            Kind::Null => Ok(Self::Always(how == Comparison::Equal)),
            _ if is_null(&a) || is_null(&b) => Ok(if is_equality { Self::Compare(how, a, b) } else { Self::Always(false) }),
            Kind::Text | Kind::Integer | Kind::Moment => Ok(Self::Compare(how, a, b)),
            Kind::Role if is_equality => Ok(Self::Compare(how, a, b)),
            Kind::Role | Kind::Boolean | Kind::Facet | Kind::Node | Kind::Page | Kind::Permission => Err(KindMismatch),
        }
    }

    /// Looks for a text in another.
    ///
    /// # Errors
    /// [`KindMismatch`] for what is no text.
    pub fn has(part: Part, text: Scalar<F>, sought: Scalar<F>) -> Result<Self, KindMismatch> {
        Ok(Self::Has(part, text.wants(Kind::Text)?, sought.wants(Kind::Text)?))
    }

    /// Says whether some field that it names has a property.
    pub fn any_field(&self, is: &impl Fn(F) -> bool) -> bool {
        match self {
            Self::Always(_) => false,
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.any_field(is)),
            Self::Not(inside) => inside.any_field(is),
            Self::Compare(_, a, b) | Self::Has(_, a, b) => a.any_field(is) || b.any_field(is),
            Self::Is(field, _) | Self::True(field) => is(*field),
            Self::Same(both) => both.iter().any(|part| part.any_field(is)),
        }
    }

    /// Returns the parts that all have to be true.
    pub fn conjuncts(&self) -> &[Self] {
        match self {
            Self::All(parts) => parts,
            one => std::slice::from_ref(one),
        }
    }
}

/// One key of an order. Null comes before everything else, and after it where the order falls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order<F> {
    /// What is ordered by. Texts are ordered without regard to letter case.
    pub by: Scalar<F>,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

/// The value of one key of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the kinds, as they are stored")]
pub enum Key {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A place in an ordered list: the keys of the last entry that was given, and its ids, which decide between equal keys.
///
/// It names no row and no layer, so it survives whatever is added, changed or rebuilt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seek {
    /// The keys, as many as the order has.
    pub keys: Vec<Key>,
    /// The node; of a page, its section; of a permission, who has it.
    pub node: NodeId,
    /// The page within the section.
    pub page: Option<PageKey>,
}

impl Key {
    /// Compares two values of one key, as stores order them: null first, and text by its bytes.
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => one.cmp(other),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            (Self::Bytes(one), Self::Bytes(other)) => one.cmp(other),
            // Values of one key are of one kind, but for null.
            (one, other) => (*other == Self::Null).cmp(&(*one == Self::Null)),
        }
    }
}

impl Seek {
    /// Compares two places of one list of nodes. Without keys it is in the list's own order, which rises.
    #[must_use]
    pub fn compare<F>(&self, other: &Self, order: &[Order<F>]) -> Ordering {
        let keys = self.keys.iter().zip(&other.keys).enumerate().map(|(i, (one, other))| {
            let compared = one.compare(other);
            if order.get(i).is_some_and(|key| key.is_descending) { compared.reverse() } else { compared }
        });
        keys.fold(Ordering::Equal, Ordering::then).then_with(|| self.node.cmp(&other.node))
    }
}

/// What a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query<F> {
    /// Which entries; `None` is all.
    pub predicate: Option<Predicate<F>>,
    /// In which order; without a key, the list's own.
    pub order: Vec<Order<F>>,
    /// After which entry.
    pub after: Option<Seek>,
    /// How many are left out first.
    pub skip: usize,
    /// At most how many.
    pub limit: usize,
    /// Whether to count all entries, whatever is left out.
    pub wants_count: bool,
}

impl<F> Query<F> {
    /// Asks for the first entries of all, in the list's own order.
    pub const fn first(limit: usize) -> Self {
        Self { predicate: None, order: Vec::new(), after: None, skip: 0, limit, wants_count: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Scalar<PageField> {
        Scalar::Literal(Literal::Text(text.to_owned()))
    }

    #[test]
    fn kinds_must_fit() {
        let title = || Scalar::Field(PageField::Title);
        let five = || Scalar::Literal(Literal::Integer(5));
        let null = || Scalar::Literal(Literal::Null);
        assert!(Predicate::compare(Comparison::Less, title(), text("x")).is_ok());
        assert_eq!(Predicate::compare(Comparison::Less, title(), five()), Err(KindMismatch));
        assert_eq!(title().substring(text("1"), None), Err(KindMismatch));
        assert_eq!(five().of_text(Scalar::Lower), Err(KindMismatch));
        assert!(Predicate::compare(Comparison::Equal, title().of_text(Scalar::Length).unwrap(), five()).is_ok());
        assert!(Predicate::compare(Comparison::Equal, title(), null()).is_ok());
        assert_eq!(Predicate::compare(Comparison::Less, null(), title()), Ok(Predicate::Always(false)));
        assert_eq!(Predicate::<PageField>::compare(Comparison::Equal, null(), null()), Ok(Predicate::Always(true)));
        assert_eq!(Predicate::compare(Comparison::Equal, Scalar::Field(PageField::Id), text("1-a")), Err(KindMismatch));
    }
}
