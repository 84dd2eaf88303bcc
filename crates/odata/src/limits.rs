//! Bounds on what is worth parsing. An address may have 16,384 characters; these keep trees made of one small, and the
//! stack of whoever walks such a tree shallow.

/// The most bytes of one option's value, decoded. The address as a whole is bounded to the same.
pub const TEXT_BYTES_MAX: usize = 16_384;

/// How deep a filter may nest: parentheses, `not` and calls. People write three or four; the engines below take hundreds.
pub const FILTER_DEPTH_MAX: usize = 32;

/// The most names, literals, calls and operators of one filter: enough for `id eq '…' or …` over a hundred ids.
pub const FILTER_NODES_MAX: usize = 512;

/// The most `concat`s of one filter. Each makes a text longer, and looking for one long text in another takes an engine time in
/// proportion to both: with a hundred, one page with a long title takes seconds.
pub const FILTER_CONCATS_MAX: usize = 8;

/// The most words and phrases of one search.
pub const SEARCH_TERMS_MAX: usize = 32;

/// The most keys of one order. An address of the rest of a list holds a value for each.
pub const ORDER_KEYS_MAX: usize = 8;

/// The most items of one `$select`. No entity has half as many properties.
pub const SELECT_ITEMS_MAX: usize = 64;

/// How deep expansions may nest when every level is written out. Four is the most that a known client writes; `$levels` goes
/// as deep as a tree does.
pub const EXPAND_DEPTH_MAX: usize = 32;

/// The most items of one `$expand`, nested ones included. The largest that a known client sends has eight.
pub const EXPAND_ITEMS_MAX: usize = 128;
