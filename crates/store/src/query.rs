//! Lists that are chosen, ordered and counted by what a caller asks for, put together as one statement each.
//!
//! The words of a statement are ours; what a client said stands in parameters. Both engines are to mean the same: texts are
//! compared by their bytes, letter case is Unicode's and not the database's, and null is less than everything in an order.
//! Of lists that nobody filters or orders only that of the newest pages of many sections comes here; the others run the
//! statements in `node` and `page_list`.

mod expression;
mod items;
mod nodes;
mod order;
mod pages;
mod parts;
mod permissions;
mod span;
mod statement;
mod walk;

pub use items::{Chosen as ChosenItems, files as chosen_files, last_looked_at, nodes as chosen_nodes};
pub use nodes::{NodeScope, Sight, Within, count as count_nodes, count_of_parents, list as nodes, of_parents};
pub use pages::{PageScope, count as count_pages, list as pages, places, sought};
pub use parts::{SeenSince, seen_since};
pub use permissions::{Claims, PermissionScope, count as count_permissions, list as permissions};
pub(crate) use statement::Statement;
pub use walk::newest;
