//! The causes that are known, each with its name, its sentence and its specification.

macro_rules! causes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $title:literal, $spec:literal;)*) => {
        /// What may be wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Cause { $($(#[$doc])* $variant,)* }

        impl Cause {
            /// Every cause.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name, such as `token.audience`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// One sentence for a person, lower case, no full stop.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// Where the rule stands; empty where no specification speaks of it.
            pub const fn spec(self) -> &'static str {
                match self { $(Self::$variant => $spec,)* }
            }
        }
    };
}

causes! {
    /// No token was sent.
    TokenMissing = "token.missing", "the request carries no token", "RFC 6750 §2.1";
    /// The `Authorization` header does not say `Bearer TOKEN`.
    Scheme = "header.scheme", "the Authorization header is not written as Bearer and a token", "RFC 6750 §2.1";
    /// A token was sent, and the API behaves as if none had come.
    HeaderLost = "header.not-received", "the API did not receive the Authorization header", "RFC 6750 §3";
    /// The token cannot be read.
    Malformed = "token.malformed", "the token is damaged", "RFC 7519 §7.2";
    /// A reference token, sent to an API that reads JWTs.
    Opaque = "token.opaque", "the token is opaque, and the API expects a JWT", "RFC 7662 §1";
    /// A JWE, which the API cannot open.
    Encrypted = "token.encrypted", "the token is encrypted for somebody else", "RFC 7516 §5.2";
    /// Microsoft's own token, which nobody else can verify.
    Graph = "token.graph", "the token is for Microsoft Graph, and no other API can verify it", "RFC 9068 §4";
    /// An id token in place of an access token.
    IdToken = "token.id-token", "the token is an id token, which is for the client and not for an API", "RFC 9068 §5";
    /// A refresh token in place of an access token.
    RefreshToken = "token.refresh-token", "the token is a refresh token, which is for the authorization server alone", "RFC 6749 §1.5";
    /// `exp` has passed.
    Expired = "token.expired", "the token has expired", "RFC 7519 §4.1.4";
    /// `nbf` lies ahead.
    NotYetValid = "token.not-yet-valid", "the token is not valid yet", "RFC 7519 §4.1.5";
    /// No `exp`, and the API wants one.
    NoExpiry = "token.no-expiry", "the token has no expiry, and the API wants one", "RFC 9068 §2.2";
    /// `nbf` lies after `exp`.
    Lifetime = "token.lifetime", "the token's nbf lies after its exp", "RFC 7519 §4.1.4";
    /// `aud` does not name the API.
    Audience = "token.audience", "the token is for another API", "RFC 7519 §4.1.3";
    /// There is no `aud`.
    AudienceMissing = "token.no-audience", "the token does not say which API it is for", "RFC 9068 §2.2";
    /// `iss` is not the issuer that the API trusts.
    Issuer = "token.issuer", "the token comes from another issuer than the API trusts", "RFC 7519 §4.1.1";
    /// The signature does not verify.
    Signature = "token.signature", "the token's signature is wrong", "RFC 7515 §5.2";
    /// The token is not signed at all.
    Unsigned = "token.unsigned", "the token is not signed", "RFC 8725 §3.1";
    /// The API has no key with the token's `kid`.
    KeyNotFound = "key.not-found", "the API does not have the key that signed the token", "RFC 7517 §4.5";
    /// `typ` is not what the API wants.
    TokenType = "token.type", "the token's typ is not the one that the API wants", "RFC 9068 §4";
    /// `alg` is not allowed.
    Algorithm = "token.algorithm", "the API does not allow the token's algorithm", "RFC 8725 §3.1";
    /// The token was revoked, or introspection says that it is not active.
    Revoked = "token.revoked", "the issuer no longer honours the token", "RFC 7662 §2.2";
    /// The token is larger than servers take.
    TooLarge = "token.too-large", "the token makes the request's headers too large", "RFC 6585 §5";
    /// A required claim is missing.
    ClaimMissing = "token.claim", "the token lacks a claim that the API requires", "RFC 7519 §4";
    /// The API refuses the token and does not say why.
    TokenRefused = "token.refused", "the API refuses the token", "RFC 6750 §3.1";
    /// A scope is missing.
    Scope = "scope.missing", "the token lacks a scope that the API requires", "RFC 6750 §3.1";
    /// The token is good and a rule of the API is not met.
    Policy = "api.policy", "the token is accepted, and a rule of the API is not met", "RFC 9110 §15.5.4";
    /// The user must log in again, or more strongly.
    StepUp = "token.step-up", "the API wants the user to authenticate again or more strongly", "RFC 9470 §3";
    /// The API wants a DPoP proof.
    DpopRequired = "dpop.required", "the token needs a DPoP proof beside it", "RFC 9449 §7.1";
    /// The DPoP proof is not accepted.
    DpopProof = "dpop.proof", "the DPoP proof is not accepted", "RFC 9449 §4.3";
    /// The API wants its own nonce in the DPoP proof.
    DpopNonce = "dpop.nonce", "the API wants a DPoP proof with its own nonce", "RFC 9449 §9";
    /// The token is bound to a client certificate.
    CertificateBound = "token.certificate-bound", "the token needs its client certificate beside it", "RFC 8705 §3";
    /// The API cannot fetch the issuer's metadata or keys.
    IssuerUnreachable = "api.issuer-unreachable", "the API cannot reach its issuer for metadata or keys", "RFC 8414 §3";
    /// The request itself is malformed.
    RequestInvalid = "request.invalid", "the API calls the request malformed", "RFC 6750 §3.1";
    /// The path or the method is wrong.
    Path = "request.path", "nothing answers at this path with this method", "RFC 9110 §15.5.5";
    /// The API sends the client elsewhere.
    Redirect = "api.redirect", "the API redirects in place of answering", "RFC 9110 §15.4";
    /// Something in front of the API answered.
    Gateway = "api.gateway", "something in front of the API answered, such as a proxy or a firewall", "";
    /// The API failed by itself.
    Failed = "api.failed", "the API failed by itself", "RFC 9110 §15.6";
}
