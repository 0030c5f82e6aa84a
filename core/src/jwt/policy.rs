//! A policy: expectations that leave nothing unsaid.

use std::fmt;
use std::ops::Deref;

use super::expectations::{Algorithms, Expectations, Expected};
use crate::code::Code;
use crate::misuse;

/// The most leeway that makes sense: ten minutes, in seconds.
const MAX_LEEWAY_SECONDS: u32 = 600;

/// How old a DPoP proof may be where nothing else is said: a server takes one for a short time alone ([RFC 9449 §11.1]).
///
/// [RFC 9449 §11.1]: https://www.rfc-editor.org/rfc/rfc9449#section-11.1
#[cfg(feature = "kinds")]
const MAX_PROOF_AGE_SECONDS: u64 = 300;

/// A mistake in the caller's own settings; no token can cause it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyMisuse {
    /// No algorithm was allowed, and not those of the trusted keys either.
    NoAlgorithms,
    /// No audience was given, and none was waived.
    NoAudience,
    /// No issuer was given, and none was waived.
    NoIssuer,
    /// A leeway of more than ten minutes, in seconds.
    LeewayTooLong(u32),
    /// An empty text as expected value.
    EmptyExpectation(&'static str),
}

impl PolicyMisuse {
    /// The stable code of this error.
    pub const fn code(&self) -> Code {
        match self {
            Self::NoAlgorithms => misuse::NO_ALGORITHMS,
            Self::NoAudience => misuse::NO_AUDIENCE,
            Self::NoIssuer => misuse::NO_ISSUER,
            Self::LeewayTooLong(_) => misuse::LEEWAY,
            Self::EmptyExpectation(_) => misuse::EMPTY_EXPECTATION,
        }
    }
}

impl fmt::Display for PolicyMisuse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAlgorithms => formatter.write_str("no algorithm is allowed; name at least one"),
            Self::NoAudience => {
                formatter.write_str("no audience is expected; name one, or waive it")
            }
            Self::NoIssuer => formatter.write_str("no issuer is expected; name one, or waive it"),
            Self::LeewayTooLong(seconds) => {
                write!(
                    formatter,
                    "a leeway of {seconds} s is more than {MAX_LEEWAY_SECONDS} s, which hides a broken clock"
                )
            }
            Self::EmptyExpectation(what) => write!(formatter, "the expected {what} is empty"),
        }
    }
}

impl std::error::Error for PolicyMisuse {}

/// What is expected of a token, checked for being complete. Made by [`Expectations::policy`] alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy(Expectations);

impl Deref for Policy {
    type Target = Expectations;

    fn deref(&self) -> &Expectations {
        &self.0
    }
}

impl Policy {
    /// Takes expectations that state or waive issuer, audience and algorithms, and have no empty value.
    pub(super) fn new(mut expectations: Expectations) -> Result<Self, PolicyMisuse> {
        if !expectations.profile.has_parties() {
            let parties = [&mut expectations.issuer, &mut expectations.audience];
            for party in parties.into_iter().filter(|party| party.is_unsaid()) {
                *party = Expected::Waived;
            }
        }
        #[cfg(feature = "kinds")]
        if expectations.profile == super::Profile::DpopProof {
            expectations
                .max_age_seconds
                .get_or_insert(MAX_PROOF_AGE_SECONDS);
        }
        stated(&expectations.issuer, "issuer", PolicyMisuse::NoIssuer)?;
        stated(&expectations.audience, "audience", PolicyMisuse::NoAudience)?;
        expectations.scopes = (expectations.scopes.iter())
            .flat_map(|scopes| scopes.split(' '))
            .map(str::to_owned)
            .collect();
        let is_blank = |text: &Option<String>| text.as_deref() == Some("");
        let has_blank = |texts: &[String]| texts.iter().any(String::is_empty);
        let blanks = [
            (is_blank(&expectations.nonce), "nonce"),
            (is_blank(&expectations.client_id), "client_id"),
            (has_blank(&expectations.acr_values), "acr"),
            (has_blank(&expectations.scopes), "scope"),
            (has_blank(&expectations.required_claims), "claim"),
        ];
        if let Some((_, what)) = blanks.into_iter().find(|(blank, _)| *blank) {
            return Err(PolicyMisuse::EmptyExpectation(what));
        }
        match &expectations.algorithms {
            Algorithms::AnyOf(allowed) if !allowed.is_empty() => {}
            Algorithms::OfKeys => {}
            Algorithms::AnyOf(_) | Algorithms::Unsaid => return Err(PolicyMisuse::NoAlgorithms),
        }
        if expectations.leeway_seconds > MAX_LEEWAY_SECONDS {
            return Err(PolicyMisuse::LeewayTooLong(expectations.leeway_seconds));
        }
        Ok(Self(expectations))
    }

    /// Whether a token for this audience is taken.
    pub(crate) fn may_be_for(&self, audience: &str) -> bool {
        match &self.audience {
            Expected::AnyOf(expected) => expected.iter().any(|expected| expected == audience),
            Expected::Unsaid | Expected::Waived => true,
        }
    }

    /// The names of the checks that this policy leaves out or loosens, for the report.
    pub fn waived(&self) -> Vec<&'static str> {
        let has_parties = self.profile.has_parties();
        let marks = [
            (has_parties && self.issuer == Expected::Waived, "issuer"),
            (has_parties && self.audience == Expected::Waived, "audience"),
            (self.allow_missing_expiry, "missing-expiry"),
            (self.allow_padding, "padding"),
            (self.allow_weak_keys, "weak-keys"),
        ];
        marks
            .into_iter()
            .filter(|(waived, _)| *waived)
            .map(|(_, name)| name)
            .collect()
    }
}

fn stated(
    expected: &Expected,
    name: &'static str,
    unsaid: PolicyMisuse,
) -> Result<(), PolicyMisuse> {
    match expected {
        Expected::Waived => Ok(()),
        Expected::AnyOf(values) if values.iter().any(String::is_empty) => {
            Err(PolicyMisuse::EmptyExpectation(name))
        }
        Expected::AnyOf(values) if !values.is_empty() => Ok(()),
        Expected::AnyOf(_) | Expected::Unsaid => Err(unsaid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alg::Algorithm;

    #[test]
    fn leaves_nothing_unsaid() {
        let expectations = Expectations::default();
        assert_eq!(expectations.clone().policy(), Err(PolicyMisuse::NoIssuer));
        let expectations = expectations.issuer("https://a");
        assert_eq!(expectations.clone().policy(), Err(PolicyMisuse::NoAudience));
        let expectations = expectations.waive_audience();
        assert_eq!(
            expectations.clone().policy(),
            Err(PolicyMisuse::NoAlgorithms)
        );
        let policy = expectations.algorithms([Algorithm::RS256]).policy();
        assert_eq!(policy.expect("all is said").waived(), ["audience"]);
    }

    #[test]
    fn an_empty_value_is_no_expectation() {
        let complete = || {
            let issuer = Expectations::default().issuer("https://a");
            issuer.audience("b").algorithms_of_keys()
        };
        let empty = |what| Err(PolicyMisuse::EmptyExpectation(what));
        assert_eq!(complete().issuer("").policy(), empty("issuer"));
        assert_eq!(complete().audience("").policy(), empty("audience"));
        assert_eq!(complete().nonce("").policy(), empty("nonce"));
        assert_eq!(complete().client_id("").policy(), empty("client_id"));
        assert_eq!(complete().scope("").policy(), empty("scope"));
        assert_eq!(complete().scope("a  b").policy(), empty("scope"));
        assert_eq!(complete().require_claim("").policy(), empty("claim"));
        let two = complete().scope("a b").policy().expect("two scopes");
        assert_eq!(two.scopes, ["a", "b"]);
    }

    #[cfg(feature = "kinds")]
    #[test]
    fn a_proof_may_be_five_minutes_old_where_nothing_else_is_said() {
        let of = |profile| Expectations::of(profile).waive_issuer().waive_audience();
        let age = |expectations: Expectations| {
            let policy = expectations.algorithms_of_keys().policy();
            policy.expect("all is said").max_age_seconds
        };
        let proof = super::super::Profile::DpopProof;
        assert_eq!(age(of(proof)), Some(300));
        assert_eq!(age(of(proof).max_age_seconds(86_400)), Some(86_400));
        assert_eq!(age(of(super::super::Profile::Jwt)), None);
    }

    #[test]
    fn a_leeway_that_hides_a_broken_clock_is_refused() {
        let complete = Expectations::default().waive_issuer().waive_audience();
        assert_eq!(
            complete.algorithms_of_keys().leeway_seconds(601).policy(),
            Err(PolicyMisuse::LeewayTooLong(601))
        );
    }
}
