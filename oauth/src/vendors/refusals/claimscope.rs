//! Claimscope's own guards, which name the check or the reason by its code.

use super::Cause;
use crate::diagnose::of_check;
use claimscope_core::report::CheckId;

/// What the code means, alone or in the sentence of a challenge.
pub(crate) fn cause(text: &str) -> Option<Cause> {
    let code = text
        .strip_prefix("the token fails the check ")
        .unwrap_or(text);
    let mut checks = CheckId::ALL.iter();
    let Some(check) = checks.find(|check| check.as_str() == code) else {
        let is_of_keys = code.starts_with("keys.") && !code.contains(' ');
        return match is_of_keys {
            true => Some(Cause::IssuerUnreachable),
            false => Cause::of_code(code),
        };
    };
    of_check::cause(*check).or(match code.split_once('.')?.0 {
        "format" => Some(Cause::Malformed),
        "key" => Some(Cause::KeyNotFound),
        "claim" => Some(Cause::ClaimMissing),
        _ => None,
    })
}
