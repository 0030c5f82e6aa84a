//! A connection's session: with the certificate that its files hold, and the key that its tokens are bound to.

use std::path::Path;

use claimscope_client::session::{KeysFrom, Session};
use claimscope_client::workspace::{SecretUse, SecretsWanted, WorkspaceError, read_secret};
use claimscope_client::{
    ClientCertificate, ClientCertificateError, HttpClient, Settings, client_certificate_thumbprint,
    entropy,
};
use claimscope_core::alg::Algorithm;
use claimscope_core::jwk::{self, Jwk};
use claimscope_core::secret::Secret;

use super::{Shared, file, lock, off_thread};
use crate::connection::ConnectionId;
use crate::results::{FailureText, Inspected};
use crate::sentence::sentence;
use crate::session_plan::{CertificateFiles, FileKeys, NetworkPlan, SessionPlan};
use crate::token_keys::{KeysInUse, TokenKeys};

/// What stays of a connection's session while the program runs.
pub(super) struct Kept {
    session: Session,
    certificate: Option<ClientCertificate>,
    network: Option<NetworkPlan>,
    /// The key that was made for it.
    dpop_key: Option<Jwk>,
    /// The keys for verifying that its file named when they were last read.
    file_keys: Option<KeysFrom>,
}

impl Kept {
    fn keys_in_use(&self) -> KeysInUse {
        let certificate = self.certificate.as_ref();
        KeysInUse {
            dpop: self.session.dpop_key().and_then(|key| key.thumbprint()),
            certificate: certificate.and_then(client_certificate_thumbprint),
        }
    }
}

impl Shared {
    /// The connection's session; what it has learned of the same issuer stays when the connection is edited.
    pub(super) async fn session(
        &self,
        id: ConnectionId,
        plan: SessionPlan,
    ) -> Result<Session, FailureText> {
        let certificate = match plan.certificate {
            Some(files) => Some(off_thread(move || read(&files)).await?),
            None => None,
        };
        let has_file_keys = plan.keys.is_some();
        let network = plan.network.clone();
        let settings = match plan.network {
            Some(network) => Some(off_thread(move || settings(&network)).await?),
            None => None,
        };
        let before = lock(&self.sessions)
            .get(&id)
            .and_then(|kept| kept.file_keys.clone());
        let file_keys = match plan.keys {
            Some(keys) if !keys.as_before || before.is_none() => {
                Some(off_thread(move || keys_of(&keys)).await?)
            }
            _ => before,
        };
        let mut connection = plan.connection;
        if has_file_keys && let Some(keys) = &file_keys {
            connection.keys.clone_from(keys);
        }
        let mut sessions = lock(&self.sessions);
        let kept = sessions.get(&id);
        let mut dpop_key = kept.and_then(|kept| kept.dpop_key.clone());
        if plan.makes_dpop_key {
            let key = match dpop_key {
                Some(key) => key,
                None => made()?,
            };
            connection.dpop_key = Some(key.clone());
            connection.dpop_key_is_made = true;
            dpop_key = Some(key);
        }
        let session =
            match kept.filter(|kept| kept.certificate == certificate && kept.network == network) {
                Some(kept) => kept.session.edited(connection),
                None => Session::with_clock(
                    self.client_of(id, certificate.clone(), settings)?,
                    connection,
                    self.clock.clone(),
                ),
            };
        let kept = Kept {
            session: session.clone(),
            certificate,
            network,
            dpop_key,
            file_keys,
        };
        sessions.insert(id, kept);
        Ok(match plan.keeps_cookies {
            true => session.with_cookies(self.jar(id)),
            false => session,
        })
    }

    /// The session that calls an API. Keys that cannot be had keep nobody from calling: beside the session stands why its
    /// answer is explained without them.
    pub(super) async fn api_session(
        &self,
        id: ConnectionId,
        plan: SessionPlan,
    ) -> Result<(Session, Option<FailureText>), FailureText> {
        let without = plan.keys.is_some().then(|| SessionPlan {
            keys: None,
            ..plan.clone()
        });
        match (self.session(id, plan).await, without) {
            (Ok(session), _) => Ok((session, None)),
            (Err(failure), None) => Err(failure),
            (Err(failure), Some(without)) => {
                let session = self.session(id, without).await?;
                Ok((session, Some(failure)))
            }
        }
    }

    /// A token that is kept is bound to a key of its own, which later requests need.
    pub(super) fn take_key(&self, id: ConnectionId, session: &Session) {
        if session.connection().dpop_key_is_made
            && let Some(kept) = lock(&self.sessions).get_mut(&id)
        {
            kept.dpop_key = session.dpop_key();
        }
    }

    /// The report, with the keys that the token is bound to compared with those that the connection uses.
    pub(super) fn with_keys(&self, id: ConnectionId, inspected: Inspected) -> Inspected {
        let in_use = lock(&self.sessions).get(&id).map(Kept::keys_in_use);
        Inspected {
            keys: TokenKeys::of(inspected.report(), &in_use.unwrap_or_default()),
            ..inspected
        }
    }

    fn client_of(
        &self,
        id: ConnectionId,
        certificate: Option<ClientCertificate>,
        settings: Option<Settings>,
    ) -> Result<HttpClient, FailureText> {
        let mut client = self.client.of_sender(id.0);
        if let Some(settings) = settings {
            client = client
                .with_settings(settings)
                .map_err(|error| FailureText::new(sentence(&error.to_string()), IN_NETWORK))?;
        }
        if certificate.is_none() {
            return Ok(client);
        }
        client.with_certificate(certificate).map_err(|error| {
            FailureText::new(
                sentence(&error.to_string()),
                "On the Token tab, give the PKCS#12 file of the certificate, or the PEM files of it and of its private key.",
            )
        })
    }
}

const IN_NETWORK: &str = "On the Discover tab, under Network, correct it.";

/// What the connection says of the network; files of authorities are read.
fn settings(plan: &NetworkPlan) -> Result<Settings, FailureText> {
    let nothing = |_: &SecretUse| Err(WorkspaceError::absent("no secret belongs there"));
    let network = &plan.saved.network;
    let settings = network.settings(&plan.saved, &plan.folder, &nothing);
    settings.map_err(|error| {
        FailureText::new(sentence(&error.message()), IN_NETWORK).with_code(error.code)
    })
}

/// The keys for verifying, from where the file says that they are.
fn keys_of(keys: &FileKeys) -> Result<KeysFrom, FailureText> {
    let nobody = |_: &SecretUse| {
        let hint = "on the Inspect tab, choose a key or a shared secret, and type it";
        Err(WorkspaceError::secret_absent("it is missing", hint))
    };
    let read = |wanted: &SecretUse| read_secret(wanted, &keys.folder, &nobody);
    let wanted = SecretsWanted {
        keys: true,
        ..SecretsWanted::default()
    };
    let no_key = || Err("no key is made to verify with".to_owned());
    let connection = keys.saved.connection(wanted, &keys.folder, &read, &no_key);
    connection
        .map(|connection| connection.keys)
        .map_err(|error| {
            let hint = error
                .hint
                .as_deref()
                .unwrap_or("correct [keys] in the connection's file");
            FailureText::new(sentence(&error.message()), sentence(hint)).with_code(error.code)
        })
}

fn made() -> Result<Jwk, FailureText> {
    jwk::generate(Algorithm::ES256, &mut entropy)
        .map_err(|error| FailureText::new(sentence(&error.to_string()), "Try again."))
}

fn read(files: &CertificateFiles) -> Result<ClientCertificate, FailureText> {
    let bytes = |path: &Path| {
        file::bytes(path).map_err(|error| {
            FailureText::new(
                format!("{} could not be read: {error}.", path.display()),
                "On the Token tab, correct the path of the client certificate.",
            )
        })
    };
    let key = match &files.key {
        Some(path) => Some(Secret::new(bytes(path)?)),
        None if !files.key_text.expose().is_empty() => Some(files.key_text.to_secret()),
        None => None,
    };
    let password = files.password.to_secret();
    let certificate = ClientCertificate::from_files(bytes(&files.chain)?, key, Some(&password));
    certificate.map_err(|error| {
        let (hint, is_of_form) = (error.hint(), is_of_form(&error));
        let hint = match is_of_form {
            true => format!("On the Token tab, {hint}."),
            false => sentence(hint),
        };
        FailureText::new(sentence(&error.message()), hint)
    })
}

/// Whether the form is where it is mended, rather than the file.
fn is_of_form(error: &ClientCertificateError) -> bool {
    matches!(
        error,
        ClientCertificateError::KeyTwice
            | ClientCertificateError::PasswordUnused
            | ClientCertificateError::PasswordMissing
            | ClientCertificateError::PasswordWrong
    )
}
