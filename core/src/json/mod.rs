//! JSON as a verifier must read it: no duplicate members, exact integers, bounded depth ([RFC 8259], [RFC 7519 §4]).
//!
//! [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259
//! [RFC 7519 §4]: https://www.rfc-editor.org/rfc/rfc7519#section-4

mod decimal;
mod fault;
mod numeric_date;
mod parse;
pub mod show;
mod value;

pub use fault::{JsonFault, JsonFaultKind, MAX_DEPTH, line_and_column};
pub use parse::{ParsedJson, parse, parse_strict};
pub use value::{Number, Object, Value};
