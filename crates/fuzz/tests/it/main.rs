//! Each target on its corpus and on a fixed number of inputs, the same ones every time unless `LOOSELEAF_SEED` says otherwise.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use fuzz::{TARGETS, Target, input, run};

fn seed() -> u64 {
    std::env::var("LOOSELEAF_SEED").map_or(1, |seed| seed.parse().unwrap())
}

/// Runs a target; a finding is printed with what repeats it.
fn lives(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    if let Err(finding) = run(target, seed(), 0..target.tests) {
        panic!("{name} could not live with {}: {:?}", finding.from, String::from_utf8_lossy(&finding.input));
    }
}

/// A test for each target, so that they run beside each other and fail by name.
macro_rules! targets {
    ($($test:ident $name:literal),* $(,)?) => {
        $(#[test] fn $test() { lives($name); })*

        #[test]
        fn every_target_is_run() {
            let run = [$($name),*];
            assert_eq!(TARGETS.iter().map(|target| target.name).collect::<Vec<_>>(), run);
        }
    };
}

targets! {
    html "html",
    patch "patch",
    ink "ink",
    odata "odata",
    address "address",
    json "json",
    commands "commands",
    batch_json "batch-json",
    batch_parts "batch-parts",
    multipart "multipart",
    command_parts "command-parts",
    files "files",
    page "page",
    drive_address "drive-address",
    drive_copy "drive-copy",
    drive_range "drive-range",
    drive_related "drive-related",
    picture "picture",
    token "token",
}

/// A target with a bug, so that it is seen whether one would be found: a parser that forgets to bound its depth, and a printer
/// that leaves a quote as it is.
const PLANTED: [Target; 2] = [
    Target {
        name: "planted-depth",
        seeds: &["((a))"],
        words: &[&["(", ")", "a"]],
        tests: 400,
        run: |input| {
            assert!(input.iter().filter(|byte| **byte == b'(').count() < 100, "it nests too deeply");
        },
    },
    Target {
        name: "planted-quote",
        seeds: &["<p data-id='x'>a</p>"],
        words: &[&["\"", "'", "<p data-id="]],
        tests: 400,
        run: |input| {
            let text = String::from_utf8_lossy(input);
            let id = text.split("data-id='").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default();
            assert!(!id.contains('"'), "a quote got out");
        },
    },
];

#[test]
fn what_is_planted_is_found_and_found_again() {
    let quietly = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    for target in &PLANTED {
        let finding = run(target, seed(), 0..target.tests).expect_err("a planted bug was not found");
        let again = run(target, seed(), 0..target.tests).unwrap_err();
        assert_eq!(finding.input, again.input);
        let number = finding.from.rsplit(' ').next().unwrap().parse().unwrap();
        assert_eq!(input(target, seed(), number), finding.input);
    }
    std::panic::set_hook(quietly);
}
