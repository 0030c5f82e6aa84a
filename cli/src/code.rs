//! Codes of the terminal's own failures, and the list of all codes.

use claimscope_core::code::{CodeEntry, OWN};
use claimscope_core::report::CheckId;
use claimscope_oauth::code::finding;
use claimscope_oauth::diagnose::Cause;
use claimscope_oauth::probe::ProbeCase;
use claimscope_oauth::{PageSection, page_sections, spec_link};
use serde::Serialize;

claimscope_core::codes! {
    OPTIONS = "usage.options", OWN,
        "Options are missing, contradict each other, or have a value that cannot be meant. Exit code 2.",
        "claimscope COMMAND --help lists the options";
    INPUT = "usage.input", OWN,
        "What was to be read is not there, empty, too long, or no text. Exit code 2.",
        "check the name of the file, or what is piped in";
    KEY = "usage.key", "RFC 7517 §4",
        "What was read as a key is none that can be used. Exit code 2.",
        "give a JWK, a JWKS or a key in PEM form; the message says what was found";
    PLAYGROUND = "usage.playground", OWN,
        "The playground cannot run as it was asked to, most often because of its configuration. Exit code 2.",
        "correct what the message names in the configuration";
    SYSTEM = "system.failed", OWN,
        "This machine does not do its part, such as a full disk or no randomness. Exit code 2.",
        "see to what the message names";
    PORT = "playground.port", OWN,
        "A port of the playground cannot be listened on: another program has it, or it needs rights. Exit code 3.",
        "give another port with --port or --api-port, or leave them out for the next free ones";
}

/// What a code is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Check,
    Reason,
    Finding,
    Probe,
    Failure,
}

/// A code with what is documented of it.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Known {
    pub(crate) kind: Kind,
    #[serde(flatten)]
    pub(crate) entry: CodeEntry,
}

/// What stands on a code's page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Page {
    #[serde(flatten)]
    known: Known,
    /// Where the source is to be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sections: Vec<PageSection>,
}

impl Known {
    /// Its page.
    pub(crate) fn page(self) -> Page {
        Page {
            known: self,
            link: spec_link(self.entry.source),
            sections: page_sections(self.entry.code.as_str()),
        }
    }
}

/// Every code that a person can meet.
pub(crate) fn all() -> impl Iterator<Item = Known> {
    claimscope_core::codes()
        .chain(claimscope_oauth::code::entries())
        .chain(claimscope_client::code::entries())
        .chain(ENTRIES.iter().copied())
        .map(|entry| Known {
            kind: kind(&entry),
            entry,
        })
}

fn kind(entry: &CodeEntry) -> Kind {
    let code = entry.code.as_str();
    if CheckId::ALL.iter().any(|id| id.as_str() == code) {
        Kind::Check
    } else if Cause::of_code(code).is_some() {
        Kind::Reason
    } else if finding::ENTRIES.contains(entry) {
        Kind::Finding
    } else if ProbeCase::of_code(code).is_some() {
        Kind::Probe
    } else {
        Kind::Failure
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_code_is_documented_once_and_whole() {
        let mut seen = HashSet::new();
        for Known { entry, .. } in all() {
            let code = entry.code.as_str();
            assert!(seen.insert(code), "{code} has two entries");
            assert!(
                !entry.meaning.is_empty() && !entry.source.is_empty(),
                "{code}"
            );
            let remedy = entry.remedy;
            assert!(
                !remedy.is_empty() && !remedy.ends_with('.'),
                "{code}: {remedy}"
            );
        }
    }
}
