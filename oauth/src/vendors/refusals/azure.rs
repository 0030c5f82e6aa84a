//! Azure: API Management, Storage and App Service's own authentication ([APIM], [storage], [Easy Auth]).
//!
//! [APIM]: https://learn.microsoft.com/azure/api-management/validate-jwt-policy
//! [storage]: https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory
//! [Easy Auth]: https://learn.microsoft.com/azure/app-service/overview-authentication-authorization

use super::Sign::{Body, Header, Host, Says};
use super::{Cause, Product};

pub(super) const API_MANAGEMENT: Product = Product {
    name: "Azure API Management",
    signs: &[
        Header("www-authenticate", "AzureApiManagementKey"),
        Header("ocp-apim-trace-location", ""),
        Header("apim-debug-authorization", ""),
        Host(".azure-api.net"),
        Says("missing subscription key"),
        Says("invalid subscription key"),
        Body(r#""statusCode":401,"message":"InvalidJWT."#),
    ],
    rows: &[
        ("missing subscription key", Cause::ApiKey),
        ("invalid subscription key", Cause::ApiKey),
        ("out of call volume quota", Cause::RateLimit),
        ("rate limit is exceeded", Cause::RateLimit),
        ("jwt not present", Cause::TokenMissing),
        ("claim value mismatch: aud", Cause::Audience),
        ("claim value mismatch", Cause::ClaimMissing),
        ("!invalid jwt", Cause::TokenRefused),
        (
            "unable to match incoming request to an operation",
            Cause::Path,
        ),
    ],
    advice: &[
        (
            Cause::ApiKey,
            "send the subscription key as Ocp-Apim-Subscription-Key, or the header that the API names; or switch off Subscription required",
        ),
        (
            Cause::TokenRefused,
            "trace the call in API Management: validate-jwt writes there which check failed",
        ),
    ],
};

pub(super) const STORAGE: Product = Product {
    name: "Azure Storage",
    signs: &[
        Header("server", "Windows-Azure-"),
        Host(".core.windows.net"),
        Says("server failed to authenticate the request"),
    ],
    rows: &[
        ("audience validation failed", Cause::Audience),
        ("issuer validation failed", Cause::Issuer),
        ("lifetime validation failed", Cause::Expired),
        ("signature validation failed", Cause::Signature),
        ("authorization permission mismatch", Cause::Policy),
        ("public access is not permitted", Cause::TokenMissing),
        (
            "key based authentication is not permitted",
            Cause::OtherCredential,
        ),
        ("!authentication failed", Cause::TokenRefused),
        ("!authorization failure", Cause::Policy),
    ],
    advice: &[
        (
            Cause::Audience,
            "ask for a token for https://storage.azure.com/.default, and send an x-ms-version header",
        ),
        (
            Cause::Policy,
            "give the caller a data role, such as Storage Blob Data Reader; Owner and Contributor do not count for data",
        ),
    ],
};

/// The same where its own challenge tells that it answered, whatever the app behind it is made of.
pub(super) const EASY_AUTH: Product = Product {
    name: "App Service's own challenge",
    signs: &[Header("www-authenticate", ".azurewebsites.net\"")],
    rows: APP_SERVICE.rows,
    advice: &[(
        Cause::TokenRefused,
        "App Service refused the call before the app: check the issuer URL and the allowed token audiences under Authentication",
    )],
};

pub(super) const APP_SERVICE: Product = Product {
    name: "App Service authentication",
    signs: &[
        Header("x-ms-middleware-request-id", ""),
        Host(".azurewebsites.net"),
    ],
    rows: &[
        (
            "you do not have permission to view this directory or page",
            Cause::TokenRefused,
        ),
        ("x-functions-key", Cause::ApiKey),
    ],
    advice: &[
        (
            Cause::TokenRefused,
            "check the issuer URL and the allowed token audiences of the app's authentication; its log stream says which failed",
        ),
        (
            Cause::Redirect,
            "set unauthenticated requests to HTTP 401 in the app's authentication, and send a token whose aud is allowed there",
        ),
    ],
};

/// Azure Resource Manager ([tenants]).
///
/// [tenants]: https://learn.microsoft.com/azure/azure-resource-manager/management/authenticate-multi-tenant
pub(super) const RESOURCE_MANAGER: Product = Product {
    name: "Azure Resource Manager",
    signs: &[
        Host("management.azure.com"),
        Says("must match the tenant"),
        Says("invalid authentication token tenant"),
    ],
    rows: &[
        ("invalid authentication token tenant", Cause::Issuer),
        ("must match the tenant", Cause::Issuer),
        ("invalid authentication token audience", Cause::Audience),
        ("authentication failed missing token", Cause::TokenMissing),
        ("expired authentication token", Cause::Expired),
        ("!authorization failed", Cause::Policy),
    ],
    advice: &[
        (
            Cause::Issuer,
            "ask the authority of the subscription's tenant, which the message names, for the token",
        ),
        (
            Cause::Audience,
            "ask for a token with scope https://management.azure.com/.default",
        ),
        (
            Cause::Policy,
            "give the caller a role on that scope, such as Reader; it takes some minutes",
        ),
    ],
};
