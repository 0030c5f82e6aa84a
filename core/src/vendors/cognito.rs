//! Amazon Cognito: user pool tokens ([the access token], [the ID token]).
//!
//! [the access token]: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
//! [the ID token]: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html

/// The claim that says what a token is for. Access tokens have no `aud`: the client stands in `client_id`.
pub const KIND: &str = "token_use";

/// What to do about an `aud` that is not there.
pub const NO_AUDIENCE_ADVICE: &str =
    "Cognito's access tokens have no aud: compare client_id and token_use instead";

/// Its value in access tokens.
pub const ACCESS: &str = "access";

/// Its value in ID tokens.
pub const ID: &str = "id";
