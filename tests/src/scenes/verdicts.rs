//! Scenes of verifying: issuers, keys and tokens, right and wrong in one way each.

mod issuers;

use anyhow::Result;
use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use serde_json::{Value, json};

use super::{Answer, ExpectedAnswer, Scene, SceneKeys, SceneQuestion, SceneServer};
use crate::now;
use crate::tokens::{TestSigner, changed};

const SECRET: &str = "a shared secret of thirty-two bytes or so";
const TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";

const ACCEPTED: ExpectedAnswer = ExpectedAnswer {
    verdict: "accepted",
    failure: None,
    key: Some("k1"),
    reason: None,
};
const NO_KEYS: ExpectedAnswer = ExpectedAnswer {
    verdict: "no-keys",
    failure: None,
    key: None,
    reason: None,
};

fn rejected(failure: &'static str) -> ExpectedAnswer {
    ExpectedAnswer {
        verdict: "rejected",
        failure: Some(failure),
        ..ExpectedAnswer::default()
    }
}

/// What the scenes are made with.
struct Maker<'a> {
    stage: &'a SceneServer,
    signer: TestSigner,
    other: TestSigner,
    scenes: Vec<Scene>,
}

/// What differs from the usual question: an issuer's own token for `api1`, verified with the issuer's published keys.
struct Asked {
    keys: Option<SceneKeys>,
    issuer: Option<String>,
    audience: Option<&'static str>,
    profile: &'static str,
    scope: Option<&'static str>,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            keys: None,
            issuer: None,
            audience: Some("api1"),
            profile: "jwt",
            scope: None,
        }
    }
}

pub(super) fn scenes(stage: &SceneServer) -> Result<Vec<Scene>> {
    let mut maker = Maker {
        stage,
        signer: TestSigner::new(Algorithm::ES256)?.named("k1"),
        other: TestSigner::new(Algorithm::ES256)?.named("k2"),
        scenes: Vec::new(),
    };
    maker.issuers()?;
    maker.sets()?;
    maker.audiences()?;
    maker.dates()?;
    maker.forms()?;
    maker.profiles()?;
    maker.given_keys()?;
    Ok(maker.scenes)
}

impl Maker<'_> {
    fn claims(&self, name: &str) -> Value {
        let now = now().unix_seconds();
        json!({
            "iss": self.stage.url(name, ""), "aud": "api1", "sub": "alice", "client_id": "client", "jti": "1",
            "iat": now - 10, "nbf": now - 10, "exp": now + 3_600, "scope": "api1",
        })
    }

    /// The issuer of a scene, which publishes `k1`.
    fn publish(&self, name: &str) -> Result<String> {
        Ok(self.stage.issuer(name, &[self.signer.public(json!({}))?]))
    }

    fn add(&mut self, name: &'static str, token: String, asked: Asked, expected: ExpectedAnswer) {
        let issuer = asked.issuer.unwrap_or_else(|| self.stage.url(name, ""));
        let question = SceneQuestion::Verify {
            token,
            keys: asked
                .keys
                .unwrap_or_else(|| SceneKeys::Issuer(issuer.clone())),
            issuer: Some(issuer),
            audience: asked.audience.map(str::to_owned),
            profile: asked.profile,
            scope: asked.scope,
        };
        self.scenes.push(Scene {
            name,
            question,
            expected,
        });
    }

    /// The issuer's own token with some claims changed.
    fn with_claims(
        &mut self,
        name: &'static str,
        changes: Value,
        asked: Asked,
        expected: ExpectedAnswer,
    ) -> Result<()> {
        self.publish(name)?;
        let token = self.signer.token(&changed(self.claims(name), &changes))?;
        self.add(name, token, asked, expected);
        Ok(())
    }

    /// The usual token of a scene whose issuer was set up otherwise.
    fn at_issuer(&mut self, name: &'static str, expected: ExpectedAnswer) -> Result<()> {
        let token = self.signer.token(&self.claims(name))?;
        self.add(name, token, Asked::default(), expected);
        Ok(())
    }

    fn audiences(&mut self) -> Result<()> {
        let usual = Asked::default;
        self.with_claims(
            "wrong-audience",
            json!({ "aud": "api2" }),
            usual(),
            rejected("claim.aud"),
        )?;
        self.with_claims(
            "no-audience",
            json!({ "aud": null }),
            usual(),
            rejected("claim.aud"),
        )?;
        self.with_claims(
            "one-audience-of-two",
            json!({ "aud": ["other", "api1"] }),
            usual(),
            ACCEPTED,
        )?;
        self.with_claims(
            "audience-with-slash",
            json!({ "aud": "api1/" }),
            usual(),
            rejected("claim.aud"),
        )?;
        self.with_claims(
            "audience-is-a-number",
            json!({ "aud": 7 }),
            usual(),
            rejected("claim.aud"),
        )?;
        let waived = || Asked {
            audience: None,
            ..Asked::default()
        };
        self.with_claims(
            "audience-waived",
            json!({ "aud": "api2" }),
            waived(),
            ACCEPTED,
        )?;
        let scope = || Asked {
            scope: Some("orders.read"),
            ..Asked::default()
        };
        self.with_claims(
            "vendor-scopes",
            json!({ "scope": null, "scp": "orders.read orders.write" }),
            scope(),
            ACCEPTED,
        )?;
        self.with_claims(
            "scopes-in-a-list",
            json!({ "scope": ["orders.read", "api1"] }),
            scope(),
            ACCEPTED,
        )?;
        self.with_claims("scope-missing", json!({}), scope(), rejected("claim.scope"))
    }

    /// Ten days and half an hour away, so that what is said of it is the same for a while.
    fn dates(&mut self) -> Result<()> {
        let at = now().unix_seconds();
        for (name, changes, expected) in [
            (
                "expired",
                json!({ "exp": at - 865_800 }),
                rejected("claim.exp"),
            ),
            (
                "fractional-exp-ahead",
                json!({ "exp": at as f64 + 3_600.5 }),
                ACCEPTED,
            ),
            (
                "fractional-exp-past",
                json!({ "exp": at as f64 - 865_800.5 }),
                rejected("claim.exp"),
            ),
            (
                "exp-in-milliseconds",
                json!({ "exp": (at + 3_600) * 1_000 }),
                ACCEPTED,
            ),
            (
                "exp-is-text",
                json!({ "exp": "2033-05-18" }),
                rejected("claim.exp"),
            ),
            ("no-exp", json!({ "exp": null }), rejected("claim.exp")),
            (
                "not-yet-valid",
                json!({ "nbf": at + 865_800 }),
                rejected("claim.nbf"),
            ),
            (
                "issued-in-the-future",
                json!({ "iat": at + 865_800 }),
                rejected("claim.iat"),
            ),
            (
                "fractional-iat-ahead",
                json!({ "iat": at as f64 + 865_800.5 }),
                rejected("claim.iat"),
            ),
        ] {
            self.with_claims(name, changes, Asked::default(), expected)?;
        }
        Ok(())
    }

    /// A token that is no more what the issuer signed, or never was one.
    fn changed_token(
        &mut self,
        name: &'static str,
        change: impl FnOnce(&TestSigner, &Value) -> Result<String>,
        expected: ExpectedAnswer,
    ) -> Result<()> {
        self.publish(name)?;
        let token = change(&self.signer, &self.claims(name))?;
        self.add(name, token, Asked::default(), expected);
        Ok(())
    }

    fn forms(&mut self) -> Result<()> {
        self.changed_token(
            "tampered",
            |signer, claims| {
                let token = signer.token(claims)?;
                let changed = changed(claims.clone(), &json!({ "sub": "mallory" })).to_string();
                let parts: Vec<&str> = token.split('.').collect();
                Ok([parts[0], &base64url::encode(changed), parts[2]].join("."))
            },
            ExpectedAnswer {
                key: Some("k1"),
                ..rejected("signature.value")
            },
        )?;
        self.changed_token(
            "signature-stripped",
            |signer, claims| {
                let token = signer.token(claims)?;
                Ok(token[..=token.rfind('.').unwrap_or_default()].to_owned())
            },
            rejected("signature.value"),
        )?;
        self.changed_token(
            "alg-none",
            |signer, claims| {
                let header = signer.header(json!({ "alg": "none" })).to_string();
                let [header, claims] = [header, claims.to_string()].map(base64url::encode);
                Ok(format!("{header}.{claims}."))
            },
            rejected("header.alg"),
        )?;
        self.changed_token(
            "alg-of-another-kind",
            |_, claims| TestSigner::of_secret(SECRET).token(claims),
            rejected("key.type"),
        )?;
        self.changed_token(
            "unknown-kid",
            |signer, claims| {
                signer.sign(
                    &signer.header(json!({ "kid": "k9" })).to_string(),
                    &claims.to_string(),
                )
            },
            rejected("key.found"),
        )?;
        self.changed_token(
            "kid-is-a-number",
            |signer, claims| {
                signer.sign(
                    &signer.header(json!({ "kid": 1 })).to_string(),
                    &claims.to_string(),
                )
            },
            rejected("header.kid"),
        )?;
        self.changed_token(
            "unknown-crit",
            |signer, claims| {
                let header = signer
                    .header(json!({ "crit": ["exp"], "exp": 1 }))
                    .to_string();
                signer.sign(&header, &claims.to_string())
            },
            rejected("header.crit"),
        )?;
        let embedded = TestSigner::new(Algorithm::ES256)?.named("k9");
        self.changed_token(
            "key-inside",
            |_, claims| {
                let header = embedded
                    .header(json!({ "jwk": embedded.public(json!({}))? }))
                    .to_string();
                embedded.sign(&header, &claims.to_string())
            },
            rejected("key.found"),
        )?;
        self.changed_token(
            "member-twice",
            |signer, claims| {
                let claims = claims.to_string().replacen('{', r#"{"aud":"api2","#, 1);
                signer.sign(&signer.header(json!({})).to_string(), &claims)
            },
            rejected("format.duplicate-member"),
        )?;
        self.changed_token(
            "padded",
            |signer, claims| Ok(format!("{}=", signer.token(claims)?)),
            rejected("format.base64url"),
        )?;
        self.changed_token(
            "opaque",
            |_, _| Ok("2YotnFZFEjr1zCsicMWpAA".to_owned()),
            rejected("format.parts"),
        )?;
        let encrypted = |_: &TestSigner, _: &Value| {
            let header = base64url::encode(r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"k1"}"#);
            let part = |bytes: usize| base64url::encode(vec![7_u8; bytes]);
            Ok([header, part(256), part(12), part(300), part(16)].join("."))
        };
        self.changed_token("encrypted", encrypted, rejected("signature.algorithm"))
    }

    fn profiles(&mut self) -> Result<()> {
        let asked = |profile| Asked {
            profile,
            ..Asked::default()
        };
        self.changed_typ("access-token", "at+jwt", asked("at+jwt"), ACCEPTED)?;
        self.changed_typ(
            "typ-of-another-kind",
            "JWT",
            asked("at+jwt"),
            rejected("header.typ"),
        )?;
        self.with_claims(
            "id-token",
            json!({ "azp": "api1", "nonce": "n" }),
            asked("id-token"),
            ACCEPTED,
        )?;
        self.with_claims(
            "identityserver4",
            json!({ "sub": null, "scope": ["api1"] }),
            asked("identityserver4"),
            ACCEPTED,
        )
    }

    fn changed_typ(
        &mut self,
        name: &'static str,
        typ: &str,
        asked: Asked,
        expected: ExpectedAnswer,
    ) -> Result<()> {
        self.publish(name)?;
        let header = self.signer.header(json!({ "typ": typ })).to_string();
        let token = self.signer.sign(&header, &self.claims(name).to_string())?;
        self.add(name, token, asked, expected);
        Ok(())
    }

    fn given_keys(&mut self) -> Result<()> {
        let secret = |secret: &str| Asked {
            keys: Some(SceneKeys::Secret(secret.to_owned())),
            ..Asked::default()
        };
        let unnamed = ExpectedAnswer {
            key: None,
            ..ACCEPTED
        };
        let by_secret =
            |maker: &Self, name| TestSigner::of_secret(SECRET).token(&maker.claims(name));
        let token = by_secret(self, "right-secret")?;
        self.add("right-secret", token, secret(SECRET), unnamed.clone());
        let token = by_secret(self, "wrong-secret")?;
        let wrong = SECRET.to_uppercase();
        self.add(
            "wrong-secret",
            token,
            secret(&wrong),
            rejected("signature.value"),
        );
        let short = TestSigner::of_secret("secret").token(&self.claims("short-secret"))?;
        self.add(
            "short-secret",
            short,
            secret("secret"),
            rejected("key.strength"),
        );
        let at = |maker: &Self, name| Asked {
            keys: Some(SceneKeys::JwksUri(maker.stage.url(name, "/jwks"))),
            ..Asked::default()
        };
        self.publish("given-set")?;
        let (token, asked) = (
            self.signer.token(&self.claims("given-set"))?,
            at(self, "given-set"),
        );
        self.add("given-set", token, asked, ACCEPTED);
        for (name, tid, expected) in [
            ("tenant-of-the-template", Some(TENANT), ACCEPTED),
            ("tenant-without-tid", None, rejected("claim.iss")),
            (
                "tenant-with-another-tid",
                Some("00000000-0000-0000-0000-000000000000"),
                rejected("claim.iss"),
            ),
        ] {
            self.publish(name)?;
            let claims = json!({ "iss": TEMPLATE.replace("{tenantid}", TENANT), "tid": tid });
            let token = self.signer.token(&changed(self.claims(name), &claims))?;
            let asked = Asked {
                issuer: Some(TEMPLATE.to_owned()),
                ..at(self, name)
            };
            self.add(name, token, asked, expected);
        }
        Ok(())
    }
}
