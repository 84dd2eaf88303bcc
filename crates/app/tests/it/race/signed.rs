//! Somebody who signs in, or lets an app in, while that is taken from them.

use super::Race;
use super::counted::{More, at_once};
use app::admin::{Admin, Asked};
use app::issuer::{self, Creates, New};
use app::oauth::code::{self, Answer, Params};
use app::oauth::{self, registration};
use app::outside::{self, Entered, Said};
use app::sign_in::{self, Admitted, Session};
use app::{Cx, Error, Result};
use model::{IssuerId, UserId};

const URL: &str = "https://sso.example";
const BACK: &str = "https://app.example/back";

struct Lab {
    race: Race,
    ann: UserId,
    corp: IssuerId,
}

impl Lab {
    fn new() -> Option<Self> {
        let race = Race::new(1)?;
        let world = &race.world;
        let ann = *world.user("ann").user();
        let hash = app::password::hash("sesame", &[1; 16]).unwrap();
        world.write(move |cx| sign_in::set_password(cx, &Admin::operator(), &ann, Some(&hash))).unwrap();
        let app = registration::New {
            app: Some(model::AppId::new("app").unwrap()),
            name: "App".to_owned(),
            is_confidential: true,
            needs_pkce: false,
            scopes: String::new(),
            own_scopes: String::new(),
            redirects: vec![BACK.to_owned()],
        };
        let fit = app.check().unwrap();
        world.write(move |cx| registration::add(cx, &Admin::operator(), &fit).map(drop)).unwrap();
        let corp = New {
            name: "Corp".to_owned(),
            url: URL.to_owned(),
            client: Some("looseleaf".to_owned()),
            name_claim: "name".to_owned(),
            creates: Creates::Always,
            ..New::default()
        };
        let fit = corp.check().unwrap();
        let corp = world.write(move |cx| issuer::add(cx, &Admin::operator(), &fit)).unwrap().id;
        world.write(|cx| issuer::link(cx, &Admin::operator(), "Corp", "ann", "1")).unwrap();
        Some(Self { race, ann, corp })
    }

    /// Signs in by the password that was right at first. `false` where it is not any more.
    fn signs_in(&self) -> More<bool> {
        let verdict = self.race.world.read(|cx| sign_in::claim(cx, "ann")).unwrap().prove("sesame").unwrap();
        Box::new(move |cx| Ok(matches!(sign_in::begin(cx, "ann", &verdict, None)?, Some(Admitted::In(_)))))
    }

    fn session(&self) -> Session {
        let verdict = self.race.world.read(|cx| sign_in::claim(cx, "ann")).unwrap().prove("sesame").unwrap();
        let begun = self.race.world.write(move |cx| sign_in::begin(cx, "ann", &verdict, None)).unwrap();
        let Some(Admitted::In(cookie)) = begun else { panic!("the password is right") };
        self.race.world.read(move |cx| sign_in::session(cx, &cookie.secret)).unwrap().unwrap()
    }

    /// Comes in by the issuer. `false` where nobody does any more.
    fn enters(&self) -> More<bool> {
        let corp = self.corp;
        let said = Said { subject: "1".to_owned(), name: None, email: None, signed_in: None };
        Box::new(move |cx| Ok(matches!(outside::enter(cx, &corp, &said, None, &Asked::default())?, Entered::In(_))))
    }

    /// Lets an app in. `false` for who is not signed in any more.
    fn grants(&self, session: Session) -> More<bool> {
        Box::new(move |cx| {
            let granted = (|| {
                let returning = registration::returning(cx, "app", Some(BACK))?;
                let request = code::request(returning, &Params { scope: "Notes.Read".to_owned(), ..Params::default() })?;
                code::grant(cx, &session, &request)
            })();
            match granted {
                Ok(_) => Ok(true),
                Err(oauth::Error::Refused(oauth::Refused::SignedOut)) => Ok(false),
                Err(oauth::Error::Refused(_)) => Err(Error::Internal),
                Err(oauth::Error::Verb(error)) => Err(error),
            }
        })
    }

    fn taken(&self, mut verb: impl FnMut(&mut Cx<'_, '_>, &Admin) -> Result<()> + Send + 'static) -> More<bool> {
        Box::new(move |cx| verb(cx, &Admin::operator()).map(|()| true))
    }

    fn another_password(&self) -> More<bool> {
        let ann = self.ann;
        self.taken(move |cx, by| sign_in::set_password(cx, by, &ann, Some("another")).map(drop))
    }

    /// Returns in how many browsers they are signed in, and how many apps they let in.
    fn left(&self) -> (u64, usize) {
        let ann = self.ann;
        self.race.world.read(move |cx| Ok((sign_in::sessions(cx, &ann)?, oauth::given(cx, &ann)?.len()))).unwrap()
    }
}

/// An app takes its turn for more, at the moment at which the issuer goes by which somebody had let it in.
#[test]
fn what_an_app_is_given_at_this_moment_ends_with_the_issuer() {
    let Some(lab) = Lab::new() else { return };
    let (world, corp) = (&lab.race.world, lab.corp);
    let said = Said { subject: "1".to_owned(), name: None, email: None, signed_in: None };
    let refresh = world.write(move |cx| {
        let secret = registration::named(cx, "app").and_then(|app| registration::another_secret(cx, &Admin::operator(), &app, false))?;
        let Entered::In(Admitted::In(cookie)) = outside::enter(cx, &corp, &said, None, &Asked::default())? else { panic!("she is known") };
        let session = sign_in::session(cx, &cookie.secret)?.unwrap();
        let params = Params { scope: "Notes.Read offline_access".to_owned(), ..Params::default() };
        let request = code::request(registration::returning(cx, "app", Some(BACK)).unwrap(), &params).unwrap();
        let code = code::grant(cx, &session, &request).unwrap();
        let client = oauth::authenticate(cx, "app", Some(&secret)).map_err(|_| Error::Internal)?;
        let Ok(Answer::Issued(issued)) = code::redeem(cx, &client, &code, Some(BACK), None) else { panic!("the code is good") };
        Ok((secret, issued.refresh.unwrap()))
    });
    let (secret, refresh) = refresh.unwrap();
    let renewed: More<Option<String>> = Box::new(move |cx| {
        let client = oauth::authenticate(cx, "app", Some(&secret)).map_err(|_| Error::Internal)?;
        match oauth::refresh::renew(cx, &client, &refresh, None) {
            Ok(Answer::Issued(issued)) => Ok(Some(issued.access)),
            _ => Err(Error::Internal),
        }
    });
    let removed: More<Option<String>> = Box::new(move |cx| issuer::remove(cx, &Admin::operator(), &corp).map(|()| None));
    let [Ok(Some(token)), Ok(None)] = at_once(&lab.race, renewed, removed) else { panic!("both are done") };
    assert_eq!(world.read(move |cx| app::caller::authenticate(cx, &token).map(drop)), Err(Error::Unauthenticated));
}

#[test]
fn another_password_ends_what_comes_of_the_former_at_this_moment() {
    let Some(lab) = Lab::new() else { return };
    assert_eq!(at_once(&lab.race, lab.signs_in(), lab.another_password()), [Ok(true), Ok(true)]);
    assert_eq!(lab.left(), (0, 0));
    let Some(lab) = Lab::new() else { return };
    assert_eq!(at_once(&lab.race, lab.another_password(), lab.signs_in()), [Ok(true), Ok(false)]);
    assert_eq!(lab.left(), (0, 0));
    let Some(lab) = Lab::new() else { return };
    let session = lab.session();
    assert_eq!(at_once(&lab.race, lab.grants(session), lab.another_password()), [Ok(true), Ok(true)]);
    assert_eq!(lab.left(), (0, 0));
    let Some(lab) = Lab::new() else { return };
    let session = lab.session();
    assert_eq!(at_once(&lab.race, lab.another_password(), lab.grants(session)), [Ok(true), Ok(false)]);
    assert_eq!(lab.left(), (0, 0));
}

#[test]
fn who_is_trusted_no_more_lets_nobody_in_at_this_moment() {
    let removed = |lab: &Lab| {
        let corp = lab.corp;
        lab.taken(move |cx, by| issuer::remove(cx, by, &corp))
    };
    let Some(lab) = Lab::new() else { return };
    assert_eq!(at_once(&lab.race, lab.enters(), removed(&lab)), [Ok(true), Ok(true)]);
    assert_eq!(lab.left(), (0, 0));
    let Some(lab) = Lab::new() else { return };
    assert_eq!(at_once(&lab.race, removed(&lab), lab.enters()), [Ok(true), Ok(false)]);
    assert_eq!(lab.left(), (0, 0));
    let unlinked = |lab: &Lab| lab.taken(|cx, by| issuer::unlink(cx, by, "Corp", "1"));
    let Some(lab) = Lab::new() else { return };
    assert_eq!(at_once(&lab.race, lab.enters(), unlinked(&lab)), [Ok(true), Ok(true)]);
    assert_eq!(lab.left(), (0, 0));
}
