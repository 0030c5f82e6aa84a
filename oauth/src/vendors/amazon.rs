//! Amazon Cognito, whose keys are on amazonaws.com and whose endpoints on a domain of its own
//! ([endpoints](https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html)).

#[cfg(feature = "pages")]
use super::table::named_codes;
use super::table::{Hosts, sayings};

pub(super) const HOSTS: Hosts = Hosts {
    issuers: &["amazonaws.com"],
    endpoints: &["amazonaws.com", "amazoncognito.com"],
};

/// Where its codes are documented.
pub(super) const CODES: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html";

sayings! {
    _: "secret was not received" => ClientAuthentication,
        "the app client has a secret, and the request has none",
        "send the client's secret, in Cognito's own API as SECRET_HASH; or use an app client without a secret";
    _: "not enabled for oauth2.0 flows" => ClientNotAllowed,
        "the app client may use no OAuth flow",
        "allow the app client its OAuth grant types and scopes, under Login pages";
}

/// Where the exceptions of its own API are documented.
#[cfg(feature = "pages")]
pub(super) const NAMED_AT: &str = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html";

#[cfg(feature = "pages")]
named_codes! {
    "NotAuthorizedException" => GrantInvalid,
        "the user name, password or refresh token is not accepted, or the app client may not do this",
        "check the credentials, whether the user is disabled, and for a refresh token that it was issued to this app client and not revoked";
    "UserNotFoundException" => GrantInvalid,
        "the user pool has no such user",
        "check the user name and the user pool; an app client that prevents user existence errors answers NotAuthorizedException in its place";
    "UserNotConfirmedException" => GrantDenied,
        "the user has not confirmed the account",
        "confirm it with the code that was sent, by ConfirmSignUp; or as an administrator by AdminConfirmSignUp";
    "PasswordResetRequiredException" => GrantDenied,
        "an administrator has asked for a new password",
        "let the user set one, by ForgotPassword and ConfirmForgotPassword";
    "CodeMismatchException" => GrantInvalid,
        "the code that the user typed is not the one that was sent",
        "let the user type it again, or send a new one";
    "ExpiredCodeException" => GrantInvalid,
        "the code that the user typed has expired",
        "send a new code";
    "InvalidParameterException" => ParameterMissing,
        "a parameter is missing, or has a value that the user pool does not take",
        "look at the message, which names it; USER_PASSWORD_AUTH and the like must be allowed for the app client under authentication flows";
    "ResourceNotFoundException" => ClientAuthentication,
        "there is no such app client or user pool in this region",
        "check the app client's id, the id of the user pool and the region";
    "UserLambdaValidationException" => GrantDenied,
        "a Lambda trigger of the user pool refused the user",
        "look at the message, and in the log of the trigger";
    "MFAMethodNotFoundException" => StepUp,
        "the user pool wants a second factor, and the user has none that can be used",
        "let the user set one up, or an administrator by AdminSetUserMFAPreference";
    "TooManyRequestsException" => RateLimit,
        "too many requests came for this operation",
        "wait, and repeat the request with growing pauses";
    "LimitExceededException" => RateLimit,
        "a quota of the user pool is used up, such as that of messages",
        "wait, or ask for a higher quota";
    "TooManyFailedAttemptsException" => RateLimit,
        "the user typed a wrong code too often",
        "wait, then send a new code";
}
