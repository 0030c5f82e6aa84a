//! What must come of a case.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

/// What an API must answer to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProbeExpectation {
    /// It takes the request.
    Taken,
    /// It refuses the token: 401 with `invalid_token` ([RFC 6750 §3.1](https://www.rfc-editor.org/rfc/rfc6750#section-3.1)).
    RefusedToken,
    /// It refuses the request, which carries no token that it could judge.
    Refused,
    /// It refuses what is too large, before or after it looks at it: 431, or 401.
    TooLarge,
    /// It refuses what a token that holds may not do: 403 with `insufficient_scope`.
    Scope,
}

impl ProbeExpectation {
    /// The status that the specification has for it; `None` where the request is to be taken.
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Taken => None,
            Self::RefusedToken | Self::Refused => Some(401),
            Self::TooLarge => Some(431),
            Self::Scope => Some(403),
        }
    }

    /// The `error` of the challenge that the specification has for it.
    pub const fn error(self) -> Option<&'static str> {
        match self {
            Self::Taken | Self::Refused | Self::TooLarge => None,
            Self::RefusedToken => Some("invalid_token"),
            Self::Scope => Some("insufficient_scope"),
        }
    }

    /// In a word for a table.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::RefusedToken | Self::Refused => "401",
            Self::TooLarge => "431, 401",
            Self::Scope => "403",
        }
    }
}

impl Serialize for ProbeExpectation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("ProbeExpectation", 3)?;
        object.serialize_field("taken", &(*self == Self::Taken))?;
        object.serialize_field("status", &self.status())?;
        object.serialize_field("error", &self.error())?;
        object.end()
    }
}
