//! Grants: `grant_type` and the parameters that only it has.

use std::borrow::Cow;
use std::fmt;

use claimscope_core::secret::Secret;

/// What a client asks for a token with.
///
/// ```
/// use claimscope_oauth::TokenGrant;
///
/// let grant = TokenGrant::extension("urn:example:grant", [("ticket", "abc")]);
/// assert_eq!(grant.grant_type(), "urn:example:grant");
/// ```
#[derive(Clone, Debug)]
pub struct TokenGrant {
    grant_type: Cow<'static, str>,
    parameters: Vec<(Cow<'static, str>, Secret)>,
}

/// A token and what kind it is ([RFC 8693 §3](https://www.rfc-editor.org/rfc/rfc8693#section-3)).
#[derive(Clone, Debug)]
pub struct TypedToken {
    /// The token.
    pub token: Secret,
    /// Its type, such as [`TypedToken::ACCESS_TOKEN`].
    pub token_type: String,
}

impl TypedToken {
    /// An access token of the authorization server itself.
    pub const ACCESS_TOKEN: &'static str = "urn:ietf:params:oauth:token-type:access_token";

    /// A token of this type.
    pub fn new(token: impl Into<Secret>, token_type: impl Into<String>) -> Self {
        Self {
            token: token.into(),
            token_type: token_type.into(),
        }
    }
}

impl TokenGrant {
    /// `grant_type` of the authorization code grant.
    pub const AUTHORIZATION_CODE: &'static str = "authorization_code";
    /// `grant_type` of the client credentials grant.
    pub const CLIENT_CREDENTIALS: &'static str = "client_credentials";
    /// `grant_type` of the resource owner password credentials grant.
    pub const PASSWORD: &'static str = "password";
    /// `grant_type` of a refresh.
    pub const REFRESH_TOKEN: &'static str = "refresh_token";
    /// `grant_type` of the device authorization grant.
    pub const DEVICE_CODE: &'static str = "urn:ietf:params:oauth:grant-type:device_code";
    /// `grant_type` of token exchange.
    pub const TOKEN_EXCHANGE: &'static str = "urn:ietf:params:oauth:grant-type:token-exchange";
    /// `grant_type` of a JWT as authorization grant.
    pub const JWT_BEARER: &'static str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// The client asks in its own name ([RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).
    pub fn client_credentials() -> Self {
        Self::of(Self::CLIENT_CREDENTIALS, [])
    }

    /// The client hands a user's password on ([RFC 6749 §4.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.3)),
    /// which [RFC 9700 §2.4](https://www.rfc-editor.org/rfc/rfc9700#section-2.4) advises against.
    pub fn password(username: &str, password: impl Into<Secret>) -> Self {
        let parameters = [
            ("username", Secret::from(username)),
            ("password", password.into()),
        ];
        Self::of(Self::PASSWORD, parameters)
    }

    /// The code of an authorization response, with the redirect URI of the request word for word and the verifier of its
    /// challenge ([RFC 6749 §4.1.3], [RFC 7636 §4.5]).
    ///
    /// [RFC 6749 §4.1.3]: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
    /// [RFC 7636 §4.5]: https://www.rfc-editor.org/rfc/rfc7636#section-4.5
    pub fn authorization_code(
        code: impl Into<Secret>,
        redirect_uri: &str,
        code_verifier: impl Into<Secret>,
    ) -> Self {
        let parameters = [
            ("code", code.into()),
            ("redirect_uri", Secret::from(redirect_uri)),
            ("code_verifier", code_verifier.into()),
        ];
        Self::of(Self::AUTHORIZATION_CODE, parameters)
    }

    /// A refresh token ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
    pub fn refresh_token(refresh_token: impl Into<Secret>) -> Self {
        Self::of(
            Self::REFRESH_TOKEN,
            [("refresh_token", refresh_token.into())],
        )
    }

    /// The device code that the user approves elsewhere ([RFC 8628 §3.4](https://www.rfc-editor.org/rfc/rfc8628#section-3.4)).
    pub fn device_code(device_code: impl Into<Secret>) -> Self {
        Self::of(Self::DEVICE_CODE, [("device_code", device_code.into())])
    }

    /// One token for another: for the subject's, and where the caller acts for the subject, with the actor's too
    /// ([RFC 8693 §2.1](https://www.rfc-editor.org/rfc/rfc8693#section-2.1)).
    pub fn token_exchange(subject: TypedToken, actor: Option<TypedToken>) -> Self {
        let mut grant = Self::of(
            Self::TOKEN_EXCHANGE,
            [
                ("subject_token", subject.token),
                ("subject_token_type", subject.token_type.into()),
            ],
        );
        if let Some(actor) = actor {
            grant = grant
                .with("actor_token", actor.token)
                .with("actor_token_type", actor.token_type);
        }
        grant
    }

    /// A JWT that somebody the server trusts has signed ([RFC 7523 §2.1](https://www.rfc-editor.org/rfc/rfc7523#section-2.1)).
    pub fn jwt_bearer(assertion: impl Into<Secret>) -> Self {
        Self::of(Self::JWT_BEARER, [("assertion", assertion.into())])
    }

    /// Any other grant, by the absolute URI that names it ([RFC 6749 §4.5](https://www.rfc-editor.org/rfc/rfc6749#section-4.5)).
    pub fn extension<N: Into<String>, V: Into<Secret>>(
        grant_type: impl Into<String>,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let parameters = parameters.into_iter();
        Self {
            grant_type: Cow::Owned(grant_type.into()),
            parameters: parameters
                .map(|(name, value)| (Cow::Owned(name.into()), value.into()))
                .collect(),
        }
    }

    /// Adds a parameter of this grant, such as `requested_token_type`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Secret>) -> Self {
        self.parameters.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// `grant_type`.
    pub fn grant_type(&self) -> &str {
        &self.grant_type
    }

    /// Its own parameters, secrets in clear.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let parameters = self.parameters.iter();
        parameters.map(|(name, value)| (name.as_ref(), value.expose()))
    }

    fn of<const N: usize>(
        grant_type: &'static str,
        parameters: [(&'static str, Secret); N],
    ) -> Self {
        let parameters = parameters.into_iter();
        Self {
            grant_type: Cow::Borrowed(grant_type),
            parameters: parameters
                .map(|(name, value)| (Cow::Borrowed(name), value))
                .collect(),
        }
    }
}

impl fmt::Display for TokenGrant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.grant_type)
    }
}
