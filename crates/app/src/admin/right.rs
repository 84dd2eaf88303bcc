//! Who runs the server: whoever can write to its data folder, and people whom they make administrators.

use super::Refused;
use crate::{Cx, Error, Result, audit};
use model::UserId;
use store::directory::{self, User};

/// Somebody who runs the server. Verbs that are theirs take it, and write down what was done as theirs. It is worth something
/// within the transaction in which it was made: whoever is let go a moment later does nothing more.
#[derive(Clone, Debug)]
pub struct Admin {
    who: Option<UserId>,
    asked: Asked,
}

/// From where something is asked for, as the audit log has it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The network address; empty for this machine's command line.
    pub from: String,
    /// The id of the request.
    pub correlation: [u8; 16],
}

impl Admin {
    /// Whoever can write to the data folder could change anything in it by other means, and needs nobody's leave. Only for the
    /// command line, and for tests.
    pub fn operator() -> Self {
        Self { who: None, asked: Asked::default() }
    }

    /// Returns a person as an administrator.
    ///
    /// # Errors
    /// [`Refused::NotAdministrator`] for anybody else, and for one who is suspended or gone.
    pub fn of(cx: &mut Cx<'_, '_>, user: &UserId, asked: Asked) -> Result<Self> {
        let found = directory::state::acting(cx.tx, user)?
            .filter(|user| user.is_admin || store::planted::is("anybody-administers"))
            .ok_or(Refused::NotAdministrator)?;
        Ok(Self { who: Some(found.id), asked })
    }

    /// Writes down what is done, to what. Whoever takes this does it, so that nobody else has to think of it.
    pub(crate) fn note(&self, cx: &mut Cx<'_, '_>, act: &str, subject: &str) -> Result<()> {
        audit::by(cx, self.who, &self.asked, act, subject)
    }

    /// Returns somebody who may cease to be an administrator, and locks them. On the command line everybody may. Of two who let each
    /// other go, the second finds that they are none any more.
    ///
    /// # Errors
    /// [`Error::NotFound`] if they are gone; [`Refused::LastAdministrator`]; [`Refused::NotAdministrator`].
    pub(crate) fn losing(&self, cx: &mut Cx<'_, '_>, user: &UserId) -> Result<User> {
        // Administrators before everybody else, and in order, so that nobody waits for one who waits for them.
        let admins = if self.who.is_some() { directory::state::admins_locked(cx.tx)? } else { Vec::new() };
        let user = directory::state::here_locked(cx.tx, user)?.ok_or(Error::NotFound)?;
        let Some(who) = self.who else { return Ok(user) };
        if user.is_admin && !user.is_suspended && admins.iter().all(|other| other.id == user.id) {
            return Err(Refused::LastAdministrator.into());
        }
        if admins.iter().any(|admin| admin.id == who) || store::planted::is("anybody-administers") {
            return Ok(user);
        }
        Err(Refused::NotAdministrator.into())
    }
}
