//! Express with express-oauth2-jwt-bearer, or with Claimscope's own guard ([options]).
//!
//! [options]: https://auth0.github.io/node-oauth2-jwt-bearer/interfaces/AuthOptions.html

use claimscope_core::report::CheckId as Id;

use super::TokenServer;

pub(super) const EXPRESS: TokenServer = TokenServer {
    name: "Express (express-oauth2-jwt-bearer, claimscope/guard)",
    source: "https://auth0.github.io/node-oauth2-jwt-bearer/interfaces/AuthOptions.html",
    answers: &[
        (
            &[Id::FormatSize],
            "Put fewer claims into the token. Node bounds all headers together by --max-http-header-size, 16 KB unless set, and answers 431.",
        ),
        (
            &[
                Id::FormatCharset,
                Id::FormatParts,
                Id::FormatEncoding,
                Id::FormatDepth,
                Id::FormatJson,
                Id::FormatDuplicateMember,
            ],
            "There is no setting for it: the header Authorization must hold the token as it was issued.",
        ),
        (
            &[Id::FormatBase64url],
            "express-oauth2-jwt-bearer has no setting for it: the header Authorization must hold the token as it was issued. createVerifier of claimscope takes padded parts with allowPadding.",
        ),
        (
            &[Id::HeaderAlg],
            "There is nothing to set: neither takes a token without a signature.",
        ),
        (
            &[Id::HeaderTyp],
            "auth({ strict: true }) wants at+jwt, and with it all that RFC 9068 requires; without strict any typ is taken. createVerifier: profile 'at+jwt'.",
        ),
        (
            &[Id::HeaderCrit],
            "There is nothing to set: both refuse a critical parameter that they do not know.",
        ),
        (
            &[Id::HeaderKid],
            "There is no setting for it: the issuer must write kid as a string.",
        ),
        (
            &[Id::HeaderEmbeddedKey],
            "There is nothing to set: keys come from jwksUri, the issuer's metadata or secret, and never from the token.",
        ),
        (
            &[Id::SignatureAlgorithm],
            "auth({ tokenSigningAlg: 'RS256' }) takes that one alone. createVerifier: algorithms, such as ['RS256'].",
        ),
        (
            &[Id::KeyFound],
            "auth({ issuerBaseURL }) finds the keys by the issuer's metadata; or set issuer and jwksUri. cooldownDuration, 30 s unless set, is how soon they are fetched again. createVerifier: keys, such as remoteIssuer(…).",
        ),
        (
            &[Id::KeyAmbiguous],
            "There is no setting for it: give each key a kid of its own, and let the issuer write it into the header.",
        ),
        (
            &[Id::KeyType, Id::KeyUse],
            "With issuerBaseURL or jwksUri there is nothing to set. A key of your own is publicKey, from 1.9 on. For HS256, set secret and tokenSigningAlg, and no jwksUri. createVerifier: keys.",
        ),
        (
            &[Id::KeyStrength],
            "express-oauth2-jwt-bearer has no setting for it: jose refuses RSA keys below 2048 bits. createVerifier takes weak keys with allowWeakKeys, which is for tests.",
        ),
        (
            &[Id::KeyIssuer],
            "auth({ mcd: { issuers: ['https://…'] } }), from 1.8 on, has keys of its own for each issuer; before, use one auth() for each, and choose by route. createVerifier: remoteIssuer(…), which ties the keys to their issuer.",
        ),
        (
            &[Id::SignatureValue],
            "Set issuerBaseURL or jwksUri to those of the issuer of this very token. For HS256, secret is the text that the issuer signs with. createVerifier: keys.",
        ),
        (
            &[Id::ClaimType],
            "auth({ strict: true }) wants typ at+jwt, where the issuer writes it; audience keeps out ID tokens, which have the client in aud. createVerifier: profile 'at+jwt'.",
        ),
        (
            &[Id::ClaimIss],
            "auth({ issuerBaseURL }) expects the issuer that the metadata names, auth({ issuer }) that one, letter by letter. createVerifier: issuer.",
        ),
        (
            &[Id::ClaimAud],
            "auth({ audience }), which has to be set, is a name or several, one of which must stand in aud. createVerifier: audience.",
        ),
        (
            &[Id::ClaimExp, Id::ClaimNbf],
            "auth({ clockTolerance }) is how much clocks may differ, 5 s unless set. createVerifier: clockTolerance, 0 unless set.",
        ),
        (
            &[Id::ClaimIat],
            "auth({ maxTokenAge }) refuses an iat in the future too; without it iat only has to be a number. createVerifier always refuses one that lies further ahead than clockTolerance.",
        ),
        (
            &[Id::ClaimAge],
            "auth({ maxTokenAge }), in seconds. createVerifier: maxTokenAge.",
        ),
        (
            &[Id::ClaimSub, Id::ClaimClientId, Id::ClaimJti],
            "auth({ strict: true }) wants sub, client_id and jti; auth({ validators: { client_id: 'app' } }) compares one. createVerifier: profile 'at+jwt', and clientId.",
        ),
        (
            &[Id::ClaimRequired, Id::ClaimValueType],
            "auth({ validators: { tenant: (value) => typeof value === 'string' } }), or claimCheck, claimEquals and claimIncludes behind it. createVerifier: requiredClaims.",
        ),
        (
            &[Id::ClaimSchema],
            "auth({ validators: { role: (value) => ['admin', 'reader'].includes(value) } }), or claimCheck behind it. createVerifier: schema, with zod, Valibot or ArkType.",
        ),
        (
            &[Id::ClaimAzp],
            "auth({ validators: { azp: 'app' } }) compares it. createVerifier: profile 'id-token' and clientId.",
        ),
        (
            &[Id::ClaimNonce],
            "An API has nothing to check here. At the client, express-openid-connect sends a nonce and compares it by itself. createVerifier: profile 'id-token' and nonce.",
        ),
        (
            &[Id::ClaimAtHash, Id::ClaimCHash],
            "An API has nothing to check here, and express-oauth2-jwt-bearer has no setting for it. At the client, openid-client, which express-openid-connect is built on, compares it.",
        ),
        (
            &[Id::ClaimAuthTime],
            "claimCheck(({ auth_time }) => …) behind auth() compares it. claimscope/guard: maxAuthAge, which answers by the challenge of RFC 9470.",
        ),
        (
            &[Id::ClaimAcr],
            "claimEquals('acr', …) behind auth() compares it. claimscope/guard: acrValues, which answers by the challenge of RFC 9470.",
        ),
        (
            &[Id::ClaimScope],
            "requiredScopes('orders.read') behind auth() wants all that it names, scopeIncludesAny one of them; both read scope alone. claimscope/guard: scopes, which reads scp too.",
        ),
        (
            &[Id::ClaimHtm, Id::ClaimHtu, Id::ClaimAth],
            "auth({ dpop: { enabled: true, required: true } }) checks proofs; behind a proxy set app.set('trust proxy', …), so that the URL is the one that the client called. claimscope/guard: bound, with dpop() of claimscope/guard/bound.",
        ),
        (
            &[Id::ClaimEvents],
            "express-oauth2-jwt-bearer has no setting for it. At the client, express-openid-connect reads logout tokens with backchannelLogout.",
        ),
        (
            &[Id::ClaimParameters],
            "There is no setting for it: request objects are read by authorization servers, and signed authorization responses by clients.",
        ),
    ],
};
