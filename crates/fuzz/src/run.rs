//! Runs a target on one input after another.

use crate::mutator;
use crate::target::Target;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// An input that a target could not live with.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The target's name.
    pub target: &'static str,
    /// Where it came from: a name in the corpus, or a seed and a number.
    pub from: String,
    /// The input.
    pub input: Vec<u8>,
}

/// Returns where a target's inputs are kept that were found once.
pub fn corpus_folder(target: &Target) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name)
}

/// Runs a target on its corpus, then on the inputs of a seed with these numbers, until one is found that it cannot live with.
///
/// # Errors
/// The first finding.
pub fn run(target: &Target, seed: u64, numbers: Range<u64>) -> Result<(), Finding> {
    let corpus = corpus(target);
    for (name, input) in &corpus {
        check(target, name.clone(), input)?;
    }
    let inputs: Vec<Vec<u8>> = corpus.into_iter().map(|(_, input)| input).collect();
    let words = target.words.concat();
    for number in numbers {
        check(target, format!("seed {seed}, number {number}"), &mutator::input(&inputs, &words, seed, number))?;
    }
    Ok(())
}

/// Returns an input by its seed and number.
pub fn input(target: &Target, seed: u64, number: u64) -> Vec<u8> {
    let inputs: Vec<Vec<u8>> = corpus(target).into_iter().map(|(_, input)| input).collect();
    mutator::input(&inputs, &target.words.concat(), seed, number)
}

/// Says whether a target can live with an input. If not, standard error says why.
pub fn lives_with(target: &Target, input: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_ok()
}

fn check(target: &Target, from: String, input: &[u8]) -> Result<(), Finding> {
    if lives_with(target, input) { Ok(()) } else { Err(Finding { target: target.name, from, input: input.to_vec() }) }
}

/// The seeds that stand in the code, and what was found before.
fn corpus(target: &Target) -> Vec<(String, Vec<u8>)> {
    let mut corpus: Vec<(String, Vec<u8>)> =
        target.seeds.iter().enumerate().map(|(at, seed)| (format!("the seed {at} in the code"), seed.as_bytes().to_vec())).collect();
    let Ok(folder) = std::fs::read_dir(corpus_folder(target)) else { return corpus };
    let mut kept: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
    // A folder is read in no order, and inputs have to follow from their numbers.
    kept.sort();
    for path in kept {
        if let Ok(input) = std::fs::read(&path) {
            corpus.push((path.display().to_string(), input));
        }
    }
    corpus
}
