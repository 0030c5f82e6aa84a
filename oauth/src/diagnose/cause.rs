//! Every reason that is known: its code, its sentence, its rule, what it means and what to do about it.

use claimscope_core::code::CodeEntry;

macro_rules! causes {
    ($($variant:ident = $code:literal, $spec:literal, $title:literal, $meaning:literal, $remedy:literal;)*) => {
        /// What may be wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $(#[doc = $meaning] $variant,)*
        }

        impl Cause {
            /// Every cause.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name, such as `token.audience`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Where the rule stands; empty where no specification speaks of it.
            pub const fn spec(self) -> &'static str {
                match self { $(Self::$variant => $spec,)* }
            }

            /// One sentence for a person, lower case, no full stop.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What it means, in one or two sentences.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }

            /// What to do about it where nothing more is known, lower case, no full stop.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)* }
            }
        }
    };
}

impl Cause {
    /// What is documented of the cause.
    pub fn entry(self) -> CodeEntry {
        CodeEntry::with_spec(self.code(), self.meaning(), self.remedy(), self.spec())
    }

    /// The cause of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|cause| cause.code() == code)
    }
}

causes! {
    TokenMissing = "token.missing", "RFC 6750 §2.1",
        "the request carries no token",
        "No access token was sent where the API looks for one.",
        "send Authorization: Bearer and an access token";
    Scheme = "header.scheme", "RFC 6750 §2.1",
        "the Authorization header is not written as the API wants it",
        "The header has another scheme, none, the scheme twice, or characters around the token.",
        "write the header as Authorization: Bearer TOKEN, once, without quotes";
    TokenPlace = "token.place", "RFC 6750 §2",
        "the token is not where the API looks for it",
        "A token was sent in another header, or in the URL, and the API says that none came.",
        "send it as Authorization: Bearer TOKEN, or in the very header that the API's documentation names";
    HeaderLost = "header.not-received", "RFC 6750 §3",
        "the API did not receive the Authorization header",
        "A token was sent, and the API answers as if none had come: the header was lost on the way, or the API looks elsewhere.",
        "see whether a proxy or a redirect drops the header, and in which header or cookie the API looks for the token";
    Malformed = "token.malformed", "RFC 7519 §7.2",
        "what arrived is not one whole token",
        "What arrived cannot be read as a JWT: the token is damaged, or the header's value has more in it than the token, or less.",
        "copy the whole token again: three parts with dots, no line break, nothing cut off";
    Opaque = "token.opaque", "RFC 7662 §1",
        "the token is opaque, and the API expects a JWT",
        "The token is a reference that only its issuer understands, and the API tries to read it as a JWT.",
        "ask the issuer for a JWT, often by naming the API as audience or resource; or let the API use introspection";
    Encrypted = "token.encrypted", "RFC 7516 §5.2",
        "the token is encrypted, and the API does not decrypt it",
        "The token is a JWE: what it says can be read with the decryption key alone.",
        "ask for a token for this API, by its audience or resource; where the issuer encrypts by a setting of the client, as ID tokens often, switch that off; or give the key to decrypt it to whoever reads the token";
    Graph = "token.graph", "RFC 9068 §4",
        "the token is for Microsoft Graph, and no other API can verify it",
        "Microsoft changes the header of Graph's tokens after signing, so that nobody else can check the signature.",
        "ask for a scope of your own API, such as api://CLIENT-ID/.default, in place of a Graph scope";
    IdToken = "token.id-token", "RFC 9068 §5",
        "the token is an id token, which is for the client and not for an API",
        "An id token tells the client who logged in; APIs take access tokens.",
        "send the access_token of the same token response";
    RefreshToken = "token.refresh-token", "RFC 6749 §1.5",
        "the token is a refresh token, which is for the authorization server alone",
        "A refresh token only buys new access tokens at the token endpoint.",
        "send the access_token of the same token response";
    Expired = "token.expired", "RFC 7519 §4.1.4",
        "the token has expired",
        "The time of exp has passed by the API's clock.",
        "ask for a new token";
    NotYetValid = "token.not-yet-valid", "RFC 7519 §4.1.5",
        "the token is not valid yet",
        "The time of nbf, or of iat, lies ahead by the API's clock.",
        "wait until it is valid, and compare the clocks of issuer and API";
    NoExpiry = "token.no-expiry", "RFC 9068 §2.2",
        "the token has no expiry, and the API wants one",
        "The token has no exp, and the API takes no token that holds for ever.",
        "make the issuer write exp";
    Lifetime = "token.lifetime", "RFC 7519 §4.1.4",
        "the API does not accept the token's lifetime",
        "The token ends before it begins, or holds for longer than the API allows.",
        "correct the lifetime where the token is made";
    Audience = "token.audience", "RFC 7519 §4.1.3",
        "the token is for another API",
        "None of the token's audiences is the one that the API goes by.",
        "ask for a token with the API's own scope or resource";
    AudienceMissing = "token.no-audience", "RFC 9068 §2.2",
        "the token does not say which API it is for",
        "The token has no aud, and the API wants to find itself there.",
        "make the issuer write the API into aud; or switch the API's audience check off and require a scope in its place";
    Issuer = "token.issuer", "RFC 7519 §4.1.1",
        "the token's issuer is not, letter for letter, one that the API trusts",
        "The token's iss is not, letter for letter, the issuer that the API is set to.",
        "make the issuer that the API trusts exactly the token's iss; scheme, host name, port and trailing slash all count";
    Signature = "token.signature", "RFC 7515 §5.2",
        "the token's signature does not verify with the API's key",
        "The API has a key for the token, and the signature does not verify with it.",
        "use the token as it was issued, unchanged; if it is, make sure that the API has the keys of this very issuer";
    Unsigned = "token.unsigned", "RFC 8725 §3.1",
        "the token is not signed",
        "The token has no signature, or alg none.",
        "use a signed token; no API should take an unsigned one";
    KeyNotFound = "key.not-found", "RFC 7517 §4.5",
        "the API does not have the key that signed the token",
        "No key that the API has loaded fits the token's kid and alg.",
        "make the API use the keys of the token's issuer; after a key rotation, get a new token and let the API fetch the keys again";
    KeysNotLoaded = "api.keys-not-loaded", "RFC 7517 §5",
        "the API has not loaded the keys of its issuer",
        "The API has no key at all to check a signature with, so that it refuses every token; the token is not the point.",
        "from the API's machine, open the issuer's metadata and the jwks_uri in it; the API's log says how it fetched the keys";
    Setting = "api.setting", "RFC 7519 §4.1.3",
        "the API is not told which audience or issuer to expect",
        "The API's code or settings name no audience, or no issuer, so that it refuses every token; the token is not the point.",
        "set the API's own audience and its issuer where it checks tokens";
    KeyKind = "key.kind", "RFC 8725 §3.1",
        "the API checks the token with the wrong kind of key",
        "The key that the API's code holds, or the method by which it reads tokens, does not go with the token's alg.",
        "give the API's code a key that goes with the token's alg, the issuer's public key for RS, PS and ES, the secret for HS, and the method that reads signed tokens";
    TokenType = "token.type", "RFC 9068 §4",
        "the token's type is not the one that the API wants",
        "The header's typ, or the kind of token, is not one that the API takes.",
        "send an access token; or make the API take its typ";
    CustomToken = "token.custom", "",
        "the token is a custom token, which has to be exchanged for an id token first",
        "A server signed it for Firebase or Identity Platform, which gives an id token for it; APIs take that one.",
        "exchange it by signInWithCustomToken, and send the id token that comes of it";
    Algorithm = "token.algorithm", "RFC 8725 §3.1",
        "the API does not allow the token's algorithm",
        "The token's alg is not among those that the API allows, or has keys for.",
        "sign with an algorithm that the API allows, or allow this one there";
    Revoked = "token.revoked", "RFC 7662 §2.2",
        "the issuer no longer honours the token",
        "The token was revoked, its session ended, or tokens issued before some moment no longer count.",
        "ask for a new token, and see at the issuer why this one ended";
    TooLarge = "token.too-large", "RFC 6585 §5",
        "the token makes the request's headers too large",
        "Servers bound the size of headers, and the token does not fit.",
        "put fewer claims into the token, such as groups; or raise the server's limit";
    ClaimMissing = "token.claim", "RFC 7519 §4",
        "a claim that the API requires is missing or malformed",
        "A claim is absent, or has a value that the API does not accept.",
        "make the issuer write the claim into access tokens";
    TokenRefused = "token.refused", "RFC 6750 §3.1",
        "the API refuses the token",
        "The API does not take the token, and says no more than that.",
        "look in the API's log for the reason";
    Scope = "scope.missing", "RFC 6750 §3.1",
        "the token lacks a scope that the API requires",
        "The token is known to the API, and its scopes do not cover this call.",
        "ask for a token with the scope that the API requires";
    Policy = "api.policy", "RFC 9110 §15.5.4",
        "a rule of the API forbids the call",
        "Whoever calls is known to the API, and has not the role, permission or setting that this call needs.",
        "look which scope, role or claim the API requires for this path, and ask for a token that has it";
    StepUp = "token.step-up", "RFC 9470 §3",
        "the API wants the user to authenticate again or more strongly",
        "The login behind the token is too old, too weak, or lacks a claim that the API asks for by a challenge.",
        "send the user to log in again, with the acr_values, max_age or claims of the challenge";
    DpopRequired = "dpop.required", "RFC 9449 §7.1",
        "the token needs a DPoP proof beside it",
        "The token is bound to a key, or the API takes only such tokens, and no proof came with it.",
        "send Authorization: DPoP TOKEN with a DPoP proof; or ask for a plain bearer token";
    DpopProof = "dpop.proof", "RFC 9449 §4.3",
        "the DPoP proof is not accepted",
        "A claim, the key or the signature of the proof does not fit the request or the token.",
        "make a fresh proof for each request: htm, htu, iat, jti and ath must fit it";
    DpopNonce = "dpop.nonce", "RFC 9449 §9",
        "the API wants a DPoP proof with its own nonce",
        "The server gives a nonce by the DPoP-Nonce header and takes only proofs that have it.",
        "repeat the request with the nonce of the DPoP-Nonce header in the proof";
    CertificateBound = "token.certificate-bound", "RFC 8705 §3",
        "the token needs its client certificate beside it",
        "The token is bound to a client certificate, which has to be used for this connection too.",
        "call the API over TLS with the client certificate that asked for the token";
    IssuerUnreachable = "api.issuer-unreachable", "RFC 8414 §3",
        "the API's own call to its issuer, for metadata, keys or introspection, failed",
        "The API could not fetch what it needs to check any token, so that the token is not the point.",
        "from the API's machine, open the issuer's /.well-known/openid-configuration: its address, the issuer that it names and TLS trust decide";
    RequestInvalid = "request.invalid", "RFC 6750 §3.1",
        "the API calls the request malformed",
        "A parameter is missing, repeated or of the wrong form; the token is not the point.",
        "send the token once, in the header alone, and check the other parameters of the request";
    Path = "request.path", "RFC 9110 §15.5.5",
        "nothing answers at this path with this method",
        "The path, the method or the stage is not one that the server knows.",
        "check the URL and the method; the token was perhaps not even looked at";
    ApiKey = "request.api-key", "",
        "the API wants an API key",
        "The call needs a key of the API's own, beside the token or in its place, and none came.",
        "send the API key in the header or parameter that the API's documentation names";
    ApiKeyRefused = "request.api-key-refused", "",
        "the API does not accept the API key",
        "A key was sent, and the API does not know it: it is mistyped, revoked, or of another project or environment.",
        "take the key again from the service's console: whole, without quotes, not revoked, and of the right environment, such as test or live";
    OtherCredential = "request.other-credential", "RFC 9110 §11.6.1",
        "the API wants another credential than the token",
        "The API asks for another scheme of authentication, a signature, a certificate or a second secret.",
        "send the credential that the challenge names; or make the API take bearer tokens at this path";
    RateLimit = "api.rate-limit", "RFC 6585 §4",
        "the API takes no more requests for now",
        "Too many requests came, a quota is used up, or the API asks to wait; the token is not the point.",
        "wait, then repeat the request; the Retry-After header says how long, where it is sent";
    Redirect = "api.redirect", "RFC 9110 §15.4",
        "the API redirects in place of answering",
        "The answer sends the client elsewhere: to a login page, another host, or another form of the URL.",
        "call the final URL directly; where it is a login page, make the API answer 401 to calls without a session";
    Gateway = "api.gateway", "",
        "something in front of the API answered, such as a proxy or a firewall",
        "The answer comes from a gateway, load balancer, proxy or firewall, and perhaps never reached the API.",
        "find out who answered: the Server and Via headers and the gateway's log tell";
    Failed = "api.failed", "RFC 9110 §15.6",
        "the API failed by itself",
        "The API broke while it handled the call; a token is seldom the cause.",
        "look in the API's log";
    RequestForm = "request.form", "RFC 6749 §4.4.2",
        "the token request is not sent as a form",
        "Token endpoints read their parameters from a body of type application/x-www-form-urlencoded and from nowhere else.",
        "put the parameters into the body as application/x-www-form-urlencoded";
    ParameterMissing = "request.parameter", "RFC 6749 §5.2",
        "the request lacks a parameter, or has one in a wrong form",
        "The authorization server misses a parameter, finds it twice, or cannot read it.",
        "compare the parameters with what the grant asks for";
    Target = "request.resource", "RFC 8707 §2",
        "the authorization server does not know the API that was asked for",
        "The audience or resource of the token request is not registered there.",
        "register the API, or correct the audience or resource; every letter counts";
    ScopeInvalid = "scope.invalid", "RFC 6749 §5.2",
        "a scope that was asked for is unknown or not allowed",
        "The authorization server does not define the scope, or does not give it to this client with this grant.",
        "ask only for scopes that the server defines and allows this client";
    ClientAuthentication = "client.authentication", "RFC 6749 §5.2",
        "the authorization server does not accept the client's credentials",
        "The client is unknown, its secret is wrong or expired, or it authenticates in another way than it is registered for.",
        "check client_id, client_secret and the way in which the client is registered to authenticate";
    ClientNotAllowed = "client.not-allowed", "RFC 6749 §5.2",
        "the client is not allowed what it asks for",
        "The client is known, and may not use this grant or ask for tokens for this API.",
        "allow the grant, or the API, to this client at the authorization server";
    GrantUnsupported = "grant.unsupported", "RFC 6749 §5.2",
        "the authorization server does not offer this grant",
        "The value of grant_type is unknown to the server, or switched off.",
        "choose one of the metadata's grant_types_supported";
    GrantInvalid = "grant.invalid", "RFC 6749 §5.2",
        "the code, refresh token or password is not accepted",
        "It is wrong, expired, used already, revoked, or was given to another client or redirect URI.",
        "start again for a new code or refresh token; check the redirect_uri, which must be the one of the authorization request";
    GrantEncoding = "grant.encoding", "RFC 6749 §4.1.2",
        "the authorization code did not arrive as it was issued",
        "The code was copied from a URL without decoding it, was encoded twice, or has other characters around it.",
        "decode the code once when it is taken from the redirect URL, and encode it once in the form";
    GrantAssertion = "grant.assertion", "RFC 7523 §3",
        "a claim of the assertion is not one that the authorization server accepts",
        "The assertion's audience, issuer, subject, times or signature do not fit what the server expects.",
        "compare aud, iss, sub and exp of the assertion with what the server documents";
    GrantConsent = "grant.consent", "RFC 6749 §4.1.2.1",
        "the user or the administrator has not approved the client",
        "The server knows user and client, and nobody has agreed that the client may act for the user.",
        "approve the client for this user, or let an administrator approve it for all";
    GrantPending = "grant.pending", "RFC 8628 §3.5",
        "the user has not finished yet",
        "The device flow goes on: the client should ask again later.",
        "ask again after the interval, and five seconds later after slow_down";
    GrantLogin = "grant.login", "OpenID Connect Core §3.1.2.6",
        "the authorization server needs the user at a page, and showed none",
        "The user is not logged in there, has several accounts to choose from, or has to answer something first; with prompt=none no page is allowed for it.",
        "send the user to the server again without prompt=none; in an iframe the browser may keep the server's cookies back";
    GrantDenied = "grant.denied", "RFC 6749 §4.1.2.1",
        "the user or the authorization server refused",
        "Mostly the user declined or broke off; otherwise a rule of the server keeps this user from this client.",
        "log in again and approve; where nobody was asked, the server's log says which rule refused";
    GrantPkce = "grant.pkce", "RFC 7636 §4.6",
        "the code_verifier is missing, or is not the one behind the code_challenge",
        "The SHA-256 of the token request's code_verifier is not the code_challenge of the authorization request.",
        "keep the code_verifier from the authorization request to the token request";
    PkceRequired = "request.pkce", "RFC 7636 §4.4.1",
        "the client has to use PKCE",
        "The authorization request has no code_challenge, or one by a method that the server does not take.",
        "send code_challenge, and code_challenge_method=S256, in the authorization request";
    PushRequired = "request.pushed", "RFC 9126 §5",
        "the authorization request has to be pushed first",
        "The server, or the client's registration, takes authorization requests only by way of the pushed authorization request endpoint.",
        "push the request, and open the authorization endpoint with its request_uri";
    HttpsRequired = "request.https", "RFC 6749 §3.2",
        "the server takes https alone",
        "The request came over http, or so it seems to a server behind a proxy.",
        "use https; behind a proxy, let it say X-Forwarded-Proto and the server believe it";
    RedirectUri = "client.redirect-uri", "RFC 6749 §3.1.2.4",
        "the redirect URI is not one that is registered, or not the one of the authorization request",
        "Servers compare redirect URIs letter by letter with those of the client, and at the token endpoint with that of the authorization request.",
        "register the very redirect_uri of the request with the client, and send the same one in the token request";
    ResponseType = "client.response-type", "RFC 6749 §4.1.2.1",
        "the client may not use this response type, or the server does not offer it",
        "The response_type of the authorization request is not one of those that the client may use.",
        "ask for response_type=code; or allow the client the response type that it asks for";
    NoToken = "grant.no-token", "RFC 6749 §5.1",
        "the token response has no access_token",
        "What came from the token endpoint is an error, or of another form than the client reads.",
        "look at the body of the token response";
    LoginLost = "client.login-lost", "RFC 6749 §10.12",
        "the answer does not fit the login that this browser or program began",
        "The state, nonce or cookie that was kept when the login began is gone, or is another login's.",
        "log in once more, in one tab; if it stays, see that the cookie of the login survives and that the callback is not opened twice";
    Cors = "client.cors", "Fetch §3.3",
        "the browser kept the answer from the page (CORS)",
        "The server did not say that pages of this origin may read its answer.",
        "register the page's origin at the server; the answer itself is seen outside the browser";
}
