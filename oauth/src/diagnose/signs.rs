//! What signs tell of an answer: whether it is a refusal, and whether it is about access at all.

use super::case::Case;
use super::credentials::{has_another, is_in_base64};
use super::said::{self, Sentence};
use super::words::is_status_name;
use crate::vendors::refusals::{habits, takes};
use claimscope_core::json::Value;
use claimscope_core::report::Format;

impl Case<'_> {
    /// Whether a sign tells that the product answered.
    pub(super) fn is_of(&self, product: &str) -> bool {
        self.products.iter().any(|known| known.name == product)
    }

    /// Whether the userinfo endpoint was called.
    pub(super) fn is_of_userinfo(&self) -> bool {
        let url = self.refused.request.url.split('?').next();
        url.is_some_and(|url| url.ends_with("/userinfo"))
    }

    /// Whether a sentence of an answer other than 401 and 403 has nothing to do with access.
    pub(super) fn is_about_something_else(&self, sentence: &Sentence) -> bool {
        !self.is_refusal() && !is_about_access(&sentence.small)
    }

    /// Whether the sentence calls a key wrong, and one that may be a key was sent.
    pub(super) fn has_refused_key(&self, small: &str) -> bool {
        const WRONG: &[&str] = &[
            "disabled",
            "expired",
            "incorrect",
            "invalid",
            "not valid",
            "revoked",
            "unknown",
            "wrong",
        ];
        let is_sent = match self.sent_token() {
            Some(_) => self.format() != Some(Format::Jws),
            None => self.authorization.is_some() || has_another(self.refused.request),
        };
        is_sent && WRONG.iter().any(|word| small.contains(word))
    }

    /// Whether the token that was sent is a JWT in base64 once more.
    pub(super) fn is_in_base64(&self) -> bool {
        self.sent_token().is_some_and(is_in_base64)
    }

    /// Whether the token is of the very service that was asked, which need not expect a JWT.
    pub(super) fn is_issued_by_the_api(&self) -> bool {
        let token = self.sent_token().unwrap_or_default();
        takes::its_own(|product| self.is_of(product), token)
    }

    /// The sentence by which the server says that its own libraries do not fit each other.
    pub(super) fn mixed_libraries(&self) -> Option<&Sentence> {
        let mut said = self.said.iter();
        said.find(|sentence| habits::has_mixed_libraries(&sentence.small))
    }

    /// Whether the server says more than the name of the status.
    pub(super) fn has_words(&self) -> bool {
        self.said.iter().any(|sentence| {
            !matches!(sentence.place, said::Place::Aside | said::Place::Page)
                && !is_status_name(sentence)
        })
    }

    /// Whether the server says `invalid_token`, and not a word more.
    pub(super) fn says_only_invalid(&self) -> bool {
        let mut challenges = self.challenges.iter();
        challenges.any(|challenge| challenge.error() == Some("invalid_token")) && !self.has_words()
    }

    /// Whether the server speaks of the header's `typ`, and not of kinds of tokens.
    pub(super) fn speaks_of_typ(&self) -> bool {
        let is_typ = |word: &str| matches!(word, "typ" | "idx10256" | "idx10257");
        self.said.iter().any(|sentence| {
            let mut words = sentence
                .small
                .split(|letter: char| !letter.is_ascii_alphanumeric());
            words.any(is_typ)
        })
    }

    /// Whether an authorization server issued the token, by its `iss`.
    pub(super) fn is_of_a_server(&self) -> bool {
        let issuer = self.claim_text("iss");
        issuer.is_some_and(|issuer| issuer.starts_with("http"))
    }

    /// Whether id tokens are what the product that answered takes.
    pub(super) fn takes_id_tokens(&self) -> bool {
        takes::id_tokens(|product| self.is_of(product))
    }

    /// Whether an answer of 200 says that something went wrong after all.
    pub(super) fn has_errors_inside(&self) -> bool {
        let Some(document) = said::document(self.response) else {
            return self.response.is_html();
        };
        let Some(members) = document.as_object() else {
            return false;
        };
        let is_no = |name: &str| members.get(name).and_then(Value::as_bool) == Some(false);
        let is_refused = |name: &str| {
            let number = members.get(name).and_then(Value::as_number);
            number
                .and_then(|number| number.as_i64())
                .is_some_and(|code| (400..600).contains(&code))
        };
        let has = |name: &str| match members.get(name) {
            None | Some(Value::Null) | Some(Value::Bool(false)) => false,
            Some(Value::Array(values)) => !values.is_empty(),
            Some(_) => true,
        };
        has("errors")
            || has("error")
            || is_no("ok")
            || is_no("success")
            || ["code", "status", "statusCode", "errcode"]
                .iter()
                .any(|name| is_refused(name))
    }

    /// Whether nothing is known but a line of a log, which may be about anything.
    pub(super) fn is_line(&self) -> bool {
        !self.refused.status_is_known
            && self.challenges.is_empty()
            && said::document(self.response).is_none()
    }

    /// Whether the status refuses access; any other may be about anything.
    pub(super) fn is_refusal(&self) -> bool {
        !self.is_line() && matches!(self.status(), 401 | 403 | 407)
    }
}

/// Whether a sentence, in small letters, has a word of access in it.
pub(crate) fn is_about_access(small: &str) -> bool {
    const WORDS: &[&str] = &[
        "\"kid\"",
        "api key",
        "apikey",
        "api_key",
        "asymmetric key",
        "audience",
        "authenti",
        "authori",
        "bearer",
        "client certificate",
        "claim",
        "credential",
        "dpop",
        "header",
        "invalid auth",
        "issuer",
        "jwk",
        "jwt",
        "limit",
        "not authed",
        "oidc",
        "permission",
        "quota",
        "scope",
        "session",
        "subscription key",
        "ssl certificate",
        "throttl",
        "thumbprint",
        "token",
        "too many requests",
        "access denied",
        "forbidden",
        "account inactive",
        "logged in",
        "log in",
        "sign in",
        "secretorp",
        "segments",
        "signature",
        "signing method",
        "signing key",
        "url was rejected",
        "incident id",
        "web key",
    ];
    let mut words = WORDS.iter().chain(takes::CODES);
    words.any(|word| small.contains(word))
}
