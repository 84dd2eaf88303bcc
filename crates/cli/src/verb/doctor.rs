//! `looseleaf doctor`.

use crate::config::Config;
use crate::error::{Failure, Result};
use crate::open::{self, Opened};
use crate::output;
use app::{App, Cx};
use clap::Args;
use model::{DriveId, NodeId};
use serde_json::json;
use server::Waited;
use store::blob::Part;
use store::check::{self, Finding, Round, Weight};
use store::{Blobs, Hash, Tx};

/// Check a data folder for damage
///
/// Changes nothing; a server may run meanwhile. Opens the database and asks its engine, counts every
/// section's pages and every folder's files again, hashes every content and blob again, opens every
/// sealed secret, and looks for what hangs in the air. Reads everything, so it takes as long as reading everything takes.
///
/// Ends with exit code 1 if something is damaged. What only takes room is reported, and is no
/// damage.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Doctor {
    /// Print an object
    #[arg(long)]
    json: bool,
}

/// What a check has seen.
#[derive(Default)]
struct Report {
    schema: u32,
    database_bytes: u64,
    sections: u64,
    pages: u64,
    folders: u64,
    files: u64,
    contents: u64,
    blobs: u64,
    secrets: u64,
    findings: Vec<Finding>,
}

impl Doctor {
    /// Does what was asked for.
    pub fn run(self, config: &Config) -> Result {
        let folder = config.folder();
        if config.database.is_none() && !folder.join(open::DATABASE_FILE).is_file() {
            return Err(Failure::new(format!("there is no {} in {}", open::DATABASE_FILE, folder.display()))
                .hint("name the data folder with --data DIR"));
        }
        let mut report = Report::default();
        let schema = open::store(config, &folder)?.schema()?;
        if schema.found < schema.known {
            return Err(Failure::new(format!("the schema has number {}, and this program checks number {}", schema.found, schema.known))
                .hint("`looseleaf migrate` brings it forward; make a backup first"));
        }
        report.schema = schema.found;
        let (Opened { app, blobs, .. }, wrong_key) = open::open_as_it_is(config)?;
        report.rows(&app)?;
        match wrong_key {
            // One line is enough: no secret opens then.
            Some(wrong) => report.findings.push(Finding::damage(wrong.what())),
            None => report.secrets(&app)?,
        }
        report.bodies(&app, &blobs)?;
        report.findings.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
        report.print(&folder.display().to_string(), self.json)?;
        match report.damage() {
            0 => Ok(()),
            1 => Err(Failure::new("1 thing is damaged").hint("keep a copy of the data folder before anything else is tried")),
            n => Err(Failure::new(format!("{n} things are damaged")).hint("keep a copy of the data folder before anything else is tried")),
        }
    }
}

/// Makes one round over sections or folders.
type Counts = fn(&mut Tx<'_>, Option<(DriveId, NodeId)>) -> store::Result<Round>;

impl Report {
    /// Checks what rows promise each other.
    fn rows(&mut self, app: &App) -> Result {
        self.findings.extend(look(app, check::engine)?);
        self.database_bytes = look(app, check::database_bytes)?;
        self.findings.extend(look(app, check::structure)?);
        self.findings.extend(look(app, check::references)?);
        self.findings.extend(look(app, store::search::check::findings)?);
        (self.sections, self.pages) = self.counts(app, check::sections)?;
        (self.folders, self.files) = self.counts(app, check::folders)?;
        Ok(())
    }

    /// Checks that secrets open.
    fn secrets(&mut self, app: &App) -> Result {
        let found = app::seal::findings(app)?;
        self.secrets = found.secrets;
        self.findings.extend(found.findings);
        Ok(())
    }

    /// Counts again what rows say of what they show. Returns how many rows say so, and what of.
    fn counts(&mut self, app: &App, look_at: Counts) -> Result<(u64, u64)> {
        let (mut holders, mut rows, mut next) = (0, 0, None);
        loop {
            let round = look(app, move |tx| look_at(tx, next))?;
            holders += round.holders;
            rows += round.rows;
            self.findings.extend(round.findings);
            next = round.next;
            if next.is_none() {
                return Ok((holders, rows));
            }
        }
    }

    /// Checks that bodies are what their names say, in rows and in blobs.
    fn bodies(&mut self, app: &App, blobs: &Blobs) -> Result {
        // Blobs are read without a transaction open.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::new(format!("the runtime cannot be started: {error}")))?;
        let mut next: Option<Hash> = None;
        loop {
            let round = look(app, move |tx| check::contents(tx, next))?;
            self.contents += round.contents;
            self.findings.extend(round.findings);
            for (hash, bytes, name) in &round.blobs {
                self.blobs += 1;
                if let Err(error) = runtime.block_on(blobs.verify(name, hash, *bytes)) {
                    // A blob that nobody shows may have been swept away a moment ago, or since a backup was begun.
                    let hash = *hash;
                    let is_named = look(app, move |tx| check::is_shown(tx, &hash))?;
                    let finding = check::blob_finding(name, &error).ok_or(error)?;
                    self.findings.extend(Some(finding).filter(|_| is_named));
                }
            }
            next = round.next;
            if next.is_none() {
                break;
            }
        }
        let waited = Waited { blobs: blobs.clone(), runtime: runtime.handle().clone() };
        for part in Part::all() {
            let strays = app::sweep::strays(app, &waited, part)?;
            self.findings.extend(strays.iter().map(|name| Finding::waste(format!("blob {name}: no row names it"))));
        }
        Ok(())
    }

    fn damage(&self) -> usize {
        self.findings.iter().filter(|finding| finding.weight == Weight::Damage).count()
    }

    fn print(&self, place: &str, as_json: bool) -> Result {
        if as_json {
            let findings = self.findings.iter().map(|finding| json!({ "weight": word(finding.weight), "what": finding.what }));
            return output::json(&json!({
                "schema": self.schema, "databaseBytes": self.database_bytes, "sections": self.sections, "pages": self.pages,
                "folders": self.folders, "files": self.files,
                "contents": self.contents, "blobs": self.blobs, "secrets": self.secrets, "findings": findings.collect::<serde_json::Value>(),
            }));
        }
        let count = |what: &str, n: u64| output::line(&format!("{what:<10} {:>12}", output::grouped(n)));
        output::line(&format!("checked {place}"))?;
        count("schema", self.schema.into())?;
        count("bytes", self.database_bytes)?;
        count("sections", self.sections)?;
        count("pages", self.pages)?;
        count("folders", self.folders)?;
        count("files", self.files)?;
        count("contents", self.contents)?;
        count("blobs", self.blobs)?;
        count("secrets", self.secrets)?;
        for finding in &self.findings {
            output::line(&format!("{}: {}", word(finding.weight), finding.what))?;
        }
        if self.findings.is_empty() { output::line("nothing is damaged, and nothing lies about") } else { Ok(()) }
    }
}

const fn word(weight: Weight) -> &'static str {
    match weight {
        Weight::Damage => "damage",
        Weight::Waste => "waste",
    }
}

/// Runs one check in a transaction of its own.
fn look<T: Send + 'static>(app: &App, check: impl Fn(&mut Tx<'_>) -> store::Result<T> + Send + 'static) -> Result<T> {
    // What the checks themselves meet is news to the operator, so it is not made into an error of `app`.
    let found = app.read(move |cx: &mut Cx<'_, '_>| Ok(check(cx.tx)));
    Ok(found.wait()??)
}
