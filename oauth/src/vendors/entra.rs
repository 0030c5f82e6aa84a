//! Microsoft Entra: its hosts, and its error codes ([AADSTS]).
//!
//! [AADSTS]: https://learn.microsoft.com/entra/identity-platform/reference-error-codes

use claimscope_core::vendors::entra::is_guid;

#[cfg(feature = "diagnose")]
use super::table::Named;
use super::table::{Hosts, Saying};
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

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/// What it calls the name of a secret, which stays visible and is often sent in place of its value.
pub(super) const SECRET_ID: &str = "Secret ID";

/// Whether the text has the form of a [`SECRET_ID`].
pub(super) fn is_secret_id(text: &str) -> bool {
    is_guid(text)
}

/// How its numbers begin, in small letters.
#[cfg(feature = "diagnose")]
pub(super) const NUMBER_START: &str = "aadsts";

/// Whether an `error` is one of its numbers.
#[cfg(feature = "diagnose")]
pub(super) fn is_number(error: &str) -> bool {
    error.to_ascii_lowercase().starts_with(NUMBER_START)
}

/// What its numbers and words name, whatever the `error` beside them.
#[cfg(feature = "diagnose")]
pub(super) const NAMED: &[Named] = &[
    // A code that a page may redeem, or a client that has a secret.
    ("cross-origin", Cause::ClientNotAllowed),
    ("aadsts9002325", Cause::ClientNotAllowed),
    ("aadsts9002327", Cause::ClientNotAllowed),
    ("aadsts65001", Cause::GrantConsent),
    ("aadsts500011", Cause::Target),
    ("aadsts500014", Cause::Target),
    ("aadsts700016", Cause::ClientAuthentication),
];

/// What a number names where nothing stands beside it; a shorter one stands for all that begin so.
#[cfg(feature = "diagnose")]
pub(super) const NUMBERS: &[Named] = &[
    ("aadsts7000", Cause::ClientAuthentication),
    ("aadsts50011", Cause::ClientNotAllowed),
    ("aadsts5007", Cause::StepUp),
    ("aadsts53003", Cause::StepUp),
    ("aadsts50126", Cause::GrantInvalid),
    ("aadsts70008", Cause::GrantInvalid),
    ("aadsts900144", Cause::ParameterMissing),
];

/// What a refused secret is that is none.
#[cfg(feature = "diagnose")]
pub(super) fn no_secret(words: &str, secret: &str) -> Option<&'static str> {
    (words.contains(NUMBER_START) && is_secret_id(secret)).then_some(
        "client_secret has the form of a GUID: that is a secret's ID, which stays visible, and never its value",
    )
}

pub(super) const SAYINGS: &[Saying] = &[
    Saying {
        error: None,
        words: "aadsts7000215",
        meaning: "the client secret is wrong",
        hint: "send the secret's Value, which is shown once when it is made, not its Secret ID; and see that it belongs to this application",
    },
    Saying {
        error: None,
        words: "aadsts7000222",
        meaning: "the client secret has expired",
        hint: "make a new secret under Certificates & secrets of the app registration",
    },
    Saying {
        error: None,
        words: "aadsts7000218",
        meaning: "the request has neither client_secret nor client_assertion",
        hint: "send the secret; or, for a public client, switch on Allow public client flows in the app registration",
    },
    Saying {
        error: None,
        words: "aadsts7000216",
        meaning: "this grant needs client_secret or client_assertion",
        hint: "send the client's secret",
    },
    Saying {
        error: None,
        words: "aadsts700016",
        meaning: "the tenant that was asked has no such application",
        hint: "check client_id against the app registration's Application (client) ID, and the tenant in the issuer",
    },
    Saying {
        error: None,
        words: "aadsts90002",
        meaning: "there is no such tenant in this cloud",
        hint: "check the tenant in the issuer, and that the cloud is the right one",
    },
    Saying {
        error: None,
        words: "aadsts900023",
        meaning: "the tenant in the issuer is neither an id nor a domain name",
        hint: "put the Directory (tenant) ID, or a domain of the tenant, into the issuer",
    },
    Saying {
        error: None,
        words: "aadsts50034",
        meaning: "the tenant has no such user",
        hint: "check the user name, and the tenant in the issuer; personal accounts cannot use the password grant",
    },
    Saying {
        error: None,
        words: "aadsts50126",
        meaning: "the user name or the password is wrong",
        hint: "check both; a user of another identity provider cannot use the password grant",
    },
    Saying {
        error: None,
        words: "aadsts50076",
        meaning: "the user must prove a second factor, which the password grant cannot",
        hint: "use a grant in which the user logs in at the browser",
    },
    Saying {
        error: None,
        words: "aadsts50079",
        meaning: "the user must register for multifactor authentication, which the password grant cannot",
        hint: "use a grant in which the user logs in at the browser",
    },
    Saying {
        error: None,
        words: "aadsts50055",
        meaning: "the user's password has expired",
        hint: "let the user set a new one",
    },
    Saying {
        error: None,
        words: "aadsts50057",
        meaning: "the user's account is disabled",
        hint: "enable the account, or use another",
    },
    Saying {
        error: None,
        words: "aadsts53003",
        meaning: "a Conditional Access policy blocks this",
        hint: "look at the sign-in log of the tenant, which names the policy",
    },
    Saying {
        error: None,
        words: "aadsts65001",
        meaning: "nobody has consented that this application may use the API",
        hint: "let an administrator grant consent under API permissions, or the user at the browser",
    },
    Saying {
        error: None,
        words: "aadsts500011",
        meaning: "the tenant does not know the API that was asked for",
        hint: "check the API's Application ID URI in scope or resource; the API needs a service principal in this tenant",
    },
    Saying {
        error: None,
        words: "aadsts501051",
        meaning: "the application has no role at the API, which admits only those that have one",
        hint: "assign an app role of the API to the application, or switch off Assignment required",
    },
    Saying {
        error: None,
        words: "aadsts50105",
        meaning: "the user has no role at the application, which admits only those that have one",
        hint: "assign the user to the application, or switch off Assignment required",
    },
    Saying {
        error: None,
        words: "aadsts1002012",
        meaning: "the scope of client_credentials must be the API with /.default behind it",
        hint: "ask for the API's Application ID URI with /.default, such as api://CLIENT_ID/.default",
    },
    Saying {
        error: None,
        words: "aadsts70011",
        meaning: "the scope is not valid here",
        hint: "ask for scopes of one API, with its Application ID URI before each; client_credentials wants the URI with /.default",
    },
    Saying {
        error: None,
        words: "aadsts70008",
        meaning: "the code or refresh token has expired",
        hint: "start again for a new code",
    },
    Saying {
        error: None,
        words: "aadsts700082",
        meaning: "the refresh token has expired, because it was not used for too long",
        hint: "let the user log in again",
    },
    Saying {
        error: None,
        words: "aadsts54005",
        meaning: "the code was redeemed already",
        hint: "start again for a new code",
    },
    Saying {
        error: None,
        words: "aadsts50011",
        meaning: "the redirect URI is not registered for this application",
        hint: "register the very redirect_uri of the request, letter by letter",
    },
    Saying {
        error: None,
        words: "aadsts50194",
        meaning: "the application belongs to one tenant, and the endpoint of all tenants was asked",
        hint: "put the tenant's id in place of common into the issuer",
    },
    Saying {
        error: None,
        words: "aadsts500207",
        meaning: "this kind of account cannot be used for this API",
        hint: "use an account of the tenant, and the tenant's own issuer",
    },
    Saying {
        error: None,
        words: "aadsts700027",
        meaning: "the client assertion's signature does not hold",
        hint: "upload the certificate to the app registration, and sign with its key",
    },
    Saying {
        error: None,
        words: "aadsts9002313",
        meaning: "the request is malformed",
        hint: "check that it is a form and that every value is percent-encoded once",
    },
    Saying {
        error: None,
        words: "aadsts9002326",
        meaning: "a page redeems the code, and the redirect URI is not registered for a page",
        hint: "register the redirect URI under the platform Single-page application",
    },
    Saying {
        error: None,
        words: "aadsts9002327",
        meaning: "the redirect URI is registered for a page, and another than a browser redeems the code",
        hint: "redeem the code in the page, or register the redirect URI under Web or Mobile and desktop applications",
    },
    Saying {
        error: None,
        words: "aadsts900144",
        meaning: "the form lacks a parameter, which the sentence names",
        hint: "send it in the form body, not in the URL, with Content-Type application/x-www-form-urlencoded",
    },
];
