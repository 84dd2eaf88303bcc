//! One binary for all tests of `odata`.

mod options;
mod segment;
mod segments;
