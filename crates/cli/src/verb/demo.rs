//! `looseleaf demo`.

use crate::ambient::SystemClock;
use crate::config::{Config, Serving};
use crate::demo::{Look, Size, Story, Tour};
use crate::error::{Failure, Result};
use crate::open;
use crate::serving::{self, Door};
use app::App;
use app::admin::{self, Admin};
use clap::Args;
use model::{AppId, Clock as _};
use std::path::PathBuf;

/// Show it at work: build notebooks, copy them, and say how long that took
///
///   looseleaf demo
///   looseleaf demo --data demo-data        keep the data here; a later demo serves it again
///   looseleaf demo --exit                  end when the tour is over
///
/// Makes a fresh data folder (a temporary one, which is kept and named), serves it on this machine,
/// and does over HTTP what any client could: writes its own handbook into a notebook page by page,
/// and copies the notebook, a section and a page. Then it goes on serving until Ctrl-C, with a
/// token to look around.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Demo {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: String,
    /// End when the tour is over
    #[arg(long)]
    exit: bool,
    /// Remove the temporary data folder at the end
    #[arg(long, conflicts_with = "data")]
    discard: bool,
    /// Sections of the larger notebook; 0 leaves it out
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(..=1_000))]
    sections: u32,
    /// Pages in each of its sections
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pages: u32,
}

/// Whom the demo's notebooks belong to, and as which app it calls.
const PERSON: &str = "demo";
const APP: &str = "looseleaf-demo";

/// How long the demo's token is good: a long afternoon.
const TOKEN_SECONDS: i64 = 12 * 60 * 60;

impl Demo {
    /// Does what was asked for.
    pub fn run(self, mut config: Config) -> Result {
        // A database is somebody's; the demo brings its own.
        config.database = None;
        if config.data.is_none() {
            config.data = Some(fresh_folder());
        }
        let folder = open::make_folder(&config)?;
        let outcome = self.show(&config);
        if self.discard {
            std::fs::remove_dir_all(&folder).map_err(|error| Failure::new(format!("{} cannot be removed: {error}", folder.display())))?;
        }
        outcome
    }

    fn show(&self, config: &Config) -> Result {
        let settings = Serving { listen: Some(self.listen.clone()), ..Serving::default() };
        let door = Door::open(&settings)?;
        let folder = config.folder();
        let _lock = open::lock_for_serving(&folder)?;
        let opened = open::open(config)?;
        let app = opened.app.clone();
        let (is_fresh, token) = person(&app)?;
        let (server, url) = (door.address, door.url.clone());
        let mut running = serving::start(opened, door, &settings)?;
        let mut story = Story::new(Look::of_terminal());
        story.begin(&folder.display().to_string(), &url, is_fresh);
        if is_fresh {
            let tour = Tour { app, folder, server, token, size: Size { sections: self.sections, pages: self.pages } };
            match running.beside(tour.walk(&mut story)) {
                Some(Ok(())) => {}
                Some(Err(failure)) => return running.stop().and(Err(failure)),
                None => return running.stop(),
            }
        } else {
            story.next(server, &token, None);
        }
        if self.exit {
            return running.stop().and(story.outcome);
        }
        story.waiting();
        running.wait()
    }
}

/// Adds the demo's person if they are not there, and issues them a token.
fn person(app: &App) -> Result<(bool, String)> {
    let client = AppId::new(APP).map_err(|_| Failure::new("the demo's client id cannot be one"))?;
    let made = app.write(move |cx| {
        let by = Admin::operator();
        let is_fresh = match admin::add_user(cx, &by, PERSON, None, None) {
            Ok(_) => true,
            Err(app::Error::NameTaken(_)) => false,
            Err(error) => return Err(error),
        };
        let token = admin::issue_token(cx, &by, PERSON, &client, "Notes.ReadWrite", TOKEN_SECONDS)?;
        Ok((is_fresh, token.secret))
    });
    Ok(made.wait()?)
}

/// Names a folder that no other demo uses.
fn fresh_folder() -> PathBuf {
    let stamp = SystemClock.now().micros() / 1_000;
    std::env::temp_dir().join(format!("looseleaf-demo-{stamp}-{}", std::process::id()))
}
