//! Flask-JWT-Extended, PyJWT, python-jose and FastAPI ([Flask-JWT-Extended], [FastAPI]).
//!
//! [Flask-JWT-Extended]: https://github.com/vimalloc/flask-jwt-extended
//! [FastAPI]: https://github.com/fastapi/fastapi/tree/master/fastapi/security

use super::Sign::{Header, Says};
use super::{Cause, Product};

pub(super) const FLASK: Product = Product {
    name: "Flask-JWT-Extended",
    signs: &[
        Header("server", "Werkzeug"),
        Says("only non-refresh tokens are allowed"),
        Says("subject must be a string"),
    ],
    rows: &[
        ("missing authorization header", Cause::TokenMissing),
        ("missing jwt in", Cause::TokenMissing),
        (
            "missing 'bearer' type in 'authorization' header",
            Cause::Scheme,
        ),
        ("bad authorization header", Cause::Scheme),
        ("only non-refresh tokens are allowed", Cause::TokenType),
        ("only refresh tokens are allowed", Cause::TokenType),
        ("only access tokens are allowed", TOKEN_TYPE),
        ("wrong token type", TOKEN_TYPE),
        ("fresh token required", Cause::StepUp),
        ("token has been revoked", Cause::Revoked),
        ("token has expired", Cause::Expired),
        ("token is missing the \"aud\" claim", Cause::AudienceMissing),
        ("token is missing the", Cause::ClaimMissing),
        ("audience doesn't match", Cause::Audience),
        ("invalid crypto padding", Cause::Malformed),
        ("not enough segments", Cause::Malformed),
        ("subject must be a string", Cause::ClaimMissing),
        ("user claims verification failed", Cause::ClaimMissing),
        ("error loading the user", Cause::TokenRefused),
    ],
    advice: &[],
};

const TOKEN_TYPE: Cause = Cause::TokenType;

/// By the names of its [exceptions](https://pyjwt.readthedocs.io/en/stable/api.html#exceptions), as logs have them.
pub(super) const PYJWT: Product = Product {
    name: "PyJWT",
    signs: &[
        Says("jwt.exceptions."),
        Says("audienceerror: "),
        Says("algorithmerror: "),
        Says("have cryptography installed"),
        Says("unable to find a algorithm for key"),
        Says("issuererror: "),
        Says("signatureerror: "),
        Says("missingrequiredclaimerror: "),
        Says("pyjwkclientconnectionerror: "),
    ],
    rows: &[
        ("pyjwkclientconnectionerror: ", Cause::IssuerUnreachable),
        // Old versions say so of a token for another API too.
        ("?invalidaudienceerror: invalid audience", Cause::Setting),
        ("invalidaudienceerror: ", Cause::Audience),
        ("invalidissuererror: ", Cause::Issuer),
        ("invalidalgorithmerror: ", Cause::Algorithm),
        ("have cryptography installed", Cause::Algorithm),
        ("unable to find a algorithm for key", Cause::Algorithm),
        ("expiredsignatureerror: ", Cause::Expired),
        ("immaturesignatureerror: ", Cause::NotYetValid),
        ("invalidissuedaterror: ", Cause::NotYetValid),
        ("invalidsignatureerror: ", Cause::Signature),
        (
            "missingrequiredclaimerror: token is missing the \"aud\" claim",
            Cause::AudienceMissing,
        ),
        ("missingrequiredclaimerror: ", Cause::ClaimMissing),
    ],
    advice: &[
        (
            Cause::Setting,
            "pass the API's own name to jwt.decode as audience=; where it is passed, compare it with the token's aud",
        ),
        (
            Cause::Algorithm,
            "pass the alg of the token's header to jwt.decode as algorithms=[…], with a key that goes with it: RS, PS and ES want the issuer's public key and the package cryptography (pyjwt[crypto]), HS the secret",
        ),
    ],
};

pub(super) const FASTAPI: Product = Product {
    name: "FastAPI",
    signs: &[
        Header("server", "uvicorn"),
        Says("could not validate credentials"),
        Says("=not authenticated"),
    ],
    rows: &[
        ("=not authenticated", Cause::TokenMissing),
        ("could not validate credentials", Cause::TokenRefused),
        ("invalid authentication credentials", Cause::TokenRefused),
        ("not enough permissions", Cause::Scope),
        ("signature has expired", Cause::Expired),
        ("inactive user", Cause::Policy),
    ],
    advice: &[
        (
            Cause::HeaderLost,
            "FastAPI says so where no Authorization: Bearer header arrived: see whether a proxy or a redirect, such as one that adds a slash, drops it",
        ),
        (
            Cause::TokenRefused,
            "log the exception of jwt.decode in the API: most code turns every one of them into this sentence",
        ),
    ],
};
