//! Kong's plugins jwt, and openid-connect of Kong Enterprise ([jwt], [openid-connect]).
//!
//! [jwt]: https://developer.konghq.com/plugins/jwt/reference/
//! [openid-connect]: https://developer.konghq.com/plugins/openid-connect/reference/

use claimscope_core::report::CheckId as Id;

use super::TokenServer;

pub(super) const KONG: TokenServer = TokenServer {
    name: "Kong (plugins jwt and openid-connect)",
    source: "https://developer.konghq.com/plugins/jwt/reference/",
    answers: &[
        (
            &[Id::FormatSize],
            "Put fewer claims into the token. nginx_proxy_large_client_header_buffers in kong.conf bounds the headers.",
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
            "There is no setting for it: the header Authorization must hold the token as it was issued. jwt answers with Bad token and what stopped it.",
        ),
        (
            &[Id::HeaderAlg, Id::SignatureAlgorithm],
            "jwt: algorithm of the consumer's credential, HS256 unless set, must be the token's alg. openid-connect takes those of the issuer's keys, and HS only with enable_hs_signatures.",
        ),
        (
            &[Id::HeaderTyp],
            "Neither plugin has a setting for typ: compare it in the API.",
        ),
        (
            &[Id::HeaderCrit],
            "Neither plugin has a setting for crit: look at it in the API.",
        ),
        (
            &[Id::HeaderKid],
            "There is no setting for it: the issuer must write kid as a string. jwt finds the credential by it where key_claim_name is kid.",
        ),
        (
            &[Id::HeaderEmbeddedKey],
            "There is nothing to set: jwt has the keys of its credentials, openid-connect those of issuer and extra_jwks_uris.",
        ),
        (
            &[Id::KeyFound],
            "jwt: give a consumer a credential whose key is the value of the claim that key_claim_name names (iss unless set), with rsa_public_key; keys are not fetched, so that a rotation needs a new one. openid-connect: issuer or extra_jwks_uris; rediscovery_lifetime says how soon keys are fetched again.",
        ),
        (
            &[Id::KeyAmbiguous],
            "jwt has one key in each credential. openid-connect has no setting for it: let the issuer write kid.",
        ),
        (
            &[Id::KeyType, Id::KeyUse],
            "jwt: the credential has rsa_public_key, a public key in PEM form, for RS, PS and ES, and secret for HS. openid-connect has nothing to set.",
        ),
        (
            &[Id::KeyStrength],
            "Neither plugin has a setting for it: make a longer key where tokens are signed.",
        ),
        (
            &[Id::KeyIssuer],
            "jwt: with key_claim_name iss, each credential is of one issuer. openid-connect: use one plugin for each issuer; issuers_allowed takes further names for the same keys.",
        ),
        (
            &[Id::SignatureValue],
            "jwt: put the issuer's public key, or the secret, into the credential; secret_is_base64 says how secrets are written. openid-connect: issuer, which has to be that of this very token.",
        ),
        (
            &[Id::ClaimType],
            "Neither plugin has a setting for it. openid-connect: audience_required with the API's name keeps out ID tokens, which have the client in aud.",
        ),
        (
            &[Id::ClaimIss],
            "jwt: the key of the consumer's credential is what stands in iss, letter by letter. openid-connect: issuer, and issuers_allowed for further ones.",
        ),
        (
            &[Id::ClaimAud],
            "jwt does not look at aud: compare it in the API. openid-connect: audience_required, and audience_claim where it is another claim.",
        ),
        (
            &[Id::ClaimExp, Id::ClaimNbf],
            "jwt: claims_to_verify with exp and nbf; while it is empty, an expired token is taken. openid-connect: verify_claims, which is on unless set, and leeway.",
        ),
        (
            &[Id::ClaimIat],
            "Neither plugin has a setting for iat alone: compare it in the API.",
        ),
        (
            &[Id::ClaimAge],
            "jwt: maximum_expiration bounds how far exp may lie ahead, in seconds. Neither plugin has a setting for the age by iat.",
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
            "jwt requires no claim but the one of key_claim_name. openid-connect requires values of any claim by pairs, such as roles_claim with roles_required, and a consumer by consumer_claim.",
        ),
        (
            &[Id::ClaimSchema],
            "Neither plugin has a schema for claims. Compare them in the API, or in a plugin of your own behind them.",
        ),
        (
            &[Id::ClaimNonce, Id::ClaimAtHash, Id::ClaimCHash],
            "jwt has nothing to check here. openid-connect compares the nonce of a login that it began itself, by verify_nonce, which is on unless set, and has no setting for the hashes.",
        ),
        (
            &[Id::ClaimAuthTime],
            "jwt has no setting for it. openid-connect: max_age, in seconds, to which the age of auth_time is compared.",
        ),
        (
            &[Id::ClaimAcr],
            "jwt has no setting for it. openid-connect requires an acr by roles_claim and roles_required, or by another such pair.",
        ),
        (
            &[Id::ClaimScope],
            "jwt does not look at scopes: compare them in the API. openid-connect: scopes_required, and scopes_claim where it is another claim than scope.",
        ),
        (
            &[Id::ClaimHtm, Id::ClaimHtu, Id::ClaimAth],
            "jwt checks no DPoP proofs. openid-connect: proof_of_possession_dpop set to strict, or to optional, which asks for a proof with bound tokens alone.",
        ),
        (
            &[Id::ClaimEvents],
            "Neither plugin has a setting for logout tokens.",
        ),
        (
            &[Id::ClaimParameters],
            "jwt has no setting for it. openid-connect asks for signed authorization responses by response_mode, such as query.jwt; request objects are read by authorization servers.",
        ),
    ],
};
