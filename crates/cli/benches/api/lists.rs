//! Lists, filters and searches over 100,000 pages in 1,000 sections.

use crate::stand::load::Request;
use crate::stand::ratio::{against, against_floor};
use crate::stand::site::Site;

const SECTIONS: usize = 1_000;
const PAGES_EACH: usize = 100;

pub fn over_many_pages(lists: bool, search: bool) {
    println!("\nlists over {} pages in {SECTIONS} sections", SECTIONS * PAGES_EACH);
    let site = Site::start();
    let (notebook, sections) = site.notebook("Many", SECTIONS, PAGES_EACH);
    let (root, graph) = ("/api/v1.0/me/notes", "/v1.0/me/onenote");
    let ask = |what: &str, path: String, gate: &str, moonshot: &str| against_floor(&site, what, &Request::get(&path), gate, moonshot);
    let section = &sections[0];
    let twenty = ask("list of 20 pages", format!("{root}/sections/{section}/pages?$top=20"), ">= 0.3", ">= 0.75");
    if lists {
        ask("list of 100 pages", format!("{root}/sections/{section}/pages?$top=100"), ">= 0.3", ">= 0.75");
        ask("list of 20 pages, Graph", format!("{graph}/sections/{section}/pages?$top=20"), ">= 0.3", ">= 0.75");
        let newest = ask("the newest 20 of all sections", format!("{root}/pages"), "-", "-");
        against("the newest 20 over 1,000 sections, in lists of 20", newest, twenty, "<= 5");
        let wanted = "$filter=lastModifiedTime%20ge%202000-01-01%20and%20contains(title,'7')&$orderby=lastModifiedTime%20desc";
        let filtered = ask("$filter and $orderby over all pages", format!("{root}/pages?{wanted}"), "-", "-");
        against("$filter and $orderby over 100,000 pages, in lists of 20", filtered, twenty, "<= 5");
        let expanded = format!("{root}/notebooks/{notebook}?$expand=sections,sectionGroups($expand=sections)");
        ask("a notebook with its 1,000 sections expanded", expanded, "-", "-");
    }
    if search {
        // Every page has the words of the text; one in a thousand has a number such as this.
        let rare = ask("search for a rare word", format!("{root}/pages?search=77777"), "-", "-");
        against("search for a rare word, in lists of 20", rare, twenty, "<= 10");
        let common = ask("search for a word of every page", format!("{root}/pages?search=paper"), "-", "-");
        against("search for a word of every page, in lists of 20", common, twenty, "<= 10");
    }
}
