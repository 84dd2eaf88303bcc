//! The part of the table that is for people in a browser: what they read, and the forms by which they change something. Who reads has
//! to be signed in, and a form has to come from a page that they were shown.

use super::identity::Route;
use crate::web::act::act;
use crate::web::{
    address, asset, bin, binder, copy, delete, edit, export, file, files, folder, new, operations, reading, relocate, rename, search,
    share, sheet, shelves, upload, versions,
};
use http::Method as M;

macro_rules! gated {
    (GET reads $show:path) => {
        |ask| Box::pin(reading(ask, $show))
    };
    (GET asks $show:path) => {
        |ask| Box::pin(reading(ask, async |reading| $show(reading, None).await))
    };
    (POST $deed:path, $show:path) => {
        |ask| Box::pin(act(ask, $deed, $show))
    };
}

macro_rules! rows {
    (
        read { $($name:literal $address:literal $show:path;)* }
        asked { $($ask:literal $act:literal $form:literal $shown:path, $deed:path;)* }
    ) => {
        vec![
            Route::page("web.asset", M::GET, "/assets/{path}", |ask| Box::pin(asset::get(ask))),
            Route::page("web.icon", M::GET, "/favicon.ico", |ask| Box::pin(asset::icon(ask))),
            Route::sent("web.write", "/pages/{id}/write", |ask| Box::pin(edit::write::handle(ask))),
            Route::page("web.version_file", M::GET, "/pages/{id}/versions/file", |ask| Box::pin(versions::file(ask))),
            Route::sent("web.upload", "/folders/{id}/upload", |ask| Box::pin(upload::handle(ask))),
            Route::sent("web.upload_begin", "/folders/{id}/session", |ask| Box::pin(upload::session::handle(ask))),
            $(Route::page($name, M::GET, $address, gated!(GET reads $show)),)*
            $(
                Route::page($ask, M::GET, $form, gated!(GET asks $shown)),
                Route::page($act, M::POST, $form, gated!(POST $deed, $shown)),
            )*
        ]
    };
}

/// Returns the rows.
pub(super) fn rows() -> Vec<Route> {
    rows! {
        read {
            "web.shelves" "/notebooks" shelves::page;
            "web.notebook" "/notebooks/{id}" binder::notebook;
            "web.section" "/sections/{id}" binder::section;
            "web.page" "/pages/{id}" binder::page;
            "web.files" "/files" files::page;
            "web.folder" "/folders/{id}" folder::page;
            "web.upload_ask" "/folders/{id}/upload" upload::show;
            "web.file" "/files/{id}" file::page;
            "web.file_content" "/files/{id}/content" file::content;
            "web.search" "/search" search::page;
            "web.content" "/pages/{id}/content" sheet::page;
            "web.edit" "/pages/{id}/edit" edit::page;
            "web.sheet" "/pages/{id}/sheet" edit::sheet;
            "web.version" "/pages/{id}/versions/content" versions::content;
            "web.export_ask" "/export" export::ask;
            "web.export" "/export/{id}" export::file;
            "web.print" "/print/{id}" export::print;
            "web.user_address" "/users/{path}" address::opened;
            "web.group_address" "/groups/{path}" address::opened;
            "web.site_address" "/sites/{path}" address::opened;
        }
        asked {
            "web.new_ask" "web.new" "/new" new::show, new::handle;
            "web.rename_ask" "web.rename" "/rename" rename::show, rename::handle;
            "web.copy_ask" "web.copy" "/copy" copy::show, copy::handle;
            "web.move_ask" "web.move" "/move" relocate::show, relocate::handle;
            "web.operations" "web.cancel" "/operations" operations::show, operations::cancel;
            "web.share_ask" "web.share" "/share" share::show, share::handle;
            "web.bin" "web.restore" "/bin" bin::show, bin::handle;
            "web.versions" "web.restore_version" "/pages/{id}/versions" versions::show, versions::handle;
            "web.delete_ask" "web.delete" "/delete" delete::show, delete::handle;
        }
    }
}
