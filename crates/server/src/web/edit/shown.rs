//! What an editor is shown of what a page links to, and of its images and files.

use crate::address::{Spelling, Surface, Version};
use crate::fault::Fault;
use crate::page::links::granted_url;
use crate::page::rendered::Shown;
use crate::root::Root;
use crate::web::Reading;
use crate::web::links::Links;
use ::page::blocks::Addresses;
use app::access::AllowedPage;
use app::promise::Secret;
use app::resource::grant::{self, GRANT_SECONDS};
use app::{Caller, Cx, place};
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// Who writes, and where. Cheap to clone.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) caller: Arc<Caller>,
    pub(super) base: Arc<str>,
    secret: Secret,
}

impl Desk {
    pub(super) async fn of(reading: &Reading) -> Result<Self, Fault> {
        let secret = reading.ask.server.secret().await?;
        Ok(Self { caller: reading.caller.clone(), base: reading.ask.base.clone(), secret })
    }

    /// Prints something of a page, with absolute addresses. Those of images and files are promised to who writes for a while: the
    /// frame that shows them has no cookie. They are known again when they come back, however long that takes.
    ///
    /// # Errors
    /// What the store can meet.
    pub(super) fn shown<T>(&self, cx: &mut Cx<'_, '_>, page: &AllowedPage, print: impl FnOnce(&Addresses<'_>) -> T) -> app::Result<T> {
        let caller = &self.caller;
        let home = place::home_of(cx, &page.section().drive().owner)?;
        let me = Root::new(self.base.clone(), Surface::Legacy, Version::V1, Spelling::Me, caller.user());
        let urls = me.at(&home, caller.user()).urls();
        let until = cx.now().plus_seconds(GRANT_SECONDS);
        let (links, failed) = (RefCell::new(Links::new(cx, page)), Cell::new(None));
        let printed = print(&Addresses {
            page: &|reference| match links.borrow_mut().path(reference) {
                Ok(path) => format!("{}{path}", self.base),
                Err(error) => {
                    failed.set(Some(error));
                    String::new()
                }
            },
            resource: &|resource| granted_url(&urls, page.id(), &Shown::of(resource), |id| grant::grant(&self.secret, caller, id, until)),
        });
        failed.take().map_or(Ok(printed), Err)
    }
}
