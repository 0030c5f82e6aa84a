//! The names of all checks, which are also the codes of the errors that they give, and what is documented of each.

use std::fmt;

use serde::Serialize;
use serde::ser::Serializer;

macro_rules! check_ids {
    ($($(#[$cfg:meta])? $variant:ident = $text:literal, $meaning:literal, $remedy:literal;)*) => {
        /// The stable name of a check, which is also the code of the error that it gives.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum CheckId {
            $(
                $(#[$cfg])?
                #[doc = $meaning]
                #[cfg_attr(feature = "types", schemars(rename = $text))]
                $variant,
            )*
        }

        impl CheckId {
            /// Every check, in the order in which they are run.
            pub const ALL: &'static [Self] = &[$($(#[$cfg])? Self::$variant,)*];

            /// The name as scripts read it, such as `claim.exp`.
            pub const fn as_str(self) -> &'static str {
                match self { $($(#[$cfg])? Self::$variant => $text,)* }
            }

            /// What holds where the check passes, one or two sentences.
            pub const fn meaning(self) -> &'static str {
                match self { $($(#[$cfg])? Self::$variant => $meaning,)* }
            }

            /// What to do where it does not, and nothing more is known: lower case, no full stop.
            pub const fn remedy(self) -> &'static str {
                match self { $($(#[$cfg])? Self::$variant => $remedy,)* }
            }
        }
    };
}

check_ids! {
    FormatSize = "format.size",
        "The token is at most 250 KB long.",
        "check what was given: this is seldom a token; many groups or roles in the claims can make one too long";
    FormatCharset = "format.charset",
        "The text consists of the characters `A-Z a-z 0-9 - _ .` alone.",
        "copy the token again, without quotes, line breaks or the word Bearer; the message names the character";
    FormatParts = "format.parts",
        "The token has three parts with dots between, or five where it is encrypted.",
        "check that the whole token was copied; a text without dots may be an opaque token, which only its issuer can read";
    FormatBase64url = "format.base64url",
        "Each part is base64url without padding, in its one canonical spelling.",
        "copy the token again; if it stays, whoever made it uses plain base64 or adds padding";
    FormatEncoding = "format.encoding",
        "Header and claims are UTF-8 without a byte order mark or lone surrogates.",
        "write header and claims as UTF-8 at the issuer";
    FormatDepth = "format.depth",
        "Header and claims are nested at most 64 levels deep.",
        "make the issuer write flatter claims";
    FormatJson = "format.json",
        "Header and payload are JSON objects.",
        "check that the whole token was copied; if it stays, the issuer writes broken JSON";
    FormatDuplicateMember = "format.duplicate-member",
        "No name appears twice in header or claims, where two readers could take two different values.",
        "make the issuer write each name once";
    HeaderAlg = "header.alg",
        "The header names a signature algorithm that is known, and not `none`.",
        "make the issuer sign with an algorithm such as RS256 or ES256; never accept unsigned tokens";
    HeaderTyp = "header.typ",
        "`typ` is the one of the kind of token that is expected, such as `at+jwt` for an access token of RFC 9068.",
        "send the kind of token that is wanted, or choose the profile that fits the issuer";
    HeaderCrit = "header.crit",
        "Every extension that the header calls critical is understood.",
        "make the issuer leave the extension out; a verifier that does not know it must refuse the token";
    HeaderKid = "header.kid",
        "`kid` is a string, which names the key.",
        "make the issuer write kid as a string";
    HeaderEmbeddedKey = "header.embedded-key",
        "The header carries no key and no link to one (`jwk`, `jku`, `x5c`, `x5u`). Whoever made the token would have chosen that key, so it would prove nothing.",
        "verify with keys from the issuer; never fetch or trust what a token names";
    SignatureAlgorithm = "signature.algorithm",
        "The algorithm is one of those that are allowed.",
        "allow the algorithm if the issuer is meant to use it; otherwise the token is not as the issuer signs";
    KeyFound = "key.found",
        "A key among those that were given fits the token's `kid` and algorithm.",
        "give the keys of the token's own issuer; after a rotation fetch them again";
    KeyAmbiguous = "key.ambiguous",
        "Only one key fits, so that it is clear who signed.",
        "make the issuer write kid into its tokens and keys, or give only the key that is meant";
    KeyType = "key.type",
        "The key's type is the one that the algorithm uses: RSA, elliptic curve, Ed25519 or a shared secret.",
        "give a key of the right type; a public key must never be used as the secret of an HMAC";
    KeyUse = "key.use",
        "`use`, `key_ops`, `alg` and the certificate of the key allow verifying with it.",
        "give the issuer's signing key; one with use enc is for encryption";
    KeyStrength = "key.strength",
        "The key is long enough and has no known weakness.",
        "make a new key: RSA of 2048 bits or more, and secrets at least as long as the hash";
    KeyIssuer = "key.issuer",
        "The key is of the issuer that the token names.",
        "take keys from the issuer's own metadata";
    SignatureValue = "signature.value",
        "The signature verifies over header and payload with the key.",
        "check that the key is the issuer's current one and that nobody changed the token; the hint says what would fit";
    ClaimType = "claim.type",
        "The token is of the kind that is expected, where its claims say which: access token, ID token, refresh token, logout token.",
        "send the API the access_token of the token response; use the id_token at the client alone";
    ClaimIss = "claim.iss",
        "`iss` is the expected issuer, compared character by character.",
        "make the expected issuer and the token's iss the same; scheme, port and trailing slash all count";
    ClaimAud = "claim.aud",
        "`aud` names the expected audience: the API, or for an ID token the client.",
        "ask for a token with a scope or resource of this API, or set the API's audience to what its tokens carry";
    ClaimExp = "claim.exp",
        "The token has not expired: the present moment is before `exp`.",
        "request a new token; if it is new, compare the clocks";
    ClaimNbf = "claim.nbf",
        "The token holds already: `nbf` is not in the future.",
        "compare the clocks of issuer and API; a few seconds of leeway are usual";
    ClaimIat = "claim.iat",
        "`iat` is a time that is not in the future.",
        "compare the clocks of issuer and API";
    ClaimAge = "claim.age",
        "The token is not older than was asked for, counted from `iat`.",
        "request a new token";
    ClaimSub = "claim.sub",
        "`sub` is a string, and there where the profile requires it.",
        "make the issuer write sub; for tokens of a client alone some issuers leave it out";
    ClaimClientId = "claim.client_id",
        "`client_id` is a string, there where the profile requires it, and the expected client where one is.",
        "use the client that the API expects";
    ClaimAzp = "claim.azp",
        "`azp` names the expected client, and is there where an ID token has several audiences.",
        "use the ID token that was issued to this client";
    ClaimJti = "claim.jti",
        "`jti` is a string, and there where the profile requires it.",
        "make the issuer give each token an id";
    ClaimNonce = "claim.nonce",
        "`nonce` is the one that was sent with the login.",
        "start the login again; a token with another nonce may be replayed";
    ClaimAtHash = "claim.at_hash",
        "`at_hash` is the hash of the access token that came with the ID token.",
        "start the login again; another access token may have been put in its place";
    ClaimCHash = "claim.c_hash",
        "`c_hash` is the hash of the code that came with the ID token.",
        "start the login again; another code may have been put in its place";
    ClaimAuthTime = "claim.auth_time",
        "`auth_time` says when the user logged in, and that is not longer ago than was asked for.",
        "start the login again with max_age or prompt=login; where max_age was sent, the issuer must write auth_time";
    ClaimAcr = "claim.acr",
        "`acr` is one of the authentication context classes that were asked for.",
        "ask for the class in acr_values, and check that the issuer offers it and the user has the means for it";
    ClaimScope = "claim.scope",
        "`scope` or `scp` is well-formed and has every scope that is required.",
        "ask for the scope, and allow it to the client at the issuer";
    ClaimRequired = "claim.required",
        "Every further claim that was asked for is there.",
        "make the issuer write the claim, often by a scope or a mapper";
    ClaimValueType = "claim.value-type",
        "The claims that no other check reads, such as `amr` or `email_verified`, have the JSON types of their specifications. It warns, and never fails.",
        "correct the types at the issuer: a strict reader refuses such a claim, a lax one may take it for something else";
    ClaimSchema = "claim.schema",
        "The claims are what the schema takes that the verifier was given. It is asked last, where every other check passes.",
        "make the issuer write the claims that are named as the schema wants them, or change the schema";
    #[cfg(feature = "kinds")]
    ClaimHtm = "claim.htm",
        "A DPoP proof names the method of its request, the one that is expected where one is given.",
        "make a proof for each request, with its method in htm";
    #[cfg(feature = "kinds")]
    ClaimHtu = "claim.htu",
        "A DPoP proof names the URL of its request, without query and fragment, the one that is expected where one is given.",
        "make a proof for each request, with its URL in htu; behind a proxy compare with the URL that the client sees";
    #[cfg(feature = "kinds")]
    ClaimAth = "claim.ath",
        "A DPoP proof that goes with an access token has its SHA-256 in `ath`.",
        "make the proof for the access token that is sent with it";
    #[cfg(feature = "kinds")]
    ClaimEvents = "claim.events",
        "`events` of a security event token is an object with a URI for each event, and that of a logout token has the event of a logout.",
        "make the transmitter write events as an object of objects; a logout token has http://schemas.openid.net/event/backchannel-logout in it";
    #[cfg(feature = "kinds")]
    ClaimParameters = "claim.parameters",
        "A request object holds the parameters of a request and no further request, and a signed authorization response has a code, tokens or an error.",
        "write response_type and the other parameters into the request object; for an answer, take the JWT of the parameter response";
}

impl CheckId {
    /// Whether every report on a token lists it. Some checks are of one kind of token alone, such as DPoP proofs, and one is
    /// the caller's own.
    pub const fn is_in_every_report(self) -> bool {
        match self {
            Self::ClaimSchema => false,
            #[cfg(feature = "kinds")]
            Self::ClaimHtm
            | Self::ClaimHtu
            | Self::ClaimAth
            | Self::ClaimEvents
            | Self::ClaimParameters => false,
            _ => true,
        }
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for CheckId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
