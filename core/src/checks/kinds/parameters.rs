//! claim.parameters: what a request object asks for, and what an authorization response answers.

use super::super::{CheckOutcome, Context, Detail, NO_CLAIMS, Rule, shorten};
use crate::report::CheckId;

pub(super) const REQUEST: Rule = Rule {
    id: CheckId::ClaimParameters,
    spec: "RFC 9101 §4",
    run: request,
};
pub(super) const RESPONSE: Rule = Rule {
    id: CheckId::ClaimParameters,
    spec: "JARM §2.1",
    run: response,
};

fn request(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let nested = ["request", "request_uri"];
    if let Some(name) = nested.into_iter().find(|name| claims.get(name).is_some()) {
        return CheckOutcome::fail(|| {
            Detail::new(format!("a request object must not hold {name}"))
                .expected("neither request nor request_uri")
                .actual(name)
        });
    }
    match claims.get_str("response_type") {
        Some(asked) => cx.pass(|| Detail::new("what it asks for").actual(shorten(asked))),
        None => cx.warn(|| {
            Detail::new("it does not say what it asks for")
                .expected("response_type")
                .actual("absent")
                .hint("of the parameters only those inside the request object count")
        }),
    }
}

fn response(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let answers = ["code", "error", "access_token", "id_token"];
    let given: Vec<&str> = (answers.into_iter())
        .filter(|name| claims.get_str(name).is_some())
        .collect();
    let is_both = given.contains(&"error") && given.len() > 1;
    if given.is_empty() || is_both {
        return CheckOutcome::fail(|| {
            Detail::new("an authorization response has a code, tokens or an error")
                .expected("code, access_token, id_token or error")
                .actual(match is_both {
                    true => given.join(", "),
                    false => "none".to_owned(),
                })
                .hint("this may be a token of another kind")
        });
    }
    if claims.get("state").is_none() {
        return cx.warn(|| {
            Detail::new("the answer has no state, which must be there where one was sent")
                .expected("state")
                .actual("absent")
        });
    }
    cx.pass(|| Detail::new("what it answers").actual(given.join(", ")))
}
