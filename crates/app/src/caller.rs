//! Who asks: a person, through an app, within the scopes of a token; or an app alone.

use crate::share::Pass;
use crate::sign_in::Session;
use crate::{Cx, Error, Result, bearer};
use model::{AppId, AuthorizationId, Grant, Need, Role, Scopes, Timestamp, TokenId, UserId};
use store::directory::account;
use store::planted;
use store::token::Token;

/// A person together with the grant that they came with; or an app alone; or nobody, by a sharing link. Only [`authenticate`],
/// [`in_browser`], [`acting_in_browser`], the operation engine, [`crate::outside`], [`crate::promise`], [`crate::upload`] and [`crate::share`]
/// make one.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(crate) user: UserId,
    pub(crate) name: String,
    pub(crate) standing: Standing,
    pub(crate) app: AppId,
    pub(crate) reach: Reach,
    pub(crate) expires: Timestamp,
    /// What a sharing link opens to them beside what is theirs.
    pub(crate) pass: Option<Pass>,
}

/// What gives a caller rights. [`crate::place`] alone weighs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Somebody: by what is theirs, where they belong, and what others share with them.
    Person,
    /// An app without a person: it is the same in whatever anybody owns. `None` for nothing at all.
    App(Option<Role>),
}

/// What a caller's scopes allow.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    /// What the token's scopes say.
    Scopes(Scopes),
    /// One need, and nothing else: the caller came with what the server had signed, or with the address of an upload or a
    /// share, instead of a token.
    Only {
        /// The need.
        need: Need,
        /// How far the token met it that they had then.
        grant: Grant,
    },
    /// What was checked when the operation was accepted: only the narrowing to own pages is left to hold.
    Operation {
        /// Whether pages of other apps are out of reach.
        own_pages_only: bool,
    },
}

impl Caller {
    /// Returns the account: the person's, or the one by which an app acts alone.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// Says whether an app asks without a person.
    pub fn is_app_alone(&self) -> bool {
        matches!(self.standing, Standing::App(_))
    }

    /// Returns the person.
    ///
    /// # Errors
    /// [`Error::NoPerson`] for an app alone.
    pub fn person(&self) -> Result<&UserId> {
        if self.is_app_alone() { Err(Error::NoPerson) } else { Ok(&self.user) }
    }

    /// Returns the person's name, or the app's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the app.
    pub fn app(&self) -> &AppId {
        &self.app
    }

    /// Returns when the token expires.
    pub fn expires(&self) -> Timestamp {
        self.expires
    }

    /// Returns how far the token's scopes meet a need.
    pub fn grant(&self, need: Need) -> Grant {
        match &self.reach {
            Reach::Scopes(scopes) => scopes.grant(need),
            // Who puts a file is shown it.
            Reach::Only { need: only, grant } if *only == need || (*only == Need::WriteItems && need == Need::ReadItems) => *grant,
            Reach::Only { .. } => Grant::Nothing,
            Reach::Operation { own_pages_only: true } => Grant::OwnPages,
            Reach::Operation { own_pages_only: false } => Grant::Everything,
        }
    }

    /// Asks for a scope.
    ///
    /// # Errors
    /// [`Error::ScopeMissing`].
    pub fn require(&self, need: Need) -> Result<()> {
        if self.grant(need) == Grant::Nothing && !planted::is("scopes-unasked") { Err(Error::ScopeMissing(need)) } else { Ok(()) }
    }

    /// Says which pages the caller may read or change: those of one app, or (`None`) all that their roles allow.
    ///
    /// A token that may create but not read is not narrowed here: the route asks for its scope first.
    pub(crate) fn page_app(&self, need: Need) -> Option<&AppId> {
        (self.grant(need) == Grant::OwnPages && !planted::is("own-pages-unasked")).then_some(&self.app)
    }
}

/// Returns whom a bearer token speaks for.
///
/// # Errors
/// [`Error::Unauthenticated`] for a token that is unknown, expired or revoked, without saying which.
pub fn authenticate(cx: &mut Cx<'_, '_>, token: &str) -> Result<Caller> {
    let hash = bearer::hash(token);
    let found = store::token::by_hash(cx.tx, &hash)?.ok_or(Error::Unauthenticated)?;
    if (found.revoked.is_some() || found.expires <= cx.now()) && !planted::is("ended-tokens-pass") {
        return Err(Error::Unauthenticated);
    }
    let account = account(cx, &found.user)?.ok_or(Error::Unauthenticated)?;
    let app = AppId::new(&found.app).map_err(|_| Error::Internal)?;
    let scopes = Scopes::parse(&found.scopes).map_err(|_| Error::Internal)?;
    let standing = match account.standing {
        // The token may say less than the app has, and the app may have less by now.
        Standing::App(role) => Standing::App(role.min(scopes.role_everywhere())),
        Standing::Person => Standing::Person,
    };
    Ok(Caller { user: account.id, name: account.name, standing, app, reach: Reach::Scopes(scopes), expires: found.expires, pass: None })
}

/// What our own pages say that they are.
const OWN_APP: &str = "Looseleaf";

/// What our own pages do for people: they show all that is theirs to see, and change nothing.
const READING_SCOPES: &str = "Notes.Read.All Files.Read.All";

/// What a form may do.
const ACTING_SCOPES: &str = "Notes.ReadWrite.All Files.ReadWrite.All";

/// Returns whom our own pages speak for, in a browser in which somebody is signed in.
///
/// # Errors
/// None that can be met.
pub fn in_browser(session: &Session) -> Result<Caller> {
    by_session(session, READING_SCOPES)
}

/// The same for a form that they sent: it may change what they may.
///
/// # Errors
/// None that can be met.
pub fn acting_in_browser(session: &Session) -> Result<Caller> {
    by_session(session, ACTING_SCOPES)
}

fn by_session(session: &Session, scopes: &str) -> Result<Caller> {
    Ok(Caller {
        user: session.user,
        name: session.name.clone(),
        standing: Standing::Person,
        app: AppId::new(OWN_APP).map_err(|_| Error::Internal)?,
        reach: Reach::Scopes(Scopes::parse(scopes).map_err(|_| Error::Internal)?),
        expires: session.expires,
        pass: None,
    })
}

/// An account as a caller is made of it.
pub(crate) struct Account {
    pub(crate) id: UserId,
    pub(crate) name: String,
    pub(crate) standing: Standing,
}

/// Returns an account; that of an app with what the app's own scopes give it now. `None` if it is suspended or gone, or the
/// app is not registered any more.
pub(crate) fn account(cx: &mut Cx<'_, '_>, id: &UserId) -> Result<Option<Account>> {
    let found = if planted::is("suspended-pass") { account::get(cx.tx, id)? } else { account::acting(cx.tx, id)? };
    let Some(found) = found else { return Ok(None) };
    let standing = match &found.app {
        None => Standing::Person,
        Some(app) => {
            let Some(registration) = store::registration::get(cx.tx, app)? else { return Ok(None) };
            Standing::App(Scopes::parse(&registration.own_scopes).map_err(|_| Error::Internal)?.role_everywhere())
        }
    };
    Ok(Some(Account { id: found.id, name: found.name, standing }))
}

/// A token that was just issued. Shown once; kept nowhere.
pub struct IssuedToken {
    /// Names the record.
    pub id: TokenId,
    /// The secret. No `Debug`, so that it cannot slip into a log.
    pub secret: String,
    /// From when on it is refused.
    pub expires: Timestamp,
}

/// Issues a token. It ends with what it hangs on.
pub(crate) fn issue(
    cx: &mut Cx<'_, '_>,
    user: &UserId,
    app: &AppId,
    scopes: &str,
    seconds: i64,
    authorization: Option<AuthorizationId>,
) -> Result<IssuedToken> {
    let secret = bearer::fresh(cx, bearer::Kind::Access);
    let now = cx.now();
    let issued = Token {
        id: TokenId(cx.guid()),
        user: *user,
        app: app.as_str().to_owned(),
        scopes: scopes.split_whitespace().collect::<Vec<_>>().join(" "),
        created: now,
        expires: now.plus_seconds(seconds),
        revoked: None,
        authorization,
    };
    store::token::insert(cx.tx, &bearer::hash(&secret), &issued)?;
    Ok(IssuedToken { id: issued.id, secret, expires: issued.expires })
}
