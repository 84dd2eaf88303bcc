//! People whom an issuer elsewhere vouches for.

use app::admin::Asked;
use app::issuer::{self, Creates, Issuer, New};
use app::outside::{self, Bearer, Entered, Met, Refused, Said};
use app::sign_in::Admitted;
use app::{Error, sign_in};
use model::{Grant, Need, Timestamp};
use store::second_factor;
use testkit::world::World;

fn described(name: &str, url: &str) -> New {
    New {
        name: name.to_owned(),
        url: url.to_owned(),
        client: Some("looseleaf".to_owned()),
        secret: Some("secret".to_owned()),
        audiences: vec!["notes".to_owned()],
        scopes: vec![("read".to_owned(), "Notes.Read".to_owned())],
        name_claim: "name".to_owned(),
        creates: Creates::Always,
        ..New::default()
    }
}

fn trust(world: &World, new: New) -> Result<Issuer, Error> {
    let fit = new.check().unwrap();
    world.app.write(move |cx| issuer::add(cx, &app::admin::Admin::operator(), &fit)).wait()
}

fn said(subject: &str, name: &str) -> Said {
    Said { subject: subject.to_owned(), name: Some(name.to_owned()), email: None, signed_in: None }
}

/// Lets somebody in, and returns who they are here.
fn enters(world: &World, issuer: &Issuer, said: &Said) -> Result<String, Refused> {
    let (id, said) = (issuer.id, said.clone());
    let entered = world.app.write(move |cx| match outside::enter(cx, &id, &said, None, &Asked::default())? {
        Entered::In(Admitted::Half(_)) => panic!("nobody has a second factor here"),
        Entered::In(Admitted::In(cookie)) => Ok(Ok(sign_in::session(cx, &cookie.secret)?.map(|session| session.name).unwrap_or_default())),
        Entered::Refused(refused) => Ok(Err(refused)),
    });
    entered.wait().unwrap()
}

both! {
    fn an_issuer_is_trusted_until_it_is_not(engine) {
        let world = World::new(engine);
        let url = "https://sso.example";
        let corp = trust(&world, described("Corp", url)).unwrap();
        assert_eq!(trust(&world, described("CORP", "https://other.example")).err(), Some(Error::NameTaken("CORP".to_owned())));
        assert_eq!(trust(&world, described("Other", url)).err(), Some(Error::NameTaken("Other".to_owned())));
        let replace = |new: New| {
            let fit = new.check().unwrap();
            world.app.write(move |cx| issuer::replace(cx, &app::admin::Admin::operator(), &fit)).wait()
        };
        assert_eq!(replace(described("Corp", "https://other.example")).err(), Some(Error::NotFound));
        let changed = replace(New { client: None, secret: None, ..described("corp", url) }).unwrap();
        assert!(changed.id == corp.id && changed.name == "Corp" && changed.changed > corp.changed && changed.secret.is_none());
        assert_eq!(world.read(issuer::doors).unwrap(), [""; 0]);
        let other = trust(&world, described("Other", "https://other.example")).unwrap();
        assert_eq!(world.read(issuer::doors).unwrap(), ["Other"]);
        assert!(world.read(move |cx| issuer::by_url(cx, "https://other.example")).unwrap().is_some_and(|found| found.id == other.id));
        world.app.write(|cx| testkit::by_name::remove_issuer(cx, "other")).wait().unwrap();
        assert_eq!(enters(&world, &other, &said("1", "ann")), Err(Refused::Nobody));
        assert_eq!(world.app.write(|cx| testkit::by_name::remove_issuer(cx, "other")).wait(), Err(Error::NotFound));
    }

    fn who_somebody_is_hangs_on_the_issuer_and_the_subject(engine) {
        let world = World::new(engine);
        let _ = world.user("ben");
        let one = trust(&world, described("One", "https://one.example")).unwrap();
        let other = trust(&world, described("Other", "https://other.example")).unwrap();
        assert_eq!(enters(&world, &one, &said("1", "ann")), Ok("ann".to_owned()));
        assert_eq!(enters(&world, &one, &said("1", "ben")), Ok("ann".to_owned()), "by another name");
        assert_eq!(enters(&world, &other, &said("1", "ann")), Err(Refused::NameTaken("ann".to_owned())), "by another's subject");
        assert_eq!(enters(&world, &one, &said("2", "Ben")), Err(Refused::NameTaken("Ben".to_owned())));
        assert_eq!(enters(&world, &one, &said("3", "a/b")), Err(Refused::NoName));
        assert_eq!(enters(&world, &one, &said("", "max")), Err(Refused::Nobody));
        let link = |person: &'static str, subject: &'static str| world.app.write(move |cx| issuer::link(cx, &app::admin::Admin::operator(), "One", person, subject)).wait();
        assert_eq!((link("nobody", "2"), link("ben", "a\0")), (Err(Error::PrincipalNotFound), Err(Error::ZeroInText)));
        link("ben", "2").unwrap();
        assert_eq!(enters(&world, &one, &said("2", "max")), Ok("ben".to_owned()));
        link("ben", "1").unwrap();
        assert_eq!(enters(&world, &one, &said("1", "ann")), Ok("ben".to_owned()), "from now on somebody else");
        world.app.write(|cx| issuer::unlink(cx, &app::admin::Admin::operator(), "One", "1")).wait().unwrap();
        assert_eq!(world.app.write(|cx| issuer::unlink(cx, &app::admin::Admin::operator(), "One", "1")).wait(), Err(Error::NotFound));
        world.app.write(|cx| testkit::by_name::suspend(cx, "ben", true)).wait().unwrap();
        assert_eq!(enters(&world, &one, &said("2", "ben")), Err(Refused::KeptOut));
        world.app.write(|cx| testkit::by_name::remove(cx, "ben")).wait().unwrap();
        assert_eq!(enters(&world, &one, &said("2", "ben")), Err(Refused::KeptOut), "who is gone is not made anew");
        let known = world.read(move |cx| Ok(store::issuer::known(cx.tx, &one.id)?)).unwrap();
        assert_eq!(known.iter().map(|it| (it.name.as_str(), it.subject.as_str())).collect::<Vec<_>>(), [("ben", "2")]);
    }

    fn who_was_let_go_does_not_come_again_by_an_issuer_that_is_trusted_again(engine) {
        let world = World::new(engine);
        let url = "https://sso.example";
        let corp = trust(&world, described("Corp", url)).unwrap();
        for (subject, name) in [("1", "ann"), ("2", "ben"), ("3", "cleo"), ("4", "dan")] {
            assert_eq!(enters(&world, &corp, &said(subject, name)), Ok(name.to_owned()));
        }
        world.app.write(|cx| testkit::by_name::remove(cx, "ann")).wait().unwrap();
        world.app.write(|cx| testkit::by_name::suspend(cx, "ben", true)).wait().unwrap();
        for round in ["again", "and once more"] {
            world.app.write(|cx| testkit::by_name::remove_issuer(cx, "Corp")).wait().unwrap();
            if round == "again" {
                // While it is not trusted.
                world.app.write(|cx| testkit::by_name::remove(cx, "cleo")).wait().unwrap();
            }
            let other = trust(&world, described("Other", "https://other.example")).unwrap();
            assert_eq!(enters(&world, &other, &said("1", round)), Ok(round.to_owned()), "who is elsewhere is another");
            world.app.write(|cx| testkit::by_name::remove_issuer(cx, "Other")).wait().unwrap();
            let corp = trust(&world, described("Corp", url)).unwrap();
            for subject in ["1", "2", "3"] {
                assert_eq!(enters(&world, &corp, &said(subject, "somebody new")), Err(Refused::KeptOut), "{subject} {round}");
            }
            // The others are to be told anew who they are: another may be called so there by now.
            assert_eq!(enters(&world, &corp, &said("4", "dan")), Err(Refused::NameTaken("dan".to_owned())));
        }
    }

    fn who_is_let_go_before_they_come_again_does_not_come_as_another(engine) {
        let world = World::new(engine);
        let url = "https://sso.example";
        let corp = trust(&world, described("Corp", url)).unwrap();
        assert_eq!(enters(&world, &corp, &said("1", "ann")), Ok("ann".to_owned()));
        world.app.write(|cx| testkit::by_name::remove_issuer(cx, "Corp")).wait().unwrap();
        let corp = trust(&world, described("Corp", url)).unwrap();
        world.app.write(|cx| testkit::by_name::remove(cx, "ann")).wait().unwrap();
        assert_eq!(enters(&world, &corp, &said("1", "ann")), Err(Refused::KeptOut));
        world.app.write(|cx| testkit::by_name::remove_issuer(cx, "Corp")).wait().unwrap();
        let corp = trust(&world, described("Corp", url)).unwrap();
        assert_eq!(enters(&world, &corp, &said("1", "ann")), Err(Refused::KeptOut));
        // Unless whoever runs the server says so.
        world.app.write(|cx| issuer::unlink(cx, &app::admin::Admin::operator(), "Corp", "1")).wait().unwrap();
        assert_eq!(enters(&world, &corp, &said("1", "ann")), Ok("ann".to_owned()));
    }

    fn a_code_does_not_say_that_somebody_proved_the_rest_just_now(engine) {
        let world = World::new(engine);
        let ann = *world.user("ann").user();
        let hash = app::password::hash("sesame", &[1; 16]).unwrap();
        world.write(move |cx| testkit::by_name::set_password(cx, "ann", &hash)).unwrap();
        let corp = trust(&world, described("Corp", "https://sso.example")).unwrap();
        world.write(|cx| issuer::link(cx, &app::admin::Admin::operator(), "Corp", "ann", "1")).unwrap();
        let proves = |world: &World| world.read(|cx| sign_in::claim(cx, "ann")).unwrap().prove("sesame").unwrap();
        let verdict = proves(&world);
        world.write(move |cx| {
            assert!(matches!(app::factor::begin(cx, "ann", &verdict)?, app::factor::Begun::Made(_)));
            let now = cx.now();
            second_factor::confirm(cx.tx, &ann, now)?;
            for code in [b"first", b"other", b"third"] {
                second_factor::add_recovery(cx.tx, &ann, &blake3::derive_key("looseleaf 2026-11 recovery code", code))?;
            }
            Ok(())
        }).unwrap();
        let finishes = |admitted: Admitted, code: &'static str| {
            let Admitted::Half(half) = admitted else { panic!("a code is asked for") };
            world.clock.advance_seconds(60);
            world.write(move |cx| match sign_in::finish(cx, &half.secret, code, None)? {
                sign_in::Finished::In(cookie) => sign_in::session(cx, &cookie.secret),
                _ => Err(Error::Internal),
            }).unwrap().unwrap().signed_in
        };
        let enters = |signed_in: Option<Timestamp>| {
            let (id, said) = (corp.id, Said { signed_in, ..said("1", "ann") });
            let entered = world.write(move |cx| outside::enter(cx, &id, &said, None, &Asked::default()));
            let Ok(Entered::In(admitted)) = entered else { panic!("she is known") };
            admitted
        };
        // The minute in which the code was typed does not count.
        let hours_ago = world.app.now().plus_seconds(-7_200);
        assert_eq!(finishes(enters(Some(hours_ago)), "first"), hours_ago.plus_seconds(60));
        assert_eq!(finishes(enters(None), "other"), Timestamp::from_micros(60_000_000));
        let verdict = proves(&world);
        let admitted = world.write(move |cx| sign_in::begin(cx, "ann", &verdict, None)).unwrap().unwrap();
        assert_eq!(finishes(admitted, "third"), world.app.now());
    }

    fn a_token_speaks_for_somebody_within_what_is_mapped(engine) {
        let world = World::new(engine);
        let corp = trust(&world, described("Corp", "https://sso.example")).unwrap();
        let bearer = |app: &str| Bearer {
            said: said("1", "ann"),
            app: app.to_owned(),
            scopes: vec!["read".to_owned(), "Notes.ReadWrite".to_owned()],
            expires: Timestamp::from_micros(i64::MAX),
        };
        let (issuer, token) = (corp.clone(), bearer("their-app"));
        let known = move |world: &World, token: Bearer| {
            let issuer = issuer.clone();
            world.read(move |cx| outside::caller(cx, &issuer, &token))
        };
        assert!(matches!(known(&world, token.clone()), Ok(Met::First)));
        let a_b = Bearer { said: said("2", "a/b"), ..token.clone() };
        assert!(matches!(known(&world, a_b), Ok(Met::Refused(Refused::NoName))));
        let (issuer, first) = (corp, token.clone());
        world.app.write(move |cx| outside::first_caller(cx, &issuer, &first, &Asked::default()).map(|caller| assert!(caller.is_ok()))).wait().unwrap();
        let Ok(Met::Known(caller)) = known(&world, token) else { panic!("she is known") };
        assert_eq!((caller.name(), caller.app().as_str()), ("ann", "their-app@Corp"));
        assert_eq!((caller.grant(Need::ReadPages), caller.grant(Need::Write)), (Grant::Everything, Grant::Nothing));
        assert_eq!(known(&world, bearer("an app")).err(), Some(Error::Unauthenticated));
        world.app.write(|cx| testkit::by_name::suspend(cx, "ann", true)).wait().unwrap();
        assert_eq!(known(&world, bearer("their-app")).err(), Some(Error::Unauthenticated));
    }
}
