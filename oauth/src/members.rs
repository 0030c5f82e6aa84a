//! Members of a document that may have another JSON type than they should.

use super::Finding;
use claimscope_core::code::Code;
use claimscope_core::json::{Object, Value};
use claimscope_core::said;

/// How a document's members are read: with tolerance, and a finding for what is of another type.
pub(crate) struct Members {
    /// The finding's code.
    pub(crate) code: Code,
    /// Where the types are specified.
    pub(crate) spec: &'static str,
}

impl Members {
    /// The strings of an array; a string counts as an array of one, null as absent.
    pub(crate) fn strings(
        &self,
        raw: &Object,
        name: &str,
        findings: &mut Vec<Finding>,
    ) -> Option<Vec<String>> {
        match raw.get(name)? {
            Value::Null => None,
            Value::String(text) => {
                findings.push(self.finding(said!(
                    "{name} is a string where an array of strings should be"
                )));
                Some(vec![text.clone()])
            }
            Value::Array(elements) => {
                let strings: Vec<_> = elements
                    .iter()
                    .filter_map(|element| element.as_str().map(str::to_owned))
                    .collect();
                if strings.len() < elements.len() {
                    findings.push(self.finding(said!(
                        "{name} holds something other than strings, which is left out"
                    )));
                }
                Some(strings)
            }
            other => {
                findings.push(self.wrong_type(name, other, "an array of strings"));
                Some(Vec::new())
            }
        }
    }

    /// Whether a member is true; whatever is no boolean counts as absent.
    pub(crate) fn flag(&self, raw: &Object, name: &str, findings: &mut Vec<Finding>) -> bool {
        match raw.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(is_so)) => *is_so,
            Some(other) => {
                findings.push(self.wrong_type(name, other, "true or false"));
                false
            }
        }
    }

    /// That a member is of another type, and is left out.
    pub(crate) fn wrong_type(&self, name: &str, actual: &Value, wanted: &str) -> Finding {
        self.finding(said!(
            "{name} is {} where {wanted} should be, and is left out",
            actual.type_text()
        ))
    }

    fn finding(&self, message: String) -> Finding {
        Finding::warning(self.code, message, self.spec)
    }
}
