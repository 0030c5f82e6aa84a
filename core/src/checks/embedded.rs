//! header.embedded-key: keys and links to keys inside the token, which are shown and never used.

use super::{CheckOutcome, Context, Detail, NO_HEADER, Rule};
use crate::json::Value;
use crate::report::CheckId;
use crate::secret::is_private_key_member;

/// The header parameters that carry a key or say where to fetch one.
const CARRIERS: [(&str, &str); 4] = [
    ("jwk", "a key"),
    ("jku", "a link to keys"),
    ("x5c", "a certificate"),
    ("x5u", "a link to a certificate"),
];

pub(super) const EMBEDDED_KEY: Rule = Rule {
    id: CheckId::HeaderEmbeddedKey,
    spec: "RFC 8725 §3.10",
    run,
};

fn run(cx: &Context<'_>) -> CheckOutcome {
    let Some(header) = cx.header() else {
        return cx.skip(NO_HEADER);
    };
    if !CARRIERS.iter().any(|(name, _)| header.get(name).is_some()) {
        return cx.pass(|| Detail::new("the token carries no key of its own"));
    }
    if header.get("jwk").is_some_and(is_private) {
        return cx.warn(|| {
            Detail::new("a private key or a shared secret stands in the header, and everyone who saw the token has it")
                .expected("no key in the token")
                .actual("a private key (jwk)")
                .hint("replace the key wherever it is used; of a key pair, the public key alone may stand in a header")
        });
    }
    cx.warn(|| {
        let found: Vec<String> = CARRIERS
            .iter()
            .filter(|(name, _)| header.get(name).is_some())
            .map(|(name, what)| format!("{what} ({name})"))
            .collect();
        Detail::new(format!("the token carries {}, which proves nothing and was not used", found.join(" and ")))
            .expected("no key in the token")
            .actual(found.join(", "))
            .hint("anyone can sign with a key of their own and put it beside; trust only keys that come from the issuer")
    })
}

fn is_private(key: &Value) -> bool {
    let key = key.as_object();
    key.is_some_and(|key| {
        let mut names = key.iter().map(|(name, _)| name);
        names.any(|name| is_private_key_member(key, name))
    })
}
