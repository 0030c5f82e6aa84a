//! IdentityServer4, which takes a client assertion for its token endpoint alone ([source]). Duende IdentityServer, its
//! successor, takes the issuer too, and may be set to take nothing else.
//!
//! [source]: https://github.com/IdentityServer/IdentityServer4/blob/main/src/IdentityServer4/src/Validation/Default/PrivateKeyJwtSecretValidator.cs

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
