//! Values of XML with the name of a secret: of elements, of attributes, and of an element whose attribute is the name.

use super::super::names_of_secrets::names_secret;
use super::{NamedValue, is_name};

/// Those that have the name of a secret.
pub(super) fn values(text: &str) -> Vec<NamedValue> {
    let tags = text.split('<').skip(1);
    let tags = tags.filter_map(|tag| tag.split_once('>'));
    tags.filter_map(|(tag, content)| of_tag(tag, content))
        .collect()
}

fn of_tag(tag: &str, content: &str) -> Option<NamedValue> {
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    if name.starts_with(['/', '?', '!']) || name.is_empty() {
        return None;
    }
    let name = name.trim_end_matches('/').rsplit(':').next()?;
    let has_content = !content.trim().is_empty() && !tag.ends_with('/');
    if has_content && names_secret(name) {
        return Some(NamedValue::new(name, content.trim()));
    }
    // `<parameter name="password" value="…"/>`: what stands under the attribute's own name is seen as in any text.
    let attributes = attributes_of(attributes);
    let mut values = attributes.iter().map(|(_, value)| *value);
    let secret = values.find(|value| is_name(value) && names_secret(value))?;
    let mut value = attributes
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("value"));
    let value = value.next().map(|(_, value)| *value);
    let value = value.or(has_content.then(|| content.trim()))?;
    Some(NamedValue::new(secret, value))
}

/// Names and values of `a="b" c='d'`.
fn attributes_of(text: &str) -> Vec<(&str, &str)> {
    let mut attributes = Vec::new();
    let mut rest = text;
    while let Some((name, behind)) = rest.split_once('=') {
        let behind = behind.trim_start();
        let Some(mark) = behind.chars().next().filter(|mark| "\"'".contains(*mark)) else {
            break;
        };
        let Some((value, after)) = behind[1..].split_once(mark) else {
            break;
        };
        attributes.push((name.trim(), value));
        rest = after;
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_xml_is_known_by_the_name_of_its_element_or_an_attribute() {
        for (text, element) in [
            (
                "<a><ns:Password type=\"x\">hunter2</ns:Password></a>",
                Some("Password"),
            ),
            ("<p name=\"password\" value=\"x\"/>", Some("password")),
            ("<p value='x' name='pwd'/>", Some("pwd")),
            ("<p name=\"password\">x</p>", Some("password")),
            ("<password>{{given}}</password>", None),
            (
                "<pwd/><passwd></passwd><p name=\"password\" value=\"\"/>",
                None,
            ),
            ("a < b > c", None),
        ] {
            let mut given = values(text).into_iter().filter(NamedValue::is_given);
            assert_eq!(
                given.next().map(|one| one.name).as_deref(),
                element,
                "{text}"
            );
        }
    }
}
