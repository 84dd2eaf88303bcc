//! Who lets apps in, and what ends with their password.

use app::admin::Admin;
use app::oauth::code::{self, Answer, Params};
use app::oauth::registration::{self, New};
use app::oauth::{self, Refused, device};
use app::sign_in::{self, Admitted, Session};
use app::{Cx, caller};
use testkit::world::World;

const APP: &str = "notes-on-tv";
const BACK: &str = "https://app.example/back";

/// An app that shows a secret.
fn register(world: &World) -> String {
    let new = New {
        app: Some(model::AppId::new(APP).unwrap()),
        name: "Notes".to_owned(),
        is_confidential: true,
        needs_pkce: false,
        scopes: String::new(),
        own_scopes: String::new(),
        redirects: vec![BACK.to_owned()],
    };
    let fit = new.check().unwrap();
    world.write(move |cx| registration::add(cx, &Admin::operator(), &fit)).unwrap().secret.unwrap()
}

fn set_password(world: &World, text: &'static str) {
    let hash = app::password::hash(text, &[1; 16]).unwrap();
    world.write(move |cx| testkit::by_name::set_password(cx, "ann", &hash)).unwrap();
}

fn signs_in(world: &World) -> Session {
    let verdict = world.read(|cx| sign_in::claim(cx, "ann")).unwrap().prove("sesame").unwrap();
    let begun = world.write(move |cx| sign_in::begin(cx, "ann", &verdict, None)).unwrap();
    let Some(Admitted::In(cookie)) = begun else { panic!("the password is right") };
    world.read(move |cx| sign_in::session(cx, &cookie.secret)).unwrap().unwrap()
}

/// Runs one of those verbs.
fn verb<T: Send + 'static>(world: &World, mut verb: impl FnMut(&mut Cx<'_, '_>) -> oauth::Result<T> + Send + 'static) -> oauth::Result<T> {
    world.write(move |cx| Ok(verb(cx))).unwrap()
}

fn grants(world: &World, session: &Session) -> oauth::Result<String> {
    let session = session.clone();
    verb(world, move |cx| {
        let returning = registration::returning(cx, APP, Some(BACK))?;
        let request = code::request(returning, &Params { scope: "Notes.Read".to_owned(), ..Params::default() })?;
        code::grant(cx, &session, &request)
    })
}

fn begins(world: &World, secret: &str) -> (String, String) {
    let secret = secret.to_owned();
    let begun = verb(world, move |cx| {
        let client = oauth::authenticate(cx, APP, Some(&secret))?;
        device::begin(cx, &client, "Notes.Read")
    });
    let Ok(begun) = begun else { panic!("it may ask") };
    (begun.device_code, begun.user_code)
}

fn decides(world: &World, session: &Session, code: &str) -> oauth::Result<()> {
    let (session, code) = (session.clone(), code.to_owned());
    verb(world, move |cx| device::decide(cx, &session, &code, true).map(drop))
}

fn polls(world: &World, secret: &str, code: &str) -> String {
    let (secret, code) = (secret.to_owned(), code.to_owned());
    let polled = verb(world, move |cx| {
        let client = oauth::authenticate(cx, APP, Some(&secret))?;
        device::poll(cx, &client, &code)
    });
    match polled {
        Ok(Answer::Issued(issued)) => issued.access,
        Ok(Answer::Refused(refused)) => panic!("{refused:?}"),
        Err(error) => panic!("{error:?}"),
    }
}

fn speaks(world: &World, token: &str) -> bool {
    let token = token.to_owned();
    world.read(move |cx| caller::authenticate(cx, &token).map(drop)).is_ok()
}

both! {
    fn nobody_lets_an_app_in_who_is_not_signed_in_any_more(engine) {
        let world = World::new(engine);
        let ann = world.user("ann");
        let secret = register(&world);
        set_password(&world, "sesame");
        let session = signs_in(&world);
        grants(&world, &session).unwrap();
        let (_, user_code) = begins(&world, &secret);
        // While they thought about it.
        set_password(&world, "another");
        let refused = Some(oauth::Error::Refused(Refused::SignedOut));
        assert_eq!(grants(&world, &session).err(), refused);
        assert_eq!(decides(&world, &session, &user_code).err(), refused);
        let user = *ann.user();
        assert_eq!(world.read(move |cx| oauth::given(cx, &user)).unwrap(), []);
    }

    fn what_a_device_fetched_late_ends_with_another_password(engine) {
        let world = World::new(engine);
        let _ = world.user("ann");
        let secret = register(&world);
        set_password(&world, "sesame");
        let session = signs_in(&world);
        let (device_code, user_code) = begins(&world, &secret);
        decides(&world, &session, &user_code).unwrap();
        world.clock.advance_seconds(10 * 60);
        let token = polls(&world, &secret, &device_code);
        world.clock.advance_seconds(55 * 60);
        assert!(speaks(&world, &token));
        set_password(&world, "another");
        assert!(!speaks(&world, &token));
    }
}
