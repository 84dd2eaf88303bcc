//! Reads the policy and says what it promises: `policy.txt`, which nobody but this test reads.

use std::collections::{BTreeMap, BTreeSet};

/// Who a permission is given to that the calls are about, by their groups.
const GIVEN: [&str; 2] = ["member", "nested"];

/// What somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Reader,
    Contributor,
    Owner,
}

fn role(text: &str) -> Option<Role> {
    match text {
        "nobody" => None,
        "reader" => Some(Role::Reader),
        "contributor" => Some(Role::Contributor),
        "owner" => Some(Role::Owner),
        other => panic!("{other} is no role"),
    }
}

/// How far a token's scopes meet the need of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    Not,
    /// For what the app made itself.
    Own,
    Fully,
}

/// What somebody gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is done, or shown.
    Done,
    /// It is answered, and nothing of what the calls are about is shown or touched: it is about their own.
    Apart,
    /// There is no telling who asks.
    Unauthenticated,
    /// The scopes do not allow it.
    Scope,
    /// They may see it, and not do this.
    Refused,
    /// It looks like what is not there.
    Hidden,
    /// An app alone has no place of its own.
    NoPerson,
    /// They could do it if it were served.
    NotServed,
}

impl Outcome {
    pub fn letter(self) -> char {
        match self {
            Self::Done => '+',
            Self::Apart => 'o',
            Self::Unauthenticated => 'u',
            Self::Scope => 's',
            Self::Refused => 'r',
            Self::Hidden => '.',
            Self::NoPerson => 'p',
            Self::NotServed => 'n',
        }
    }
}

/// Who owns what the calls are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    User,
    Group,
    Site,
}

pub const SHELVES: [Shelf; 3] = [Shelf::User, Shelf::Group, Shelf::Site];

/// What somebody is on one shelf: in all of it, and on what the calls are about by a share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub place: Option<Role>,
    pub share: Option<Role>,
}

/// How an address begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// With the caller.
    Me,
    /// With whoever owns it.
    Owner(Shelf),
    /// With the drive's own id.
    Drive(Shelf),
}

impl From {
    pub fn shelf(self) -> Shelf {
        match self {
            Self::Me => Shelf::User,
            Self::Owner(shelf) | Self::Drive(shelf) => shelf,
        }
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum Who {
    /// A person of the policy, and whether it is through the app that made the pages.
    Person { name: String, is_maker: bool },
    /// An app without a person, with one scope.
    App { scope: String },
}

#[derive(Clone, Debug)]
pub struct Line {
    scopes: String,
    pub right: String,
    own: String,
}

pub struct Policy {
    /// By word: those that meet it, and those that meet it for what the app made.
    scopes: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>,
    apps: BTreeMap<String, Option<Role>>,
    people: BTreeMap<String, [Standing; 3]>,
    /// By who asks in a browser: what becomes of a page, and of a form, for who runs the server.
    pub office: BTreeMap<String, [char; 2]>,
    pub calls: BTreeMap<String, Line>,
}

impl Policy {
    pub fn read() -> Self {
        let (scopes, apps, people) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut policy = Self { scopes, apps, people, office: BTreeMap::new(), calls: BTreeMap::new() };
        let mut part = "";
        for line in include_str!("policy.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match (part, line) {
                (_, "[scopes]" | "[apps]" | "[people]" | "[office]" | "[calls]") => part = line,
                ("[calls]", line) => {
                    let words: Vec<&str> = line.split_whitespace().collect();
                    let [call, scopes, right, own] = words[..] else { panic!("{line}") };
                    assert!(policy.scopes.contains_key(scopes), "{line}");
                    let [scopes, right, own] = [scopes, right, own].map(str::to_owned);
                    assert!(policy.calls.insert(call.to_owned(), Line { scopes, right, own }).is_none(), "{call} twice");
                }
                (part, line) => policy.define(part, line.split_once('=').unwrap()),
            }
        }
        policy
    }

    fn define(&mut self, part: &str, (name, value): (&str, &str)) {
        let name = name.trim().to_owned();
        match part {
            "[scopes]" => {
                let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
                let (fully, own) = value.split_once(" own ").unwrap_or((value, ""));
                self.scopes.insert(name, (words(fully), words(own)));
            }
            "[apps]" => drop(self.apps.insert(name, role(value.trim()))),
            "[office]" => {
                let letters: Vec<char> = value.split_whitespace().map(|word| word.parse().unwrap()).collect();
                self.office.insert(name, letters.try_into().unwrap());
            }
            _ => {
                let standings: Vec<Standing> = value
                    .split_whitespace()
                    .map(|word| match word.strip_prefix("share:") {
                        Some(shared) => Standing { place: None, share: role(shared) },
                        None => Standing { place: role(word), share: None },
                    })
                    .collect();
                self.people.insert(name, standings.try_into().unwrap());
            }
        }
    }

    /// Returns the scopes that an app can have without a person.
    pub fn app_scopes(&self) -> impl Iterator<Item = &str> {
        self.apps.keys().map(String::as_str)
    }

    pub fn is_person(&self, name: &str) -> bool {
        self.people.contains_key(name)
    }

    /// Returns the word for scopes that do so much for a call, as the policy has them.
    pub fn met(&self, call: &str, scope: &str) -> Met {
        let (fully, own) = &self.scopes[&self.calls[call].scopes];
        if fully.contains(scope) || fully.contains("*") {
            Met::Fully
        } else if own.contains(scope) {
            Met::Own
        } else {
            Met::Not
        }
    }

    /// Returns lines that a call could have instead of its own, with the word of another call's for one of its own, by that word.
    pub fn twins(&self, call: &str, is_served: bool, others: &[&str]) -> BTreeMap<String, Line> {
        let line = &self.calls[call];
        let mut twins = BTreeMap::new();
        for other in others.iter().map(|other| &self.calls[*other]) {
            let scopes = Line { scopes: other.scopes.clone(), ..line.clone() };
            if other.scopes != line.scopes && self.has_own(&scopes) == (line.own != "-") {
                twins.insert(other.scopes.clone(), scopes);
            }
            // Of what is not served, nothing but scopes is asked.
            if is_served && other.right != line.right {
                twins.insert(other.right.clone(), Line { right: other.right.clone(), ..line.clone() });
            }
            if is_served && other.own != line.own && self.has_own(line) && other.own != "-" {
                twins.insert(other.own.clone(), Line { own: other.own.clone(), ..line.clone() });
            }
        }
        twins
    }

    /// Says whether some scopes reach what an app made itself, and nothing else, by the word of a line.
    fn has_own(&self, line: &Line) -> bool {
        !self.scopes[&line.scopes].1.is_empty()
    }

    /// Says whether some scopes reach a call about what lies in the app's folder alone.
    pub fn is_confined(&self, call: &str) -> bool {
        self.calls[call].own == "folder"
    }

    /// Says whether a scope is such a one.
    pub fn is_kept_apart(&self, call: &str, scope: &str) -> bool {
        self.is_confined(call) && self.met(call, scope) == Met::Own
    }

    /// Returns the name of what meets a call's need.
    pub fn word(&self, call: &str) -> &str {
        &self.calls[call].scopes
    }

    pub fn standing(&self, who: &Who, shelf: Shelf) -> Standing {
        match who {
            Who::Person { name, .. } => self.people[name][shelf as usize],
            Who::App { scope } => Standing { place: self.apps[scope], share: None },
        }
    }

    /// Returns what somebody with a token gets. `is_drive` is whether the call is about drives.
    pub fn promises(&self, call: &str, is_served: bool, is_drive: bool, from: From, who: &Who, scope: &str) -> Outcome {
        let line = &self.calls[call];
        let met = self.met(call, scope);
        if met == Met::Not {
            return Outcome::Scope;
        }
        if !is_served {
            return Outcome::NotServed;
        }
        let by_role = self.by_role(&line.right, is_drive, from, who);
        let is_maker = matches!(who, Who::Person { is_maker: true, .. });
        match (met, line.own.as_str(), by_role) {
            (Met::Own, "folder", Outcome::Done | Outcome::Refused) if !is_maker => Outcome::Hidden,
            (Met::Own, "pages", Outcome::Done | Outcome::Refused) if !is_maker => match by_role {
                // Who may not do it at all is told so, before pages are looked at.
                Outcome::Refused => Outcome::Refused,
                _ => Outcome::Hidden,
            },
            (Met::Own, "few", Outcome::Done) if !is_maker => Outcome::Apart,
            (Met::Own, "unless", Outcome::Done) if !is_maker => Outcome::Refused,
            (Met::Own, "never", Outcome::Done) => Outcome::Refused,
            _ => by_role,
        }
    }

    /// Says whether somebody may read what the calls are about, wherever it lies.
    pub fn may_read(&self, name: &str, shelf: Shelf) -> bool {
        let here = self.people[name][shelf as usize];
        here.place.max(here.share).is_some()
    }

    /// Says whether somebody may change what the calls are about, wherever it lies.
    pub fn may_write(&self, name: &str, shelf: Shelf) -> bool {
        let here = self.people[name][shelf as usize];
        here.place.max(here.share).is_some_and(|role| role >= Role::Contributor)
    }

    fn by_role(&self, right: &str, is_drive: bool, from: From, who: &Who) -> Outcome {
        let here = self.standing(who, from.shelf());
        let (is_app, is_all_theirs) = (matches!(who, Who::App { .. }), here.place == Some(Role::Owner));
        match right {
            "anyone" => return Outcome::Done,
            "person" => return if is_app { Outcome::NoPerson } else { Outcome::Done },
            _ if from == From::Me && is_app => return Outcome::NoPerson,
            _ => {}
        }
        // At `me` everybody is at home, and finds by its id what people share with them; in drives not even that.
        let is_elsewhere = from == From::Me && !is_all_theirs;
        let place = if is_elsewhere { Some(Role::Owner) } else { here.place };
        let may_look = match from {
            From::Me => true,
            From::Owner(Shelf::User) | From::Drive(_) => here.place.is_some() || here.share.is_some(),
            From::Owner(_) => here.place.is_some(),
        };
        let thing = if !may_look || is_elsewhere && is_drive { None } else { here.place.max(here.share) };
        let at_least = |least| match thing {
            None => Outcome::Hidden,
            Some(role) if role >= least => Outcome::Done,
            Some(_) => Outcome::Refused,
        };
        let apart = if is_elsewhere { Outcome::Apart } else { Outcome::Done };
        let named = |shelf| if self.standing(who, shelf).place.is_some() { Outcome::Done } else { Outcome::Hidden };
        match right {
            "site" => named(Shelf::Site),
            "group" if is_app => Outcome::Done,
            "group" => named(Shelf::Group),
            "sites" | "groups" => {
                let shelf = if right == "sites" { Shelf::Site } else { Shelf::Group };
                if named(shelf) == Outcome::Done || is_app { Outcome::Done } else { Outcome::Apart }
            }
            "reader" => at_least(Role::Reader),
            "contributor" => at_least(Role::Contributor),
            "owner" => at_least(Role::Owner),
            "holder" => match at_least(Role::Reader) {
                Outcome::Done if here.place < Some(Role::Contributor) => Outcome::Refused,
                outcome => outcome,
            },
            "bin" => {
                if thing >= Some(Role::Contributor) {
                    Outcome::Done
                } else {
                    Outcome::Hidden
                }
            }
            "given" => match thing {
                Some(Role::Owner) => Outcome::Done,
                Some(_) if matches!(who, Who::Person { name, .. } if GIVEN.contains(&name.as_str())) => Outcome::Done,
                _ => Outcome::Hidden,
            },
            _ if !may_look => Outcome::Hidden,
            "found" => {
                if thing.is_some() {
                    Outcome::Done
                } else {
                    Outcome::Apart
                }
            }
            "mine" if from == From::Me || is_all_theirs && !is_app && from.shelf() == Shelf::User => apart,
            "mine" => Outcome::Refused,
            "starter" => {
                if is_all_theirs && !is_app {
                    Outcome::Done
                } else {
                    Outcome::Hidden
                }
            }
            "look" => Outcome::Done,
            "list" => {
                if is_elsewhere {
                    Outcome::Apart
                } else {
                    Outcome::Done
                }
            }
            "builder" => {
                if place >= Some(Role::Contributor) {
                    apart
                } else {
                    Outcome::Refused
                }
            }
            "searcher" => {
                if place.is_some() {
                    Outcome::Done
                } else {
                    Outcome::Hidden
                }
            }
            other => panic!("{other} is no right"),
        }
    }
}
