//! `[expect]`: the fields of the window over what the file says.

use claimscope_core::alg::Algorithm;
use claimscope_core::jwt::{Algorithms, Expectations, Expected};

use crate::connection::ConnectionForm;
use crate::file_field::FileField;
use crate::results::FailureText;

/// What is expected: an empty field waives its check only where the person said so.
pub(super) fn of_form(
    form: &ConnectionForm,
    base: &Expectations,
) -> Result<Expectations, FailureText> {
    let text = |field| form.file_values.text(field).trim();
    let is_issuer_waived = form.any_issuer && form.issuer.trim().is_empty();
    Ok(Expectations {
        profile: form.profile,
        issuer: values(
            text(FileField::ExpectIssuer),
            is_issuer_waived,
            &base.issuer,
        ),
        audience: values(&form.audience, form.any_audience, &base.audience),
        algorithms: algorithms(text(FileField::Algorithms), &base.algorithms)?,
        leeway_seconds: number(FileField::Leeway, text(FileField::Leeway))?.unwrap_or_default(),
        max_age_seconds: number(FileField::MaxAge, text(FileField::MaxAge))?,
        scopes: match form.required_scope.trim() == base.scopes.join(" ") {
            true => base.scopes.clone(),
            false => words(&form.required_scope),
        },
        nonce: match text(FileField::Nonce) {
            "" => None,
            nonce => Some(nonce.to_owned()),
        },
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
