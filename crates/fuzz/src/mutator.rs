//! Makes inputs out of others.

use model::Ids as _;
use testkit::ambient::SeededIds;

/// The longest input, in bytes. Limits that lie further out have tests of their own.
const BYTES_MAX: usize = 4 * 1024;

/// The most changes to an input.
const CHANGES_MAX: usize = 8;

/// What means something in one of the languages.
const SIGNS: &[u8] = b"\0\t\n\r \"%'()/:;<=>?\\{}[],0\xff";

/// Returns an input that follows from `seed` and `number`: one of `corpus`, changed in a few places, with `words` among what
/// comes in.
pub(crate) fn input(corpus: &[Vec<u8>], words: &[&str], seed: u64, number: u64) -> Vec<u8> {
    let random = SeededIds::new(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
    // The first numbers of neighbouring seeds are alike.
    random.fill(&mut [0; 16]);
    let mut input = pick(&random, corpus).cloned().unwrap_or_default();
    for _ in 0..=random.below(CHANGES_MAX) {
        change(&random, &mut input, corpus, words);
    }
    input.truncate(BYTES_MAX);
    input
}

fn change(random: &SeededIds, input: &mut Vec<u8>, corpus: &[Vec<u8>], words: &[&str]) {
    let (from, to) = range(random, input.len());
    match random.below(12) {
        0 => drop(input.drain(from..to)),
        1 => {
            let piece = input[from..to].to_vec();
            insert(input, random.below(input.len() + 1), &piece);
        }
        2 => {
            let other = pick(random, corpus).cloned().unwrap_or_default();
            let (start, end) = range(random, other.len());
            insert(input, from, &other[start..end]);
        }
        3 => {
            // Nesting and repetition are found by nothing else.
            let word = pick(random, words).map_or("(", |word| *word);
            insert(input, from, word.repeat(1 + random.below(200)).as_bytes());
        }
        4 if from < input.len() => input[from] ^= 1 << random.below(8),
        5 if from < input.len() => input[from] = SIGNS[random.below(SIGNS.len())],
        6 => input.truncate(from),
        7 | 8 => number(random, input, from),
        _ => {
            let word = pick(random, words).map_or("", |word| *word);
            insert(input, from, word.as_bytes());
        }
    }
}

/// Makes another number of the first one behind `from`.
fn number(random: &SeededIds, input: &mut Vec<u8>, from: usize) {
    const NUMBERS: &[&str] = &["0", "1", "2", "7", "99", "256", "4096", "65536", "4294967296", "18446744073709551616", "-1"];
    let Some(start) = input[from..].iter().position(u8::is_ascii_digit).map(|at| from + at) else { return };
    let digits = input[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = pick(random, NUMBERS).map_or("0", |number| *number);
    input.splice(start..start + digits, number.bytes());
}

/// Returns a range within so many bytes; most are short.
fn range(random: &SeededIds, length: usize) -> (usize, usize) {
    let from = random.below(length + 1);
    let length_max = if random.below(4) == 0 { length - from } else { (length - from).min(16) };
    (from, from + random.below(length_max + 1))
}

fn insert(input: &mut Vec<u8>, at: usize, piece: &[u8]) {
    if input.len() + piece.len() <= BYTES_MAX {
        input.splice(at..at, piece.iter().copied());
    }
}

fn pick<'a, T>(random: &SeededIds, of: &'a [T]) -> Option<&'a T> {
    if of.is_empty() { None } else { of.get(random.below(of.len())) }
}
