//! What a copy costs, counted: statements, commits, rows, layers. Nothing here looks at a clock.

mod cost;
mod growth;
mod name;
mod sync;
