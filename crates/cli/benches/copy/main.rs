//! Ratios of one run: what copying, writing and reading cost, against floors of the same machine in the same minutes.
//!
//! The machine's own speed cancels out, so the figures carry over from one to the next; single milliseconds do not. Run by
//! `cargo x bench copy`. Words after it choose parts: `copies at-once creates edits reads memory`.

mod copies;
mod edits;
mod memory;
mod reads;
#[expect(dead_code, reason = "the other benchmark uses more of it")]
#[path = "../stand/stand.rs"]
mod stand;
mod writes;

fn main() {
    let Some(words) = stand::words() else { return };
    let wants = |part: &str| words.is_empty() || words.iter().any(|word| word == part);
    println!("Ratios of one run on {} cores. Medians unless said; compare only within this run.", stand::cores());
    if wants("copies") {
        copies::by_size();
    }
    if wants("at-once") {
        copies::at_once();
    }
    if wants("edits") {
        edits::first_after_copy();
    }
    if wants("creates") {
        writes::creates();
    }
    if wants("reads") {
        reads::against_floor();
    }
    if wants("memory") {
        memory::and_start_up();
    }
}
