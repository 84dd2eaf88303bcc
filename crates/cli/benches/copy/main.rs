//! Ratios of one run: what copying, writing and reading cost, against floors of the same machine in the same minutes.
//!
//! The machine's own speed cancels out, so the figures carry over from one to the next; single milliseconds do not. Run by
//! `cargo x bench copy`. Words after it choose parts: `copies at-once creates edits reads memory`.

mod copies;
mod edits;
mod figures;
mod floor;
mod load;
mod memory;
mod reads;
mod site;
mod writes;

use std::path::PathBuf;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if words.first().is_some_and(|word| word == "floor-server") {
        floor::serve(&words[1..]);
        return;
    }
    let wants = |part: &str| words.is_empty() || words.iter().any(|word| word == part);
    println!("Ratios of one run on {} cores. Medians unless said; compare only within this run.", cores());
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

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_looseleaf"))
}
