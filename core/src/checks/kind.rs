//! claim.type: claims that say what kind of token this is, so that one kind never passes for another.

use super::{Cx, Detail, Finding, NO_CLAIMS, Rule};
use crate::json::{Object, Value};
use crate::jwt::Profile;
use crate::report::CheckId;

pub(super) const TYPE: Rule = Rule {
    id: CheckId::ClaimType,
    spec: "RFC 8725 §3.12",
    run,
};

const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The kinds of token that claims tell apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Access,
    Id,
    Logout,
    Refresh,
}

fn run(cx: &Cx<'_>) -> Finding {
    let Some(claims) = cx.claims() else {
        return cx.skip(NO_CLAIMS);
    };
    let Some((kind, evidence)) = kind(claims) else {
        return unmarked(cx, claims);
    };
    let wanted = match cx.profile() {
        Some(Profile::Jwt) if matches!(kind, Kind::Logout | Kind::Refresh) => {
            return cx.warn(|| {
                Detail::new(format!("it is {}, which no API should take", kind.text()))
                    .actual(evidence)
                    .hint("send the API the access_token of the token response")
            });
        }
        None | Some(Profile::Jwt) => {
            return cx.pass(|| Detail::new(format!("it is {}", kind.text())).actual(evidence));
        }
        Some(Profile::AtJwt | Profile::IdentityServer4) => Kind::Access,
        Some(Profile::IdToken) => Kind::Id,
    };
    if kind == wanted {
        return cx.pass(|| Detail::new(format!("it is {}", kind.text())).actual(evidence));
    }
    Finding::fail(
        Detail::new(format!("this is {}, not {}", kind.text(), wanted.text()))
            .expected(wanted.text())
            .actual(evidence)
            .hint(match wanted {
                Kind::Access => "send the API the access_token of the token response",
                _ => "use the id_token of the token response",
            }),
    )
}

/// No claim says it outright; a scope in an ID token is a hint all the same.
fn unmarked(cx: &Cx<'_>, claims: &Object) -> Finding {
    let scope = ["scope", "scp"]
        .iter()
        .find(|name| claims.get(name).is_some());
    match (cx.profile(), scope) {
        (Some(Profile::IdToken), Some(name)) => cx.warn(|| {
            Detail::new(format!(
                "{name} belongs to access tokens; ID tokens do without"
            ))
            .expected(format!("no {name}"))
            .actual(*name)
            .spec("OpenID Connect Core §2")
            .hint("an access token proves nothing about a login; see that this is the id_token")
        }),
        _ => cx.skip("no claim says what kind of token this is"),
    }
}

impl Kind {
    fn text(self) -> &'static str {
        match self {
            Self::Access => "an access token",
            Self::Id => "an ID token",
            Self::Logout => "a logout token",
            Self::Refresh => "a refresh token",
        }
    }
}

/// Amazon Cognito says `token_use`, Keycloak a claim `typ`, logout tokens have their event.
fn kind(claims: &Object) -> Option<(Kind, &'static str)> {
    match claims.get_str("token_use") {
        Some("access") => return Some((Kind::Access, "token_use: access")),
        Some("id") => return Some((Kind::Id, "token_use: id")),
        _ => {}
    }
    match claims.get_str("typ") {
        Some("Bearer") => return Some((Kind::Access, "typ: Bearer")),
        Some("ID") => return Some((Kind::Id, "typ: ID")),
        Some("Refresh") => return Some((Kind::Refresh, "typ: Refresh")),
        Some("Offline") => return Some((Kind::Refresh, "typ: Offline")),
        Some("Logout") => return Some((Kind::Logout, "typ: Logout")),
        _ => {}
    }
    let events = claims.get("events").and_then(Value::as_object)?;
    events
        .get(LOGOUT_EVENT)
        .map(|_| (Kind::Logout, "events: backchannel-logout"))
}
