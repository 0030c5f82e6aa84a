//! Secrets in the JSON or XML of a request's body, which a file must not hold.

use serde_json::Value;

use super::variable_names::names_secret_variable;

/// The name of a member of a JSON text whose value may be a secret. A variable is none.
pub fn secret_member(text: &str) -> Option<String> {
    secret_member_of(&serde_json::from_str(&without_variables(text)).ok()?)
}

fn secret_member_of(value: &Value) -> Option<String> {
    match value {
        Value::Array(elements) => elements.iter().find_map(secret_member_of),
        Value::Object(members) => members.iter().find_map(|(name, value)| match value {
            Value::String(text) if names_secret_variable(name) && text.len() > 1 => {
                Some(name.clone())
            }
            value => secret_member_of(value),
        }),
        _ => None,
    }
}

/// The name of an element of XML whose text may be a secret, and is no variable.
pub(crate) fn secret_element(text: &str) -> Option<String> {
    let mut tags = text
        .split('<')
        .skip(1)
        .filter_map(|tag| tag.split_once('>'));
    tags.find_map(|(tag, content)| {
        let name = tag.split(char::is_whitespace).next()?;
        let name = name.rsplit(':').next()?;
        let is_given = !content.trim().is_empty() && !content.trim().starts_with("{{");
        let is_open = !name.starts_with(['/', '?', '!']) && !tag.ends_with('/');
        (is_open && is_given && names_secret_variable(name)).then(|| name.to_owned())
    })
}

/// JSON whatever the variables stand for: each is one digit.
fn without_variables(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((_, behind)) = after.split_once("}}") else {
            break;
        };
        whole.push_str(before);
        whole.push('0');
        rest = behind;
    }
    whole.push_str(rest);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_it_is_known_by_the_name_of_its_member() {
        for (text, member) in [
            (
                r#"{"n": {{n}}, "a": [{"password": "hunter2"}]}"#,
                Some("password"),
            ),
            (r#"{"login": {"pwd": "hunter2"}}"#, Some("pwd")),
            (r#"{"client_secret": "{{given}}"}"#, None),
            (r#"{"password": "", "token_count": "12", "n": 1}"#, None),
            ("{", None),
        ] {
            assert_eq!(secret_member(text).as_deref(), member, "{text}");
        }
    }
    #[test]
    fn a_secret_in_xml_is_known_by_the_name_of_its_element() {
        for (text, element) in [
            (
                "<a><ns:Password type=\"x\">hunter2</ns:Password></a>",
                Some("Password"),
            ),
            (
                "<password>{{given}}</password><pwd/><passwd></passwd>",
                None,
            ),
            ("a < b > c", None),
        ] {
            assert_eq!(secret_element(text).as_deref(), element, "{text}");
        }
    }
}
