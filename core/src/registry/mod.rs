//! What each claim, header parameter and protocol parameter means, who uses it and what JSON type its value has.

/// A table, a name a line: `name, type of its value, who defines it, what it says;`.
macro_rules! entries {
    ($($name:literal, $value:ident, $used_by:expr, $meaning:literal;)*) => {
        &[$(RegistryEntry { name: $name, meaning: $meaning, used_by: $used_by, value: ValueType::$value },)*]
    };
}

mod claims;
mod headers;
mod parameters;

use serde::Serialize;

use crate::json::Value;

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "types", schemars(rename = "Entry"))]
#[non_exhaustive]
pub struct RegistryEntry {
    /// The name, exactly as written in tokens.
    pub name: &'static str,
    /// What it says, in one phrase.
    pub meaning: &'static str,
    /// Who defines or uses it: a specification, or vendors.
    pub used_by: &'static str,
    /// What its value is, where its specification says so.
    pub value: ValueType,
}

/// What the value of a member is, by its specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ValueType {
    /// Not said here, or one of several.
    Any,
    /// A string.
    Text,
    /// `true` or `false`, without quotation marks.
    Boolean,
    /// A NumericDate, seconds since 1970.
    Date,
    /// An array of strings.
    Texts,
    /// A string, or an array of strings.
    TextOrTexts,
    /// An object.
    Object,
}

impl ValueType {
    /// Whether a value is of this type.
    fn admits(self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Text => matches!(value, Value::String(_)),
            Self::Boolean => matches!(value, Value::Bool(_)),
            Self::Date => matches!(value, Value::Number(_)),
            Self::Texts => are_texts(value),
            Self::TextOrTexts => matches!(value, Value::String(_)) || are_texts(value),
            Self::Object => matches!(value, Value::Object(_)),
        }
    }

    /// The type in words, such as `a boolean`.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Text => "a string",
            Self::Boolean => "a boolean",
            Self::Date => "a number",
            Self::Texts => "an array of strings",
            Self::TextOrTexts => "a string or an array of strings",
            Self::Object => "an object",
        }
    }
}

fn are_texts(value: &Value) -> bool {
    let is_text = |value: &Value| matches!(value, Value::String(_));
    value
        .as_array()
        .is_some_and(|values| values.iter().all(is_text))
}

impl RegistryEntry {
    /// Whether the value is a NumericDate.
    pub const fn is_date(&self) -> bool {
        matches!(self.value, ValueType::Date)
    }

    /// What is wrong with the type of `value`, such as `a string, where OpenID Connect Core §5.1 has a boolean`.
    pub fn type_problem(&self, value: &Value) -> Option<String> {
        (!self.value.admits(value)).then(|| {
            let (found, wanted) = (value.type_text(), self.value.text());
            format!("{found}, where {} has {wanted}", self.used_by)
        })
    }
}

/// What is known of the claim `name`.
pub fn claim(name: &str) -> Option<&'static RegistryEntry> {
    claims::CLAIMS.iter().find(|entry| entry.name == name)
}

/// What is known of a member or parameter of OAuth's and OpenID Connect's messages: requests, responses, metadata.
pub fn parameter(name: &str) -> Option<&'static RegistryEntry> {
    let mut entries = parameters::PARAMETERS.iter();
    entries.find(|entry| entry.name == name)
}

/// What is known of the header parameter `name`.
pub fn header(name: &str) -> Option<&'static RegistryEntry> {
    headers::HEADERS.iter().find(|entry| entry.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_meanings_are_phrases() {
        for table in [claims::CLAIMS, headers::HEADERS, parameters::PARAMETERS] {
            for (index, entry) in table.iter().enumerate() {
                assert!(
                    table[index + 1..]
                        .iter()
                        .all(|other| other.name != entry.name),
                    "{} twice",
                    entry.name
                );
                assert!(
                    !entry.meaning.is_empty() && !entry.meaning.ends_with('.'),
                    "{}",
                    entry.name
                );
            }
        }
    }

    #[test]
    fn knows_the_vendors_claims() {
        for name in [
            "scope",
            "scp",
            "roles",
            "azp",
            "appid",
            "tid",
            "oid",
            "cid",
            "token_use",
            "realm_access",
            "cnf",
            "act",
            "may_act",
            "sid",
            "amr",
            "acr",
            "client_id",
            "permissions",
            "resource_access",
        ] {
            assert!(claim(name).is_some(), "{name}");
        }
        assert!(claim("exp").is_some_and(RegistryEntry::is_date));
        assert!(header("kid").is_some() && header("exp").is_none());
        assert!(parameter("jwks_uri").is_some() && parameter("error_description").is_some());
    }

    #[test]
    fn says_which_type_a_value_should_have() {
        let verified = claim("email_verified").unwrap();
        assert_eq!(verified.type_problem(&Value::Bool(false)), None);
        assert_eq!(
            verified.type_problem(&Value::from("true")).unwrap(),
            "a string, where OpenID Connect Core §5.1 has a boolean"
        );
        assert_eq!(claim("roles").unwrap().type_problem(&Value::Null), None);
    }
}
