//! `[expect]`: core's expectations, member by member, so that what is wrong is said with its line.

use claimscope_core::jwt::Expectations;
use serde_json::{Map, Value};

use super::error::WorkspaceError;
use super::json::json_of;
use super::members::Members;

/// The members, in the order in which they are written.
pub(super) const MEMBERS: [&str; 15] = [
    "profile",
    "issuer",
    "audience",
    "algorithms",
    "scopes",
    "client_id",
    "leeway_seconds",
    "max_age_seconds",
    "required_claims",
    "nonce",
    "max_auth_age_seconds",
    "acr_values",
    "allow_missing_expiry",
    "allow_padding",
    "allow_weak_keys",
];

/// What the file says of expectations.
pub(super) fn read(members: &Members<'_>) -> Result<Expectations, WorkspaceError> {
    let Some(table) = members.table("expect")? else {
        return Ok(Expectations::default());
    };
    let mut all = Map::new();
    for name in MEMBERS {
        let Some(item) = table.item(name) else {
            continue;
        };
        let value = json_of(&table, name, item)?;
        let alone = Map::from_iter([(name.to_owned(), value.clone())]);
        if let Err(error) = serde_json::from_value::<Expectations>(Value::Object(alone)) {
            let span = item.span().or_else(|| table.key_span(name));
            return Err(table.fault(span, format!("expect.{name} cannot be meant: {error}")));
        }
        all.insert(name.to_owned(), value);
    }
    table.finish()?;
    serde_json::from_value(Value::Object(all)).map_err(|error| {
        let span = members.key_span("expect");
        members.fault(span, format!("expect cannot be meant: {error}"))
    })
}

/// The members that say something, as JSON.
pub(super) fn to_json(expect: &Expectations) -> Vec<(&'static str, Value)> {
    let usual = serde_json::to_value(Expectations::default()).unwrap_or_default();
    let all = serde_json::to_value(expect).unwrap_or_default();
    let said = |name: &&'static str| {
        let value = all.get(name)?;
        let is_said = usual.get(name) != Some(value);
        is_said.then(|| (*name, value.clone()))
    };
    MEMBERS.iter().filter_map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimscope_core::alg::Algorithm;
    use claimscope_core::jwt::Profile;

    #[test]
    fn every_expectation_has_a_member() {
        let all = Expectations::of(Profile::IdToken)
            .issuer("i")
            .audience("a")
            .algorithms([Algorithm::RS256])
            .leeway_seconds(1)
            .max_age_seconds(2)
            .scope("s")
            .require_claim("c")
            .nonce("n")
            .max_auth_age_seconds(3)
            .acr("acr")
            .client_id("id")
            .allow_missing_expiry()
            .allow_padding()
            .allow_weak_keys();
        let written = serde_json::to_value(&all).unwrap();
        let mut names: Vec<_> = written.as_object().unwrap().keys().collect();
        let mut members = MEMBERS.to_vec();
        names.sort();
        members.sort_unstable();
        assert_eq!(names, members);
        assert_eq!(to_json(&all).len(), MEMBERS.len());
        assert_eq!(to_json(&Expectations::default()), []);
    }
}
