//! What else a probe is made with: tokens for single cases, a rate, and where fetches are seen.

use std::ops::RangeInclusive;
use std::str::FromStr;

use claimscope_client::session::ProbeOptions;
use claimscope_core::secret::Secret;
use claimscope_oauth::is_method;
use claimscope_oauth::probe::ProbeCase;

use crate::results::FailureText;
use crate::sensitive::Sensitive;

/// The texts of its fields; they stay in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProbeWith {
    texts: [Sensitive; ProbeField::ALL.len()],
}

/// A field of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeField {
    /// A token of the issuer that has ended.
    ExpiredToken,
    /// An ID token of the same issuer.
    IdToken,
    /// The token of another user, client or tenant.
    OtherToken,
    /// A scope that the API does not want.
    OtherScope,
    /// An address of this machine that the API reaches.
    Listener,
    /// Methods that must be refused without a token too.
    Methods,
    /// How many requests are sent in a second at most.
    Rate,
    /// How many requests are sent at most.
    Most,
}

impl ProbeField {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::ExpiredToken,
        Self::IdToken,
        Self::OtherToken,
        Self::OtherScope,
        Self::Listener,
        Self::Methods,
        Self::Rate,
        Self::Most,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::ExpiredToken => "Expired token",
            Self::IdToken => "Other ID token",
            Self::OtherToken => "Token of another user or tenant",
            Self::OtherScope => "Scope that the API does not want",
            Self::Listener => "Address of this machine that the API reaches",
            Self::Methods => "Other methods",
            Self::Rate => "Requests in a second, at most",
            Self::Most => "Requests in all, at most",
        }
    }

    /// What stands in it while it is empty.
    pub fn hint(self) -> String {
        match self {
            Self::ExpiredToken => {
                "of the same issuer, ended ten minutes ago or earlier; needs no signing key"
                    .to_owned()
            }
            Self::IdToken => "that of a login is taken by itself".to_owned(),
            Self::OtherToken => "to whom the address must stay closed".to_owned(),
            Self::OtherScope => "a second token is asked for with it".to_owned(),
            Self::Listener => {
                "127.0.0.1; for an API in a container such as host.docker.internal".to_owned()
            }
            Self::Methods => "none; else such as POST,PUT,DELETE".to_owned(),
            Self::Rate => ProbeOptions::REQUESTS_PER_SECOND.to_string(),
            Self::Most => ProbeOptions::MAX_REQUESTS.to_string(),
        }
    }

    /// The case that its token is for.
    fn case(self) -> Option<ProbeCase> {
        match self {
            Self::ExpiredToken => Some(ProbeCase::Expired),
            Self::IdToken => Some(ProbeCase::IdToken),
            Self::OtherToken => Some(ProbeCase::OtherToken),
            Self::OtherScope | Self::Listener | Self::Methods | Self::Rate | Self::Most => None,
        }
    }

    /// What is said below it once something is filled in.
    pub fn about(self) -> Option<&'static str> {
        (self == Self::Methods).then_some(ProbeOptions::ABOUT_METHODS)
    }

    /// Whether it is shown as dots.
    pub fn is_secret(self) -> bool {
        self.case().is_some()
    }
}

impl ProbeWith {
    /// The text of a field.
    pub fn text(&self, field: ProbeField) -> &str {
        self.texts[field as usize].expose()
    }

    /// Replaces it.
    pub(crate) fn set(&mut self, field: ProbeField, text: Sensitive) {
        self.texts[field as usize] = text;
    }

    /// Whether anything is filled in.
    pub fn is_given(&self) -> bool {
        self.texts.iter().any(|text| !text.is_blank())
    }

    /// Puts what is filled in into the options of a probe.
    ///
    /// # Errors
    ///
    /// Where a number is none, or out of its bounds, or a method is none.
    pub(crate) fn apply(&self, options: &mut ProbeOptions) -> Result<(), FailureText> {
        if let Some(rate) = self.number(ProbeField::Rate, 1..=1_000)? {
            options.requests_per_second = rate;
        }
        if let Some(most) = self.number(ProbeField::Most, 1..=100_000)? {
            options.max_requests = most;
        }
        options.methods = self.methods()?;
        let given = |field| {
            let text = self.text(field).trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        options.other_scope = given(ProbeField::OtherScope);
        options.listener = given(ProbeField::Listener);
        for field in ProbeField::ALL {
            if let (Some(case), Some(token)) = (field.case(), given(field)) {
                options.tokens.insert(case, Secret::from(token));
            }
        }
        Ok(())
    }

    /// The methods, with commas or spaces between them.
    fn methods(&self) -> Result<Vec<String>, FailureText> {
        let text = self.text(ProbeField::Methods);
        let words = text.split(|letter: char| letter == ',' || letter.is_whitespace());
        let words = words.filter(|word| !word.is_empty());
        let method = |word: &str| match is_method(word) {
            true => Ok(word.to_ascii_uppercase()),
            false => Err(FailureText::new(
                format!("{word} is no method of HTTP, so nothing was sent."),
                "Write the other methods with commas between them, such as POST,PUT,DELETE.",
            )),
        };
        words.map(method).collect()
    }

    fn number<T: FromStr + PartialOrd + std::fmt::Display>(
        &self,
        field: ProbeField,
        bounds: RangeInclusive<T>,
    ) -> Result<Option<T>, FailureText> {
        let text = self.text(field).trim();
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.parse().ok().filter(|number| bounds.contains(number));
        number.map(Some).ok_or_else(|| {
            FailureText::new(
                format!(
                    "“{}” is no number that can be used, so nothing was sent.",
                    field.title()
                ),
                format!("Type one from {} to {}.", bounds.start(), bounds.end()),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use claimscope_oauth::HttpRequest;

    use super::*;

    #[test]
    fn what_is_filled_in_is_what_the_terminal_has_as_options() {
        let mut with = ProbeWith::default();
        let mut options = ProbeOptions::new(HttpRequest::get("http://127.0.0.1:1/"));
        with.apply(&mut options).unwrap();
        assert_eq!(options.max_requests, ProbeOptions::MAX_REQUESTS);
        for (field, text) in [
            (ProbeField::ExpiredToken, " a.b.c\n"),
            (ProbeField::OtherScope, "openid"),
            (ProbeField::Listener, "host.docker.internal"),
            (ProbeField::Rate, "3"),
            (ProbeField::Most, "40"),
        ] {
            with.set(field, text.into());
        }
        with.apply(&mut options).unwrap();
        assert_eq!((options.requests_per_second, options.max_requests), (3, 40));
        assert_eq!(options.other_scope.as_deref(), Some("openid"));
        assert_eq!(options.listener.as_deref(), Some("host.docker.internal"));
        assert_eq!(
            options.tokens[&ProbeCase::Expired].expose_str(),
            Some("a.b.c")
        );
        with.set(ProbeField::Rate, "0".into());
        assert!(with.apply(&mut options).is_err());
    }
}
