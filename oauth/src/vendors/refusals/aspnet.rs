//! ASP.NET Core's JwtBearer, and Microsoft.IdentityModel behind it ([messages]).
//!
//! [messages]: https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/tree/dev/src

use super::Sign::{Header, Says};
use super::facts::{Habit, Sight};
use super::{Cause, Product};

/// How the codes of Microsoft.IdentityModel begin.
pub(super) const CODES: &[&str] = &["idx1", "idx2", "idw1"];

/// What stands in place of the names in its sentences, unless ShowPII is on.
pub(super) const HIDDEN: &[&str] = &["[PII", "System."];

/// How to see them.
pub(super) const HIDDEN_ADVICE: &str =
    "set IdentityModelEventSource.ShowPII in the API: its log then names both values";

/// Behind which words it names the audience of the token.
pub(super) const TOKEN_AUDIENCE_MARKS: &[&str] =
    &["validation failed. audiences: '", "the audience '"];

/// What it says where its own settings name no audience or issuer.
const UNSET: Cause = Cause::Setting;

/// How much clocks may differ, unless ClockSkew was set.
pub(super) const SKEW_SECONDS: i64 = 300;

pub(super) const HABITS: &[Habit] = &[
    (
        Sight::BareChallengeToToken,
        "a bare Bearer challenge to a request that has a token: ASP.NET Core answers so where no token arrived, or where IncludeErrorDetails is off",
    ),
    (
        Sight::BareChallenge,
        "a bare Bearer challenge: APIs answer so where no token arrived, and ASP.NET Core also where IncludeErrorDetails is off",
    ),
    (
        Sight::InvalidTokenAlone,
        "the API says invalid_token and no more; ASP.NET Core does so where it cannot read the token, or its typ is not among ValidTypes",
    ),
    (
        Sight::SilentForbidden,
        "a 403 without WWW-Authenticate: ASP.NET Core answers so where the token passed and a policy did not",
    ),
    (
        Sight::FailedOnToken,
        "older ASP.NET Core answers 500 where it cannot fetch the issuer's metadata",
    ),
    (
        Sight::JustExpired,
        "ASP.NET Core accepts it for 300 s more unless ClockSkew was lowered",
    ),
    (
        Sight::SeveralScopes,
        "scope is one string of several words: ASP.NET's RequireClaim compares it as a whole",
    ),
    (
        Sight::ScopesInScp,
        "the scopes stand in scp, which ASP.NET renames to http://schemas.microsoft.com/identity/claims/scope unless MapInboundClaims is off",
    ),
    (
        Sight::KeyNotFoundSaid,
        "ASP.NET Core has the same words for a key that it does not have, and for no keys at all",
    ),
    (
        Sight::IssuerUnnamed,
        "ASP.NET Core says (null) of a token without iss, and where Microsoft.Identity.Web refuses one by its settings Instance and TenantId",
    ),
    (
        Sight::KeysTried,
        "it tried each key that it has: none is the token's, a secret (HS) is read in another encoding, or the token was changed",
    ),
    (
        Sight::SharedSecret,
        "ASP.NET Core says the same where the secret that signed the token is not the API's",
    ),
    (
        Sight::IssuerSetting,
        "the API's Authority, or its valid issuer,",
    ),
];

/// What it says to clients of a token whose key it does not have, and just so where it has loaded no keys at all: both
/// are a `SecurityTokenSignatureKeyNotFoundException`.
pub(super) const KEY_NOT_FOUND: &str = "the signature key was not found";

/// Codes of which the same is so: every key was tried that it has.
pub(super) const KEYS_TRIED: &[&str] = &["idx10503", "idx10517"];

/// What .NET says where its libraries do not fit each other, in small letters ([one version]).
///
/// [one version]: https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/issues/2088
pub(super) const MIXED_LIBRARIES: &[&str] = &[
    "method not found: '",
    "missingmethodexception",
    "could not load type '",
    "could not load file or assembly",
];

/// What to do about that.
pub(super) const MIXED_LIBRARIES_ADVICE: &str = "bring all packages Microsoft.IdentityModel.* and System.IdentityModel.Tokens.Jwt of the API to one version; the token is not the point";

/// How it writes an issuer that it does not name.
pub(super) const UNNAMED_ISSUER: &str = "the issuer '(null)'";

/// Behind which words it names the audience that it expects.
pub(super) const AUDIENCE_MARKS: &[&str] = &[
    "validationparameters.validaudience: '",
    "validationparameters.validaudiences: '",
];

/// Behind which words it names the issuer that it expects.
pub(super) const ISSUER_MARKS: &[&str] = &[
    "validationparameters.validissuer: '",
    "validationparameters.validissuers: '",
];

pub(super) const ASPNET: Product = Product {
    name: "ASP.NET Core",
    signs: &[
        Header("server", "Kestrel"),
        Header("server", "Microsoft-IIS"),
        Header("x-powered-by", "ASP.NET"),
        Says("the audience '*' is invalid"),
        Says("the issuer '*' is invalid"),
        Says("the token expired at '"),
        Says("the token is not valid before '"),
        Says("=the signature key was not found"),
        Says("=the token has no expiration"),
        Says("idx1"),
        Says("idx2"),
    ],
    rows: &[
        // Where a sentence has a code, the code decides.
        (
            "validissuer: 'null' or validationparameters.validissuers: 'null'",
            UNSET,
        ),
        (
            "validaudience: 'null' or validationparameters.validaudiences: 'null'",
            UNSET,
        ),
        (
            "validaudience: 'null' or validationparameters.validaudiences: 'empty'",
            UNSET,
        ),
        ("idx10204", UNSET),
        ("idx10205", Cause::Issuer),
        ("idx10206", Cause::AudienceMissing),
        ("idx10208", UNSET),
        ("idx10209", Cause::TooLarge),
        ("idx10211", Cause::Issuer),
        ("idx10212", Cause::Issuer),
        (
            "idx10214: audience validation failed. audiences: 'empty'",
            Cause::AudienceMissing,
        ),
        ("idx10214", Cause::Audience),
        ("idx10215", Cause::Audience),
        ("idx10222", Cause::NotYetValid),
        ("idx10223", Cause::Expired),
        ("idx10224", Cause::Lifetime),
        ("idx10225", Cause::NoExpiry),
        ("idx10230", Cause::Lifetime),
        ("idx10256", Cause::TokenType),
        ("idx10257", Cause::TokenType),
        ("idx10261", Cause::IssuerUnreachable),
        ("idx10500 * unable to resolve", Cause::KeyNotFound),
        ("idx10500", Cause::KeysNotLoaded),
        ("no security keys were provided", Cause::KeysNotLoaded),
        (
            "number of keys in tokenvalidationparameters: '0' * number of keys in configuration: '0'",
            Cause::KeysNotLoaded,
        ),
        ("idx10501", Cause::KeyNotFound),
        ("idx10503", Cause::KeyNotFound),
        ("idx10504", Cause::Unsigned),
        ("idx10511 * idx10634", Cause::KeyKind),
        ("idx10511", Cause::Signature),
        ("idx10517", Cause::KeyNotFound),
        // Before version 6 it had this number too.
        ("idx10603 * keysize", Cause::KeyKind),
        ("idx10603", Cause::Encrypted),
        ("idx10609", Cause::Encrypted),
        ("idx10610", Cause::Encrypted),
        ("idx10611", Cause::Encrypted),
        ("idx10612", Cause::Encrypted),
        ("idx10618", Cause::Encrypted),
        ("idx10619", Cause::Encrypted),
        ("idx10653", Cause::KeyKind),
        ("idx10696", Cause::Algorithm),
        ("idx10720", Cause::KeyKind),
        ("idx12709", Cause::Malformed),
        ("idx12729", Cause::Malformed),
        ("idx12741", Cause::Malformed),
        ("idx14100", Cause::Malformed),
        // The payload is read after the header: it stops at a claim of the wrong JSON type too.
        (
            "?idx14101: unable to decode the payload",
            Cause::ClaimMissing,
        ),
        ("idx14101", Cause::Malformed),
        ("idx14102", Cause::Malformed),
        ("idx14120", Cause::Malformed),
        ("idx20108", Cause::IssuerUnreachable),
        ("idx20803", Cause::IssuerUnreachable),
        ("idx20804", Cause::IssuerUnreachable),
        ("idx20807", Cause::IssuerUnreachable),
        // 3.0 and later, then 2.x.
        ("the audience 'empty' is invalid", Cause::AudienceMissing),
        ("the audience '(null)' is invalid", Cause::AudienceMissing),
        ("the audience '' is invalid", Cause::AudienceMissing),
        ("the audience * is invalid", Cause::Audience),
        // Microsoft.Identity.Web refuses so what is not of its tenant or cloud, whatever iss is.
        ("?the issuer '(null)' is invalid", Cause::Issuer),
        ("the issuer * is invalid", Cause::Issuer),
        ("the token expired at", Cause::Expired),
        ("the token is expired", Cause::Expired),
        ("the token is not valid before", Cause::NotYetValid),
        ("the token is not valid yet", Cause::NotYetValid),
        ("the token lifetime is invalid", Cause::Lifetime),
        ("the token has no expiration", Cause::NoExpiry),
        ("the signature key was not found", Cause::KeyNotFound),
        ("the signature is invalid", Cause::Signature),
    ],
    advice: &[
        (
            Cause::Setting,
            "set the API's own name as Audience or ValidAudience, and the issuer as Authority or ValidIssuer: the API has none to compare with",
        ),
        (
            Cause::TokenRefused,
            "look in the API's log; in ASP.NET Core, set the log level of Microsoft.AspNetCore.Authentication to Debug",
        ),
        (
            Cause::HeaderLost,
            "see whether a proxy or a redirect drops the header; in ASP.NET Core, make JwtBearer the default scheme, with UseAuthentication before UseAuthorization, and switch IncludeErrorDetails on",
        ),
        (
            Cause::KeyNotFound,
            "make the API's Authority the issuer of this token; after a key rotation or a restart with a new development key, get a new token and let the API fetch the keys again",
        ),
        (
            Cause::Encrypted,
            "give TokenDecryptionKey of the API the key that the issuer encrypts for; or ask for a token that is signed alone",
        ),
        (
            Cause::KeysNotLoaded,
            "from the API's machine, open the Authority's /.well-known/openid-configuration and the jwks_uri in it; bring all packages Microsoft.IdentityModel.* to one version",
        ),
        (
            Cause::TokenType,
            "send an access token; or add its typ to the API's ValidTypes",
        ),
        (
            Cause::NoExpiry,
            "make the issuer write exp; RequireExpirationTime = false would weaken the API",
        ),
        (
            Cause::IssuerUnreachable,
            "from the API's machine, open the issuer's /.well-known/openid-configuration: address, TLS trust and RequireHttpsMetadata decide",
        ),
        (
            Cause::Redirect,
            "call the final URL directly; in ASP.NET Core, make JwtBearer the default scheme for API paths",
        ),
    ],
};

/// Microsoft.Identity.Web, which asks for scopes and roles of Entra's kind ([messages of its own]).
///
/// [messages of its own]: https://github.com/AzureAD/microsoft-identity-web/blob/master/src/Microsoft.Identity.Web.TokenAcquisition/IDWebErrorMessage.cs
pub(super) const IDENTITY_WEB: Product = Product {
    name: "Microsoft.Identity.Web",
    signs: &[Says("idw1020")],
    rows: &[
        ("idw10201", Cause::Scope),
        ("idw10202", Cause::Scope),
        ("idw10203", Cause::Scope),
        ("idw10204", Cause::Scope),
    ],
    advice: &[(
        Cause::Scope,
        "ask for API/.default, where the client has a scope of the API (in a user's token, as scp) or app roles (with client_credentials, as roles); or set the API's AllowWebApiToBeAuthorizedByACL",
    )],
};
