//! A state of a page, or what differs between two, for the frame that shows it.

use super::{number, page_id};
use crate::fault::Fault;
use crate::page::rendered::canonical;
use crate::reply::Reply;
use crate::web::links::Links;
use crate::web::sheet::{STYLE, framed, in_frame};
use crate::web::{Reading, look};
use ::page::blocks::{What, difference};
use ::page::{Audience, Document, Reference, RenderOptions, Resource, render};
use app::page::history::{self, Opened};
use app::promise::Secret;
use app::resource::grant::{self, GRANT_SECONDS};
use app::{App, Caller, Error, access};
use askama::Template;
use model::{Need, PageId, ResourceId, Right, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;

/// How what came and went looks, beside how a page looks.
const MARKS: &str = include_str!("../../../templates/web/difference.css");

/// So many blocks that are the same are shown on each side of what differs; between more, they are folded away.
const AROUND: usize = 2;

/// Fewer are not worth a fold.
const FOLDED_MIN: usize = 3;

/// `GET /pages/{id}/versions/content`: one state, or, where it is asked than which other, what differs.
pub(crate) async fn content(reading: &Reading) -> Result<Reply, Fault> {
    let (id, see) = (page_id(reading)?, number("see", reading.field("see"))?);
    let than = match reading.field("than") {
        "" => None,
        text => Some(number("than", text)?),
    };
    let caller = reading.caller.clone();
    let server = &reading.ask.server;
    let (newer, older) = server
        .app
        .read(move |cx| {
            let page = access::page_anywhere(cx, &caller, &id, Right::Write, Need::ReadPages)?;
            let older = than.map(|than| history::open(cx, &caller, &page, than)).transpose()?;
            Ok((history::open(cx, &caller, &page, see)?, older))
        })
        .await?;
    let mut states = vec![];
    for Opened { state, hash, body, .. } in [Some(newer), older].into_iter().flatten() {
        states.push((state, canonical(server, &hash, body).await?));
    }
    let until = server.app.now().plus_seconds(GRANT_SECONDS);
    let showing = Showing { secret: server.secret().await?, caller: reading.caller.clone(), base: reading.ask.base.clone(), id, until };
    let server = server.clone();
    // Both may be as long as pages get, and neither is read often enough to be kept.
    let shown = tokio::task::spawn_blocking(move || {
        let mut documents = vec![];
        for (state, canonical) in &states {
            documents.push((state.number, app::page::document(canonical)?));
        }
        let links = showing.links(&server.app, documents.iter().map(|(_, document)| document))?;
        Ok(match documents.as_slice() {
            [(number, document)] => framed(&showing.printed(&links, *number, |options| render(document, options))),
            [(number, newer), (than, older)] => {
                let found =
                    showing.printed(&links, *number, |is| showing.printed(&links, *than, |was| difference((older, was), (newer, is))));
                let [state, before] = [&states[0].0, &states[1].0];
                compared(&look::minute(before.modified), &look::minute(state.modified), newer.lang(), &found)
            }
            _ => return Err(Error::Internal),
        })
    });
    Ok(shown.await.map_err(|_| Error::Internal)??)
}

/// For whom something is printed, and what is promised to them.
struct Showing {
    secret: Secret,
    caller: Arc<Caller>,
    base: Arc<str>,
    id: PageId,
    until: Timestamp,
}

impl Showing {
    /// Follows the links between pages of some documents.
    fn links<'a>(&self, app: &App, documents: impl Iterator<Item = &'a Document>) -> app::Result<HashMap<Reference, String>> {
        let references: Vec<Reference> = documents.flat_map(Document::references).collect();
        if references.is_empty() {
            return Ok(HashMap::new());
        }
        let (id, caller) = (self.id, self.caller.clone());
        let read = app.read(move |cx| {
            let page = access::page_anywhere(cx, &caller, &id, Right::Write, Need::ReadPages)?;
            let mut links = Links::new(cx, &page);
            references.iter().map(|reference| Ok((*reference, links.path(reference)?))).collect()
        });
        read.wait()
    }

    /// Prints something of one state.
    fn printed<T>(&self, links: &HashMap<Reference, String>, state: i64, print: impl FnOnce(&RenderOptions<'_>) -> T) -> T {
        print(&RenderOptions {
            audience: Audience::Person,
            page: &|reference| links.get(reference).cloned().unwrap_or_default(),
            resource: &|resource: &Resource| {
                let id = ResourceId { page: self.id, number: resource.number };
                let promise = grant::former(&self.secret, &self.caller, &id, state, self.until);
                format!("{}/pages/{}/versions/file?see={state}&number={}&grant={promise}", self.base, self.id, resource.number)
            },
            ..RenderOptions::default()
        })
    }
}

#[derive(Template)]
#[template(path = "web/difference.html")]
struct Compared<'a> {
    style: &'static str,
    marks: &'static str,
    lang: &'a str,
    letters: &'a str,
    before: &'a str,
    after: &'a str,
    /// Printed from a closed list of elements, as all HTML here.
    title: Option<&'a str>,
    groups: Vec<Group<'a>>,
    is_redrawn: bool,
    is_nothing: bool,
}

/// What stands together.
enum Group<'a> {
    /// Another outline begins.
    Area,
    /// Something is the same, and shown.
    Same(&'a str),
    /// Much is, and folded away.
    Folded(Vec<&'a str>),
    /// Something differs: how that looks, what it is called, and the HTML.
    Differs(&'static str, &'static str, &'a str),
}

fn compared(before: &str, after: &str, lang: &str, found: &::page::blocks::Difference) -> Reply {
    let mut groups = vec![];
    let mut rest = found.parts.as_slice();
    while let Some(part) = rest.first() {
        let (class, words) = match part.what {
            What::Area => {
                groups.push(Group::Area);
                rest = &rest[1..];
                continue;
            }
            What::Same => {
                let (same, others) = rest.split_at(rest.iter().take_while(|part| part.what == What::Same).count());
                let is_first = groups.is_empty();
                fold(same, is_first, others.is_empty(), &mut groups);
                rest = others;
                continue;
            }
            What::Came => ("came", "Added"),
            What::Went => ("went", "Removed"),
            What::Changed => ("changed", "Changed"),
            What::Restyled => ("restyled", "Looks different"),
        };
        groups.push(Group::Differs(class, words, &part.html));
        rest = &rest[1..];
    }
    let is_nothing = found.is_nothing();
    let title = found.is_retitled.then_some(found.title.as_str());
    let page = Compared {
        style: STYLE,
        marks: MARKS,
        lang,
        letters: &found.letters,
        before,
        after,
        title,
        groups,
        is_redrawn: found.is_redrawn,
        is_nothing,
    };
    // A template is checked when the program is built; only writing to memory could fail.
    in_frame(Reply::html(page.render().unwrap_or_default()))
}

/// Shows what is beside a difference, and folds the rest away.
fn fold<'a>(same: &'a [::page::blocks::Part], is_first: bool, is_last: bool, groups: &mut Vec<Group<'a>>) {
    let before = if is_first { 0 } else { AROUND };
    let after = if is_last { 0 } else { AROUND };
    if same.len() < before + after + FOLDED_MIN {
        return groups.extend(same.iter().map(|part| Group::Same(&part.html)));
    }
    let (begin, rest) = same.split_at(before);
    let (middle, end) = rest.split_at(rest.len() - after);
    groups.extend(begin.iter().map(|part| Group::Same(&part.html)));
    groups.push(Group::Folded(middle.iter().map(|part| part.html.as_str()).collect()));
    groups.extend(end.iter().map(|part| Group::Same(&part.html)));
}
