//! Which names are those of secrets, whatever they name: a variable, a row or a parameter of a file, a member of a body.

use claimscope_core::secret::{is_secret_header, is_secret_name};

/// Names that are one as they stand, and ordinary words within others.
const WHOLE: [&str; 7] = [
    "hmac",
    "jsessionid",
    "seed",
    "session_id",
    "sessionid",
    "signature",
    "x-amz-signature",
];

/// What kind of key `sortKey` and the like name, which is no secret; any other that has a word before it may be one.
const PLAIN_KEYS: [&str; 65] = [
    "answer",
    "arrow",
    "backup",
    "bucket",
    "cache",
    "column",
    "composite",
    "config",
    "dedup",
    "dedupe",
    "deduplication",
    "dictionary",
    "document",
    "enter",
    "entity",
    "epic",
    "event",
    "feature",
    "field",
    "file",
    "filter",
    "foreign",
    "group",
    "grouping",
    "hash",
    "header",
    "hot",
    "i18n",
    "idempotency",
    "image",
    "index",
    "issue",
    "item",
    "label",
    "language",
    "locale",
    "lookup",
    "map",
    "message",
    "metadata",
    "natural",
    "object",
    "order",
    "parent",
    "partition",
    "primary",
    "project",
    "property",
    "public",
    "publishable",
    "range",
    "record",
    "routing",
    "row",
    "search",
    "shard",
    "shortcut",
    "site",
    "socket",
    "sort",
    "surrogate",
    "tag",
    "translation",
    "unique",
    "websocket",
];

/// How names of places and kinds end, however they begin.
const PLACES: [&str; 7] = [
    "_env",
    "_file",
    "_name",
    "_keychain",
    "_type",
    "_endpoint",
    "_url",
];

/// What such a name ends in, whatever stands between its words.
const ENDINGS: [&str; 31] = [
    "accesskey",
    "accountkey",
    "apikey",
    "appkey",
    "applicationkey",
    "authkey",
    "clientkey",
    "connectionstring",
    "connstr",
    "connstring",
    "consumerkey",
    "credential",
    "credentials",
    "encryptionkey",
    "functionkey",
    "functionskey",
    "kennwort",
    "masterkey",
    "motdepasse",
    "passphrase",
    "passwd",
    "passwort",
    "pwd",
    "seedphrase",
    "sendgridkey",
    "sessid",
    "sharedkey",
    "signingkey",
    "storagekey",
    "subscriptionkey",
    "userpass",
];

/// The last words that say so; within a longer word they say nothing.
const LAST_WORDS: [&str; 13] = [
    "bearer", "cred", "creds", "mdp", "mnemonic", "otp", "pass", "passcode", "psk", "pw", "sas",
    "sig", "totp",
];

/// What may stand behind a name, and says which of several it is, or that it is the value.
const KINDS: [&str; 20] = [
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
    "value",
];

/// Whether what has that name is a secret.
pub(super) fn names_secret(name: &str) -> bool {
    let name = without_kind(name);
    let small = name.to_ascii_lowercase();
    let words = words_of(name);
    let last = words.last().map_or("", String::as_str);
    let joined = words.concat();
    let is_named = is_secret_name(name)
        || WHOLE.contains(&small.as_str())
        || ENDINGS.iter().any(|end| joined.ends_with(end))
        || LAST_WORDS.contains(&last)
        || is_secret_key(&words);
    is_named && !PLACES.iter().any(|end| small.ends_with(end))
}

/// Whether a header of that name is a secret.
pub(crate) fn names_secret_of_header(name: &str) -> bool {
    let is_auth = || words_of(name).last().is_some_and(|last| last == "auth");
    is_secret_header(name) || names_secret(name) || is_auth()
}

/// Whether words end in that of a key that may be a secret one: `stripeKey`, and neither `sortKey` nor `key`.
fn is_secret_key(words: &[String]) -> bool {
    match words {
        [.., kind, last] => last == "key" && !PLAIN_KEYS.contains(&kind.as_str()),
        _ => false,
    }
}

/// A name without the number or the environment behind it: `apiKey` of `apiKey1` and of `apiKeyDev`.
fn without_kind(name: &str) -> &str {
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
