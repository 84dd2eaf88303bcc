//! What the calls are about: the same things in the drive of a person, of a group and of a site; and everybody's tokens.

use super::people::{self, Groups, MAKER, PEOPLE};
use super::policy::{Policy, SHELVES, Shelf, Who};
use crate::identity::browser::{app_with, form};
use crate::sweep::PICTURE;
use crate::world::{Answer, HOST, World, run};
use app::admin;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use model::{AppId, ItemId, NodeId, Role};
use std::cell::Cell;
use std::collections::BTreeMap;
use store::permission::{On, Terms};
use store::principal::Principal;

const YEAR: i64 = 365 * 24 * 60 * 60;

/// Somebody with a token.
pub struct Asker {
    pub who: Who,
    /// The column of the table.
    pub name: String,
    pub scope: String,
    pub token: String,
}

pub struct Stage {
    pub world: World,
    pub askers: Vec<Asker>,
    /// Tokens that are none any more, and what never was one.
    pub dead: Vec<(&'static str, String)>,
    /// By shelf: what the names in addresses and bodies stand for.
    pub shelves: BTreeMap<Shelf, BTreeMap<&'static str, String>>,
    /// Olga's, with scopes for everything.
    all: String,
    groups: Groups,
    /// Whether what the calls about drives are about lies in the folder of the app that made the pages.
    pub is_in_app_folder: bool,
    numbers: Cell<u32>,
}

impl Stage {
    pub fn build(policy: &Policy) -> Self {
        let world = World::with(|settings| settings.copies_under_way_max = 1_000_000, |_| {});
        let apps = policy.app_scopes().map(|scope| (scope, app_with(&world, &format!("Alone {scope}"), scope))).collect();
        run(Self::furnished(policy, world, apps))
    }

    /// `apps` are those that act alone: the scope, the client id and the secret of each.
    async fn furnished(policy: &Policy, world: World, apps: Vec<(&str, (String, String))>) -> Self {
        let (groups, site) = world.app.write(people::add).await.unwrap();
        let all = world.app.write(|cx| Ok(issue(cx, "olga", MAKER, "Notes.ReadWrite.All Files.ReadWrite.All", YEAR)?.1)).await.unwrap();
        let mut stage = Self {
            world,
            askers: Vec::new(),
            dead: Vec::new(),
            shelves: BTreeMap::new(),
            all,
            groups,
            is_in_app_folder: false,
            numbers: Cell::new(0),
        };
        let olga = stage.get("/v1.0/me").await["id"].as_str().unwrap().to_owned();
        for shelf in SHELVES {
            let names = stage.furnish(shelf, &olga, &groups.club.to_string(), &site).await;
            stage.shelves.insert(shelf, names);
        }
        for shelf in SHELVES {
            let permission = stage.share(shelf).await;
            stage.shelves.get_mut(&shelf).unwrap().insert("{permission}", permission);
        }
        stage.world.clock.advance_seconds(120);
        stage.issue_tokens(policy, apps).await;
        stage
    }

    /// Returns somebody's token with a scope.
    pub fn token(&self, name: &str, scope: &str) -> String {
        self.askers.iter().find(|asker| asker.name == name && asker.scope == scope).unwrap().token.clone()
    }

    /// Returns a number that nothing was named by yet.
    pub fn number(&self) -> u32 {
        self.numbers.set(self.numbers.get() + 1);
        self.numbers.get()
    }

    /// Sends a request as it is.
    pub async fn send(&self, token: Option<&str>, method: &str, path: &str, kind: &str, body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", HOST);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !body.is_empty() {
            request = request.header("content-type", kind);
        }
        let body = Full::from(Bytes::copy_from_slice(body.as_bytes()));
        Answer::of(self.world.send(request.body(body).unwrap()).await).await
    }

    /// Sends a request of Olga's that must be done.
    pub async fn olga(&self, method: &str, path: &str, body: &str) -> Answer {
        let answer = self.send(Some(&self.all), method, path, crate::world::kind_of(body), body).await;
        assert!((200..400).contains(&answer.status), "{method} {path}: {answer:?}");
        answer
    }

    async fn get(&self, path: &str) -> serde_json::Value {
        self.olga("GET", path, "").await.json()
    }

    /// Makes something of Olga's and returns its id.
    pub async fn make(&self, path: &str, body: &str) -> String {
        self.olga("POST", path, body).await.json()["id"].as_str().unwrap().to_owned()
    }

    async fn furnish(&self, shelf: Shelf, olga: &str, club: &str, site: &(String, String)) -> BTreeMap<&'static str, String> {
        let owner = match shelf {
            Shelf::User => format!("users/{olga}"),
            Shelf::Group => format!("groups/{club}"),
            Shelf::Site => format!("sites/library.example,{},{}", site.0, site.1),
        };
        let notes = match shelf {
            Shelf::User => format!("/api/v1.0/users/{olga}/notes"),
            Shelf::Group => format!("/api/v1.0/myOrganization/groups/{club}/notes"),
            Shelf::Site => format!("/api/v1.0/myOrganization/siteCollections/{}/sites/{}/notes", site.0, site.1),
        };
        let (onenote, drive) = (format!("/v1.0/{owner}/onenote"), format!("/v1.0/{owner}/drive"));
        let named = |name: &str| format!(r#"{{"name":"{name}"}}"#);
        let made = self.olga("POST", &format!("{notes}/notebooks"), &named("Shelf")).await.json();
        let book = made["id"].as_str().unwrap().to_owned();
        let url = made["links"]["oneNoteWebUrl"]["href"].as_str().unwrap().to_owned();
        let within = |of: &str| format!("{notes}/notebooks/{book}/{of}");
        let box_ = self.make(&within("sectionGroups"), &named("Box")).await;
        let goal_box = self.make(&within("sectionGroups"), &named("Goal box")).await;
        let ring = self.make(&within("sections"), &named("Ring")).await;
        let goal = self.make(&within("sections"), &named("Goal")).await;
        let leaf = self.make(&format!("{notes}/sectionGroups/{box_}/sections"), &named("Leaf")).await;
        let html = "<title>Sheet</title><p><img src=\"data:image/gif;base64,R0lGODlhICAQEA==\" /></p>";
        let page = self.make(&format!("{notes}/sections/{ring}/pages"), html).await;
        self.make(&format!("{notes}/sections/{leaf}/pages"), html).await;
        let content = self.olga("GET", &format!("{notes}/pages/{page}/content"), "").await.body;
        let picture = content.split("/resources/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let copy = format!(r#"{{"id":"{goal_box}","renameAs":"Copied"}}"#);
        let operation = self.make(&format!("{notes}/sections/{ring}/copyToSectionGroup"), &copy).await;

        let put = async |path: &str, body: &str| {
            let made = self.olga("PUT", &format!("{drive}/root:/Files/{path}:/content"), body).await.json();
            (made["id"].as_str().unwrap().to_owned(), made["parentReference"]["id"].as_str().unwrap().to_owned())
        };
        let (_, folder) = put("Sub/deep.txt", "deep").await;
        put("picture.gif", "before").await;
        let (file, files) = put("picture.gif", PICTURE).await;
        let cid = folder.split('!').next().unwrap().to_lowercase();
        BTreeMap::from([
            ("{notes}", notes),
            ("{onenote}", onenote),
            ("{drive}", drive),
            ("{owner}", owner),
            ("{cid}", cid),
            ("{course}", bare(&book)),
            ("{url}", url),
            ("{archive}", bare(&box_)),
            ("{inbox}", bare(&goal_box)),
            ("{week1}", bare(&ring)),
            ("{old}", bare(&goal)),
            ("{plan}", page),
            ("{picture}", picture),
            ("{operation}", operation),
            ("{files}", files),
            ("{folder}", folder),
            ("{file}", file),
            ("{top}", "Files".to_owned()),
            ("{leaf}", "Sub".to_owned()),
            ("{club}", club.to_owned()),
            ("{collection}", site.0.clone()),
            ("{site}", site.1.clone()),
        ])
    }

    /// Puts in an app's own folder what the calls about a person's drive are about.
    pub async fn stand_in_app_folder(&mut self) {
        let token = self.token("owner", "Files.ReadWrite.AppFolder");
        let put = async |path: &str, body: &str| {
            let path = format!("/v1.0/me/drive/special/approot:/Files/{path}:/content");
            let made = self.send(Some(&token), "PUT", &path, "text/plain", body).await;
            assert!(made.status < 300, "{}", made.body);
            made.json()
        };
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let folder = text(&put("Sub/deep.txt", "deep").await["parentReference"]["id"]);
        put("picture.gif", "before").await;
        let made = put("picture.gif", PICTURE).await;
        let (file, files) = (text(&made["id"]), text(&made["parentReference"]["id"]));
        self.share_all(&[&files, &folder].map(|id| NodeId(id.parse::<ItemId>().unwrap().bytes)), Shelf::User).await;
        let names = self.shelves.get_mut(&Shelf::User).unwrap();
        names.extend([("{file}", file), ("{files}", files), ("{folder}", folder), ("{top}", format!("Apps/{MAKER}/Files"))]);
        self.is_in_app_folder = true;
    }

    /// Shares what the calls are about, as the policy says, and returns what the share with a group is called.
    async fn share(&self, shelf: Shelf) -> String {
        let names = &self.shelves[&shelf];
        let nodes = ["{course}", "{archive}", "{week1}"].map(|name| names[name].parse().unwrap());
        let items = ["{files}", "{folder}"].map(|name| NodeId(names[name].parse::<ItemId>().unwrap().bytes));
        self.share_all(&nodes, shelf).await;
        self.share_all(&items, shelf).await;
        let list = self.get(&format!("{}/notebooks/1-{}/permissions", names["{notes}"], names["{course}"])).await;
        let readers = self.groups.readers.to_string();
        let given = list["value"].as_array().unwrap().iter().find(|given| given["userId"].as_str().unwrap().ends_with(&readers));
        given.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Shares nodes of a shelf as everything on it is.
    pub async fn share_all(&self, nodes: &[NodeId], shelf: Shelf) {
        let (nodes, groups) = (nodes.to_vec(), self.groups);
        let shared = self.world.app.write(move |cx| {
            for node in &nodes {
                let found = store::node::find(cx.tx, node)?.unwrap();
                if shelf == Shelf::User {
                    admin::share(cx, &admin::Admin::operator(), node, "cleo", Some(Role::Contributor))?;
                    admin::share(cx, &admin::Admin::operator(), node, "rex", Some(Role::Reader))?;
                }
                let mut put = |to: &Principal, terms: Terms| store::permission::put(cx.tx, &found.drive, &On::Node(*node), to, &terms);
                put(&Principal::Group(groups.readers), Role::Reader.into())?;
                put(&Principal::Group(groups.writers), Role::Contributor.into())?;
                let fay = store::directory::user_by_name(cx.tx, "fay")?.unwrap().id;
                let ended = Terms { role: Role::Contributor, expires: Some(cx.now().plus_seconds(60)) };
                store::permission::put(cx.tx, &found.drive, &On::Node(*node), &Principal::User(fay), &ended)?;
            }
            Ok(())
        });
        shared.await.unwrap();
    }

    async fn issue_tokens(&mut self, policy: &Policy, apps: Vec<(&str, (String, String))>) {
        for (name, user, app) in PEOPLE {
            assert!(policy.is_person(name), "{name}");
            let scopes = people::scopes(name);
            let issue_all = move |cx: &mut app::Cx<'_, '_>| {
                scopes.iter().map(|scope| Ok((*scope, issue(cx, user, app, scope, YEAR)?.1))).collect::<app::Result<Vec<_>>>()
            };
            let tokens = self.world.app.write(issue_all);
            for (scope, token) in tokens.await.unwrap() {
                let who = Who::Person { name: name.to_owned(), is_maker: app == MAKER };
                self.askers.push(Asker { who, name: name.to_owned(), scope: scope.to_owned(), token });
            }
        }
        for (scope, (app, secret)) in apps {
            let fields = [("grant_type", "client_credentials"), ("client_id", &*app), ("client_secret", &*secret), ("scope", ".default")];
            let issued = self.send(None, "POST", "/common/oauth2/v2.0/token", "application/x-www-form-urlencoded", &form(&fields)).await;
            let token = issued.json()["access_token"].as_str().unwrap().to_owned();
            self.askers.push(Asker { who: Who::App { scope: scope.to_owned() }, name: "app".to_owned(), scope: scope.to_owned(), token });
        }
        let dead = self.world.app.write(|cx| {
            let all = "Notes.ReadWrite.All Files.ReadWrite.All Directory.Read.All openid";
            let expired = issue(cx, "olga", MAKER, all, 0)?.1;
            let (revoked, secret) = issue(cx, "olga", MAKER, all, YEAR)?;
            admin::revoke_token(cx, &admin::Admin::operator(), &revoked)?;
            let suspended = issue(cx, "sue", MAKER, all, YEAR)?.1;
            testkit::by_name::suspend(cx, "sue", true)?;
            let removed = issue(cx, "gus", MAKER, all, YEAR)?.1;
            testkit::by_name::remove(cx, "gus")?;
            let nonsense = "nonsense".to_owned();
            Ok(vec![("expired", expired), ("revoked", secret), ("suspended", suspended), ("removed", removed), ("nonsense", nonsense)])
        });
        self.dead = dead.await.unwrap();
    }
}

fn bare(id: &str) -> String {
    id.strip_prefix("1-").unwrap().to_owned()
}

fn issue(cx: &mut app::Cx<'_, '_>, user: &str, app: &str, scopes: &str, seconds: i64) -> app::Result<(model::TokenId, String)> {
    let issued = admin::issue_token(cx, &admin::Admin::operator(), user, &AppId::new(app).unwrap(), scopes, seconds)?;
    Ok((issued.id, issued.secret))
}
