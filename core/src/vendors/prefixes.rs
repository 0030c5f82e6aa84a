//! What opaque credentials are called by their first characters, as their makers document them ([GitHub], [GitLab],
//! [Slack], [Stripe], [AWS], [Google], [Supabase], [Ory], [Vault], [Docker], [npm], [Grafana], [PASETO], [Fernet], …).
//!
//! [GitHub]: https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
//! [GitLab]: https://docs.gitlab.com/security/tokens/#token-prefixes
//! [Slack]: https://docs.slack.dev/authentication/tokens
//! [Stripe]: https://docs.stripe.com/keys
//! [AWS]: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
//! [Google]: https://developers.google.com/identity/protocols/oauth2
//! [Supabase]: https://supabase.com/docs/guides/api/api-keys
//! [Ory]: https://www.ory.com/docs/hydra/guides/token-prefix
//! [Vault]: https://developer.hashicorp.com/vault/docs/concepts/tokens
//! [Docker]: https://docs.docker.com/security/access-tokens
//! [npm]: https://docs.npmjs.com/about-access-tokens
//! [Grafana]: https://grafana.com/docs/grafana/latest/administration/service-accounts
//! [PASETO]: https://github.com/paseto-standard/paseto-spec
//! [Fernet]: https://github.com/fernet/spec

use Use::{Code, Half, Key, NoJwt, Refresh, Secret, Token};

/// What a credential is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Sent to the API.
    Token,
    /// Sent to the API, and no token of OAuth.
    Key,
    /// Sent to the token endpoint.
    Refresh,
    /// Sent to the token endpoint once.
    Code,
    /// Never sent as a token.
    Secret,
    /// Names a key that signs requests.
    Half,
    /// A token of another format.
    NoJwt,
}

const PREFIXES: &[(&str, &str, Use)] = &[
    ("ghp_", "a personal access token of GitHub", Token),
    ("github_pat_", "a personal access token of GitHub", Token),
    ("gho_", "an OAuth access token of GitHub", Token),
    ("ghu_", "a user access token of a GitHub App", Token),
    (
        "ghs_",
        "an installation access token of a GitHub App",
        Token,
    ),
    ("ghr_", "a refresh token of a GitHub App", Refresh),
    (
        "glpat-",
        "a personal, project or group access token of GitLab",
        Token,
    ),
    ("gldt-", "a deploy token of GitLab", Token),
    ("glcbt-", "a CI/CD job token of GitLab", Token),
    ("glrt-", "a runner authentication token of GitLab", Token),
    (
        "gloas-",
        "the secret of an OAuth application of GitLab",
        Secret,
    ),
    ("xoxb-", "a bot token of Slack", Token),
    ("xoxp-", "a user token of Slack", Token),
    ("xapp-", "an app-level token of Slack", Token),
    ("xoxe-", "a refresh token of Slack", Refresh),
    (
        "xoxe.xox",
        "an access token of Slack that is rotated",
        Token,
    ),
    ("sk_live_", "a secret key of Stripe", Key),
    ("sk_test_", "a secret key of Stripe's test mode", Key),
    ("rk_live_", "a restricted key of Stripe", Key),
    ("rk_test_", "a restricted key of Stripe's test mode", Key),
    (
        "pk_live_",
        "a publishable key of Stripe, which web pages hold",
        Key,
    ),
    (
        "pk_test_",
        "a publishable key of Stripe's test mode, which web pages hold",
        Key,
    ),
    ("whsec_", "a secret that signs webhooks", Secret),
    ("ya29.", "an access token of Google", Token),
    ("1//0", "a refresh token of Google", Refresh),
    ("4/0A", "an authorization code of Google", Code),
    ("AIza", "an API key of Google", Key),
    ("GOCSPX-", "a client secret of Google", Secret),
    ("sb_secret_", "a secret key of Supabase", Key),
    (
        "sb_publishable_",
        "a publishable key of Supabase, which web pages hold",
        Key,
    ),
    ("sbp_", "a personal access token of Supabase", Token),
    ("ory_at_", "an access token of Ory", Token),
    ("ory_rt_", "a refresh token of Ory", Refresh),
    ("ory_ac_", "an authorization code of Ory", Code),
    ("hvs.", "a token of HashiCorp Vault", Token),
    ("hvb.", "a batch token of HashiCorp Vault", Token),
    ("dckr_pat_", "a personal access token of Docker", Token),
    ("npm_", "an access token of npm", Token),
    ("pypi-", "an API token of PyPI", Token),
    ("glsa_", "a service account token of Grafana", Token),
    ("sk-ant-", "an API key of Anthropic", Key),
    ("sk-proj-", "an API key of OpenAI", Key),
    ("SG.", "an API key of SendGrid", Key),
    ("shpat_", "an access token of Shopify's Admin API", Token),
    ("dop_v1_", "a personal access token of DigitalOcean", Token),
    ("hf_", "a user access token of Hugging Face", Token),
    ("gAAAAA", "a Fernet token, which is encrypted", NoJwt),
];

/// What a credential is by its first characters, and what to do with it; `None` where they say nothing.
pub fn known(token: &str) -> Option<(&'static str, &'static str)> {
    let (name, purpose) = aws(token).or_else(|| paseto(token)).or_else(|| {
        let row = PREFIXES.iter().find(|(prefix, ..)| {
            // A word such as `npm_config` is none.
            token.starts_with(prefix) && token.len() >= prefix.len() + 12
        });
        row.map(|(_, name, purpose)| (*name, *purpose))
    })?;
    let advice = match purpose {
        Token => {
            "only the service that made it can say whether it holds: call one of its APIs with it"
        }
        Key => "no issuer knows it: send it in the header that the service's documentation names",
        Refresh => "send it to the token endpoint alone, which gives an access token for it",
        Code => "exchange it for tokens at the token endpoint, once; no API takes it",
        Secret => "keep it: it proves who the client or sender is, and no API takes it as a token",
        Half => "let a tool of AWS sign the request with the key; no API takes its id as a token",
        NoJwt => "whoever expects a JWT refuses it; it is read with a library of its own format",
    };
    Some((name, advice))
}

/// AWS's key ids, which have no mark between: 20 capitals and digits.
fn aws(token: &str) -> Option<(&'static str, Use)> {
    let is_id = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let is_one = token.len() == 20 && token.bytes().all(is_id);
    let is_key = token.starts_with("AKIA") || token.starts_with("ASIA");
    (is_one && is_key).then_some(("the id of an access key of AWS, without its secret", Half))
}

/// `v4.public.…`.
fn paseto(token: &str) -> Option<(&'static str, Use)> {
    let rest = token
        .strip_prefix('v')?
        .strip_prefix(['1', '2', '3', '4'])?;
    if rest.starts_with(".public.") {
        Some(("a PASETO, which is signed", NoJwt))
    } else if rest.starts_with(".local.") {
        Some(("a PASETO, which is encrypted", NoJwt))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_named_by_their_first_characters() {
        for (token, name) in [
            ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "GitHub"),
            ("xoxb-123456789012-abcdefghijkl", "a bot token of Slack"),
            ("AKIAIOSFODNN7EXAMPLE", "access key of AWS"),
            (
                "ory_ac_abcdefghijklm.nopqrst",
                "an authorization code of Ory",
            ),
            ("v4.public.eyJzdWIiOiJhIn0", "a PASETO, which is signed"),
            ("1//0gabcdefghijklmnop", "a refresh token of Google"),
        ] {
            let (known, advice) = known(token).unwrap_or_default();
            assert!(known.contains(name), "{token}: {known}");
            assert!(!advice.is_empty());
        }
        for token in ["npm_config", "AKIA", "v5.public.x", "SG.short", "sk_live_1"] {
            assert_eq!(known(token), None, "{token}");
        }
    }

    #[test]
    fn no_row_hides_another() {
        for (index, (prefix, ..)) in PREFIXES.iter().enumerate() {
            let first = PREFIXES
                .iter()
                .position(|(other, ..)| prefix.starts_with(other));
            assert_eq!(first, Some(index), "{prefix}");
        }
    }
}
