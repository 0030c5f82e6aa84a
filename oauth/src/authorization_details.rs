//! Rich authorization requests ([RFC 9396]): access that is asked for in objects rather than in scopes, and what of it was
//! granted.
//!
//! [RFC 9396]: https://www.rfc-editor.org/rfc/rfc9396

use std::fmt;

use claimscope_core::json::{Object, Value, parse_strict};

use super::code::{authorization, finding};
use super::error::shown;
use super::{Finding, Metadata};

const SPEC: &str = "RFC 9396 §7";

/// The fields that any type may have, and that are arrays of strings there
/// ([RFC 9396 §2.2](https://www.rfc-editor.org/rfc/rfc9396#section-2.2)).
const LISTS: [&str; 4] = ["locations", "actions", "datatypes", "privileges"];

/// `authorization_details`: objects that each name their type, which says what else is in them.
///
/// ```
/// use claimscope_oauth::AuthorizationDetails;
///
/// let details = AuthorizationDetails::parse(r#"[{"type": "account_information", "actions": ["read"]}]"#).unwrap();
/// assert_eq!(details.to_string(), r#"[{"type":"account_information","actions":["read"]}]"#);
/// assert!(AuthorizationDetails::parse("[{}]").is_err());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AuthorizationDetails(Vec<Object>);

impl AuthorizationDetails {
    /// The name of the parameter, and of the member of a token response.
    pub const NAME: &'static str = "authorization_details";

    /// Reads the JSON array.
    ///
    /// # Errors
    ///
    /// What is wrong with it, one sentence: no JSON array of objects, an object without a `type`, or a common field of
    /// another JSON type than RFC 9396 §2.2 gives it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value = parse_strict(text.trim().as_bytes())
            .map_err(|fault| format!("it cannot be read as JSON: {fault}"))?;
        let Value::Array(elements) = &value else {
            return Err(format!(
                "it is {} where a JSON array of objects should be",
                value.type_text()
            ));
        };
        if elements.is_empty() {
            return Err("the array is empty, so that it asks for nothing".to_owned());
        }
        let objects = elements.iter().enumerate();
        let objects = objects.map(|(index, element)| {
            let unfit = |why: String| format!("element {} of the array {why}", index + 1);
            let Value::Object(object) = element else {
                let found = element.type_text();
                return Err(unfit(format!("is {found} where an object should be")));
            };
            check(object).map(|()| object.clone()).map_err(unfit)
        });
        objects.collect::<Result<_, _>>().map(Self)
    }

    /// The objects.
    pub fn objects(&self) -> &[Object] {
        &self.0
    }

    /// The array as JSON, such as a signed request carries it.
    pub fn to_value(&self) -> Value {
        Value::Array(self.0.iter().cloned().map(Value::Object).collect())
    }

    /// The types that the metadata does not list, where it lists any
    /// ([RFC 9396 §10](https://www.rfc-editor.org/rfc/rfc9396#section-10)).
    pub fn findings(&self, metadata: &Metadata) -> Vec<Finding> {
        let listed = metadata.raw.get("authorization_details_types_supported");
        let Some(listed) = listed.and_then(Value::as_array) else {
            return Vec::new();
        };
        let is_listed = |name: &&str| listed.iter().any(|known| known.as_str() == Some(*name));
        let mut unlisted: Vec<_> = self.types().filter(|name| !is_listed(name)).collect();
        unlisted.dedup();
        if unlisted.is_empty() {
            return Vec::new();
        }
        let names = shown(&unlisted.join(", "));
        vec![
            Finding::warning(
                authorization::DETAILS_TYPE,
                format!("authorization_details_types_supported does not list {names}"),
                "RFC 9396 §10",
            )
            .hint("ask for a type that the server lists; it refuses one that it does not know"),
        ]
    }

    /// How what was granted differs from what was asked for.
    pub fn compare(&self, granted: Option<&Value>) -> Vec<Finding> {
        let differs = |message: String| {
            Finding::warning(finding::RESPONSE_AUTHORIZATION_DETAILS, message, SPEC)
        };
        let granted: Vec<&Object> = match granted {
            Some(Value::Array(elements)) => elements.iter().filter_map(Value::as_object).collect(),
            None => {
                let message = "authorization_details were asked for, and the token response does not say which were granted";
                return vec![differs(message.to_owned()).hint(
                    "a server that does not know RFC 9396 leaves the parameter unread: look whether it lists authorization_details_types_supported",
                )];
            }
            Some(other) => {
                let found = other.type_text();
                let message = format!(
                    "the token response's authorization_details is {found} where an array should be"
                );
                return vec![differs(message)];
            }
        };
        let mut findings = Vec::new();
        let is_granted = |asked: &&Object| granted.iter().any(|one| is_same_object(one, asked));
        for asked in self.0.iter().filter(|asked| !is_granted(asked)) {
            let name = type_of(asked);
            let same: Vec<_> = granted.iter().filter(|one| type_of(one) == name).collect();
            let shown = shown(name);
            findings.push(match (same.is_empty(), same.iter().any(|one| holds(one, asked))) {
                (true, _) => differs(format!(
                    "authorization_details of the type {shown} were asked for and not granted"
                ))
                .hint("an API that needs them will refuse the token"),
                (false, true) => Finding::note(
                    finding::RESPONSE_AUTHORIZATION_DETAILS,
                    format!(
                        "authorization_details of the type {shown} were granted with more in them than was asked for"
                    ),
                    "RFC 9396 §7.1",
                ),
                (false, false) => differs(format!(
                    "authorization_details of the type {shown} were granted otherwise than they were asked for"
                ))
                .hint("compare them with those of the token response"),
            });
        }
        for one in granted {
            let name = type_of(one);
            if !self.types().any(|asked| asked == name) {
                let name = shown(name);
                findings.push(differs(format!(
                    "authorization_details of the type {name} were granted, and nobody asked for them"
                )));
            }
        }
        findings
    }

    fn types(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(type_of)
    }
}

impl fmt::Display for AuthorizationDetails {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_value().fmt(formatter)
    }
}

fn type_of(object: &Object) -> &str {
    object.get_str("type").unwrap_or_default()
}

/// Whether every member of `asked` stands in `granted` as it is.
fn holds(granted: &Object, asked: &Object) -> bool {
    let mut members = asked.iter();
    members.all(|(name, value)| granted.get(name).is_some_and(|own| is_same(own, value)))
}

/// Whether two objects have the same members, in whatever order.
fn is_same_object(one: &Object, other: &Object) -> bool {
    one.len() == other.len() && holds(one, other)
}

fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => is_same_object(one, other),
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| is_same(one, other))
        }
        (one, other) => one == other,
    }
}

/// What keeps an object from being an authorization detail.
fn check(object: &Object) -> Result<(), String> {
    match object.get("type") {
        Some(Value::String(name)) if !name.trim().is_empty() => {}
        None => return Err("has no type".to_owned()),
        Some(Value::String(_)) => return Err("has an empty type".to_owned()),
        Some(other) => {
            let found = other.type_text();
            return Err(format!("has {found} for its type, which must be a string"));
        }
    }
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    let is_list = |value: &Value| {
        let elements = value.as_array();
        elements.is_some_and(|elements| elements.iter().all(is_text))
    };
    if let Some(name) = (LISTS.iter()).find(|name| object.get(name).is_some_and(|v| !is_list(v))) {
        return Err(format!("has {name}, which must be an array of strings"));
    }
    match object.get("identifier") {
        Some(value) if !is_text(value) => {
            Err("has an identifier, which must be a string".to_owned())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimscope_core::json::parse_strict;

    const ASKED: &str = r#"[{"type":"payment","actions":["initiate"],"amount":{"currency":"EUR","value":"1.50"}},
        {"type":"accounts","locations":["https://api.example"]}]"#;

    fn compared(granted: &str) -> Vec<(String, bool)> {
        let asked = AuthorizationDetails::parse(ASKED).unwrap();
        let granted = parse_strict(granted.as_bytes()).unwrap();
        let findings = asked.compare(Some(&granted)).into_iter();
        let is_note = |finding: &Finding| finding.severity == crate::Severity::Note;
        findings
            .map(|finding| (finding.message.clone(), is_note(&finding)))
            .collect()
    }

    #[test]
    fn what_is_no_array_of_typed_objects_is_refused_with_its_place() {
        for (text, why) in [
            ("", "JSON"),
            (r#"{"type":"a"}"#, "an object where a JSON array"),
            ("[]", "asks for nothing"),
            (
                r#"[{"type":"a"},"b"]"#,
                "element 2 of the array is a string",
            ),
            (r#"[{"typ":"a"}]"#, "element 1 of the array has no type"),
            (r#"[{"type":""}]"#, "an empty type"),
            (r#"[{"type":1}]"#, "a number for its type"),
            (r#"[{"type":"a","type":"b"}]"#, "JSON"),
            (
                r#"[{"type":"a","actions":"read"}]"#,
                "actions, which must be an array",
            ),
            (
                r#"[{"type":"a","locations":[1]}]"#,
                "locations, which must be an array",
            ),
            (
                r#"[{"type":"a","identifier":7}]"#,
                "identifier, which must be a string",
            ),
        ] {
            let error = AuthorizationDetails::parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
        let details = AuthorizationDetails::parse(ASKED).unwrap();
        assert_eq!(details.objects().len(), 2);
    }

    #[test]
    fn what_was_granted_is_compared_with_what_was_asked_for() {
        assert!(compared(ASKED).is_empty());
        let reordered = r#"[{"locations":["https://api.example"],"type":"accounts"},
            {"amount":{"value":"1.50","currency":"EUR"},"type":"payment","actions":["initiate"]}]"#;
        assert!(compared(reordered).is_empty(), "members have no order");
        let enriched = ASKED.replace(r#""locations""#, r#""accounts":["1"],"locations""#);
        let found = compared(&enriched);
        assert_eq!(found.len(), 1);
        assert!(found[0].1 && found[0].0.contains("accounts were granted with more"));
        let less = compared(r#"[{"type":"payment","actions":[]},{"type":"admin"}]"#);
        let messages: Vec<_> = less.iter().map(|(message, _)| message.as_str()).collect();
        assert_eq!(messages.len(), 3, "{messages:?}");
        assert!(messages[0].contains("payment were granted otherwise"));
        assert!(messages[1].contains("accounts were asked for and not granted"));
        assert!(messages[2].contains("admin were granted, and nobody asked"));
        assert!(less.iter().all(|(_, is_note)| !is_note));
        assert!(
            compared(r#"{"type":"payment"}"#)[0]
                .0
                .contains("where an array should be")
        );
        let asked = AuthorizationDetails::parse(ASKED).unwrap();
        assert!(
            asked.compare(None)[0]
                .message
                .contains("does not say which were granted")
        );
    }

    #[test]
    fn types_that_the_server_does_not_list_are_told_of() {
        let asked = AuthorizationDetails::parse(ASKED).unwrap();
        let codes = |more: &str| {
            let document = format!(r#"{{"issuer":"https://a"{more}}}"#);
            let document = parse_strict(document.as_bytes()).unwrap();
            let (metadata, _) =
                Metadata::from_object(document.as_object().unwrap().clone()).unwrap();
            asked.findings(&metadata)
        };
        assert!(codes("").is_empty(), "the list is optional");
        let all = r#","authorization_details_types_supported":["accounts","payment"]"#;
        assert!(codes(all).is_empty());
        let one = codes(r#","authorization_details_types_supported":["accounts"]"#);
        assert_eq!(one[0].code, "authorization.details-type");
        assert!(one[0].message.ends_with("payment"));
    }
}
