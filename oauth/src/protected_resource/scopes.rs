//! Which scopes to ask for, and a step-up after a 403 ([RFC 6750 §3.1], [RFC 9470]).
//!
//! [RFC 6750 §3.1]: https://www.rfc-editor.org/rfc/rfc6750#section-3.1
//! [RFC 9470]: https://www.rfc-editor.org/rfc/rfc9470

use super::ResourceMetadata;
use crate::challenge::Challenge;

/// The scopes to ask for where a person named none: those of the challenge, which are what this call needs; else all
/// that the API supports; else none, and the parameter is left out.
pub fn scopes_to_ask(challenges: &[Challenge], metadata: Option<&ResourceMetadata>) -> Vec<String> {
    let challenged = challenges.iter().find_map(Challenge::scope);
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    match challenged.map(words).filter(|scopes| !scopes.is_empty()) {
        Some(scopes) => scopes,
        None => metadata
            .map(|metadata| metadata.scopes_supported.clone())
            .unwrap_or_default(),
    }
}

/// Asking again for more, as often as it is worth it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepUp {
    asked: Vec<String>,
    acr_values: Option<String>,
    max_age: Option<String>,
    tries: u32,
}

/// Why no further try is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepUpEnd {
    /// The refusal asks for nothing that a new login could give.
    NothingAsked,
    /// All that it asks for was asked for already.
    AskedAlready,
    /// It was tried often enough.
    TooManyTries,
}

impl StepUpEnd {
    /// What a person is told, one sentence.
    pub fn text(self) -> &'static str {
        match self {
            Self::NothingAsked => "The API asks for nothing that another login could give.",
            Self::AskedAlready => {
                "The API asks for what was asked for already: the server does not grant it, or not to this user."
            }
            Self::TooManyTries => "The API asks for more after each login; no further one is made.",
        }
    }
}

impl StepUp {
    /// How often is enough.
    pub const TRIES: u32 = 3;

    /// Nothing was refused yet; these scopes were asked for.
    pub fn new(asked: impl IntoIterator<Item = String>) -> Self {
        Self {
            asked: asked.into_iter().collect(),
            ..Self::default()
        }
    }

    /// The scopes to ask for: the union of all that was asked for and all that was challenged.
    pub fn scopes(&self) -> &[String] {
        &self.asked
    }

    /// Asks for these scopes too, which a person wants.
    pub fn also(&mut self, scopes: impl IntoIterator<Item = String>) {
        for scope in scopes {
            if !self.asked.contains(&scope) {
                self.asked.push(scope);
            }
        }
    }

    /// `acr_values` to ask for, where a challenge wanted some.
    pub fn acr_values(&self) -> Option<&str> {
        self.acr_values.as_deref()
    }

    /// `max_age` to ask for, where a challenge wanted one.
    pub fn max_age(&self) -> Option<&str> {
        self.max_age.as_deref()
    }

    /// Whether a user has to log in anew, in a certain way or within a certain time.
    pub fn wants_login(&self) -> bool {
        self.acr_values.is_some() || self.max_age.is_some()
    }

    /// Takes a refusal's challenges: whether a new authorization can answer them. A refresh cannot widen a grant
    /// ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
    ///
    /// # Errors
    ///
    /// Why another try makes no sense.
    pub fn take(&mut self, challenges: &[Challenge]) -> Result<(), StepUpEnd> {
        let challenge = challenges
            .iter()
            .find(|challenge| {
                matches!(
                    challenge.error(),
                    Some("insufficient_scope" | "insufficient_user_authentication")
                )
            })
            .ok_or(StepUpEnd::NothingAsked)?;
        let wanted: Vec<String> = challenge
            .scope()
            .map(|scope| scope.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default();
        let (acr_values, max_age) = (challenge.acr_values(), challenge.max_age());
        if wanted.is_empty() && acr_values.is_none() && max_age.is_none() {
            return Err(StepUpEnd::NothingAsked);
        }
        let new: Vec<_> = wanted
            .into_iter()
            .filter(|scope| !self.asked.contains(scope))
            .collect();
        let is_new = |wanted: Option<&str>, asked: &Option<String>| {
            wanted.is_some() && wanted != asked.as_deref()
        };
        if new.is_empty()
            && !is_new(acr_values, &self.acr_values)
            && !is_new(max_age, &self.max_age)
        {
            return Err(StepUpEnd::AskedAlready);
        }
        if self.tries == Self::TRIES {
            return Err(StepUpEnd::TooManyTries);
        }
        self.tries += 1;
        self.asked.extend(new);
        // What an earlier refusal asked for still holds: an API may want both.
        if let Some(acr_values) = acr_values {
            self.acr_values = Some(acr_values.to_owned());
        }
        if let Some(max_age) = max_age {
            self.max_age = Some(max_age.to_owned());
        }
        Ok(())
    }
}
