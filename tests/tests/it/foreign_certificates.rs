//! Client certificates (RFC 8705) before a provider that we did not write: certified by an authority, or registered themselves.

use claimscope_client::session::{
    AuthenticationMethod, Connection, Grant, OauthClient, ObtainedToken, Session,
};
use claimscope_client::{ClientCertificate, Fingerprint, HttpClient, SessionError, Settings};
use claimscope_core::{base64url, inspect};
use claimscope_tests::left_out;
use claimscope_tests::peer::{self, Peer};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::json;

/// A certificate with its key in PEM form.
struct Certificate {
    chain: String,
    key: String,
    fingerprint: Fingerprint,
}

impl Certificate {
    fn new(certificate: &rcgen::Certificate, key: &KeyPair) -> Self {
        Self {
            chain: certificate.pem(),
            key: key.serialize_pem(),
            fingerprint: Fingerprint::of_certificate(certificate.der()),
        }
    }

    fn client(&self) -> ClientCertificate {
        ClientCertificate {
            chain_pem: self.chain.clone().into_bytes(),
            key_pem: self.key.clone().into(),
        }
    }

    /// What a token bound to it carries as `cnf` `x5t#S256`.
    fn thumbprint(&self) -> String {
        let digits = self.fingerprint.to_string();
        let bytes = digits
            .split(':')
            .map(|two| u8::from_str_radix(two, 16).unwrap());
        base64url::encode(bytes.collect::<Vec<_>>())
    }
}

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn certify(&self, names: &[&str]) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        // With the authority's own name it would count as self-signed.
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "certified");
        Certificate::new(&params.signed_by(&key, &self.0).unwrap(), &key)
    }
}

fn self_signed(name: &str) -> Certificate {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    Certificate::new(&params.self_signed(&key).unwrap(), &key)
}

/// Asks the provider for a token with a certificate.
async fn token(
    provider: &Peer,
    authority: &Authority,
    client_id: &str,
    method: AuthenticationMethod,
    certificate: &Certificate,
) -> Result<ObtainedToken, SessionError> {
    let client = HttpClient::new(Settings {
        extra_ca_pem: Some(authority.0.pem().into_bytes()),
        client_certificate: Some(certificate.client()),
        ..Settings::default()
    });
    let connection = Connection {
        issuer: provider.origin().to_owned(),
        client: OauthClient {
            id: client_id.to_owned(),
            authentication: Some(method),
            ..OauthClient::default()
        },
        grant: Grant {
            scope: "api1".to_owned(),
            ..Grant::default()
        },
        ..Connection::default()
    };
    Session::new(client.unwrap(), connection).token().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_known_by_its_certificate_and_its_tokens_are_bound_to_it() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let authority = Authority::new();
    let server = authority.certify(&["127.0.0.1", "localhost"]);
    let (by_name, registered) = (authority.certify(&["client.example"]), self_signed("any"));
    let mut command = peer::node("oidc-provider-mtls.mjs");
    command.arg(
        json!({
            "key": server.key, "cert": server.chain, "ca": authority.0.pem(), "selfSigned": registered.chain,
        })
        .to_string(),
    );
    let provider = Peer::start(command).unwrap();
    let known = [
        ("by-name", AuthenticationMethod::TlsClientAuth, &by_name),
        (
            "by-certificate",
            AuthenticationMethod::SelfSignedTlsClientAuth,
            &registered,
        ),
    ];
    for (client_id, method, certificate) in known {
        let token = token(&provider, &authority, client_id, method, certificate).await;
        let token = token.unwrap_or_else(|failure| panic!("{client_id}: {failure}"));
        assert_eq!(token.authentication, method.name());
        assert!(
            token.endpoint.starts_with("https://localhost"),
            "{}",
            token.endpoint
        );
        let text = token.response.access_token_text();
        let claims = inspect(text, claimscope_tests::now())
            .report
            .claims
            .unwrap();
        let bound = claims.get("cnf").unwrap().as_object().unwrap();
        let thumbprint = certificate.thumbprint();
        assert_eq!(bound.get_str("x5t#S256"), Some(&*thumbprint), "{client_id}");
    }
    let strangers = [
        ("by-name", AuthenticationMethod::TlsClientAuth, &registered),
        ("by-name", AuthenticationMethod::TlsClientAuth, &server),
        (
            "by-certificate",
            AuthenticationMethod::SelfSignedTlsClientAuth,
            &by_name,
        ),
    ];
    for (client_id, method, certificate) in strangers {
        let refused = token(&provider, &authority, client_id, method, certificate).await;
        assert_eq!(refused.unwrap_err().code(), "declined.invalid_client");
    }
}
