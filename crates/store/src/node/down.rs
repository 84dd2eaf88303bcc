//! Going down a tree, a level a step.
//!
//! Each step finds the children by the index of parents, and takes nothing from it but what it holds. Asked for more, SQLite,
//! which has no figures, thinks that looking through the whole drive is no dearer than looking up each child; a statement that
//! wants more joins the nodes to the tree that was found. The drive comes along from step to step: given as a parameter,
//! PostgreSQL might take it that few nodes have it, and walk all of them for each node of the tree.

/// `tree (drive, id)`: a live node and all that lies below it. Takes the parameters that say its drive and itself, or `$1`
/// and `$2`.
macro_rules! tree {
    () => {
        $crate::node::down::tree!("$1", "$2")
    };
    ($drive:literal, $top:literal) => {
        concat!(
            "WITH RECURSIVE tree (drive, id) AS (SELECT drive, id FROM live WHERE drive = ",
            $drive,
            " AND id = ",
            $top,
            " UNION ALL SELECT n.drive, n.id FROM tree t CROSS JOIN live n WHERE n.drive = t.drive AND n.parent = t.id) "
        )
    };
}
pub(crate) use tree;
