//! What calls of the API cost, each against a bare handler that answers the same bytes on the same stack in the same minutes.
//!
//! Run by `cargo x bench api`. Words after it choose parts: `pages lists search writes hostile`.

mod hostile;
mod lists;
mod pages;
#[expect(dead_code, reason = "the other benchmark uses more of it")]
#[path = "../stand/stand.rs"]
mod stand;
mod writes;

fn main() {
    let Some(words) = stand::words() else { return };
    let wants = |part: &str| words.is_empty() || words.iter().any(|word| word == part);
    println!("Ratios of one run on {} cores, 32 connections unless said; compare only within this run.", stand::cores());
    if wants("pages") {
        pages::contents();
    }
    if wants("writes") {
        writes::creates_and_patches();
    }
    if wants("lists") || wants("search") {
        lists::over_many_pages(wants("lists"), wants("search"));
    }
    if wants("hostile") {
        hostile::corpus();
    }
}
