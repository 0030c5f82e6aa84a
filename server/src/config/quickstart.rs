//! The built-in configuration: the IdentityServer4 quickstart, so that a first run needs no file.

use claimscope_core::secret::Secret;

use super::{
    ApiResource, Claim, ClaimValueType, Client, Config, Extensions, HashedSecret, Scope, User,
    grant_type,
};

/// The claims of each standard identity resource ([OpenID Connect Core §5.4]).
///
/// [OpenID Connect Core §5.4]: https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims
const STANDARD_RESOURCES: [(&str, &str, &[&str]); 5] = [
    ("openid", "Your user identifier", &["sub"]),
    (
        "profile",
        "User profile",
        &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", "Your email address", &["email", "email_verified"]),
    (
        "phone",
        "Your phone number",
        &["phone_number", "phone_number_verified"],
    ),
    ("address", "Your postal address", &["address"]),
];

/// The standard identity resource `name`, where it is one.
pub(super) fn identity_resource(name: &str) -> Option<Scope> {
    let (name, display_name, claims) = STANDARD_RESOURCES
        .iter()
        .find(|(standard, ..)| *standard == name)?;
    Some(Scope {
        display_name: Some((*display_name).to_owned()),
        required: *name == "openid",
        user_claims: claims.iter().map(|claim| (*claim).to_owned()).collect(),
        ..Scope::new(*name)
    })
}

impl Config {
    /// The quickstart: `client`, `ropg_client` and `interactive` with the secret `secret`, the public client `device`,
    /// the API `api1`, and the users `alice` and `bob`, whose passwords are their names.
    pub fn quickstart() -> Self {
        let api1 = Scope {
            display_name: Some("My API".to_owned()),
            ..Scope::new("api1")
        };
        Self {
            issuer_uri: None,
            clients: vec![
                client("client", grant_type::CLIENT_CREDENTIALS, &["api1"]),
                Client {
                    allow_offline_access: true,
                    ..client(
                        "ropg_client",
                        grant_type::PASSWORD,
                        &["api1", "openid", "profile"],
                    )
                },
                Client {
                    allow_offline_access: true,
                    require_consent: true,
                    redirect_uris: vec!["http://127.0.0.1:8400/callback".to_owned()],
                    post_logout_redirect_uris: vec!["http://127.0.0.1:8400/".to_owned()],
                    ..client(
                        "interactive",
                        grant_type::AUTHORIZATION_CODE,
                        &["openid", "profile", "api1"],
                    )
                },
                Client {
                    require_client_secret: false,
                    client_secrets: Vec::new(),
                    allow_offline_access: true,
                    ..client(
                        "device",
                        grant_type::DEVICE_CODE,
                        &["openid", "profile", "api1"],
                    )
                },
            ],
            api_scopes: vec![api1.clone()],
            api_resources: vec![ApiResource {
                scope: api1,
                scopes: vec!["api1".to_owned()],
                api_secrets: vec![HashedSecret::of("secret")],
            }],
            identity_resources: ["openid", "profile"]
                .into_iter()
                .filter_map(identity_resource)
                .collect(),
            users: vec![
                user("818727", "alice", "Alice"),
                user("88421113", "bob", "Bob"),
            ],
            scopes_as_string: false,
            static_audience: false,
            extensions: Extensions::default(),
        }
    }
}

fn client(client_id: &str, grant: &str, scopes: &[&str]) -> Client {
    Client {
        client_id: client_id.to_owned(),
        client_secrets: vec![HashedSecret::of("secret")],
        allowed_grant_types: vec![grant.to_owned()],
        allowed_scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        ..Client::default()
    }
}

fn user(subject_id: &str, username: &str, given_name: &str) -> User {
    let claim = |name: &str, value: String| Claim {
        name: name.to_owned(),
        value,
        value_type: ClaimValueType::Text,
    };
    User {
        subject_id: subject_id.to_owned(),
        username: username.to_owned(),
        password: Secret::from(username),
        is_active: true,
        claims: vec![
            claim("name", format!("{given_name} Smith")),
            claim("given_name", given_name.to_owned()),
            claim("family_name", "Smith".to_owned()),
            claim("email", format!("{given_name}Smith@email.com")),
            Claim {
                value_type: ClaimValueType::Boolean,
                ..claim("email_verified", "true".to_owned())
            },
            claim("website", format!("http://{username}.com")),
        ],
    }
}
