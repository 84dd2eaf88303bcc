//! Drives and what lies in them, as OneDrive's two spellings have them: their own addresses, table of calls, JSON and faults,
//! over the same server.

#[expect(dead_code, reason = "the table of drives comes next")]
pub(crate) mod address;
