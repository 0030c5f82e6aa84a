//! What an issuer is asked about a token that is there, and what it said.

use claimscope_oauth::Finding;

use crate::results::{ResponseToken, TokenResult};
use crate::sensitive::Sensitive;

/// What is asked, or told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AboutToken {
    /// Whether the token holds ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)).
    Introspect(ResponseToken),
    /// The same of the access token, with an answer that the issuer signs ([RFC 9701](https://www.rfc-editor.org/rfc/rfc9701)).
    IntrospectSigned,
    /// Who its user is ([OpenID Connect Core §5.3](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo)).
    Userinfo,
    /// That it is not wanted any more ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)).
    Revoke(ResponseToken),
    /// That the user logs out
    /// ([OpenID Connect RP-Initiated Logout](https://openid.net/specs/openid-connect-rpinitiated-1_0.html)).
    LogOut,
}

impl AboutToken {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Introspect(ResponseToken::Access),
        Self::IntrospectSigned,
        Self::Userinfo,
        Self::Revoke(ResponseToken::Access),
        Self::Introspect(ResponseToken::Refresh),
        Self::Revoke(ResponseToken::Refresh),
        Self::LogOut,
    ];

    /// What its button says.
    pub fn title(self) -> &'static str {
        match self {
            Self::Introspect(ResponseToken::Refresh) => "Introspect refresh token",
            Self::Introspect(_) => "Introspect",
            Self::IntrospectSigned => "Introspect, signed",
            Self::Userinfo => "User info",
            Self::Revoke(ResponseToken::Refresh) => "Revoke refresh token",
            Self::Revoke(_) => "Revoke",
            Self::LogOut => "Log out",
        }
    }

    /// What it does, and where that is specified.
    pub fn help(self) -> (&'static str, &'static str) {
        match self {
            Self::Introspect(_) => ("Ask the issuer whether the token holds", "RFC 7662"),
            Self::IntrospectSigned => (
                "Ask the issuer whether the token holds, with an answer that it signs, which can be kept as evidence",
                "RFC 9701",
            ),
            Self::Userinfo => (
                "Ask the issuer who the user of the access token is",
                "OpenID Connect Core §5.3",
            ),
            Self::Revoke(_) => (
                "Tell the issuer that the token is not wanted any more",
                "RFC 7009",
            ),
            Self::LogOut => (
                "Open the address at which the user logs out at the issuer",
                "OpenID Connect RP-Initiated Logout §2",
            ),
        }
    }

    /// `token_type_hint` of the token that it is about.
    pub(crate) fn hint(which: ResponseToken) -> &'static str {
        match which {
            ResponseToken::Refresh => "refresh_token",
            ResponseToken::Access | ResponseToken::Id => "access_token",
        }
    }

    /// Whether the response has the token that it is about.
    pub fn is_possible(self, held: &TokenResult) -> bool {
        match self {
            Self::Introspect(which) | Self::Revoke(which) => held.token(which).is_some(),
            Self::IntrospectSigned | Self::Userinfo => true,
            Self::LogOut => held.id_token.is_some(),
        }
    }
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Told {
    /// What was asked.
    pub about: AboutToken,
    /// The answer in one sentence.
    pub headline: String,
    /// Whether the token holds, where that was the question.
    pub is_active: Option<bool>,
    /// Name and value of each member of the answer.
    pub members: Vec<(String, String)>,
    /// What deviates.
    pub findings: Vec<Finding>,
    /// The signed answer, where one was asked for and holds.
    pub signed: Option<Sensitive>,
    /// An address to open by hand, where no browser could be opened. It may hold the ID token.
    pub address: Option<Sensitive>,
}
