//! Several lines of JSON, lines that begin with a bracket, and prose that says what it is not.

use super::logs::row;
use super::{Certain, Likely, Look, NOW, assert_rows};
use claimscope_core::PastedAs;

#[test]
fn lines_of_json_are_a_log() {
    let nest = r#"{"level":30,"time":1795600000,"msg":"GET /orders"}
{"level":50,"time":1795600001,"msg":"request failed","err":{"type":"TokenExpiredError","message":"jwt expired"}}
{"level":30,"time":1795600002,"msg":"request completed"}"#;
    let zap = r#"{"level":"info","ts":1,"msg":"starting"}
{"level":"error","ts":2,"msg":"rejected","error":"token has invalid audience: token has invalid claims"}
"#;
    let seq = "{\"@t\":\"2026-11-26T01:00:00Z\",\"@mt\":\"Failed\"}\n\n{\"@t\":\"2026-11-26T01:00:00Z\",\"@mt\":\"Failed to validate the token.\",\"@x\":\"SecurityTokenInvalidIssuerException: IDX10205: Issuer validation failed. Issuer: 'a'.\"}\n";
    let mixed = "{\"level\":\"info\",\"msg\":\"starting\"}\nError: jwt signature is required\n{\"level\":\"info\",\"msg\":\"done\"}";
    let lost = "{\"level\":\"info\",\"msg\":\"GET /callback\"}\n{\"level\":\"error\",\"error\":\"x\",\"msg\":\"RPError: state mismatch, expected a, got: b\"}";
    assert_rows(&[
        row(nest, "token.expired", Likely, "jwt expired"),
        row(zap, "token.audience", Likely, ""),
        row(seq, "token.issuer", Likely, ""),
        row(mixed, "token.unsigned", Likely, ""),
        row(lost, "client.login-lost", Certain, "cookie of the login"),
    ]);
    for text in [nest, zap, seq, mixed, lost] {
        let inspection = Look::at(text, NOW).inspection;
        assert_eq!(inspection.pasted_as, PastedAs::LogLine, "{text}");
    }
}

#[test]
fn a_bracket_at_the_start_makes_no_json() {
    for (text, code) in [
        (
            "[10:22:19 INF] Failed to validate the token.\nSecurityTokenExpiredException: IDX10223: Lifetime validation failed. The token is expired.",
            "token.expired",
        ),
        (
            "[Fri Nov 27 10:22:19.123456 2026] [auth_openidc:error] [pid 12] [client 10.0.0.1:4] oidc_proto_validate_aud: the \"aud\" claim does not contain our client_id",
            "token.audience",
        ),
        (
            "[0] [api] JsonWebTokenError: jwt audience invalid. expected: orders",
            "token.audience",
        ),
        (
            "[31m[auth][error][0m InvalidCheck: pkceCodeVerifier value could not be parsed. Read more at https://errors.authjs.dev#invalidcheck",
            "client.login-lost",
        ),
        (
            "{\n  name: 'TokenExpiredError',\n  message: 'jwt expired',\n  expiredAt: 2026-11-26T01:00:00.000Z\n}",
            "token.expired",
        ),
        (
            "{\n  error: RPError: state mismatch, expected a, got: b\n      at Client.callback (client.js:1:2)\n}",
            "client.login-lost",
        ),
    ] {
        let look = Look::at(text, NOW);
        assert_eq!(look.inspection.pasted_as, PastedAs::LogLine, "{text}");
        let reasons = look.diagnosis.map(|it| it.reasons).unwrap_or_default();
        let first = reasons.first().map(|reason| reason.code);
        assert_eq!(first, Some(code), "{text}\n{reasons:?}");
    }
    for text in ["[{\"a\":1},", "{\"a\":1,", "[\"a\"", "{ \"a\""] {
        let inspection = Look::at(text, NOW).inspection;
        assert_eq!(inspection.pasted_as, PastedAs::Json, "{text}");
    }
}

#[test]
fn what_is_denied_is_no_reason() {
    for text in [
        "No more 'invalid signature' since we pinned the key set.",
        "We no longer get invalid_grant since the clocks are in step",
        "it's not a CORS problem, the request has been blocked by nobody",
        "So this has nothing to do with an expired token.",
        "The token is not expired, I checked exp",
        "we fixed the invalid audience error yesterday",
    ] {
        let diagnosis = Look::at(text, NOW).diagnosis;
        assert!(diagnosis.is_none(), "{text}: {diagnosis:?}");
    }
    assert_rows(&[
        row(
            "No more 'invalid signature' since we pinned the key set, but now it says jwt expired",
            "token.expired",
            Likely,
            "",
        ),
        row(
            "This is not a CORS problem: the API answers jwt audience invalid. expected: orders",
            "token.audience",
            Likely,
            "orders",
        ),
        row("the token is no longer valid", "token.expired", Likely, ""),
        row(
            "The token's issuer is not valid",
            "token.issuer",
            Likely,
            "",
        ),
    ]);
}
