//! Proxies that log browsers in: oauth2-proxy, Authelia, Traefik's middlewares ([oauth2-proxy], [Authelia], [Traefik]).
//!
//! [oauth2-proxy]: https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview
//! [Authelia]: https://www.authelia.com/reference/guides/troubleshooting/
//! [Traefik]: https://doc.traefik.io/traefik/middlewares/http/forwardauth/

use super::Sign::{Header, Says};
use super::{Cause, Product};

/// What stands in the addresses of their login pages: oauth2-proxy's, and Authelia's with the URL to return to.
pub(super) const LOGIN_ADDRESSES: &[&str] = &["oauth2/start", "rd="];

pub(super) const OAUTH2_PROXY: Product = Product {
    name: "oauth2-proxy",
    signs: &[
        Header("location", "/oauth2/start"),
        Header("location", "/oauth2/sign_in"),
        Header("set-cookie", "_oauth2_proxy"),
        Header("gap-upstream-address", ""),
        Header("gap-auth", ""),
        Says("sign in with openid connect"),
        Says("secured with oauth2 proxy"),
        Says("error retrieving session from token"),
        Says("error creating session during oauth2 callback"),
        Says("error redeeming code during oauth2 callback"),
    ],
    rows: &[
        // Lines of its log; what stands behind the first is the verifier's.
        ("audience from claim * does not match", Cause::Audience),
        // In the brackets stands what it looks in.
        ("audience claims [] do not exist", Cause::Setting),
        ("audience claims * do not exist", Cause::AudienceMissing),
        ("expected audience * got []", Cause::AudienceMissing),
        ("expected audience", Cause::Audience),
        ("issued by a different provider", Cause::Issuer),
        (
            "id token signed with unsupported algorithm",
            Cause::Algorithm,
        ),
        ("token is expired", Cause::Expired),
        ("no valid bearer token found", Cause::TokenRefused),
        ("unable to verify bearer token", Cause::TokenRefused),
        (
            "!invalid authentication via oauth2: unauthorized",
            Cause::Policy,
        ),
        ("email in id_token * isn't verified", Cause::Policy),
        (
            "neither the id_token nor the profileurl set an email",
            Cause::ClaimMissing,
        ),
        ("!sign in with", Cause::Gateway),
        ("secured with oauth2 proxy", Cause::Gateway),
        (
            "you do not have permission to access this resource",
            Cause::Policy,
        ),
        ("invalid account", Cause::Policy),
    ],
    advice: &[
        (
            Cause::Setting,
            "name the claims that hold the audience: audienceClaims of oidcConfig in the alpha configuration, oidc_audience_claims otherwise; [\"aud\"] is the ordinary one",
        ),
        (
            Cause::TokenRefused,
            "name the token's issuer and audience to oauth2-proxy: by oidc_issuer_url and client_id, or as ISSUER=AUDIENCE in extra_jwt_issuers",
        ),
        (
            Cause::Audience,
            "add the token's aud to oauth2-proxy's oidc_extra_audiences; or ask for a token for its client_id",
        ),
        (
            Cause::Redirect,
            "let oauth2-proxy take bearer tokens (skip_jwt_bearer_tokens, with extra_jwt_issuers), and answer 401 on API paths (api_routes)",
        ),
        (
            Cause::Gateway,
            "oauth2-proxy shows its login page: let it take bearer tokens (skip_jwt_bearer_tokens, with extra_jwt_issuers)",
        ),
    ],
};

pub(super) const AUTHELIA: Product = Product {
    name: "Authelia",
    signs: &[
        Header("location", "rd="),
        Header("www-authenticate", "realm=\"Authorization Required\""),
        Header("set-cookie", "authelia_session"),
    ],
    rows: &[],
    advice: &[(
        Cause::Redirect,
        "give API paths a rule of their own: bypass, or an authorization policy that takes bearer tokens (the scope authelia.bearer.authz)",
    )],
};

pub(super) const TRAEFIK: Product = Product {
    name: "Traefik",
    signs: &[
        Header("www-authenticate", "realm=\"traefik\""),
        Says("=404 page not found"),
    ],
    rows: &[("=404 page not found", Cause::Path)],
    advice: &[(
        Cause::OtherCredential,
        "send the user name and password of Traefik's basicAuth; the middleware uses the Authorization header, so that a token needs a router without it",
    )],
};
