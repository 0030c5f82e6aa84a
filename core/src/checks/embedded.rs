//! header.embedded-key: keys and links to keys inside the token, which are shown and never used.

use super::{CheckOutcome, Context, Detail, NO_HEADER, Rule};
use crate::report::CheckId;

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
