//! The claims.

use super::{Entry, ValueType, date, entry};

pub(super) static CLAIMS: &[Entry] = &[
    entry("iss", "who issued the token", "RFC 7519 §4.1.1").of(ValueType::Text),
    entry(
        "sub",
        "whom the token speaks of, unique at the issuer",
        "RFC 7519 §4.1.2",
    )
    .of(ValueType::Text),
    entry("aud", "whom the token is for", "RFC 7519 §4.1.3").of(ValueType::TextOrTexts),
    date("exp", "until when it holds", "RFC 7519 §4.1.4"),
    date("nbf", "from when it holds", "RFC 7519 §4.1.5"),
    date("iat", "when it was issued", "RFC 7519 §4.1.6"),
    entry("jti", "the token's own id", "RFC 7519 §4.1.7").of(ValueType::Text),
    entry(
        "client_id",
        "the client that asked for the token",
        "RFC 8693 §4.3",
    )
    .of(ValueType::Text),
    entry("scope", "what the token allows", "RFC 8693 §4.2").of(ValueType::Text),
    entry("scp", "what the token allows", "Microsoft, Okta"),
    entry(
        "act",
        "who acts for the subject, and for whom before",
        "RFC 8693 §4.1",
    )
    .of(ValueType::Object),
    entry("may_act", "who may act for the subject", "RFC 8693 §4.4").of(ValueType::Object),
    entry(
        "cnf",
        "the key that the sender must prove to hold",
        "RFC 7800",
    )
    .of(ValueType::Object),
    entry(
        "authorization_details",
        "what the token allows, in detail",
        "RFC 9396",
    ),
    entry("acr", "how strong the login was", "OpenID Connect Core §2").of(ValueType::Text),
    entry("amr", "by what methods the user logged in", "RFC 8176").of(ValueType::Texts),
    date(
        "auth_time",
        "when the user logged in",
        "OpenID Connect Core §2",
    ),
    entry(
        "nonce",
        "ties the token to one login",
        "OpenID Connect Core §2",
    )
    .of(ValueType::Text),
    entry(
        "azp",
        "the party that the token was issued to",
        "OpenID Connect Core §2",
    )
    .of(ValueType::Text),
    entry(
        "at_hash",
        "half a hash of the access token issued with it",
        "OpenID Connect Core §3.1.3.6",
    )
    .of(ValueType::Text),
    entry(
        "c_hash",
        "half a hash of the code issued with it",
        "OpenID Connect Core §3.3.2.11",
    )
    .of(ValueType::Text),
    entry("s_hash", "half a hash of the state", "FAPI 1.0").of(ValueType::Text),
    entry(
        "sid",
        "the session at the issuer",
        "OpenID Connect Front-Channel Logout",
    ),
    entry("events", "what happened, in a security event", "RFC 8417").of(ValueType::Object),
    date("toe", "when the event happened", "RFC 8417"),
    entry("txn", "the transaction", "RFC 8417"),
    entry(
        "sub_id",
        "whom the token speaks of, in structured form",
        "RFC 9493",
    ),
    entry("sub_jwk", "the key of a self-issued ID token", "SIOP"),
    entry("name", "full name", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry("given_name", "given name", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry("family_name", "family name", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry("middle_name", "middle name", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry("nickname", "casual name", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry(
        "preferred_username",
        "name that the user goes by; not unique, not for decisions",
        "OpenID Connect Core §5.1",
    )
    .of(ValueType::Text),
    entry("profile", "profile page", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry("picture", "picture", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry("website", "web page", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry(
        "email",
        "e-mail address; not for identifying a user",
        "OpenID Connect Core §5.1",
    )
    .of(ValueType::Text),
    entry(
        "email_verified",
        "whether the address was verified",
        "OpenID Connect Core §5.1",
    )
    .of(ValueType::Boolean),
    entry("gender", "gender", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry("birthdate", "birthday", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry("zoneinfo", "time zone", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry("locale", "language", "OpenID Connect Core §5.1").of(ValueType::Text),
    entry(
        "phone_number",
        "telephone number",
        "OpenID Connect Core §5.1",
    )
    .of(ValueType::Text),
    entry(
        "phone_number_verified",
        "whether the number was verified",
        "OpenID Connect Core §5.1",
    )
    .of(ValueType::Boolean),
    entry("address", "postal address", "OpenID Connect Core §5.1").of(ValueType::Object),
    date(
        "updated_at",
        "when the profile last changed",
        "OpenID Connect Core §5.1",
    ),
    entry(
        "roles",
        "roles of the user or application",
        "RFC 9068 §2.2.3.1, Microsoft",
    ),
    entry("role", "role of the user", "IdentityServer, Microsoft"),
    entry(
        "groups",
        "groups of the user",
        "RFC 9068 §2.2.3.1, Okta, Microsoft",
    ),
    entry(
        "entitlements",
        "resources that the user may use",
        "RFC 9068 §2.2.3.1",
    ),
    entry(
        "permissions",
        "permissions of the user on this API",
        "Auth0",
    ),
    entry("htm", "HTTP method that the proof is for", "RFC 9449 §4.2").of(ValueType::Text),
    entry("htu", "address that the proof is for", "RFC 9449 §4.2").of(ValueType::Text),
    entry(
        "ath",
        "hash of the access token that the proof goes with",
        "RFC 9449 §4.2",
    )
    .of(ValueType::Text),
    entry(
        "active",
        "whether the token holds, in introspection",
        "RFC 7662",
    )
    .of(ValueType::Boolean),
    entry(
        "username",
        "name of the user, in introspection",
        "RFC 7662, Cognito",
    ),
    entry("token_type", "kind of token, in introspection", "RFC 7662"),
    entry(
        "token_introspection",
        "an introspection response",
        "RFC 9701",
    ),
    entry("vc", "a verifiable credential", "W3C VC Data Model"),
    entry("vp", "a verifiable presentation", "W3C VC Data Model"),
    entry("vct", "type of a verifiable credential", "SD-JWT VC"),
    entry(
        "_sd",
        "hashes of claims that can be disclosed one by one",
        "RFC 9901",
    ),
    entry("_sd_alg", "hash of the selective disclosures", "RFC 9901"),
    entry(
        "metadata",
        "metadata of federation members",
        "OpenID Federation",
    ),
    entry(
        "idp",
        "where the user logged in",
        "IdentityServer, Microsoft",
    ),
    entry("tid", "tenant", "Microsoft"),
    entry(
        "oid",
        "the user or application, unique in the tenant",
        "Microsoft",
    ),
    entry(
        "appid",
        "the client that asked for the token (version 1.0)",
        "Microsoft",
    ),
    entry(
        "appidacr",
        "how the client proved itself: 0 not, 1 secret, 2 certificate",
        "Microsoft",
    ),
    entry(
        "azpacr",
        "how the client proved itself: 0 not, 1 secret, 2 certificate",
        "Microsoft",
    ),
    entry(
        "upn",
        "sign-in name; may change, not for decisions",
        "Microsoft",
    ),
    entry("unique_name", "display name; not unique", "Microsoft"),
    entry("wids", "directory roles", "Microsoft"),
    entry(
        "idtyp",
        "app where the token is an application's own",
        "Microsoft",
    ),
    entry("ver", "version of the token's format", "Microsoft, Okta"),
    entry(
        "ipaddr",
        "address that the user logged in from",
        "Microsoft",
    ),
    entry("puid", "internal id of the user", "Microsoft"),
    entry(
        "hasgroups",
        "the user has more groups than fit",
        "Microsoft",
    ),
    entry("onprem_sid", "id in the local directory", "Microsoft"),
    entry("xms_tcdt", "when the tenant was created", "Microsoft"),
    entry("rh", "internal to the issuer", "Microsoft"),
    entry("uti", "the token's own id", "Microsoft"),
    entry("aio", "internal to the issuer", "Microsoft"),
    entry("cid", "the client that asked for the token", "Okta"),
    entry("uid", "the user", "Okta"),
    entry(
        "token_use",
        "id or access: which kind of token this is",
        "Cognito",
    ),
    entry("cognito:groups", "groups of the user", "Cognito"),
    entry("cognito:username", "name of the user", "Cognito"),
    entry(
        "origin_jti",
        "id of the login that the token stems from",
        "Cognito",
    ),
    entry("event_id", "id of the login", "Cognito"),
    entry(
        "typ",
        "Bearer, ID or Refresh: which kind of token this is",
        "Keycloak",
    ),
    entry("realm_access", "roles in the realm", "Keycloak").of(ValueType::Object),
    entry("resource_access", "roles by client", "Keycloak").of(ValueType::Object),
    entry("session_state", "the session at the issuer", "Keycloak"),
    entry(
        "allowed-origins",
        "origins that browsers may call from",
        "Keycloak",
    ),
    entry(
        "clientId",
        "the client, in service-account tokens",
        "Keycloak",
    ),
    entry("clientHost", "address of the client", "Keycloak"),
    entry("clientAddress", "address of the client", "Keycloak"),
    entry("gty", "grant that the token came from", "Auth0"),
    entry("org_id", "organization", "Auth0"),
    entry("hd", "hosted domain of the user", "Google"),
    entry("firebase", "how the user logged in", "Firebase"),
    entry("user_id", "the user", "Firebase"),
    entry(
        "is_private_email",
        "whether the address is a relay",
        "Apple",
    ),
    entry(
        "nonce_supported",
        "whether the platform supports nonce",
        "Apple",
    ),
    entry(
        "real_user_status",
        "how likely the user is a person",
        "Apple",
    ),
    entry(
        "repository",
        "repository whose workflow runs",
        "GitHub Actions",
    ),
    entry(
        "repository_owner",
        "owner of the repository",
        "GitHub Actions",
    ),
    entry(
        "ref",
        "branch or tag that the workflow runs on",
        "GitHub Actions",
    ),
    entry("sha", "commit that the workflow runs on", "GitHub Actions"),
    entry("workflow", "name of the workflow", "GitHub Actions"),
    entry(
        "job_workflow_ref",
        "workflow file that the job comes from",
        "GitHub Actions",
    ),
    entry("run_id", "run of the workflow", "GitHub Actions"),
    entry("actor", "who started the workflow", "GitHub Actions"),
    entry("environment", "environment of the job", "GitHub Actions"),
    entry(
        "kubernetes.io",
        "namespace, pod and service account",
        "Kubernetes",
    ),
    entry(
        "kubernetes.io/serviceaccount/namespace",
        "namespace",
        "Kubernetes",
    ),
    entry(
        "kubernetes.io/serviceaccount/service-account.name",
        "service account",
        "Kubernetes",
    ),
    entry(
        "kubernetes.io/serviceaccount/secret.name",
        "secret that holds the token",
        "Kubernetes",
    ),
    entry(
        "urn:zitadel:iam:org:project:roles",
        "roles in the project",
        "Zitadel",
    ),
    entry(
        "local_credential_type",
        "how the user logged in",
        "IdentityServer",
    ),
];
