//! Every code of this room: the checks, the mistakes of a caller, encrypted tokens, and the forms of signed ones.

use crate::checks;
use crate::code::CodeEntry;
use crate::misuse;
use crate::report::CheckId;

/// Every code of this crate, with what is documented of it. A check's source is where its rule stands.
pub fn codes() -> impl Iterator<Item = CodeEntry> {
    let checks = CheckId::ALL.iter().map(|id| {
        let source = checks::spec(*id);
        CodeEntry::new(id.as_str(), id.meaning(), id.remedy(), source)
    });
    checks
        .chain(misuse::ENTRIES.iter().copied())
        .chain(of_encryption().iter().copied())
        .chain(of_forms().iter().copied())
}

#[cfg(feature = "kinds")]
fn of_forms() -> &'static [CodeEntry] {
    crate::written::code::ENTRIES
}

#[cfg(not(feature = "kinds"))]
fn of_forms() -> &'static [CodeEntry] {
    &[]
}

#[cfg(feature = "jwe")]
fn of_encryption() -> &'static [CodeEntry] {
    crate::jwe::code::ENTRIES
}

#[cfg(not(feature = "jwe"))]
fn of_encryption() -> &'static [CodeEntry] {
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_run_by_a_rule() {
        for entry in codes() {
            assert!(!entry.source.is_empty(), "{}", entry.code);
        }
    }
}
