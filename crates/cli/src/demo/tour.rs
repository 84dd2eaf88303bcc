//! The tour: builds notebooks with POSTs, copies them, follows the operations, and compares what came of it.

use super::Figures;
use super::book;
use super::client::Client;
use super::story::Story;
use crate::error::{Failure, Result};
use crate::output::grouped;
use app::App;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Where the person's own notebooks are.
const ROOT: &str = "/api/v1.0/me/notes";

/// How many connections build the larger notebook. Writes that wait together share one sync of the disk.
const BUILDERS: u32 = 16;

/// How long an operation is followed. The demo's copies take milliseconds; this only keeps a broken one from being waited
/// for without end.
const FOLLOWED_MAX: Duration = Duration::from_secs(120);

/// How long the tour waits between two looks at an operation.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// The size of the larger notebook.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Its sections.
    pub sections: u32,
    /// The pages of each.
    pub pages: u32,
}

/// What the tour needs to know.
pub struct Tour {
    /// The program, to measure its folder with.
    pub app: App,
    /// The data folder.
    pub folder: PathBuf,
    /// Where the server listens.
    pub server: SocketAddr,
    /// The person's token.
    pub token: String,
    /// The size of the larger notebook.
    pub size: Size,
}

/// A copy that is asked for.
struct Copy<'a> {
    /// What is copied, in a word.
    what: &'static str,
    /// The sections that it holds.
    sections: u64,
    /// The pages that it holds.
    pages: u64,
    source: &'a Made,
    action: &'static str,
}

/// Something that was made: its own address and id.
#[derive(Clone)]
struct Made {
    address: String,
    id: String,
}

impl Tour {
    /// Walks the whole of it and tells what happens.
    pub async fn walk(&self, story: &mut Story) -> Result {
        let mut client = Client::connect(self.server, &self.token).await?;

        let handbook = self.build_handbook(&mut client, story).await?;
        let large = self.build_large(&mut client, story).await?;
        let before = Figures::of(&self.app, &self.folder)?;

        story.copies();
        let (sections, pages) = (book::sections() as u64, book::pages() as u64);
        let wanted = Copy { what: "notebook", sections, pages, source: &handbook.notebook, action: "copyNotebook" };
        let copy = self.copy(&mut client, story, &wanted, &json!({ "renameAs": "Handbook, a copy" })).await?;
        let first_pages = book::PARTS.first().map_or(0, |part| part.pages.len() as u64);
        let wanted = Copy { what: "section", sections: 1, pages: first_pages, source: &handbook.section, action: "copyToNotebook" };
        self.copy(&mut client, story, &wanted, &json!({ "id": copy.id, "renameAs": "Copied once more" })).await?;
        let section = self.named(&mut client, &format!("{}/sections", copy.address), "name", &handbook.section_name).await?;
        let wanted = Copy { what: "page", sections: 0, pages: 1, source: &handbook.page, action: "copyToSection" };
        let page = self.copy(&mut client, story, &wanted, &json!({ "id": section.id })).await?;
        let mut copied = pages + first_pages + 1;
        if let Some(large) = &large {
            let (sections, pages) = (u64::from(self.size.sections), u64::from(self.size.sections) * u64::from(self.size.pages));
            let wanted = Copy { what: "notebook", sections, pages, source: large, action: "copyNotebook" };
            self.copy(&mut client, story, &wanted, &json!({ "renameAs": "A large notebook, a copy" })).await?;
            copied += pages;
        }

        story.room(copied, &Figures::of(&self.app, &self.folder)?.since(&before));
        self.compare(&mut client, story, &handbook.page, &page).await?;
        self.follow_link(&mut client, story, &handbook, &copy).await?;
        story.next(self.server, &self.token, Some(&copy.address));
        Ok(())
    }

    async fn build_handbook(&self, client: &mut Client, story: &mut Story) -> Result<Handbook> {
        let work = story.work("Writing the handbook into a notebook", book::pages() as u64);
        let started = Instant::now();
        let notebook = create(client, &format!("{ROOT}/notebooks"), "Looseleaf handbook").await?;
        let group = create(client, &format!("{}/sectionGroups", notebook.address), book::GROUP).await?;
        let mut known: BTreeMap<&str, String> = BTreeMap::new();
        let (mut first, mut plain) = (None, None);
        for part in book::PARTS {
            let parent = if part.is_grouped { &group } else { &notebook };
            let section = create(client, &format!("{}/sections", parent.address), part.name).await?;
            first.get_or_insert_with(|| section.clone());
            for page in part.pages {
                let html = book::html(page, &|_| None);
                let reply = client.post_html(&format!("{}/pages", section.address), html).await?;
                let made = Made { address: reply.text("self")?, id: reply.text("id")? };
                known.insert(page.path, made.address.clone());
                if !book::has_links(page) {
                    plain.get_or_insert(made);
                }
                work.step();
            }
        }
        // Pages name each other in circles, so links can only be written once all of them are there.
        for page in book::PARTS.iter().flat_map(|part| part.pages).filter(|page| book::has_links(page)) {
            let Some(address) = known.get(page.path) else { continue };
            client.put_html(&format!("{address}/content"), book::html(page, &|path| known.get(path).cloned())).await?;
        }
        let empty = || Failure::new("the handbook is empty");
        let part = book::PARTS.first().ok_or_else(empty)?;
        let handbook = Handbook {
            notebook,
            section: first.ok_or_else(empty)?,
            section_name: part.name.to_owned(),
            page: plain.ok_or_else(empty)?,
            linking_title: part.pages.first().map_or("", book::title).to_owned(),
        };
        work.done(&format!("{} sections, {} pages", book::sections(), book::pages()), started.elapsed());
        Ok(handbook)
    }

    /// Builds the larger notebook over several connections at once.
    async fn build_large(&self, client: &mut Client, story: &mut Story) -> Result<Option<Made>> {
        let Size { sections, pages } = self.size;
        if sections == 0 {
            return Ok(None);
        }
        let work = story.work("Writing a larger one, over several connections", u64::from(sections) * u64::from(pages));
        let started = Instant::now();
        let notebook = create(client, &format!("{ROOT}/notebooks"), "A large notebook").await?;
        let mut builders = tokio::task::JoinSet::new();
        for builder in 0..BUILDERS.min(sections) {
            let (server, token, notebook, work) = (self.server, self.token.clone(), notebook.address.clone(), work.clone());
            builders.spawn(async move {
                let mut client = Client::connect(server, &token).await?;
                for number in (builder..sections).step_by(BUILDERS as usize) {
                    let section = create(&mut client, &format!("{notebook}/sections"), &format!("Section {:02}", number + 1)).await?;
                    for page in 1..=pages {
                        client.post_html(&format!("{}/pages", section.address), book::filler(number + 1, page)).await?;
                        work.step();
                    }
                }
                Ok::<(), Failure>(())
            });
        }
        while let Some(built) = builders.join_next().await {
            built.map_err(|error| Failure::new(format!("a builder did not end: {error}")))??;
        }
        work.done(&format!("{sections} sections, {} pages", grouped(u64::from(sections) * u64::from(pages))), started.elapsed());
        Ok(Some(notebook))
    }

    /// Asks for a copy, follows it to its end, and returns what came of it.
    async fn copy(&self, client: &mut Client, story: &mut Story, wanted: &Copy<'_>, body: &Value) -> Result<Made> {
        let action = wanted.action;
        let work = story.work(&format!("POST …/{action}"), 100);
        let started = Instant::now();
        let accepted = client.post_json(&format!("{}/{action}", wanted.source.address), body).await?;
        let answered = started.elapsed();
        let location = accepted.headers.get("Operation-Location").and_then(|value| value.to_str().ok());
        let location = location.ok_or_else(|| Failure::new(format!("{action} was accepted without an Operation-Location")))?.to_owned();
        let operation = loop {
            let operation = client.get(&location).await?.json()?;
            let percent = operation["percentComplete"].as_str().and_then(|text| text.parse().ok());
            match operation["status"].as_str().unwrap_or_default().to_ascii_lowercase().as_str() {
                "completed" => break operation,
                "failed" => return Err(Failure::new(format!("{action} failed: {}", operation["error"]))),
                _ if started.elapsed() > FOLLOWED_MAX => return Err(Failure::new(format!("{action} does not end: {operation}"))),
                _ => work.at(percent.unwrap_or(0)),
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        };
        let total = started.elapsed();
        work.at(100);
        work.clear();
        let result = operation["resourceLocation"].as_str().ok_or_else(|| Failure::new(format!("no resourceLocation in {operation}")))?;
        let id = client.get(result).await?.text("id")?;
        story.copied(wanted.what, action, (wanted.sections, wanted.pages), answered, total);
        Ok(Made { address: result.to_owned(), id })
    }

    /// Follows a link of the copied handbook, and sees that it leads into the copy.
    async fn follow_link(&self, client: &mut Client, story: &mut Story, handbook: &Handbook, copy: &Made) -> Result {
        let section = self.named(client, &format!("{}/sections", copy.address), "name", &handbook.section_name).await?;
        let page = self.named(client, &format!("{}/pages", section.address), "title", &handbook.linking_title).await?;
        let html = client.get(&format!("{}/content", page.address)).await?.body;
        let html = String::from_utf8_lossy(&html).into_owned();
        let link = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|link| link.contains("/pages/"));
        let link = link.ok_or_else(|| Failure::new(format!("the copied page {} has no link", page.address)))?;
        let section_id = section.id.trim_start_matches("1-");
        let is_within = link.contains(section_id) && !client.get(link).await?.body.is_empty();
        if !is_within {
            return Err(Failure::new(format!("the link {link} does not lead into the copy {}", section.address)));
        }
        story.linked();
        Ok(())
    }

    /// Returns the entry of a list that has a name.
    async fn named(&self, client: &mut Client, address: &str, member: &str, name: &str) -> Result<Made> {
        let list = client.get(address).await?.json()?;
        let found = list["value"].as_array().and_then(|all| all.iter().find(|entry| entry[member] == name));
        match found.map(|entry| (entry["self"].as_str(), entry["id"].as_str())) {
            Some((Some(address), Some(id))) => Ok(Made { address: address.to_owned(), id: id.to_owned() }),
            _ => Err(Failure::new(format!("{address} has no `{name}`: {list}"))),
        }
    }

    /// Reads a page and its copy back and compares them.
    async fn compare(&self, client: &mut Client, story: &mut Story, original: &Made, copy: &Made) -> Result {
        let one = client.get(&format!("{}/content", original.address)).await?.body;
        let other = client.get(&format!("{}/content", copy.address)).await?.body;
        if original.id == copy.id || one.is_empty() || one != other {
            return Err(Failure::new(format!("the copied page {} does not read as its original {} does", copy.address, original.address)));
        }
        story.same(one.len() as u64);
        Ok(())
    }
}

/// The handbook as a notebook.
struct Handbook {
    notebook: Made,
    /// Its first section.
    section: Made,
    section_name: String,
    /// A page without links: a link may lead elsewhere from a copy, so such a page would not read the same.
    page: Made,
    /// The title of the first section's first page, which has a link.
    linking_title: String,
}

/// Creates a notebook, section group or section.
async fn create(client: &mut Client, address: &str, name: &str) -> Result<Made> {
    let reply = client.post_json(address, &json!({ "name": name })).await?;
    Ok(Made { address: reply.text("self")?, id: reply.text("id")? })
}
