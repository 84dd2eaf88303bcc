//! What the demo writes: the project's own handbook, page by page, and pages of filler for the larger notebook.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html as print};

/// A folder of the handbook: a section.
pub struct Part {
    /// The section's name.
    pub name: &'static str,
    /// Whether it lies in the section group.
    pub is_grouped: bool,
    /// Its pages, in reading order.
    pub pages: &'static [Page],
}

/// A file of the handbook: a page.
pub struct Page {
    /// Below docs/handbook, as links spell it.
    pub path: &'static str,
    /// Markdown, which begins with the title.
    pub text: &'static str,
}

macro_rules! pages {
    ($($path:literal)*) => {
        &[$(Page { path: $path, text: include_str!(concat!("../../../../docs/handbook/", $path)) }),*]
    };
}

/// The section group that holds what concerns whoever runs a server.
pub const GROUP: &str = "Running a server";

/// The whole handbook. A test compares this list with the folder.
pub const PARTS: &[Part] = &[
    Part {
        name: "Getting started",
        is_grouped: false,
        pages: pages! {
            "start/what-it-is.md" "start/first-notebook.md" "start/clients.md" "start/concepts.md" "start/writing-pages.md"
            "start/images-and-files.md" "start/finding.md" "start/arranging.md" "start/in-a-browser.md"
        },
    },
    Part {
        name: "Copying",
        is_grouped: false,
        pages: pages! { "copying/how-to-copy.md" "copying/following.md" "copying/what-a-copy-is.md" "copying/names-and-retries.md" },
    },
    Part {
        name: "People and apps",
        is_grouped: false,
        pages: pages! {
            "people/people-groups-sites.md" "people/permissions.md" "people/signing-in.md" "people/issuers.md" "people/tokens.md" "people/scopes.md"
        },
    },
    Part {
        name: "Operating",
        is_grouped: true,
        pages: pages! {
            "operating/data-folder.md" "operating/serving.md" "operating/settings.md" "operating/backup.md" "operating/postgresql.md"
            "operating/doctor.md"
        },
    },
    Part {
        name: "Reference",
        is_grouped: true,
        pages: pages! {
            "reference/limits.md" "reference/drives.md" "reference/batches.md" "reference/errors.md" "reference/compatibility.md" "reference/troubleshooting.md"
        },
    },
];

/// Returns how many sections the handbook has.
pub const fn sections() -> usize {
    PARTS.len()
}

/// Returns how many pages the handbook has.
pub fn pages() -> usize {
    PARTS.iter().map(|part| part.pages.len()).sum()
}

/// Returns a page as the HTML that a client posts. `address` knows the addresses of pages that are there already; a link to
/// one that is not becomes plain text.
pub fn html(page: &Page, address: &dyn Fn(&str) -> Option<String>) -> String {
    let (title, text) = split(page.text);
    let mut dropped = 0_usize;
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) if is_page(&dest_url) => match address(&below(page.path, &dest_url)) {
            Some(found) => Some(Event::Start(Tag::Link { link_type, dest_url: CowStr::from(found), title, id })),
            None => {
                dropped += 1;
                None
            }
        },
        // Links do not nest, so the next end belongs to the beginning that was dropped.
        Event::End(TagEnd::Link) if dropped > 0 => {
            dropped -= 1;
            None
        }
        other => Some(other),
    });
    let mut body = String::new();
    print::push_html(&mut body, events);
    format!("<!DOCTYPE html>\n<html><head><title>{}</title></head>\n<body>\n{body}</body></html>\n", escaped(title))
}

/// Returns a page's title.
pub fn title(page: &Page) -> &'static str {
    split(page.text).0
}

/// Says whether a page links to others of the handbook.
pub fn has_links(page: &Page) -> bool {
    page.text.contains(".md)")
}

/// Splits a page's first line off, which is its title.
fn split(text: &str) -> (&str, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    (first.trim_start_matches('#').trim(), rest)
}

fn is_page(link: &str) -> bool {
    link.ends_with(".md") && !link.contains("://")
}

/// Returns where a link of the page at `path` leads, below the handbook.
fn below(path: &str, link: &str) -> String {
    let folder = path.split('/').next().unwrap_or_default();
    link.strip_prefix("../").map_or_else(|| format!("{folder}/{link}"), str::to_owned)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Returns a page of the larger notebook. Each is different, as pages are.
pub fn filler(section: u32, page: u32) -> String {
    let mut body = String::new();
    for paragraph in 1..=8 {
        body.push_str(&format!(
            "<p>Paragraph {paragraph} of page {page} in section {section}. It says little, but it says so in its own words, so \
             that no two pages of this notebook are the same and each has to be kept.</p>\n"
        ));
    }
    format!("<!DOCTYPE html>\n<html><head><title>Page {page}</title></head>\n<body>\n{body}</body></html>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// A file of the handbook that no part names would be missing from the demo without a word.
    #[test]
    fn every_file_of_the_handbook_is_a_page() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/handbook");
        let mut files = BTreeSet::new();
        for folder in std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
            for file in std::fs::read_dir(folder).unwrap() {
                files.insert(file.unwrap().path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
            }
        }
        let pages: BTreeSet<String> = PARTS.iter().flat_map(|part| part.pages).map(|page| page.path.to_owned()).collect();
        assert_eq!(files, pages);
    }

    #[test]
    fn every_link_within_the_handbook_leads_somewhere() {
        let paths: BTreeSet<&str> = PARTS.iter().flat_map(|part| part.pages).map(|page| page.path).collect();
        for page in PARTS.iter().flat_map(|part| part.pages) {
            assert!(page.text.starts_with("# "), "{} begins with its title", page.path);
            html(page, &|path| {
                assert!(paths.contains(path), "{} links to {path}", page.path);
                None
            });
        }
    }

    #[test]
    fn links_to_pages_that_are_there_become_addresses() {
        let page = Page { path: "a/b.md", text: "# R & D\n\nSee [one](../c/d.md) and [two](e.md), [three](https://x.example/f.md).\n" };
        let html = html(&page, &|path| (path == "c/d.md").then(|| "http://h/1".to_owned()));
        assert!(html.contains("<title>R &amp; D</title>"), "{html}");
        let body = "<p>See <a href=\"http://h/1\">one</a> and two, <a href=\"https://x.example/f.md\">three</a>.</p>";
        assert!(html.contains(body), "{html}");
    }
}
