//! What all benchmarks stand on: a server with notebooks in it, a load, floors of this machine, and figures.

pub mod figures;
pub mod floor;
pub mod load;
pub mod ratio;
pub mod site;

use std::path::PathBuf;

/// Reads the words after the benchmark's name. Where they ask for the floor's own process, serves that instead.
pub fn words() -> Option<Vec<String>> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if words.first().is_some_and(|word| word == "floor-server") {
        floor::serve(&words[1..]);
        return None;
    }
    Some(words)
}

pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_looseleaf"))
}
