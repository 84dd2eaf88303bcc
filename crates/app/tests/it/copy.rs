//! What a copy costs, counted: statements, commits, rows, layers. Nothing here looks at a clock.

mod apart;
mod cost;
mod depth;
mod growth;
mod name;
mod sync;
