//! Further parameters of a token request, as `--param` gives them.

use crate::failure::Failure;

/// Parameters that have options of their own, which see to it that none is sent twice or in the wrong place.
const RESERVED_PARAMETERS: [(&str, &str); 7] = [
    ("grant_type", "--grant GRANT"),
    ("scope", "--scope S"),
    ("authorization_details", "--authorization-details JSON"),
    ("client_id", "--client-id ID"),
    ("client_secret", "--client-secret-env NAME"),
    ("username", "--username NAME"),
    ("password", "--password-env NAME"),
];

/// Name and value of a `--param`. The value may be a secret, and is not repeated in an error.
pub(crate) fn parameter(text: &str) -> Result<(&str, &str), Failure> {
    let Some((name, value)) = text.split_once('=') else {
        return Err(Failure::usage("--param takes NAME=VALUE, and one has no ="));
    };
    if name.is_empty() {
        return Err(Failure::usage(
            "--param takes NAME=VALUE, and one has no name",
        ));
    }
    match RESERVED_PARAMETERS.iter().find(|row| row.0 == name) {
        Some((_, option)) => Err(Failure::usage(format!(
            "--param does not take {name}, which may be sent once only"
        ))
        .hint(format!("use {option}"))),
        None => Ok((name, value)),
    }
}
