//! What is done about each reason, and where nothing can be.

use claimscope_core::secret::Secret;
use claimscope_oauth::TokenGrant;

use super::*;
use crate::session::{Grant, Login};

/// A connection that asks for this scope.
fn asking_for(scope: &str) -> Connection {
    Connection {
        issuer: "https://login.example".to_owned(),
        grant: Grant {
            scope: scope.to_owned(),
            ..Grant::default()
        },
        ..Connection::default()
    }
}

fn held(asked_as: &Connection) -> HeldToken<'_> {
    HeldToken {
        asked_as,
        was_bound: false,
        has_ended: false,
        can_refresh: false,
    }
}

/// Everything is there, and the token was asked for as the connection is filled in.
fn means(connection: &Connection) -> RemedyMeans<'_> {
    RemedyMeans {
        connection,
        grant: "Client credentials",
        binds_tokens: false,
        held: Some(held(connection)),
        sends_token: true,
        has_own_authorization: false,
        can_ask: true,
        can_log_in: true,
    }
}

fn short_of(cause: Cause) -> Shortfall {
    Shortfall {
        cause: Some(cause),
        takes_tokens: true,
        ..Shortfall::default()
    }
}

fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// The edit and the token that come of it.
fn done(
    shortfall: &Shortfall,
    means: &RemedyMeans<'_>,
) -> Option<(Option<RemedyEdit>, RemedyToken)> {
    remedy(shortfall, means).map(|remedy| (remedy.edit, remedy.token))
}

/// What is done where a call with the connection's own token is refused, and a reason needs nothing beside its name.
#[test]
fn each_reason_has_one_remedy_or_none() {
    let connection = asking_for("api1");
    let means = means(&connection);
    for cause in Cause::ALL {
        let wanted = match cause {
            Cause::TokenMissing => Some((None, RemedyToken::Held)),
            Cause::Expired | Cause::Revoked => Some((None, RemedyToken::Granted)),
            Cause::DpopRequired => Some((Some(RemedyEdit::BindTokens), RemedyToken::Granted)),
            // The API does not say what it wants, or a form cannot give it.
            _ => None,
        };
        assert_eq!(done(&short_of(*cause), &means), wanted, "{cause:?}");
    }
    assert_eq!(done(&Shortfall::default(), &means), None);
}

#[test]
fn a_missing_token_is_sent_or_asked_for() {
    let connection = asking_for("api1");
    let missing = short_of(Cause::TokenMissing);
    let with = means(&connection);
    let unticked = RemedyMeans {
        sends_token: false,
        ..with
    };
    let tick = Some(RemedyEdit::SendToken);
    assert_eq!(
        done(&missing, &unticked),
        Some((tick.clone(), RemedyToken::Held))
    );
    let without = RemedyMeans { held: None, ..with };
    assert_eq!(done(&missing, &without), Some((None, RemedyToken::Granted)));
    let ended = HeldToken {
        has_ended: true,
        can_refresh: true,
        ..held(&connection)
    };
    let ended = RemedyMeans {
        held: Some(ended),
        ..unticked
    };
    assert_eq!(done(&missing, &ended), Some((tick, RemedyToken::Refreshed)));
    let unready = RemedyMeans {
        can_ask: false,
        ..without
    };
    assert_eq!(done(&missing, &unready), None);
    let not_found = Shortfall {
        was_sent: true,
        ..missing
    };
    assert_eq!(done(&not_found, &with), None);
}

#[test]
fn a_new_token_comes_by_the_refresh_token_where_there_is_one() {
    let connection = asking_for("api1");
    let renewable = HeldToken {
        can_refresh: true,
        ..held(&connection)
    };
    let means = RemedyMeans {
        held: Some(renewable),
        ..means(&connection)
    };
    let of = |cause| done(&short_of(cause), &means);
    assert_eq!(of(Cause::Expired), Some((None, RemedyToken::Refreshed)));
    // What was revoked may have taken the refresh token along.
    assert_eq!(of(Cause::Revoked), Some((None, RemedyToken::Granted)));
}

#[test]
fn a_scope_is_added_beside_those_that_are_asked_for() {
    let connection = asking_for("api1");
    let scope = Shortfall {
        scopes: words(&["api1", "orders.read"]),
        ..short_of(Cause::Scope)
    };
    let added = Some(RemedyEdit::AddScopes(words(&["orders.read"])));
    assert_eq!(
        done(&scope, &means(&connection)),
        Some((added, RemedyToken::Granted))
    );
    // The form has it by now, and the token is from before.
    let filled_in = asking_for("api1 orders.read");
    let before = RemedyMeans {
        held: Some(held(&connection)),
        ..means(&filled_in)
    };
    assert_eq!(done(&scope, &before), Some((None, RemedyToken::Granted)));
    // It was asked for, and the server did not give it.
    assert_eq!(done(&scope, &means(&filled_in)), None);
}

#[test]
fn a_grant_that_cannot_be_widened_leads_to_a_login_where_the_challenge_names_the_scope() {
    let mut connection = asking_for("api1");
    let refresh = TokenGrant::refresh_token(Secret::from("r"));
    connection.grant.kind = GrantKind::Request(refresh);
    let scope = |asks_for_more| Shortfall {
        scopes: words(&["orders.read"]),
        asks_for_more,
        ..short_of(Cause::Scope)
    };
    let means = means(&connection);
    assert_eq!(
        done(&scope(true), &means),
        Some((None, RemedyToken::LoggedIn))
    );
    assert_eq!(done(&scope(false), &means), None);
    let nobody = RemedyMeans {
        can_log_in: false,
        ..means
    };
    assert_eq!(done(&scope(true), &nobody), None);
}

#[test]
fn an_api_is_named_as_its_issuer_wants_it() {
    let audience = |audience: &str, offered: &[&str]| Shortfall {
        audiences: words(&[audience]),
        audience_scopes: words(offered),
        ..short_of(Cause::Audience)
    };
    let orders = "https://orders.example";
    let resource = |text: &str| Some(RemedyEdit::Resource(text.to_owned()));
    let parameter = Some(RemedyEdit::Parameter("audience", orders.to_owned()));
    let default = "openid https://orders.example/.default";
    let entra = Some(RemedyEdit::ReplaceScope(default.to_owned()));
    let scope = Some(RemedyEdit::AddScopes(words(&["orders"])));
    for (issuer, wanted, edit) in [
        (
            "https://login.example",
            audience(orders, &[]),
            resource(orders),
        ),
        (
            "https://login.example",
            audience("api://orders", &[]),
            resource("api://orders"),
        ),
        (
            "https://login.example",
            audience("orders", &["orders"]),
            scope,
        ),
        ("https://acme.auth0.com/", audience(orders, &[]), parameter),
        (
            "https://login.microsoftonline.com/t/v2.0",
            audience(orders, &[]),
            entra,
        ),
    ] {
        let mut connection = asking_for("openid api1");
        connection.issuer = issuer.to_owned();
        let remedy = remedy(&wanted, &means(&connection)).unwrap();
        assert_eq!((remedy.edit, remedy.token), (edit, RemedyToken::Granted));
        assert!(remedy.choice.unwrap().starts_with("Of scope"), "{issuer}");
    }
    // A name that is neither a scope nor a URI, one with a fragment, and none.
    let connection = asking_for("api1");
    for nothing in ["orders", "https://orders.example#x"] {
        assert_eq!(done(&audience(nothing, &[]), &means(&connection)), None);
    }
    assert_eq!(done(&short_of(Cause::Audience), &means(&connection)), None);
    for cause in [Cause::AudienceMissing, Cause::Graph, Cause::Opaque] {
        let shortfall = Shortfall {
            cause: Some(cause),
            ..audience(orders, &[])
        };
        let done = done(&shortfall, &means(&connection));
        assert_eq!(done, Some((resource(orders), RemedyToken::Granted)));
    }
}

#[test]
fn a_resource_that_was_asked_for_already_is_no_remedy() {
    let wanted = Shortfall {
        audiences: words(&["https://orders.example"]),
        ..short_of(Cause::Audience)
    };
    let before = asking_for("api1");
    let mut connection = asking_for("api1");
    connection.grant.resource = Some("https://orders.example".to_owned());
    assert_eq!(done(&wanted, &means(&connection)), None);
    let means = RemedyMeans {
        held: Some(held(&before)),
        ..means(&connection)
    };
    let remedy = remedy(&wanted, &means).unwrap();
    assert_eq!((remedy.edit, remedy.choice), (None, None));
}

#[test]
fn claims_of_a_challenge_become_a_parameter() {
    let claims = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;
    let connection = asking_for("api1");
    for cause in [Cause::Revoked, Cause::StepUp] {
        let wanted = Shortfall {
            claims: Some(claims.to_owned()),
            ..short_of(cause)
        };
        let edit = RemedyEdit::Parameter("claims", claims.to_owned());
        let done = done(&wanted, &means(&connection));
        assert_eq!(done, Some((Some(edit), RemedyToken::Granted)), "{cause:?}");
    }
}

#[test]
fn a_stronger_login_is_what_a_user_is_sent_to() {
    let connection = asking_for("api1");
    let wanted = Shortfall {
        wants_login: true,
        asks_for_more: true,
        ..short_of(Cause::StepUp)
    };
    let login = Some((None, RemedyToken::LoggedIn));
    assert_eq!(done(&wanted, &means(&connection)), login);
}

#[test]
fn tokens_are_bound_once() {
    let connection = asking_for("api1");
    let required = short_of(Cause::DpopRequired);
    let switched_on = RemedyMeans {
        binds_tokens: true,
        ..means(&connection)
    };
    assert_eq!(
        done(&required, &switched_on),
        Some((None, RemedyToken::Granted))
    );
    let bound = HeldToken {
        was_bound: true,
        ..held(&connection)
    };
    let bound = RemedyMeans {
        held: Some(bound),
        ..switched_on
    };
    assert_eq!(done(&required, &bound), None);
}

#[test]
fn a_header_of_the_requests_own_gives_way_to_the_token_in_use() {
    let connection = asking_for("api1");
    let own = RemedyMeans {
        has_own_authorization: true,
        ..means(&connection)
    };
    let off = Some(RemedyEdit::LeaveAuthorizationOut);
    for cause in [Cause::Expired, Cause::IdToken, Cause::Scheme, Cause::Issuer] {
        let done = done(&short_of(cause), &own);
        assert_eq!(done, Some((off.clone(), RemedyToken::Held)), "{cause:?}");
    }
    for cause in [
        Cause::ApiKey,
        Cause::Policy,
        Cause::RateLimit,
        Cause::DpopProof,
    ] {
        assert_eq!(done(&short_of(cause), &own), None, "{cause:?}");
    }
    // An API that takes no tokens here.
    let basic = Shortfall {
        takes_tokens: false,
        ..short_of(Cause::Scheme)
    };
    assert_eq!(done(&basic, &own), None);
}

#[test]
fn what_an_api_says_is_never_filled_in_as_a_variable_and_never_ends_a_line() {
    let connection = asking_for("api1");
    for word in ["{{client_secret}}", "a\nb=c", ""] {
        let scope = Shortfall {
            scopes: words(&[word]),
            ..short_of(Cause::Scope)
        };
        assert_eq!(done(&scope, &means(&connection)), None, "{word}");
        let audience = Shortfall {
            audiences: vec![format!("https://a.example/{word}")],
            ..short_of(Cause::Audience)
        };
        let claims = Shortfall {
            claims: Some(word.to_owned()),
            ..short_of(Cause::StepUp)
        };
        if !word.is_empty() {
            assert_eq!(done(&audience, &means(&connection)), None, "{word}");
        }
        assert_eq!(done(&claims, &means(&connection)), None, "{word}");
    }
}

#[test]
fn the_sentence_says_exactly_what_will_happen() {
    let connection = asking_for("api1");
    let mut by_login = asking_for("api1");
    by_login.grant.kind = GrantKind::AuthorizationCode(Login::default());
    by_login.grant.resource = Some("https://bills.example".to_owned());
    let call = "DELETE https://orders.example/7";
    let scope = Shortfall {
        scopes: words(&["orders.write"]),
        ..short_of(Cause::Scope)
    };
    let audience = Shortfall {
        audiences: words(&["https://orders.example"]),
        ..short_of(Cause::Audience)
    };
    let unticked = RemedyMeans {
        sends_token: false,
        ..means(&connection)
    };
    let step_up = Shortfall {
        wants_login: true,
        ..short_of(Cause::StepUp)
    };
    for (shortfall, means, sentence) in [
        (
            &step_up,
            means(&connection),
            "This sends DELETE https://orders.example/7 once more to hear what is asked for, lets you log in for that, and sends it again with the new token.",
        ),
        (
            &scope,
            means(&connection),
            "This adds the scope orders.write, asks for a new token by “Client credentials”, and sends DELETE https://orders.example/7 with it.",
        ),
        (
            &audience,
            means(&by_login),
            "This sets the resource to https://orders.example in place of https://bills.example, lets you log in at the browser for a new token, and sends DELETE https://orders.example/7 with it. Of scope and resource, it takes the resource (RFC 8707): no scope of the API's name is known.",
        ),
        (
            &short_of(Cause::TokenMissing),
            unticked,
            "This switches “Send the access token” on, and sends DELETE https://orders.example/7 with the token in use.",
        ),
        (
            &short_of(Cause::TokenMissing),
            means(&connection),
            "This sends DELETE https://orders.example/7 with the token in use.",
        ),
        (
            &short_of(Cause::Expired),
            means(&connection),
            "This asks for a new token by “Client credentials”, and sends DELETE https://orders.example/7 with it.",
        ),
    ] {
        let remedy = remedy(shortfall, &means).unwrap();
        assert_eq!(remedy.sentence(&means, call), sentence);
    }
}
