//! How tokens are asked for, as a connection keeps it: a form of the session's table, and what is in its fields.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use claimscope_client::session::{
    ASSERTION_FIELDS, AuthenticationMethod, CERTIFICATE_FIELDS, DPOP_FIELD, FormField, GRANT_FORMS,
    GrantForm, SHARED_FIELDS,
};
use serde::de::Error as _;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::sensitive::Sensitive;
use crate::without_secrets::text_without_secrets;

/// How an extension grant is called where grants are named.
const EXTENSION: &str = "extension";

/// Which grant.
#[derive(Clone, Copy, Debug)]
pub enum GrantChoice {
    /// One of the session's table.
    Form(&'static GrantForm),
    /// Any other, by the URI that names it ([RFC 6749 §4.5](https://www.rfc-editor.org/rfc/rfc6749#section-4.5)).
    Extension,
}

impl GrantChoice {
    /// All of them, those that are explained and never run last.
    pub fn all() -> impl Iterator<Item = Self> {
        let forms = |refused: bool| {
            let forms = GRANT_FORMS
                .iter()
                .filter(move |form| form.is_refused == refused);
            forms.map(Self::Form)
        };
        forms(false).chain([Self::Extension]).chain(forms(true))
    }

    /// The grant of this short name.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            EXTENSION => Some(Self::Extension),
            name => GrantForm::of_name(name).map(Self::Form),
        }
    }

    /// The short name, such as `device_code`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Form(form) => form.name,
            Self::Extension => EXTENSION,
        }
    }

    /// The title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Form(form) => form.label,
            Self::Extension => "Extension by its URI",
        }
    }

    /// What it is for.
    pub fn help(self) -> &'static str {
        match self {
            Self::Form(form) => form.help,
            Self::Extension => "Any other grant that the server knows, with parameters of its own.",
        }
    }

    /// Where it is specified.
    pub fn spec(self) -> &'static str {
        match self {
            Self::Form(form) => form.spec,
            Self::Extension => "RFC 6749 §4.5",
        }
    }

    /// Why it is better not used, or not run at all.
    pub fn advice(self) -> Option<&'static str> {
        match self {
            Self::Form(form) => form.advice,
            Self::Extension => None,
        }
    }

    /// Whether it is explained alone.
    pub fn is_refused(self) -> bool {
        matches!(self, Self::Form(form) if form.is_refused)
    }

    /// Whether a person takes part while it runs.
    pub fn needs_person(self) -> bool {
        matches!(self, Self::Form(form) if form.needs_person)
    }

    /// Whether the browser is where they take part.
    pub fn is_login(self) -> bool {
        self.fields().any(|field| field.name() == REDIRECT_URI)
    }

    /// What it needs beside issuer, client and scope.
    pub fn fields(self) -> impl Iterator<Item = GrantField> {
        let fields = match self {
            Self::Form(form) => form.fields,
            Self::Extension => &[],
        };
        fields.iter().map(GrantField)
    }
}

/// The field that says where the answer of a login goes.
const REDIRECT_URI: &str = "redirect-uri";

impl Default for GrantChoice {
    fn default() -> Self {
        GRANT_FORMS.first().map_or(Self::Extension, Self::Form)
    }
}

impl PartialEq for GrantChoice {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Serialize for GrantChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for GrantChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::of_name(&name).ok_or_else(|| D::Error::custom(format!("unknown grant `{name}`")))
    }
}

/// A field of the session's tables, of a grant or of the client; its name says which.
#[derive(Clone, Copy, Debug)]
pub struct GrantField(&'static FormField);

impl GrantField {
    /// Whether tokens are bound to a key.
    pub const DPOP: Self = Self(&DPOP_FIELD);

    /// Every field there is.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_grants = GRANT_FORMS.iter().flat_map(|form| form.fields).map(Self);
        let of_client = Self::of_assertion().chain(Self::of_certificate());
        let of_grants = of_grants.chain(Self::shared());
        of_grants.chain(of_client).chain([Self::DPOP])
    }

    /// The fields of any grant.
    pub fn shared() -> impl Iterator<Item = Self> {
        SHARED_FIELDS.iter().map(Self)
    }

    /// What the client's JWT says.
    pub fn of_assertion() -> impl Iterator<Item = Self> + Clone {
        ASSERTION_FIELDS.iter().map(Self)
    }

    /// Where the client certificate is.
    pub fn of_certificate() -> impl Iterator<Item = Self> + Clone {
        CERTIFICATE_FIELDS.iter().map(Self)
    }

    /// The field of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::all().find(|field| field.name() == name)
    }

    /// Where the answer of a login goes.
    pub fn is_redirect_uri(self) -> bool {
        self.name() == REDIRECT_URI
    }

    /// The name, such as `redirect-uri`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The field as the table has it.
    pub fn form(self) -> &'static FormField {
        self.0
    }
}

impl PartialEq for GrantField {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for GrantField {}

impl Hash for GrantField {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl Serialize for GrantField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for GrantField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::of_name(&name).ok_or_else(|| D::Error::custom(format!("unknown field `{name}`")))
    }
}

/// What is in the fields of grants and client, whichever are shown. Credentials are left out of what is saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GrantValues(BTreeMap<&'static str, Sensitive>);

impl GrantValues {
    /// The text of a field.
    pub fn text(&self, field: GrantField) -> &str {
        self.0.get(field.name()).map_or("", Sensitive::expose)
    }

    /// Whether a switch is on.
    pub fn is_on(&self, field: GrantField) -> bool {
        !self.text(field).trim().is_empty()
    }

    /// The text of the field of this name.
    pub(crate) fn named(&self, name: &str) -> &str {
        GrantField::of_name(name).map_or("", |field| self.text(field))
    }

    /// Replaces it.
    pub(crate) fn set(&mut self, field: GrantField, text: String) {
        match text.is_empty() {
            true => self.0.remove(field.name()),
            false => self.0.insert(field.name(), text.into()),
        };
    }

    /// The text of a field, or what stands for it where nobody filled it in.
    pub fn effective(&self, field: GrantField) -> &str {
        match self.text(field).trim() {
            "" => field.form().default,
            text => text,
        }
    }
}

impl Serialize for GrantValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in GrantField::all().filter(|field| !field.form().is_secret) {
            let text = text_without_secrets(self.text(field));
            if !text.is_empty() {
                map.serialize_entry(field.name(), &text)?;
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for GrantValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let saved: BTreeMap<String, String> = BTreeMap::deserialize(deserializer)?;
        let mut values = Self::default();
        for (name, text) in saved {
            // A field of a later version is nothing that this one could send.
            if let Some(field) = GrantField::of_name(&name) {
                values.set(field, text);
            }
        }
        Ok(values)
    }
}

/// How the client authenticates, for a person.
pub fn method_title(method: Option<AuthenticationMethod>) -> &'static str {
    match method {
        None => "By itself, from what the metadata offers",
        Some(AuthenticationMethod::Basic) => "Secret in the Authorization header",
        Some(AuthenticationMethod::Post) => "Secret in the request's body",
        Some(AuthenticationMethod::SecretJwt) => "JWT signed with the secret",
        Some(AuthenticationMethod::PrivateKeyJwt) => "JWT signed with a private key",
        Some(AuthenticationMethod::TlsClientAuth) => "Client certificate",
        Some(AuthenticationMethod::SelfSignedTlsClientAuth) => "Registered client certificate",
        Some(AuthenticationMethod::None) => "None (public client)",
    }
}

/// The methods that are offered.
pub fn methods() -> impl Iterator<Item = Option<AuthenticationMethod>> {
    let methods = AuthenticationMethod::ALL.into_iter().map(Some);
    [None].into_iter().chain(methods)
}

/// What is saved of the method: its registered name, or `automatic`.
pub(crate) mod saved_method {
    use super::{AuthenticationMethod, Deserialize, Deserializer, Serializer};
    use serde::de::Error as _;

    const AUTOMATIC: &str = "automatic";

    pub(crate) fn serialize<S: Serializer>(
        method: &Option<AuthenticationMethod>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(method.map_or(AUTOMATIC, AuthenticationMethod::name))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<AuthenticationMethod>, D::Error> {
        let name = String::deserialize(deserializer)?;
        // The first two are as earlier builds wrote them.
        match &*name {
            AUTOMATIC => Ok(None),
            "basic" => Ok(Some(AuthenticationMethod::Basic)),
            "post" => Ok(Some(AuthenticationMethod::Post)),
            name => AuthenticationMethod::from_name(name)
                .map(Some)
                .ok_or_else(|| D::Error::custom(format!("unknown client authentication `{name}`"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_grants_and_fields_lead_back_to_them() {
        for grant in GrantChoice::all() {
            assert_eq!(GrantChoice::of_name(grant.name()), Some(grant));
            let saved = serde_json::to_string(&grant).unwrap();
            assert_eq!(serde_json::from_str::<GrantChoice>(&saved).unwrap(), grant);
        }
        let redirect = GrantField::all().find(|field| field.is_redirect_uri());
        assert!(redirect.is_some());
        assert_eq!(
            GrantChoice::all().filter(|grant| grant.is_login()).count(),
            1
        );
    }

    #[test]
    fn a_name_stands_for_one_field() {
        let mut names: Vec<_> = GrantField::all().map(GrantField::name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn secret_fields_are_never_saved() {
        let mut values = GrantValues::default();
        for field in GrantField::all() {
            values.set(field, "hunter2".to_owned());
        }
        let saved = serde_json::to_string(&values).unwrap();
        let restored: GrantValues = serde_json::from_str(&saved).unwrap();
        for field in GrantField::all() {
            let kept = match field.form().is_secret {
                true => "",
                false => "hunter2",
            };
            assert_eq!(restored.text(field), kept, "{}", field.name());
        }
        assert!(!format!("{values:?}").contains("hunter2"));
    }

    #[test]
    fn methods_are_saved_by_their_names_and_read_as_they_once_were() {
        #[derive(Serialize, Deserialize)]
        struct Saved(#[serde(with = "saved_method")] Option<AuthenticationMethod>);
        for method in methods() {
            let text = serde_json::to_string(&Saved(method)).unwrap();
            assert_eq!(serde_json::from_str::<Saved>(&text).unwrap().0, method);
        }
        let old: Saved = serde_json::from_str("\"post\"").unwrap();
        assert_eq!(old.0, Some(AuthenticationMethod::Post));
        assert!(serde_json::from_str::<Saved>("\"pigeon\"").is_err());
    }
}
