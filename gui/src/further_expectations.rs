//! What is expected of a token now and then, as it was typed: by the names that the terminal's `verify` has for it.

use claimscope_core::alg::Algorithm;
use claimscope_core::jwt::{Algorithms, Expectations};

/// Further expectations and waivers. Empty fields expect nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FurtherExpectations {
    /// `--alg`: names of algorithms, separated by spaces; empty: those that the keys are for.
    pub algorithms: String,
    /// `--client-id`: the client that the token must be issued to.
    pub client_id: String,
    /// `--max-age`: a span such as `1h`; older tokens are refused.
    pub max_age: String,
    /// `--require-claim`: names of claims that must be there, separated by spaces.
    pub required_claims: String,
    /// `--allow-missing-expiry`.
    pub allows_missing_expiry: bool,
    /// `--allow-padding`.
    pub allows_padding: bool,
    /// `--allow-weak-keys`.
    pub allows_weak_keys: bool,
}

impl FurtherExpectations {
    /// The allowed algorithms; none where nothing is said.
    ///
    /// # Errors
    ///
    /// What would be right, where a name is none of an algorithm.
    pub fn allowed_algorithms(&self) -> Result<Vec<Algorithm>, &'static str> {
        let names = self.algorithms.split_whitespace();
        let all: Option<Vec<_>> = names.map(Algorithm::from_name).collect();
        all.ok_or("Give names of algorithms such as RS256 or ES256, with spaces between.")
    }

    /// The highest age in seconds.
    ///
    /// # Errors
    ///
    /// What would be right, where it is no span of time.
    pub fn max_age_seconds(&self) -> Result<Option<u64>, &'static str> {
        let seconds = span_seconds(&self.max_age);
        let seconds = seconds.ok_or("Give the highest age as a span, such as 90s, 5m or 1h.")?;
        Ok(seconds.map(u64::from))
    }

    /// What is wrong with what was typed.
    pub fn problem(&self) -> Option<&'static str> {
        let algorithms = self.allowed_algorithms().err();
        algorithms.or_else(|| self.max_age_seconds().err())
    }

    /// Lays them over what is expected. What cannot be read was refused before.
    pub(crate) fn lay_over(&self, expectations: &mut Expectations) {
        let algorithms = self.allowed_algorithms().unwrap_or_default();
        if !algorithms.is_empty() {
            expectations.algorithms = Algorithms::AnyOf(algorithms);
        }
        let client_id = self.client_id.trim();
        if !client_id.is_empty() {
            expectations.client_id = Some(client_id.to_owned());
        }
        if let Ok(Some(seconds)) = self.max_age_seconds() {
            expectations.max_age_seconds = Some(seconds);
        }
        for name in self.required_claims.split_whitespace() {
            if !expectations.required_claims.iter().any(|one| one == name) {
                expectations.required_claims.push(name.to_owned());
            }
        }
        expectations.allow_missing_expiry |= self.allows_missing_expiry;
        expectations.allow_padding |= self.allows_padding;
        expectations.allow_weak_keys |= self.allows_weak_keys;
    }
}

/// Seconds, or a span such as `30s`, `5m` or `1h`; the inner `None` where nothing is said, the outer where it is none.
pub(crate) fn span_seconds(text: &str) -> Option<Option<u32>> {
    let text = text.trim();
    let (digits, size) = match text.char_indices().last() {
        None => return Some(None),
        Some((at, 's')) => (&text[..at], 1),
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], 3_600),
        Some((at, 'd')) => (&text[..at], 86_400),
        _ => (text, 1),
    };
    let count: u32 = digits.trim().parse().ok()?;
    count.checked_mul(size).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_laid_over_what_is_expected() {
        let mut expectations = Expectations::default().require_claim("sub");
        FurtherExpectations::default().lay_over(&mut expectations);
        assert_eq!(expectations, Expectations::default().require_claim("sub"));
        let further = FurtherExpectations {
            algorithms: " RS256  ES256 ".to_owned(),
            client_id: "web".to_owned(),
            max_age: "1h".to_owned(),
            required_claims: "sub tenant".to_owned(),
            allows_padding: true,
            ..FurtherExpectations::default()
        };
        further.lay_over(&mut expectations);
        let wanted = Expectations::default()
            .require_claim("sub")
            .require_claim("tenant")
            .algorithms([Algorithm::RS256, Algorithm::ES256])
            .client_id("web")
            .max_age_seconds(3_600)
            .allow_padding();
        assert_eq!(expectations, wanted);
        assert_eq!(further.problem(), None);
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        for (algorithms, max_age) in [("XS256", ""), ("RS256,ES256", ""), ("", "soon")] {
            let further = FurtherExpectations {
                algorithms: algorithms.to_owned(),
                max_age: max_age.to_owned(),
                ..FurtherExpectations::default()
            };
            assert!(further.problem().is_some(), "{algorithms} {max_age}");
        }
    }
}
