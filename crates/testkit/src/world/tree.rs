//! What people do, each as a transaction of its own.

use super::{World, allowed, allowed_page, change_node, copy_node, create_page, delete_node, edit_page, me, place_page};
use app::copy::{self, Destination, Order, Source};
use app::{Caller, Error, Result, access, notebook, operation, page, section, section_group};
use model::{ConflictBehavior, NameRule, Need, NodeId, OperationId, PageId, Right};
use store::operation::Operation;

impl World {
    /// Makes a notebook of the caller's own.
    ///
    /// # Errors
    /// The verb's.
    pub fn notebook(&self, who: &Caller, name: &str) -> Result<NodeId> {
        let (who, name) = (who.clone(), name.to_owned());
        self.write(move |cx| {
            let place = me(cx, &who)?;
            Ok(notebook::create(cx, &who, &place, &name, NameRule::Notebook, ConflictBehavior::Fail)?.node().id)
        })
    }

    /// Makes a section group.
    ///
    /// # Errors
    /// The verb's.
    pub fn group(&self, who: &Caller, parent: NodeId, name: &str) -> Result<NodeId> {
        let (who, name) = (who.clone(), name.to_owned());
        self.write(move |cx| {
            let parent = allowed(cx, &who, parent, Right::Write)?;
            Ok(section_group::create(cx, &who, &parent, &name, ConflictBehavior::Fail)?.node().id)
        })
    }

    /// Makes a section.
    ///
    /// # Errors
    /// The verb's.
    pub fn section(&self, who: &Caller, parent: NodeId, name: &str) -> Result<NodeId> {
        let (who, name) = (who.clone(), name.to_owned());
        self.write(move |cx| {
            let parent = allowed(cx, &who, parent, Right::Write)?;
            Ok(section::create(cx, &who, &parent, &name, ConflictBehavior::Fail)?.node().id)
        })
    }

    /// Makes a page whose title and content are `text`; see [`staged`] for its images.
    ///
    /// # Errors
    /// The verb's.
    pub fn page(&self, who: &Caller, section: NodeId, text: &str) -> Result<PageId> {
        let (who, text) = (who.clone(), text.to_owned());
        self.write(move |cx| create_page(cx, &who, section, &text))
    }

    /// Gives a page another title and content.
    ///
    /// # Errors
    /// The verb's.
    pub fn edit(&self, who: &Caller, id: PageId, text: &str) -> Result<()> {
        let (who, text) = (who.clone(), text.to_owned());
        self.write(move |cx| edit_page(cx, &who, id, &text))
    }

    /// Deletes a page.
    ///
    /// # Errors
    /// The verb's.
    pub fn delete_page(&self, who: &Caller, id: PageId) -> Result<()> {
        let who = who.clone();
        self.write(move |cx| {
            let found = allowed_page(cx, &who, id, Right::Write, Need::Write)?;
            page::delete(cx, &who, &found, None)
        })
    }

    /// Gives a page another level, place or section, and returns its id then.
    ///
    /// # Errors
    /// The verb's.
    pub fn place(&self, who: &Caller, id: PageId, level: Option<u32>, position: Option<usize>, section: Option<NodeId>) -> Result<PageId> {
        let who = who.clone();
        self.write(move |cx| place_page(cx, &who, id, level, position, section))
    }

    /// Renames, moves or reorders a node.
    ///
    /// # Errors
    /// The verb's.
    pub fn change(&self, who: &Caller, what: NodeId, name: Option<&str>, into: Option<NodeId>, position: Option<usize>) -> Result<()> {
        let (who, name) = (who.clone(), name.map(str::to_owned));
        self.write(move |cx| change_node(cx, &who, what, name.as_deref(), into, position))
    }

    /// Deletes a node with all it holds.
    ///
    /// # Errors
    /// The verb's.
    pub fn delete(&self, who: &Caller, id: NodeId) -> Result<()> {
        let who = who.clone();
        self.write(move |cx| delete_node(cx, &who, id))
    }

    /// Asks for a copy of a node under a new name: into `into`, or (a notebook) among the caller's own.
    ///
    /// # Errors
    /// The verb's.
    pub fn copy(&self, who: &Caller, what: NodeId, into: Option<NodeId>, name: &str) -> Result<Operation> {
        let (who, name, id) = (who.clone(), name.to_owned(), OperationId(self.guid()));
        self.write(move |cx| {
            let order = Order { name: Some(&name), ..order(id) };
            copy_node(cx, &who, what, into, &order)
        })
    }

    /// Asks for a copy of what lies in a folder.
    ///
    /// # Errors
    /// The verb's.
    pub fn copy_children(&self, who: &Caller, what: NodeId, into: NodeId, conflict: ConflictBehavior) -> Result<Operation> {
        let (who, operation) = (who.clone(), OperationId(self.guid()));
        self.write(move |cx| {
            let source = allowed(cx, &who, what, Right::Read)?;
            let target = allowed(cx, &who, into, Right::Write)?;
            let order = Order { name_rule: NameRule::Item, conflict, ..order(operation) };
            Ok(copy::start(cx, &who, Source::Children(&source), Destination::Into(&target), &order)?.operation)
        })
    }

    /// Asks for a copy of a page.
    ///
    /// # Errors
    /// The verb's.
    pub fn copy_page(&self, who: &Caller, id: PageId, into: NodeId) -> Result<Operation> {
        let (who, operation) = (who.clone(), OperationId(self.guid()));
        self.write(move |cx| {
            let source = access::page_anywhere(cx, &who, &id, Right::Read, Need::ReadPages)?;
            let target = allowed(cx, &who, into, Right::Write)?;
            Ok(copy::start(cx, &who, Source::Page(&source), Destination::Into(&target), &order(operation))?.operation)
        })
    }

    /// Returns an operation.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn operation(&self, id: OperationId) -> Operation {
        self.read(move |cx| store::operation::get(cx.tx, &id)?.ok_or(Error::NotFound)).expect("the operation is there")
    }

    /// Cancels an operation.
    ///
    /// # Errors
    /// The verb's.
    pub fn cancel(&self, who: &Caller, id: OperationId) -> Result<()> {
        let who = who.clone();
        self.write(move |cx| operation::cancel(cx, &who, &id))
    }
}

pub(super) fn order(id: OperationId) -> Order<'static> {
    Order { name: None, name_rule: NameRule::Notebook, conflict: ConflictBehavior::Fail, id, with_versions: false, correlation: "test" }
}
