//! The summary of a report: its words over every kind of text, and the next moment at which it changes.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::{Policy, Profile};
use claimscope_core::report::{CheckId, KeySource, Report, Status, Verdict};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{base64url, explain, inspect};
use expect_test::{Expect, expect};

use crate::support::{Issuer, NOW, builder, claims, object, without};

/// An issuer whose key has always the same name.
fn issuer() -> Issuer {
    let mut issuer = Issuer::new(Algorithm::ES256);
    issuer.private.kid = Some("k1".to_owned());
    issuer
}

fn lines(report: &Report) -> String {
    let summary = &report.summary;
    let mut text = format!(
        "{:?} {}: {}\n",
        summary.state, summary.word, summary.headline
    );
    for (name, one) in [
        ("format", &summary.format),
        ("signature", &summary.signature),
        ("claims", &summary.claims),
    ] {
        text.push_str(&format!(
            "{name}: {:?} {}: {}\n",
            one.state, one.word, one.detail
        ));
    }
    text
}

fn inspected(text: &str, expected: Expect) {
    expected.assert_eq(&lines(&inspect(text, NOW).report));
}

fn verified(token: &str, keys: &KeySet, policy: &Policy, expected: Expect) {
    expected.assert_eq(&lines(&explain(token, Some(keys), Some(policy), NOW)));
}

fn at_jwt() -> Policy {
    builder(Profile::AtJwt).policy().expect("all is said")
}

#[test]
fn an_accepted_token_says_by_whom_and_for_what() {
    let issuer = issuer();
    let token = issuer.sign(&issuer.header(), &claims());
    verified(
        &token,
        &issuer.keys(),
        &at_jwt(),
        expect![[r#"
            Pass accepted: signed with a key of the given set; issuer and audience are the expected ones
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: Pass valid: ES256 by the given set's key k1
            claims: Pass as expected: issuer, audience
        "#]],
    );
}

#[test]
fn what_is_waived_is_said_and_never_as_expected() {
    let issuer = issuer();
    let token = issuer.sign(&issuer.header(), &claims());
    let audience = builder(Profile::AtJwt).waive_audience().policy();
    verified(
        &token,
        &issuer.keys(),
        &audience.expect("all is said"),
        expect![[r#"
            Pass accepted: signed with a key of the given set, by the expected issuer, with the audience waived
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: Pass valid: ES256 by the given set's key k1
            claims: Pass as expected: issuer
        "#]],
    );
    let both = builder(Profile::AtJwt).waive_audience().waive_issuer();
    let both = both.policy().expect("all is said");
    verified(
        &token,
        &issuer.keys(),
        &both,
        expect![[r#"
            Pass accepted: signed with a key of the given set, with issuer and audience waived
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: Pass valid: ES256 by the given set's key k1
            claims: None not compared: only the dates and what the profile requires were checked
        "#]],
    );
}

#[test]
fn a_rejected_token_says_what_comes_first() {
    let issuer = issuer();
    let token = issuer.sign(&issuer.header(), &without("jti").with("aud", "api2"));
    verified(
        &token,
        &issuer.keys(),
        &at_jwt(),
        expect![[r#"
            Fail rejected: the token is for somebody else, and 1 more
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: Pass valid: ES256 by the given set's key k1
            claims: Fail not as expected: the token is for somebody else, and 1 more
        "#]],
    );
    let forged = Issuer {
        private: issuer.private.clone(),
        ..self::issuer()
    };
    let other = self::issuer();
    let token = forged.sign(&forged.header(), &claims());
    verified(
        &token,
        &other.keys(),
        &at_jwt(),
        expect![[r#"
            Fail rejected: the signature does not match
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: Fail invalid: ES256 by the given set's key k1
            claims: Pass as expected: issuer, audience
        "#]],
    );
    let unsigned = token.rsplit_once('.').expect("three parts").0.to_owned() + ".";
    verified(
        &unsigned,
        &issuer.keys(),
        &at_jwt(),
        expect![[r#"
            Fail rejected: the token has no signature
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: Fail invalid: ES256 by the given set's key k1
            claims: Pass as expected: issuer, audience
        "#]],
    );
}

#[test]
fn a_token_without_a_key_for_it_was_not_checked() {
    let issuer = issuer();
    let token = issuer.sign(&issuer.header().with("kid", "k2"), &claims());
    verified(
        &token,
        &issuer.keys(),
        &at_jwt(),
        expect![[r#"
            Fail rejected: no trusted key has the name that the token asks for
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: Fail not checked: no trusted key has the name that the token asks for
            claims: Pass as expected: issuer, audience
        "#]],
    );
    expect![[r#"
        Warn unverified: no key was tried, so nothing is proved
        format: Pass JWT: a signed token (JWS) of 3 parts
        signature: None not checked: ES256, no key was tried
        claims: Pass as expected: issuer, audience
    "#]]
    .assert_eq(&lines(&explain(&token, None, Some(&at_jwt()), NOW)));
}

#[test]
fn a_key_out_of_the_token_proves_nothing() {
    let issuer = issuer();
    let token = issuer.sign(&issuer.header(), &claims());
    let public = issuer.private.public().expect("a key pair");
    let keys = KeySet::from_key(public, KeySource::Embedded);
    verified(
        &token,
        &keys,
        &at_jwt(),
        expect![[r#"
            Warn unverified: only the key inside the token verifies it, which proves nothing
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: Warn proves nothing: ES256 by the key inside the token
            claims: Pass as expected: issuer, audience
        "#]],
    );
}

#[test]
fn a_weak_secret_is_refused_though_the_signature_is_valid() {
    let weak = Issuer {
        private: Jwk::from_secret(Secret::new("secret")),
        algorithm: Algorithm::HS256,
    };
    let token = weak.sign(&object(r#"{"alg":"HS256","typ":"at+jwt"}"#), &claims());
    verified(
        &token,
        &weak.keys(),
        &at_jwt(),
        expect![[r#"
            Fail rejected: the secret has 6 bytes, and every HMAC algorithm needs 32 or more
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: Fail key refused: the secret has 6 bytes, and every HMAC algorithm needs 32 or more
            claims: Pass as expected: issuer, audience
        "#]],
    );
    let tolerant = builder(Profile::AtJwt).allow_weak_keys().policy();
    verified(
        &token,
        &weak.keys(),
        &tolerant.expect("all is said"),
        expect![[r#"
            Pass accepted: signed with the given secret; issuer and audience are the expected ones; one warning
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: Warn valid: the secret has 6 bytes, and every HMAC algorithm needs 32 or more
            claims: Pass as expected: issuer, audience
        "#]],
    );
}

#[test]
fn an_inspected_token_is_unverified() {
    let issuer = issuer();
    inspected(
        &issuer.sign(&issuer.header(), &claims()),
        expect![[r#"
        Warn unverified: no key was tried, so nothing is proved
        format: Pass JWT: a signed token (JWS) of 3 parts
        signature: None not checked: ES256, no key was tried
        claims: None not compared: only the dates were checked
    "#]],
    );
    inspected(
        &issuer.sign(&issuer.header(), &without("exp")),
        expect![[r#"
            Warn unverified: no key was tried, so nothing is proved
            format: Pass JWT: a signed token (JWS) of 3 parts
            signature: None not checked: ES256, no key was tried
            claims: Warn not compared: exp: the token never expires
        "#]],
    );
    let expired = claims().with("exp", NOW.unix_seconds() - 60);
    inspected(
        &issuer.sign(&issuer.header(), &expired),
        expect![[r#"
        Fail rejected: expired 1 m ago
        format: Pass JWT: a signed token (JWS) of 3 parts
        signature: None not checked: ES256, no key was tried
        claims: Fail not as expected: expired 1 m ago
    "#]],
    );
}

#[test]
fn what_nobody_signed_says_so() {
    inspected(
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.",
        expect![[r#"
            Fail rejected: alg none means that nobody signed this token
            format: Fail header refused: alg none means that nobody signed this token
            signature: Fail missing: alg none: nobody signed this token
            claims: Warn not compared: exp: the token never expires
        "#]],
    );
}

#[test]
fn an_encrypted_token_is_encrypted_and_not_malformed() {
    let header = base64url::encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
    let token = format!("{header}.AAAA.AAAA.AAAA.AAAA");
    inspected(
        &token,
        expect![[r#"
            Warn unverified: an encrypted token: neither claims nor signature can be seen without decrypting it
            format: Warn encrypted: an encrypted token (JWE) of 5 parts
            signature: None not checked: none can be seen before decryption
            claims: None not readable: they are encrypted
        "#]],
    );
    verified(
        &token,
        &issuer().keys(),
        &at_jwt(),
        expect![[r#"
            Fail rejected: the token is encrypted, and was not decrypted
            format: Warn encrypted: an encrypted token (JWE) of 5 parts
            signature: Fail not checked: the token is encrypted, and was not decrypted
            claims: None not readable: they are encrypted
        "#]],
    );
    inspected(
        &format!("{header}.AAAA.AA=A.AAAA.AAAA"),
        expect![[r#"
            Fail rejected: the iv is padded with '=' at character 55, which JOSE leaves out
            format: Fail malformed: the iv is padded with '=' at character 55, which JOSE leaves out
            signature: None not checked: none can be seen before decryption
            claims: None not readable: they are encrypted
        "#]],
    );
}

#[test]
fn an_opaque_token_is_not_rejected_before_proof_is_asked_for() {
    let token = "8967E4AF94DCE9F508D5236EE1CAD53A";
    let report = inspect(token, Timestamp::default()).report;
    assert_eq!(report.verdict, Verdict::Unverified);
    assert_eq!(
        report.check(CheckId::FormatParts).unwrap().status,
        Status::Warn
    );
    inspected(
        token,
        expect![[r#"
        Warn unverified: an opaque token, not a JWT: only its issuer can say what it is good for
        format: Warn opaque: not a JWT: only its issuer can read it
        signature: None not checked: an opaque token shows none
        claims: None not readable: an opaque token shows none
    "#]],
    );
    verified(
        token,
        &issuer().keys(),
        &at_jwt(),
        expect![[r#"
        Fail rejected: an opaque token, not a JWT: only its issuer can say what it is good for
        format: Warn opaque: not a JWT: only its issuer can read it
        signature: None not checked: an opaque token shows none
        claims: None not readable: an opaque token shows none
    "#]],
    );
}

#[test]
fn a_text_without_a_token_says_just_that() {
    let report = inspect("no token here?", Timestamp::default()).report;
    assert_eq!(report.verdict, Verdict::Unverified);
    let keys = issuer().keys();
    let report = explain("no token here?", Some(&keys), None, Timestamp::default());
    assert_eq!(report.verdict, Verdict::Rejected, "proof was asked for");
    inspected(
        "Hello, world! How are you?",
        expect![[r#"
        None no token: this is text without a token
        format: None no token: there is no token in it
        signature: None not checked: there is no token in it
        claims: None not readable: there is no token in it
    "#]],
    );
    inspected(
        "",
        expect![[r#"
        None no token: there is nothing here
        format: None no token: there is nothing here
        signature: None not checked: there is none to check
        claims: None not readable: there are none to compare
    "#]],
    );
}

#[test]
fn a_broken_token_says_how_it_is_broken() {
    let issuer = issuer();
    let token = issuer.sign(&issuer.header(), &claims());
    let (cut, _) = token.rsplit_once('.').expect("three parts");
    inspected(
        cut,
        expect![[r#"
        Fail rejected: 2 parts where a signed token has 3: header.payload.signature
        format: Fail malformed: 2 parts where a signed token has 3: header.payload.signature
        signature: None not checked: ES256, no key was tried
        claims: None not readable: there are none to compare
    "#]],
    );
    inspected(
        &format!("e30.{token}"),
        expect![[r#"
        Fail rejected: 4 parts where a signed token has 3: header.payload.signature, and 1 more
        format: Fail malformed: 4 parts where a signed token has 3: header.payload.signature
        signature: None not checked: no alg, no key was tried
        claims: None not readable: there are none to compare
    "#]],
    );
    inspected(
        &token.replacen('.', "=.", 1),
        expect![[r#"
        Fail rejected: the header is padded with '=' at character 56, which JOSE leaves out
        format: Fail malformed: the header is padded with '=' at character 56, which JOSE leaves out
        signature: None not checked: ES256, no key was tried
        claims: None not compared: only the dates were checked
    "#]],
    );
}

/// The statuses of all checks at `at`.
fn statuses(token: &str, policy: Option<&Policy>, at: i64) -> Vec<Status> {
    let report = explain(token, None, policy, Timestamp::from_unix_seconds(at));
    report.checks.iter().map(|check| check.status).collect()
}

#[test]
fn nothing_changes_before_the_next_change_and_something_does_then() {
    let now = NOW.unix_seconds();
    let issuer = issuer();
    let all = [
        r#"{"exp":1700000020}"#,
        r#"{"exp":1700000020.5}"#,
        r#"{"nbf":1700000007,"exp":1700000020}"#,
        r#"{"iat":1700000003.25}"#,
        r#"{"iat":1699999995,"exp":1700000020}"#,
        r#"{"nbf":1600000000}"#,
    ];
    let complete = || builder(Profile::Jwt).allow_missing_expiry();
    let policies = [
        None,
        Some(complete()),
        Some(complete().leeway_seconds(5)),
        Some(complete().max_age_seconds(9)),
        Some(complete().leeway_seconds(3).max_age_seconds(9)),
    ];
    for claims in all {
        let token = issuer.sign(&issuer.header(), &object(claims));
        for policy in &policies {
            let policy = policy
                .clone()
                .map(|policy| policy.policy().expect("all is said"));
            let policy = policy.as_ref();
            let mut at = now - 10;
            while at < now + 60 {
                let report = explain(&token, None, policy, Timestamp::from_unix_seconds(at));
                let next = report.summary.next_change.map(Timestamp::unix_seconds);
                let before = next.unwrap_or(now + 60).min(now + 60) - 1;
                assert_eq!(
                    statuses(&token, policy, at),
                    statuses(&token, policy, before)
                );
                let Some(next) = next else { break };
                assert_ne!(
                    statuses(&token, policy, at),
                    statuses(&token, policy, next),
                    "{claims} {policy:?} {next}"
                );
                at = next;
            }
        }
    }
}
