//! `cargo x fuzz`: inputs without end, or for so many seconds.

use fuzz::{Finding, TARGETS, Target, corpus_folder, lives_with, run};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// So many inputs of a target are tried before the next one's turn.
const TURN: u64 = 500;

/// How often it says how far it is.
const SAID_EVERY: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    match Wanted::read(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(wanted) => wanted.run(),
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

/// What was asked for.
struct Wanted {
    targets: Vec<Target>,
    seconds: Option<u64>,
    seed: u64,
    file: Option<String>,
}

impl Wanted {
    fn read(words: &[String]) -> Result<Self, String> {
        let mut wanted = Self { targets: TARGETS.to_vec(), seconds: None, seed: u64::from(std::process::id()), file: None };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} takes a value"));
            let number = |text: &String| text.parse().map_err(|_| format!("{word} takes a number, not `{text}`"));
            match word.as_str() {
                "--seconds" => wanted.seconds = Some(number(value()?)?),
                "--seed" => wanted.seed = number(value()?)?,
                "--file" => wanted.file = Some(value()?.clone()),
                name => {
                    let known: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
                    wanted.targets.retain(|target| target.name == name);
                    if wanted.targets.is_empty() {
                        return Err(format!("there is no target `{name}`, only: {}", known.join(", ")));
                    }
                }
            }
        }
        match (&wanted.file, wanted.targets.len()) {
            (Some(_), 2..) => Err("--file needs the target that the file is for".to_owned()),
            _ => Ok(wanted),
        }
    }

    fn run(&self) -> ExitCode {
        if let Some(file) = &self.file {
            return self.run_file(file);
        }
        eprintln!("seed {}", self.seed);
        let (started, mut said) = (Instant::now(), Instant::now());
        for turn in 0.. {
            for target in &self.targets {
                if let Err(finding) = run(target, self.seed, turn * TURN..(turn + 1) * TURN) {
                    return tell(target, &finding);
                }
                if self.seconds.is_some_and(|seconds| started.elapsed() >= Duration::from_secs(seconds)) {
                    eprintln!("{} inputs of each target, and nothing was found", turn * TURN);
                    return ExitCode::SUCCESS;
                }
                if said.elapsed() >= SAID_EVERY {
                    said = Instant::now();
                    eprintln!("{:>6} s   {} inputs of each target", started.elapsed().as_secs(), turn * TURN);
                }
            }
        }
        ExitCode::SUCCESS
    }

    fn run_file(&self, file: &str) -> ExitCode {
        let input = match std::fs::read(file) {
            Ok(input) => input,
            Err(error) => {
                eprintln!("error: {file} cannot be read: {error}");
                return ExitCode::from(2);
            }
        };
        if self.targets.iter().all(|target| lives_with(target, &input)) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Keeps what was found where the tests try it first from now on.
fn tell(target: &Target, finding: &Finding) -> ExitCode {
    let folder = corpus_folder(target);
    let path = folder.join(format!("found-{:016x}", hash(&finding.input)));
    eprintln!("\n{} could not live with {}", finding.target, finding.from);
    match std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, &finding.input)) {
        Ok(()) => eprintln!("kept as {}\nagain: cargo x fuzz {} --file {}", shown(&path), finding.target, shown(&path)),
        Err(error) => eprintln!("it cannot be kept: {error}\n{:?}", String::from_utf8_lossy(&finding.input)),
    }
    ExitCode::FAILURE
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// FNV-1a: enough to tell findings apart.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
