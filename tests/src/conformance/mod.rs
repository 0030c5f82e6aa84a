//! Public test vectors against core: each case behaves as its file says, or is excepted by name with a reason.

mod encryption;
mod rfc7520;
mod wycheproof;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use claimscope_core::crypto::{AWS_LC, Provider, RUST_CRYPTO};
use serde_json::Value;

/// Both sets of primitives: the verdict must not depend on which one computes.
static PROVIDERS: [&Provider; 2] = [&AWS_LC, &RUST_CRYPTO];

/// A case that does not behave as its file says, on purpose.
pub struct Exception {
    /// The case, by name.
    pub case: &'static str,
    /// Why we are right.
    pub reason: &'static str,
}

/// What became of all cases.
#[derive(Debug, Default)]
pub struct ConformanceOutcome {
    /// Cases that behaved as their file says.
    pub passed: usize,
    /// Cases that did not, nor are excepted; and exceptions that did, or were not met at all.
    pub surprises: Vec<String>,
    /// Excepted cases that behaved as the exception says, each with its reason.
    pub excepted: Vec<String>,
}

impl ConformanceOutcome {
    /// Counts one case: `Err` says how it differed from its file.
    fn count(&mut self, exceptions: &[Exception], case: &str, result: Result<(), String>) {
        let exception = exceptions.iter().find(|exception| exception.case == case);
        match (result, exception) {
            (Ok(()), None) => self.passed += 1,
            (Err(_), Some(exception)) => {
                self.excepted.push(format!("{case}: {}", exception.reason));
            }
            (Err(difference), None) => self.surprises.push(format!("{case}: {difference}")),
            (Ok(()), Some(_)) => self.surprises.push(format!(
                "{case}: listed as an exception, and behaves as its file says"
            )),
        }
    }

    /// Every exception must have been met, or its name is wrong.
    fn require_all(&mut self, exceptions: &[Exception]) {
        for Exception { case, .. } in exceptions {
            let is_met = |line: &String| line.starts_with(&format!("{case}: "));
            if !self.excepted.iter().chain(&self.surprises).any(is_met) {
                self.surprises
                    .push(format!("{case}: listed as an exception, and no such case"));
            }
        }
    }
}

/// One file or group of files: its name, and what runs it.
pub type Suite = (&'static str, fn(&Path) -> Result<ConformanceOutcome>);

/// Every suite, for a folder that has `wycheproof` and `rfc7520`.
pub const SUITES: [Suite; 5] = [
    ("Wycheproof json_web_signature", wycheproof::signatures),
    ("Wycheproof json_web_encryption", encryption::tokens),
    ("Wycheproof json_web_key", wycheproof::keys),
    ("RFC 7520 and RFC 8037 signatures", rfc7520::signatures),
    ("RFC 7520 keys", rfc7520::keys),
];

fn read(path: &Path) -> Result<Value> {
    let bytes = fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is not JSON", path.display()))
}

/// Says what `condition` should have been.
fn expect(condition: bool, sentence: &str) -> Result<(), String> {
    condition.then_some(()).ok_or_else(|| sentence.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXCEPTIONS: [Exception; 1] = [Exception {
        case: "odd",
        reason: "the file is wrong",
    }];

    fn outcome(case: &str, result: Result<(), String>) -> ConformanceOutcome {
        let mut outcome = ConformanceOutcome::default();
        outcome.count(&EXCEPTIONS, case, result);
        outcome
    }

    #[test]
    fn a_difference_is_a_surprise_unless_it_is_named() {
        assert_eq!(outcome("plain", Ok(())).passed, 1);
        assert_eq!(outcome("plain", Err("no".into())).surprises, ["plain: no"]);
        let excepted = outcome("odd", Err("no".into())).excepted;
        assert_eq!(excepted, ["odd: the file is wrong"]);
    }

    #[test]
    fn an_exception_that_is_not_needed_is_a_surprise() {
        assert_eq!(outcome("odd", Ok(())).surprises.len(), 1);
        let mut unmet = outcome("plain", Ok(()));
        unmet.require_all(&EXCEPTIONS);
        assert_eq!(unmet.surprises.len(), 1);
    }
}
