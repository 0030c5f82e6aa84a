//! What products do that others do not, put together from their files.

use claimscope_core::json::Object;

use super::facts::{Call, Habit, Remark, Sight};
use super::{
    Cause, Product, apache, apple, aspnet, auth0, aws, claimscope, cloudflare, envoy, ethereum,
    express, forward_auth, general, github, google, keycloak, kubernetes, nginx, postgrest,
    zitadel,
};

const HABITS: &[(&str, &[Habit])] = &[
    (aspnet::ASPNET.name, aspnet::HABITS),
    (aws::API_GATEWAY.name, aws::HABITS),
    (google::RUN.name, google::RUN_HABITS),
];

/// What the sight means where one of these products answered, if it means something of its own there.
pub(crate) fn meaning(products: &[&Product], sight: Sight) -> Option<&'static str> {
    let is_there = |name: &str| products.iter().any(|product| product.name == name);
    let mut habits = HABITS
        .iter()
        .filter(|(name, _)| is_there(name))
        .flat_map(|(_, habits)| habits.iter());
    let (_, text) = habits.find(|(known, _)| *known == sight)?;
    Some(text)
}

/// What the token's kind tells, before its times and whom it names.
const ABOUT_KINDS: &[fn(&Call<'_>) -> Option<Remark>] = &[aws::access_token];

/// What else a token tells.
const ABOUT_TOKENS: &[fn(&Call<'_>) -> Option<Remark>] = &[
    google::custom_token,
    zitadel::opaque_token,
    kubernetes::service_account,
    apple::lifetime,
    kubernetes::unverified_email,
    ethereum::issued_alone,
];

/// What the token's kind tells.
pub(crate) fn about_kind(call: &Call<'_>) -> Vec<Remark> {
    ABOUT_KINDS.iter().filter_map(|ask| ask(call)).collect()
}

/// What a token tells that one product makes or takes.
pub(crate) fn about_token(call: &Call<'_>) -> Vec<Remark> {
    ABOUT_TOKENS.iter().filter_map(|ask| ask(call)).collect()
}

/// The names of the products that are proxies before an API, and say so by the `Server` header alone.
const PROXIES: &[&str] = &[
    nginx::NGINX.name,
    apache::HTTPD.name,
    forward_auth::TRAEFIK.name,
];

/// Whether such a proxy answered, or stands before what did.
pub(crate) fn has_proxy(products: &[&Product]) -> bool {
    let mut products = products.iter();
    products.any(|product| PROXIES.contains(&product.name))
}

/// Headers by which a product says that it answered in place of the API, and what they tell.
pub(crate) const ANSWERED_INSTEAD: &[(&str, &str)] = &[cloudflare::CHALLENGED];

/// Headers by which a cache says whether the answer is one that it kept: the standard's, the one that most write, a product's.
#[cfg(feature = "probe")]
pub(crate) const CACHE_HEADERS: &[&str] = &["cache-status", "x-cache", cloudflare::CACHE_HEADER];

/// Headers to which a product moves `WWW-Authenticate`.
pub(crate) const MOVED_CHALLENGES: &[&str] = &[aws::MOVED_CHALLENGE];

/// Headers by which an answer names the scopes that the token has, and those of which the path takes one.
pub(crate) const SCOPE_HEADERS: (&str, &str) = github::SCOPE_HEADERS;

/// What stands in the addresses of the pages at which products log people in.
pub(crate) const LOGIN_ADDRESSES: &[&[&str]] = &[
    google::LOGIN_ADDRESSES,
    cloudflare::LOGIN_ADDRESSES,
    forward_auth::LOGIN_ADDRESSES,
];

/// How products begin what they hide of the names in their sentences.
pub(crate) const HIDDEN: &[&str] = aspnet::HIDDEN;

/// How to see what is hidden.
pub(crate) const HIDDEN_ADVICE: &str = aspnet::HIDDEN_ADVICE;

/// How much most products allow clocks to differ, unless told otherwise.
pub(crate) const USUAL_SKEW_SECONDS: i64 = aspnet::SKEW_SECONDS;

/// What becomes of a header whose name has an underscore.
pub(crate) const UNDERSCORES: &str = nginx::UNDERSCORES;

/// What to do about a token that whoever made it encrypted for itself, by its header.
pub(crate) fn encrypted_advice(header: &Object) -> &'static str {
    match header.get("iss") {
        Some(_) => auth0::ENCRYPTED_ADVICE,
        None => express::SESSION_ADVICE,
    }
}

/// What to do where the userinfo endpoint is of another issuer than the token.
pub(crate) const USERINFO_ADVICE: &str = keycloak::USERINFO_ADVICE;

/// What to do where the token's issuer and the one that is trusted differ by their host alone.
pub(crate) const OTHER_HOST_ADVICE: &str = keycloak::OTHER_HOST_ADVICE;

/// What to do about a token in base64 once more.
pub(crate) const BASE64_ADVICE: &str = kubernetes::BASE64_ADVICE;

/// What a token without `sub` is that has this `role`.
pub(crate) fn key_of_role(role: &str) -> Option<&'static str> {
    postgrest::key_of_role(role)
}

/// Whether a sentence, in small letters, refuses a token for its key, or because no keys were loaded: it does not say which.
pub(crate) fn may_have_no_keys(sentence: &str) -> bool {
    sentence.contains(aspnet::KEY_NOT_FOUND)
}

/// Whether a sentence, in small letters, says that each key was tried.
pub(crate) fn tried_each_key(sentence: &str) -> bool {
    let mut codes = aspnet::KEYS_TRIED.iter();
    codes.any(|code| sentence.contains(code))
}

/// Whether a sentence says that the API's libraries do not fit each other, so that what else is said follows from that.
pub(crate) fn has_mixed_libraries(sentence: &str) -> bool {
    let mut signs = aspnet::MIXED_LIBRARIES.iter();
    signs.any(|sign| sentence.contains(sign))
}

/// What to do about that.
pub(crate) const MIXED_LIBRARIES_ADVICE: &str = aspnet::MIXED_LIBRARIES_ADVICE;

/// Whether a sentence, in small letters, calls a token invalid or expired without saying which.
pub(crate) fn says_either(sentence: &str) -> bool {
    general::EITHER.iter().any(|words| sentence.contains(words))
}

/// Whether a sentence refuses an issuer without its name.
pub(crate) fn names_no_issuer(sentence: &str) -> bool {
    sentence.contains(aspnet::UNNAMED_ISSUER)
}

/// The reason that a sentence names by a code of a product's own.
pub(crate) fn cause_of_code(sentence: &str) -> Option<Cause> {
    claimscope::cause(sentence)
}

/// The rights that a token has in claims of a product's own.
pub(crate) fn nested_roles(claims: &Object) -> Vec<String> {
    keycloak::nested_roles(claims)
}

/// What a line of a log says that is written as a proxy's detail, in words.
pub(crate) fn detail(line: &str) -> Option<String> {
    envoy::detail(line)
}
