//! claim.type: claims that say what kind of token this is, so that one kind never passes for another.

use super::{CheckOutcome, Context, Detail, NO_CLAIMS, Rule};
use crate::json::Object;
use crate::jwt::{Profile, Scopes, TokenKind};
use crate::report::CheckId;

pub(super) const TYPE: Rule = Rule {
    id: CheckId::ClaimType,
    spec: "RFC 8725 §3.12",
    run,
};

fn run(cx: &Context<'_>) -> CheckOutcome {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let Some((kind, evidence)) = TokenKind::stated(claims) else {
        return unmarked(cx, claims);
    };
    let wanted = match cx.profile() {
        Some(Profile::Jwt) if matches!(kind, TokenKind::Logout | TokenKind::Refresh) => {
            return cx.warn(|| {
                Detail::new(format!("it is {}, which no API should take", kind.text()))
                    .actual(evidence)
                    .hint("send the API the access_token of the token response")
            });
        }
        Some(Profile::AtJwt | Profile::IdentityServer4) => TokenKind::Access,
        Some(Profile::IdToken) => TokenKind::Id,
        _ => {
            return cx.pass(|| Detail::new(format!("it is {}", kind.text())).actual(evidence));
        }
    };
    if kind == wanted {
        return cx.pass(|| Detail::new(format!("it is {}", kind.text())).actual(evidence));
    }
    CheckOutcome::fail(|| {
        Detail::new(format!("this is {}, not {}", kind.text(), wanted.text()))
            .expected(wanted.text())
            .actual(evidence)
            .hint(match wanted {
                TokenKind::Access => "send the API the access_token of the token response",
                _ => "use the id_token of the token response",
            })
    })
}

/// No claim says it outright; a scope in an ID token is a hint all the same.
fn unmarked(cx: &Context<'_>, claims: &Object) -> CheckOutcome {
    let is_id_token = cx.profile() == Some(Profile::IdToken);
    let scopes = is_id_token.then(|| Scopes::of(claims).claim()).flatten();
    match scopes {
        Some(name) => cx.warn(|| {
            Detail::new(format!(
                "{name} belongs to access tokens; ID tokens do without"
            ))
            .expected(format!("no {name}"))
            .actual(name)
            .spec("OpenID Connect Core §2")
            .hint("an access token proves nothing about a login; see that this is the id_token")
        }),
        None => cx.skip("no claim says what kind of token this is"),
    }
}
