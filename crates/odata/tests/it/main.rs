//! One binary for all tests of `odata`.

mod expand;
mod filter;
mod options;
mod orderby;
mod search;
mod segment;
mod segments;
