//! The scopes of a token: `scope` ([RFC 9068 §2.2.3]) or, at [Microsoft Entra] and [Okta], `scp`.
//!
//! [RFC 9068 §2.2.3]: https://www.rfc-editor.org/rfc/rfc9068#section-2.2.3
//! [Microsoft Entra]: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
//! [Okta]: https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/#access-token-scopes-and-claims

use crate::json::{Object, Value};

/// The scopes of a token; a string with spaces between, or a list of strings. Where `scope` is there, `scp` is not read.
#[derive(Clone, Copy, Debug)]
pub struct Scopes<'a>(Option<(&'static str, &'a Value)>);

impl<'a> Scopes<'a> {
    /// The scopes that these claims hold.
    pub fn of(claims: &'a Object) -> Self {
        let claim = |name: &'static str| claims.get(name).map(|value| (name, value));
        Self(claim("scope").or_else(|| claim("scp")))
    }

    /// Whether there is no such claim.
    pub fn is_absent(self) -> bool {
        self.0.is_none()
    }

    /// The claim that holds them: `scope` or `scp`.
    pub fn claim(self) -> Option<&'static str> {
        self.0.map(|(name, _)| name)
    }

    /// The claim, where it has another form.
    pub fn malformed(self) -> Option<&'a Value> {
        self.0.map(|(_, value)| value).filter(|value| match value {
            Value::String(_) => false,
            Value::Array(scopes) => scopes.iter().any(|scope| scope.as_str().is_none()),
            _ => true,
        })
    }

    /// Whether they are a list rather than one string.
    pub fn is_list(self) -> bool {
        self.0.is_some_and(|(_, value)| value.as_array().is_some())
    }

    /// Each scope.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        let value = self.0.map(|(_, value)| value);
        let text = value.and_then(Value::as_str).unwrap_or_default();
        let list = value.and_then(Value::as_array).unwrap_or_default();
        let written = text.split(' ').filter(|scope| !scope.is_empty());
        written.chain(list.iter().filter_map(Value::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_scope_and_scp_as_a_string_and_as_a_list() {
        let read = |claims: &Object| Scopes::of(claims).iter().collect::<Vec<_>>().join("|");
        assert_eq!(read(&Object::new().with("scope", "a  b")), "a|b");
        let list = || vec![Value::from("a"), Value::from("b c")];
        assert_eq!(read(&Object::new().with("scp", list())), "a|b c");
        let both = Object::new().with("scp", list()).with("scope", "x");
        assert_eq!(read(&both), "x");
        assert_eq!(Scopes::of(&both).claim(), Some("scope"));
        let odd = Object::new().with("scope", 1);
        assert!(Scopes::of(&odd).malformed().is_some());
        assert!(Scopes::of(&Object::new()).is_absent());
    }
}
