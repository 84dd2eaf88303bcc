//! One page on its way out: read anew when it is its turn, and written down with addresses that hold where it goes.

use super::Form;
use super::paths::{Files, Paths, relative};
use crate::server::Server;
use crate::web::Reading;
use ::page::{Audience, Document, MarkdownOptions, Reference, RenderOptions, markdown, render};
use app::access::{self, AllowedPage};
use app::page::{self, Body, Hash, document};
use app::{Caller, Error, link, resource};
use bytes::Bytes;
use model::{Need, PageId, Right, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::runtime::Handle;

/// What reads pages, on a thread that may wait.
#[derive(Clone)]
pub(super) struct Loader {
    server: Arc<Server>,
    caller: Arc<Caller>,
    /// What addresses of this server begin with.
    base: Arc<str>,
    runtime: Handle,
}

/// A page that was read.
pub(super) struct Loaded {
    pub(super) document: Document,
    page: AllowedPage,
    /// The pages that its links mean.
    targets: HashMap<Reference, PageId>,
    base: Arc<str>,
}

impl Loader {
    pub(super) fn of(reading: &Reading) -> Self {
        let (server, caller, base) = (reading.ask.server.clone(), reading.caller.clone(), reading.ask.base.clone());
        Self { server, caller, base, runtime: Handle::current() }
    }

    /// Reads a page. Nothing if it is not there any more, or not for who exports.
    pub(super) fn load(&self, id: &PageId) -> app::Result<Option<Loaded>> {
        let (caller, id) = (self.caller.clone(), *id);
        let found = self.server.app.read(move |cx| {
            let page = access::page_anywhere(cx, &caller, &id, Right::Read, Need::ReadPages)?;
            let body = page::body(cx, &page)?;
            Ok((page, body))
        });
        let (page, body) = match found.wait() {
            Ok(found) => found,
            Err(Error::NotFound | Error::NotAllowed(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let hash = page.row().content;
        let document = document(&self.bytes(&hash, body)?)?;
        let references: Vec<Reference> = document.references().collect();
        let targets = if references.is_empty() {
            HashMap::new()
        } else {
            let section = page.section().clone();
            let resolved = self
                .server
                .app
                .read(move |cx| references.iter().map(|reference| Ok((*reference, link::resolve(cx, &section, reference)?))).collect());
            resolved.wait()?
        };
        Ok(Some(Loaded { document, page, targets, base: self.base.clone() }))
    }

    /// Reads an image or a file of a page. Nothing if the page was changed meanwhile, and has it no more.
    pub(super) fn resource(&self, of: &Loaded, number: u32) -> app::Result<Option<Bytes>> {
        let page = of.page.clone();
        let opened = match self.server.app.read(move |cx| resource::of(cx, &page, number)).wait() {
            Ok(opened) => opened,
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        let hash = opened.resource().hash;
        self.bytes(&hash, opened.body().clone()).map(Some)
    }

    fn bytes(&self, hash: &Hash, body: Body) -> app::Result<Bytes> {
        match body {
            Body::Inline(bytes) => Ok(bytes.into()),
            Body::Blob(name) => Ok(self.runtime.block_on(self.server.blobs.get(&name, hash))?),
        }
    }
}

/// Nothing in the file runs, and it loads nothing from elsewhere, wherever it is opened.
pub(super) const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file: data:; \
                      style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";

/// How it looks where the page does not say itself.
const STYLE: &str = include_str!("../../../templates/web/sheet.css");

impl Loaded {
    /// Writes it down as a file in `folder`.
    pub(super) fn written(&self, form: Form, created: Timestamp, paths: &Paths, folder: &str, files: &Files) -> String {
        let page = |reference: &Reference| match self.targets.get(reference) {
            Some(target) => match paths.get(target) {
                Some(path) => relative(folder, path),
                None => format!("{}/pages/{target}", self.base),
            },
            None => String::new(),
        };
        let resource = |resource: &::page::Resource| files.get(resource.number).map_or_else(String::new, |path| relative(folder, path));
        match form {
            Form::Markdown => markdown(&self.document, &MarkdownOptions { page: &page, resource: &resource }),
            Form::Html => {
                let html = self.html(created, &page, &resource);
                let head = format!("<head>\n{POLICY}<style>{STYLE}</style>");
                format!("<!DOCTYPE html>\n{}", html.replacen("<head>", &head, 1))
            }
        }
    }

    /// Renders it for people.
    pub(super) fn html(
        &self,
        created: Timestamp,
        page: &dyn Fn(&Reference) -> String,
        resource: &dyn Fn(&::page::Resource) -> String,
    ) -> String {
        let created = created.iso(0).replace('Z', ".0000000");
        render(&self.document, &RenderOptions { audience: Audience::Person, created: Some(&created), ids: None, page, resource })
    }

    pub(super) fn page(&self) -> &AllowedPage {
        &self.page
    }

    pub(super) fn target(&self, reference: &Reference) -> Option<&PageId> {
        self.targets.get(reference)
    }
}
