//! What in the JSON, the XML or another text of a request's body may be a secret, which a file must not hold: values with the name of one.

mod text;
mod xml;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::names_of_secrets::names_secret;

/// A value with the name of a secret.
pub(crate) struct NamedValue {
    /// The name that says so.
    pub(crate) name: String,
    /// The value, which may be a variable or have some in it.
    pub(crate) value: String,
}

impl NamedValue {
    fn new(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    /// Whether something stands there that is no variable.
    pub(crate) fn is_given(&self) -> bool {
        let mut parts = self.value.split("{{");
        let first = parts.next().unwrap_or_default();
        let behind = parts.map(|part| part.split_once("}}").map_or(part, |(_, rest)| rest));
        [first]
            .into_iter()
            .chain(behind)
            .any(|part| !part.trim().is_empty())
    }
}

/// The values in a text that have the name of a secret, variables among them.
pub(crate) fn named_secrets(text: &str) -> Vec<NamedValue> {
    match of_json(text) {
        (found, true) => found,
        (mut found, false) => {
            found.extend(of_text(text));
            found
        }
    }
}

fn of_text(text: &str) -> impl Iterator<Item = NamedValue> {
    xml::values(text).into_iter().chain(text::values(text))
}

/// Those of JSON, of which several may follow each other, and whether all of it was read.
fn of_json(text: &str) -> (Vec<NamedValue>, bool) {
    let variables = Variables::of(text);
    let mut found = Vec::new();
    let mut values = serde_json::Deserializer::from_str(&variables.plain).into_iter();
    let is_whole = values.all(|value| match value {
        Ok(value) => {
            of_value(&value, &mut found);
            true
        }
        Err(_) => false,
    });
    for one in &mut found {
        one.value = variables.put_back(&one.value);
    }
    (found, is_whole)
}

fn of_value(value: &Value, found: &mut Vec<NamedValue>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|one| of_value(one, found)),
        Value::Object(members) => of_members(members, found),
        Value::String(text) => found.extend(of_text(text)),
        _ => {}
    }
}

fn of_members(members: &Map<String, Value>, found: &mut Vec<NamedValue>) {
    found.extend(value_beside_name(members));
    let arguments = secret_arguments(members);
    for (name, value) in members {
        match names_secret(name) {
            true => put(name, value, found),
            false => of_value(value, found),
        }
        let inner = value.as_object().filter(|_| name == "variables");
        for (name, value) in inner.into_iter().flatten() {
            if arguments.contains(name) {
                put(name, value, found);
            }
        }
    }
}

/// Notes the texts of a member that has the name of a secret.
fn put(name: &str, value: &Value, found: &mut Vec<NamedValue>) {
    match value {
        Value::String(text) => found.push(NamedValue::new(name, text)),
        Value::Number(number) if Variables::is_one(number) => {
            found.push(NamedValue::new(name, &number.to_string()));
        }
        Value::Array(elements) => elements.iter().for_each(|one| put(name, one, found)),
        value => of_value(value, found),
    }
}

/// The value of an object that has its name beside it: `{"name": "password", "value": "…"}`.
fn value_beside_name(members: &Map<String, Value>) -> Option<NamedValue> {
    let (_, value) = members.iter().find(|(name, _)| is_value(name))?;
    let value = match value {
        Value::Array(elements) => elements.first()?,
        value => value,
    };
    let value = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if Variables::is_one(number) => number.to_string(),
        _ => return None,
    };
    let texts = members.iter().filter(|(name, _)| !is_value(name));
    let mut texts = texts.filter_map(|(_, value)| value.as_str());
    let name = texts.find(|text| is_name(text) && names_secret(text))?;
    Some(NamedValue {
        name: name.to_owned(),
        value,
    })
}

/// Whether a row of this name is the value of a secret that a row beside it names: `name=password&value=…`.
pub(crate) fn is_value_of_secret<'a>(
    name: &str,
    rows: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> bool {
    let mut rows = rows.into_iter();
    let is_secret =
        |(name, text): (&str, &str)| !is_value(name) && is_name(text) && names_secret(text);
    is_value(name) && rows.any(is_secret)
}

/// Whether a member is the value of what another member names.
fn is_value(name: &str) -> bool {
    const VALUES: [&str; 5] = ["default", "defaultvalue", "val", "value", "values"];
    VALUES.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether a text is a name or a label, and no sentence.
fn is_name(text: &str) -> bool {
    text.len() <= 40 && text.split_whitespace().count() <= 3
}

/// The variables that a query of GraphQL has as arguments with the name of a secret: `login(password: $pw)`.
fn secret_arguments(members: &Map<String, Value>) -> BTreeSet<String> {
    let query = members.get("query").and_then(Value::as_str);
    query.map(text::arguments).unwrap_or_default()
}

/// A text in which a number stands for each variable, so that it is JSON whatever they stand for.
struct Variables<'a> {
    plain: String,
    all: Vec<&'a str>,
}

impl<'a> Variables<'a> {
    /// What such numbers begin with; no other number of a body is of their length and beginning.
    const START: &'static str = "71928";
    /// How many digits follow: which variable it is.
    const DIGITS: usize = 10;

    fn of(text: &'a str) -> Self {
        let mut plain = String::with_capacity(text.len());
        let mut all = Vec::new();
        let mut rest = text;
        while let Some((start, end)) = rest
            .find("{{")
            .and_then(|start| Some((start, start + rest[start..].find("}}")? + 2)))
        {
            plain.push_str(&rest[..start]);
            plain.push_str(&Self::number(all.len()));
            all.push(&rest[start..end]);
            rest = &rest[end..];
        }
        plain.push_str(rest);
        Self { plain, all }
    }

    fn number(index: usize) -> String {
        format!("{}{index:0width$}", Self::START, width = Self::DIGITS)
    }

    fn is_one(number: &serde_json::Number) -> bool {
        let text = number.to_string();
        text.len() == Self::START.len() + Self::DIGITS && text.starts_with(Self::START)
    }

    fn put_back(&self, text: &str) -> String {
        let mut parts = text.split(Self::START);
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let digits = part.get(..Self::DIGITS);
            let index = digits.and_then(|digits| digits.parse::<usize>().ok());
            match index.and_then(|index| self.all.get(index)) {
                Some(variable) => {
                    whole.push_str(variable);
                    whole.push_str(&part[Self::DIGITS..]);
                }
                None => {
                    whole.push_str(Self::START);
                    whole.push_str(part);
                }
            }
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of what is given in a text, and the values that are variables.
    fn of(text: &str) -> (Vec<String>, Vec<String>) {
        let (given, variables): (Vec<_>, Vec<_>) = named_secrets(text)
            .into_iter()
            .partition(NamedValue::is_given);
        let names = given.into_iter().map(|one| one.name);
        (
            names.collect(),
            variables.into_iter().map(|one| one.value).collect(),
        )
    }

    #[test]
    fn a_secret_is_known_by_the_name_beside_it() {
        for text in [
            r#"[{"name": "password", "value": "x"}]"#,
            r#"{"value": "x", "key": "client_secret"}"#,
            r#"{"type": "password", "value": "x", "temporary": false}"#,
            r#"{"Name": "apiKey", "Value": ["x"]}"#,
            r#"{"label": "API key", "default": "x"}"#,
            "{\"a\": 1}\n{\"name\": \"password\", \"value\": \"x\"}\n",
            r#"{"name": "password", "type": "text", "value": "x",}"#,
            "[{name: 'password', value: 'x'}]",
        ] {
            assert!(!of(text).0.is_empty(), "{text}");
        }
        for text in [
            r#"{"name": "password", "value": ""}"#,
            r#"{"name": "password", "value": null}"#,
            r#"{"name": "colour", "value": "red"}"#,
            r#"{"help": "Write here the password that you were given", "value": "x"}"#,
        ] {
            assert_eq!(of(text).0, [""; 0], "{text}");
        }
        let (given, variables) = of(r#"[{"name": "pw", "value": "{{a}}"}, {"pw": {{b}}}]"#);
        assert_eq!(
            (given.len(), variables),
            (0, vec!["{{a}}".into(), "{{b}}".into()])
        );
    }

    #[test]
    fn arguments_of_graphql_are_values_with_a_name() {
        for text in [
            r#"{"query": "mutation { login(user: \"me\", password: \"x\") { id } }"}"#,
            r#"{"query": "query($password: String = \"x\") { a }"}"#,
            r#"{"query": "mutation($p: String!) { login(password: $p) { id } }", "variables": {"p": "x"}}"#,
            "mutation { login(password: \"x\") }",
            "mutation($p: String!) { login(password: $p) }\n\n{\"p\": \"x\"}",
            "mutation { login(password: \"\"\"x\"\"\") }",
        ] {
            assert_eq!(of(text).0.len(), 1, "{text}");
        }
        for text in [
            r#"{"query": "mutation($password: String!) { login(password: $password) { token } }", "variables": {"p": "x"}}"#,
            "mutation {\n  login(\n    password: $p\n  ) { token }\n}",
            "input Login {\n  password: String!\n}",
        ] {
            assert_eq!(of(text).0, [""; 0], "{text}");
        }
        let (_, variables) = of(r#"{"query": "{ login(password: \"{{S}}\") }"}"#);
        assert_eq!(variables, ["{{S}}"]);
    }
}
