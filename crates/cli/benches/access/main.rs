//! What it costs to ask who somebody is and what they may: tokens, signing in, and lists of what comes by groups.
//!
//! Run by `cargo x bench access`. Words after it choose parts: `token sign-in lists`.

mod lists;
mod sign_in;
#[expect(dead_code, reason = "the other benchmarks use more of it")]
#[path = "../stand/stand.rs"]
mod stand;
mod token;

fn main() {
    let Some(words) = stand::words() else { return };
    let wants = |part: &str| words.is_empty() || words.iter().any(|word| word == part);
    println!("Ratios of one run on {} cores; compare only within this run.", stand::cores());
    if wants("token") {
        token::share_of_a_small_get();
    }
    if wants("sign-in") {
        sign_in::whole_flows();
    }
    if wants("lists") {
        lists::through_groups();
    }
}
