//! What a server's answer or metadata has wrong, so that nothing in it can be used: `server.*`.

claimscope_core::codes! {
    EMPTY = "server.empty", "RFC 8259 §2",
        "The answer has no body where a JSON document should be.",
        "check that this URL is the right endpoint of the right server";
    ENCODING = "server.encoding", "RFC 9110 §12.5.3",
        "The answer is compressed, which was not asked for.",
        "the server or a proxy before it ignores Accept-Encoding; switch its compression off for this path";
    FORM = "server.form", "RFC 6749 §5.1",
        "The answer is a form where a JSON document should be.",
        "check that this URL is the right endpoint; the server may overlook Accept: application/json, or be older than RFC 6749";
    HTML = "server.html", "RFC 8259 §2",
        "The answer is a web page where a JSON document should be: a login page, an error page, or the page of a single-page application.",
        "check the path of the URL";
    JSON = "server.json", "RFC 8259 §2",
        "The answer cannot be read as a JSON object.",
        "check that this URL is the right endpoint of the right server";
    XML = "server.xml", "RFC 8259 §2",
        "The answer is XML where a JSON document should be, such as SAML metadata.",
        "ask the server's endpoint for OpenID Connect or OAuth 2";
    STATUS = "server.status", "RFC 9110 §15",
        "The answer has a status other than 200, and says nothing that OAuth defines.",
        "check the URL, and look at the whole answer";
    REDIRECT = "server.redirect", "RFC 9110 §15.4",
        "The endpoint redirects. Redirects are not followed: whoever redirects could get secrets, or give keys of its own.",
        "if the target is right, use it directly";
    TOO_LARGE = "server.too-large", "RFC 7517 §5",
        "The answer is longer than a key set may be.",
        "check that this URL is the issuer's jwks_uri";
    JWKS = "server.jwks", "RFC 7517 §5",
        "The answer is no set of keys.",
        "check that this URL is the issuer's jwks_uri";
    JWKS_URI = "server.jwks_uri", "RFC 8414 §2",
        "The issuer's metadata names no jwks_uri, or one from which keys cannot be fetched safely.",
        "ask the issuer's operators to correct their metadata; where it signs with a shared secret, give the key itself";
    METADATA = "server.metadata", "RFC 8414 §2",
        "The metadata lacks what is required, or names something that cannot be used.",
        "check that this URL is an issuer's; otherwise ask its operators to correct the metadata";
    ISSUER = "server.issuer", "RFC 8414 §3.3",
        "The metadata names another issuer than the one that was asked. Nothing of it is used: anyone could serve such metadata.",
        "use the issuer that the metadata names, if that is the one you trust";
    TOKEN_ENDPOINT = "server.token_endpoint", "RFC 8414 §2",
        "The issuer's metadata names no token_endpoint, or one that cannot be used.",
        "ask the issuer's operators to correct their metadata, or give the token endpoint by hand";
    TOKEN_TYPE = "server.token_type", "RFC 6749 §7.1",
        "The token came with a token_type that is not known here, or of type DPoP without a key that was shown for it. A client must not use such a token.",
        "look up in the server's documentation how such a token is sent, or have it give this client Bearer tokens; for DPoP, ask with a key";
    AUTHORIZATION_ENDPOINT = "server.authorization_endpoint", "RFC 8414 §2",
        "The issuer's metadata names no authorization_endpoint, or one that cannot be used.",
        "ask the issuer's operators to correct their metadata; an issuer for machines alone has none";
    ENDPOINT = "server.endpoint", "RFC 8414 §2",
        "The issuer's metadata does not name the endpoint that this needs, or one that cannot be used.",
        "look at the metadata: the issuer may not offer this at all";
    DEVICE_RESPONSE = "server.device-response", "RFC 8628 §3.2",
        "The device authorization response lacks device_code, user_code or verification_uri.",
        "check that this URL is the device authorization endpoint";
    INTROSPECTION_RESPONSE = "server.introspection-response", "RFC 7662 §2.2",
        "The introspection response does not say whether the token is active.",
        "check that this URL is the introspection endpoint";
    INTROSPECTION_JWT = "server.introspection-jwt", "RFC 9701 §5",
        "A signed introspection response was asked for, and what came is a plain one, or a JWT that does not hold: its type, its signature, its issuer, the API that it is for, or its time. Nothing of it is used.",
        "look whether the server signs introspection responses for this client; ask for a plain one otherwise";
    PUSHED_RESPONSE = "server.pushed-response", "RFC 9126 §2.2",
        "The answer to a pushed authorization request has no request_uri.",
        "check that this URL is the pushed authorization request endpoint";
    USERINFO_RESPONSE = "server.userinfo-response", "OpenID Connect Core §5.3.2",
        "The userinfo response has no sub, or is a JWT that does not hold.",
        "check that this URL is the userinfo endpoint";
    USERINFO_SUBJECT = "server.userinfo-subject", "OpenID Connect Core §5.3.2",
        "Userinfo speaks of another user than the ID token. Nothing of it may be used.",
        "log in again; the access token may be another user's";
    TOKEN_RESPONSE = "server.token-response", "RFC 6749 §5.1",
        "The token response lacks access_token or token_type, or has something in it that no token may.",
        "check that this URL is the token endpoint";
    REGISTRATION_UNFIT = "server.registration-unfit", "RFC 7591 §3.2.1",
        "The server registered the client otherwise than it was asked to: with another redirect URI, without the authorization code grant, or with an authentication that the client cannot do. No login can work with it.",
        "register a client by hand with what the login needs, and give its client_id";
    REGISTRATION = "server.registration", "RFC 7591 §3.2.1",
        "The answer to a registration gives no client_id.",
        "check that this URL is the issuer's registration_endpoint";
}
