//! The migrations, in pairs: one number, one name, one file per engine. A file that has landed is never edited again;
//! changes expand first and contract in a later release.

use crate::migrate::Migration;

macro_rules! migrations {
    ($($number:literal $name:literal)*) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }),*]
    };
}

/// All migrations of this program, in order.
pub const MIGRATIONS: &[Migration] = migrations! {
    1 "0001_base"
    2 "0002_resource"
    3 "0003_search"
    4 "0004_hierarchy"
    5 "0005_query"
    6 "0006_file"
    7 "0007_captured"
    8 "0008_upload"
    9 "0009_monitor"
    10 "0010_relocation"
    11 "0011_special_folder"
    12 "0012_version"
    13 "0013_sharing"
    14 "0014_folder_unindexed"
    15 "0015_picture"
    16 "0016_copies_under_way"
    17 "0017_file_left"
    18 "0018_permission_end"
    19 "0019_copy_of_children"
    20 "0020_sign_in"
    21 "0021_copy_with_versions"
    22 "0022_user_state"
    23 "0023_service_account"
    24 "0024_audit"
    25 "0025_issuer"
    26 "0026_administrator"
    27 "0027_discarded"
    28 "0028_shortcut"
    29 "0029_nested_group"
    30 "0030_second_factor"
    31 "0031_vouched_for"
    32 "0032_sealed"
    33 "0033_trash_top"
    34 "0034_page_version"
    35 "0035_half_proof"
};
