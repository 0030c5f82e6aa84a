//! Which flow a request asks for, how its code is protected, and how the answer comes back.

use crate::config::{Client, grant_type};
use crate::http::{Form, utf16_length};
use crate::log::echo;
use crate::store::{ChallengeMethod, CodeChallenge};

use super::error::AuthorizeError;
use super::redirect::ResponseMode;

/// The lengths of a `code_challenge` ([RFC 7636 §4.2](https://www.rfc-editor.org/rfc/rfc7636#section-4.2)).
const CHALLENGE_LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

/// The response types that IdentityServer4 knows, words in its order; the playground has the first alone.
const RESPONSE_TYPES: [(&str, &str); 7] = [
    ("code", grant_type::AUTHORIZATION_CODE),
    ("token", grant_type::IMPLICIT),
    ("id_token", grant_type::IMPLICIT),
    ("id_token token", grant_type::IMPLICIT),
    ("code id_token", grant_type::HYBRID),
    ("code token", grant_type::HYBRID),
    ("code id_token token", grant_type::HYBRID),
];

/// The grant that `response_type` stands for.
///
/// # Errors
/// `unsupported_response_type`.
pub(super) fn response_type(parameters: &Form) -> Result<&'static str, AuthorizeError> {
    let unsupported = |description, reason: String| {
        let hint = "use response_type=code";
        AuthorizeError::new("unsupported_response_type", description, reason, hint)
    };
    let asked = parameters.get("response_type").ok_or_else(|| {
        unsupported(
            "Missing response_type",
            "response_type is missing".to_owned(),
        )
    })?;
    let words = |text: &str| {
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.sort();
        words
    };
    let found = RESPONSE_TYPES
        .iter()
        .find(|(known, _)| words(known) == words(asked));
    found.map(|(_, grant)| *grant).ok_or_else(|| {
        unsupported(
            "Response type not supported",
            format!("there is no response_type {}", echo(asked)),
        )
    })
}

/// `code_challenge` and its method ([RFC 7636 §4.3](https://www.rfc-editor.org/rfc/rfc7636#section-4.3)).
///
/// # Errors
/// `invalid_request`.
pub(super) fn challenge(
    client: &Client,
    parameters: &Form,
) -> Result<Option<CodeChallenge>, AuthorizeError> {
    let invalid = |description, reason: String, hint: &str| {
        AuthorizeError::invalid_request(description, reason, hint)
    };
    let Some(value) = parameters.get("code_challenge") else {
        return if client.require_pkce {
            Err(invalid(
                "code challenge required",
                format!(
                    "the client {} must use PKCE, and no code_challenge came",
                    echo(&client.client_id)
                ),
                "send code_challenge and code_challenge_method=S256",
            ))
        } else {
            Ok(None)
        };
    };
    if !CHALLENGE_LENGTHS.contains(&utf16_length(value)) {
        return Err(invalid(
            "Invalid code_challenge",
            "code_challenge is shorter than 43 or longer than 128 characters".to_owned(),
            "send BASE64URL(SHA256(code_verifier)), which has 43",
        ));
    }
    let method = match parameters.get("code_challenge_method") {
        Some("S256") => ChallengeMethod::S256,
        Some("plain") | None if client.allow_plain_text_pkce => ChallengeMethod::Plain,
        other => {
            return Err(invalid(
                "Transform algorithm not supported",
                match other {
                    None => "code_challenge_method is missing, which means plain, and the client may not use that".to_owned(),
                    Some("plain") => "the client may not use code_challenge_method=plain".to_owned(),
                    Some(other) => format!("there is no code_challenge_method {}", echo(other)),
                },
                "send code_challenge_method=S256",
            ));
        }
    };
    Ok(Some(CodeChallenge {
        value: value.to_owned(),
        method,
    }))
}

/// How the answer of this grant comes back.
///
/// # Errors
/// `unsupported_response_type` or `invalid_request`.
pub(super) fn response_mode(
    grant: &str,
    parameters: &Form,
) -> Result<ResponseMode, AuthorizeError> {
    let is_code = grant == grant_type::AUTHORIZATION_CODE;
    match parameters.get("response_mode") {
        None if is_code => Ok(ResponseMode::Query),
        None | Some("fragment") => Ok(ResponseMode::Fragment),
        Some("form_post") => Ok(ResponseMode::FormPost),
        Some("query") if is_code => Ok(ResponseMode::Query),
        Some("query") => Err(AuthorizeError::invalid_request(
            "Invalid response_mode for response_type",
            "response_mode=query does not go with a response_type that has tokens",
            "use response_mode=fragment or form_post",
        )),
        Some(other) => Err(AuthorizeError::new(
            "unsupported_response_type",
            "Invalid response_mode",
            format!("there is no response_mode {}", echo(other)),
            "use query, fragment or form_post",
        )),
    }
}
