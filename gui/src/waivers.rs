//! What can be let pass of a token: its boxes, and what is offered where nothing else is against the token. No egui.

use claimscope_core::report::{Check, CheckId, Report, SignatureStatus};

use crate::further_expectations::FurtherExpectations;

/// A rule that a person may relax.
#[derive(Debug)]
pub(crate) struct Waiver {
    /// What its box and its button say.
    pub(crate) text: &'static str,
    /// What the terminal calls it.
    pub(crate) option: &'static str,
    /// Where it is kept.
    pub(crate) member: fn(&mut FurtherExpectations) -> &mut bool,
    /// Whether a check that failed passes by it.
    relaxes: fn(&Report, &Check) -> bool,
}

/// All of them.
pub(crate) static WAIVERS: [Waiver; 3] = [
    Waiver {
        text: "Take a token without exp",
        option: "--allow-missing-expiry",
        member: |one| &mut one.allows_missing_expiry,
        relaxes: |report, check| {
            let claims = report.claims.as_ref();
            let is_absent = claims.is_some_and(|claims| claims.get("exp").is_none());
            check.id == CheckId::ClaimExp && is_absent
        },
    },
    Waiver {
        text: "Take parts padded with =",
        option: "--allow-padding",
        member: |one| &mut one.allows_padding,
        // The check that fails says as little of what else is wrong with the encoding.
        relaxes: |_, _| false,
    },
    Waiver {
        text: "Take keys too weak to prove anything",
        option: "--allow-weak-keys",
        member: |one| &mut one.allows_weak_keys,
        relaxes: |_, check| check.id == CheckId::KeyStrength,
    },
];

/// What to let pass so that a token is accepted whose signature is valid, each with the check that refused it; nothing where
/// something is against the token that nobody may let pass.
pub(crate) fn offered(report: &Report) -> Vec<(&'static Waiver, &Check)> {
    if report.signature.status != SignatureStatus::Valid {
        return vec![];
    }
    let of = |check| {
        let mut all = WAIVERS.iter();
        let waiver = all.find(|one| (one.relaxes)(report, check))?;
        Some((waiver, check))
    };
    let offered: Option<Vec<_>> = report.failures().map(of).collect();
    offered.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use claimscope_core::crypto::KeySet;
    use claimscope_core::explain;
    use claimscope_core::jwk::Jwk;
    use claimscope_core::jwt::Expectations;
    use claimscope_core::report::KeySource;
    use claimscope_core::secret::Secret;
    use claimscope_core::time::Timestamp;

    use super::*;

    /// The sample that jwt.io opened with for years.
    const SAMPLE: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";

    fn offers(secret: &str, expected: Expectations) -> Vec<&'static str> {
        let key = Jwk::from_secret(Secret::from(secret));
        let keys = KeySet::from_key(key, KeySource::Secret);
        let policy = expected.waive_issuer().algorithms_of_keys().policy();
        let now = Timestamp::from_unix_seconds(1_800_000_000);
        let report = explain(SAMPLE, Some(&keys), Some(&policy.unwrap()), now);
        let offered = offered(&report).into_iter();
        offered.map(|(waiver, _)| waiver.option).collect()
    }

    #[test]
    fn what_alone_is_against_a_token_is_offered_and_nothing_beside_what_cannot_be_let_pass() {
        let any = || Expectations::default().waive_audience();
        let all = ["--allow-weak-keys", "--allow-missing-expiry"];
        assert_eq!(offers("your-256-bit-secret", any()), all);
        let rest = any().allow_weak_keys();
        assert_eq!(offers("your-256-bit-secret", rest), all[1..]);
        let none = [""; 0];
        let taken = any().allow_weak_keys().allow_missing_expiry();
        assert_eq!(offers("your-256-bit-secret", taken), none);
        assert_eq!(offers("another secret", any()), none);
        let for_an_api = Expectations::default().audience("api1");
        assert_eq!(offers("your-256-bit-secret", for_an_api), none);
    }
}
