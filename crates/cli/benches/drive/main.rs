//! What drives cost: copies of folder trees against `cp -r` and WebDAV, files in and out against a bare file server, lists,
//! and memory. Every figure stands beside its floor of the same machine in the same minutes.
//!
//! Run by `cargo x bench drive`. Words after it choose parts: `copies large children delta big memory`; of `copies`, a number
//! chooses the tree of so many files.

#[expect(unused_imports, reason = "a program without a harness has no tests")]
#[path = "../../src/ambient.rs"]
mod ambient;
mod apache;
mod bare_files;
mod big;
mod copies;
mod delta;
mod lists;
mod memory;
mod shelf;
#[expect(dead_code, reason = "the other benchmarks use more of it")]
#[path = "../stand/stand.rs"]
mod stand;
mod transfer;
mod tree;

fn main() {
    let Some(words) = stand::words() else { return };
    if words.first().is_some_and(|word| word == bare_files::WORD) {
        bare_files::serve(&words[1..]);
        return;
    }
    let wants = |part: &str| words.is_empty() || words.iter().any(|word| word == part);
    println!("Ratios of one run on {} cores. Medians unless said; compare only within this run.", stand::cores());
    let size = words.iter().find_map(|word| word.parse().ok());
    if wants("copies") || wants("large") {
        copies::against_others(wants("copies"), size, wants("large"));
    }
    if wants("children") {
        lists::of_many();
    }
    if wants("delta") {
        delta::of_one_change();
    }
    if wants("big") {
        big::in_and_out();
    }
    if wants("memory") {
        memory::of_uploads();
    }
}
