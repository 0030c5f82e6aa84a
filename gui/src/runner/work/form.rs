//! The form beside the compact one in which a token is pasted, an SD-JWT or a JWS as JSON: it must hold, or nothing is verified.

use std::borrow::Cow;

use claimscope_client::session::Session;
use claimscope_core::jwt::Profile;
use claimscope_core::time::Timestamp;
use claimscope_core::written::{Written, WrittenError, code};
use claimscope_core::{Inspection, PastedAs, inspect};

use super::Subject;
use crate::results::FailureText;
use crate::sentence::sentence;

/// How the issuer's JWT of an SD-JWT is called among the tokens of a text.
const SD_JWT: &str = "sd_jwt";

/// The session that verifies it: an SD-JWT may have a media type of its own.
pub(super) fn session<'a>(
    session: &'a Session,
    text: &str,
    subject: &Subject,
    at: Timestamp,
) -> Result<Cow<'a, Session>, FailureText> {
    let (whole, chosen) = match subject.nested() {
        Some(nested) => (nested, None),
        None => (text, subject.chosen.as_deref()),
    };
    let inspection = inspect(whole, at);
    let token = chosen.unwrap_or(&inspection.token);
    let form = match inspection.pasted_as {
        PastedAs::JwsJson => whole,
        _ => presentation(whole, token),
    };
    let expected = session.expectations();
    let Some(written) = Written::read(form, &expected, at).map_err(failure)? else {
        return match has_form(&inspection, token) {
            true => Err(unreadable()),
            false => Ok(Cow::Borrowed(session)),
        };
    };
    if written.typ.is_none() || expected.profile != Profile::Jwt {
        return Ok(Cow::Borrowed(session));
    }
    let mut connection = session.connection().clone();
    connection.expectations.typ = written.typ;
    Ok(Cow::Owned(session.edited(connection)))
}

/// The token with its disclosures and its key binding, where they follow it.
fn presentation<'a>(text: &'a str, token: &str) -> &'a str {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-_.~".contains(character);
    let Some(start) = text.find(token).filter(|_| !token.is_empty()) else {
        return "";
    };
    let rest = &text[start + token.len()..];
    let length = match rest.starts_with('~') {
        true => rest.find(|one| !is_part(one)).unwrap_or(rest.len()),
        false => 0,
    };
    &text[start..start + token.len() + length]
}

/// Whether it was read as one of these forms.
fn has_form(inspection: &Inspection, token: &str) -> bool {
    let mut tokens = inspection.tokens.iter();
    let is_issued = tokens.any(|one| one.name.as_deref() == Some(SD_JWT) && one.token == token);
    inspection.pasted_as == PastedAs::JwsJson || is_issued
}

fn failure(error: WrittenError) -> FailureText {
    let hint = match &error {
        WrittenError::Policy(_) => "Correct what is expected.",
        _ => "Below stands what is in it. Take it anew from where it came from.",
    };
    FailureText::new(sentence(&error.to_string()), hint).with_code(error.code())
}

/// The form is seen, and its text cannot be taken out of what stands around it.
fn unreadable() -> FailureText {
    FailureText::new(
        "This form of a token cannot be verified inside another text.",
        "Paste it alone, in one piece.",
    )
    .with_code(code::SD_JWT)
}
