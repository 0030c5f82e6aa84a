//! Which names of variables and of members are those of secrets.

use super::members::{names_place, names_secret_parameter};

/// What such a name ends in, whatever stands between its words.
const ENDINGS: [&str; 17] = [
    "accesskey",
    "accountkey",
    "apikey",
    "authkey",
    "connectionstring",
    "connstr",
    "connstring",
    "credential",
    "credentials",
    "encryptionkey",
    "functionkey",
    "masterkey",
    "passwd",
    "pwd",
    "sharedkey",
    "signingkey",
    "subscriptionkey",
];

/// The last words that say so; within a longer word they say nothing.
const LAST_WORDS: [&str; 8] = [
    "otp",
    "pass",
    "passcode",
    "passphrase",
    "psk",
    "pw",
    "sas",
    "sig",
];

/// What may stand behind a name, and says which of several it is.
const KINDS: [&str; 19] = [
    "demo",
    "dev",
    "development",
    "int",
    "live",
    "local",
    "new",
    "old",
    "preprod",
    "primary",
    "prod",
    "production",
    "qa",
    "sandbox",
    "secondary",
    "stage",
    "staging",
    "test",
    "uat",
];

/// Whether a variable, or a member of a body, of that name is a secret.
pub(super) fn names_secret_variable(name: &str) -> bool {
    let name = without_kind(name);
    let words = words_of(name);
    let last = words.last().map_or("", String::as_str);
    let joined = words.concat();
    let is_named = ENDINGS.iter().any(|end| joined.ends_with(end)) || LAST_WORDS.contains(&last);
    names_secret_parameter(name) || is_named && !names_place(name)
}

/// A name without the number or the environment behind it: `apiKey` of `apiKey1` and of `apiKeyDev`.
pub(super) fn without_kind(name: &str) -> &str {
    let bare = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let bare = bare.trim_end_matches(['_', '-', '.', ' ']);
    let ends_so = |kind: &&&str| {
        let at = bare.len().checked_sub(kind.len()).filter(|at| *at > 0);
        let parts = at.and_then(|at| Some((bare.get(..at)?, bare.get(at..)?)));
        parts.is_some_and(|(before, end)| {
            let is_word = before.ends_with(|last: char| !last.is_alphabetic())
                || before.ends_with(char::is_lowercase) && end.starts_with(char::is_uppercase);
            is_word && end.eq_ignore_ascii_case(kind)
        })
    };
    match KINDS.iter().find(ends_so) {
        Some(kind) => without_kind(&bare[..bare.len() - kind.len()]),
        None => bare,
    }
}

/// `dbPassWord` and `DB_PASS-WORD` in small letters, word for word.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || letter.is_uppercase() && was_small {
            words.push(String::new());
        }
        was_small = letter.is_lowercase() || letter.is_numeric();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
