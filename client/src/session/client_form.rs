//! What a client has beside its id and secret as fields, which the terminal has as options and the window draws.

use std::str::FromStr;

use claimscope_core::alg::Algorithm;

use super::form::{FormError, FormField, field};
use super::{AssertionOptions, AuthenticationMethod};

/// Binds tokens to a key ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).
pub const DPOP_FIELD: FormField = field(
    "dpop",
    "Bind the token to a key (DPoP)",
    "Each request proves that the key is there, so that a token alone is of no use (RFC 9449)",
)
.switch();

/// What a client's JWT says, where it authenticates by one ([RFC 7523 §3](https://www.rfc-editor.org/rfc/rfc7523#section-3)).
pub const ASSERTION_FIELDS: &[FormField] = &[
    field(
        "assertion-audience",
        "Audience of the client's JWT",
        "Its aud; the issuer, where nothing is given",
    ),
    field(
        "assertion-lifetime",
        "Lifetime of the client's JWT",
        "How many seconds it holds; 60, where nothing is given",
    ),
    field(
        "assertion-alg",
        "Algorithm of the client's JWT",
        "Its alg; the first that key and metadata both have, where nothing is given",
    ),
    field(
        "assertion-kid",
        "Key ID of the client's JWT",
        "Its kid; the key's own, where nothing is given",
    ),
];

/// The certificate that is shown to servers that ask for one ([RFC 8705](https://www.rfc-editor.org/rfc/rfc8705)).
pub const CERTIFICATE_FIELDS: &[FormField] = &[
    field(
        "client-cert-file",
        "Client certificate",
        "The path of its file: PKCS#12 (.p12, .pfx), or PEM, where its chain may follow it",
    )
    .path(),
    field(
        "client-cert-key-file",
        "Key of the client certificate",
        "The path of the PEM file of its private key; the same file, where nothing is given",
    )
    .path(),
    field(
        "client-cert-password",
        "Password of the client certificate",
        "It opens a PKCS#12 file",
    )
    .secret(),
];

impl AssertionOptions {
    /// Whether [`ASSERTION_FIELDS`] count for a client that authenticates so, and has a private key or not.
    pub fn count_for(method: Option<AuthenticationMethod>, has_key: bool) -> bool {
        match method {
            None => has_key,
            Some(method) => matches!(
                method,
                AuthenticationMethod::SecretJwt | AuthenticationMethod::PrivateKeyJwt
            ),
        }
    }

    /// What is in [`ASSERTION_FIELDS`]; an empty text counts as none.
    ///
    /// # Errors
    ///
    /// [`FormError::Malformed`], where a text cannot be meant.
    pub fn of_form(text: impl Fn(&FormField) -> Option<String>) -> Result<Self, FormError> {
        let [audience, lifetime, algorithm, kid] = ASSERTION_FIELDS else {
            return Ok(Self::default());
        };
        let text = |field| {
            let text = text(field).map(|text| text.trim().to_owned());
            text.filter(|text| !text.is_empty())
        };
        Ok(Self {
            audience: text(audience),
            lifetime_seconds: parsed(
                lifetime,
                text(lifetime),
                "it is no whole number of seconds",
                |text| u32::from_str(text).ok(),
            )?,
            algorithm: parsed(
                algorithm,
                text(algorithm),
                "it is the name of no signature algorithm",
                Algorithm::from_name,
            )?,
            kid: text(kid),
        })
    }
}

fn parsed<T>(
    field: &'static FormField,
    text: Option<String>,
    why: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, FormError> {
    match text {
        None => Ok(None),
        Some(text) => match parse(&text) {
            Some(value) => Ok(Some(value)),
            None => Err(FormError::Malformed(field, why.to_owned())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(values: &[(&str, &str)]) -> Result<AssertionOptions, FormError> {
        AssertionOptions::of_form(|field| {
            let mut values = values.iter();
            let (_, value) = values.find(|(name, _)| *name == field.name)?;
            Some((*value).to_owned())
        })
    }

    #[test]
    fn what_is_not_given_is_left_to_key_and_metadata() {
        let none = options(&[("assertion-kid", " ")]).unwrap();
        assert!(none.audience.is_none() && none.kid.is_none() && none.algorithm.is_none());
        let given = options(&[
            ("assertion-audience", "https://sts.example/token"),
            ("assertion-lifetime", " 300 "),
            ("assertion-alg", "ES256"),
            ("assertion-kid", "k1"),
        ])
        .unwrap();
        assert_eq!(given.audience.as_deref(), Some("https://sts.example/token"));
        assert_eq!(given.lifetime_seconds, Some(300));
        assert_eq!(given.algorithm, Some(Algorithm::ES256));
        assert_eq!(given.kid.as_deref(), Some("k1"));
    }

    #[test]
    fn what_cannot_be_meant_names_its_field() {
        for (name, value) in [("assertion-lifetime", "soon"), ("assertion-alg", "none")] {
            let error = options(&[(name, value)]).unwrap_err();
            assert!(
                matches!(error, FormError::Malformed(field, _) if field.name == name),
                "{error:?}"
            );
        }
    }
}
