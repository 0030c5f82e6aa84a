//! Microsoft Entra: its hosts, and its error codes ([AADSTS]).
//!
//! [AADSTS]: https://learn.microsoft.com/entra/identity-platform/reference-error-codes

use claimscope_core::vendors::entra::is_guid;

use super::general::CODE_ONCE;
#[cfg(feature = "diagnose")]
use super::table::Saying;
use super::table::{Hosts, sayings};
#[cfg(feature = "diagnose")]
use crate::diagnose::cause::Cause;

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &[
        "login.microsoftonline.com",
        "login.microsoftonline.us",
        "login.partner.microsoftonline.cn",
        "sts.windows.net",
        "b2clogin.com",
        "ciamlogin.com",
    ],
    endpoints: &[
        "microsoftonline.com",
        "microsoftonline.us",
        "partner.microsoftonline.cn",
        "graph.microsoft.com",
        "graph.microsoft.us",
        "microsoftgraph.chinacloudapi.cn",
        "windows.net",
        "b2clogin.com",
        "ciamlogin.com",
    ],
};

/// What stands behind an API's identifier in the scope that names it ([the default scope]); `resource` is refused beside it.
///
/// [the default scope]: https://learn.microsoft.com/entra/identity-platform/scopes-oidc#the-default-scope
pub(super) const DEFAULT_SCOPE: &str = "/.default";

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/// Where those of Azure AD B2C are.
const B2C_CODES: &str = "https://learn.microsoft.com/azure/active-directory-b2c/error-codes";

/// What it calls the name of a secret, which stays visible and is often sent in place of its value.
pub(super) const SECRET_ID: &str = "Secret ID";

/// Whether the text has the form of a [`SECRET_ID`].
pub(super) fn is_secret_id(text: &str) -> bool {
    is_guid(text)
}

/// How its numbers begin, in small letters, and Azure AD B2C's.
#[cfg(feature = "diagnose")]
pub(super) const NUMBER_START: &str = "aadsts";
#[cfg(feature = "diagnose")]
const B2C_START: &str = "aadb2c";

/// Whether an `error` is one of its numbers.
#[cfg(feature = "diagnose")]
pub(super) fn is_number(error: &str) -> bool {
    error.to_ascii_lowercase().starts_with(NUMBER_START)
}

/// Whether one of its numbers stands in the words, which are in small letters.
#[cfg(feature = "diagnose")]
pub(super) fn has_number(words: &str) -> bool {
    words.contains(NUMBER_START) || words.contains(B2C_START)
}

/// Where it says what a number in the words means.
pub(super) fn explained_at(words: &str) -> Option<String> {
    let Some((_, number)) = words.split_once("AADSTS") else {
        let is_of_b2c = words.contains("AADB2C");
        return is_of_b2c
            .then(|| format!("Microsoft lists the codes of Azure AD B2C at {B2C_CODES}"));
    };
    let end = number.find(|end: char| !end.is_ascii_digit());
    let number = &number[..end.unwrap_or(number.len())];
    (!number.is_empty()).then(|| {
        format!("Microsoft says what AADSTS{number} means at https://login.microsoftonline.com/error?code={number}")
    })
}

/// Numbers that no row explains.
#[cfg(feature = "diagnose")]
pub(super) const OTHERS: &[Saying] = &[
    Saying {
        error: None,
        words: NUMBER_START,
        cause: Cause::RequestInvalid,
        meaning: "an error of Microsoft Entra, which says itself what it means",
        hint: "open https://login.microsoftonline.com/error?code= with the number behind it",
    },
    Saying {
        error: None,
        words: B2C_START,
        cause: Cause::RequestInvalid,
        meaning: "an error of Azure AD B2C",
        hint: "look it up at https://learn.microsoft.com/azure/active-directory-b2c/error-codes",
    },
];

/// What a number names where nothing stands beside it; a shorter one stands for all that begin so.
#[cfg(feature = "diagnose")]
pub(super) const NUMBERS: &[(&str, Cause)] = &[
    ("aadsts7000", Cause::ClientAuthentication),
    ("aadsts5007", Cause::StepUp),
    ("aadsts5300", Cause::StepUp),
];

/// What a refused secret is that is none.
#[cfg(feature = "diagnose")]
pub(super) fn no_secret(words: &str, secret: &str) -> Option<&'static str> {
    (words.contains(NUMBER_START) && is_secret_id(secret)).then_some(
        "client_secret has the form of a GUID: that is a secret's ID, which stays visible, and never its value",
    )
}

const FEDERATED: &str = "make issuer, subject and audience of a federated credential of the app registration exactly the assertion's iss, sub and aud; a new one counts after some minutes";

sayings! {
    _: "aadsts700211" => ClientAuthentication,
        "no federated identity credential of the application has the assertion's iss",
        FEDERATED;
    _: "aadsts700212" => ClientAuthentication,
        "no federated identity credential of the application has the assertion's aud",
        "ask for the assertion with the audience of the federated credential, api://AzureADTokenExchange unless set otherwise";
    _: "aadsts700213" => ClientAuthentication,
        "no federated identity credential of the application has the assertion's sub",
        FEDERATED;
    _: "aadsts70021" => ClientAuthentication,
        "no federated identity credential of the application fits the assertion",
        FEDERATED;
    _: "aadsts7000215" => ClientAuthentication,
        "the client secret is wrong",
        "send the secret's Value, which is shown once when it is made, not its Secret ID; and see that it belongs to this application";
    _: "aadsts7000222" => ClientAuthentication,
        "the client secret has expired",
        "make a new secret under Certificates & secrets of the app registration";
    _: "aadsts7000218" => ClientAuthentication,
        "the request has neither client_secret nor client_assertion",
        "send the secret; or, for a public client, switch on Allow public client flows in the app registration";
    _: "aadsts7000216" => ClientAuthentication,
        "this grant needs client_secret or client_assertion",
        "send the client's secret";
    _: "aadsts700016" => ClientAuthentication,
        "the tenant that was asked has no such application",
        "check client_id against the app registration's Application (client) ID, and the tenant in the issuer";
    _: "aadsts90002" => RequestInvalid,
        "there is no such tenant in this cloud",
        "check the tenant in the issuer, and that the cloud is the right one";
    _: "aadsts900023" => RequestInvalid,
        "the tenant in the issuer is neither an id nor a domain name",
        "put the Directory (tenant) ID, or a domain of the tenant, into the issuer";
    _: "aadsts50034" => GrantInvalid,
        "the tenant has no such user",
        "check the user name, and the tenant in the issuer; personal accounts cannot use the password grant";
    _: "aadsts50126" => GrantInvalid,
        "the user name or the password is wrong",
        "check both; a user of another identity provider cannot use the password grant";
    _: "aadsts50076" => StepUp,
        "the user must prove a second factor",
        "send the user to log in at the browser again, with the claims of the answer as the parameter claims, where it has them; a grant without a page cannot do it";
    _: "aadsts50079" => StepUp,
        "the user must register for multifactor authentication",
        "send the user to log in at the browser again, with the claims of the answer as the parameter claims, where it has them; a grant without a page cannot do it";
    _: "aadsts50055" => GrantInvalid,
        "the user's password has expired",
        "let the user set a new one";
    _: "aadsts50057" => GrantInvalid,
        "the user's account is disabled",
        "enable the account, or use another";
    _: "aadsts53003" => StepUp,
        "a Conditional Access policy blocks this",
        "look at the sign-in log of the tenant, which names the policy";
    _: "aadsts65001" => GrantConsent,
        "nobody has consented that this application may use the API",
        "let an administrator grant consent under API permissions, or the user at the browser";
    _: "aadsts500011" => Target,
        "the tenant does not know the API that was asked for",
        "check the API's Application ID URI in scope or resource; the API needs a service principal in this tenant";
    _: "aadsts9010010" => Target,
        "resource names another API than the scopes do",
        "leave resource out, as the scopes name the API, such as api://CLIENT_ID/.default; or make it the Application ID URI that they begin with, which an MCP server's metadata name";
    _: "aadsts501051" => ClientNotAllowed,
        "the application has no role at the API, which admits only those that have one",
        "assign an app role of the API to the application, or switch off Assignment required";
    _: "aadsts50105" => ClientNotAllowed,
        "the user has no role at the application, which admits only those that have one",
        "assign the user to the application, or switch off Assignment required";
    _: "aadsts1002012" => ScopeInvalid,
        "the scope of client_credentials must be the API with /.default behind it",
        "ask for the API's Application ID URI with /.default, such as api://CLIENT_ID/.default";
    _: "aadsts70011" => ScopeInvalid,
        "the scope is not valid here",
        "ask for scopes of one API, with its Application ID URI before each; client_credentials wants the URI with /.default";
    _: "aadsts70008" => GrantInvalid,
        "the code or refresh token has expired",
        "start again for a new code";
    _: "aadsts700082" => GrantInvalid,
        "the refresh token has expired, because it was not used for too long",
        "let the user log in again";
    _: "aadsts54005" => GrantInvalid,
        "the code was redeemed already",
        CODE_ONCE;
    _: "aadsts50011" => RedirectUri,
        "the redirect URI is not registered for this application",
        "register the very redirect_uri of the request, letter by letter";
    _: "aadsts50194" => ClientNotAllowed,
        "the application belongs to one tenant, and the endpoint of all tenants was asked",
        "put the tenant's id in place of common into the issuer";
    _: "aadsts500207" => ClientNotAllowed,
        "this kind of account cannot be used for this API",
        "use an account of the tenant, and the tenant's own issuer";
    _: "aadsts700027" => ClientAuthentication,
        "the client assertion's signature does not hold, or its key is not registered",
        "upload the certificate to the app registration, and sign with its key; kid or x5t of the assertion names it";
    _: "aadsts9002313" => ParameterMissing,
        "the request is malformed",
        "check that it is a form and that every value is percent-encoded once";
    _: "aadsts9002326" => ClientNotAllowed,
        "a page redeems the code, and the redirect URI is not registered for a page",
        "register the redirect URI under the platform Single-page application";
    _: "aadsts9002327" => ClientNotAllowed,
        "the redirect URI is registered for a page, and another than a browser redeems the code",
        "redeem the code in the page, or register the redirect URI under Web or Mobile and desktop applications";
    _: "aadsts900144" => ParameterMissing,
        "the request lacks a parameter, which the sentence names",
        "send it in the form body, not in the URL, with Content-Type application/x-www-form-urlencoded";
    _: "aadsts50074" => StepUp,
        "the user must prove a second factor",
        "send the user to log in at the browser again, with the claims of the answer as the parameter claims, where it has them; a grant without a page cannot do it";
    _: "aadsts50158" => StepUp,
        "the user must meet a rule of an external provider, such as a second factor",
        "send the user to log in at the browser again, with the claims of the answer as the parameter claims, where it has them; a grant without a page cannot do it";
    _: "aadsts90014" => ParameterMissing,
        "the request lacks a parameter, which the sentence names",
        "send it in the form body, with Content-Type application/x-www-form-urlencoded";
    _: "aadsts700051" => ResponseType,
        "the application may not have access tokens from the authorization endpoint",
        "use response_type=code; or tick Access tokens under Authentication, Implicit grant, of the app registration";
    _: "aadsts700054" => ResponseType,
        "the application may not have ID tokens from the authorization endpoint",
        "use response_type=code; or tick ID tokens under Authentication, Implicit grant, of the app registration";
    _: "aadsts50058" => GrantLogin,
        "the user is not logged in there, and the request allowed no page",
        "send the user there without prompt=none; in an iframe the browser may keep the cookies of Entra back";
    _: "aadsts501481" => GrantPkce,
        "PKCE: the code_verifier is not the one behind the code_challenge",
        "keep the code_verifier from the authorization request to the token request; two tabs or a page that is drawn twice put another one in its place";
    _: "aadsts700084" => GrantInvalid,
        "the refresh token of a page has expired, which lasts 24 hours and is not renewed",
        "let the user log in again";
    _: "aadsts70000" => GrantInvalid,
        "the code or refresh token is not valid, or is for other scopes",
        "start again for a new code";
    _: "aadsts700025" => ClientAuthentication,
        "the client is public and sent a secret or an assertion",
        "leave client_secret and client_assertion out; or register the redirect URI under the platform Web";
    _: "aadsts65004" => GrantDenied,
        "the user declined to consent",
        "let the user log in again and accept, or an administrator consent for all";
    _: "aadsts650053" => ScopeInvalid,
        "the API has no scope of that name",
        "compare the scope with those under Expose an API of the API, or with the permissions of Microsoft Graph";
    _: "aadsts650057" => Target,
        "the application has no permission for the API that was asked for",
        "add the API under API permissions of the app registration";
    _: "aadsts50020" => ClientNotAllowed,
        "the user is of another tenant or kind of account, and no guest of this one",
        "invite the user as a guest, or let the application take accounts of other tenants and ask its endpoint";
    _: "aadsts50173" => GrantInvalid,
        "the refresh token was revoked, as by a new password",
        "let the user log in again";
    _: "aadsts90009" => Target,
        "the application asks for a token for itself",
        "name the application by its GUID in the scope, as in GUID/.default";
    _: "aadsts90094" => GrantConsent,
        "an administrator has to consent",
        "let an administrator grant consent under API permissions, or by the adminconsent endpoint";
    _: "aadsts700024" => GrantAssertion,
        "the client assertion is outside its times",
        "make a fresh assertion, and see that this clock is right";
    _: "aadsts50013" => GrantAssertion,
        "the assertion is not valid: its signature, times or audience do not hold",
        "for on-behalf-of, send the access token that was made for this very API";
    _: "aadsts500133" => GrantAssertion,
        "the assertion has expired, or is not valid yet",
        "for on-behalf-of, the assertion is the token that came in: have its client get a fresh one, and exchange each as soon as it comes";
    _: "aadsts70016" => GrantPending,
        "the user has not finished yet",
        "ask again after the interval";
    _: "aadsts70018" => GrantInvalid,
        "the user code is wrong",
        "start the device flow again";
    _: "aadsts70020" => GrantInvalid,
        "the device code has expired",
        "start the device flow again";
    _: "aadsts900971" => RedirectUri,
        "the request has no redirect_uri, and none is registered",
        "register a redirect URI under Authentication of the app registration";
    _: "aadsts500113" => RedirectUri,
        "the application has no redirect URI registered",
        "add the redirect_uri of the request under Authentication of the app registration, for the platform that it is: Web, Single-page application, or Mobile and desktop";
    _: "aadsts50012" => ClientAuthentication,
        "the secret or the assertion is not valid",
        "check the secret, or the certificate that signs the assertion";
    _: "aadsts7000112" => ClientAuthentication,
        "the application is disabled in this tenant",
        "let an administrator enable it under Enterprise applications";
    _: "aadsts7000114" => ClientNotAllowed,
        "the application may not use on-behalf-of",
        "use an application of its own for the API";
    _: "aadsts9002325" => PkceRequired,
        "a page has to use PKCE to redeem a code",
        "send code_challenge and code_challenge_method=S256, and the code_verifier with the code";
    _: "aadsts28000" => ScopeInvalid,
        "the scope names more than one API, and a token is for one alone",
        "ask for the scopes of one API, and for a second token for the other";
    _: "aadsts28002" => ScopeInvalid,
        "a scope is not valid for the API",
        "compare the scope with those that the API exposes";
    _: "aadsts28003" => ScopeInvalid,
        "the request has no scope",
        "name a scope of the API, such as api://CLIENT_ID/.default";
    _: "aadsts900561" => RequestInvalid,
        "the endpoint takes POST, and was opened by GET",
        "send the form by POST; where a browser came there by the address bar, a redirect or the Back button, start the login again";
    _: "aadsts500014" => Target,
        "the API that was asked for is disabled in this tenant",
        "let an administrator enable it under Enterprise applications";
    _: "aadb2c90118" => GrantDenied,
        "the user has forgotten the password, and asks to set a new one",
        "start the policy of the password reset, or use a user flow that has it built in";
    _: "aadb2c90091" => GrantDenied,
        "the user cancelled",
        "offer the login again";
    _: "aadb2c90006" => RedirectUri,
        "the redirect URI is not registered for this application",
        "register the very redirect_uri of the request, letter by letter";
    _: "aadb2c90077" => GrantLogin,
        "the user is not logged in there, and the request allowed no page",
        "send the user there without prompt=none";
    _: "cross-origin token redemption" => ClientNotAllowed,
        "a page redeems the code, and the redirect URI is not registered for a page",
        "register the redirect URI under the platform Single-page application";
}
