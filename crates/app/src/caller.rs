//! Who asks: a person, through an app, within the scopes of a token.

use crate::share::Pass;
use crate::{Cx, Error, Result, bearer};
use model::{AppId, AuthorizationId, Grant, Need, Scopes, Timestamp, TokenId, UserId};
use store::token::Token;

/// A person together with the grant that they came with; or nobody, by a sharing link. Only [`authenticate`], the operation
/// engine, [`crate::promise`], [`crate::upload`] and [`crate::share`] make one.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(crate) user: UserId,
    pub(crate) name: String,
    pub(crate) app: AppId,
    pub(crate) reach: Reach,
    pub(crate) expires: Timestamp,
    /// What a sharing link opens to them beside what is theirs.
    pub(crate) pass: Option<Pass>,
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
    /// Returns the person.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// Returns the person's name.
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
        if self.grant(need) == Grant::Nothing { Err(Error::ScopeMissing(need)) } else { Ok(()) }
    }

    /// Says which pages the caller may read or change: those of one app, or (`None`) all that their roles allow.
    ///
    /// A token that may create but not read is not narrowed here: the route asks for its scope first.
    pub(crate) fn page_app(&self, need: Need) -> Option<&AppId> {
        (self.grant(need) == Grant::OwnPages).then_some(&self.app)
    }
}

/// Returns whom a bearer token speaks for.
///
/// # Errors
/// [`Error::Unauthenticated`] for a token that is unknown, expired or revoked, without saying which.
pub fn authenticate(cx: &mut Cx<'_, '_>, token: &str) -> Result<Caller> {
    let hash = bearer::hash(token);
    let found = store::token::by_hash(cx.tx, &hash)?.ok_or(Error::Unauthenticated)?;
    if found.revoked.is_some() || found.expires <= cx.now() {
        return Err(Error::Unauthenticated);
    }
    let user = store::directory::state::acting(cx.tx, &found.user)?.ok_or(Error::Unauthenticated)?;
    let app = AppId::new(&found.app).map_err(|_| Error::Internal)?;
    let scopes = Scopes::parse(&found.scopes).map_err(|_| Error::Internal)?;
    Ok(Caller { user: user.id, name: user.name, app, reach: Reach::Scopes(scopes), expires: found.expires, pass: None })
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
