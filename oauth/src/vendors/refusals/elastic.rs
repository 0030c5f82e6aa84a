//! Elasticsearch, OpenSearch and Grafana ([realms], [OpenSearch's JWTs], [Grafana's HTTP API]).
//!
//! [realms]: https://www.elastic.co/guide/en/elasticsearch/reference/current/jwt-auth-realm.html
//! [OpenSearch's JWTs]: https://docs.opensearch.org/latest/security/authentication-backends/jwt/
//! [Grafana's HTTP API]: https://grafana.com/docs/grafana/latest/developers/http_api/auth/

use super::Sign::{Header, Says};
use super::{Cause, Product};

pub(super) const ELASTICSEARCH: Product = Product {
    name: "Elasticsearch",
    signs: &[
        Header("x-elastic-product", ""),
        Says("security_exception"),
        Says("security exception"),
    ],
    rows: &[
        (
            "missing authentication credentials for rest request",
            Cause::TokenMissing,
        ),
        ("the access token expired", Cause::Expired),
        ("api key is expired", Cause::ApiKey),
        ("api key has been invalidated", Cause::ApiKey),
        ("unable to find apikey", Cause::ApiKey),
        ("is unauthorized for user", Cause::Policy),
        ("is unauthorized for api key", Cause::Policy),
        ("is unauthorized for", Cause::Policy),
        ("unable to authenticate user", Cause::TokenRefused),
        (
            "unable to authenticate with provided credentials",
            Cause::TokenRefused,
        ),
        ("!failed to authenticate", Cause::TokenRefused),
        ("!invalidated", Cause::Revoked),
    ],
    advice: &[(
        Cause::TokenRefused,
        "look in Elasticsearch's log, with org.elasticsearch.xpack.security.authc.jwt at debug: allowed_issuer, allowed_audiences and the shared secret of the client all count",
    )],
};

pub(super) const OPENSEARCH: Product = Product {
    name: "OpenSearch",
    signs: &[
        Says("extracting jwt token from"),
        Says("jwtauthenticator"),
        Says("backendregistry"),
        Says("subject_key"),
        Says("roles_key"),
    ],
    rows: &[
        ("check if subject_key", Cause::ClaimMissing),
        ("no subject found in jwt token", Cause::ClaimMissing),
        ("with roles_key", Cause::ClaimMissing),
        ("!no jwt token found", Cause::TokenMissing),
        ("invalid or expired jwt token", Cause::TokenRefused),
        ("!authentication finally failed", Cause::TokenRefused),
        ("extracting jwt token from * failed", Cause::TokenRefused),
    ],
    advice: &[
        (
            Cause::ClaimMissing,
            "set subject_key and roles_key to claims that the token has",
        ),
        (
            Cause::TokenRefused,
            "read the exception below that line, with com.amazon.dlic.auth.http.jwt at debug; signing_key or openid_connect_url must be the token's issuer's",
        ),
    ],
};

pub(super) const GRAFANA: Product = Product {
    name: "Grafana",
    signs: &[
        Says("access error id"),
        Says("accesserrorid"),
        Header("set-cookie", "grafana_session"),
        Says("auth.unauthorized"),
        Says("api-key.invalid"),
    ],
    rows: &[
        ("expired api key", Cause::Expired),
        ("invalid api key", Cause::ApiKey),
        ("!invalid username or password", Cause::OtherCredential),
        ("permissions needed", Cause::Policy),
        ("you'll need additional permissions", Cause::Policy),
        ("session token rotated", Cause::Revoked),
    ],
    advice: &[
        (
            Cause::ApiKey,
            "send a service account token (glsa_…) as Authorization: Bearer; it belongs to one organization",
        ),
        (
            Cause::Policy,
            "give the service account the permission that the answer names",
        ),
    ],
};
