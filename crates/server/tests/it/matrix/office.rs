//! The pages for who runs the server, by everybody who might ask for one in a browser, about what is there.

use super::browsers::{Visitor, letter, visitors};
use super::policy::Policy;
use crate::identity::browser::{Browser, app_with};
use crate::identity::code::{BACK, let_in_as};
use crate::identity::provider::Provider;
use crate::world::{World, run};
use app::admin::{self, NewSite};
use app::oauth::registration::{self, New};
use expect_test::expect_file;
use model::{AppId, Role};
use server::RouteInfo;
use std::cell::Cell;
use std::fmt::Write as _;
use store::seal::Sealed;

pub struct Office<'w> {
    world: &'w World,
    pub visitors: Vec<Visitor<'w>>,
    numbers: Cell<u32>,
}

/// What a call is about.
#[derive(Clone)]
struct Target {
    /// What the address of a page, and a form, say.
    fields: Vec<(&'static str, String)>,
    /// The pages that show it.
    shown: Vec<String>,
}

pub fn world() -> World {
    let few = |settings: &mut app::Settings| (settings.copy_batch_nodes, settings.copies_under_way_max) = (1, 1_000);
    World::with(few, |_| {})
}

pub fn rows() -> Vec<RouteInfo> {
    let policy = Policy::read();
    server::routes().filter(|route| policy.calls[route.name].right == "office").collect()
}

impl<'w> Office<'w> {
    pub fn new(world: &'w World) -> Self {
        Self { world, visitors: visitors(world), numbers: Cell::new(0) }
    }

    fn administrator(&self) -> &Visitor<'w> {
        self.visitors.iter().find(|visitor| visitor.name == "administrator").unwrap()
    }

    /// Makes what a call is about: each time something new, so that it is there.
    fn target(&self, row: &str) -> Target {
        self.numbers.set(self.numbers.get() + 1);
        let name = format!("New {}", self.numbers.get());
        let of = |words: &[(&'static str, &str)]| words.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<Vec<_>>();
        let about = |page: &str, id: &str, more: &[(&'static str, &str)]| {
            let mut fields = of(&[("id", id)]);
            fields.extend(of(more));
            Target { fields, shown: vec![format!("/admin/{page}?id={id}")] }
        };
        let listed = |page: &str, fields: &[(&'static str, &str)]| Target { fields: of(fields), shown: vec![format!("/admin/{page}")] };
        let url = format!("https://library.example/sites/{}", name.replace(' ', "-"));
        match row {
            "admin.overview" | "admin.people" | "admin.groups" | "admin.sites" | "admin.apps" | "admin.issuers" | "admin.log" => {
                listed("people", &[])
            }
            "admin.cancel" => {
                let path = self.world.expand("/api/v1.0/me/notes/notebooks/1-{course}/copyNotebook");
                let copy = run(self.world.ask("ann", "POST", &path, &[], &format!(r#"{{"renameAs":"{name}"}}"#))).json();
                let id = copy["id"].as_str().unwrap();
                Target { fields: of(&[("id", id.strip_prefix("copy-").unwrap_or(id))]), shown: vec!["/admin".to_owned()] }
            }
            "admin.person_add" => listed("people", &[("name", &name), ("none", "yes")]),
            "admin.group_add" => listed("groups", &[("name", &name), ("members", "bob")]),
            "admin.site_add" => listed("sites", &[("url", &url), ("members", "bob")]),
            "admin.app_add" => listed("apps", &[("name", &name), ("redirects", BACK)]),
            "admin.issuer_add" => {
                listed("issuers", &[("name", &name.replace(' ', "-")), ("url", &Provider::new().url), ("client", "looseleaf")])
            }
            row if row.starts_with("admin.issuer") => {
                let provider = Provider::new();
                let id = provider.trust(self.world, provider.described(&name.replace(' ', "-"))).id.to_string();
                Target { fields: of(&[("id", &id)]), shown: vec!["/admin/issuers".to_owned()] }
            }
            row if row.starts_with("admin.app") => about("app", &app_with(self.world, &name, "Notes.Read.All").0, &[]),
            row if row.starts_with("admin.group") => self.group(row, &name, about),
            row if row.starts_with("admin.site") || row.starts_with("admin.library") => self.site(row, &url, about),
            row => self.person(row, &name, about),
        }
    }

    fn person(&self, row: &str, name: &str, about: impl Fn(&str, &str, &[(&'static str, &str)]) -> Target) -> Target {
        let (made, has_factor) = (name.to_owned(), row.starts_with("admin.person_factor"));
        let added = self.world.app.write(move |cx| {
            let (user, now) = (admin::add_user(cx, &admin::Admin::operator(), &made, None, None)?, cx.now());
            if has_factor {
                store::second_factor::put(cx.tx, &user.id, &Sealed { bytes: vec![1; 20], key: None }, now)?;
                store::second_factor::confirm(cx.tx, &user.id, now)?;
            }
            let token = admin::issue_token(cx, &admin::Admin::operator(), &made, &AppId::new("app").unwrap(), "Notes.Read", 3_600)?;
            Ok((user.id.to_string(), token.id.to_string()))
        });
        let (id, token) = added.wait().unwrap();
        let fields: &[(&str, &str)] = match row {
            "admin.person_password" => &[("password", "a long enough one")],
            "admin.person_administrator" => &[("is", "yes")],
            "admin.person_remove" => &[("fate", "discard")],
            "admin.person_quota" => &[("library", "Documents"), ("room", "1")],
            "admin.token_revoke" => &[("revoked", &token)],
            _ => &[],
        };
        let mut target = about("person", &id, fields);
        target.shown.extend([format!("/admin/person/tokens?id={id}"), "/admin/people".to_owned()]);
        match row {
            "admin.person_resume" => {
                let name = name.to_owned();
                self.world.app.write(move |cx| testkit::by_name::suspend(cx, &name, true)).wait().unwrap();
            }
            // They are shown to be signed in, and then not to be.
            "admin.person_password" | "admin.person_sign_out" => drop(Browser::of(self.world, name.to_owned().leak())),
            "admin.forget_app" => {
                let app = self.let_in(name);
                target.fields.push(("app", app));
            }
            _ => {}
        }
        target
    }

    /// Has somebody let an app in, and returns it.
    fn let_in(&self, name: &str) -> String {
        let new = New {
            app: None,
            name: format!("{name}'s"),
            is_confidential: false,
            needs_pkce: true,
            scopes: String::new(),
            own_scopes: String::new(),
            redirects: vec![BACK.to_owned()],
        };
        let new = new.check().unwrap();
        let app = self
            .world
            .app
            .write(move |cx| registration::add(cx, &admin::Admin::operator(), &new).map(|added| added.registration.app))
            .wait()
            .unwrap();
        let_in_as(&Browser::of(self.world, name.to_owned().leak()), &app);
        app
    }

    fn group(&self, row: &str, name: &str, about: impl Fn(&str, &str, &[(&'static str, &str)]) -> Target) -> Target {
        let made = name.to_owned();
        let members = ["ann".to_owned(), "bob".to_owned()];
        let id = self.world.app.write(move |cx| admin::add_group(cx, &admin::Admin::operator(), &made, &members, None)).wait().unwrap().id;
        let team = self.world.app.read(|cx| admin::group_by_name(cx, "Team")).wait().unwrap().id;
        if row == "admin.group_inner_remove" {
            let lies =
                move |cx: &mut app::Cx<'_, '_>| admin::set_inner_group(cx, &admin::Admin::operator(), &id, &team, Some(Role::Reader));
            self.world.app.write(lies).wait().unwrap();
        }
        let (id, team) = (id.to_string(), team.to_string());
        let bob = self.world.names["bob"].as_str();
        let renamed = format!("{name} again");
        let fields: &[(&str, &str)] = match row {
            "admin.group_member" => &[("member", "carl"), ("role", "reader")],
            "admin.group_member_remove" => &[("who", bob)],
            "admin.group_inner" => &[("inner", "Team"), ("as", "reader")],
            "admin.group_inner_remove" => &[("inner", &team)],
            "admin.group_name" => &[("name", &renamed)],
            "admin.group_quota" => &[("library", "Documents"), ("room", "1")],
            "admin.group_remove" => &[("fate", "discard")],
            _ => &[],
        };
        about("group", &id, fields)
    }

    fn site(&self, row: &str, url: &str, about: impl Fn(&str, &str, &[(&'static str, &str)]) -> Target) -> Target {
        let new = NewSite {
            url: url.to_owned(),
            has_default_library: true,
            libraries: vec!["Old".to_owned()],
            members: vec![("ann".to_owned(), Role::Owner), ("bob".to_owned(), Role::Reader)],
            ..NewSite::default()
        };
        let id = self.world.app.write(move |cx| admin::add_site(cx, &admin::Admin::operator(), &new)).wait().unwrap().id.to_string();
        let bob = self.world.names["bob"].as_str();
        let moved = format!("{url}-again");
        let fields: &[(&str, &str)] = match row {
            "admin.site_member" => &[("member", "carl"), ("role", "reader")],
            "admin.site_member_remove" => &[("who", bob)],
            "admin.site_address" => &[("url", &moved)],
            "admin.site_quota" => &[("library", "Old"), ("room", "1")],
            "admin.library_add" => &[("name", "New")],
            "admin.library_leaving" => &[("library", "Old")],
            "admin.library_remove" => &[("library", "Old"), ("fate", "discard")],
            "admin.site_remove" => &[("fate", "discard")],
            _ => &[],
        };
        about("site", &id, fields)
    }

    fn ask(&self, row: &RouteInfo, visitor: &Visitor<'_>, target: &Target) -> Result<char, String> {
        let fields: Vec<(&str, &str)> = target.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let query = crate::identity::browser::form(&fields);
        let path = if row.method == "GET" && !query.is_empty() { format!("{}?{query}", row.address) } else { row.address.to_owned() };
        let answer = visitor.ask(row.method, &path, &fields);
        assert_eq!(answer.route, row.name, "{path}");
        letter(&answer)
    }

    /// Returns what is shown of it, without what is of each showing.
    fn shown(&self, target: &Target) -> String {
        let pages = target.shown.iter().map(|path| self.administrator().browser.get(path));
        pages.map(|page| format!("{} {}", page.status, page.body)).collect()
    }

    /// Asks a call by everybody, those first who are refused. Returns what was answered, by visitor, and what is not as the policy says.
    pub fn asked(&self, policy: &Policy, row: &RouteInfo) -> (String, Vec<String>) {
        let is_form = row.method == "POST";
        let promised = |visitor: &Visitor<'_>| policy.office[visitor.name][usize::from(is_form)];
        let (mut letters, mut wrong) = (vec![' '; self.visitors.len()], Vec::new());
        let everybody: Vec<usize> = (0..self.visitors.len()).collect();
        let (done, refused): (Vec<usize>, Vec<usize>) = everybody.into_iter().partition(|at| promised(&self.visitors[*at]) == '+');
        let mut ask = |at: usize, target: &Target| {
            let visitor = &self.visitors[at];
            let got = self.ask(row, visitor, target);
            if got != Ok(promised(visitor)) {
                wrong.push(format!("{} by {}: promised {}, got {got:?}", row.name, visitor.name, promised(visitor)));
            }
            letters[at] = got.unwrap_or('?');
        };
        let target = self.target(row.name);
        let before = self.shown(&target);
        for at in refused {
            ask(at, &target);
        }
        let mut changes = Vec::new();
        if self.shown(&target) != before {
            changes.push(format!("{} was done by somebody who was to be refused", row.name));
        }
        for at in done {
            let target = if is_form { self.target(row.name) } else { target.clone() };
            let before = self.shown(&target);
            ask(at, &target);
            if (self.shown(&target) == before) == is_form {
                changes.push(format!("{} by {} did not do what it is to do", row.name, self.visitors[at].name));
            }
        }
        wrong.extend(changes);
        (letters.into_iter().collect(), wrong)
    }
}

#[test]
fn those_who_run_the_server_do_it_and_nobody_else() {
    let policy = Policy::read();
    let world = world();
    let office = Office::new(&world);
    assert_eq!(office.visitors.len(), policy.office.len());
    let names: Vec<&str> = office.visitors.iter().map(|visitor| visitor.name).collect();
    let mut table = format!("# Letters: {}.\n# + shown or done, r refused, u led to sign in.\n", names.join(", "));
    let mut wrong = Vec::new();
    for row in rows() {
        let (letters, of_row) = office.asked(&policy, &row);
        let _ = writeln!(table, "{:<28} {letters}", row.name);
        wrong.extend(of_row);
    }
    expect_file!["office.txt"].assert_eq(&table);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
