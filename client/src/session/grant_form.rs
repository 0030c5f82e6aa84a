//! The one table of grants as forms: the fields that each needs, which the terminal has as options and the window draws.

use std::str::FromStr;

use claimscope_core::secret::Secret;
use claimscope_oauth::{AuthorizationDetails, TokenGrant, TypedToken};

use super::form::{FormError, FormField, field};
use super::{GrantKind, Login};

/// A grant as a person meets it.
#[derive(Debug)]
#[non_exhaustive]
pub struct GrantForm {
    /// Its short name, such as `device_code`.
    pub name: &'static str,
    /// Its title.
    pub label: &'static str,
    /// What it is for, one sentence.
    pub help: &'static str,
    /// Where it is specified.
    pub spec: &'static str,
    /// Why it is better not used, or not offered here at all.
    pub advice: Option<&'static str>,
    /// Whether it is explained alone, and never run.
    pub is_refused: bool,
    /// Whether a person takes part while it runs.
    pub needs_person: bool,
    /// What it needs beside issuer, client and scope.
    pub fields: &'static [FormField],
}

const ACCESS_TOKEN_TYPE: &str = TypedToken::ACCESS_TOKEN;

/// Every grant that is offered or explained.
pub const GRANT_FORMS: &[GrantForm] = &[
    GrantForm {
        name: "client_credentials",
        label: "Client credentials",
        help: "The client asks in its own name, without a user.",
        spec: "RFC 6749 §4.4",
        advice: None,
        is_refused: false,
        needs_person: false,
        fields: &[],
    },
    GrantForm {
        name: "authorization_code",
        label: "Authorization code with PKCE",
        help: "A user logs in at the browser, and the code of the answer is exchanged for tokens.",
        spec: "RFC 6749 §4.1",
        advice: None,
        is_refused: false,
        needs_person: true,
        fields: &[
            field(
                "redirect-uri",
                "Redirect URI",
                "Where the answer goes, exactly as it is registered at the server",
            )
            .default(Login::REDIRECT_URI),
            field(
                "par",
                "Push the request to the server first (PAR)",
                "The browser gets the name of the request alone (RFC 9126)",
            )
            .switch(),
            field(
                "jar",
                "Sign the request with the client's key (JAR)",
                "Nobody can change the request on its way through the browser (RFC 9101)",
            )
            .switch(),
            field(
                "prompt",
                "Prompt",
                "Which pages the server must show: login, consent, select_account; or none",
            ),
            field(
                "max-age",
                "Maximum age of the login",
                "How many seconds ago the user may have logged in at most",
            ),
            field(
                "acr-values",
                "Authentication contexts",
                "How the user should log in, such as mfa; several with spaces between",
            ),
            field(
                "login-hint",
                "Login hint",
                "Whom the user will log in as, such as an address of mail",
            ),
            field(
                "response-mode",
                "Response mode",
                "How the answer comes: query, fragment or form_post; with .jwt behind it, or jwt alone, signed",
            ),
        ],
    },
    GrantForm {
        name: "device_code",
        label: "Device code",
        help: "A user approves on another device, where they type a code.",
        spec: "RFC 8628 §3",
        advice: None,
        is_refused: false,
        needs_person: true,
        fields: &[],
    },
    GrantForm {
        name: "refresh_token",
        label: "Refresh token",
        help: "A refresh token from before is exchanged for new tokens.",
        spec: "RFC 6749 §6",
        advice: None,
        is_refused: false,
        needs_person: false,
        fields: &[field("refresh-token", "Refresh token", "The refresh token")
            .required()
            .secret()],
    },
    GrantForm {
        name: "password",
        label: "Password",
        help: "The client hands a user's name and password on.",
        spec: "RFC 6749 §4.3",
        advice: Some(
            "RFC 9700 §2.4 forbids it: the client sees the password, and no second factor is possible",
        ),
        is_refused: false,
        needs_person: false,
        fields: &[
            field("username", "User name", "The user's name").required(),
            field("password", "Password", "The user's password")
                .required()
                .secret(),
        ],
    },
    GrantForm {
        name: "token_exchange",
        label: "Token exchange",
        help: "One token is exchanged for another, for another API or on behalf of somebody.",
        spec: "RFC 8693 §2.1",
        advice: None,
        is_refused: false,
        needs_person: false,
        fields: &[
            field(
                "subject-token",
                "Subject token",
                "The token of whom the new one is about",
            )
            .required()
            .secret(),
            field(
                "subject-token-type",
                "Type of the subject token",
                "The URI of its type",
            )
            .default(ACCESS_TOKEN_TYPE),
            field(
                "actor-token",
                "Actor token",
                "The token of whoever acts for the subject",
            )
            .secret(),
            field(
                "actor-token-type",
                "Type of the actor token",
                "The URI of its type",
            )
            .default(ACCESS_TOKEN_TYPE),
            field(
                "requested-token-type",
                "Type of the new token",
                "The URI of the type that is wanted",
            ),
        ],
    },
    GrantForm {
        name: "jwt_bearer",
        label: "JWT bearer",
        help: "A JWT that the server trusts is exchanged for a token.",
        spec: "RFC 7523 §2.1",
        advice: None,
        is_refused: false,
        needs_person: false,
        fields: &[field(
            "assertion",
            "Assertion",
            "The JWT, signed by whom the server trusts",
        )
        .required()
        .secret()],
    },
    GrantForm {
        name: "implicit",
        label: "Implicit",
        help: "The token itself stands in the address that the browser ends on.",
        spec: "RFC 6749 §4.2",
        advice: Some(
            "RFC 9700 §2.1.2 forbids it: tokens in addresses end up in histories and logs; use authorization_code, which works for every client that implicit was made for",
        ),
        is_refused: true,
        needs_person: true,
        fields: &[],
    },
    GrantForm {
        name: "hybrid",
        label: "Hybrid",
        help: "A code and tokens stand together in the address that the browser ends on.",
        spec: "OpenID Connect Core §3.3",
        advice: Some(
            "RFC 9700 §2.1.2 advises against tokens in addresses; use authorization_code, whose ID token comes from the token endpoint",
        ),
        is_refused: true,
        needs_person: true,
        fields: &[],
    },
];

/// What any grant may carry beside scope and resource, but a refresh and those that are not run.
pub const SHARED_FIELDS: &[FormField] = &[field(
    AUTHORIZATION_DETAILS,
    "Authorization details",
    "What the token is to allow, as a JSON array of objects that each have a type",
)];

const AUTHORIZATION_DETAILS: &str = "authorization-details";

/// `authorization_details` from what is in the shared field; none where it is empty.
///
/// # Errors
///
/// Where the text is no array of objects that each have a type.
pub fn authorization_details(
    value: impl Fn(&FormField) -> Option<Secret>,
) -> Result<Option<AuthorizationDetails>, FormError> {
    let field = SHARED_FIELDS
        .iter()
        .find(|field| field.name == AUTHORIZATION_DETAILS);
    let given = field.and_then(|field| Some((field, value(field)?)));
    let Some((field, text)) = given else {
        return Ok(None);
    };
    match text.expose_str().unwrap_or_default().trim() {
        "" => Ok(None),
        text => AuthorizationDetails::parse(text)
            .map(Some)
            .map_err(|why| FormError::Malformed(field, why)),
    }
}

impl GrantForm {
    /// The form of this short name.
    pub fn of_name(name: &str) -> Option<&'static Self> {
        GRANT_FORMS.iter().find(|form| form.name == name)
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static FormField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The grant, from what is in the fields; an empty value counts as none.
    ///
    /// # Errors
    ///
    /// Where a value is missing or cannot be meant, or the grant is none that is run.
    pub fn grant(
        &self,
        value: impl Fn(&FormField) -> Option<Secret>,
    ) -> Result<GrantKind, FormError> {
        if self.is_refused {
            return Err(FormError::Refused(self.advice.unwrap_or_default()));
        }
        let mut values = Vec::new();
        for field in self.fields {
            let given = value(field).filter(|value| !value.is_empty());
            let given = given.or_else(|| match field.default {
                "" => None,
                default => Some(Secret::from(default)),
            });
            if field.is_required && given.is_none() {
                return Err(FormError::Missing(field));
            }
            values.push((field, given));
        }
        Filled { values }.grant(self.name)
    }
}

/// The fields of a form with their values.
struct Filled {
    values: Vec<(&'static FormField, Option<Secret>)>,
}

impl Filled {
    fn grant(&self, name: &str) -> Result<GrantKind, FormError> {
        Ok(match name {
            "client_credentials" => GrantKind::ClientCredentials,
            "authorization_code" => GrantKind::AuthorizationCode(self.login()?),
            "device_code" => GrantKind::DeviceCode { timeout: None },
            "password" => GrantKind::Password {
                username: self.text("username").unwrap_or_default(),
                password: self.secret("password"),
            },
            "refresh_token" => {
                GrantKind::Request(TokenGrant::refresh_token(self.secret("refresh-token")))
            }
            "jwt_bearer" => GrantKind::Request(TokenGrant::jwt_bearer(self.secret("assertion"))),
            _ => GrantKind::Request(self.token_exchange()),
        })
    }

    fn login(&self) -> Result<Login, FormError> {
        Ok(Login {
            redirect_uri: self.text("redirect-uri").unwrap_or_default(),
            push: self.is_on("par"),
            sign: self.is_on("jar"),
            prompt: self.text("prompt"),
            max_age_seconds: self.number("max-age")?,
            acr_values: self.text("acr-values"),
            login_hint: self.text("login-hint"),
            response_mode: self.text("response-mode"),
            ..Login::default()
        })
    }

    fn token_exchange(&self) -> TokenGrant {
        let typed = |token: &str, token_type: &str| {
            let token_type = self.text(token_type).unwrap_or_default();
            Some(TypedToken::new(self.value(token)?.clone(), token_type))
        };
        let subject = typed("subject-token", "subject-token-type");
        let subject = subject.unwrap_or_else(|| TypedToken::new("", ACCESS_TOKEN_TYPE));
        let grant = TokenGrant::token_exchange(subject, typed("actor-token", "actor-token-type"));
        match self.text("requested-token-type") {
            Some(wanted) => grant.with("requested_token_type", wanted),
            None => grant,
        }
    }

    fn value(&self, name: &str) -> Option<&Secret> {
        let mut values = self.values.iter();
        let (_, value) = values.find(|(field, _)| field.name == name)?;
        value.as_ref()
    }

    fn secret(&self, name: &str) -> Secret {
        self.value(name)
            .cloned()
            .unwrap_or_else(|| Secret::from(""))
    }

    fn text(&self, name: &str) -> Option<String> {
        let text = self.value(name)?.expose_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn is_on(&self, name: &str) -> bool {
        self.text(name).is_some()
    }

    fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, FormError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let mut values = self.values.iter();
        match (text.parse(), values.find(|(field, _)| field.name == name)) {
            (Ok(number), _) => Ok(Some(number)),
            (Err(_), Some((field, _))) => Err(FormError::Malformed(
                field,
                "it is no whole number of seconds".to_owned(),
            )),
            (Err(_), None) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(name: &str, values: &[(&str, &str)]) -> Result<GrantKind, FormError> {
        let form = GrantForm::of_name(name).unwrap();
        form.grant(|field| {
            let mut values = values.iter();
            let (_, value) = values.find(|(name, _)| *name == field.name)?;
            Some(Secret::from(*value))
        })
    }

    #[test]
    fn every_form_says_what_it_needs() {
        for form in GRANT_FORMS.iter().filter(|form| !form.is_refused) {
            let filled: Vec<_> = (form.fields.iter())
                .filter(|field| field.is_required)
                .map(|field| (field.name, "x"))
                .collect();
            assert!(grant(form.name, &filled).is_ok(), "{}", form.name);
            for (name, _) in &filled {
                let others: Vec<_> = (filled.iter())
                    .filter(|(other, _)| other != name)
                    .copied()
                    .collect();
                let missing = form.field(name).unwrap();
                let error = grant(form.name, &others).unwrap_err();
                assert_eq!(error, FormError::Missing(missing));
                let empty: Vec<_> = others.iter().copied().chain([(*name, "")]).collect();
                assert_eq!(grant(form.name, &empty).unwrap_err(), error);
            }
        }
    }

    #[test]
    fn tokens_in_addresses_are_explained_and_refused() {
        for name in ["implicit", "hybrid"] {
            let FormError::Refused(why) = grant(name, &[]).unwrap_err() else {
                panic!("{name} is run");
            };
            assert!(why.contains("authorization_code"), "{why}");
        }
    }

    #[test]
    fn authorization_details_are_read_or_refused_with_the_field() {
        let read = |text: &str| authorization_details(|_| Some(Secret::from(text)));
        assert_eq!(read(" ").unwrap(), None);
        assert_eq!(authorization_details(|_| None).unwrap(), None);
        let details = read(r#" [{"type":"payment"}] "#).unwrap().unwrap();
        assert_eq!(details.to_string(), r#"[{"type":"payment"}]"#);
        let FormError::Malformed(field, why) = read("payment").unwrap_err() else {
            panic!("it is no JSON");
        };
        assert_eq!(field.name, "authorization-details");
        assert!(why.contains("JSON"), "{why}");
    }

    #[test]
    fn a_login_has_what_was_filled_in() {
        let filled = [("max-age", " 60 "), ("prompt", "login")];
        let Ok(GrantKind::AuthorizationCode(login)) = grant("authorization_code", &filled) else {
            panic!("no login");
        };
        assert_eq!(login.redirect_uri, Login::REDIRECT_URI);
        assert_eq!(login.max_age_seconds, Some(60));
        assert_eq!(login.prompt.as_deref(), Some("login"));
        let error = grant("authorization_code", &[("max-age", "soon")]).unwrap_err();
        assert!(matches!(error, FormError::Malformed(field, _) if field.name == "max-age"));
    }
}
