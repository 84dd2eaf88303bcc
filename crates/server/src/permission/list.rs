use crate::call::Call;
use crate::cursor::Cursor;
use crate::fault::Fault;
use crate::query::HIERARCHY;
use crate::reply::Reply;
use crate::root::{PublicId, collection};
use crate::schema::{PERMISSION, PermissionView};
use crate::wire;
use app::{access, permission, place};
use http::StatusCode;
use model::{NodeKind, Right};

/// Where a list of permissions goes on: the number of its last entry.
pub(crate) struct After(u64);

impl Cursor for After {
    const KIND: u8 = b'r';

    fn encode(&self) -> Vec<u8> {
        self.0.to_be_bytes().to_vec()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Some(Self(u64::from_be_bytes(bytes.try_into().ok()?)))
    }
}

/// `GET {entity}/permissions`: who may do something with it, each once with the most that they may.
pub(crate) async fn list(call: Call, kind: NodeKind) -> Result<Reply, Fault> {
    let window = call.query.window(HIERARCHY)?;
    call.query.neither_filters_nor_orders()?;
    let (shape, _) = call.shape(&PERMISSION)?;
    let node = call.node()?;
    let tail = format!("{}/{}/permissions", collection(kind), PublicId(node));
    let after = call.cursor::<After>(&tail)?.map_or(0, |after| after.0);
    let (caller, location, wanted) = (call.caller.clone(), call.root.location(), window.skip + window.limit + 1);
    let wants_count = call.query.count;
    let (mut entries, count) = call
        .read(move |cx| {
            let place = place::resolve(cx, &caller, location)?;
            let allowed = access::node(cx, &caller, &place, &[kind], &node, Right::Manage)?;
            let entries = permission::list(cx, &allowed, after, wanted)?;
            Ok((entries, if wants_count { Some(permission::count(cx, &allowed)?) } else { None }))
        })
        .await?;
    let has_more = entries.len() == wanted;
    entries.truncate(wanted - 1);
    let urls = call.root.urls();
    let last = entries.last().map(|entry| After(entry.number)).filter(|_| has_more);
    let next_link = last.map(|next| call.next_link(&urls, &tail, window, &next));
    let views: Vec<PermissionView> = entries.into_iter().skip(window.skip).map(|entry| PermissionView { entry, kind, node }).collect();
    let context = urls.context(format_args!("{}('{}')/permissions", collection(kind), PublicId(node)));
    Ok(Reply::written(StatusCode::OK, wire::list(&urls, &context, &PERMISSION, (&views, &[]), &shape, (count, next_link.as_deref()))))
}
