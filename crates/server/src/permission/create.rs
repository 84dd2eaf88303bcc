use super::{alone, claim};
use crate::call::Call;
use crate::fault::{Fault, RequestFault};
use crate::hierarchy::created;
use crate::reply::Reply;
use crate::root::{PublicId, collection};
use crate::schema::{PERMISSION, PermissionView, Shape};
use app::idempotency::{self, Made};
use app::{Error, access, permission, place};
use model::{NodeKind, Right, Role};

/// `POST {entity}/permissions`: gives somebody a role on an entity and on everything below it. Who may as much already keeps
/// what they have.
pub(crate) async fn create(call: Call, kind: NodeKind) -> Result<Reply, Fault> {
    let ([role, user], _) = call.members(["userRole", "userId"])?;
    let role = role.as_deref().ok_or(RequestFault::MemberMissing("userRole"))?;
    let role = read(role).ok_or_else(|| RequestFault::JsonShape("userRole is Owner, Contributor or Reader".to_owned()))?;
    let user = user.filter(|user| !user.trim().is_empty()).ok_or(RequestFault::MemberMissing("userId"))?;
    let (node, keyed) = (call.node()?, call.keyed()?);
    let (caller, location) = (call.caller.clone(), call.root.location());
    let entry = call
        .write(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let allowed = access::node(cx, &caller, &place, &[kind], &node, Right::Manage)?;
            let mut given = None;
            let (made, _) = idempotency::once::<Error>(cx, &caller, keyed.as_ref(), |cx| {
                let entry = permission::grant(cx, &allowed, claim::read(&user), role)?;
                let number = entry.number;
                given = Some(entry);
                Ok(Made::Permission(number))
            })?;
            match (given, made) {
                (Some(entry), _) => Ok(entry),
                (None, Made::Permission(number)) => permission::get(cx, &allowed, number).map_err(|error| match error {
                    Error::NotFound => Error::KeyOutcomeGone,
                    other => other,
                }),
                (None, _) => Err(Error::Internal),
            }
        })
        .await?;
    let location = format!("{}/{}/permissions/1-{}", collection(kind), PublicId(node), entry.number);
    let location = call.root.urls().url(format_args!("{location}"));
    let view = PermissionView { entry, kind, node };
    Ok(created(alone(&call, &view, &Shape::whole(&PERMISSION, call.root.surface)), &location))
}

/// Reads a role by name, in any letter case.
fn read(text: &str) -> Option<Role> {
    let is = |name: &str| text.eq_ignore_ascii_case(name);
    [("Owner", Role::Owner), ("Contributor", Role::Contributor), ("Reader", Role::Reader)]
        .into_iter()
        .find(|(name, _)| is(name))
        .map(|(_, role)| role)
}
