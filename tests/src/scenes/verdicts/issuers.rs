//! Scenes of issuers and the key sets that they publish.

use super::super::server::metadata;
use super::*;

impl Maker<'_> {
    pub(super) fn issuers(&mut self) -> Result<()> {
        self.with_claims("right-issuer", json!({}), Asked::default(), ACCEPTED)?;
        // Whoever answers here names another, whose keys are not theirs to publish.
        self.publish("impostor")?;
        let document = metadata("https://issuer.example");
        let jwks_uri = self.stage.url("impostor", "/jwks");
        let document = changed(document, &json!({ "jwks_uri": jwks_uri }));
        self.stage.metadata("impostor", &document);
        self.at_issuer("impostor", NO_KEYS)?;
        self.publish("template-of-anyone")?;
        let jwks_uri = self.stage.url("template-of-anyone", "/jwks");
        let document = changed(metadata(TEMPLATE), &json!({ "jwks_uri": jwks_uri }));
        self.stage.metadata("template-of-anyone", &document);
        self.at_issuer("template-of-anyone", NO_KEYS)?;
        let slash = self.stage.url("issuer-with-slash", "/");
        self.with_claims(
            "issuer-with-slash",
            json!({ "iss": slash }),
            Asked::default(),
            rejected("key.issuer"),
        )?;
        self.with_claims(
            "foreign-issuer",
            json!({ "iss": "https://issuer.example" }),
            Asked::default(),
            rejected("key.issuer"),
        )?;
        self.with_claims(
            "no-issuer-in-token",
            json!({ "iss": null }),
            Asked::default(),
            rejected("claim.iss"),
        )?;
        self.at_issuer("no-metadata", NO_KEYS)?;
        let page = Answer::status(200).body("text/html", "<!doctype html><title>Sign in</title>");
        let path = "/.well-known/openid-configuration";
        self.stage.put("metadata-is-a-page", path, page);
        self.at_issuer("metadata-is-a-page", NO_KEYS)?;
        self.publish("no-jwks-uri")?;
        let document = metadata(&self.stage.url("no-jwks-uri", ""));
        let document = changed(document, &json!({ "jwks_uri": null }));
        self.stage.metadata("no-jwks-uri", &document);
        self.at_issuer("no-jwks-uri", NO_KEYS)?;
        self.stage.put("metadata-down", path, Answer::status(503));
        self.at_issuer("metadata-down", NO_KEYS)
    }

    pub(super) fn sets(&mut self) -> Result<()> {
        self.publish("set-down")?;
        self.stage.put("set-down", "/jwks", Answer::status(500));
        self.at_issuer("set-down", NO_KEYS)?;
        self.publish("set-is-a-page")?;
        let page = Answer::status(200).body("text/html", "<!doctype html><title>Oops</title>");
        self.stage.put("set-is-a-page", "/jwks", page);
        self.at_issuer("set-is-a-page", NO_KEYS)?;
        self.stage.issuer("empty-set", &[]);
        self.at_issuer("empty-set", NO_KEYS)?;
        let other = self.other.public(json!({}))?;
        let (k1, unnamed) = (json!({}), json!({ "kid": null }));
        self.stage
            .issuer("keys-rotated", std::slice::from_ref(&other));
        self.at_issuer("keys-rotated", rejected("key.found"))?;
        let both = [self.signer.public(k1)?, other.clone()];
        self.stage.issuer("two-keys", &both);
        self.at_issuer("two-keys", ACCEPTED)?;
        let several = [
            self.signer.public(unnamed.clone())?,
            self.other.public(unnamed)?,
        ];
        self.stage.issuer("several-keys-without-kid", &several);
        let header = self.signer.header(json!({ "kid": null })).to_string();
        let claims = self.claims("several-keys-without-kid").to_string();
        let token = self.signer.sign(&header, &claims)?;
        self.add(
            "several-keys-without-kid",
            token,
            Asked::default(),
            rejected("key.ambiguous"),
        );
        self.stage
            .issuer("private-key-published", &[self.signer.private()?]);
        self.at_issuer("private-key-published", NO_KEYS)?;
        for (name, changes, failure) in [
            ("key-for-encryption", json!({ "use": "enc" }), "key.use"),
            ("key-for-another-alg", json!({ "alg": "ES384" }), "key.use"),
            (
                "key-not-for-verifying",
                json!({ "key_ops": ["deriveKey"] }),
                "key.use",
            ),
        ] {
            let keys = [self.signer.public(changes)?, other.clone()];
            self.stage.issuer(name, &keys);
            self.at_issuer(name, rejected(failure))?;
        }
        Ok(())
    }
}
