//! Spring Security's resource server, as Spring Boot sets it up ([JWT]).
//!
//! [JWT]: https://docs.spring.io/spring-security/reference/servlet/oauth2/resource-server/jwt.html

use claimscope_core::report::CheckId as Id;

use super::TokenServer;

pub(super) const SPRING: TokenServer = TokenServer {
    name: "Spring Security (resource server)",
    source: "https://docs.spring.io/spring-security/reference/servlet/oauth2/resource-server/jwt.html",
    answers: &[
        (
            &[Id::FormatSize],
            "Put fewer claims into the token. server.max-http-request-header-size bounds all headers together, 8 KB unless set; Tomcat counts the request line too, and answers 400.",
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
            "There is no setting for it: the header Authorization must hold the token as it was issued. The answer says that the bearer token is malformed, or what stopped the decoder.",
        ),
        (
            &[Id::HeaderAlg],
            "There is nothing to set: NimbusJwtDecoder refuses tokens without a signature.",
        ),
        (
            &[Id::HeaderTyp],
            "From 6.5 on, build the NimbusJwtDecoder with validateType(false) and set JwtValidators.createAtJwtValidator(), which wants at+jwt and has to be told issuer, audience and client_id, as its validator; from 7 on, setting the validator is enough. Before, a jwtProcessorCustomizer sets a DefaultJOSEObjectTypeVerifier. Unless told otherwise, only JWT and no typ are taken.",
        ),
        (
            &[Id::HeaderCrit],
            "There is nothing to set: Nimbus refuses a critical parameter that it does not know.",
        ),
        (
            &[Id::HeaderKid],
            "There is no setting for it: the issuer must write kid as a string.",
        ),
        (
            &[Id::HeaderEmbeddedKey],
            "There is nothing to set: keys come from jwk-set-uri, or from the metadata of issuer-uri, and never from the token.",
        ),
        (
            &[Id::SignatureAlgorithm],
            "Set spring.security.oauth2.resourceserver.jwt.jws-algorithms to the token's alg: with jwk-set-uri, RS256 alone is taken unless set. With issuer-uri alone, the algorithms are those of the issuer's keys.",
        ),
        (
            &[Id::KeyFound],
            "Set spring.security.oauth2.resourceserver.jwt.issuer-uri to the issuer of the token, or jwk-set-uri to its keys. NimbusJwtDecoder fetches the set again where it has no key of that kid.",
        ),
        (
            &[Id::KeyAmbiguous],
            "There is nothing to set: Nimbus tries each key that fits.",
        ),
        (
            &[Id::KeyType, Id::KeyUse],
            "With issuer-uri or jwk-set-uri there is nothing to set. A key of your own goes into NimbusJwtDecoder.withPublicKey or public-key-location for RS and PS, and into withSecretKey for HS.",
        ),
        (
            &[Id::KeyStrength],
            "There is no setting for it: Nimbus refuses secrets below 256 bits. Make a longer key where tokens are signed.",
        ),
        (
            &[Id::KeyIssuer],
            "JwtIssuerAuthenticationManagerResolver.fromTrustedIssuers(…) has a decoder, and so keys, of its own for each issuer.",
        ),
        (
            &[Id::SignatureValue],
            "Set issuer-uri or jwk-set-uri to those of the issuer of this very token. For HS256, withSecretKey takes the same bytes that the issuer signs with: a secret that is written in base64 has to be decoded first.",
        ),
        (
            &[Id::ClaimType],
            "Set JwtValidators.createAtJwtValidator(), which wants typ at+jwt, where the issuer writes such tokens; and spring.security.oauth2.resourceserver.jwt.audiences to the API's name, since an ID token has the client in aud.",
        ),
        (
            &[Id::ClaimIss],
            "Set spring.security.oauth2.resourceserver.jwt.issuer-uri to what stands in iss, letter by letter. With jwk-set-uri alone iss is not checked.",
        ),
        (
            &[Id::ClaimAud],
            "Set spring.security.oauth2.resourceserver.jwt.audiences, one of which must stand in aud. Without it aud is not checked.",
        ),
        (
            &[Id::ClaimExp, Id::ClaimNbf],
            "JwtTimestampValidator forgives 60 seconds; a JwtDecoder bean of your own sets another Duration, and has to set issuer and audience validators beside it. A token without exp is taken, unless createAtJwtValidator is set, or setAllowEmptyExpiryClaim(false) where JwtTimestampValidator has it.",
        ),
        (
            &[Id::ClaimIat, Id::ClaimAge],
            "There is no property for it: add an OAuth2TokenValidator<Jwt> of your own, such as new JwtClaimValidator<Instant>(\"iat\", …).",
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
            "Add new JwtClaimValidator<String>(\"NAME\", …) to the decoder's validators. JwtValidators.createAtJwtValidator() wants sub, iat, exp and jti, and compares client_id with the one that it has to be told.",
        ),
        (
            &[Id::ClaimSchema],
            "There is no setting for it. Add an OAuth2TokenValidator<Jwt> of your own to the decoder's validators, which reads the claims as it wants them.",
        ),
        (
            &[Id::ClaimNonce],
            "An API has nothing to check here. At the client, oauth2Login sends a nonce and compares it by itself.",
        ),
        (
            &[Id::ClaimAtHash, Id::ClaimCHash],
            "An API has nothing to check here, and oauth2Login has no setting for it: it takes the ID token from the token endpoint over TLS.",
        ),
        (
            &[Id::ClaimAuthTime, Id::ClaimAcr],
            "Add a JwtClaimValidator for the claim to the decoder's validators. At the client, an OAuth2AuthorizationRequestResolver sends max_age or acr_values.",
        ),
        (
            &[Id::ClaimScope],
            "Each scope of scope or scp becomes an authority: require hasAuthority(\"SCOPE_orders.read\"). authorities-claim-name and authority-prefix below spring.security.oauth2.resourceserver.jwt read another claim.",
        ),
        (
            &[Id::ClaimHtm, Id::ClaimHtu, Id::ClaimAth],
            "From 6.5 on, the resource server checks the proof of every request with Authorization: DPoP by itself. Behind a proxy set server.forward-headers-strategy, so that the URL is the one that the client called.",
        ),
        (
            &[Id::ClaimEvents],
            "At the client, http.oidcLogout with backChannel reads and verifies logout tokens.",
        ),
        (
            &[Id::ClaimParameters],
            "There is no setting for it: request objects are read by authorization servers, and oauth2Login reads no signed authorization responses.",
        ),
    ],
};
