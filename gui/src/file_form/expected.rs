//! `[expect]`: the fields of the window over what the file says.

use claimscope_core::alg::Algorithm;
use claimscope_core::jwt::{Algorithms, Expectations, Expected};

use crate::connection::ConnectionForm;
use crate::file_field::FileField;
use crate::results::FailureText;
use crate::waiver::Waiver;

use super::named;

/// What is expected: an empty field waives its check only where the person said so.
pub(super) fn of_form(
    form: &ConnectionForm,
    base: &Expectations,
) -> Result<Expectations, FailureText> {
    let text = |field| form.file_values.text(field).trim();
    let is_issuer_waived = form.any_issuer && form.issuer.trim().is_empty();
    let has = |waiver| form.waivers.contains(&waiver);
    Ok(Expectations {
        profile: form.profile,
        issuer: values(
            text(FileField::ExpectIssuer),
            is_issuer_waived,
            &base.issuer,
        ),
        audience: values(&form.audience, form.any_audience, &base.audience),
        algorithms: algorithms(text(FileField::Algorithms), &base.algorithms)?,
        leeway_seconds: span(form, FileField::Leeway)?.unwrap_or_default(),
        max_age_seconds: span(form, FileField::MaxAge)?,
        scopes: list(&form.required_scope, &base.scopes),
        required_claims: list(text(FileField::RequiredClaims), &base.required_claims),
        nonce: named(text(FileField::Nonce)),
        max_auth_age_seconds: span(form, FileField::MaxAuthAge)?,
        acr_values: list(text(FileField::AcrValues), &base.acr_values),
        client_id: named(text(FileField::ExpectClientId)),
        allow_missing_expiry: has(Waiver::MissingExpiry),
        allow_padding: has(Waiver::Padding),
        allow_weak_keys: has(Waiver::WeakKeys),
        ..base.clone()
    })
}

/// Any one of the values; what stood in the file with white space of its own stays one.
fn values(text: &str, is_waived: bool, base: &Expected) -> Expected {
    match text.trim() {
        "" if is_waived => Expected::Waived,
        "" => Expected::Unsaid,
        text if text == base.values().join(" ") => base.clone(),
        text => Expected::AnyOf(words(text)),
    }
}

/// Words; what stood in the file with white space of its own stays one.
fn list(text: &str, base: &[String]) -> Vec<String> {
    match text.trim() == base.join(" ") {
        true => base.to_vec(),
        false => words(text),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn algorithms(text: &str, base: &Algorithms) -> Result<Algorithms, FailureText> {
    if text.is_empty() {
        return Ok(match base {
            Algorithms::OfKeys => Algorithms::OfKeys,
            _ => Algorithms::Unsaid,
        });
    }
    let one = |name: &str| {
        Algorithm::from_name(name).ok_or_else(|| {
            FailureText::new(
                format!("“{name}” is no algorithm that is known."),
                "Write names such as RS256 or ES256, with spaces between.",
            )
        })
    };
    let all: Result<Vec<_>, _> = text.split_whitespace().map(one).collect();
    Ok(Algorithms::AnyOf(all?))
}

/// What cannot be meant of what is expected.
pub(crate) fn expectation_fault(form: &ConnectionForm) -> Option<FailureText> {
    of_form(form, &Expectations::default()).err()
}

/// Seconds in a field, or a span such as `30s`, `5m` or `1h`; nothing where it is empty.
fn span<T: TryFrom<u64>>(
    form: &ConnectionForm,
    field: FileField,
) -> Result<Option<T>, FailureText> {
    let text = form.file_values.text(field).trim();
    let (digits, size) = match text.char_indices().last() {
        None => return Ok(None),
        Some((at, 's')) => (&text[..at], 1),
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], 3_600),
        Some((at, 'd')) => (&text[..at], 86_400),
        _ => (text, 1),
    };
    let count: Option<u64> = digits.trim().parse().ok();
    let seconds = count.and_then(|count| count.checked_mul(size));
    let seconds = seconds.and_then(|seconds| T::try_from(seconds).ok());
    seconds.map(Some).ok_or_else(|| {
        FailureText::new(
            format!("“{}” is no span of time.", field.label()),
            "Give seconds, or a span such as 30s, 5m or 1h.",
        )
    })
}

/// A number in a field; nothing where it is empty.
pub(super) fn number<T: std::str::FromStr>(
    field: FileField,
    text: &str,
) -> Result<Option<T>, FailureText> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            let what = field.label();
            FailureText::new(
                format!("“{what}” is no number that can be meant."),
                "Write digits alone, or leave it empty.",
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::Field;

    fn typed(fields: &[(FileField, &str)]) -> Result<Expectations, FailureText> {
        let mut form = ConnectionForm::default();
        for (field, text) in fields {
            form.set_field(Field::File(*field), (*text).to_owned());
        }
        of_form(&form, &Expectations::default())
    }

    #[test]
    fn spans_are_read_as_people_write_them() {
        for (text, seconds) in [
            ("", Some(0)),
            ("30", Some(30)),
            ("30s", Some(30)),
            (" 5m ", Some(300)),
            ("-1", None),
            ("soon", None),
        ] {
            let expected = typed(&[(FileField::Leeway, text)]);
            let leeway = expected.ok().map(|expected| expected.leeway_seconds);
            assert_eq!(leeway, seconds, "{text}");
        }
    }

    #[test]
    fn an_age_is_as_large_as_a_file_may_have_it() {
        let large = (u64::from(u32::MAX) + 1).to_string();
        let ages = [FileField::MaxAge, FileField::MaxAuthAge];
        let expected = typed(&ages.map(|field| (field, &*large))).unwrap();
        let seconds = [expected.max_age_seconds, expected.max_auth_age_seconds];
        assert_eq!(seconds, [Some(u64::from(u32::MAX) + 1); 2]);
        assert!(typed(&[(FileField::Leeway, &large)]).is_err());
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        for (field, text) in [
            (FileField::Algorithms, "XS256"),
            (FileField::Algorithms, "RS256,ES256"),
            (FileField::MaxAge, "soon"),
        ] {
            assert!(typed(&[(field, text)]).is_err(), "{text}");
        }
    }
}
