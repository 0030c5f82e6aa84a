//! Pages and redirects: answers for browsers.

use super::{Case, Cause, Certainty, FoundCauses, shown_text};
use crate::diagnose::said::{Place, is_markup};
use crate::vendors::refusals::habits::LOGIN_ADDRESSES;
use claimscope_core::url::Url;

/// What stands in the addresses of login pages, whoever made them.
const LOGIN: &[&str] = &[
    "/auth?",
    "/authenticate",
    "authorize",
    "login",
    "logon",
    "openid-connect",
    "saml",
    "sign_in",
    "sign-in",
    "signin",
    "/sso",
    "wa=wsignin",
];

/// A web page where an API would answer with JSON: somebody's login page, or a firewall's.
pub(super) fn page(case: &Case<'_>, found: &mut FoundCauses) {
    let is_page = case.response.is_html() && case.body_text().is_some_and(is_markup);
    if !is_page || case.response.is_redirect() {
        return;
    }
    let asks_to_log_in = case.said.iter().any(|sentence| {
        let words = [
            "sign in",
            "log in",
            "login",
            "single sign-on",
            "continue with",
        ];
        sentence.place == Place::Page && words.iter().any(|word| sentence.small.contains(word))
    });
    let has_password = case.body_text().is_some_and(|text| {
        let small = text.to_ascii_lowercase();
        small.contains("type=\"password\"")
            || small.contains("type='password'")
            || small.contains("name=\"samlrequest\"")
    });
    if (asks_to_log_in && case.status() != 200) || has_password {
        let line = "the answer is a login page: what answers treats the caller as a browser";
        found.add(Cause::Gateway, Certainty::Likely, line);
    } else if matches!(case.status(), 400..=403) {
        let line = "the answer is a web page, where APIs answer with JSON or nothing";
        found.add(Cause::Gateway, Certainty::Possible, line);
    }
}

pub(super) fn redirect(case: &Case<'_>, found: &mut FoundCauses) {
    let target = case.response.header_value("location").unwrap_or_default();
    let shown = shown_text(&crate::mask::url(target));
    let line = format!("the API redirects to {shown}");
    found.add(Cause::Redirect, Certainty::Certain, line);
    let small = target.to_ascii_lowercase();
    let (from, to) = (Url::parse(&case.refused.request.url), Url::parse(target));
    if let (Ok(from), Ok(to)) = (from, to)
        && !from.is_https()
        && to.is_https()
        && from.host().eq_ignore_ascii_case(to.host())
    {
        let line =
            "it leads from http to https of the same host; most clients drop the token on the way";
        found.add(Cause::Redirect, Certainty::Certain, line);
    } else if login_addresses().any(|word| small.contains(word)) {
        let line = "it leads to a login page: the API treats the caller as a browser, by a cookie or OpenID Connect scheme";
        found.add(Cause::Redirect, Certainty::Certain, line);
    }
}

fn login_addresses() -> impl Iterator<Item = &'static &'static str> {
    LOGIN
        .iter()
        .chain(LOGIN_ADDRESSES.iter().copied().flatten())
}
