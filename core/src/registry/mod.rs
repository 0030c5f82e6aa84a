//! What each claim and header parameter means, and by whom it is used: IANA's registered ones and the widespread rest.

mod claims;
mod headers;

use serde::Serialize;

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Entry {
    /// The name, exactly as written in tokens.
    pub name: &'static str,
    /// What it says, in one phrase.
    pub meaning: &'static str,
    /// Who defines or uses it: a specification, or vendors.
    pub used_by: &'static str,
    /// Whether its number is a NumericDate, seconds since 1970.
    pub is_date: bool,
}

const fn entry(name: &'static str, meaning: &'static str, used_by: &'static str) -> Entry {
    Entry {
        name,
        meaning,
        used_by,
        is_date: false,
    }
}

const fn date(name: &'static str, meaning: &'static str, used_by: &'static str) -> Entry {
    Entry {
        name,
        meaning,
        used_by,
        is_date: true,
    }
}

/// What is known of the claim `name`.
pub fn claim(name: &str) -> Option<&'static Entry> {
    claims::CLAIMS.iter().find(|entry| entry.name == name)
}

/// What is known of the header parameter `name`.
pub fn header(name: &str) -> Option<&'static Entry> {
    headers::HEADERS.iter().find(|entry| entry.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_meanings_are_phrases() {
        for table in [claims::CLAIMS, headers::HEADERS] {
            for (index, entry) in table.iter().enumerate() {
                assert!(
                    table[index + 1..]
                        .iter()
                        .all(|other| other.name != entry.name),
                    "{} twice",
                    entry.name
                );
                assert!(
                    !entry.meaning.is_empty() && !entry.meaning.ends_with('.'),
                    "{}",
                    entry.name
                );
            }
        }
    }

    #[test]
    fn knows_the_vendors_claims() {
        for name in [
            "scope",
            "scp",
            "roles",
            "azp",
            "appid",
            "tid",
            "oid",
            "cid",
            "token_use",
            "realm_access",
            "cnf",
            "act",
            "may_act",
            "sid",
            "amr",
            "acr",
            "client_id",
            "permissions",
            "resource_access",
        ] {
            assert!(claim(name).is_some(), "{name}");
        }
        assert!(claim("exp").is_some_and(|entry| entry.is_date));
        assert!(header("kid").is_some() && header("exp").is_none());
    }
}
