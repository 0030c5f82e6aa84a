//! Codes of Microsoft.IdentityModel that no answer of an API is known by: of its logs, and of the OpenID Connect handler
//! ([tokens], [OpenID Connect]). For those that are, `aspnet` has a row.
//!
//! [tokens]: https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/blob/dev/src/Microsoft.IdentityModel.Tokens/LogMessages.cs
//! [OpenID Connect]: https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/blob/dev/src/Microsoft.IdentityModel.Protocols.OpenIdConnect/LogMessages.cs

use crate::diagnose::cause::Cause;
use crate::vendors::table::{Saying, named_codes};

/// Where its codes stand.
pub(in crate::vendors) const CODES: &str =
    "https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/wiki";

/// How its codes begin.
pub(crate) const START: &str = "idx";

/// A code that nothing here explains.
pub(in crate::vendors) const OTHER: Saying = Saying {
    error: None,
    words: START,
    cause: Cause::TokenRefused,
    meaning: "a message of Microsoft.IdentityModel, which says itself what it means",
    hint: "read the sentence behind the code in the API's log, with IdentityModelEventSource.ShowPII on; LogMessages.cs of the library's repository has them all",
};

named_codes! {
    "IDX10207" => AudienceMissing,
        "the token has no aud, and the API wants to find itself there",
        "make the issuer write the API into aud";
    "IDX10227" => NoExpiry,
        "the API remembers tokens against replay, and this one has no exp",
        "make the issuer write exp";
    "IDX10228" => TokenRefused,
        "the token was used before, and the API takes each token once",
        "ask for a new token for each call; or leave TokenReplayCache of the API unset, since access tokens are meant to be used more than once";
    "IDX10231" => Audience,
        "the API's own AudienceValidator refused the token's aud",
        "look at what the delegate of TokenValidationParameters.AudienceValidator compares";
    "IDX10232" => Signature,
        "the API's own IssuerSigningKeyValidator refused the key",
        "look at what the delegate of TokenValidationParameters.IssuerSigningKeyValidator compares";
    "IDX10248" => Signature,
        "the certificate of the key is not valid yet",
        "compare the clocks, and ask the issuer which key it signs with";
    "IDX10249" => Signature,
        "the certificate of the key has expired",
        "let the issuer renew its certificate and publish the new key";
    "IDX10253" => KeyNotFound,
        "the API has no key for the token, and takes only signed ones",
        "make the API's Authority the issuer of this token";
    "IDX10400" => Malformed,
        "a part of the token is not base64url",
        "send the token as it was issued: whole, without quotes, padding or line breaks";
    "IDX10508" => Malformed,
        "the signature's part is not base64url",
        "send the token as it was issued, with nothing cut off";
    "IDX10630" => KeyKind,
        "the key is too short to sign with this algorithm",
        "make a longer key: RSA of 2048 bits or more";
    "IDX10631" => KeyKind,
        "the key is too short to verify with this algorithm",
        "let the issuer make a longer key: RSA of 2048 bits or more";
    "IDX10634" => KeyKind,
        "the token's alg does not go with the key, or is not known to the library",
        "give the API a key that goes with the token's alg: the issuer's public key for RS, PS and ES, the secret for HS";
    "IDX10638" => KeyKind,
        "the key has no private half, so that nothing can be signed with it",
        "sign with the private key";
    "IDX10640" => Algorithm,
        "the token's alg is not known to the library",
        "sign with RS256 or ES256";
    "IDX10652" => Algorithm,
        "the token's alg is not known to the library",
        "sign with RS256 or ES256";
    "IDX21300" => ClaimMissing,
        "at_hash or c_hash of the ID token is not the hash of what came with it",
        "log in once more; if it stays, something put another token or code in place of the issuer's";
    "IDX21307" => ClaimMissing,
        "a code came with the ID token, which has no c_hash",
        "use response_type=code; or let the issuer write c_hash, which the hybrid flow requires";
    "IDX21312" => ClaimMissing,
        "an access token came with the ID token, which has no at_hash",
        "use response_type=code; or let the issuer write at_hash";
    "IDX21314" => ClaimMissing,
        "the ID token lacks a claim that OpenID Connect requires, which the sentence names",
        "let the issuer write it; aud, exp, iat, iss and sub belong into every ID token";
    "IDX21320" => LoginLost,
        "neither the login nor the ID token has a nonce",
        "see that the nonce cookie of the login survives until the callback: SameSite=None needs https";
    "IDX21321" => LoginLost,
        "the ID token has another nonce than this login sent",
        "log in once more, in one tab";
    "IDX21324" => LoginLost,
        "the login took longer than its nonce holds",
        "log in once more; NonceLifetime of the protocol validator says how long it holds";
    "IDX21330" => LoginLost,
        "the answer has no state, although the login sent one",
        "let the server return state";
    "IDX21331" => LoginLost,
        "the answer has another state than this login sent",
        "log in once more, in one tab";
    "IDX21336" => NoToken,
        "the token response lacks the ID token or the access token",
        "ask for the scope openid, and look at the body of the token response";
    "IDX21338" => ClaimMissing,
        "userinfo speaks of another sub than the ID token",
        "see that both are asked for with the tokens of one login";
    "IDX21339" => ClaimMissing,
        "the ID token has several audiences and no azp",
        "let the issuer write azp, or the client alone into aud";
    "IDX21340" => ClaimMissing,
        "azp of the ID token is another client",
        "use the ID token that was issued to this client; compare ClientId with azp";
    "IDX21349" => LoginLost,
        "the login sent a nonce, and the ID token has none",
        "let the server return the nonce in the ID token";
    "IDX21817" => KeysNotLoaded,
        "the issuer's metadata led to no keys",
        "open the issuer's jwks_uri from the API's machine";
}
