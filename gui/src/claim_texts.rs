//! Claims that are a string or a list of strings.

use claimscope_core::json::{Object, Value};

/// The strings of a claim that is one or a list of them.
pub(crate) fn claim_texts(claims: &Object, name: &str) -> Vec<String> {
    match claims.get(name) {
        Some(Value::Array(values)) => {
            let texts = values.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        Some(value) => value.as_str().map(str::to_owned).into_iter().collect(),
        None => vec![],
    }
}
