//! What one provider or product does differently about tokens, a file each; every fact names its source.
//!
//! Here stands what a verdict or a check's advice needs. What such a provider says in its messages is
//! `claimscope-oauth`'s, in a folder of the same name.

pub mod amazon;
pub mod cognito;
pub mod entra;
pub mod google;
pub mod identityserver;
pub(crate) mod istio;
pub mod keycloak;
pub mod okta;
#[cfg(feature = "registry")]
pub mod prefixes;
pub mod supabase;

use crate::json::Object;

/// What to do where a token has these audiences in place of the expected one, and they are known to be a provider's own.
pub fn audience_advice<T: AsRef<str>>(audiences: &[T]) -> Option<&'static str> {
    let all = |is_one: fn(&str) -> bool| audiences.iter().all(|it| is_one(it.as_ref()));
    if audiences.is_empty() {
        None
    } else if all(keycloak::is_default_audience) {
        Some(keycloak::DEFAULT_AUDIENCE_ADVICE)
    } else if all(entra::is_graph) {
        Some(entra::GRAPH_ADVICE)
    } else if all(identityserver::is_static_audience) {
        Some(identityserver::STATIC_AUDIENCE_ADVICE)
    } else {
        None
    }
}

/// What to do where the expected audience and the token's are two names that a provider has for one API.
pub fn other_name_advice(expected: &str, actual: &str) -> Option<&'static str> {
    entra::is_own_id(expected, actual).then_some(entra::OWN_ID_ADVICE)
}

/// What to do where a token with these claims is for others, and is known to be of a provider that names an API only where told to.
pub fn mapped_audience_advice(claims: &Object) -> Option<&'static str> {
    keycloak::has_its_roles(claims).then_some(keycloak::AUDIENCE_ADVICE)
}

/// What to do where a token with these claims has no audience, and is known to be of a provider that writes none.
pub fn no_audience_advice(claims: &Object) -> Option<&'static str> {
    let has = |name: &str| claims.get(name).is_some();
    if claims.get_str(cognito::KIND) == Some(cognito::ACCESS) {
        Some(cognito::NO_AUDIENCE_ADVICE)
    } else if let Some(advice) = mapped_audience_advice(claims) {
        Some(advice)
    } else if has("client_id") && has("scope") {
        Some(identityserver::NO_AUDIENCE_ADVICE)
    } else {
        None
    }
}

/// The version of its tokens that a provider's issuer tells, and what decides which version it issues.
pub fn version_advice(issuer: &str) -> Option<(&'static str, &'static str)> {
    let version = match entra::version(issuer)? {
        entra::Version::One => "v1",
        entra::Version::Two => "v2",
    };
    Some((version, entra::VERSION_ADVICE))
}

/// Where the keys are for a token with these claims, whose issuer signs with others than its key set has.
pub fn other_keys_advice(claims: &Object) -> Option<&'static str> {
    let issuer = claims.get_str("iss")?;
    google::keys_advice(issuer, claims.get_str("aud")).or_else(|| okta::keys_advice(issuer))
}

/// Where a provider keeps keys that its key set leaves out, for a token with these claims.
pub fn keys_advice(claims: &Object) -> Option<&'static str> {
    let of_app = || entra::version(claims.get_str("iss")?).map(|_| entra::APP_KEYS_ADVICE);
    other_keys_advice(claims).or_else(of_app)
}

/// How credentials of products begin, wherever they stand.
pub(crate) const SECRET_STARTS: &[&str] = &[
    "1//0",
    "ya29.",
    "gho_",
    "ghp_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "hvs.",
    "sk_live_",
    "sk_test_",
    "xoxb-",
    "xoxp-",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_providers_own_audience_is_known_where_it_stands_alone() {
        let advice = |audiences: &[&str]| audience_advice(audiences);
        assert_eq!(
            advice(&["account"]),
            Some(keycloak::DEFAULT_AUDIENCE_ADVICE)
        );
        assert_eq!(
            advice(&["https://graph.microsoft.com"]),
            Some(entra::GRAPH_ADVICE)
        );
        assert_eq!(
            advice(&["https://id.example/resources"]),
            Some(identityserver::STATIC_AUDIENCE_ADVICE)
        );
        assert_eq!(advice(&["account", "api1"]), None);
        assert_eq!(advice(&[]), None);
    }

    #[test]
    fn keys_that_a_provider_keeps_apart_are_pointed_at() {
        let keys_advice = |issuer: &str| keys_advice(&Object::new().with("iss", issuer));
        for (issuer, words) in [
            ("https://login.microsoftonline.com/t/v2.0", "?appid="),
            ("https://sts.windows.net/t/", "?appid="),
            (google::IAP_ISSUER, "iap/verify/public_key-jwk"),
            (
                "https://session.firebase.google.com/shop",
                "a session cookie",
            ),
            ("https://acme.okta.com", "/oauth2/default"),
            ("a@shop.iam.gserviceaccount.com", "the service account"),
        ] {
            let advice = keys_advice(issuer).unwrap_or_default();
            assert!(advice.contains(words), "{issuer}: {advice}");
        }
        assert_eq!(keys_advice("https://accounts.google.com"), None);
        assert_eq!(keys_advice("https://id.example"), None);
        assert_eq!(keys_advice("https://acme.okta.com/oauth2/default"), None);
    }

    #[test]
    fn what_a_service_account_signed_is_told_by_its_audience() {
        for (audience, words) in [
            (google::CUSTOM_TOKEN_AUDIENCE, "a custom token"),
            ("https://oauth2.googleapis.com/token", "a token request"),
            (
                "https://orders.run.app",
                "a JWT that the service account signed itself",
            ),
        ] {
            let claims = Object::new()
                .with("iss", "a@shop.iam.gserviceaccount.com")
                .with("aud", audience);
            let advice = keys_advice(&claims).unwrap_or_default();
            assert!(advice.contains(words), "{audience}: {advice}");
        }
    }
}
