//! The caller's claims as ASP.NET Core lists them: arrays repeated, values as text, names mapped to long URIs.

use claimscope_core::json::{Object, Value};

/// The long names of `MapInboundClaims`, without those of certificates and devices that no OAuth server issues.
const LONG_NAMES: [(&str, &str); 29] = [
    (
        "actort",
        "http://schemas.xmlsoap.org/ws/2009/09/identity/claims/actor",
    ),
    (
        "birthdate",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/dateofbirth",
    ),
    (
        "email",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    ),
    (
        "family_name",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname",
    ),
    (
        "gender",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/gender",
    ),
    (
        "given_name",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
    ),
    (
        "nameid",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
    ),
    (
        "sub",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
    ),
    (
        "website",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/webpage",
    ),
    (
        "unique_name",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
    ),
    (
        "oid",
        "http://schemas.microsoft.com/identity/claims/objectidentifier",
    ),
    ("scp", "http://schemas.microsoft.com/identity/claims/scope"),
    (
        "tid",
        "http://schemas.microsoft.com/identity/claims/tenantid",
    ),
    (
        "acr",
        "http://schemas.microsoft.com/claims/authnclassreference",
    ),
    (
        "adfs1email",
        "http://schemas.xmlsoap.org/claims/EmailAddress",
    ),
    ("adfs1upn", "http://schemas.xmlsoap.org/claims/UPN"),
    (
        "amr",
        "http://schemas.microsoft.com/claims/authnmethodsreferences",
    ),
    (
        "authmethod",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod",
    ),
    ("commonname", "http://schemas.xmlsoap.org/claims/CommonName"),
    ("group", "http://schemas.xmlsoap.org/claims/Group"),
    (
        "groupsid",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/groupsid",
    ),
    (
        "idp",
        "http://schemas.microsoft.com/identity/claims/identityprovider",
    ),
    (
        "ppid",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/privatepersonalidentifier",
    ),
    (
        "primarygroupsid",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid",
    ),
    (
        "primarysid",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarysid",
    ),
    (
        "role",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    ),
    (
        "roles",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    ),
    (
        "upn",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
    ),
    (
        "winaccountname",
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/windowsaccountname",
    ),
];

/// Names and values in the token's order; `mapped` gives names their long form.
pub(super) fn principal_claims(claims: &Object, mapped: bool) -> Vec<(String, String)> {
    let mut list = Vec::new();
    for (name, value) in claims.iter() {
        let name = if mapped { long_name(name) } else { name };
        let values = match value {
            Value::Array(values) => values.as_slice(),
            single => std::slice::from_ref(single),
        };
        for value in values {
            list.push((name.to_owned(), value_text(value)));
        }
    }
    list
}

fn long_name(name: &str) -> &str {
    LONG_NAMES
        .iter()
        .find(|(short, _)| *short == name)
        .map_or(name, |(_, long)| long)
}

fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_repeated_and_values_become_text() {
        let claims = Object::new()
            .with("nbf", 1)
            .with("amr", vec!["pwd", "otp"])
            .with("scope", vec!["api1"])
            .with("admin", true)
            .with("address", Object::new().with("city", "Bonn"))
            .with("none", Value::Null)
            .with("empty", Vec::<Value>::new());
        let list = principal_claims(&claims, true);
        let amr = "http://schemas.microsoft.com/claims/authnmethodsreferences";
        let expected = [
            ("nbf", "1"),
            (amr, "pwd"),
            (amr, "otp"),
            ("scope", "api1"),
            ("admin", "true"),
            ("address", r#"{"city":"Bonn"}"#),
            ("none", ""),
        ];
        let expected: Vec<_> = expected
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        assert_eq!(list, expected);
        assert_eq!(principal_claims(&claims, false)[1].0, "amr");
    }
}
