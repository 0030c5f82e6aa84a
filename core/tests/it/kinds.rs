//! The kinds of JWT beside tokens: each is taken for what it is, and for nothing else.

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::KeySet;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwt::{Expectations, Policy, Profile, ProvenRequest};
use claimscope_core::report::{CheckId, KeySource, Report, Status, Verdict};
use claimscope_core::url::Url;
use claimscope_core::{explain, inspect};
use sha2::{Digest, Sha256};

use crate::support::{ISSUER, Issuer, NOW, claims, first_failure};

const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";
const TOKEN: &str = "an-access-token";
/// The SHA-256 of [`TOKEN`] is in no table: it is computed by the check alone.
const API: &str = "https://api.example/orders";

/// One good JWT of a kind: its profile, its header's `typ`, and its claims.
struct Good {
    profile: Profile,
    typ: &'static str,
    claims: Object,
}

fn now() -> i64 {
    NOW.unix_seconds()
}

fn dated() -> Object {
    Object::new()
        .with("iat", now() - 5)
        .with("exp", now() + 60)
        .with("jti", "a1b2c3")
}

fn event(name: &str) -> Value {
    Value::Object(Object::new().with(name, Value::Object(Object::new())))
}

fn all() -> Vec<Good> {
    let of = |profile, typ, claims| Good {
        profile,
        typ,
        claims,
    };
    let mut proof = dated().with("htm", "GET").with("htu", API);
    proof.remove("exp");
    let mut told = dated().with("iss", ISSUER).with("aud", "receiver");
    told.remove("exp");
    vec![
        of(Profile::DpopProof, "dpop+jwt", proof),
        of(
            Profile::ClientAssertion,
            "client-authentication+jwt",
            dated()
                .with("iss", "client")
                .with("sub", "client")
                .with("aud", ISSUER),
        ),
        of(
            Profile::LogoutToken,
            "logout+jwt",
            dated()
                .with("iss", ISSUER)
                .with("aud", "client")
                .with("sid", "session")
                .with("events", event(LOGOUT)),
        ),
        of(
            Profile::RequestObject,
            "oauth-authz-req+jwt",
            dated()
                .with("iss", "client")
                .with("aud", ISSUER)
                .with("client_id", "client")
                .with("response_type", "code"),
        ),
        of(
            Profile::Jarm,
            "JWT",
            dated()
                .with("iss", ISSUER)
                .with("aud", "client")
                .with("code", "c0de")
                .with("state", "s"),
        ),
        of(
            Profile::SecurityEvent,
            "secevent+jwt",
            told.with(
                "events",
                event("https://schemas.openid.net/secevent/risc/event-type/account-disabled"),
            ),
        ),
    ]
}

fn good(profile: Profile) -> Good {
    let found = all().into_iter().find(|one| one.profile == profile);
    found.expect("there is one of each")
}

fn expectations(profile: Profile) -> Expectations {
    let named = Expectations::of(profile).algorithms([Algorithm::ES256]);
    match profile {
        Profile::DpopProof => named,
        _ => named.waive_issuer().waive_audience(),
    }
}

fn policy(profile: Profile) -> Policy {
    expectations(profile).policy().expect("all is said")
}

struct Stage {
    issuer: Issuer,
}

impl Stage {
    fn new() -> Self {
        Self {
            issuer: Issuer::new(Algorithm::ES256),
        }
    }

    fn header(&self, good: &Good) -> Object {
        let header = self.issuer.header().with("typ", good.typ);
        let public = self.issuer.private.public().expect("a public key");
        match good.profile {
            Profile::DpopProof => header.with("jwk", Value::Object(public.to_json())),
            _ => header,
        }
    }

    fn sign(&self, good: &Good) -> String {
        self.issuer.sign(&self.header(good), &good.claims)
    }

    /// As the one key to use, as a person gives it.
    fn keys(&self) -> KeySet {
        let public = self.issuer.private.public().expect("a public key");
        KeySet::from_key(public, KeySource::Key)
    }

    fn failure(&self, good: &Good, policy: &Policy) -> Option<CheckId> {
        first_failure(&self.sign(good), &self.keys(), policy)
    }

    /// The check that fails where the claims of a good one are changed.
    fn changed(&self, profile: Profile, change: impl FnOnce(&mut Object)) -> Option<CheckId> {
        let mut good = good(profile);
        change(&mut good.claims);
        self.failure(&good, &policy(profile))
    }
}

#[test]
fn each_is_accepted_for_what_it_is() {
    let stage = Stage::new();
    for good in all() {
        let failure = stage.failure(&good, &policy(good.profile));
        assert_eq!(failure, None, "{}", good.profile);
    }
}

#[test]
fn none_passes_for_another() {
    let stage = Stage::new();
    for good in all() {
        for profile in Profile::ALL
            .iter()
            .copied()
            .filter(|one| *one != good.profile)
        {
            // Any JWT is what a JARM response is too, and its claims alone tell it from a token for an API.
            if (good.profile, profile) == (Profile::Jarm, Profile::Jwt) {
                continue;
            }
            let failure = stage.failure(&good, &policy(profile));
            assert!(failure.is_some(), "{} passes for {profile}", good.profile);
        }
    }
}

#[test]
fn no_access_token_passes_for_one_of_them() {
    let stage = Stage::new();
    let token = stage.issuer.sign(&stage.issuer.header(), &claims());
    for good in all() {
        let report = explain(
            &token,
            Some(&stage.keys()),
            Some(&policy(good.profile)),
            NOW,
        );
        let check = report.check(CheckId::ClaimType).expect("it is told of");
        assert_eq!(check.status, Status::Fail, "{}", good.profile);
        let message = format!("this is an access token, not {}", good.profile.text());
        assert_eq!(check.message, message);
    }
}

#[test]
fn a_token_for_an_api_is_told_from_them() {
    let stage = Stage::new();
    let proof = stage.sign(&good(Profile::DpopProof));
    let report = explain(
        &proof,
        Some(&stage.keys()),
        Some(&policy(Profile::AtJwt)),
        NOW,
    );
    let check = report.check(CheckId::ClaimType).expect("it is told of");
    assert_eq!(check.message, "this is a DPoP proof, not an access token");
    let inspection = inspect(&proof, NOW);
    assert_eq!(inspection.suggested_profile, Some("dpop-proof"));
}

#[test]
fn what_each_must_have_is_missed() {
    let stage = Stage::new();
    use CheckId as Id;
    for (profile, name, expected) in [
        (Profile::DpopProof, "htm", Id::ClaimHtm),
        (Profile::DpopProof, "htu", Id::ClaimHtu),
        (Profile::DpopProof, "iat", Id::ClaimIat),
        (Profile::DpopProof, "jti", Id::ClaimJti),
        (Profile::ClientAssertion, "sub", Id::ClaimSub),
        (Profile::ClientAssertion, "iss", Id::ClaimIss),
        (Profile::ClientAssertion, "exp", Id::ClaimExp),
        (Profile::LogoutToken, "sid", Id::ClaimSub),
        (Profile::LogoutToken, "events", Id::ClaimEvents),
        (Profile::LogoutToken, "iat", Id::ClaimIat),
        (Profile::LogoutToken, "jti", Id::ClaimJti),
        (Profile::LogoutToken, "exp", Id::ClaimExp),
        (Profile::RequestObject, "client_id", Id::ClaimClientId),
        (Profile::Jarm, "code", Id::ClaimParameters),
        (Profile::Jarm, "exp", Id::ClaimExp),
        (Profile::SecurityEvent, "events", Id::ClaimEvents),
        (Profile::SecurityEvent, "iat", Id::ClaimIat),
        (Profile::SecurityEvent, "jti", Id::ClaimJti),
    ] {
        let failure = stage.changed(profile, |claims| {
            claims.remove(name);
        });
        assert_eq!(failure, Some(expected), "{profile} without {name}");
    }
}

#[test]
fn what_each_must_not_be_is_refused() {
    let stage = Stage::new();
    use CheckId as Id;
    let refused = |profile, name: &str, value: Value, expected| {
        let failure = stage.changed(profile, |claims| claims.set(name, value.clone()));
        assert_eq!(failure, Some(expected), "{profile} with {name} {value}");
    };
    refused(Profile::LogoutToken, "nonce", "n".into(), Id::ClaimNonce);
    refused(
        Profile::LogoutToken,
        "events",
        event("urn:other"),
        Id::ClaimEvents,
    );
    refused(
        Profile::SecurityEvent,
        "events",
        Value::Object(Object::new()),
        Id::ClaimEvents,
    );
    refused(
        Profile::SecurityEvent,
        "events",
        event("no-uri"),
        Id::ClaimEvents,
    );
    refused(
        Profile::ClientAssertion,
        "iss",
        "another".into(),
        Id::ClaimSub,
    );
    refused(
        Profile::RequestObject,
        "request_uri",
        "urn:x".into(),
        Id::ClaimParameters,
    );
    refused(
        Profile::RequestObject,
        "iss",
        "another".into(),
        Id::ClaimClientId,
    );
    refused(
        Profile::Jarm,
        "error",
        "access_denied".into(),
        Id::ClaimParameters,
    );
    refused(Profile::DpopProof, "htu", "orders".into(), Id::ClaimHtu);
    refused(Profile::DpopProof, "ath", "short".into(), Id::ClaimAth);
}

#[test]
fn a_proof_is_held_against_its_request() {
    let stage = Stage::new();
    let api = |url: &str| Url::parse(url).expect("a URL");
    let of = |request: ProvenRequest| {
        let expected = expectations(Profile::DpopProof).proof_for(request);
        stage.failure(
            &good(Profile::DpopProof),
            &expected.policy().expect("all is said"),
        )
    };
    assert_eq!(of(ProvenRequest::new("GET", api(API))), None);
    assert_eq!(
        of(ProvenRequest::new(
            "GET",
            api("HTTPS://API.example:443/orders?page=2")
        )),
        None
    );
    let other_method = of(ProvenRequest::new("POST", api(API)));
    assert_eq!(other_method, Some(CheckId::ClaimHtm));
    let other_url = of(ProvenRequest::new("GET", api("https://api.example/")));
    assert_eq!(other_url, Some(CheckId::ClaimHtu));
    let with_token = of(ProvenRequest::new("GET", api(API)).with_token(TOKEN));
    assert_eq!(with_token, Some(CheckId::ClaimAth));
}

#[test]
fn a_proof_without_its_key_or_with_a_private_one_is_refused() {
    let stage = Stage::new();
    let good = good(Profile::DpopProof);
    let policy = policy(Profile::DpopProof);
    let failure = |header: &Object| {
        let proof = stage.issuer.sign(header, &good.claims);
        first_failure(&proof, &stage.keys(), &policy)
    };
    let mut bare = stage.header(&good);
    bare.remove("jwk");
    assert_eq!(failure(&bare), Some(CheckId::HeaderEmbeddedKey));
    let private = Value::Object(stage.issuer.private.to_json_with_private());
    let given_away = stage.header(&good).with("jwk", private);
    assert_eq!(failure(&given_away), Some(CheckId::HeaderEmbeddedKey));
}

#[test]
fn the_key_in_a_proof_never_makes_it_accepted() {
    let stage = Stage::new();
    let proof = stage.sign(&good(Profile::DpopProof));
    let public = stage.issuer.private.public().expect("a public key");
    let embedded = KeySet::from_key(public, KeySource::Embedded);
    let policy = policy(Profile::DpopProof);
    assert!(first_failure(&proof, &embedded, &policy).is_some());
}

#[test]
fn an_access_token_that_names_the_key_of_a_proof_does_not_make_it_accepted() {
    let stage = Stage::new();
    let public = stage.issuer.private.public().expect("a public key");
    let thumbprint = public.thumbprint().expect("it has one");
    let embedded = KeySet::from_key(public, KeySource::Embedded);
    let report = |jkt: &str, keys: &KeySet| {
        let cnf = Object::new().with("jkt", jkt);
        // Whoever has the key writes such a token: nobody signed it.
        let claims = claims().with("cnf", cnf).to_string();
        let header = base64url::encode(stage.issuer.header().to_string());
        let token = format!("{header}.{}.AAAA", base64url::encode(claims));
        let url = Url::parse(API).expect("a URL");
        let request = ProvenRequest::new("GET", url).with_token(&token);
        let mut good = good(Profile::DpopProof);
        let hash = base64url::encode(Sha256::digest(&token));
        good.claims.set("ath", hash);
        let policy = expectations(Profile::DpopProof).proof_for(request).policy();
        let (policy, proof) = (policy.expect("all is said"), stage.sign(&good));
        let report = explain(&proof, Some(keys), Some(&policy), NOW);
        let strict = first_failure(&proof, keys, &policy);
        assert_eq!(strict.is_none(), report.verdict == Verdict::Accepted);
        report
    };
    let forged = report(&thumbprint, &embedded);
    assert_eq!(forged.verdict, Verdict::Unverified);
    let binding = forged.check(CheckId::HeaderEmbeddedKey);
    assert_eq!(binding.map(|check| check.status), Some(Status::Pass));
    let owner = forged.check(CheckId::KeyIssuer).expect("it ran");
    assert_eq!(owner.status, Status::Warn);
    assert!(owner.message.contains("was not verified here"), "{owner:?}");
    assert_eq!(forged.summary.headline, owner.message);
    assert_eq!(forged.summary.claims.word, "as expected");
    let given = report(&thumbprint, &stage.keys());
    assert_eq!(given.verdict, Verdict::Accepted);
    assert_eq!(report("another", &embedded).verdict, Verdict::Rejected);
}

#[test]
fn a_proof_by_another_key_than_the_one_given_is_refused() {
    let stage = Stage::new();
    let other = Issuer::new(Algorithm::ES256);
    let public = Value::Object(other.private.public().expect("a public key").to_json());
    let good = good(Profile::DpopProof);
    let header = stage.header(&good).with("jwk", public);
    let proof = stage.issuer.sign(&header, &good.claims);
    assert_eq!(
        first_failure(&proof, &stage.keys(), &policy(Profile::DpopProof)),
        Some(CheckId::HeaderEmbeddedKey)
    );
}

#[test]
fn an_old_proof_is_refused_and_what_was_not_compared_is_skipped() {
    let stage = Stage::new();
    let proof = stage.sign(&good(Profile::DpopProof));
    let report = |at| {
        let policy = policy(Profile::DpopProof);
        explain(&proof, Some(&stage.keys()), Some(&policy), at)
    };
    let status = |report: &Report, id| report.check(id).map(|check| check.status);
    let young = report(NOW);
    assert_eq!(status(&young, CheckId::ClaimAge), Some(Status::Pass));
    assert_eq!(status(&young, CheckId::ClaimHtm), Some(Status::Skip));
    assert_eq!(status(&young, CheckId::ClaimHtu), Some(Status::Skip));
    let old = report(NOW.plus_seconds(400));
    assert_eq!(status(&old, CheckId::ClaimAge), Some(Status::Fail));
}

#[test]
fn an_untyped_one_is_warned_of_and_a_wrongly_typed_one_refused() {
    let stage = Stage::new();
    for good in all() {
        let header = |typ: Option<&str>| {
            let mut header = stage.header(&good);
            header.remove("typ");
            match typ {
                Some(typ) => header.with("typ", typ),
                None => header,
            }
        };
        let status = |typ| {
            let text = stage.issuer.sign(&header(typ), &good.claims);
            let report = explain(&text, Some(&stage.keys()), Some(&policy(good.profile)), NOW);
            report.check(CheckId::HeaderTyp).map(|check| check.status)
        };
        let untyped = match good.profile {
            Profile::DpopProof => Status::Fail,
            Profile::Jarm => Status::Pass,
            _ => Status::Warn,
        };
        assert_eq!(status(None), Some(untyped), "{}", good.profile);
        assert_eq!(status(Some("jwt")), Some(untyped), "{}", good.profile);
        assert_eq!(
            status(Some("at+jwt")),
            Some(Status::Fail),
            "{}",
            good.profile
        );
    }
}

#[test]
fn the_hash_of_the_access_token_is_compared() {
    let stage = Stage::new();
    let mut good = good(Profile::DpopProof);
    good.claims.set("ath", base64url::encode([7; 32]));
    let url = || Url::parse(API).expect("a URL");
    let with = |request| {
        let expected = expectations(Profile::DpopProof).proof_for(request);
        stage.failure(&good, &expected.policy().expect("all is said"))
    };
    assert_eq!(with(ProvenRequest::new("GET", url())), None);
    let another = ProvenRequest::new("GET", url()).with_token(TOKEN);
    assert_eq!(with(another), Some(CheckId::ClaimAth));
}
