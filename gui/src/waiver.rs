//! What a connection takes although a verifier would not: each is a member of the file's `[expect]`.

use claimscope_core::jwt::Expectations;
use claimscope_core::report::{Check, CheckId, Report, SignatureStatus};
use serde::{Deserialize, Serialize};

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiver {
    /// `allow_missing_expiry`.
    MissingExpiry,
    /// `allow_padding`.
    Padding,
    /// `allow_weak_keys`.
    WeakKeys,
}

impl Waiver {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::MissingExpiry, Self::Padding, Self::WeakKeys];

    /// What its box says.
    pub fn title(self) -> &'static str {
        match self {
            Self::MissingExpiry => "Take a token without exp",
            Self::Padding => "Take parts padded with =",
            Self::WeakKeys => "Take keys too weak to prove anything",
        }
    }

    /// Its member in the file.
    pub fn member(self) -> &'static str {
        match self {
            Self::MissingExpiry => "allow_missing_expiry",
            Self::Padding => "allow_padding",
            Self::WeakKeys => "allow_weak_keys",
        }
    }

    /// Where expectations have it.
    pub(crate) fn of(self, expect: &mut Expectations) -> &mut bool {
        match self {
            Self::MissingExpiry => &mut expect.allow_missing_expiry,
            Self::Padding => &mut expect.allow_padding,
            Self::WeakKeys => &mut expect.allow_weak_keys,
        }
    }

    /// Whether a check that failed passes by it.
    fn relaxes(self, report: &Report, check: &Check) -> bool {
        match self {
            Self::MissingExpiry => {
                let claims = report.claims.as_ref();
                let is_absent = claims.is_some_and(|claims| claims.get("exp").is_none());
                check.id == CheckId::ClaimExp && is_absent
            }
            // The check that fails says as little of what else is wrong with the encoding.
            Self::Padding => false,
            Self::WeakKeys => check.id == CheckId::KeyStrength,
        }
    }
}

/// What to let pass so that a token is accepted whose signature is valid, each with the check that refused it; nothing where
/// something is against the token that nobody may let pass.
pub(crate) fn offered(report: &Report) -> Vec<(Waiver, &Check)> {
    if report.signature.status != SignatureStatus::Valid {
        return vec![];
    }
    let of = |check| {
        let mut all = Waiver::ALL.into_iter();
        let waiver = all.find(|one| one.relaxes(report, check))?;
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
        offered.map(|(waiver, _)| waiver.member()).collect()
    }

    #[test]
    fn what_alone_is_against_a_token_is_offered_and_nothing_beside_what_cannot_be_let_pass() {
        let any = || Expectations::default().waive_audience();
        let all = ["allow_weak_keys", "allow_missing_expiry"];
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
