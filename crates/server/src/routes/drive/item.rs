//! Items.

use super::Of::Item;
use super::{GRAPH, ONEDRIVE, Route, get, later, post, put};
use crate::body::Takes::{Bytes, Json, JsonOrNothing, JsonOrRelated, Nothing};
use crate::drive::{copy, item, permission};
use crate::routes::row::to;
use http::Method as M;
use model::Need::{ReadItems, WriteItems};

pub(super) fn rows() -> Vec<Route> {
    vec![
        get("item.get", Item, "", to!(item::get::handle)),
        get("item.children", Item, "children", to!(item::children::list)),
        post("item.create", Item, "children", JsonOrRelated, to!(item::create::within)),
        put("item.put", Item, "", Json, to!(item::create::at)),
        Route { method: M::PATCH, ..post("item.change", Item, "", Json, to!(item::change::handle)) },
        Route { method: M::DELETE, ..post("item.delete", Item, "", Nothing, to!(item::delete::handle)) },
        Route { source: GRAPH, ..post("item.delete_for_good", Item, "permanentDelete", Nothing, to!(item::delete::for_good)) },
        Route { source: GRAPH, ..post("item.restore", Item, "restore", JsonOrNothing, to!(item::restore::handle)) },
        get("item.content", Item, "content", to!(item::content::get)),
        put("item.upload", Item, "content", Bytes, to!(item::content::put)),
        post("item.create_upload", Item, "createUploadSession", JsonOrNothing, to!(item::session::create)),
        post("item.copy", Item, "copy", JsonOrNothing, to!(copy::handle)),
        get("item.delta", Item, "delta", to!(item::delta::handle)),
        get("item.changes", Item, "view.changes", to!(item::delta::handle)),
        get("item.search", Item, "search", to!(item::search::handle)),
        post("item.create_link", Item, "createLink", Json, to!(permission::link::handle)),
        post("item.invite", Item, "invite", Json, to!(permission::invite::handle)),
        get("item.permissions", Item, "permissions", to!(permission::list)),
        get("item.get_permission", Item, "permissions/{permission}", to!(permission::get)),
        Route {
            method: M::PATCH,
            ..post("item.change_permission", Item, "permissions/{permission}", Json, to!(permission::change::handle))
        },
        Route { method: M::DELETE, ..post("item.delete_permission", Item, "permissions/{permission}", Nothing, to!(permission::delete)) },
        get("item.versions", Item, "versions", to!(item::version::list)),
        get("item.get_version", Item, "versions/{number}", to!(item::version::get)),
        Route {
            method: M::DELETE,
            source: GRAPH,
            ..post("item.delete_version", Item, "versions/{number}", Nothing, to!(item::version::delete))
        },
        get("item.version_content", Item, "versions/{number}/content", to!(item::version::content)),
        post("item.restore_version", Item, "versions/{number}/restoreVersion", Nothing, to!(item::version::restore)),
        get("item.thumbnails", Item, "thumbnails", to!(item::thumbnail::list)),
        get("item.thumbnail_set", Item, "thumbnails/{set}", to!(item::thumbnail::set)),
        get("item.thumbnail", Item, "thumbnails/{set}/{size}", to!(item::thumbnail::one)),
        get("item.thumbnail_content", Item, "thumbnails/{set}/{size}/content", to!(item::thumbnail::content)),
        later("item.activities", M::GET, Item, "activities", ReadItems, ONEDRIVE),
        later("item.preview", M::POST, Item, "preview", ReadItems, ONEDRIVE),
        later("item.check_in", M::POST, Item, "checkin", WriteItems, ONEDRIVE),
        later("item.check_out", M::POST, Item, "checkout", WriteItems, ONEDRIVE),
        later("item.follow", M::POST, Item, "follow", WriteItems, GRAPH),
        later("item.unfollow", M::POST, Item, "unfollow", WriteItems, GRAPH),
        later("item.validate_permission", M::POST, Item, "validatePermission", ReadItems, GRAPH),
        later("item.subscriptions", M::GET, Item, "subscriptions/{kind}", ReadItems, GRAPH),
    ]
}
