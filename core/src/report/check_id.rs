//! The names of the checks.

use std::fmt;

use serde::Serialize;
use serde::ser::Serializer;

macro_rules! check_ids {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// The stable name of a check, which is also the code of the error that it gives.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum CheckId {
            $($(#[$doc])* #[cfg_attr(feature = "types", schemars(rename = $text))] $variant,)*
        }

        impl CheckId {
            /// Every check, in the order in which they are run.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name as scripts read it, such as `claim.exp`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

check_ids! {
    /// The token's length.
    FormatSize = "format.size",
    /// Only `[A-Za-z0-9_.-]`.
    FormatCharset = "format.charset",
    /// Three parts for a JWS; five make a JWE.
    FormatParts = "format.parts",
    /// Each part is canonical base64url.
    FormatBase64url = "format.base64url",
    /// Header and claims are UTF-8 without byte order mark or lone surrogates.
    FormatEncoding = "format.encoding",
    /// Nesting of header and claims.
    FormatDepth = "format.depth",
    /// Header and claims are JSON objects.
    FormatJson = "format.json",
    /// No member name appears twice.
    FormatDuplicateMember = "format.duplicate-member",
    /// `alg` is present, known and not `none`.
    HeaderAlg = "header.alg",
    /// `typ` fits the profile.
    HeaderTyp = "header.typ",
    /// Every critical extension is understood.
    HeaderCrit = "header.crit",
    /// `kid` is a string.
    HeaderKid = "header.kid",
    /// Keys or links to keys in the header, which prove nothing.
    HeaderEmbeddedKey = "header.embedded-key",
    /// The policy allows the algorithm.
    SignatureAlgorithm = "signature.algorithm",
    /// A key of the set fits the token.
    KeyFound = "key.found",
    /// Only one key fits.
    KeyAmbiguous = "key.ambiguous",
    /// The key's type fits the algorithm.
    KeyType = "key.type",
    /// `use`, `key_ops` and `alg` of the key allow verifying with it.
    KeyUse = "key.use",
    /// The key is strong enough.
    KeyStrength = "key.strength",
    /// The key is the issuer's own.
    KeyIssuer = "key.issuer",
    /// The signature verifies.
    SignatureValue = "signature.value",
    /// What kind of token it is, where claims say so.
    ClaimType = "claim.type",
    /// `iss`.
    ClaimIss = "claim.iss",
    /// `aud`.
    ClaimAud = "claim.aud",
    /// `exp`.
    ClaimExp = "claim.exp",
    /// `nbf`.
    ClaimNbf = "claim.nbf",
    /// `iat`.
    ClaimIat = "claim.iat",
    /// The age asked for, counted from `iat`.
    ClaimAge = "claim.age",
    /// `sub`.
    ClaimSub = "claim.sub",
    /// `client_id`.
    ClaimClientId = "claim.client_id",
    /// `azp`.
    ClaimAzp = "claim.azp",
    /// `jti`.
    ClaimJti = "claim.jti",
    /// `nonce`.
    ClaimNonce = "claim.nonce",
    /// `scope` or `scp`.
    ClaimScope = "claim.scope",
    /// Further claims that the policy requires.
    ClaimRequired = "claim.required",
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
