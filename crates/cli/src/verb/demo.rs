//! `looseleaf demo`.

use crate::ambient::{OsIds, SystemClock};
use crate::config::{Config, Serving};
use crate::demo::{Look, Size, Story, Tour};
use crate::error::{Failure, Result};
use crate::open;
use crate::serving::{self, Door};
use app::App;
use app::admin::{self, Admin};
use app::sign_in;
use clap::Args;
use model::{AppId, Clock as _, Ids as _};
use std::path::PathBuf;

/// Show it at work: build notebooks, copy them, and say how long that took
///
///   looseleaf demo
///   looseleaf demo --data demo-data        keep the data here; a later demo serves it again
///   looseleaf demo --exit                  end when the tour is over
///
/// Makes a fresh data folder (a temporary one, which is kept and named), serves it on this machine,
/// and does over HTTP what any client could: writes its own handbook into a notebook page by page,
/// and copies the notebook, a section and a page. Then it goes on serving until Ctrl-C: with an
/// address to open in a browser, where one reads, writes, copies and shares, and with a token.
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

/// Whom the demo's notebooks belong to, whom they may be shared with, and as which app it calls.
const PERSON: &str = "demo";
const GUEST: &str = "guest";
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
        let (is_fresh, token, password) = people(&app)?;
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
        story.browser(&url, [PERSON, GUEST], &password);
        if self.exit {
            return running.stop().and(story.outcome);
        }
        story.waiting();
        running.wait()
    }
}

/// Adds the demo's people if they are not there, gives them a password of this run, and issues a token to the one whose notebooks it
/// makes.
fn people(app: &App) -> Result<(bool, String, String)> {
    let password = password();
    let mut salt = [0; 16];
    OsIds.fill(&mut salt);
    let hash = app::password::hash(&password, &salt)?;
    let client = AppId::new(APP).map_err(|_| Failure::new("the demo's client id cannot be one"))?;
    let made = app.write(move |cx| {
        let by = Admin::operator();
        let mut is_fresh = false;
        for name in [PERSON, GUEST] {
            match admin::add_user(cx, &by, name, None, None) {
                Ok(_) => is_fresh = true,
                Err(app::Error::NameTaken(_)) => {}
                Err(error) => return Err(error),
            }
            let user = admin::user_by_name(cx, name)?;
            sign_in::set_password(cx, &by, &user.id, Some(&hash))?;
        }
        let token = admin::issue_token(cx, &by, PERSON, &client, "Notes.ReadWrite", TOKEN_SECONDS)?;
        Ok((is_fresh, token.secret))
    });
    let (is_fresh, token) = made.wait()?;
    Ok((is_fresh, token, password))
}

/// Makes up a password that can be typed: three times four letters, none of which looks like another.
fn password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
    let mut bytes = [0; 12];
    OsIds.fill(&mut bytes);
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Names a folder that no other demo uses.
fn fresh_folder() -> PathBuf {
    let stamp = SystemClock.now().micros() / 1_000;
    std::env::temp_dir().join(format!("looseleaf-demo-{stamp}-{}", std::process::id()))
}
