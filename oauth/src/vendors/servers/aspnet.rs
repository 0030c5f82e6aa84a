//! ASP.NET Core's JwtBearer: TokenValidationParameters, the options of the scheme, and policies ([parameters], [policies]).
//!
//! [parameters]: https://learn.microsoft.com/dotnet/api/microsoft.identitymodel.tokens.tokenvalidationparameters
//! [policies]: https://learn.microsoft.com/aspnet/core/security/authorization/claims

use claimscope_core::report::CheckId as Id;

use super::TokenServer;

pub(super) const ASPNET: TokenServer = TokenServer {
    name: "ASP.NET Core (JwtBearer)",
    source: "https://learn.microsoft.com/aspnet/core/security/authentication/configure-jwt-bearer-authentication",
    answers: &[
        (
            &[Id::FormatSize],
            "Put fewer claims into the token. Kestrel bounds all headers together by KestrelServerLimits.MaxRequestHeadersTotalSize, 32 KB unless set, and answers 431; IIS has bounds of its own. MaximumTokenSizeInBytes of the token handler is 250 KB.",
        ),
        (
            &[
                Id::FormatCharset,
                Id::FormatParts,
                Id::FormatBase64url,
                Id::FormatEncoding,
                Id::FormatDepth,
                Id::FormatJson,
                Id::FormatDuplicateMember,
            ],
            "There is no setting for it: the header Authorization must hold the token as it was issued. The answer is invalid_token without a description, and the log has IDX12741, IDX14100, IDX14101 or IDX14120.",
        ),
        (
            &[Id::HeaderAlg],
            "Leave RequireSignedTokens on, as it is unless set: it refuses alg none.",
        ),
        (
            &[Id::HeaderTyp],
            "Set TokenValidationParameters.ValidTypes, such as [\"at+jwt\"]. While it is empty, any typ is taken.",
        ),
        (
            &[Id::HeaderCrit],
            "There is no setting for it. An API that depends on it looks at the header itself, in JwtBearerEvents.OnTokenValidated.",
        ),
        (
            &[Id::HeaderKid],
            "There is no setting for it: the issuer must write kid as a string.",
        ),
        (
            &[Id::HeaderEmbeddedKey],
            "There is nothing to set: keys come from the metadata of Authority, or from IssuerSigningKeys. An IssuerSigningKeyResolver of your own must not read jwk, jku, x5c or x5u of the header.",
        ),
        (
            &[Id::SignatureAlgorithm],
            "List the algorithms in TokenValidationParameters.ValidAlgorithms. While it is empty, every one is taken that the keys can verify.",
        ),
        (
            &[Id::KeyFound],
            "Set Authority, or MetadataAddress, to the issuer of the token. RefreshOnIssuerKeyNotFound, which is on unless set, fetches the keys again after a rotation, at most once in RefreshInterval.",
        ),
        (
            &[Id::KeyAmbiguous],
            "There is nothing to set: TryAllIssuerSigningKeys, which is on unless set, tries each key.",
        ),
        (
            &[Id::KeyType, Id::KeyUse],
            "With Authority there is nothing to set. An IssuerSigningKey of your own must go with the token's alg: RsaSecurityKey for RS and PS, ECDsaSecurityKey for ES, SymmetricSecurityKey for HS.",
        ),
        (
            &[Id::KeyStrength],
            "There is nothing to set in the API: a key that is too short is refused with IDX10631 or IDX10720. Make a longer one where tokens are signed.",
        ),
        (
            &[Id::KeyIssuer],
            "Add a scheme for each issuer, by AddJwtBearer with its own Authority, and let a policy scheme choose by iss. One scheme with several ValidIssuers and the keys of all takes any key for any issuer.",
        ),
        (
            &[Id::SignatureValue],
            "Set Authority to the issuer of this very token. For HS256, IssuerSigningKey is a SymmetricSecurityKey of the same bytes that the issuer signs with: a secret that is written in base64 has to be decoded first.",
        ),
        (
            &[Id::ClaimType],
            "Set ValidTypes to [\"at+jwt\"] where the issuer writes it, and Audience to the API's name: an ID token has the client in aud.",
        ),
        (
            &[Id::ClaimIss],
            "Set Authority to the issuer, or TokenValidationParameters.ValidIssuer or ValidIssuers to what stands in iss, letter by letter.",
        ),
        (
            &[Id::ClaimAud],
            "Set Audience, or TokenValidationParameters.ValidAudience or ValidAudiences, to what stands in aud. One slash at the end makes no difference.",
        ),
        (
            &[Id::ClaimExp, Id::ClaimNbf],
            "Leave ValidateLifetime and RequireExpirationTime on, as they are unless set. ClockSkew is 5 minutes unless set, so that an expired token is taken for that long.",
        ),
        (
            &[Id::ClaimIat, Id::ClaimAge],
            "There is no setting for it: JwtBearer does not look at iat. An API that needs it compares iat in JwtBearerEvents.OnTokenValidated, and calls context.Fail.",
        ),
        (
            &[
                Id::ClaimSub,
                Id::ClaimClientId,
                Id::ClaimAzp,
                Id::ClaimJti,
                Id::ClaimRequired,
                Id::ClaimValueType,
            ],
            "Add a policy with RequireClaim(\"NAME\"), or with the values that are taken. Set MapInboundClaims to false, so that sub and others keep their names.",
        ),
        (
            &[Id::ClaimSchema],
            "There is no setting for it: JwtBearer knows no schema. Compare the claims in JwtBearerEvents.OnTokenValidated, and call context.Fail, or in a policy with RequireAssertion.",
        ),
        (
            &[Id::ClaimNonce, Id::ClaimAtHash, Id::ClaimCHash],
            "An API has nothing to check here. At the client, AddOpenIdConnect compares nonce, at_hash and c_hash by itself; leave ProtocolValidator.RequireNonce on.",
        ),
        (
            &[Id::ClaimAuthTime],
            "In an API, compare auth_time by a policy with RequireAssertion. At the client, set MaxAge of AddOpenIdConnect, and ProtocolValidator.RequireAuthTime.",
        ),
        (
            &[Id::ClaimAcr],
            "In an API, add a policy with RequireClaim(\"acr\", …), with MapInboundClaims set to false. At the client, ProtocolValidator.RequireAcr wants the claim, and OnRedirectToIdentityProvider sets AcrValues.",
        ),
        (
            &[Id::ClaimScope],
            "RequireClaim(\"scope\", …) compares the whole string: split it in a policy with RequireAssertion. Microsoft.Identity.Web has the attribute RequiredScope, which reads scp.",
        ),
        (
            &[Id::ClaimHtm, Id::ClaimHtu, Id::ClaimAth],
            "JwtBearer checks no DPoP proofs. The package Duende.AspNetCore.Authentication.JwtBearer does, by ConfigureDPoPTokensForScheme; behind a proxy use ForwardedHeaders, so that the URL is the one that the client called.",
        ),
        (
            &[Id::ClaimEvents],
            "AddOpenIdConnect has no endpoint for logout tokens. Write one that verifies the logout token and ends the sessions of its sid or sub, or use Duende.BFF, which has it.",
        ),
        (
            &[Id::ClaimParameters],
            "There is no setting for it: request objects are read by authorization servers, and AddOpenIdConnect reads no signed authorization responses.",
        ),
    ],
};
