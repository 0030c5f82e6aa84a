//! Amazon Cognito: user pool tokens ([the access token], [the ID token]).
//!
//! [the access token]: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
//! [the ID token]: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html

use crate::json::Object;
use crate::jwt::TokenKind;

/// What `token_use` says; access tokens of Cognito have no `aud`, and the client stands in `client_id`.
pub fn kind(claims: &Object) -> Option<(TokenKind, &'static str)> {
    match claims.get_str("token_use")? {
        "access" => Some((TokenKind::Access, "token_use: access")),
        "id" => Some((TokenKind::Id, "token_use: id")),
        _ => None,
    }
}
