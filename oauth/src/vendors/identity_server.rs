//! IdentityServer4, which takes a client assertion for its token endpoint alone ([source]). Duende IdentityServer, its
//! successor, takes the issuer too, and may be set to take nothing else.
//! The sentences of the log of either: [validation].
//!
//! [source]: https://github.com/IdentityServer/IdentityServer4/blob/main/src/IdentityServer4/src/Validation/Default/PrivateKeyJwtSecretValidator.cs
//! [validation]: https://github.com/DuendeSoftware/products/tree/main/identity-server/src/IdentityServer/Validation

use super::table::sayings;
use crate::Metadata;

/// What Duende IdentityServer names in its metadata, and IdentityServer4 does not know.
const OF_SUCCESSOR: &str = "authorization_response_iss_parameter_supported";

/// Where it gives tokens, below its own address.
const TOKEN: &str = "/connect/token";

/// The `aud` that a client assertion must have, where the metadata is of the form that IdentityServer4 gives it: the token
/// endpoint below the issuer, whatever address the metadata names.
pub(crate) fn assertion_audience(metadata: &Metadata) -> Option<String> {
    let base = metadata.token_endpoint.as_deref()?.strip_suffix(TOKEN)?;
    let keys = metadata.jwks_uri.as_deref()?.strip_prefix(base)?;
    let is_its_form = keys == "/.well-known/openid-configuration/jwks";
    let issuer = metadata.issuer.trim_end_matches('/');
    (is_its_form && metadata.raw.get(OF_SUCCESSOR).is_none()).then(|| format!("{issuer}{TOKEN}"))
}

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://docs.duendesoftware.com/identityserver/reference/models/client/";

sayings! {
    _: "authorizerequestvalidator * invalid redirect_uri" => RedirectUri,
        "the redirect_uri is not among the client's RedirectUris",
        "add the very redirect_uri of the request to RedirectUris of the client";
    _: "endsessionrequestvalidator * invalid postlogouturi" => RedirectUri,
        "the post_logout_redirect_uri is not among the client's PostLogoutRedirectUris",
        "add the very address of the request to PostLogoutRedirectUris of the client";
    _: "client secret validation failed for client" => ClientAuthentication,
        "the client secret is wrong",
        "compare the secret with ClientSecrets of the client, which holds its hash: new Secret(\"…\".Sha256())";
    _: "invalid grant type for client" => ClientNotAllowed,
        "the client may not use this grant",
        "add the grant to AllowedGrantTypes of the client";
    _: "requested scope not allowed" => ScopeInvalid,
        "the client may not ask for one of the scopes",
        "add the scope to AllowedScopes of the client";
    _: "invalid client configuration for client" => ClientNotAllowed,
        "the client is known, and its own configuration is not valid",
        "mend what stands behind the client's name: a redirect URI, a secret, or an origin, which has no path and no slash at its end";
    _: "unknown client or not enabled" => ClientAuthentication,
        "there is no such client, or it is switched off",
        "check client_id, and Enabled of the client";
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimscope_core::json::Object;

    fn audience(endpoint: &str, keys: &str, more: Option<&str>) -> Option<String> {
        let mut document = Object::new()
            .with("issuer", "https://sts.example")
            .with("token_endpoint", endpoint)
            .with("jwks_uri", keys);
        if let Some(more) = more {
            document.set(more, true);
        }
        let (metadata, _) = Metadata::from_object(document).unwrap();
        assertion_audience(&metadata)
    }

    #[test]
    fn identity_server_4_is_known_by_its_addresses_and_duende_by_what_it_adds() {
        let keys = "https://sts.example/.well-known/openid-configuration/jwks";
        let endpoint = "https://sts.example/connect/token";
        assert_eq!(audience(endpoint, keys, None).as_deref(), Some(endpoint));
        assert_eq!(audience(endpoint, keys, Some(OF_SUCCESSOR)), None);
        assert_eq!(audience("https://sts.example/token", keys, None), None);
        assert_eq!(audience(endpoint, "https://sts.example/jwks", None), None);
        let inside = "https://inside.example";
        let (endpoint, elsewhere) = (
            format!("{inside}/connect/token"),
            keys.replace("https://sts.example", inside),
        );
        assert_eq!(audience(&endpoint, keys, None), None);
        let expected = Some("https://sts.example/connect/token");
        assert_eq!(audience(&endpoint, &elsewhere, None).as_deref(), expected);
    }
}
