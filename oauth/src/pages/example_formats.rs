//! Examples of the form of tokens, their headers, keys and signatures.

use claimscope_core::report::CheckId as Id;

use super::example::{CheckExample as Of, TokenExample as Token};
use super::twist::Twist;

pub(super) const EXAMPLES: &[Of] = &[
    Of::of(
        Id::FormatSize,
        Token::twisted(
            Twist::TooLong,
            "507042 bytes is more than the 256000 that a token may have",
        ),
        Token::good("361 bytes"),
    ),
    Of::of(
        Id::FormatCharset,
        Token::twisted(
            Twist::LineBreak,
            "a line break at character 77 is none of A-Z a-z 0-9 _ - .",
        ),
        Token::good("every character is one that a compact token may have"),
    ),
    Of::of(
        Id::FormatParts,
        Token::twisted(
            Twist::CutOff,
            "2 parts where a signed token has 3: header.payload.signature",
        ),
        Token::good("3 parts: header, payload, signature"),
    ),
    Of::of(
        Id::FormatBase64url,
        Token::twisted(
            Twist::Padded,
            "the payload is padded with '=' at character 275, which JOSE leaves out",
        ),
        Token::good("canonical base64url"),
    ),
    Of::of(
        Id::FormatEncoding,
        Token::twisted(Twist::ByteOrderMark, "payload: a byte order mark at byte 1"),
        Token::good("plain UTF-8"),
    ),
    Of::of(
        Id::FormatDepth,
        Token::twisted(
            Twist::Deep,
            "payload: nesting deeper than 64 levels at byte 234",
        ),
        Token::good("nesting within bounds"),
    ),
    Of::of(
        Id::FormatJson,
        Token::twisted(
            Twist::NoObject,
            "the payload is a string where a JSON object should be",
        ),
        Token::good("header and payload are JSON objects"),
    ),
    Of::of(
        Id::FormatDuplicateMember,
        Token::twisted(
            Twist::Twice,
            r#"payload: member "aud" appears again at byte 164"#,
        ),
        Token::good("no name appears twice"),
    ),
    Of::of(
        Id::HeaderAlg,
        Token::header(
            r#"{"alg":"none"}"#,
            "alg none means that nobody signed this token",
        ),
        Token::good("ES256 is a signature algorithm"),
    ),
    Of::of(
        Id::HeaderTyp,
        Token::header(
            r#"{"typ":"JWT"}"#,
            "typ is JWT, and the profile at+jwt takes at+jwt",
        ),
        Token::good("fits the profile"),
    ),
    Of::of(
        Id::HeaderCrit,
        Token::header(
            r#"{"crit":["exp"],"exp":1700003500}"#,
            "the token demands an extension that Claimscope does not know",
        ),
        Token::good("no critical extensions"),
    ),
    Of::of(
        Id::HeaderKid,
        Token::header(r#"{"kid":1}"#, "kid is a number where a string should be"),
        Token::good("names a key"),
    ),
    Of::of(
        Id::HeaderEmbeddedKey,
        Token::header(
            r#"{"jku":"https://other.example/jwks"}"#,
            "the token carries a link to keys (jku), which proves nothing and was not used",
        ),
        Token::good("the token carries no key of its own"),
    ),
    Of::of(
        Id::SignatureAlgorithm,
        Token::header(
            r#"{"alg":"RS256"}"#,
            "RS256 is not among the allowed algorithms",
        ),
        Token::good("allowed"),
    ),
    Of::of(
        Id::KeyFound,
        Token::header(
            r#"{"kid":"k9"}"#,
            "no trusted key has the name that the token asks for",
        ),
        Token::good("found: EC key on P-256, kid k1, from the issuer's JWKS"),
    ),
    Of::of(
        Id::KeyAmbiguous,
        Token {
            header: r#"{"kid":null}"#,
            ..Token::twisted(
                Twist::TwoKeys,
                "2 keys fit the token, and nothing says which one is meant",
            )
        },
        Token::twisted(Twist::TwoKeys, "only one key fits"),
    ),
    Of::of(
        Id::KeyType,
        Token::header(
            r#"{"alg":"RS256"}"#,
            "RS256 cannot be checked with this key",
        ),
        Token::good("the key's type fits the algorithm"),
    )
    .expecting(r#"{"algorithms":["ES256","RS256"]}"#),
    Of::of(
        Id::KeyUse,
        Token::twisted(
            Twist::KeyForEncryption,
            "the key is meant for something else",
        ),
        Token::good("the key may verify with this algorithm"),
    ),
    Of::of(
        Id::KeyStrength,
        Token {
            header: r#"{"alg":"HS256","kid":null}"#,
            ..Token::twisted(
                Twist::ShortSecret,
                "the secret has 16 bytes, and every HMAC algorithm needs 32 or more",
            )
        },
        Token {
            header: r#"{"alg":"HS256","kid":null}"#,
            ..Token::twisted(Twist::LongSecret, "no known weakness")
        },
    )
    .expecting(r#"{"algorithms":["HS256"]}"#),
    Of::of(
        Id::KeyIssuer,
        Token::twisted(Twist::KeyOfAnother, "the key belongs to another issuer"),
        Token::good("the key is the issuer's own"),
    ),
    Of::of(
        Id::SignatureValue,
        Token::twisted(Twist::ChangedAfter, "the signature does not match"),
        Token::good("ES256 verifies with this key"),
    ),
];
