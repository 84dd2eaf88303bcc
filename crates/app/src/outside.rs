//! People whom an issuer elsewhere vouches for: who they are here, what signs them in, and for whom a token of theirs speaks.
//!
//! What an issuer says comes here verified, and is believed of its own people alone: who somebody is hangs on the issuer and on what
//! it calls them, and never on a name or a mail address, which two servers give to two people.

use crate::admin::Asked;
use crate::caller::{Account, Reach, Standing};
use crate::issuer::{Creates, is_subject};
use crate::sign_in::{self, Admitted, Proof};
use crate::{Caller, Cx, Error, Result, admin, audit};
use model::{AppId, IssuerId, Scopes, Timestamp, UserId};
use store::directory;
use store::issuer::{self as rows, Issuer};

/// What an issuer says of somebody. Whoever makes one has verified it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Who they are there. Never another.
    pub subject: String,
    /// What they are called there, if it says so.
    pub name: Option<String>,
    /// Their mail address, if it says that it has made sure of it.
    pub email: Option<String>,
    /// When they proved there who they are, if it says so.
    pub signed_in: Option<Timestamp>,
}

/// When somebody proved who they are of whom nobody says when: longer ago than for anything that asks.
const LONG_AGO: Timestamp = Timestamp::from_micros(0);

/// What an access token of an issuer says. Whoever makes one has verified it.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// For whom it speaks.
    pub said: Said,
    /// To which app it was given, as the issuer calls it.
    pub app: String,
    /// What it allows there.
    pub scopes: Vec<String>,
    /// From when on it is worth nothing.
    pub expires: Timestamp,
}

/// Why somebody whom an issuer vouches for does not come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Nobody here is they, and nobody becomes it by the issuer's rule.
    Nobody,
    /// They would get an account, but the issuer does not say what they are called, or this cannot be a name.
    NoName,
    /// They would get an account, but somebody has the name. Holds it.
    NameTaken(String),
    /// They are suspended, or were let go.
    KeptOut,
}

/// What became of somebody at the door.
pub enum Entered {
    /// They are let in, or asked for a code if they have a second factor here.
    In(Admitted),
    /// They stay outside.
    Refused(Refused),
}

/// For whom a token speaks.
pub enum Met {
    /// Somebody who is known.
    Known(Box<Caller>),
    /// Nobody who is known, but they may get an account thereby: [`first_caller`] says whether.
    First,
    /// Nobody, and nobody becomes it.
    Refused(Refused),
}

/// Signs a browser in for somebody whom an issuer vouches for, who may get an account thereby. What was signed in there `before` is
/// not any more.
///
/// # Errors
/// What the store can meet.
pub fn enter(cx: &mut Cx<'_, '_>, issuer: &IssuerId, said: &Said, before: Option<&str>, asked: &Asked) -> Result<Entered> {
    let user = match person(cx, issuer, said, asked)? {
        Ok(user) => user,
        Err(refused) => return Ok(Entered::Refused(refused)),
    };
    // Being remembered there is no proof here of who sits in front of the browser now.
    let signed_in = said.signed_in.unwrap_or(LONG_AGO).min(cx.now());
    let proof = Proof { issuer: Some(*issuer), at: signed_in };
    sign_in::admit(cx, &user, &proof, before).map(Entered::In)
}

/// Returns whom a token of an issuer speaks for, as far as that is known already. Writes nothing.
///
/// # Errors
/// [`Error::Unauthenticated`] for somebody who is kept out, and for an app whose name cannot be one.
pub fn caller(cx: &mut Cx<'_, '_>, issuer: &Issuer, bearer: &Bearer) -> Result<Met> {
    if let Some(user) = rows::user(cx.tx, &issuer.id, &bearer.said.subject)? {
        return of_person(cx, issuer, bearer, &user).map(|caller| Met::Known(Box::new(caller)));
    }
    Ok(match to_be(cx, issuer, &bearer.said)? {
        Ok(_) => Met::First,
        Err(refused) => Met::Refused(refused),
    })
}

/// Returns what somebody would be called who is not known, if they get an account.
fn to_be(cx: &mut Cx<'_, '_>, issuer: &Issuer, said: &Said) -> Result<std::result::Result<String, Refused>> {
    if !is_subject(&said.subject) || !is_created(&Creates::stored(&issuer.creates), said) {
        return Ok(Err(Refused::Nobody));
    }
    if rows::is_past(cx.tx, &issuer.url, &said.subject)? {
        return Ok(Err(Refused::KeptOut));
    }
    let Some(name) = said.name.as_ref().and_then(|name| admin::checked(name).ok()) else { return Ok(Err(Refused::NoName)) };
    match directory::user_by_name(cx.tx, &name)? {
        None => Ok(Ok(name)),
        Some(_) => Ok(Err(Refused::NameTaken(name))),
    }
}

/// Returns whom a token of an issuer speaks for; it may be somebody new.
///
/// # Errors
/// As [`caller`].
pub fn first_caller(cx: &mut Cx<'_, '_>, issuer: &Issuer, bearer: &Bearer, asked: &Asked) -> Result<std::result::Result<Caller, Refused>> {
    match person(cx, &issuer.id, &bearer.said, asked)? {
        Ok(user) => of_person(cx, issuer, bearer, &user).map(Ok),
        Err(refused) => Ok(Err(refused)),
    }
}

fn of_person(cx: &mut Cx<'_, '_>, issuer: &Issuer, bearer: &Bearer, user: &UserId) -> Result<Caller> {
    let found = crate::caller::account(cx, user)?.filter(|account| account.standing == Standing::Person);
    let Account { id, name, standing } = found.ok_or(Error::Unauthenticated)?;
    // Two servers may call two apps the same, and what an app made is its own.
    let app = AppId::new(&format!("{}@{}", bearer.app, issuer.name)).map_err(|_| Error::Unauthenticated)?;
    let reach = Reach::Scopes(mapped(&issuer.scopes, &bearer.scopes));
    Ok(Caller { user: id, name, standing, app, reach, expires: bearer.expires, pass: None })
}

/// Returns what an issuer's scopes are here.
fn mapped(table: &str, outside: &[String]) -> Scopes {
    let rows = table.split(' ').filter_map(|row| row.rsplit_once('='));
    let here = rows.filter(|(theirs, _)| outside.iter().any(|scope| scope == theirs)).map(|(_, here)| here);
    Scopes::parse(&here.collect::<Vec<_>>().join(" ")).unwrap_or_default()
}

/// Returns who somebody is here, who may get an account thereby.
fn person(cx: &mut Cx<'_, '_>, issuer: &IssuerId, said: &Said, asked: &Asked) -> Result<std::result::Result<UserId, Refused>> {
    // It may have been said meanwhile that it is trusted no more.
    let Some(issuer) = rows::get_kept(cx.tx, issuer)?.filter(|_| is_subject(&said.subject)) else { return Ok(Err(Refused::Nobody)) };
    if let Some(user) = rows::user(cx.tx, &issuer.id, &said.subject)? {
        let acting = directory::state::acting(cx.tx, &user)?;
        return Ok(acting.map(|user| user.id).ok_or(Refused::KeptOut));
    }
    let added = match to_be(cx, &issuer, said)? {
        Ok(name) => admin::new_user(cx, &name, None, None),
        Err(Refused::NameTaken(name)) => Err(Error::NameTaken(name)),
        Err(refused) => return Ok(Err(refused)),
    };
    let user = match added {
        Ok(user) => user,
        // It may be the same person, in another browser, in the same moment.
        Err(Error::NameTaken(name)) => {
            let known = rows::user(cx.tx, &issuer.id, &said.subject)?;
            return Ok(known.ok_or(Refused::NameTaken(name)));
        }
        Err(error) => return Err(error),
    };
    let now = cx.now();
    rows::link(cx.tx, &issuer.id, &said.subject, &user.id, now)?;
    audit::by(cx, Some(user.id), asked, "issuer first-sight", &format!("{} {}", issuer.name, user.name))?;
    Ok(Ok(user.id))
}

fn is_created(creates: &Creates, said: &Said) -> bool {
    match creates {
        Creates::Never => false,
        Creates::Always => true,
        Creates::Domains(domains) => {
            let domain = said.email.as_ref().and_then(|email| email.rsplit_once('@')).map(|(_, domain)| domain);
            domain.is_some_and(|domain| domains.iter().any(|known| known.eq_ignore_ascii_case(domain)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Grant, Need};

    #[test]
    fn a_scope_is_what_the_table_says_and_no_more() {
        let table = "read=Notes.Read api://x/a=b=Notes.Create read=Files.Read";
        let of = |outside: &[&str]| mapped(table, &outside.iter().map(|&scope| scope.to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["read"]), Scopes::parse("Notes.Read Files.Read").unwrap());
        assert_eq!(of(&["api://x/a=b"]), Scopes::parse("Notes.Create").unwrap());
        for none in [&["Notes.ReadWrite"][..], &["READ"], &["Notes.Read"], &[""], &[]] {
            assert!(of(none).is_empty(), "{none:?}");
        }
        assert_eq!(mapped("", &["".to_owned()]).grant(Need::ReadPages), Grant::Nothing);
    }

    #[test]
    fn only_mail_that_was_made_sure_of_opens_a_door() {
        let domains = Creates::Domains(vec!["contoso.com".to_owned()]);
        let said = |email: Option<&str>| Said { subject: "1".to_owned(), name: None, email: email.map(str::to_owned), signed_in: None };
        assert!(is_created(&domains, &said(Some("ann@Contoso.com"))));
        for bad in [None, Some("contoso.com"), Some("ann@evil.example"), Some("ann@contoso.com@evil.example"), Some("ann@x.contoso.com")] {
            assert!(!is_created(&domains, &said(bad)), "{bad:?}");
        }
    }
}
