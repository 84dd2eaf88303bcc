//! What the demo says while it works: plain lines, 80 columns, a progress bar only where somebody watches.

use super::Figures;
use crate::error::Result;
use crate::output::{self, grouped};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::time::Duration;

/// How the story looks.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether bars are drawn.
    pub has_bars: bool,
    /// Whether headings stand out.
    pub has_colour: bool,
}

impl Look {
    /// Finds out who watches. `NO_COLOR` is honoured, as no-color.org asks.
    pub fn of_terminal() -> Self {
        let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { has_bars: std::io::stderr().is_terminal(), has_colour: std::io::stdout().is_terminal() && !is_plain }
    }
}

/// A story that is being told.
pub struct Story {
    look: Look,
    /// The first thing that kept it from being told.
    pub outcome: Result,
}

/// Something that takes a while. Clones move the same bar.
#[derive(Clone)]
pub struct Work {
    bar: ProgressBar,
    what: String,
}

impl Work {
    /// Says that one more is done.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    /// Says how many are done.
    pub fn at(&self, position: u64) {
        self.bar.set_position(position);
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Takes the bar away and says what was made, and how long it took.
    pub fn done(&self, what: &str, took: Duration) {
        self.clear();
        let text = format!("  {}\n    {what:<40}{:>12}\n", self.what, millis(took));
        // A reader that is gone ends the demo soon enough.
        let _ = output::print(&text);
    }
}

impl Story {
    /// Begins a story.
    pub fn new(look: Look) -> Self {
        Self { look, outcome: Ok(()) }
    }

    fn tell(&mut self, text: &str) {
        if self.outcome.is_ok() {
            self.outcome = output::print(text);
        }
    }

    /// Says where things lie.
    pub fn begin(&mut self, folder: &str, url: &str, is_fresh: bool) {
        self.heading("Looseleaf, a notebook server you own");
        self.tell(&format!("  data folder  {folder}\n  address      {url}\n"));
        if is_fresh {
            self.heading("Building, over HTTP");
        } else {
            self.tell("  The folder holds a demo already; nothing is built or copied again.\n");
        }
    }

    /// Begins a part.
    pub fn heading(&mut self, text: &str) {
        let text = if self.look.has_colour { format!("\n\x1b[1m{text}\x1b[0m\n") } else { format!("\n{text}\n") };
        self.tell(&text);
    }

    /// Begins something that takes a while.
    pub fn work(&mut self, what: &str, steps: u64) -> Work {
        let target = if self.look.has_bars { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("  {msg:<48} {bar:20} {percent:>3}%").unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(steps), target).with_style(style).with_message(what.to_owned());
        Work { bar, what: what.to_owned() }
    }

    /// Begins the table of copies.
    pub fn copies(&mut self) {
        self.heading("Copying, over HTTP");
        self.tell(&format!("  {:<53}{:>10} {:>11}\n", "", "answered", "completed"));
    }

    /// Says what was copied, and how long it took: until the answer, and until the operation was seen completed.
    pub fn copied(&mut self, what: &str, action: &str, (sections, pages): (u64, u64), answered: Duration, total: Duration) {
        let holds = match sections {
            0 => count(pages, "page"),
            _ => format!("{}, {}", count(sections, "section"), count(pages, "page")),
        };
        let times = format!("{:>10} {:>11}", millis(answered), millis(total));
        self.tell(&format!("  {what:<10}{action:<17}{holds:<26}{times}\n"));
    }

    /// Says how much room the copies took.
    pub fn room(&mut self, pages: u64, grown: &Figures) {
        self.heading("Room");
        let each = |bytes: u64| format!("{:.1}", bytes as f64 / pages.max(1) as f64);
        let mut text = format!("  {:<34}{:>16}{:>16}\n", format!("{} copied", count(pages, "page")), "bytes", "per page");
        let mut row = |what: &str, bytes: u64| {
            text.push_str(&format!("  {what:<34}{:>16}{:>16}\n", format!("+{}", grouped(bytes)), each(bytes)));
        };
        row("database", grown.database);
        row("blobs", grown.blobs);
        row("all files, with the reused log", grown.files);
        self.tell(&text);
    }

    /// Says that a page and its copy read the same.
    pub fn same(&mut self, bytes: u64) {
        self.heading("Proof");
        self.tell(&format!("  the copied page reads back byte for byte like its original ({} bytes)\n", grouped(bytes)));
    }

    /// Says that links of a copy stay within it.
    pub fn linked(&mut self) {
        self.tell("  a link within the copied handbook leads to a page of the copy\n");
    }

    /// Says where to look next.
    pub fn next(&mut self, server: SocketAddr, token: &str, copy: Option<&str>) {
        self.heading("Look around");
        self.tell(&format!("  TOKEN={token}\n"));
        self.tell(&format!("  curl -H \"Authorization: Bearer $TOKEN\" \\\n    http://{server}/api/v1.0/me/notes/notebooks\n"));
        if let Some(copy) = copy {
            self.tell(&format!("  curl -H \"Authorization: Bearer $TOKEN\" \\\n    {copy}/sections\n"));
        }
    }

    /// Says how somebody gets in with a browser, and who else is there.
    pub fn browser(&mut self, url: &str, [person, guest]: [&str; 2], password: &str) {
        self.heading("Or in a browser");
        self.tell(&format!("  open       {url}/notebooks\n  sign in    {person}, with the password {password}\n"));
        self.tell(&format!("             or {guest}, with the same one, whom {person} may share things with\n"));
    }

    /// Says that the server goes on.
    pub fn waiting(&mut self) {
        self.tell("\nServing until Ctrl-C.\n");
    }
}

fn count(number: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" })
}

fn millis(took: Duration) -> String {
    format!("{:.1} ms", took.as_secs_f64() * 1_000.0)
}
