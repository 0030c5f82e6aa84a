//! An object of the file, read as .NET's configuration binder reads it: names without case, scalars as text.

use claimscope_core::json::{Object, Value};
use claimscope_core::time::Timestamp;

use super::finding::{ConfigFinding, did_you_mean};

/// One object and where it stands, such as `Clients:0`.
pub(super) struct Section<'a> {
    /// The configuration path.
    pub(super) path: String,
    object: &'a Object,
}

impl<'a> Section<'a> {
    pub(super) fn new(path: impl Into<String>, object: &'a Object) -> Self {
        Self {
            path: path.into(),
            object,
        }
    }

    /// The path of a member.
    pub(super) fn at(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}:{name}", self.path)
        }
    }

    /// The member `name`, in any case; `null` counts as absent.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.object
            .iter()
            .find(|(member, _)| member.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .filter(|value| **value != Value::Null)
    }

    /// A scalar as text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.value(name).and_then(scalar)
    }

    /// `true` or `false`, also as text; anything else is a finding, and the default stands.
    pub(super) fn flag(
        &self,
        name: &str,
        default: bool,
        findings: &mut Vec<ConfigFinding>,
    ) -> bool {
        let Some(value) = self.value(name) else {
            return default;
        };
        let text = scalar(value).unwrap_or_default();
        if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") {
            return text.eq_ignore_ascii_case("true");
        }
        findings.push(ConfigFinding::error(
            self.at(name),
            format!(
                "this is {} where true or false should be",
                value.type_text()
            ),
            "IdentityServer4 would not start with it",
        ));
        default
    }

    /// A whole number, also as text; anything else is a finding, and the default stands.
    pub(super) fn integer(
        &self,
        name: &str,
        default: i64,
        findings: &mut Vec<ConfigFinding>,
    ) -> i64 {
        let Some(value) = self.value(name) else {
            return default;
        };
        let number = scalar(value).and_then(|text| text.trim().parse::<i32>().ok());
        number.map_or_else(
            || {
                findings.push(ConfigFinding::error(
                    self.at(name),
                    "this is no whole number of seconds",
                    "IdentityServer4 would not start with it",
                ));
                default
            },
            i64::from,
        )
    }

    /// A value of one of .NET's enumerations, by name in any case or by its number, which is its place in `choices`.
    pub(super) fn choice<T: Copy>(
        &self,
        name: &str,
        choices: &[(&str, T)],
        default: T,
        findings: &mut Vec<ConfigFinding>,
    ) -> T {
        let Some(text) = self.text(name) else {
            return default;
        };
        let number = text.trim().parse::<usize>().ok();
        let found = choices.iter().enumerate().find(|(place, (choice, _))| {
            choice.eq_ignore_ascii_case(text.trim()) || number == Some(*place)
        });
        found.map_or_else(
            || {
                let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
                findings.push(ConfigFinding::error(
                    self.at(name),
                    format!("this is none of {}", names.join(", ")),
                    "IdentityServer4 would not start with it",
                ));
                default
            },
            |(_, (_, value))| *value,
        )
    }

    /// A point in time.
    pub(super) fn time(&self, name: &str, findings: &mut Vec<ConfigFinding>) -> Option<Timestamp> {
        let text = self.text(name)?;
        let time = Timestamp::from_rfc3339(&text)
            .or_else(|| Timestamp::from_rfc3339(&format!("{text}Z")))
            .or_else(|| Timestamp::from_rfc3339(&format!("{text}T00:00:00Z")));
        if time.is_none() {
            findings.push(ConfigFinding::error(
                self.at(name),
                "this is no time",
                "write it as 2030-01-31T12:00:00Z",
            ));
        }
        time
    }

    /// The strings of an array; the binder also takes an object, whose names count for nothing.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        self.elements(name)
            .into_iter()
            .filter_map(|(_, value)| scalar(value))
            .collect()
    }

    /// The elements of an array, with their paths.
    pub(super) fn elements(&self, name: &str) -> Vec<(String, &'a Value)> {
        let path = self.at(name);
        match self.value(name) {
            Some(Value::Array(elements)) => elements
                .iter()
                .enumerate()
                .map(|(index, value)| (format!("{path}:{index}"), value))
                .collect(),
            Some(Value::Object(object)) => object
                .iter()
                .map(|(member, value)| (format!("{path}:{member}"), value))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The objects of an array.
    pub(super) fn sections(&self, name: &str) -> Vec<Section<'a>> {
        self.elements(name)
            .into_iter()
            .filter_map(|(path, value)| Some(Section::new(path, value.as_object()?)))
            .collect()
    }

    /// Notes scalars where the binder wants a list, which it passes over in silence.
    pub(super) fn note_scalars(&self, lists: &[&str], findings: &mut Vec<ConfigFinding>) {
        for &name in lists {
            if let Some(value) = self.value(name)
                && scalar(value).is_some()
            {
                findings.push(ConfigFinding::warning(
                    self.at(name),
                    format!(
                        "this is {} where a list should be, so it has no effect",
                        value.type_text()
                    ),
                    "put it in square brackets",
                ));
            }
        }
    }

    /// Notes members that look like misspelt names of `known`; other unknown ones are the binder's to ignore.
    pub(super) fn note_misspelt(&self, known: &[&str], findings: &mut Vec<ConfigFinding>) {
        for (member, _) in self.object.iter() {
            if known.iter().any(|name| name.eq_ignore_ascii_case(member)) {
                continue;
            }
            if let Some(name) = did_you_mean(member, known.iter().copied()) {
                findings.push(ConfigFinding::warning(
                    self.at(member),
                    format!("`{member}` is no setting, so it has no effect"),
                    format!("did you mean `{name}`?"),
                ));
            }
        }
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}
