//! Certificates: refused with their fingerprint, trusted once by a person, or vouched for by an extra authority.

use claimscope_client::session::{Connection, KeysFrom, Session};
use claimscope_client::{
    ClientCertificate, ClientError, Fingerprint, HostCertificate, Settings, TransportError,
};
use claimscope_core::jwt::Expectations;
use claimscope_oauth::HttpRequest;

use crate::issuer::{claims, jwks, key, signed};
use crate::peer::{Identity, Manner, Peer, json};
use crate::{client, client_with};

fn certificate(host: &str, identity: &Identity) -> HostCertificate {
    HostCertificate::new(host, Fingerprint::of_certificate(&identity.certificate))
}

pub(crate) fn certificate_of(identity: &Identity) -> HostCertificate {
    certificate("localhost", identity)
}

#[tokio::test]
async fn a_self_signed_certificate_is_refused_then_trusted_by_fingerprint() {
    let identity = Identity::self_signed();
    let expected = certificate("localhost", &identity);
    let peer = Peer::start_tls(Manner::Answer(json("{}")), &identity).await;
    let request = HttpRequest::get(peer.https("/"));
    let client = client();
    let error = client.send(&request).await.unwrap_err();
    assert_eq!(error.untrusted_certificate(), Some(&expected));
    let text = error.to_string();
    for told in ["(self-signed)", "its subject is CN=", "valid until "] {
        assert!(text.contains(told), "{text}");
    }
    assert!(text.contains(&expected.fingerprint().to_string()), "{text}");
    assert_eq!(peer.requests(), 0);

    client.trust(expected.clone());
    assert_eq!(client.send(&request).await.unwrap().status, 200);

    let remembered = client_with(Settings {
        trusted_certificates: vec![expected],
        ..Settings::default()
    });
    assert!(remembered.send(&request).await.is_ok());
}

#[tokio::test]
async fn keys_behind_an_untrusted_certificate_are_refused_once_and_had_when_it_is_trusted() {
    let identity = Identity::self_signed();
    let expected = certificate("localhost", &identity);
    let key = key(Some("k1"));
    let keys = json(&jwks(&[&key]));
    let peer = Peer::start_tls(Manner::Answer(keys), &identity).await;
    let connection = Connection {
        keys: KeysFrom::JwksUrl(peer.https("/jwks")),
        expectations: Expectations::default().waive_issuer().audience("api1"),
        ..Connection::default()
    };
    let client = client();
    let session = Session::new(client.clone(), connection);
    let token = signed(&key, &claims("https://sts.example"));
    for attempt in 1..=2 {
        let failure = session.verify(&token, None).await.unwrap().key_failure;
        let failure = failure.expect("an untrusted certificate");
        assert_eq!(failure.code(), "network.certificate");
        assert_eq!(failure.untrusted_certificate(), Some(&expected));
        assert_eq!(peer.connections(), attempt);
    }
    client.trust(expected);
    let verification = session.verify(&token, None).await.unwrap();
    assert_eq!(verification.key_failure, None);
}

#[tokio::test]
async fn trust_is_for_one_certificate_alone() {
    let trusted = certificate("localhost", &Identity::self_signed());
    let peer = Peer::start_tls(Manner::Answer(json("{}")), &Identity::self_signed()).await;
    let client = client_with(Settings {
        trusted_certificates: vec![trusted.clone()],
        ..Settings::default()
    });
    let error = client.send(&HttpRequest::get(peer.https("/"))).await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), "network.certificate");
    let actual = error.untrusted_certificate().unwrap().fingerprint();
    let trusted = trusted.fingerprint();
    let differs = format!("its fingerprint is {actual}, which differs from the trusted {trusted}");
    assert!(error.message().contains(&differs), "{error}");
}

#[tokio::test]
async fn trust_is_for_one_host_alone() {
    let identity = Identity::self_signed();
    let peer = Peer::start_tls(Manner::Answer(json("{}")), &identity).await;
    let by_address = peer.https("/").replace("localhost", "127.0.0.1");
    let client = client_with(Settings {
        trusted_certificates: vec![certificate("127.0.0.1", &identity)],
        ..Settings::default()
    });
    let error = client.send(&HttpRequest::get(peer.https("/"))).await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), "network.certificate");
    let here = certificate("localhost", &identity);
    assert_eq!(error.untrusted_certificate(), Some(&here));
    assert!(!error.message().contains("differs"), "{error}");
    let request = HttpRequest::get(by_address);
    assert_eq!(client.send(&request).await.unwrap().status, 200);
}

#[tokio::test]
async fn an_extra_authority_vouches_for_its_certificates() {
    let identity = Identity::by_authority("localhost");
    let peer = Peer::start_tls(Manner::Answer(json("{}")), &identity).await;
    let request = HttpRequest::get(peer.https("/"));
    assert!(client().send(&request).await.is_err());
    let client = client_with(Settings {
        extra_ca_pem: Some(identity.authority_pem.clone().into_bytes()),
        ..Settings::default()
    });
    assert_eq!(client.send(&request).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_certificate_for_another_host_says_for_which() {
    let identity = Identity::by_authority("sts.example");
    let peer = Peer::start_tls(Manner::Answer(json("{}")), &identity).await;
    let client = client_with(Settings {
        extra_ca_pem: Some(identity.authority_pem.clone().into_bytes()),
        ..Settings::default()
    });
    let error = client.send(&HttpRequest::get(peer.https("/"))).await;
    let TransportError::Certificate { reason, .. } = error.unwrap_err() else {
        panic!("certificate")
    };
    assert_eq!(reason, "it is for another host name: sts.example");
}

#[tokio::test]
async fn an_authority_that_poses_as_a_server_is_called_one() {
    let identity = Identity::authority("localhost");
    let peer = Peer::start_tls(Manner::Answer(json("{}")), &identity).await;
    let client = client_with(Settings {
        extra_ca_pem: Some(identity.authority_pem.clone().into_bytes()),
        ..Settings::default()
    });
    let error = client.send(&HttpRequest::get(peer.https("/"))).await;
    let TransportError::Certificate { reason, .. } = error.unwrap_err() else {
        panic!("certificate")
    };
    for told in [
        "(self-signed)",
        "an authority's own",
        "its subject is CN=",
        "valid until ",
    ] {
        assert!(reason.contains(told), "{reason}");
    }
}

#[tokio::test]
async fn https_to_a_plain_http_port_says_so() {
    let peer = Peer::start(Manner::Answer(json("{}"))).await;
    let error = client().send(&HttpRequest::get(peer.https("/"))).await;
    let TransportError::Tls { reason, .. } = error.unwrap_err() else {
        panic!("TLS")
    };
    assert_eq!(reason, "the server does not speak TLS on this port");
}

#[tokio::test]
async fn http_to_a_tls_port_says_so() {
    let peer = Peer::start_tls(Manner::Answer(json("{}")), &Identity::self_signed()).await;
    let error = client().send(&HttpRequest::get(peer.http("/"))).await;
    let error = error.unwrap_err();
    assert!(error.hint().contains("https"), "{error}");
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_the_server_that_asks_for_one() {
    let (server, own) = (Identity::self_signed(), Identity::by_authority("client"));
    let manner = Manner::Answer(json("{}"));
    let peer = Peer::start_for_clients(manner, &server, &own.authority_pem).await;
    let (chain, key) = own.pem();
    let with = |certificate: Option<ClientCertificate>| {
        client_with(Settings {
            trusted_certificates: vec![certificate_of(&server)],
            client_certificate: certificate,
            ..Settings::default()
        })
    };
    let shown = with(Some(ClientCertificate {
        chain_pem: chain.clone().into_bytes(),
        key_pem: key.clone().into(),
    }));
    let request = HttpRequest::get(peer.https("/"));
    assert!(shown.has_certificate());
    assert_eq!(shown.send(&request).await.unwrap().status, 200);
    assert!(with(None).send(&request).await.is_err());
    // Where certificate and key stand in one file, either order will do.
    let one_file = with(Some(ClientCertificate {
        chain_pem: format!("{key}{chain}").into_bytes(),
        key_pem: format!("{chain}{key}").into(),
    }));
    assert_eq!(one_file.send(&request).await.unwrap().status, 200);
}

#[test]
fn a_client_certificate_without_its_key_is_refused() {
    let (chain, _) = Identity::self_signed().pem();
    let settings = Settings {
        client_certificate: Some(ClientCertificate {
            chain_pem: chain.clone().into_bytes(),
            key_pem: chain.into(),
        }),
        ..Settings::default()
    };
    let error = claimscope_client::HttpClient::new(settings).unwrap_err();
    assert!(error.to_string().contains("private key"), "{error}");
}

#[tokio::test]
async fn a_client_with_another_certificate_shares_log_trust_and_the_switch_of_the_network() {
    let identity = Identity::self_signed();
    let peer = Peer::start_tls(Manner::Answer(json("{}")), &identity).await;
    let request = HttpRequest::get(peer.https("/"));
    let plain = client();
    let (chain, key) = Identity::self_signed().pem();
    let certificate = ClientCertificate {
        chain_pem: chain.into_bytes(),
        key_pem: key.into(),
    };
    let shows = plain.with_certificate(Some(certificate.clone())).unwrap();
    assert!(shows.has_certificate() && !plain.has_certificate());
    plain.trust(certificate_of(&identity));
    assert_eq!(shows.send(&request).await.unwrap().status, 200);
    assert_eq!(plain.log().exchanges().len(), 1);
    plain.set_offline(true);
    let error = shows.send(&request).await.unwrap_err();
    assert_eq!(error, TransportError::Offline);
    let no_key = ClientCertificate {
        key_pem: "hunter2".into(),
        ..certificate
    };
    let error = plain.with_certificate(Some(no_key)).err().unwrap();
    assert!(matches!(error, ClientError::Certificate(_)), "{error}");
    assert!(!error.to_string().contains("hunter2"), "{error}");
}
