//! claim.iss: who issued the token, compared code point by code point.

use super::{CheckOutcome, Context, Detail, NO_CLAIMS, Rule, list, required_by, shorten};
use crate::difference_hint;
use crate::json::{Object, Value};
use crate::jwt::{Expected, Profile};
use crate::report::CheckId;
use crate::vendors::{entra, keys_advice};

pub(super) const ISS: Rule = Rule {
    id: CheckId::ClaimIss,
    spec: "RFC 7519 §4.1.1",
    run,
};

fn run(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let actual = match claims.get("iss") {
        Some(Value::String(issuer)) => Some(issuer.as_str()),
        Some(other) => {
            return super::identity::malformed("iss", other);
        }
        None => None,
    };
    let expected = match cx.policy.map(|policy| &policy.issuer) {
        Some(Expected::AnyOf(expected)) => expected,
        waived => return unexpected(cx, waived.is_some(), actual),
    };
    match actual {
        Some(actual)
            if expected
                .iter()
                .any(|expected| matches(expected, actual, claims)) =>
        {
            cx.pass(|| {
                Detail::new("the expected issuer")
                    .expected(list(expected))
                    .actual(shorten(actual))
            })
        }
        Some(actual) => {
            let difference = |expected: &String| difference_hint(expected, actual);
            let hint = || match expected.iter().find_map(difference) {
                Some(difference) => format!("{difference}; the two must be written exactly alike"),
                None => {
                    "the token comes from another server, or that server is reached by another name"
                        .to_owned()
                }
            };
            CheckOutcome::fail(|| {
                Detail::new("another issuer than expected")
                    .expected(list(expected))
                    .actual(shorten(actual))
                    .hint_with(hint)
            })
        }
        None => CheckOutcome::fail(|| {
            Detail::new("the token does not name its issuer")
                .expected(list(expected))
                .actual("absent")
        }),
    }
}

/// The issuer that the token names, where it is not an expected one.
pub(super) fn foreign<'a>(cx: &Context<'a>) -> Option<&'a str> {
    let claims = cx.claims()?;
    let actual = claims.get_str("iss")?;
    let Expected::AnyOf(expected) = &cx.policy?.issuer else {
        return None;
    };
    let is_expected = |expected: &String| matches(expected, actual, claims);
    (!expected.iter().any(is_expected)).then_some(actual)
}

/// What a key that does not fit comes from, where the token names another issuer than the expected one.
pub(super) fn foreign_hint(cx: &Context<'_>) -> Option<String> {
    let own = format!(
        "the token names another issuer, {}, whose keys are its own",
        shorten(foreign(cx)?)
    );
    Some(match keys_advice(cx.claims()?) {
        Some(advice) => format!("{own}; {advice}"),
        None => own,
    })
}

/// No issuer to compare with: the waiver and the absence of a policy read differently, and some profiles need one at all.
fn unexpected(cx: &Context<'_>, waived: bool, actual: Option<&str>) -> CheckOutcome {
    let required = cx.profile().is_some_and(|profile| profile != Profile::Jwt);
    if required && actual.is_none() {
        return CheckOutcome::fail(|| {
            Detail::new("the token does not name its issuer")
                .expected("an issuer")
                .actual("absent")
                .spec(required_by(cx.profile(), ISS.spec))
        });
    }
    cx.skip_with(|| {
        let message = if waived {
            "waived: any issuer whose key is trusted"
        } else {
            "no expected issuer was given"
        };
        Detail::new(message).actual(actual.map_or("absent".to_owned(), shorten))
    })
}

/// Whether `actual` is the expected issuer: the same, or what Entra's template becomes with the token's `tid`.
pub(super) fn matches(expected: &str, actual: &str, claims: &Object) -> bool {
    if entra::is_template(expected) {
        entra::completed(expected, claims).as_deref() == Some(actual)
    } else {
        expected == actual
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_stands_in_for_the_template_only_where_tid_says_so() {
        let template = "https://login.microsoftonline.com/{tenantid}/v2.0";
        let tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
        let issuer = format!("https://login.microsoftonline.com/{tenant}/v2.0");
        let claims = Object::new().with("tid", tenant);
        assert!(matches(template, &issuer, &claims));
        assert!(!matches(template, &issuer, &Object::new()));
        assert!(!matches(
            template,
            "https://login.microsoftonline.com/evil/v2.0",
            &Object::new().with("tid", "evil")
        ));
        assert!(!matches(template, template, &claims));
        let hyphens = "-".repeat(36);
        assert!(!matches(
            template,
            &template.replace(entra::TENANT, &hyphens),
            &Object::new().with("tid", hyphens.as_str())
        ));
    }
}
