//! How the token or the keys of an example differ from what header and payload show.

/// What is so beside header and payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    None,
    TooLong,
    LineBreak,
    CutOff,
    Padded,
    ByteOrderMark,
    Deep,
    NoObject,
    Twice,
    TwoKeys,
    KeyForEncryption,
    ShortSecret,
    LongSecret,
    KeyOfAnother,
    KeysOfFile,
    ChangedAfter,
}

impl Twist {
    /// A sentence; empty where nothing is.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::None => "",
            Self::TooLong => {
                "The payload has 20,000 groups beside what is shown, which makes the token longer than 250 KB."
            }
            Self::LineBreak => "A line break was copied into the middle of the token.",
            Self::CutOff => "The part behind the second dot was not copied.",
            Self::Padded => "The part of the payload is written with = at its end.",
            Self::ByteOrderMark => "A byte order mark stands before the payload.",
            Self::Deep => {
                "The payload has a member deep beside what is shown, of 70 lists in each other."
            }
            Self::NoObject => "In place of what is shown, the payload is the JSON text \"alice\".",
            Self::Twice => "The payload has a second aud at its end, \"https://other.example\".",
            Self::TwoKeys => "The issuer has two keys for ES256, k1 and k2.",
            Self::KeyForEncryption => "The key of the issuer has \"use\": \"enc\".",
            Self::ShortSecret => "The token is signed with a secret of 16 bytes.",
            Self::LongSecret => "The token is signed with a secret of 32 bytes.",
            Self::KeyOfAnother => "The keys are those of https://other.example.",
            Self::KeysOfFile => "The keys are given as a JWKS, without saying whose they are.",
            Self::ChangedAfter => "sub was changed from bob to alice after signing.",
        }
    }
}

/// What the verifier has beside the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    Nothing,
    AccessToken,
    Code,
    Request,
    RequestWithToken,
    Schema,
}

impl Beside {
    /// A sentence; empty where nothing is.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::AccessToken => "The ID token came with the access token an-access-token.",
            Self::Code => "The ID token came with the code a-code.",
            Self::Request => "The request is GET https://api.example/orders.",
            Self::RequestWithToken => {
                "The request is GET https://api.example/orders with the access token an-access-token."
            }
            Self::Schema => {
                "The verifier has a schema of its own, by which role is admin or reader."
            }
        }
    }
}
