//! Mistakes of the caller, which no token and no server can cause: every `misuse.*` code, whichever part finds it.

use crate::code::OWN;

crate::codes! {
    NO_ALGORITHMS = "misuse.no-algorithms", "RFC 8725 §3.1",
        "No algorithm is allowed, and not those of the trusted keys either, so that no token could ever be accepted.",
        "name the algorithms that the issuer signs with, or allow those of its keys";
    NO_AUDIENCE = "misuse.no-audience", "RFC 8725 §3.9",
        "No audience is expected and none is waived: tokens for other APIs would be taken without anybody having said so.",
        "name the audience of this API, or waive the check by name";
    NO_ISSUER = "misuse.no-issuer", "RFC 8725 §3.8",
        "No issuer is expected and none is waived: it would not matter who made the token.",
        "name the issuer, or waive the check by name";
    LEEWAY = "misuse.leeway", "RFC 7519 §4.1.4",
        "The leeway for clocks is longer than ten minutes. A leeway is for small differences between clocks.",
        "give at most 600 seconds, and set the clocks by NTP";
    EMPTY_EXPECTATION = "misuse.empty-expectation", OWN,
        "An expected value is an empty text. It would either match nothing or be taken for no expectation at all.",
        "give the value, or leave the option out; a variable of the shell may be empty";
    NO_KEYS = "misuse.no-keys", OWN,
        "Verification was asked for and nothing says where keys come from.",
        "name the issuer, a JWKS, a key or a secret";
    KEY = "misuse.key", "RFC 7517 §4",
        "What was given as a key cannot be read as one, or cannot be used with the algorithm.",
        "give a JWK, a JWKS or a key in PEM form; the message says what was found";
    HTTPS = "misuse.https", "RFC 8414 §2",
        "The URL is plain http to another machine. Whoever is on the network path could read secrets and replace keys.",
        "use https; plain http is for localhost alone";
    ISSUER = "misuse.issuer", "RFC 8414 §2",
        "The issuer that was given is no URL from which metadata can be asked.",
        "give the issuer as an absolute URL, exactly as it stands in the token's iss";
    JWKS_URI = "misuse.jwks_uri", "RFC 8414 §2",
        "The address of the key set that was given is no absolute URL.",
        "give the whole URL, as the issuer's metadata has it under jwks_uri";
    TOKEN_ENDPOINT = "misuse.token_endpoint", "RFC 6749 §3.2",
        "The token endpoint that was given is no absolute URL, or has a fragment.",
        "give the whole URL, as the issuer's metadata has it under token_endpoint";
    AUTHORIZATION_ENDPOINT = "misuse.authorization_endpoint", "RFC 6749 §3.1",
        "The authorization endpoint that was given is no absolute URL, or has a fragment.",
        "give the whole URL, as the issuer's metadata has it under authorization_endpoint";
    ENDPOINT = "misuse.endpoint", "RFC 8414 §2",
        "The address of an endpoint that was given is no absolute URL, or has a fragment.",
        "give the whole URL, as the issuer's metadata has it";
    REDIRECT_URI = "misuse.redirect_uri", "RFC 6749 §3.1.2",
        "The redirect URI is no absolute URI, has a fragment, or cannot be listened on.",
        "give it as it is registered, such as http://127.0.0.1:8400/callback; for any other address paste what the browser ended on";
    NO_ENTROPY = "misuse.no-entropy", OWN,
        "The source of random bytes that was given failed, so that no state, verifier or key was made.",
        "give a source of cryptographically secure random bytes that works";
    REQUEST = "misuse.request", "RFC 9110 §5",
        "The request cannot be sent as it is: its URL, method or a header has a form that HTTP does not allow.",
        "correct what the message names";
    OPTIONS = "misuse.options", OWN,
        "An option is unknown, has a value of the wrong type, or contradicts another.",
        "compare the option with the documentation; a misspelt name is refused rather than ignored";
    TEXT = "misuse.text", OWN,
        "The text to inspect is not a string.",
        "pass a string; decode bytes first";
    TOKEN = "misuse.token", OWN,
        "The token is not a string.",
        "pass the compact form as a string, such as the access_token of a token response";
    BODY = "misuse.body", OWN,
        "The body of the API's answer is not a string.",
        "pass the body as text, such as await response.text()";
    NAME = "misuse.name", OWN,
        "The name of the claim or header parameter is not a string.",
        "pass a name such as exp";
    VALUE = "misuse.value", OWN,
        "The value is not a string.",
        "pass the value as text";
    ALGORITHM = "misuse.algorithm", "RFC 7518 §3.1",
        "The algorithm is not a string.",
        "pass a name such as RS256";
    CLOCK = "misuse.clock", OWN,
        "The clock that was given does not return a time in milliseconds since 1970. With a wrong clock expired tokens could pass.",
        "return milliseconds since 1970 from now(), as Date.now does";
    ENGINE = "misuse.engine", OWN,
        "The engine that was asked for is not there, or does not compute the algorithm.",
        "leave engine out, or choose wasm; crypto.subtle needs a page with a secure origin";
    ASYNC_ENGINE = "misuse.async-engine", OWN,
        "A synchronous call needs something that only comes later: keys that are still to be fetched, or a signature that crypto.subtle computes.",
        "await verify(), or await keys.ready() before verifySync()";
    NOT_INITIALISED = "misuse.not-initialised", OWN,
        "The slim build was used before its WebAssembly module was loaded.",
        "call init or initSync of claimscope/slim first, and initDiagnosis before an answer is explained";
    SLIM = "misuse.slim", OWN,
        "This build was made without the function that is called.",
        "import claimscope rather than its slim entry, or do without the function";
    TOO_MANY = "misuse.too-many", OWN,
        "More verifications wait for the host's crypto at once than there is room for.",
        "await some of them before starting more";
}
