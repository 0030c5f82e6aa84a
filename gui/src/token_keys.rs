//! The keys that a token speaks of: certificates in its header, and the key that its sender must hold. No egui.

use claimscope_client::{CertificateFacts, certificate_chain};
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::Jwk;
use claimscope_core::report::Report;

/// What is told of the keys in a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenKeys {
    /// The certificates of `x5c`, the key's own first; `None` in place of what is none.
    pub chain: Vec<Option<CertificateFacts>>,
    /// Whether the header's `x5t#S256` or `x5t` is the first certificate's; `None` where there is nothing to compare.
    pub is_first_named: Option<bool>,
    /// The thumbprint of the key in `jwk`, where it is a key.
    pub header_key: Option<String>,
    /// What `cnf` binds the token to.
    pub bound_to: Vec<BoundTo>,
}

/// A member of `cnf`, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundTo {
    /// What it is called: `jkt`, `jwk`, `x5t#S256`.
    pub member: &'static str,
    /// The thumbprint of the key or certificate.
    pub thumbprint: String,
    /// How it compares with what the connection uses.
    pub matched: Matched,
}

/// Whether a key is the one in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matched {
    /// It is.
    InUse,
    /// It is another.
    Another,
    /// There is none in use.
    NoneInUse,
}

/// The keys by which a connection shows that it holds what its tokens are bound to, by their thumbprints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeysInUse {
    /// The DPoP key's ([RFC 7638](https://www.rfc-editor.org/rfc/rfc7638)).
    pub dpop: Option<String>,
    /// The client certificate's (`x5t#S256`).
    pub certificate: Option<String>,
}

impl KeysInUse {
    fn matched(used: Option<&String>, thumbprint: &str) -> Matched {
        match used {
            None => Matched::NoneInUse,
            Some(used) if used == thumbprint => Matched::InUse,
            Some(_) => Matched::Another,
        }
    }
}

impl TokenKeys {
    /// What a report tells of them.
    pub fn of(report: &Report, in_use: &KeysInUse) -> Self {
        let header = report.header.as_ref();
        let x5c = header.and_then(|header| header.get("x5c"));
        let chain = x5c.map(certificate_chain).unwrap_or_default();
        let claims = report.claims.as_ref();
        let cnf = claims.and_then(|claims| claims.get("cnf")?.as_object());
        Self {
            is_first_named: header.and_then(|header| is_named(header, &chain)),
            chain,
            header_key: header.and_then(|header| thumbprint(header.get("jwk")?)),
            bound_to: cnf.map(|cnf| bound_to(cnf, in_use)).unwrap_or_default(),
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn is_named(header: &Object, chain: &[Option<CertificateFacts>]) -> Option<bool> {
    let first = chain.first()?.as_ref()?;
    match (header.get_str("x5t#S256"), header.get_str("x5t")) {
        (Some(named), _) => Some(named == first.sha256),
        (None, Some(named)) => Some(named == first.sha1),
        (None, None) => None,
    }
}

fn bound_to(cnf: &Object, in_use: &KeysInUse) -> Vec<BoundTo> {
    let text = |name: &str| cnf.get_str(name).map(str::to_owned);
    let (dpop, certificate) = (in_use.dpop.as_ref(), in_use.certificate.as_ref());
    let members = [
        ("jkt", text("jkt"), dpop),
        ("jwk", cnf.get("jwk").and_then(thumbprint), dpop),
        ("x5t#S256", text("x5t#S256"), certificate),
    ];
    members
        .into_iter()
        .filter_map(|(member, thumbprint, used)| {
            let thumbprint = thumbprint?;
            Some(BoundTo {
                member,
                matched: KeysInUse::matched(used, &thumbprint),
                thumbprint,
            })
        })
        .collect()
}

/// The thumbprint of a JWK, of its public half.
fn thumbprint(jwk: &Value) -> Option<String> {
    let text = jwk.as_object().map(|_| jwk.to_string())?;
    Jwk::parse(text.as_bytes()).ok()?.thumbprint()
}

#[cfg(test)]
mod tests {
    use claimscope_core::base64url;
    use claimscope_core::inspect;
    use claimscope_core::time::Timestamp;

    use super::*;

    const KEY: &str = r#"{"kty":"EC","crv":"P-256","x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY","y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}"#;

    fn keys(header: &str, claims: &str, in_use: &KeysInUse) -> TokenKeys {
        let [header, claims] = [header, claims].map(base64url::encode);
        let inspection = inspect(&format!("{header}.{claims}.c2ln"), Timestamp::default());
        TokenKeys::of(&inspection.report, in_use)
    }

    #[test]
    fn a_bound_token_is_compared_with_the_key_and_the_certificate_in_use() {
        let claims = r#"{"cnf":{"jkt":"one","x5t#S256":"two"}}"#;
        let matched = |dpop: Option<&str>, certificate: Option<&str>| {
            let in_use = KeysInUse {
                dpop: dpop.map(str::to_owned),
                certificate: certificate.map(str::to_owned),
            };
            let keys = keys(r#"{"alg":"RS256"}"#, claims, &in_use);
            keys.bound_to
                .iter()
                .map(|one| one.matched)
                .collect::<Vec<_>>()
        };
        assert_eq!(matched(None, None), [Matched::NoneInUse; 2]);
        assert_eq!(matched(Some("one"), Some("two")), [Matched::InUse; 2]);
        assert_eq!(matched(Some("two"), Some("one")), [Matched::Another; 2]);
    }

    #[test]
    fn a_key_in_the_header_and_one_in_cnf_are_told_by_their_thumbprint() {
        let key: Jwk = Jwk::parse(KEY.as_bytes()).unwrap();
        let in_use = KeysInUse {
            dpop: key.thumbprint(),
            certificate: None,
        };
        let header = format!(r#"{{"alg":"ES256","jwk":{KEY}}}"#);
        let claims = format!(r#"{{"cnf":{{"jwk":{KEY}}}}}"#);
        let keys = keys(&header, &claims, &in_use);
        assert_eq!(keys.header_key, key.thumbprint());
        assert_eq!(keys.bound_to[0].matched, Matched::InUse);
        assert_eq!(keys.bound_to[0].member, "jwk");
    }

    #[test]
    fn most_tokens_have_nothing_to_tell() {
        let keys = keys(
            r#"{"alg":"RS256"}"#,
            r#"{"cnf":"x"}"#,
            &KeysInUse::default(),
        );
        assert!(keys.is_empty());
    }
}
