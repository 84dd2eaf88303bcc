//! Who there is: people, groups, sites and the organization, as Graph has them.

pub(crate) mod group;
pub(crate) mod organization;
pub(crate) mod site;
pub(crate) mod user;

use super::call::Call;
use super::schema::{Entity, Shape};
use super::wire;
use crate::cursor::{self, Cursor};
use crate::fault::Fault;
use crate::reply::Reply;
use app::Cx;
use app::directory::After;
use std::fmt::Write as _;

impl Cursor for After {
    const KIND: u8 = b'd';

    fn encode(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        String::from_utf8(bytes.to_vec()).ok().map(Self)
    }
}

/// Answers with a piece of a list that is by name. `at` is its address below the version.
async fn listed<V, F>(
    call: Call,
    at: String,
    entity: &'static Entity<V>,
    shape: Shape,
    name: fn(&V) -> &str,
    mut find: F,
) -> Result<Reply, Fault>
where
    V: Send + 'static,
    F: FnMut(&mut Cx<'_, '_>, &After, usize) -> Result<Vec<V>, Fault> + Send + 'static,
{
    call.query.only_by_name()?;
    let (limit, token, list, user) = (call.query.limit(), call.query.token.clone(), at.clone(), *call.caller.user());
    let (found, next) = call
        .read(move |cx| {
            let after = token.as_deref().map(|token| cursor::read::<After>(token, &user, &list)).transpose()?.unwrap_or_default();
            let mut found = find(cx, &after, limit + 1)?;
            let goes_on = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| goes_on).map(|last| cursor::spell(&After::named(name(last)), &user, &list));
            Ok((found, next))
        })
        .await?;
    let links = &call.open.links;
    let next = next.map(|token| {
        let mut link = String::new();
        links.push_service(&mut link);
        // Writing to a String cannot fail.
        let _ = write!(link, "/{at}?{}", call.query.carried(&token));
        link
    });
    Ok(wire::list(links, entity, &found, &shape, next.as_deref()))
}
