//! Sentences, such as a log's or an error's, without the credentials in them.
//!
//! What stands behind a telling name goes where it is assigned (`client_secret=…`), and elsewhere (`token …`, `secret: '…'`)
//! where it looks like no word, so that "invalid token: expired" stays.

use super::{MASK, is_secret_name, is_secret_parameter, names_secret_header};
use crate::vendors::SECRET_STARTS;

/// From this length on, letters and digits in one word may be a credential.
const SHORTEST: usize = 8;

/// Values that are none.
const NOTHING: &[&str] = &["null", "none", "nil", "undefined", "true", "false"];

/// The sentence with the credentials in it masked.
pub fn masked_sentence(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let (mut rest, mut name) = (text, "");
    while !rest.is_empty() {
        let (between, after) = rest.split_at(rest.find(is_of_word).unwrap_or(rest.len()));
        let is_assigned = assigns(name, between);
        let ends = |letter: char| match is_assigned {
            true => letter.is_whitespace() || "\"'<>&,;)]}\\".contains(letter),
            false => !is_of_word(letter),
        };
        let (word, after) = after.split_at(after.find(ends).unwrap_or(after.len()));
        let is_credential = match is_assigned {
            true => is_value(name, word),
            false => announces(name, between) && is_opaque(word) || has_start(word),
        };
        masked.push_str(between);
        masked.push_str(if is_credential { MASK } else { word });
        (name, rest) = (word, after);
    }
    masked
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-_.~+/".contains(letter)
}

/// `client_secret=…`, `"password":"…"`, with or without backslashes.
fn assigns(name: &str, between: &str) -> bool {
    let sign = between.trim_matches(['"', '\'', '\\']);
    let is_member = sign.trim() == ":" && between.ends_with('"') && !between.starts_with(':');
    sign == "=" && is_secret_parameter(name) || is_member && is_secret_name(name)
}

fn is_value(name: &str, word: &str) -> bool {
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    // A number behind `code` is an error's.
    let is_error = is_number && name.eq_ignore_ascii_case("code");
    !word.is_empty() && !is_error && !NOTHING.contains(&word.to_ascii_lowercase().as_str())
}

/// Whether a credential may follow: `token …`, `ClientSecret = …`, `X-Api-Key: …`, `Bearer …`.
fn announces(name: &str, between: &str) -> bool {
    const SCHEMES: &[&str] = &["basic", "bearer", "dpop"];
    let is_near = !between.contains(['.', ',', '(', '{', '[', '\n']);
    is_near
        && (is_secret_name(name)
            || SCHEMES.contains(&name.to_ascii_lowercase().as_str())
            || between.contains([':', '=']) && names_secret_header(name))
}

/// Letters and digits in one word that is no code of an error (`IDX10214`), no path and no time.
fn is_opaque(word: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let letters = word.trim_end_matches(|end: char| end.is_ascii_digit());
    let is_code = letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_time =
        word.len() >= 10 && word.as_bytes()[4] == b'-' && word.bytes().take(4).all(is_digit);
    word.len() >= SHORTEST
        && word.bytes().any(is_digit)
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !is_code
        && !is_time
        && !word.starts_with('/')
}

fn has_start(word: &str) -> bool {
    let mut starts = SECRET_STARTS.iter();
    starts.any(|start| word.len() > start.len() + SHORTEST && word.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::masked_sentence;

    #[test]
    fn credentials_in_words_are_masked() {
        for (text, shown) in [
            (
                "bad secret client_secret=hunter",
                "bad secret client_secret=•••",
            ),
            ("provided. secret: S3cr3tValueX9", "provided. secret: •••"),
            (
                "invalid_grant password=abc username=bob",
                "invalid_grant password=••• username=bob",
            ),
            (
                "Invalid authorization code: code=S3cr3t",
                "Invalid authorization code: code=•••",
            ),
            (
                "client: web, ClientSecret = S3cr3tValueX9",
                "client: web, ClientSecret = •••",
            ),
            ("Provided secret 'S3cr3tValueX9'", "Provided secret '•••'"),
            ("refresh token: 1//0gS3cr3tValue", "refresh token: •••"),
            (
                "The access token S3cr3tValueX9 has expired",
                "The access token ••• has expired",
            ),
            ("key ya29.abcdefghijkl is old", "key ••• is old"),
            (
                "X-Api-Key: S3cr3tValueX9 api key is not valid",
                "X-Api-Key: ••• api key is not valid",
            ),
            (
                "Set-Cookie: session=S3cr3t; Path=/",
                "Set-Cookie: session=•••; Path=/",
            ),
            (
                "Authorization: Bearer S3cr3tValueX9",
                "Authorization: Bearer •••",
            ),
            (
                r#"{\"access_token\":\"abc\"}"#,
                r#"{\"access_token\":\"•••\"}"#,
            ),
            (
                "https://app/cb#access_token=abc&token_type=bearer",
                "https://app/cb#access_token=•••&token_type=bearer",
            ),
        ] {
            assert_eq!(masked_sentence(text), shown);
        }
    }

    #[test]
    fn words_stay() {
        for text in [
            "invalid token: expired",
            "invalid token: IDX10214: Audience validation failed. Audiences: 'api1'",
            "error=\"invalid_token\", error_description=\"The token expired at 2026-11-27T10:00:00Z\"",
            "token aud = api://orders; API expects https://orders",
            "code=403, access_token=null",
            "the token 2026-11-27T10:00:00Z, kid abcdef123456",
        ] {
            assert_eq!(masked_sentence(text), text);
        }
    }

    #[test]
    fn a_long_text_takes_one_pass() {
        let text = "token=a ".repeat(100_000);
        assert_eq!(masked_sentence(&text), "token=••• ".repeat(100_000));
    }
}
