//! Examples of what each check finds: a good token of a kind, and what is changed in it. A test signs and explains them all.

use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_core::report::CheckId;

use super::twist::{Beside, Twist};

/// The moment at which the examples are checked, 1700000000.
pub(super) const NOW_TEXT: &str = "2023-11-14T22:13:20Z";

/// A good token of a kind, and what a verifier is told to expect of it, in the form of `Expectations`.
pub(super) struct GoodToken {
    pub(super) header: &'static str,
    pub(super) payload: &'static str,
    pub(super) expected: &'static str,
}

pub(super) const ACCESS: GoodToken = GoodToken {
    header: r#"{"alg":"ES256","typ":"at+jwt","kid":"k1"}"#,
    payload: r#"{"iss":"https://issuer.example","aud":"https://api.example","sub":"alice","client_id":"app","iat":1699999900,"exp":1700003500,"jti":"a1b2c3","scope":"orders.read"}"#,
    expected: r#"{"profile":"at+jwt","issuer":"https://issuer.example","audience":"https://api.example","algorithms":["ES256"]}"#,
};

pub(super) const ID: GoodToken = GoodToken {
    header: r#"{"alg":"ES256","typ":"JWT","kid":"k1"}"#,
    payload: r#"{"iss":"https://issuer.example","aud":"app","sub":"alice","iat":1699999900,"exp":1700003500,"nonce":"n-0S6_WzA2Mj"}"#,
    expected: r#"{"profile":"id-token","issuer":"https://issuer.example","audience":"app","algorithms":["ES256"],"nonce":"n-0S6_WzA2Mj"}"#,
};

pub(super) const PROOF: GoodToken = GoodToken {
    header: r#"{"alg":"ES256","typ":"dpop+jwt","jwk":{"kty":"EC","crv":"P-256","x":"gMptXCiCC1sh5j4ry1_yEyWDZHngn14JquPE3atufZc","y":"ydrh1igHKfCLKdO6HSDlH1-HYqvW8LKPnyuOmShNwuo"}}"#,
    payload: r#"{"htm":"GET","htu":"https://api.example/orders","iat":1699999990,"jti":"a1b2c3"}"#,
    expected: r#"{"profile":"dpop-proof","algorithms":["ES256"]}"#,
};

pub(super) const LOGOUT: GoodToken = GoodToken {
    header: r#"{"alg":"ES256","typ":"logout+jwt","kid":"k1"}"#,
    payload: r#"{"iss":"https://issuer.example","aud":"app","sub":"alice","iat":1699999990,"exp":1700000100,"jti":"a1b2c3","events":{"http://schemas.openid.net/event/backchannel-logout":{}}}"#,
    expected: r#"{"profile":"logout-token","issuer":"https://issuer.example","audience":"app","algorithms":["ES256"]}"#,
};

pub(super) const REQUEST: GoodToken = GoodToken {
    header: r#"{"alg":"ES256","typ":"oauth-authz-req+jwt","kid":"k1"}"#,
    payload: r#"{"iss":"app","aud":"https://issuer.example","client_id":"app","response_type":"code","redirect_uri":"https://app.example/callback","scope":"orders.read","exp":1700000100}"#,
    expected: r#"{"profile":"request-object","issuer":"app","audience":"https://issuer.example","algorithms":["ES256"]}"#,
};

/// What is changed in a good token, and what the check then says. Changes are JSON Merge Patches (RFC 7396), of one level.
pub(super) struct TokenExample {
    pub(super) header: &'static str,
    pub(super) payload: &'static str,
    pub(super) twist: Twist,
    pub(super) message: &'static str,
}

/// A token that a check fails, and one that it passes.
pub(super) struct CheckExample {
    pub(super) check: CheckId,
    pub(super) good: &'static GoodToken,
    /// What is expected otherwise, as a JSON Merge Patch.
    pub(super) expected: &'static str,
    pub(super) beside: Beside,
    pub(super) fails: TokenExample,
    pub(super) passes: TokenExample,
}

impl TokenExample {
    /// The good token with these claims changed, of which the check says that.
    pub(super) const fn payload(payload: &'static str, message: &'static str) -> Self {
        Self {
            header: "{}",
            payload,
            twist: Twist::None,
            message,
        }
    }

    /// The good token with these parameters of the header changed.
    pub(super) const fn header(header: &'static str, message: &'static str) -> Self {
        Self {
            header,
            ..Self::payload("{}", message)
        }
    }

    /// The good token, of which something else is so.
    pub(super) const fn twisted(twist: Twist, message: &'static str) -> Self {
        Self {
            twist,
            ..Self::payload("{}", message)
        }
    }

    /// The good token as it is.
    pub(super) const fn good(message: &'static str) -> Self {
        Self::payload("{}", message)
    }
}

impl CheckExample {
    /// An example with the good access token, of which nothing but the token is changed.
    pub(super) const fn of(check: CheckId, fails: TokenExample, passes: TokenExample) -> Self {
        Self {
            check,
            good: &ACCESS,
            expected: "{}",
            beside: Beside::Nothing,
            fails,
            passes,
        }
    }

    /// The same with another good token.
    pub(super) const fn with(mut self, good: &'static GoodToken) -> Self {
        self.good = good;
        self
    }

    /// The same where something else is expected.
    pub(super) const fn expecting(mut self, expected: &'static str) -> Self {
        self.expected = expected;
        self
    }

    /// The same with something beside the token.
    pub(super) const fn beside(mut self, beside: Beside) -> Self {
        self.beside = beside;
        self
    }

    /// Whether the check only warns of what its first token shows.
    pub(super) const fn only_warns(&self) -> bool {
        matches!(
            self.check,
            CheckId::HeaderEmbeddedKey | CheckId::ClaimValueType
        )
    }

    /// The header of one of its tokens.
    pub(super) fn header(&self, token: &TokenExample) -> Object {
        patched(self.good.header, token.header)
    }

    /// The payload of one of its tokens.
    pub(super) fn payload(&self, token: &TokenExample) -> Object {
        patched(self.good.payload, token.payload)
    }

    /// What is expected of its tokens, in the form of `Expectations`.
    pub(super) fn expectations(&self) -> Object {
        patched(self.good.expected, self.expected)
    }
}

fn patched(good: &str, patch: &str) -> Object {
    let mut object = object(good);
    for (name, value) in object_members(patch) {
        match value {
            Value::Null => {
                object.remove(&name);
            }
            value => object.set(name, value),
        }
    }
    object
}

fn object_members(text: &str) -> Vec<(String, Value)> {
    let members = object(text);
    let members = members.iter();
    members
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
}

/// A table's text as an object; a test reads them all.
fn object(text: &str) -> Object {
    match parse_strict(text.as_bytes()) {
        Ok(Value::Object(object)) => object,
        _ => Object::new(),
    }
}
