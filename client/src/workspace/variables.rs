//! `{{variables}}` in the texts of a connection.

use std::collections::BTreeMap;

/// The values of one environment's variables, each whole.
pub(super) type Values = BTreeMap<String, String>;

/// What becomes of the variables in a text that is read.
#[derive(Clone, Copy)]
pub(super) enum Texts<'a> {
    /// They stay, whether or not an environment defines them: what uses one that none does is not sent.
    Written,
    /// They are filled in by the environment of this name.
    Filled(&'a str, &'a Values),
}

/// Why a text cannot be filled in.
pub(super) struct VariableFault {
    pub(super) reason: String,
    pub(super) hint: String,
}

impl Texts<'_> {
    /// The text, which may come to as many bytes at most.
    pub(super) fn filled(&self, text: &str, most: usize) -> Result<String, VariableFault> {
        match self {
            Self::Written => {
                fill(text, most, |_| Ok(String::new()))?;
                Ok(text.to_owned())
            }
            Self::Filled(environment, values) => {
                fill(text, most, |name| {
                    values.get(name).cloned().ok_or_else(|| VariableFault {
                    reason: format!("the variable {name} is not defined in {environment}"),
                    hint: near(name, values.keys().map(String::as_str)).map_or_else(
                        || "define it in environments.toml, or name another environment with --env".to_owned(),
                        |near| format!("did you mean {near}?"),
                    ),
                })
                })
            }
        }
    }
}

/// The text with each variable replaced by what `value` gives, as long as it comes to no more than `most` bytes.
pub(super) fn fill(
    text: &str,
    most: usize,
    mut value: impl FnMut(&str) -> Result<String, VariableFault>,
) -> Result<String, VariableFault> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let named = after.split_once("}}");
        let Some((name, behind)) = named.filter(|(name, _)| is_variable_name(name.trim())) else {
            return Err(VariableFault {
                reason: "{{ begins a variable, and no name with }} behind it follows".to_owned(),
                hint: "write it as {{name}}, with letters, digits, _ and - in the name; a text that has {{ of its own goes into a file".to_owned(),
            });
        };
        filled.push_str(before);
        filled.push_str(&value(name.trim())?);
        require_room(&filled, most)?;
        rest = behind;
    }
    filled.push_str(rest);
    require_room(&filled, most)?;
    Ok(filled)
}

/// Variables that double each other must not fill the memory.
fn require_room(filled: &str, most: usize) -> Result<(), VariableFault> {
    match filled.len() > most {
        false => Ok(()),
        true => Err(VariableFault {
            reason: "with its variables filled in it is too long".to_owned(),
            hint: "shorten it, or the values of its variables".to_owned(),
        }),
    }
}

/// Whether a text can be the name of a variable.
pub(super) fn is_variable_name(name: &str) -> bool {
    let mut letters = name.chars();
    let begins = letters
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_');
    begins && letters.all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'))
}

/// The name that was probably meant, where one is near.
pub(super) fn near<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bare = |text: &str| {
        let letters = text.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let wanted = bare(name);
    let far = |other: &str| strsim::damerau_levenshtein(&wanted, &bare(other));
    let nearest = names.into_iter().map(|other| (far(other), other));
    let (distance, nearest) = nearest.min_by_key(|(distance, _)| *distance)?;
    (distance <= 2 && distance < wanted.chars().count()).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_filled_in() {
        let value = |name: &str| Ok(format!("<{name}>"));
        let filled = |text: &str| fill(text, 1 << 10, value).map_err(|fault| fault.reason);
        assert_eq!(filled("{{a}}/x?{{ b-1 }}").unwrap(), "<a>/x?<b-1>");
        assert_eq!(filled("}} { {a}").unwrap(), "}} { {a}");
        for odd in ["{{", "{{a}", "{{}}", "{{1a}}", "{{a b}}"] {
            assert!(filled(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_near_miss_is_named() {
        let names = ["client_id", "client_secret", "issuer"];
        for (typed, meant) in [
            ("clientId", Some("client_id")),
            ("client-secret", Some("client_secret")),
            ("isuer", Some("issuer")),
            ("colour", None),
        ] {
            assert_eq!(near(typed, names), meant, "{typed}");
        }
    }
}
